import { Der, DerError, SEQUENCE } from './der.js';

/** What a verifier needs of an X.509 certificate (RFC 5280 4.1). Nothing is said of trust. */
export interface Certificate {
  bytes: Uint8Array;
  subject: string;
  issuer: string;
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
}

const NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'E',
};

/** Throws DerError. */
export function readCertificate(bytes: Uint8Array): Certificate {
  const [tbs] = Der.read(bytes).expect(SEQUENCE, 'Certificate').children;
  if (!tbs) throw new DerError('an empty certificate');
  const fields = tbs.expect(SEQUENCE, 'TBSCertificate').children;
  const from = fields[0]?.isContext(0) ? 1 : 0;
  const [serial, , issuer, validity, subject, spki] = fields.slice(from);
  if (!serial || !issuer || !validity || !subject || !spki) throw new DerError('a certificate without its fields');
  const [notBefore, notAfter] = validity.children;
  const [algorithm, key] = spki.expect(SEQUENCE, 'SubjectPublicKeyInfo').children;
  const [keyAlgorithm, parameters] = algorithm?.children ?? [];
  if (!keyAlgorithm || !key) throw new DerError('a certificate without a key');
  return {
    bytes,
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    serial: Buffer.from(serial.contents).toString('hex'),
    notBefore: notBefore?.time ?? null,
    notAfter: notAfter?.time ?? null,
    spki: spki.bytes,
    keyAlgorithm: keyAlgorithm.oid,
    curve: parameters?.tag === keyAlgorithm.tag ? parameters.oid : null,
    publicKey: key.bits,
  };
}

/** Most specific first, as RFC 4514 prints them. */
export function nameOf(name: Der): string {
  return name
    .expect(SEQUENCE, 'Name')
    .children.flatMap((set) => set.children)
    .map((attribute) => {
      const [type, value] = attribute.children;
      if (!type || !value) throw new DerError('a name without a value');
      return `${NAMES[type.oid] ?? type.oid}=${value.text.replace(/[,+"\\<>;]/g, '\\$&').slice(0, 200)}`;
    })
    .reverse()
    .join(',');
}
