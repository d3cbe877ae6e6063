import { ArchiveError } from '../core/error.js';

/**
 * The Idempotency-Key field (draft-ietf-httpapi-idempotency-key-header): a structured-field string, in quotes, with
 * `\"` and `\\` escaped (RFC 8941 3.3.3). Many clients leave the quotes out, so a bare run of printable characters
 * counts too. 1–255 characters; null when absent. Throws REQUEST_INVALID.
 */
export function parseIdempotencyKey(value: string | string[] | undefined): string | null {
  if (value === undefined) return null;
  const key = typeof value === 'string' ? unquote(value.trim()) : null;
  if (key === null || key.length < 1 || key.length > 255) {
    const message = 'expected a string in double quotes, or a bare token, of 1–255 printable ASCII characters, once';
    throw new ArchiveError('REQUEST_INVALID', `Idempotency-Key: ${message}`, {
      detail: { errors: [{ path: 'Idempotency-Key', message }] },
    });
  }
  return key;
}

const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const BARE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/;

function unquote(value: string): string | null {
  if (value.length > 512) return null;
  const quoted = QUOTED.exec(value);
  if (quoted) return quoted[1]!.replace(/\\(["\\])/g, '$1');
  // Node joins repeated fields with ", ": a comma, quote, semicolon or backslash is never part of a bare key.
  return BARE.test(value) ? value : null;
}
