import { createHash } from 'node:crypto';

/** Throws for a digest that node:crypto does not have: ask `digestOf` of the container first. */
const digest = (hash: string, ...parts: Uint8Array[]): Buffer => {
  const made = createHash(hash);
  for (const part of parts) made.update(part);
  return made.digest();
};

const ascending = (list: readonly Uint8Array[]): Uint8Array[] => [...list].sort((a, b) => Buffer.compare(a, b));

/** RFC 4998 4.2, RFC 6283 3.2.1: one object stands for itself, a group for the digest of its sorted digests. */
export function groupDigest(digests: readonly Uint8Array[], hash: string): Buffer {
  return digests.length === 1 ? Buffer.from(digests[0]!) : digest(hash, ...ascending(digests));
}

/**
 * The root that a reduced hash tree leads to (RFC 4998 4.3, RFC 6283 3.2.2): each list, with what the one before gave,
 * sorted and digested; a first list of one is handed on as it is. Null without lists.
 */
export function rootOf(lists: readonly (readonly Uint8Array[])[], hash: string): Buffer | null {
  let root: Buffer | null = null;
  for (const list of lists) {
    const values: readonly Uint8Array[] = root === null ? list : [...list, root];
    root = root === null ? groupDigest(values, hash) : digest(hash, ...ascending(values));
  }
  return root;
}
