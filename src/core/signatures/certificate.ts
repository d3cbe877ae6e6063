import { createHash } from 'node:crypto';
import { Der, DerError, SEQUENCE } from './der.js';
import { nameKeys, nameText } from './distinguished-name.js';
import { type CertificateFacts } from './facts.js';

/** An X.509 certificate taken apart (RFC 5280 4.1). Nothing is said of trust; extensions: `extensionsOf`. */
export interface Certificate {
  bytes: Uint8Array;
  /** 1, 2 or 3. */
  version: number;
  subject: string;
  issuer: string;
  /** Names as encoded, for digests over them; and by what they are compared. */
  subjectBytes: Uint8Array;
  issuerBytes: Uint8Array;
  subjectKey: string;
  issuerKey: string;
  /** As in the certificate, lower-case hex. */
  serial: string;
  /** RFC 3339; null when unreadable. */
  notBefore: string | null;
  notAfter: string | null;
  /** SubjectPublicKeyInfo, whole. */
  spki: Uint8Array;
  keyAlgorithm: string;
  /** Object identifier of the named curve, when there is one. */
  curve: string | null;
  /** The bits of subjectPublicKey. */
  publicKey: Uint8Array;
  /** What the issuer signed, how (parameters in DER, null when absent), and the value; null when unreadable. */
  signed: SignedPart | null;
  /** The SEQUENCE of extensions. */
  extensionBytes: Uint8Array | null;
}

export interface SignedPart {
  bytes: Uint8Array;
  algorithm: { oid: string; parameters: Uint8Array | null };
  value: Uint8Array;
}

/** Throws DerError. */
export function readCertificate(bytes: Uint8Array): Certificate {
  const [tbs, outerAlgorithm, value] = Der.read(bytes).expect(SEQUENCE, 'Certificate').children;
  if (!tbs) throw new DerError('an empty certificate');
  const fields = tbs.expect(SEQUENCE, 'TBSCertificate').children;
  const from = fields[0]?.isContext(0) ? 1 : 0;
  const [serial, innerAlgorithm, issuer, validity, subject, spki, ...more] = fields.slice(from);
  if (!serial || !issuer || !validity || !subject || !spki) throw new DerError('a certificate without its fields');
  const [notBefore, notAfter] = validity.children;
  const [algorithm, key] = spki.expect(SEQUENCE, 'SubjectPublicKeyInfo').children;
  const [keyAlgorithm, parameters] = algorithm?.children ?? [];
  if (!keyAlgorithm || !key) throw new DerError('a certificate without a key');
  return {
    bytes,
    version: from === 1 ? 1 + (fields[0]!.inner.contents[0] ?? 0) : 1,
    subject: nameText(subject),
    issuer: nameText(issuer),
    subjectBytes: subject.bytes,
    issuerBytes: issuer.bytes,
    subjectKey: nameKeys(subject).join('\n'),
    issuerKey: nameKeys(issuer).join('\n'),
    serial: Buffer.from(serial.contents).toString('hex'),
    notBefore: notBefore?.time ?? null,
    notAfter: notAfter?.time ?? null,
    spki: spki.bytes,
    keyAlgorithm: keyAlgorithm.oid,
    curve: parameters?.tag === keyAlgorithm.tag ? parameters.oid : null,
    publicKey: key.bits,
    signed: signedPart(tbs, outerAlgorithm, value, innerAlgorithm),
    extensionBytes: more.find((field) => field.isContext(3))?.inner.bytes ?? null,
  };
}

/**
 * The three members of SIGNED (RFC 5280 4.1.1). Null when they can't be read, or when the algorithm inside (4.1.2.3) is
 * another than the one beside the value: then nobody knows how it was made.
 */
export function signedPart(
  tbs: Der,
  algorithm: Der | undefined,
  value: Der | undefined,
  inner?: Der,
): SignedPart | null {
  try {
    if (!algorithm || !value) return null;
    if (inner && !Buffer.from(inner.bytes).equals(algorithm.bytes)) return null;
    const [oid, parameters] = algorithm.expect(SEQUENCE, 'AlgorithmIdentifier').children;
    if (!oid) return null;
    return { bytes: tbs.bytes, algorithm: { oid: oid.oid, parameters: parameters?.bytes ?? null }, value: value.bits };
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

const fingerprints = new WeakMap<Certificate, string>();

/** SHA-256 of the whole certificate, hex. */
export function fingerprint(certificate: Certificate): string {
  let known = fingerprints.get(certificate);
  if (known === undefined) {
    known = createHash('sha256').update(certificate.bytes).digest('hex');
    fingerprints.set(certificate, known);
  }
  return known;
}

export function certificateFacts(certificate: Certificate): CertificateFacts {
  const { subject, issuer, serial, notBefore, notAfter } = certificate;
  return { subject, issuer, serial, notBefore, notAfter, sha256: fingerprint(certificate) };
}
