import { DIGESTS } from '../algorithms/digests.js';
import { concatenated, digestOf, signedBytes } from '../cms/digests.js';
import { ATTRIBUTE } from '../cms/attributes.js';
import { derOf } from '../cms/reencode.js';
import { type Attribute, type SignedData, type SignerInfo } from '../cms/signed-data.js';
import { element } from '../der-writer.js';
import { type Der, DerError, SEQUENCE } from '../der.js';
import { type SignedBytes } from '../evidence.js';

/** A signature in its SignedData, with what its time-stamps may be over. */
export interface Stamped {
  data: SignedData;
  signer: SignerInfo;
  /** Null: the content was not given. */
  content: SignedBytes | null;
}

const UNSIGNED_FIELD = 0xa1;

/** RFC 5126 6.1.1: over the octets of the signature value. */
export const signatureImprint = ({ signer }: Stamped): SignedBytes => signedBytes(signer.value);

/** RFC 5126 6.3.5 and 6.3.6: the references, after the signature and its time-stamps or alone; without tag and length of each attribute. */
export function referencesImprint({ signer }: Stamped, withSignature: boolean): SignedBytes {
  const parts = (oid: string) => signer.unsigned.filter((one) => one.oid === oid).map(({ der }) => der.contents);
  return signedBytes(
    ...(withSignature ? [signer.value, ...parts(ATTRIBUTE.signatureTimestamp)] : []),
    ...parts(ATTRIBUTE.completeCertificateReferences),
    ...parts(ATTRIBUTE.completeRevocationReferences),
  );
}

/**
 * archive-time-stamp-v2 (RFC 5126 6.4.1, ETSI TS 101 733 6.4.1): the content info, external content, certificates and
 * CRLs, and all of the SignerInfo but this time-stamp and those after it. Left open are the order of the unsigned
 * attributes and whether their own tag counts, so each reading is a form of its own.
 */
export function archiveImprintV2(
  { data, signer, content }: Stamped,
  earlier: (attribute: Attribute) => boolean,
): SignedBytes[] | null {
  // prettier-ignore
  if (data.content === null && content === null) return null;
  const before = [
    ...(data.content === null ? [content!] : []),
    signedBytes(
      ...[data.certificateField, data.crlField].flatMap((field) => (field ? [field.bytes] : [])),
      ...signer.fields.map(({ bytes }) => bytes),
    ),
  ];
  const kept = signer.unsigned.filter(earlier).map(({ der }) => Buffer.from(der.bytes));
  const sorted = [...kept].sort((a, b) => a.compare(b));
  const tails = [kept, sorted].flatMap((list) => (list.length === 0 ? [Buffer.alloc(0)] : [element(UNSIGNED_FIELD, list), Buffer.concat(list)])); // prettier-ignore
  const distinct = tails.filter((one, i) => tails.findIndex((other) => other.equals(one)) === i);
  const heads = data.departure === null ? [data.contentInfo.bytes] : [data.contentInfo.bytes, derOf(data.contentInfo)];
  return heads.flatMap((head) => distinct.map((tail) => concatenated(signedBytes(head), ...before, signedBytes(tail))));
}

/** What an archive time-stamp v3 fixes of the SignedData beside the signature itself. */
export interface HashIndex {
  hash: string;
  /** Digests of certificates, of CRLs, and of unsigned attributes or their values. */
  certificates: Buffer[];
  crls: Buffer[];
  attributes: Buffer[];
  /** True when `attributes` are over each value with its type, not over whole attributes. */
  byValue: boolean;
  der: Der;
}

const INDEXES: Readonly<Record<string, { byValue: boolean }>> = {
  [ATTRIBUTE.atsHashIndex]: { byValue: false },
  [ATTRIBUTE.atsHashIndex2]: { byValue: true },
  [ATTRIBUTE.atsHashIndex3]: { byValue: true },
};

/** ATSHashIndex, v2 and v3 (ETSI EN 319 122-1 5.5.2), from the unsigned attributes of the token. Throws DerError. */
export function readHashIndex(token: SignerInfo): HashIndex {
  const found = token.unsigned.filter(({ oid }) => Object.hasOwn(INDEXES, oid));
  const der = found[0]?.values[0];
  if (!der || found.length !== 1 || found[0]!.values.length !== 1) throw new DerError('no single ats-hash-index');
  const members = der.expect(SEQUENCE, 'ATSHashIndex').children;
  // The algorithm may be left out in the first form, where it is SHA-256 then.
  const algorithm = members.length === 4 ? members.shift()! : null;
  const oid = algorithm && (algorithm.is(SEQUENCE) ? algorithm.children[0] : algorithm)?.oid;
  const hash = oid === null ? 'sha256' : DIGESTS[oid ?? ''];
  const [certificates, crls, attributes] = members;
  if (!hash || !certificates || !crls || !attributes) throw new DerError('an ats-hash-index without its members');
  const list = (one: Der) => one.expect(SEQUENCE, 'hash index').children.map((item) => Buffer.from(item.octetString('hash'))); // prettier-ignore
  return { hash, certificates: list(certificates), crls: list(crls), attributes: list(attributes), ...INDEXES[found[0]!.oid]!, der }; // prettier-ignore
}

/** Entries of the index that nothing in the SignedData has; each was there when the time-stamp was made. */
export function missingFromIndex({ data, signer }: Stamped, index: HashIndex): string[] {
  const digests = (items: Uint8Array[][]) => new Set(items.map((pieces) => digestOf(index.hash, ...pieces)?.toString('hex'))); // prettier-ignore
  const whole = (field: Der | null) => digests((field?.children ?? []).map(({ bytes }) => [bytes]));
  const attributes = digests(
    signer.unsigned.flatMap(({ der, type, values }) =>
      index.byValue ? values.map((value) => [type.bytes, value.bytes]) : [[der.bytes]],
    ),
  );
  const missing = (what: string, stated: Buffer[], there: Set<string | undefined>) => {
    const count = stated.filter((digest) => !there.has(digest.toString('hex'))).length;
    return count === 0 ? [] : [`${count} ${what}`];
  };
  return [
    ...missing('certificates', index.certificates, whole(data.certificateField)),
    ...missing('CRLs', index.crls, whole(data.crlField)),
    ...missing('unsigned attributes', index.attributes, attributes),
  ];
}

/**
 * archive-time-stamp-v3 (ETSI EN 319 122-1 5.5.3): type of the content, digest of the content, the fields of the
 * SignerInfo, and the index.
 */
export function archiveImprintV3({ data, signer }: Stamped, contentDigest: Buffer, index: HashIndex): SignedBytes {
  const [contentType] = data.contentInfo.children;
  return signedBytes(contentType!.bytes, contentDigest, ...signer.fields.map(({ bytes }) => bytes), index.der.bytes);
}
