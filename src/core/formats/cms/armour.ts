import { bufferOver } from '../../bytes.js';
import { cmsForm } from './recognise.js';

/** Labels of RFC 7468 8 and 9 and those older software writes. */
const LABEL = /^-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA|PKCS7 SIGNED DATA)-----/;
const BASE64 = /^[A-Za-z0-9+/=\s]*$/;
const START_CHARACTERS = 400;

/** Does text begin as CMS in PEM (RFC 7468) or in Base64 alone. */
export function isArmoured(head: Uint8Array): boolean {
  const start = text(head.subarray(0, 4096)).trimStart();
  if (LABEL.test(start)) return true;
  const line = start.slice(0, START_CHARACTERS);
  // DER of a SEQUENCE in Base64 begins with M.
  if (!line.startsWith('M') || !BASE64.test(line)) return false;
  const form = cmsForm(Buffer.from(line, 'base64'));
  return form === 'signed-data' || form === 'time-stamp-response';
}

/** The bytes inside; null when it is no Base64. */
export function unarmoured(bytes: Uint8Array): Buffer | null {
  const all = text(bytes).trim();
  const body = all.startsWith('-----') ? all.slice(all.indexOf('\n') + 1).split('-----END ', 1)[0]! : all;
  const base64 = body.replace(/\s+/g, '');
  if (!BASE64.test(base64) || base64.length === 0) return null;
  const decoded = Buffer.from(base64, 'base64');
  // Node stops at what it can't read: all of it has to be there.
  return Math.ceil(base64.replace(/=+$/, '').length * 0.75) - decoded.length > 1 ? null : decoded;
}

const text = (bytes: Uint8Array) =>
  bufferOver(bytes)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
