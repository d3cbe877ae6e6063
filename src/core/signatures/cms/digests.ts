import { createHash, type Hash } from 'node:crypto';
import { type SignedBytes } from '../evidence.js';

/** Object identifier of a digest → its name in node:crypto. */
export const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '1.3.36.3.2.1': 'ripemd160',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.5': 'sha512-224',
  '2.16.840.1.101.3.4.2.6': 'sha512-256',
  '2.16.840.1.101.3.4.2.7': 'sha3-224',
  '2.16.840.1.101.3.4.2.8': 'sha3-256',
  '2.16.840.1.101.3.4.2.9': 'sha3-384',
  '2.16.840.1.101.3.4.2.10': 'sha3-512',
  '1.2.156.10197.1.401': 'sm3',
  // SM3 as RFC-like registries of older Chinese software name it: without and with a key parameter.
  '1.2.156.10197.1.401.1': 'sm3',
};

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

/** All of it in memory; null when it is larger than `maxBytes`. */
export async function gathered(data: SignedBytes, maxBytes: number): Promise<Buffer | null> {
  if (data.sizeBytes > maxBytes) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of data.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}
