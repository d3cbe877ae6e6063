/** A writer of CMS that can also write what no honest software would; and the throw-away people who sign with it. */
import { EKU, issue } from '../pki/certificates.mjs';
import { attribute, CMS, signingCertificateV2, timestampToken } from '../pki/cms.mjs';
import * as der from '../pki/der.mjs';
import { digest, digestAlgorithm, ecKey, rsaKey } from '../pki/keys.mjs';

export const root = issue({ key: rsaKey('root'), name: 'Test root' });
export const ca = issue({ key: rsaKey('sub'), name: 'Test CA', issuer: root, ca: true });
export const signer = issue({ key: rsaKey('signer'), name: '测试签署人', issuer: ca, serial: 7 });
export const ecSigner = issue({ key: ecKey('ec signer'), name: 'EC signer', issuer: ca, serial: 8 });
export const other = issue({ key: ecKey('other'), name: 'Somebody else', issuer: ca, serial: 9 });
export const tsa = issue({ key: ecKey('tsa'), name: 'TSA', issuer: ca, serial: 10, eku: [EKU.timeStamping], ekuCritical: true }); // prettier-ignore

export const CONTENT = Buffer.from('收据 2026-11-24\n');
export const AT = '2026-03-17T09:12:44Z';

export const typeAttribute = (oid = CMS.data) => attribute(CMS.contentType, der.oid(oid));
export const digestAttribute = (content, hash = 'sha256') => attribute(CMS.messageDigest, der.octets(digest(hash, content))); // prettier-ignore
export const timeAttribute = (at = AT) => attribute(CMS.signingTime, der.time(at));
/** What CAdES B-B signs, in an order that is not that of DER. */
export const usual = (content = CONTENT, by = ecSigner) => [
  signingCertificateV2(by),
  digestAttribute(content),
  typeAttribute(),
  timeAttribute(),
];

/** SET OF in the order given, and in that of DER. */
export const asWritten = (members) => der.element(0x31, ...members);
export const sorted = (members) => der.set(...members);

/** SignerInfo; `attributes` are written in the order given and signed in that of DER, unless `over` says otherwise. */
export function info(how = {}) {
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

export const contentInfo = (content = CONTENT, type = CMS.data) =>
  der.sequence(der.oid(type), ...(content === null ? [] : [der.explicit(0, der.octets(content))]));

/** ContentInfo with SignedData. `content` null: it stays outside. */
export function whole({
  infos = [info()],
  content = CONTENT,
  contentType = CMS.data,
  certificates = [ecSigner.certificate],
  crls = [],
  oid = CMS.signedData,
} = {}) {
  const field = (number, list) => (list.length === 0 ? [] : [der.implicit(number, Buffer.concat(list))]);
  return der.sequence(
    der.oid(oid),
    der.explicit(
      0,
      der.sequence(
        der.integer(1),
        der.set(digestAlgorithm('sha256')),
        contentInfo(content, contentType),
        ...field(0, certificates),
        ...field(1, crls),
        der.element(0x31, ...infos),
      ),
    ),
  );
}

export const token = (message, more = {}) => timestampToken({ tsa, message, at: AT, ...more });

/** Elements inside a constructed one. */
export function membersOf(whole) {
  const members = [];
  for (let rest = der.inside(whole); rest.length > 0;) {
    const width = rest[1] < 0x80 ? 0 : rest[1] & 0x7f;
    const size = 2 + width + (width === 0 ? rest[1] : rest.readUIntBE(2, width));
    members.push(rest.subarray(0, size));
    rest = rest.subarray(size);
  }
  return members;
}

/** The same in BER: every length indefinite, every OCTET STRING in two pieces; certificates stay as they were signed. */
export function toBer(bytes) {
  const indefinite = (tag, parts) => Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.alloc(2)]);
  if ([signer, ecSigner, other, tsa].some(({ certificate }) => certificate.equals(bytes))) return Buffer.from(bytes);
  if (bytes[0] === 0x04) {
    const contents = der.inside(bytes);
    const half = contents.length >> 1;
    return indefinite(0x24, [der.octets(contents.subarray(0, half)), der.octets(contents.subarray(half))]);
  }
  if ((bytes[0] & 0x20) === 0) return Buffer.from(bytes);
  return indefinite(bytes[0], membersOf(bytes).map(toBer));
}

/** The same bytes with one bit of `part` changed, where that part first stands. */
export function changed(bytes, part, at = 0) {
  const copy = Buffer.from(bytes);
  const start = copy.indexOf(part);
  if (start < 0) throw new Error('the part is not there');
  copy[start + at] ^= 1;
  return copy;
}
