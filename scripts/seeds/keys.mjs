/** Throw-away keys from fixed seeds, and certificates over them. They protect nothing: everyone can make them. */
import { createHash, createPrivateKey, sign as nodeSign } from 'node:crypto';
import forge from 'node-forge';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import * as der from './der.mjs';

export const OID = {
  sm2: '1.2.156.10197.1.301',
  sm3: '1.2.156.10197.1.401',
  sm3WithSm2: '1.2.156.10197.1.501',
  ecPublicKey: '1.2.840.10045.2.1',
  rsa: '1.2.840.113549.1.1.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  sha256: '2.16.840.1.101.3.4.2.1',
};

export const digest = (algorithm, ...parts) => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

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

/** An SM2 key pair from a seed text; `sign` follows GB/T 32918.2 with the default identity and a fixed nonce. */
export function sm2Key(seed) {
  const d = (toNumber(digest('sm3', `dantao seed key ${seed}`)) % (CURVE.n - 2n)) + 1n;
  const { x, y } = Point.BASE.multiply(d).toAffine();
  const point = Buffer.concat([Buffer.from([4]), word(x), word(y)]);
  const identity = Buffer.from('1234567812345678');
  const z = digest(
    'sm3',
    Buffer.from([0, identity.length * 8]),
    identity,
    ...[CURVE.a, CURVE.b, CURVE.Gx, CURVE.Gy, x, y].map(word),
  );
  const spki = der.sequence(der.sequence(der.oid(OID.ecPublicKey), der.oid(OID.sm2)), der.bitString(point));
  return {
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
      return der.sequence(der.integer(r), der.integer(s));
    },
  };
}

/** An RSA-2048 key pair from a seed text; `sign` is PKCS #1 v1.5 with SHA-256. */
export function rsaKey(seed) {
  let counter = 0;
  let pool = Buffer.alloc(0);
  const prng = {
    getBytesSync(count) {
      while (pool.length < count)
        pool = Buffer.concat([pool, digest('sha256', `dantao seed key ${seed} ${counter++}`)]);
      const bytes = pool.subarray(0, count);
      pool = pool.subarray(count);
      return bytes.toString('latin1');
    },
  };
  const pair = forge.pki.rsa.generateKeyPair({ bits: 2048, e: 0x10001, prng, algorithm: 'PRIMEINC' });
  const key = createPrivateKey(forge.pki.privateKeyToPem(pair.privateKey));
  const spki = Buffer.from(forge.asn1.toDer(forge.pki.publicKeyToAsn1(pair.publicKey)).getBytes(), 'latin1');
  return {
    spki,
    algorithm: der.sequence(der.oid(OID.sha256WithRsa), der.nil()),
    sign: (message) => nodeSign('sha256', message, key),
  };
}

/** X.501 name: country, organisation, common name. */
export const nameOf = (organisation, common) =>
  der.sequence(
    ...[
      ['2.5.4.6', der.printable('CN')],
      ['2.5.4.10', der.utf8String(organisation)],
      ['2.5.4.3', der.utf8String(common)],
    ].map(([type, value]) => der.set(der.sequence(der.oid(type), value))),
  );

const keyId = (spki) => digest('sha1', spki).subarray(0, 20);
const extension = (type, critical, value) =>
  der.sequence(der.oid(type), ...(critical ? [der.boolean(true)] : []), der.octets(value));

/** An X.509 v3 certificate (DER), valid 2020-01-01 to 2034-12-31; without `issuer` it signs itself as a CA. */
export function certificate({ key, name, serial, issuer }) {
  const isCa = issuer === undefined;
  const signer = issuer ?? { key, name };
  // keyUsage bits: keyCertSign + cRLSign, or digitalSignature + nonRepudiation
  const usage = isCa ? der.bitString(Buffer.from([0x06]), 1) : der.bitString(Buffer.from([0xc0]), 6);
  const body = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(serial),
    signer.key.algorithm,
    signer.name,
    der.sequence(der.utcTime('20200101000000Z'), der.utcTime('20341231235959Z')),
    name,
    key.spki,
    der.explicit(
      3,
      der.sequence(
        extension('2.5.29.19', true, isCa ? der.sequence(der.boolean(true)) : der.sequence()),
        extension('2.5.29.15', true, usage),
        extension('2.5.29.14', false, der.octets(keyId(key.spki))),
        extension('2.5.29.35', false, der.sequence(der.implicit(0, keyId(signer.key.spki), false))),
      ),
    ),
  );
  return der.sequence(body, signer.key.algorithm, der.bitString(signer.key.sign(body)));
}

export const pem = (bytes) =>
  Buffer.from(
    `-----BEGIN CERTIFICATE-----\n${bytes
      .toString('base64')
      .replace(/(.{64})/g, '$1\n')
      .trimEnd()}\n-----END CERTIFICATE-----\n`,
  );

const holder = (key, organisation, common, serial, issuer) => {
  const name = nameOf(organisation, common);
  return { key, name, serial, certificate: certificate({ key, name, serial, issuer }) };
};

/** Everyone who signs in the seeds. Made once. */
export function signers() {
  const sm2Root = holder(sm2Key('sm2 root'), '单套样例', '单套样例测试 SM2 根 (no trust)', 1);
  const rsaRoot = holder(rsaKey('rsa root'), '单套样例', '单套样例测试 RSA 根 (no trust)', 2);
  return {
    sm2Root,
    rsaRoot,
    sealMaker: holder(sm2Key('seal maker'), '单套样例', '测试制章人', 11, sm2Root),
    taxSealer: holder(sm2Key('tax sealer'), '示例省税务局（测试）', '测试发票监制章签章人', 12, sm2Root),
    authoritySealer: holder(sm2Key('authority sealer'), '示例市政务服务局（测试）', '测试政务签章人', 13, sm2Root),
    bankSealer: holder(sm2Key('bank sealer'), '测试银行样本支行', '测试电子回单专用章', 14, sm2Root),
    rsaSigner: holder(rsaKey('rsa signer'), '示例科技有限公司', '测试文件签名人', 21, rsaRoot),
  };
}
