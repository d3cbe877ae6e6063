import { bitString, explicit, integer, nil, objectIdentifier, sequence } from '../der-writer.js';
import { Der, DerError, SEQUENCE } from '../der.js';
import { digestOid, DIGESTS } from './digests.js';
import { KEY } from './key.js';

/** RSASSA-PSS-params (RFC 8017 A.2.3), defaults filled in. The trailer is always 1. */
export interface PssParameters {
  hash: string;
  mgf1Hash: string;
  saltBytes: number;
}

const MGF1 = '1.2.840.113549.1.1.8';
/** Longer than any digest: no one means it, and it must fit the modulus anyway. */
const MAX_SALT_BYTES = 2048;

/** Reads the parameters strictly: known digests, MGF1, members once and in order, trailer 1. Throws DerError. */
export function readPssParameters(bytes: Uint8Array): PssParameters {
  const read: PssParameters = { hash: 'sha1', mgf1Hash: 'sha1', saltBytes: 20 };
  let last = -1;
  for (const member of Der.read(bytes).expect(SEQUENCE, 'RSASSA-PSS-params').children) {
    const number = member.tag - 0xa0;
    if (number <= last || number > 3) throw new DerError('RSASSA-PSS-params with members that do not belong');
    last = number;
    const { inner } = member;
    if (number === 0) read.hash = hashOf(inner);
    else if (number === 1) {
      const [mgf, hash, ...more] = inner.expect(SEQUENCE, 'maskGenAlgorithm').children;
      if (mgf?.oid !== MGF1 || !hash || more.length > 0) throw new DerError('a mask generation function other than MGF1'); // prettier-ignore
      read.mgf1Hash = hashOf(hash);
    } else if (number === 2) {
      if (inner.integer > MAX_SALT_BYTES) throw new DerError(`a salt of ${inner.integer} bytes`);
      read.saltBytes = Number(inner.integer);
    } else if (inner.integer !== 1n) throw new DerError(`trailer field ${inner.integer}`);
  }
  return read;
}

function hashOf(identifier: Der): string {
  const [oid, parameters, ...more] = identifier.expect(SEQUENCE, 'hash algorithm').children;
  const name = DIGESTS[oid?.oid ?? ''];
  if (name === undefined) throw new DerError(`the digest ${oid?.oid} is not known here`);
  if (more.length > 0 || (parameters && !Buffer.from(parameters.bytes).equals(nil())))
    throw new DerError(`the digest ${name} takes no parameters`);
  return name;
}

/** A SubjectPublicKeyInfo that binds an RSA key to exactly these parameters: so node:crypto checks all of them. */
export function pssKeyInfo(publicKey: Uint8Array, { hash, mgf1Hash, saltBytes }: PssParameters): Buffer {
  const digest = (name: string) => sequence([objectIdentifier(digestOid(name)), nil()]);
  const salt = Buffer.from([saltBytes >> 8, saltBytes & 0xff]);
  // DER leaves defaults out.
  const parameters = sequence([
    ...(hash === 'sha1' ? [] : [explicit(0, digest(hash))]),
    ...(mgf1Hash === 'sha1' ? [] : [explicit(1, sequence([objectIdentifier(MGF1), digest(mgf1Hash)]))]),
    ...(saltBytes === 20 ? [] : [explicit(2, integer(salt))]),
  ]);
  return sequence([sequence([objectIdentifier(KEY.rsaPss), parameters]), bitString(publicKey)]);
}
