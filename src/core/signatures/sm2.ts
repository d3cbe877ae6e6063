import { hash } from 'node:crypto';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { Der, DerError, SEQUENCE } from './der.js';

/** GM/T 0003.5-2012 (GB/T 32918.5): the recommended curve over a prime field of 256 bits. */
const CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};
const Point = weierstrass(CURVE);
const BYTES = 32;

/** The distinguishing identifier where nothing else is agreed (GM/T 0009-2012 10). */
export const DEFAULT_ID = '1234567812345678';

const hex = (value: bigint) => value.toString(16).padStart(2 * BYTES, '0');
const DOMAIN = Buffer.from([CURVE.a, CURVE.b, CURVE.Gx, CURVE.Gy].map(hex).join(''), 'hex');

/**
 * e = SM3(Z ‖ M), Z = SM3(ENTL ‖ ID ‖ a ‖ b ‖ G ‖ P) (GM/T 0003.2-2012 5.5). Without an `id` e = SM3(M): some
 * software signs so. `publicKey`: 04 ‖ X ‖ Y.
 */
export function sm2Digest(message: Uint8Array, publicKey: Uint8Array, id: string | null): Buffer {
  if (id === null) return Buffer.from(hash('sm3', message), 'hex');
  const name = Buffer.from(id);
  const length = Buffer.from([(name.length * 8) >> 8, (name.length * 8) & 0xff]);
  const z = hash('sm3', Buffer.concat([length, name, DOMAIN, publicKey.subarray(1)]), 'hex');
  return Buffer.from(hash('sm3', Buffer.concat([Buffer.from(z, 'hex'), message])), 'hex');
}

export interface Sm2Signature {
  r: bigint;
  s: bigint;
  /** False for the 64 raw bytes r ‖ s that some software writes instead of DER (GM/T 0009-2012 7.3). */
  der: boolean;
}

/** Null when the bytes are neither form. */
export function readSm2Signature(bytes: Uint8Array): Sm2Signature | null {
  if (bytes.length === 2 * BYTES && bytes[0] !== SEQUENCE) {
    const text = Buffer.from(bytes).toString('hex');
    return { r: BigInt(`0x${text.slice(0, 64)}`), s: BigInt(`0x${text.slice(64)}`), der: false };
  }
  try {
    const [r, s, ...more] = Der.read(bytes).expect(SEQUENCE, 'SM2Signature').children;
    if (!r || !s || more.length > 0) return null;
    return { r: r.integer, s: s.integer, der: true };
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** GM/T 0003.2-2012 7.1, step by step. Throws DerError when the key is no point of the curve. */
export function verifySm2(digest: Uint8Array, { r, s }: Sm2Signature, publicKey: Uint8Array): boolean {
  if (r < 1n || r >= CURVE.n || s < 1n || s >= CURVE.n) return false;
  const t = (r + s) % CURVE.n;
  if (t === 0n) return false;
  const point = Point.BASE.multiplyUnsafe(s).add(pointOf(publicKey).multiplyUnsafe(t));
  if (point.is0()) return false;
  const e = BigInt(`0x${Buffer.from(digest).toString('hex')}`);
  return (e + point.toAffine().x) % CURVE.n === r;
}

function pointOf(publicKey: Uint8Array) {
  if (publicKey.length !== 1 + 2 * BYTES || publicKey[0] !== 4) throw new DerError('the key is no uncompressed point');
  try {
    return Point.fromBytes(publicKey);
  } catch {
    throw new DerError('the key is no point of the curve');
  }
}
