import { createHash } from 'node:crypto';

const MAX_SEGMENT_BYTES = 255;
const MAX_PATH_BYTES = 1000;
/**
 * Control characters, what Windows refuses in names, and the bidirectional overrides that make a listing show another name.
 * U+2028/2029 end a line for some readers of listings.
 */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\\<>:"|?*\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/** True when a path means the same file, inside its folder, on every system (docs/package-format.md §10). */
export function isSafePath(path: string): boolean {
  if (path.length === 0 || FORBIDDEN.test(path) || LONE.test(path) || Buffer.byteLength(path) > MAX_PATH_BYTES)
    return false;
  return path.split('/').every((segment) => {
    if (segment === '' || segment === '.' || segment === '..') return false;
    if (/[. ]$/.test(segment) || DEVICE.test(segment)) return false;
    return segment.length <= MAX_SEGMENT_BYTES / 3 || Buffer.byteLength(segment) <= MAX_SEGMENT_BYTES;
  });
}

/**
 * The path under representations/rep1/data/ for a file named `name`: the name itself when safe and free, else a name
 * derived from it. Deterministic for the same names in the same order. `taken` is kept here; give the same set each time, empty at first.
 */
export function safeFilePath(name: string, taken: Set<string>): string {
  if (isSafePath(name) && isFree(name, taken)) return take(name, taken);
  // A lone surrogate has no UTF-8; UTF-16 tells all names apart.
  const id = createHash('sha256')
    .update(name, LONE.test(name) ? 'utf16le' : 'utf8')
    .digest('hex')
    .slice(0, 16);
  const extension = /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1];
  for (let n = 1; ; n += 1) {
    const path = `unnamed-${id}${n === 1 ? '' : `-${n}`}${extension ? `.${extension}` : ''}`;
    if (isFree(path, taken)) return take(path, taken);
  }
}

/** Two paths that differ only in case or normalisation are one on some systems. */
function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

// Marks begin with NUL, which no path can hold: callers may put paths of their own into the same set.
const fileMark = (folded: string) => `\0f${folded}`;
const folderMark = (folded: string) => `\0d${folded}`;

function foldersOf(folded: string): string[] {
  const segments = folded.split('/');
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join('/'));
}

function isFree(path: string, taken: Set<string>): boolean {
  const folded = fold(path);
  if (taken.has(fileMark(folded)) || taken.has(folderMark(folded))) return false;
  return !foldersOf(folded).some((folder) => taken.has(fileMark(folder)));
}

function take(path: string, taken: Set<string>): string {
  const folded = fold(path);
  taken.add(fileMark(folded));
  for (const folder of foldersOf(folded)) taken.add(folderMark(folder));
  return path;
}
