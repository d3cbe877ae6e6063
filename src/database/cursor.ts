import { ArchiveError } from '../core/error.js';

/** Opaque to callers: where a page ended. */
export function encodeCursor(value: string): string {
  return Buffer.from(value).toString('base64url');
}

/** Throws REQUEST_INVALID for anything we did not hand out. */
export function decodeCursor(cursor: string | null, shape: RegExp): string | null {
  if (cursor === null) return null;
  const value = Buffer.from(cursor, 'base64url').toString();
  if (!shape.test(value))
    throw new ArchiveError('REQUEST_INVALID', 'the cursor is not one of ours: start again without it', {
      detail: { errors: [{ path: '?after', message: 'is no `next` of ours: start again without it' }] },
    });
  return value;
}
