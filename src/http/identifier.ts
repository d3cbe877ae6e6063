import { ArchiveError, type ArchiveErrorCode } from '../core/error.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID of a path, lower-case. What is no UUID names nothing: throws `unknown`. */
export function uuidOr(unknown: ArchiveErrorCode, text: string): string {
  if (!UUID.test(text)) throw new ArchiveError(unknown, `${text.slice(0, 80)} is no identifier of ours`);
  return text.toLowerCase();
}
