import { createHash } from 'node:crypto';
import { BROKEN_DIGESTS } from '../algorithms/digests.js';
import { type OfdSignatureXml } from './signature-xml.js';
import { add, type VerifiedOfdSignature } from './verified.js';

/** One signature with all that belongs to it, read. */
export interface SignedValue {
  path: string;
  xmlBytes: Uint8Array;
  xml: OfdSignatureXml;
  valueBytes: Uint8Array;
  sealBytes: Uint8Array | null;
}

export const XML_CHANGED = 'Signature.xml is not the one that was signed';

/** Tried by their length; which of those of the same length it is, nothing says. */
const HASHES = ['sm3', 'sha256', 'sha1', 'md5', 'sha384', 'sha512'];

/** Is Signature.xml named by this: its bytes, their digest, or the digest in Base64? All three are met. */
export function bindsXml(named: Uint8Array, xmlBytes: Uint8Array, path: string, result: VerifiedOfdSignature): boolean {
  const bytes = Buffer.from(named);
  if (bytes.equals(xmlBytes)) return true;
  const text = bytes.length <= 200 ? bytes.toString('latin1').trim() : '';
  const by = HASHES.find((name) => {
    const digest = createHash(name).update(xmlBytes).digest();
    return bytes.equals(digest) || text === digest.toString('base64');
  });
  if (by !== undefined && !result.evidence.digestAlgorithms.includes(by)) {
    result.evidence.digestAlgorithms.push(by);
    if (BROKEN_DIGESTS.has(by))
      add(result, 'SIGNATURE_WEAK_DIGEST', path, `Signature.xml is named by ${by}, for which another can be made`);
  }
  return by !== undefined;
}
