import { bufferOver } from '../../bytes.js';
import { INTEGER, OCTET_STRING, SEQUENCE } from '../der.js';

const ENUMERATED = 0x0a;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
/** Of text: enough for the names at the beginning of a list. */
const START_CHARACTERS = 4000;
const BOM = /^\u00ef\u00bb\u00bf/;
const BEGIN = '-----BEGIN ';
const LABELS = ['X509 CRL', 'OCSP RESPONSE'];

/** What a file begins as; `base64` when the DER is wrapped in text (PEM, or Base64 alone). */
export interface Form {
  kind: 'crl' | 'ocsp';
  base64: boolean;
}

/** By the first bytes of a file; null for all else. */
export function revocationForm(head: Uint8Array): Form | null {
  const base64 = head[0] !== SEQUENCE;
  const der = base64 ? decoded(head.subarray(0, START_CHARACTERS), false) : head;
  if (der === null) return null;
  const kind = isOcsp(der) ? 'ocsp' : isCrl(der) ? 'crl' : null;
  return kind && { kind, base64 };
}

/** DER out of text; null when it is no Base64 under a label of ours or none. `whole`: all of it has to be there. */
export function decoded(bytes: Uint8Array, whole: boolean): Buffer | null {
  let text = bufferOver(bytes).toString('latin1').replace(BOM, '').trimStart();
  if (text.startsWith(BEGIN)) {
    if (!LABELS.some((label) => text.startsWith(`${BEGIN}${label}-----`))) return null;
    const [body = '', end] = text.slice(text.indexOf('\n') + 1).split('-----END ', 2);
    if (whole && end === undefined) return null;
    text = body;
  }
  const packed = text.replace(/\s+/g, '');
  // DER of a SEQUENCE in Base64 begins with M.
  if (!packed.startsWith('M') || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return null;
  return Buffer.from(packed.slice(0, whole ? undefined : packed.length - (packed.length % 4)), 'base64');
}

/** Header of the element at `at`: its tag, where its contents begin, where it ends (perhaps past the bytes given). */
function headerAt(bytes: Uint8Array, at: number): { tag: number; inside: number; end: number } | null {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return null;
  if (first < 0x80) return { tag, inside: at + 2, end: at + 2 + first };
  const width = first & 0x7f;
  if (width === 0 || width > 4 || at + 2 + width > bytes.length) return null;
  let length = 0;
  for (let i = 0; i < width; i++) length = length * 256 + bytes[at + 2 + i]!;
  return { tag, inside: at + 2 + width, end: at + 2 + width + length };
}

/** OCSPResponse: a status and, when it is `successful`, [0]; or BasicOCSPResponse: a responder, [1] or [2]. */
function isOcsp(bytes: Uint8Array): boolean {
  const outer = headerAt(bytes, 0);
  const first = outer && headerAt(bytes, outer.inside);
  if (!outer || !first || outer.tag !== SEQUENCE) return false;
  if (first.tag === ENUMERATED) return first.end - first.inside === 1 && (first.end === outer.end || bytes[first.end] === 0xa0); // prettier-ignore
  const responder = first.tag === SEQUENCE ? headerAt(bytes, first.inside) : null;
  if (!responder) return false;
  const named = responder.tag === 0xa1 && bytes[responder.inside] === SEQUENCE;
  const byKey = responder.tag === 0xa2 && bytes[responder.inside] === OCTET_STRING;
  return (named || byKey) && bytes[responder.end] === GENERALIZED_TIME;
}

/** TBSCertList: version (none in the first), algorithm, issuer, and then a time; a certificate has two in a SEQUENCE. */
function isCrl(bytes: Uint8Array): boolean {
  const outer = headerAt(bytes, 0);
  const tbs = outer && headerAt(bytes, outer.inside);
  if (!tbs || outer.tag !== SEQUENCE || tbs.tag !== SEQUENCE) return false;
  let next = headerAt(bytes, tbs.inside);
  if (next?.tag === INTEGER) next = headerAt(bytes, next.end);
  if (next?.tag !== SEQUENCE) return false;
  const issuer = headerAt(bytes, next.end);
  if (issuer?.tag !== SEQUENCE) return false;
  const time = bytes[issuer.end];
  return time === UTC_TIME || time === GENERALIZED_TIME;
}

/** Whole length that the outer element states; null when it states none. */
export const statedBytes = (bytes: Uint8Array): number | null => headerAt(bytes, 0)?.end ?? null;
