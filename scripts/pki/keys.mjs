/** Throw-away keys from fixed texts. They protect nothing: everyone can make them. */
import { constants, createHash, createPrivateKey, createPublicKey, sign as nodeSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { p256, p384 } from '@noble/curves/nist.js';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import * as der from './der.mjs';

export const OID = {
  sm2: '1.2.156.10197.1.301',
  sm3: '1.2.156.10197.1.401',
  sm3WithSm2: '1.2.156.10197.1.501',
  ecPublicKey: '1.2.840.10045.2.1',
  rsa: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  mgf1: '1.2.840.113549.1.1.8',
  md5WithRsa: '1.2.840.113549.1.1.4',
  sha1WithRsa: '1.2.840.113549.1.1.5',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  sha384WithRsa: '1.2.840.113549.1.1.12',
  sha512WithRsa: '1.2.840.113549.1.1.13',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  ecdsaWithSha384: '1.2.840.10045.4.3.3',
  ed25519: '1.3.101.112',
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

export const digest = (algorithm, ...parts) => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** AlgorithmIdentifier of a digest. */
export const digestAlgorithm = (name) => der.sequence(der.oid(OID[name]), ...(name === 'sm3' ? [] : [der.nil()]));

/** GB/T 32918.5 recommended curve. */
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
const word = (n) => Buffer.from(n.toString(16).padStart(64, '0'), 'hex');
const toNumber = (bytes) => BigInt(`0x${bytes.toString('hex')}`);
const mod = (n) => ((n % CURVE.n) + CURVE.n) % CURVE.n;

/** Inverse modulo the prime order, by Fermat. */
function inverse(value) {
  let result = 1n;
  let base = mod(value);
  for (let e = CURVE.n - 2n; e > 0n; e >>= 1n) {
    if (e & 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result;
}

/**
 * An SM2 key pair from a seed text; `sign` follows GB/T 32918.2 with a fixed nonce. `id` null: over SM3 of the message
 * alone; `raw`: r ‖ s instead of DER.
 */
export function sm2Key(seed, { id = '1234567812345678', raw = false } = {}) {
  const d = (toNumber(digest('sm3', `dantao seed key ${seed}`)) % (CURVE.n - 2n)) + 1n;
  const { x, y } = Point.BASE.multiply(d).toAffine();
  const point = Buffer.concat([Buffer.from([4]), word(x), word(y)]);
  const identity = Buffer.from(id ?? '');
  const z =
    id === null
      ? Buffer.alloc(0)
      : digest(
          'sm3',
          Buffer.from([0, identity.length * 8]),
          identity,
          ...[CURVE.a, CURVE.b, CURVE.Gx, CURVE.Gy, x, y].map(word),
        );
  const spki = der.sequence(der.sequence(der.oid(OID.ecPublicKey), der.oid(OID.sm2)), der.bitString(point));
  return {
    kind: 'sm2',
    hash: 'sm3',
    point,
    spki,
    algorithm: der.sequence(der.oid(OID.sm3WithSm2)),
    /** DER SEQUENCE { r, s } */
    sign(message) {
      const e = toNumber(digest('sm3', z, message));
      // The nonce depends on key and message, so that no two signatures share it.
      const k = (toNumber(digest('sm3', word(d), word(e), 'nonce')) % (CURVE.n - 1n)) + 1n;
      const r = mod(e + Point.BASE.multiply(k).toAffine().x);
      const s = mod(inverse(1n + d) * mod(k - r * d));
      if (r === 0n || r + k === CURVE.n || s === 0n) throw new Error('choose another seed');
      return raw ? Buffer.concat([word(r), word(s)]) : der.sequence(der.integer(r), der.integer(s));
    },
  };
}

const WITH_RSA = { md5: OID.md5WithRsa, sha1: OID.sha1WithRsa, sha256: OID.sha256WithRsa, sha384: OID.sha384WithRsa, sha512: OID.sha512WithRsa }; // prettier-ignore

/**
 * An RSA key of keys/ (root, sub, signer, tsa, ocsp, other: 2048 bits; weak: 1024). PKCS #1 v1.5, or with `pss`
 * RSASSA-PSS, whose salt is random: never for vectors that are committed.
 */
export function rsaKey(name, { hash = 'sha256', pss = false } = {}) {
  const key = createPrivateKey(readFileSync(join(import.meta.dirname, `keys/rsa-${name}.pem`)));
  const saltLength = digest(hash, '').length;
  const parameters = der.sequence(
    der.explicit(0, digestAlgorithm(hash)),
    der.explicit(1, der.sequence(der.oid(OID.mgf1), digestAlgorithm(hash))),
    der.explicit(2, der.integer(saltLength)),
  );
  return {
    kind: 'rsa',
    hash,
    spki: createPublicKey(key).export({ type: 'spki', format: 'der' }),
    algorithm: pss ? der.sequence(der.oid(OID.rsaPss), parameters) : der.sequence(der.oid(WITH_RSA[hash]), der.nil()),
    sign: (message) =>
      nodeSign(hash, message, pss ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } : key),
  };
}

const EC = {
  'P-256': { curve: p256, hash: 'sha256', oid: '1.2.840.10045.3.1.7', algorithm: OID.ecdsaWithSha256 },
  'P-384': { curve: p384, hash: 'sha384', oid: '1.3.132.0.34', algorithm: OID.ecdsaWithSha384 },
};

/** ECDSA with the nonce of RFC 6979, so that the same input gives the same value. */
export function ecKey(seed, curveName = 'P-256') {
  const { curve, hash, oid, algorithm } = EC[curveName];
  const secretKey = digest(hash, `dantao seed key ${seed}`);
  const point = Buffer.from(curve.getPublicKey(secretKey, false));
  return {
    kind: 'ec',
    hash,
    spki: der.sequence(der.sequence(der.oid(OID.ecPublicKey), der.oid(oid)), der.bitString(point)),
    algorithm: der.sequence(der.oid(algorithm)),
    sign: (message) =>
      Buffer.from(curve.sign(digest(hash, message), secretKey, { prehash: false, lowS: false, format: 'der' })),
  };
}

export function ed25519Key(seed) {
  const secret = digest('sha256', `dantao seed key ${seed}`);
  const pkcs8 = der.sequence(der.integer(0), der.sequence(der.oid(OID.ed25519)), der.octets(der.octets(secret)));
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return {
    kind: 'ed25519',
    // RFC 8419 3.1
    hash: 'sha512',
    spki: createPublicKey(key).export({ type: 'spki', format: 'der' }),
    algorithm: der.sequence(der.oid(OID.ed25519)),
    sign: (message) => nodeSign(null, message, key),
  };
}
