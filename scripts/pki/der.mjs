/** DER (X.690) writers, as many as certificates, CMS and seals need. */
function tlv(tag, ...contents) {
  const body = Buffer.concat(contents);
  const length = [];
  if (body.length < 0x80) length.push(body.length);
  else {
    for (let n = body.length; n > 0; n >>>= 8) length.unshift(n & 0xff);
    length.unshift(0x80 | length.length);
  }
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

export const sequence = (...parts) => tlv(0x30, ...parts);
/** SET OF in DER order. */
export const set = (...parts) => tlv(0x31, ...parts.sort(Buffer.compare));
export const octets = (bytes) => tlv(0x04, bytes);
export const bitString = (bytes, unused = 0) => tlv(0x03, Buffer.from([unused]), bytes);
export const utf8String = (text) => tlv(0x0c, Buffer.from(text, 'utf8'));
export const ia5String = (text) => tlv(0x16, Buffer.from(text, 'latin1'));
export const printable = (text) => tlv(0x13, Buffer.from(text, 'latin1'));
export const boolean = (value) => tlv(0x01, Buffer.from([value ? 0xff : 0]));
export const nil = () => tlv(0x05);
/** `20260101000000Z` */
export const generalizedTime = (text) => tlv(0x18, Buffer.from(text, 'latin1'));
/** Takes the same text as generalizedTime and drops the century. */
export const utcTime = (text) => tlv(0x17, Buffer.from(text.slice(2), 'latin1'));
export const explicit = (number, ...parts) => tlv(0xa0 | number, ...parts);
export const implicit = (number, body, constructed = true) => tlv((constructed ? 0xa0 : 0x80) | number, body);

export function integer(value) {
  let hex = BigInt(value).toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  if (parseInt(hex.slice(0, 2), 16) >= 0x80) hex = `00${hex}`;
  return tlv(0x02, Buffer.from(hex, 'hex'));
}

export function oid(text) {
  const [a, b, ...rest] = text.split('.').map(Number);
  const bytes = [a * 40 + b];
  for (const arc of rest) {
    const group = [arc % 128];
    for (let n = Math.floor(arc / 128); n > 0; n = Math.floor(n / 128)) group.unshift(0x80 | (n % 128));
    bytes.push(...group);
  }
  return tlv(0x06, Buffer.from(bytes));
}

/** Content of a TLV whose outer tag is dropped. */
export function inside(der) {
  return der.subarray(der[1] < 0x80 ? 2 : 2 + (der[1] & 0x7f));
}

/** Any element, e.g. a choice that is tagged otherwise. */
export const element = (tag, ...contents) => tlv(tag, ...contents);
export const enumerated = (value) => tlv(0x0a, Buffer.from([value]));
/** `2026-01-01T00:00:00Z` → `20260101000000Z`; a fraction of a second is kept. */
export const compactTime = (iso) => iso.replace(/[-:T]/g, '');
/** Time of RFC 5280 4.1.2.5: UTCTime until 2049. */
export const time = (iso) => (Number(iso.slice(0, 4)) < 2050 ? utcTime : generalizedTime)(compactTime(iso));
