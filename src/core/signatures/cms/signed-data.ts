import { DIGESTS } from '../algorithms/digests.js';
import { type AlgorithmIdentifier, readAlgorithm } from '../algorithms/scheme.js';
import { type Certificate, readCertificate } from '../certificate.js';
import { nameKeys } from '../distinguished-name.js';
import { Der, DerError, INTEGER, OCTET_STRING, OID, SEQUENCE, SET } from '../der.js';
import { type Material, noMaterial } from '../evidence.js';

/** One attribute (RFC 5652 5.3), signed or not. */
export interface Attribute {
  oid: string;
  type: Der;
  values: Der[];
  /** The whole SEQUENCE. */
  der: Der;
}

/** How a signer is named: by issuer (as names are compared) and serial number, or by a key identifier; in hex. */
export type SignerName = { issuer: string; serial: string } | { keyIdentifier: string };

/** SignerInfo, taken apart; nothing is verified yet. */
export interface SignerInfo {
  /** The whole SEQUENCE. */
  der: Der;
  /** version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm, signature: as they stand. */
  fields: Der[];
  name: SignerName;
  digestAlgorithm: Der;
  /** Name in node:crypto; null when unknown here. */
  digest: string | null;
  /** Null: there are none, and the value is over the content. */
  signed: Attribute[] | null;
  signatureAlgorithm: AlgorithmIdentifier;
  value: Uint8Array;
  unsigned: Attribute[];
}

/** SignedData (RFC 5652 5.1; GB/T 35275-2017 8 and PKCS #7 are alike), taken apart. */
export interface SignedData {
  /** Of ContentInfo: RFC 5652, or GB/T 35275. */
  oid: string;
  contentType: string;
  /** What stands around: ContentInfo, its [0], SignedData, and the SET of SignerInfos. */
  shell: { outer: Der; wrapped: Der; signedData: Der; signerInfos: Der };
  /** EncapsulatedContentInfo, whole. */
  contentInfo: Der;
  /** Octets of what is inside, in the pieces they are encoded in; null when nothing is. */
  content: Uint8Array[] | null;
  /** [0] and [1] of SignedData, as they stand. */
  certificateField: Der | null;
  crlField: Der | null;
  certificates: Certificate[];
  material: Material;
  /** A signer that can't be read is the reason why. */
  signers: (SignerInfo | { unreadable: string })[];
  /** Where it is BER and not DER: the first thing met; null for DER. */
  departure: string | null;
  /** Bytes after the SignedData that are not zero. */
  trailingBytes: number;
}

const SIGNED_DATA = new Set(['1.2.840.113549.1.7.2', '1.2.156.10197.6.1.4.2.2']);
/** Plain data: RFC 5652, GB/T 35275, and TSTInfo. */
const DATA = new Set(['1.2.840.113549.1.7.1', '1.2.156.10197.6.1.4.2.1', '1.2.840.113549.1.9.16.1.4']);
/** RFC 5940: OCSP among the CRLs; the second is what some software names it by. */
const OCSP_FORMATS = new Set(['1.3.6.1.5.5.7.16.2', '1.3.6.1.5.5.7.48.1.1']);
const MAX_SIGNERS = 100;
/** More certificates or revocations than any chain has are left out. */
const MAX_MATERIAL = 1000;

/** Throws DerError for what is no SignedData. Zeros may follow (a PDF leaves them); other bytes are counted. */
export function readSignedData(bytes: Uint8Array): SignedData {
  const outer = Der.firstBer(bytes).expect(SEQUENCE, 'ContentInfo');
  const [type, wrapped] = outer.children;
  if (!type?.is(OID) || !wrapped?.isContext(0) || !SIGNED_DATA.has(type.oid)) throw new DerError('no SignedData');
  const signedData = wrapped.inner.expect(SEQUENCE, 'SignedData');
  const [, , contentInfo, ...rest] = signedData.children;
  const [contentType, inside] = contentInfo?.expect(SEQUENCE, 'EncapsulatedContentInfo').children ?? [];
  if (!contentInfo || !contentType) throw new DerError('no EncapsulatedContentInfo');
  const certificateField = rest.find((element) => element.isContext(0)) ?? null;
  const crlField = rest.find((element) => element.isContext(1)) ?? null;
  const signerInfos = rest.at(-1);
  if (!signerInfos) throw new DerError('SignedData without a set of signers');
  const infos = signerInfos.expect(SET, 'signerInfos').children;
  if (rest.length > 1 + Number(certificateField !== null) + Number(crlField !== null))
    throw new DerError('SignedData with members that do not belong');
  if (infos.length > MAX_SIGNERS) throw new DerError(`${infos.length} signers`);
  const certificates = (certificateField?.children ?? []).slice(0, MAX_MATERIAL).flatMap(readable);
  const material = noMaterial();
  material.certificates.push(...certificates.map((one) => one.bytes));
  for (const choice of (crlField?.children ?? []).slice(0, MAX_MATERIAL)) collectRevocation(choice, material);
  return {
    oid: type.oid,
    contentType: contentType.oid,
    shell: { outer, wrapped, signedData, signerInfos },
    contentInfo,
    content: inside ? contentOf(inside, contentType.oid) : null,
    certificateField,
    crlField,
    certificates,
    material,
    signers: infos.map((info) => trying(() => readSigner(info))),
    departure: outer.departure,
    trailingBytes: trailing(bytes.subarray(outer.bytes.length)),
  };
}

/**
 * An OCTET STRING; or, as PKCS #7 had it, the type that the content type says, whose contents are signed without tag and
 * length. Data is an OCTET STRING in both.
 */
function contentOf(explicit: Der, type: string): Uint8Array[] {
  if (!explicit.isContext(0)) throw new DerError('content that is not where it belongs');
  const { inner } = explicit;
  if (inner.is(OCTET_STRING) || inner.is(OCTET_STRING | 0x20)) return inner.pieces;
  if (DATA.has(type)) throw new DerError('data that is no OCTET STRING');
  return [inner.contents];
}

/** Throws DerError. Also used for a counter-signature, which is a SignerInfo in an attribute. */
export function readSigner(info: Der): SignerInfo {
  const members = info.expect(SEQUENCE, 'SignerInfo').children;
  const [, sid, digestAlgorithm, ...more] = members;
  const signed = more[0]?.isContext(0) ? more.shift()! : null;
  const [signatureAlgorithm, value, ...last] = more;
  if (!sid || !digestAlgorithm || !signatureAlgorithm || !value) throw new DerError('a signer without its members');
  const [unsigned] = last;
  if (last.length > 1 || (unsigned && !unsigned.isContext(1)))
    throw new DerError('a signer with members that do not belong');
  return {
    der: info,
    fields: members.filter((element) => element !== unsigned),
    name: nameOf(sid),
    digestAlgorithm,
    digest: DIGESTS[digestAlgorithm.expect(SEQUENCE, 'digest algorithm').children[0]?.oid ?? ''] ?? null,
    signed: signed ? signed.children.map(readAttribute) : null,
    signatureAlgorithm: readAlgorithm(signatureAlgorithm),
    value: value.octetString('signature value'),
    unsigned: unsigned ? unsigned.children.map(readAttribute) : [],
  };
}

function nameOf(sid: Der): SignerName {
  if (sid.isContext(0) || sid.tag === 0x80) return { keyIdentifier: hex(sid.octets) };
  const [issuer, serial] = sid.expect(SEQUENCE, 'IssuerAndSerialNumber').children;
  if (!issuer || !serial) throw new DerError('a signer without an identifier');
  return { issuer: nameKeys(issuer).join('\n'), serial: hex(serial.expect(INTEGER, 'serial number').contents) };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function readAttribute(der: Der): Attribute {
  const [type, values] = der.expect(SEQUENCE, 'Attribute').children;
  if (!type || !values) throw new DerError('an attribute without a value');
  return { oid: type.oid, type, values: values.expect(SET, 'attribute values').children, der };
}

/** RevocationInfoChoice: a CRL, or [1] OtherRevocationInfoFormat (RFC 5652 10.2.1, RFC 5940). */
function collectRevocation(choice: Der, material: Material): void {
  if (choice.is(SEQUENCE)) material.crls.push(choice.bytes);
  else if (choice.isContext(1)) {
    const [format, info] = choice.children;
    if (format && info && OCSP_FORMATS.has(format.oid)) material.ocsps.push(info.bytes);
  }
}

/** The CRL or OCSP response of one RevocationInfoChoice, DER; none where it is of another kind. Throws DerError. */
export function revocationIn(choice: Der): Uint8Array[] {
  const material = noMaterial();
  collectRevocation(choice, material);
  return [...material.crls, ...material.ocsps];
}

/** Attribute certificates and what can't be read are no signer's. */
export function readable(element: Der): Certificate[] {
  if (!element.is(SEQUENCE)) return [];
  const read = trying(() => readCertificate(element.bytes));
  return 'unreadable' in read ? [] : [read];
}

function trying<T extends object>(read: () => T): T | { unreadable: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) return { unreadable: error.message };
    throw error;
  }
}

function trailing(rest: Uint8Array): number {
  const last = rest.findLastIndex((byte) => byte !== 0);
  return last + 1;
}
