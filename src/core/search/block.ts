/**
 * The index is kept in blocks of 16,384 entries by their number: a term is looked for in one block after the other, the newest
 * first, and the search stops when the page is full. A term and its block together make one 32-bit key; two that meet by chance
 * cost a look at a candidate, which is compared with the question anyway.
 */
export const BLOCK_BITS = 14;
export const BLOCK = 1 << BLOCK_BITS;

/** Numbers may be negative: entries made later for older records. */
export const blockOf = (number: number): number => Math.floor(number / BLOCK);

const HASHES = new Map<string, number>();
const MAX_REMEMBERED = 200_000;

/** Signed 32 bits, as PostgreSQL's integer. */
export function termKey(term: string, block: number): number {
  let hash = HASHES.get(term);
  if (hash === undefined) {
    hash = fnv1a(term);
    if (HASHES.size >= MAX_REMEMBERED) HASHES.clear();
    HASHES.set(term, hash);
  }
  return mix(hash ^ Math.imul(block, 0x9e3779b1));
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ (text.charCodeAt(i) & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (text.charCodeAt(i) >>> 8), 0x01000193);
  }
  return hash;
}

/** The finaliser of MurmurHash3: neighbouring blocks share no order. A bijection: within a block it adds no collision. */
function mix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
