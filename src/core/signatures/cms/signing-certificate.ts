import { type Certificate } from '../certificate.js';
import { Der, DerError, OCTET_STRING, SEQUENCE } from '../der.js';
import { digestOf, HASHES } from './digests.js';
import { type Attribute, type SignerName } from './signed-data.js';

export const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
export const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';

/** ESSCertID or ESSCertIDv2 (RFC 5035): the digest of a certificate; null for a digest unknown here. */
interface NamedCertificate {
  hash: string | null;
  digest: Buffer;
}

/**
 * The certificates that signed attributes name as the signer's: the first of each attribute. Both generations may
 * stand side by side and then both count. Throws DerError.
 */
export function namedCertificates(signed: readonly Attribute[]): NamedCertificate[] {
  const named: NamedCertificate[] = [];
  for (const { oid, values } of signed) {
    if (oid !== SIGNING_CERTIFICATE && oid !== SIGNING_CERTIFICATE_V2) continue;
    for (const value of values) {
      const first = value.expect(SEQUENCE, 'SigningCertificate').children[0]?.children[0]?.children;
      if (!first) throw new DerError('a signing certificate attribute that names none');
      const algorithm = oid === SIGNING_CERTIFICATE_V2 && first[0]?.is(SEQUENCE) ? first[0] : null;
      const digest = (algorithm ? first[1] : first[0])?.expect(OCTET_STRING, 'certHash').contents;
      const unsaid = oid === SIGNING_CERTIFICATE ? 'sha1' : 'sha256';
      const hash = algorithm ? (HASHES[algorithm.children[0]?.oid ?? ''] ?? null) : unsaid;
      if (!digest) throw new DerError('a signing certificate attribute without a digest');
      named.push({ hash, digest: Buffer.from(digest) });
    }
  }
  return named;
}

/** Is the certificate the one meant; null when the digest is unknown here. */
export function isNamed({ hash, digest }: NamedCertificate, certificate: Certificate): boolean | null {
  const own = hash === null ? null : digestOf(hash, certificate.bytes);
  return own === null ? null : own.equals(digest);
}

/** Every certificate that the signer's name fits; one that is given twice counts once. */
export function certificatesOf(name: SignerName, candidates: readonly Certificate[]): Certificate[] {
  const fits = candidates.filter((one) => {
    const { issuer, serial, keyIdentifier } = identityOf(one);
    if ('keyIdentifier' in name) return keyIdentifier !== null && keyIdentifier.equals(name.keyIdentifier);
    return serial.equals(name.serial) && issuer.equals(name.issuer);
  });
  return fits.filter((one, i) => fits.findIndex(({ bytes }) => Buffer.from(bytes).equals(one.bytes)) === i);
}

interface Identity {
  issuer: Buffer;
  serial: Buffer;
  subject: Buffer;
  keyIdentifier: Buffer | null;
}

/** What a certificate is named by, as encoded. Of one that readCertificate took; reads no further than it must. */
export function identityOf(certificate: Certificate): Identity {
  const fields = Der.read(certificate.bytes).children[0]!.children;
  const [serial, , issuer, , subject] = fields.slice(fields[0]?.isContext(0) ? 1 : 0);
  return {
    issuer: Buffer.from(issuer!.bytes),
    serial: Buffer.from(serial!.contents),
    subject: Buffer.from(subject!.bytes),
    keyIdentifier: extensionOf(certificate, SUBJECT_KEY_IDENTIFIER, (value) => Buffer.from(value.contents)),
  };
}

/** What an extension says; null when it is not there or can't be read. */
export function extensionOf<T>(certificate: Certificate, oid: string, read: (value: Der) => T): T | null {
  try {
    const list = Der.read(certificate.bytes).children[0]!.children.find((field) => field.isContext(3))?.inner;
    const found = list?.children.find((one) => one.children[0]?.oid === oid)?.children.at(-1);
    return found ? read(Der.read(found.expect(OCTET_STRING, 'extension').contents)) : null;
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}
