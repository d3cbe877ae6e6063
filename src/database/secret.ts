import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * API keys: `dtk_<16 hex>_<43 base64url>`. The middle names the key, the end is 256 random bits.
 * Stored is SHA-256 of the whole: a slow hash guards what people choose, and nobody guesses 256 bits; here it would
 * only cost every request its time.
 */
const SHAPE = /^dtk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

export function newSecret(): { id: string; secret: string; hash: Buffer } {
  const id = randomBytes(8).toString('hex');
  const secret = `dtk_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, secret, hash: hashOf(secret) };
}

/** The key's id; null when it can't be a key of ours. */
export function keyIdOf(secret: string): string | null {
  return SHAPE.exec(secret)?.[1] ?? null;
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** In constant time. */
export function matches(secret: string, hash: Uint8Array): boolean {
  return hash.length === 32 && timingSafeEqual(hashOf(secret), hash);
}
