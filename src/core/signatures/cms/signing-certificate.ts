import { type Certificate } from '../certificate.js';
import { DIGESTS } from '../algorithms/digests.js';
import { DerError, SEQUENCE } from '../der.js';
import { extensionsOf } from '../extensions.js';
import { digestOf } from './digests.js';
import { type Attribute, type SignerName } from './signed-data.js';

export const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
export const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';

const MAX_NAMED = 10;

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
      const digest = (algorithm ? first[1] : first[0])?.octetString('certHash');
      const unsaid = oid === SIGNING_CERTIFICATE ? 'sha1' : 'sha256';
      const hash = algorithm ? (DIGESTS[algorithm.children[0]?.oid ?? ''] ?? null) : unsaid;
      if (!digest) throw new DerError('a signing certificate attribute without a digest');
      named.push({ hash, digest: Buffer.from(digest) });
      if (named.length > MAX_NAMED) throw new DerError('too many signing certificate attributes');
    }
  }
  return named;
}

/** Is the certificate the one meant; null when the digest is unknown here. */
export function isNamed({ hash, digest }: NamedCertificate, certificate: Certificate): boolean | null {
  const own = hash === null ? null : digestOfCertificate(hash, certificate);
  return own === null ? null : own.equals(digest);
}

/** Those of a trust snapshot are asked for with every signer. */
const known = new WeakMap<Certificate, Map<string, Buffer | null>>();

function digestOfCertificate(hash: string, certificate: Certificate): Buffer | null {
  const own = known.get(certificate) ?? new Map<string, Buffer | null>();
  known.set(certificate, own);
  let digest = own.get(hash);
  if (digest === undefined) own.set(hash, (digest = digestOf(hash, certificate.bytes)));
  return digest;
}

/** Every certificate that the signer's name fits; one that is given twice counts once. */
export function certificatesOf(name: SignerName, candidates: readonly Certificate[]): Certificate[] {
  const fits = candidates.filter((one) =>
    'keyIdentifier' in name
      ? extensionsOf(one).subjectKeyId === name.keyIdentifier
      : one.serial === name.serial && one.issuerKey === name.issuer,
  );
  return fits.filter((one, i) => fits.findIndex(({ bytes }) => Buffer.from(bytes).equals(one.bytes)) === i);
}
