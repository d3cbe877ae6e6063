import { describe, expect, it } from '@jest/globals';
import {
  constants,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  type RSAPSSKeyPairKeyObjectOptions,
  sign,
} from 'node:crypto';
import { readPublicKey } from '../../../src/core/signatures/algorithms/key.js';
import { type Scheme } from '../../../src/core/signatures/algorithms/scheme.js';
import { ALGORITHMS } from '../../../src/core/signatures/algorithms/table.js';
import { checkScheme, checkValue, checkValueOver } from '../../../src/core/signatures/value.js';

const MESSAGE = Buffer.from('what was signed');
const OTHER = Buffer.from('what was not signed');
const spkiOf = (key: KeyObject) => readPublicKey(key.export({ type: 'spki', format: 'der' }));
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const ed25519 = generateKeyPairSync('ed25519');
const ed448 = generateKeyPairSync('ed448');
const dsa = generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 });
const null_ = Buffer.from('0500', 'hex');

const flipped = (bytes: Uint8Array): Buffer => {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1]! ^= 1;
  return copy;
};

const ownHash = ALGORITHMS.filter(({ hash, kind }) => hash !== null && kind !== 'sm2' && hash !== 'sm3');
const KEYS = { 'rsa-pkcs1': [rsa], ecdsa: [p256, p384, p521], dsa: [dsa] } as Record<string, (typeof rsa)[]>;

describe('a value by an algorithm that names its digest', () => {
  it.each(ownHash.map(({ name, oid, kind, hash, encoding }) => ({ name, oid, kind, hash: hash!, encoding })))(
    '$name',
    async ({ oid, kind, hash, encoding }) => {
      for (const { privateKey, publicKey } of KEYS[kind]!) {
        const key = spkiOf(publicKey);
        const dsaEncoding = encoding === 'raw' ? 'ieee-p1363' : 'der';
        const value = sign(hash, MESSAGE, { key: privateKey, dsaEncoding });
        const good = checkValue(oid, MESSAGE, value, key);
        expect(good).toMatchObject({ check: { is: 'right' }, remarks: [], algorithm: { id: oid, digest: hash } });
        expect(checkValue({ oid, parameters: null_ }, MESSAGE, value, key).check.is).toBe('right');
        expect(checkValue(oid, OTHER, value, key).check.is).toBe('wrong');
        expect(checkValue(oid, MESSAGE, flipped(value), key).check.is).toBe('wrong');
        // Parameters that the algorithm does not have: nobody knows what they mean.
        const strange = { oid, parameters: Buffer.from('020101', 'hex') };
        expect(checkValue(strange, MESSAGE, value, key).check.is).toBe('not-checked');
        const content = { sizeBytes: MESSAGE.length, chunks: () => [...MESSAGE].map((byte) => Buffer.from([byte])) };
        expect((await checkValueOver(oid, content, value, key)).check.is).toBe('right');
        expect((await checkValueOver(oid, content, flipped(value), key)).check.is).toBe('wrong');
      }
    },
  );
});

describe('what a value is not taken for', () => {
  it('a key of another kind can’t have made it: wrong', () => {
    const value = sign('sha256', MESSAGE, rsa.privateKey);
    const answer = checkValue('1.2.840.113549.1.1.11', MESSAGE, value, spkiOf(p256.publicKey));
    expect(answer.check).toMatchObject({ is: 'wrong' });
  });

  it('a key that node can’t load is said, and is not a wrong value', () => {
    const key = spkiOf(p256.publicKey);
    const broken = { ...key, spki: flipped(key.spki), publicKey: flipped(key.publicKey) };
    const value = sign('sha256', MESSAGE, p256.privateKey);
    expect(checkValue('1.2.840.10045.4.3.2', MESSAGE, value, broken).check).toMatchObject({ is: 'not-checked' });
  });

  it('an unknown algorithm is not checked', () => {
    expect(checkValue('1.2.3.4', MESSAGE, MESSAGE, spkiOf(rsa.publicKey)).check).toMatchObject({ is: 'not-checked' });
  });

  it('a curve that is spelled out is not checked (CVE-2020-0601)', () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
    const value = sign('sha256', MESSAGE, key.privateKey);
    expect(checkValue('1.2.840.10045.4.3.2', MESSAGE, value, spkiOf(key.publicKey)).check.is).toBe('not-checked');
  });

  it('an answer is not another’s: the same message under two keys, the same key for two messages', () => {
    const value = sign('sha256', MESSAGE, p256.privateKey);
    for (let turn = 0; turn < 2; turn++) {
      expect(checkValue('1.2.840.10045.4.3.2', MESSAGE, value, spkiOf(p256.publicKey)).check.is).toBe('right');
      expect(checkValue('1.2.840.10045.4.3.2', MESSAGE, value, spkiOf(p384.publicKey)).check.is).toBe('wrong');
      expect(checkValue('1.2.840.10045.4.3.3', MESSAGE, value, spkiOf(p256.publicKey)).check.is).toBe('wrong');
      expect(checkValue('1.2.840.10045.4.3.2', OTHER, value, spkiOf(p256.publicKey)).check.is).toBe('wrong');
    }
  });
});

describe('a value by an algorithm that leaves the digest to the container', () => {
  it.each([
    ['rsaEncryption', '1.2.840.113549.1.1.1', rsa],
    ['ecPublicKey', '1.2.840.10045.2.1', p256],
    ['id-dsa', '1.2.840.10040.4.1', dsa],
  ])('%s', (name, oid, { privateKey, publicKey }) => {
    const value = sign('sha384', MESSAGE, privateKey);
    const key = spkiOf(publicKey);
    const answer = checkValue(oid, MESSAGE, value, key, { hash: 'sha384' });
    expect(answer).toMatchObject({ check: { is: 'right' }, algorithm: { name: `${name} (sha384)`, digest: 'sha384' } });
    expect(checkValue(oid, MESSAGE, value, key, { hash: 'sha256' }).check.is).toBe('wrong');
    expect(checkValue(oid, MESSAGE, value, key).check.is).toBe('not-checked');
  });
});

describe('ECDSA written as r ‖ s', () => {
  it('verifies, and is said', () => {
    for (const { privateKey, publicKey } of [p256, p384, p521]) {
      const value = sign('sha256', MESSAGE, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const key = spkiOf(publicKey);
      const answer = checkValue('1.2.840.10045.4.3.2', MESSAGE, value, key);
      expect(answer).toMatchObject({ check: { is: 'right' }, remarks: [expect.stringContaining('raw')] });
      expect(checkValue('1.2.840.10045.4.3.2', MESSAGE, value.subarray(1), key).check.is).toBe('wrong');
      // XML says which of the two it is (XMLDSig 1.1 6.4.3): only that one counts.
      const scheme: Scheme = { kind: 'ecdsa', hash: 'sha256', encoding: 'raw' };
      expect(checkScheme(scheme, MESSAGE, value, key)).toEqual({ check: { is: 'right' }, remarks: [] });
      expect(checkScheme(scheme, MESSAGE, sign('sha256', MESSAGE, privateKey), key).check.is).toBe('wrong');
    }
  });
});

describe('EdDSA', () => {
  it.each([
    ['Ed25519', '1.3.101.112', ed25519],
    ['Ed448', '1.3.101.113', ed448],
  ])('%s', async (_, oid, { privateKey, publicKey }) => {
    const value = sign(null, MESSAGE, privateKey);
    const key = spkiOf(publicKey);
    expect(checkValue(oid, MESSAGE, value, key).check.is).toBe('right');
    expect(checkValue(oid, OTHER, value, key).check.is).toBe('wrong');
    expect(checkValue(oid, MESSAGE, value.subarray(1), key).check.is).toBe('wrong');
    const content = { sizeBytes: MESSAGE.length, chunks: () => [MESSAGE.subarray(0, 3), MESSAGE.subarray(3)] };
    expect((await checkValueOver(oid, content, value, key)).check.is).toBe('right');
  });
});

/** RSASSA-PSS-params, as DER. */
const pss = (hash: string, mgf1: string, salt: number, trailer = '') =>
  Buffer.from(wrap('30', wrap('a0', wrap('30', hash)) + wrap('a1', wrap('30', `06092a864886f70d010108${wrap('30', mgf1)}`)) + wrap('a2', `0201${salt.toString(16).padStart(2, '0')}`) + trailer), 'hex'); // prettier-ignore
const wrap = (tag: string, hex: string) => tag + (hex.length / 2).toString(16).padStart(2, '0') + hex;
const SHA256 = '0609608648016503040201';
const SHA512 = '0609608648016503040203';
const PSS = '1.2.840.113549.1.1.10';

describe('RSASSA-PSS', () => {
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const key = spkiOf(rsa.publicKey);
  const check = (parameters: Buffer | null, value: Buffer, message = MESSAGE) =>
    checkValue({ oid: PSS, parameters }, message, value, key);
  const value = sign('sha256', MESSAGE, { key: rsa.privateKey, padding, saltLength: 32 });

  it('verifies with exactly its parameters', () => {
    const good = check(pss(SHA256, SHA256, 32), value);
    expect(good).toMatchObject({
      check: { is: 'right' },
      algorithm: { name: 'RSASSA-PSS (sha256)', digest: 'sha256' },
    });
    expect(check(pss(`${SHA256}0500`, `${SHA256}0500`, 32), value).check.is).toBe('right');
    expect(check(pss(SHA256, SHA256, 32, wrap('a3', '020101')), value).check.is).toBe('right');
    expect(check(pss(SHA256, SHA256, 32), value, OTHER).check.is).toBe('wrong');
  });

  it('no other salt length, mask digest or digest will do', () => {
    expect(check(pss(SHA256, SHA256, 20), value).check.is).toBe('wrong');
    expect(check(pss(SHA256, SHA256, 33), value).check.is).toBe('wrong');
    expect(check(pss(SHA256, SHA512, 32), value).check.is).toBe('wrong');
    expect(check(pss(SHA512, SHA256, 32), value).check.is).toBe('wrong');
    expect(check(Buffer.from('3000', 'hex'), value).check.is).toBe('wrong');
  });

  it('SHA-3, which OpenSSL reads as SHA-1 when it stands in the parameters of a key', () => {
    const SHA3 = '0609608648016503040208';
    const made = sign('sha3-256', MESSAGE, { key: rsa.privateKey, padding, saltLength: 64 });
    expect(check(pss(SHA3, SHA3, 64), made).check.is).toBe('right');
    expect(check(pss(SHA3, SHA3, 63), made).check.is).toBe('wrong');
    expect(check(pss(SHA3, SHA3, 64), made, OTHER).check.is).toBe('wrong');
    expect(check(pss(SHA3, SHA256, 64), made).check.is).toBe('not-checked');
  });

  it('the defaults are SHA-1 with a salt of 20 bytes', () => {
    const old = sign('sha1', MESSAGE, { key: rsa.privateKey, padding, saltLength: 20 });
    expect(check(Buffer.from('3000', 'hex'), old)).toMatchObject({
      check: { is: 'right' },
      algorithm: { digest: 'sha1' },
    });
  });

  it('parameters that are absent, unknown or out of order are not guessed', () => {
    for (const parameters of [
      null,
      Buffer.from('0500', 'hex'),
      pss(SHA256, SHA256, 32, wrap('a3', '020102')),
      pss('06032a0304', SHA256, 32),
      pss(`${SHA256}020101`, SHA256, 32),
      Buffer.from(wrap('30', wrap('a2', '020120') + wrap('a0', wrap('30', SHA256))), 'hex'),
      Buffer.from(wrap('30', wrap('a0', wrap('30', SHA256)) + wrap('a0', wrap('30', SHA256))), 'hex'),
    ])
      expect(check(parameters, value).check.is).toBe('not-checked');
    const whole = pss(SHA256, SHA256, 32);
    for (let length = 0; length < whole.length; length++)
      expect(check(whole.subarray(0, length), value).check.is).toBe('not-checked');
  });

  it('a mask digest of its own', () => {
    const own = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha256',
      mgf1HashAlgorithm: 'sha512',
      saltLength: 10,
    } as unknown as RSAPSSKeyPairKeyObjectOptions);
    const made = sign('sha256', MESSAGE, { key: own.privateKey, saltLength: 24 });
    const bound = spkiOf(own.publicKey);
    const by = (parameters: Buffer) => checkValue({ oid: PSS, parameters }, MESSAGE, made, bound).check.is;
    expect(by(pss(SHA256, SHA512, 24))).toBe('right');
    expect(by(pss(SHA256, SHA512, 23))).toBe('wrong');
    // RFC 4055 3.3: the key says what it may be used for.
    expect(by(pss(SHA256, SHA512, 9))).toBe('wrong');
    expect(by(pss(SHA256, SHA256, 24))).toBe('wrong');
    expect(checkValue('1.2.840.113549.1.1.11', MESSAGE, made, bound).check.is).toBe('wrong');
  });
});

describe('RSA over SM3, which OpenSSL refuses', () => {
  it('is compared here', () => {
    const info = Buffer.concat([Buffer.from('3030300c06082a811ccf5501831105000420', 'hex'), createHash('sm3').update(MESSAGE).digest()]); // prettier-ignore
    const raw = Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(256 - 3 - info.length, 0xff), Buffer.from([0]), info]);
    const value = rawRsa(raw);
    const key = spkiOf(rsa.publicKey);
    expect(checkValue('1.2.156.10197.1.504', MESSAGE, value, key).check.is).toBe('right');
    expect(checkValue('1.2.156.10197.1.504', OTHER, value, key).check.is).toBe('wrong');
    expect(checkValue('1.2.156.10197.1.504', MESSAGE, flipped(value), key).check.is).toBe('wrong');
  });
});

function rawRsa(padded: Buffer): Buffer {
  const { d, n } = rsa.privateKey.export({ format: 'jwk' });
  const number = (text: string) => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
  const modulus = number(n!);
  let result = 1n;
  let base = BigInt(`0x${padded.toString('hex')}`);
  for (let e = number(d!); e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return Buffer.from(result.toString(16).padStart(512, '0'), 'hex');
}
