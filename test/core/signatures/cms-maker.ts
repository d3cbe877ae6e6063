import { EKU, type Holder, issue } from '../../../scripts/pki/certificates.mjs';
import { attribute, CMS, signingCertificateV2, timestampToken } from '../../../scripts/pki/cms.mjs';
import * as der from '../../../scripts/pki/der.mjs';
import { digest, digestAlgorithm, ecKey, rsaKey } from '../../../scripts/pki/keys.mjs';
import { signedBytes } from '../../../src/core/signatures/cms/digests.js';
import { type SignedDataOptions, verifySignedData } from '../../../src/core/signatures/cms/verify.js';
import { Der } from '../../../src/core/signatures/der.js';
import { type Evidence } from '../../../src/core/signatures/evidence.js';

/** Throw-away people, and a writer of CMS that can also write what no honest software would. */
export const root = issue({ key: rsaKey('root'), name: 'Test root' });
export const ca = issue({ key: rsaKey('sub'), name: 'Test CA', issuer: root, ca: true });
export const signer = issue({ key: rsaKey('signer'), name: '测试签署人', issuer: ca, serial: 7 });
export const ecSigner = issue({ key: ecKey('ec signer'), name: 'EC signer', issuer: ca, serial: 8 });
export const other = issue({ key: ecKey('other'), name: 'Somebody else', issuer: ca, serial: 9 });
export const tsa = issue({ key: ecKey('tsa'), name: 'TSA', issuer: ca, serial: 10, eku: [EKU.timeStamping], ekuCritical: true }); // prettier-ignore

const KEPT = [signer, ecSigner, other, tsa];

export const CONTENT = Buffer.from('收据 2026-11-24\n');
export const AT = '2026-03-17T09:12:44Z';
export const PLACE = { id: 'S', kind: 'signature', container: 'cms', where: 'here' } as const;

export const typeAttribute = (oid: string = CMS['data']!) => attribute(CMS['contentType']!, der.oid(oid));
export const digestAttribute = (content: Uint8Array, hash = 'sha256') => attribute(CMS['messageDigest']!, der.octets(digest(hash, content))); // prettier-ignore
export const timeAttribute = (at = AT) => attribute(CMS['signingTime']!, der.time(at));
/** The three of CAdES B-B, in an order that is not that of DER. */
export const usual = (content: Uint8Array = CONTENT, by: Holder = ecSigner) => [signingCertificateV2(by), digestAttribute(content), typeAttribute(), timeAttribute()]; // prettier-ignore

/** SET OF in the order given. */
export const asWritten = (members: readonly Uint8Array[]) => der.element(0x31, ...members);
export const sorted = (members: readonly Uint8Array[]) => der.set(...members);

export interface Info {
  by?: Holder;
  /** Signed attributes in the order they are written; null for none. */
  attributes?: Buffer[] | null;
  /** What the value is over; default: what is written, in the order of DER. */
  over?: Uint8Array;
  unsigned?: (value: Buffer) => Buffer[];
  digestName?: string;
  algorithm?: Buffer;
  sid?: Buffer;
  content?: Uint8Array;
}

export function info(how: Info = {}): Buffer {
  const { by = ecSigner, content = CONTENT, digestName = 'sha256', algorithm = by.key.algorithm } = how;
  const attributes = how.attributes === undefined ? usual(content, by) : how.attributes;
  const value = by.key.sign(how.over ?? (attributes === null ? content : sorted(attributes)));
  const unsigned = how.unsigned?.(value) ?? [];
  return der.sequence(
    der.integer(1),
    how.sid ?? der.sequence((by.issuer ?? by).name, der.integer(by.serial)),
    digestAlgorithm(digestName),
    ...(attributes === null ? [] : [der.implicit(0, Buffer.concat(attributes))]),
    algorithm,
    der.octets(value),
    ...(unsigned.length === 0 ? [] : [der.implicit(1, Buffer.concat(unsigned))]),
  );
}

export interface Whole {
  infos?: Buffer[];
  content?: Uint8Array | null;
  contentType?: string;
  certificates?: Buffer[];
  crls?: Buffer[];
  oid?: string;
}

export const contentInfo = (content: Uint8Array | null = CONTENT, type = CMS['data']!) =>
  der.sequence(der.oid(type), ...(content === null ? [] : [der.explicit(0, der.octets(content))]));

export function whole({
  infos = [info()],
  content = CONTENT,
  contentType = CMS['data']!,
  certificates = [ecSigner.certificate],
  crls = [],
  oid = CMS['signedData']!,
}: Whole = {}): Buffer {
  // prettier-ignore
  return der.sequence(
    der.oid(oid),
    der.explicit(
      0,
      der.sequence(
        der.integer(1),
        der.set(digestAlgorithm('sha256')),
        contentInfo(content, contentType),
        ...(certificates.length === 0 ? [] : [der.implicit(0, Buffer.concat(certificates))]),
        ...(crls.length === 0 ? [] : [der.implicit(1, Buffer.concat(crls))]),
        der.element(0x31, ...infos),
      ),
    ),
  );
}

export const detached = (how: Whole = {}) => whole({ ...how, content: null });

export async function verified(bytes: Uint8Array, options: Partial<SignedDataOptions> & { content?: Uint8Array } = {}) {
  const { content, ...rest } = options;
  return verifySignedData(bytes, { place: PLACE, detached: content ? signedBytes(content) : null, ...rest });
}

/** The single signer, its three checks as letters (`right wrong not-checked`), and the codes of all findings. */
export async function looked(bytes: Uint8Array, options: Parameters<typeof verified>[1] = {}) {
  const { evidence, findings } = await verified(bytes, options);
  const [one] = evidence;
  if (!one || evidence.length !== 1) throw new Error(`${evidence.length} pieces of evidence`);
  return { one, checks: checksOf(one), codes: findings.map(({ code }) => code).sort() };
}

export const checksOf = ({ digests, value, document }: Evidence) => `${digests.is} ${value.is} ${document.is}`;
export const ALL_RIGHT = 'right right right';

export const token = (message: Uint8Array, more: Partial<Parameters<typeof timestampToken>[0]> = {}) =>
  timestampToken({ tsa, message, at: AT, ...more });

/** The same in BER: every length indefinite, every OCTET STRING in two pieces; certificates stay as they were signed. */
export function toBer(bytes: Uint8Array): Buffer {
  if (KEPT.some(({ certificate }) => certificate.equals(bytes))) return Buffer.from(bytes);
  const read = Der.read(bytes);
  const indefinite = (tag: number, parts: Buffer[]) => Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.alloc(2)]); // prettier-ignore
  if (read.is(0x04)) {
    const half = read.contents.length >> 1;
    return indefinite(0x24, [der.octets(read.contents.subarray(0, half)), der.octets(read.contents.subarray(half))]);
  }
  if ((read.tag & 0x20) === 0) return Buffer.from(bytes);
  return indefinite(
    read.tag,
    read.children.map((child) => toBer(child.bytes)),
  );
}

/** The same bytes with one bit of `part` changed, where that part first stands. */
export function changed(bytes: Uint8Array, part: Uint8Array, at = 0): Buffer {
  const copy = Buffer.from(bytes);
  const start = copy.indexOf(part);
  if (start < 0) throw new Error('the part is not there');
  copy[start + at]! ^= 1;
  return copy;
}

export { attribute, CMS, der, digest, digestAlgorithm, signingCertificateV2 };
