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
 * What stands before the message: Z = SM3(ENTL ‖ ID ‖ a ‖ b ‖ G ‖ P) (GM/T 0003.2-2012 5.5); nothing without an `id`,
 * as some software signs. `publicKey`: 04 ‖ X ‖ Y.
 */
export function sm2Prefix(publicKey: Uint8Array, id: string | null): Buffer {
  if (id === null) return Buffer.alloc(0);
  const name = Buffer.from(id);
  const length = Buffer.from([(name.length * 8) >> 8, (name.length * 8) & 0xff]);
  return Buffer.from(hash('sm3', Buffer.concat([length, name, DOMAIN, publicKey.subarray(1)])), 'hex');
}

/** e = SM3(Z ‖ M), or SM3(M) without an `id`. */
export function sm2Digest(message: Uint8Array, publicKey: Uint8Array, id: string | null): Buffer {
  return Buffer.from(hash('sm3', Buffer.concat([sm2Prefix(publicKey, id), message])), 'hex');
}

export interface Sm2Signature {
  r: bigint;
  s: bigint;
  /** False for the 64 raw bytes r ‖ s that some software writes instead of DER (GM/T 0009-2012 7.3). */
  der: boolean;
}

/** Null when the bytes are neither form. */
export function readSm2Signature(bytes: Uint8Array): Sm2Signature | null {
  try {
    const [r, s, ...more] = Der.read(bytes).expect(SEQUENCE, 'SM2Signature').children;
    if (r && s && more.length === 0) return { r: r.integer, s: s.integer, der: true };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
  }
  // r may begin with any byte, so what is raw is seen by its length and by not being DER.
  if (bytes.length !== 2 * BYTES) return null;
  const text = Buffer.from(bytes).toString('hex');
  return { r: BigInt(`0x${text.slice(0, 64)}`), s: BigInt(`0x${text.slice(64)}`), der: false };
}

/** GM/T 0003.2-2012 7.1. Throws DerError when the key is no point of the curve. */
export function verifySm2(digest: Uint8Array, signature: Sm2Signature, publicKey: Uint8Array): boolean {
  return sm2Residue(signature, publicKey) === sm2Scalar(digest);
}

/** A digest as a number modulo the order of the curve. */
export const sm2Scalar = (digest: Uint8Array): bigint => BigInt(`0x${Buffer.from(digest).toString('hex')}`) % CURVE.n;

/**
 * GM/T 0003.2-2012 7.1 the other way round: the only e (modulo n) for which (r, s) verifies under this key, that is
 * r − x of [s]G + [r + s]P. Null when there is none. Throws DerError when the key is no point of the curve.
 */
export function sm2Residue({ r, s }: Sm2Signature, publicKey: Uint8Array): bigint | null {
  const key = keyOf(publicKey);
  if (r < 1n || r >= CURVE.n || s < 1n || s >= CURVE.n) return null;
  const t = (r + s) % CURVE.n;
  if (t === 0n) return null;
  const point = Point.BASE.multiplyUnsafe(s).add(key.multiplyUnsafe(t));
  if (point.is0()) return null;
  return (r - (point.toAffine().x % CURVE.n) + CURVE.n) % CURVE.n;
}

interface KnownKey {
  point: InstanceType<typeof Point>;
  uses: number;
}

/** Keys that were met lately, oldest first. Few: each with a table holds about 130 KB. */
const known = new Map<string, KnownKey>();
const MAX_KNOWN = 64;
/** A table costs as much as six verifications and saves three quarters of each that follows. */
const USES_BEFORE_TABLE = 6;

/** Throws DerError. */
function keyOf(publicKey: Uint8Array): KnownKey['point'] {
  const name = Buffer.from(publicKey).toString('latin1');
  const key = known.get(name) ?? { point: pointOf(publicKey), uses: 0 };
  known.delete(name);
  known.set(name, key);
  if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
  if (++key.uses === USES_BEFORE_TABLE) key.point.precompute(4);
  return key.point;
}

function pointOf(publicKey: Uint8Array): KnownKey['point'] {
  if (publicKey.length !== 1 + 2 * BYTES || publicKey[0] !== 4) throw new DerError('the key is no uncompressed point');
  try {
    return Point.fromBytes(publicKey);
  } catch {
    throw new DerError('the key is no point of the curve');
  }
}
