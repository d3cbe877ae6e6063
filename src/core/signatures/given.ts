import { shortened, visible } from '../visible-text.js';
import { type Certificate } from './certificate.js';
import { digestsOf } from './cms/digests.js';
import { type SignedBytes } from './evidence.js';

/** Another file of the record that a file is of. */
export interface Sibling {
  /** Path inside the record, as declared. */
  name: string;
  /** Its digests are kept, so that asking twice hashes once. */
  content: SignedBytes;
  /** Algorithms (as node:crypto names them) whose digests cost nothing: measured when the file came in. */
  measured: ReadonlySet<string>;
}

/** Where in a record a file is, and what is there beside it. */
export interface InRecord {
  /** Path inside the record, as declared. */
  name: string;
  beside: readonly Sibling[];
}

/** How coverage begins to name another file of the record. */
export const FILE = 'file ';
const MAX_NAME = 200;
export const fileInWords = (name: string): string => `${FILE}${shortened(visible(name), MAX_NAME)}`;

/** What is given beside the bytes of a file: for signatures over what is not inside, by those who are not inside. */
export interface Given {
  /** Path of the file itself inside the record; null when it is looked at alone. */
  name: string | null;
  beside: readonly Sibling[];
  /** Of the trust snapshot, whatever they are trusted for. */
  certificates: () => readonly Certificate[];
}

export const NOTHING_GIVEN: Given = { name: null, beside: [], certificates: () => [] };

/** Digests in lower-case hex by their name in node:crypto. */
type Measured = Readonly<Partial<Record<string, string>>>;

export function siblingOf(name: string, content: SignedBytes, measured: Measured = {}): Sibling {
  const kept = new Map<string, Promise<Buffer | null>>();
  for (const [algorithm, hex] of Object.entries(measured))
    if (hex !== undefined) kept.set(algorithm, Promise.resolve(Buffer.from(hex, 'hex')));
  const known = new Set(kept.keys());
  const { sizeBytes } = content;
  const digest = (algorithm: string) => {
    let one = kept.get(algorithm);
    if (!one) kept.set(algorithm, (one = digestsOf(content, [algorithm]).then((all) => all.get(algorithm) ?? null)));
    return one;
  };
  return { name, content: { sizeBytes, chunks: () => content.chunks(), digest }, measured: known };
}

const MAX_REFERENCE = 2000;
/** What leads out of a record, or to a part of something. */
const ELSEWHERE = /^[A-Za-z][A-Za-z0-9+.-]*:|^[/\\]|[?#\p{Cc}]/u;

/**
 * The file of the record that a relative reference (RFC 3986 4.2) leads to, from the folder of the file itself. Null for
 * one that names a scheme, host, query or part, climbs out of the record, or leads to no file or to more than one.
 */
export function siblingAt({ name, beside }: Given, reference: string): Sibling | null {
  if (reference === '' || reference.length > MAX_REFERENCE || ELSEWHERE.test(reference)) return null;
  const path = name === null ? [] : segmentsOf(name).slice(0, -1);
  for (const written of reference.split('/')) {
    const segment = decoded(written);
    if (/[/\\\0]/.test(segment)) return null;
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') path.push(segment);
    else if (path.pop() === undefined) return null;
  }
  return byPath(beside).get(path.join('/').normalize('NFC')) ?? null;
}

const indexes = new WeakMap<readonly Sibling[], Map<string, Sibling | null>>();

/** Null: several files have that path. */
function byPath(beside: readonly Sibling[]): Map<string, Sibling | null> {
  const known = indexes.get(beside);
  if (known) return known;
  const index = new Map<string, Sibling | null>();
  for (const one of beside) {
    const path = segmentsOf(one.name).join('/').normalize('NFC');
    index.set(path, index.has(path) ? null : one);
  }
  indexes.set(beside, index);
  return index;
}

const segmentsOf = (name: string): string[] => name.split('/').filter((one) => one !== '' && one !== '.');

/** Names that were written as they are and hold a `%` of their own are taken so. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export interface Namesake {
  sibling: Sibling;
  /** `a.pdf` of `a.pdf.p7s`; otherwise the only other file that is called `a` but for its ending. */
  exact: boolean;
}

/** Endings of files that hold a signature and no content; such a file is not what another one of its name is over. */
const SIGNATURES = /\.(?:p7[bcmsx]?|pkcs7|c?sig|sign|cms|ts[rtq]|ers|asc|xsig|esl)$/i;

/** The file that a detached signature is named after. Null where there is none, or where it could be several. */
export function namesake({ name, beside }: Given): Namesake | null {
  if (name === null) return null;
  const own = name.normalize('NFC');
  const others = beside.map((sibling) => ({ sibling, other: sibling.name.normalize('NFC') }));
  const endsOnly = (other: string) => own.startsWith(`${other}.`) && !own.slice(other.length).includes('/');
  const exact = others.filter(({ other }) => endsOnly(other)).sort((a, b) => b.other.length - a.other.length);
  if (exact[0]) return exact[1]?.other === exact[0].other ? null : { sibling: exact[0].sibling, exact: true };
  const [only, ...more] = others.filter(({ other }) => stem(other) === stem(own) && !SIGNATURES.test(other));
  return only && more.length === 0 ? { sibling: only.sibling, exact: false } : null;
}

/** Without the last ending of the last segment; a dot that begins it is none. */
const stem = (path: string): string => path.replace(/(?<=[^/])\.[^./]*$/, '');

/** Could a signature of this name be over a file of the other one? */
export const nearer = (name: string, other: string): boolean => name.startsWith(`${other}.`) || stem(name) === stem(other); // prettier-ignore

export const isSignatureName = (name: string): boolean => SIGNATURES.test(name);

const MAX_TRIED = 50;
const MAX_HASHED_BYTES = 4 * 1024 ** 3;

/**
 * Files that are tried as content: the one that the signature is named after first. At most MAX_TRIED, and MAX_HASHED_BYTES
 * of those that have to be read for it.
 */
export function* candidates(given: Given, algorithms: readonly string[]): Generator<Sibling> {
  const first = namesake(given)?.sibling;
  let hashed = 0;
  let tried = 0;
  for (const one of first ? [first, ...given.beside.filter((other) => other !== first)] : given.beside) {
    if (tried++ >= MAX_TRIED) return;
    const free = algorithms.length > 0 && algorithms.every((name) => one.measured.has(name));
    if (!free && hashed + one.content.sizeBytes > MAX_HASHED_BYTES) continue;
    if (!free) hashed += one.content.sizeBytes;
    yield one;
  }
}

/** A digest that a signature states of its content. */
export interface StatedDigest {
  hash: string;
  digest: Uint8Array;
}

/** The file that has one of these digests. */
export async function siblingWith(stated: readonly StatedDigest[], given: Given): Promise<Sibling | null> {
  if (stated.length === 0 || given.beside.length === 0) return null;
  const algorithms = [...new Set(stated.map(({ hash }) => hash))];
  for (const one of candidates(given, algorithms)) {
    const digests = await digestsOf(one.content, algorithms);
    if (stated.some(({ hash, digest }) => digests.get(hash)?.equals(digest))) return one;
  }
  return null;
}
