/** The one place where object keys are checked and mapped to file names. */

const MAX_KEY = 512;
const MAX_SEGMENT = 200;

/** Keys under this prefix are the store's own (its probe): no caller may write them, and no list shows them. */
export const RESERVED_PREFIX = '.dantao/';

/**
 * Keys are made by this program out of its own identifiers, never out of what a sender wrote:
 * a wrong one is a fault of ours, so it is a plain error.
 */
export function assertKey(key: string): void {
  const wrong = keyFault(key);
  if (wrong) throw new TypeError(`object key ${JSON.stringify(key)}: ${wrong}`);
}

/** As assertKey, for the beginning of a key; may be empty. */
export function assertPrefix(prefix: string): void {
  if (prefix.length > MAX_KEY || !/^[A-Za-z0-9._/-]*$/.test(prefix)) {
    throw new TypeError(`object key prefix ${JSON.stringify(prefix)}: only A-Z a-z 0-9 . _ / - are allowed`);
  }
}

function keyFault(key: string): string | null {
  if (key.length === 0 || key.length > MAX_KEY) return `has ${key.length} characters, allowed are 1 to ${MAX_KEY}`;
  if (!/^[A-Za-z0-9._/-]+$/.test(key)) return 'only A-Z a-z 0-9 . _ / - are allowed';
  if (key.startsWith(RESERVED_PREFIX)) return `begins with ${RESERVED_PREFIX}, which belongs to the store`;
  for (const segment of key.split('/')) {
    if (segment === '' || segment === '.' || segment === '..') return 'has an empty, . or .. segment';
    if (segment.length > MAX_SEGMENT)
      return `has a segment of ${segment.length} characters, allowed are ${MAX_SEGMENT}`;
  }
  return null;
}

/** A file name of Linux holds 255 bytes; one is for the mark `~` at either end. */
const PIECE = 250;

/**
 * The path of a key inside its shard: one flat name with `+` for `/`. A key of more than 250 characters becomes
 * a short chain of folders whose names end in `~`, the parts after the first beginning with `~`:
 * neither `+` nor `~` occurs in a key, so the mapping is reversible and no part can read as `..`.
 */
export function keyToName(key: string): string[] {
  const flat = key.replaceAll('/', '+');
  const parts: string[] = [];
  for (let at = 0; at < flat.length; at += PIECE) {
    const more = at + PIECE < flat.length;
    parts.push((at > 0 ? '~' : '') + flat.slice(at, at + PIECE) + (more ? '~' : ''));
  }
  return parts;
}

/** The key of a path inside a shard; the inverse of keyToName. */
export function nameToKey(parts: readonly string[]): string {
  return parts.join('').replaceAll('~', '').replaceAll('+', '/');
}
