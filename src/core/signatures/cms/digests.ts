import { createHash, type Hash } from 'node:crypto';
import { type SignedBytes } from '../evidence.js';

/** What is the same wherever content is hashed: bytes at hand as SignedBytes. */
export function signedBytes(...pieces: readonly Uint8Array[]): SignedBytes {
  return { sizeBytes: pieces.reduce((sum, piece) => sum + piece.length, 0), chunks: () => pieces };
}

/** Several in a row, e.g. what an archive time-stamp is over. */
export function concatenated(...parts: readonly SignedBytes[]): SignedBytes {
  return {
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    async *chunks() {
      for (const part of parts) yield* part.chunks();
    },
  };
}

/** The digests by those algorithms in one pass; an algorithm this Node lacks is left out. */
export async function digestsOf(data: SignedBytes, algorithms: Iterable<string>): Promise<Map<string, Buffer>> {
  if (data.digest) {
    const known = new Map<string, Buffer>();
    for (const name of new Set(algorithms)) {
      const digest = await data.digest(name);
      if (digest) known.set(name, digest);
    }
    return known;
  }
  const hashes = new Map<string, Hash>();
  for (const name of new Set(algorithms)) {
    const hash = hashOf(name);
    if (hash) hashes.set(name, hash);
  }
  if (hashes.size > 0) for await (const chunk of data.chunks()) for (const hash of hashes.values()) hash.update(chunk);
  return new Map([...hashes].map(([name, hash]) => [name, hash.digest()]));
}

/** Null when this Node has no such digest (ripemd160 without OpenSSL's legacy provider). */
export function digestOf(algorithm: string, ...pieces: readonly Uint8Array[]): Buffer | null {
  const hash = hashOf(algorithm);
  if (!hash) return null;
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

function hashOf(algorithm: string): Hash | null {
  try {
    return createHash(algorithm);
  } catch {
    return null;
  }
}
