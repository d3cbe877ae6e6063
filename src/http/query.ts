import { ArchiveError } from '../core/error.js';

/** One text of a query string; Throws REQUEST_INVALID when it is there twice. */
export function queryText(query: unknown, name: string): string | undefined {
  const value = (query as Record<string, unknown> | undefined)?.[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw invalidQuery(name, 'is given more than once');
  if (value.length > 2_000 || value.includes('\0')) throw invalidQuery(name, 'is too long or holds U+0000');
  return value;
}

/** `?name`, `?name=true`, `?name=1`; false when absent, `false` or `0`. */
export function queryFlag(query: unknown, name: string): boolean {
  const value = (query as Record<string, unknown> | undefined)?.[name];
  if (value === undefined || value === 'false' || value === '0') return false;
  if (value === '' || value === 'true' || value === '1') return true;
  throw invalidQuery(name, 'expected true or false');
}

export function queryLimit(query: unknown, max = 200, usual = 50): number {
  const text = queryText(query, 'limit');
  if (text === undefined) return usual;
  const limit = Number(text);
  if (!/^\d{1,6}$/.test(text) || limit < 1 || limit > max) throw invalidQuery('limit', `expected 1–${max}`);
  return limit;
}

/** `version`: which package of a record; null when absent. */
export function queryVersion(query: unknown): number | null {
  const text = queryText(query, 'version');
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,4}$/.test(text)) throw invalidQuery('version', 'expected 1–99999');
  return Number(text);
}

/** Names that this route does not know are refused: a misspelt filter would silently show everything. */
export function refuseUnknown(query: unknown, known: readonly string[]): void {
  for (const name of Object.keys((query as object | undefined) ?? {}))
    if (!known.includes(name)) throw invalidQuery(name, `is not one of ${known.join(', ')}`);
}

export function invalidQuery(name: string, message: string): ArchiveError {
  return new ArchiveError('REQUEST_INVALID', `${name}: ${message}`, {
    detail: { errors: [{ path: `?${name}`, message }] },
  });
}
