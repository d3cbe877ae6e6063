import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sm2Key } from '../../../scripts/pki/keys.mjs';
import { ecPublicKey, type PublicKey, readPublicKey } from '../../../src/core/signatures/algorithms/key.js';
import { type Scheme } from '../../../src/core/signatures/algorithms/scheme.js';
import { checkScheme, checkValue } from '../../../src/core/signatures/value.js';

const hex = (text: string) => Buffer.from(text.replace(/\s+/g, ''), 'hex');
const flipped = (bytes: Uint8Array) => {
  const copy = Buffer.from(bytes);
  copy[copy.length >> 1]! ^= 1;
  return copy;
};
const ed = (prefix: string, key: string) => readPublicKey(Buffer.concat([hex(prefix), hex(key)]));
const ed25519 = (key: string) => ed('302a300506032b6570032100', key);

/** Values that others published, with everything the check needs. */
const ANSWERS: [string, Scheme, PublicKey, Buffer, Buffer][] = [
  [
    'RFC 8032 7.1 test 1: Ed25519, an empty message',
    { kind: 'eddsa' },
    ed25519('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'),
    Buffer.alloc(0),
    hex('e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'), // prettier-ignore
  ],
  [
    'RFC 8032 7.1 test 2: Ed25519, one byte',
    { kind: 'eddsa' },
    ed25519('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
    hex('72'),
    hex('92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'), // prettier-ignore
  ],
  [
    'RFC 8032 7.1 test 3: Ed25519, two bytes',
    { kind: 'eddsa' },
    ed25519('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025'),
    hex('af82'),
    hex('6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'), // prettier-ignore
  ],
  [
    'RFC 6979 A.2.5: ECDSA on P-256 with SHA-256, "sample"',
    { kind: 'ecdsa', hash: 'sha256', encoding: 'raw' },
    ecPublicKey('1.2.840.10045.3.1.7', hex('0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB67903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299')), // prettier-ignore
    Buffer.from('sample'),
    hex('EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8'), // prettier-ignore
  ],
  [
    'RFC 6979 A.2.6: ECDSA on P-384 with SHA-384, "sample"',
    { kind: 'ecdsa', hash: 'sha384', encoding: 'raw' },
    ecPublicKey('1.3.132.0.34', hex('04EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64DEF8F0EA9055866064A2545154 80BC138015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1288B231C3AE0D4FE7344FD2533264720')), // prettier-ignore
    Buffer.from('sample'),
    hex('94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE4699EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8'), // prettier-ignore
  ],
  [
    'GM/T 0003.5-2012 A.2: SM2, "message digest"',
    { kind: 'sm2', ids: ['1234567812345678'], encoding: 'raw' },
    ecPublicKey('1.2.156.10197.1.301', hex('0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13')), // prettier-ignore
    Buffer.from('message digest'),
    hex('f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa'), // prettier-ignore
  ],
];

describe('values that others published', () => {
  it.each(ANSWERS)('%s', (_, scheme, key, message, value) => {
    expect(checkScheme(scheme, message, value, key)).toEqual({ check: { is: 'right' }, remarks: [] });
    expect(checkScheme(scheme, Buffer.concat([message, Buffer.from('x')]), value, key).check.is).toBe('wrong');
    expect(checkScheme(scheme, message, flipped(value), key).check.is).toBe('wrong');
    for (let length = 0; length < value.length; length++)
      expect(checkScheme(scheme, message, value.subarray(0, length), key).check.is).not.toBe('right');
  });

  it('SM3 of GM/T 0004-2012 A.1', () => {
    expect(createHash('sm3').update('abc').digest('hex')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'); // prettier-ignore
  });
});

const withOpenssl = spawnSync('openssl', ['version']).status === 0 ? it : it.skip;

describe('the openssl program', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'dantao-answers-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = (name: string) => join(folder, name);
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    return { status, said: `${stdout}${stderr}` };
  };
  const message = Buffer.from('what was signed\n');
  const fresh = (name: string, ...how: string[]): KeyObject => {
    writeFileSync(at('m'), message);
    expect(run('genpkey', ...how, '-out', `${name}.key`).status).toBe(0);
    expect(run('pkey', '-in', `${name}.key`, '-pubout', '-out', `${name}.pub`).status).toBe(0);
    return createPublicKey(readFileSync(at(`${name}.pub`)));
  };
  /** Of the file: for SM2 keys a KeyObject does not give its bytes back. */
  const publicKey = (name: string) => {
    const body = readFileSync(at(`${name}.pub`), 'latin1').replace(/-----[A-Z ]+-----|\s/g, '');
    return readPublicKey(Buffer.from(body, 'base64'));
  };

  withOpenssl('makes SM2 values with each identifier that verify here', () => {
    fresh('sm2', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2');
    const sign = (...id: string[]) => {
      expect(run('pkeyutl', '-sign', '-rawin', '-digest', 'sm3', ...id, '-inkey', 'sm2.key', '-in', 'm', '-out', 's').status).toBe(0); // prettier-ignore
      return readFileSync(at('s'));
    };
    const key = publicKey('sm2');
    const oid = '1.2.156.10197.1.501';
    const usual = sign('-pkeyopt', 'distid:1234567812345678');
    expect(checkValue(oid, message, usual, key)).toMatchObject({ check: { is: 'right' }, remarks: [] });
    expect(checkValue(oid, message, flipped(usual), key).check.is).toBe('wrong');
    const other = sign('-pkeyopt', 'distid:ALICE123@YAHOO.COM');
    expect(checkValue(oid, message, other, key).check.is).toBe('wrong');
    expect(checkValue(oid, message, other, key, { sm2Id: 'ALICE123@YAHOO.COM' }).check.is).toBe('right');
    // What openssl does without being told, and node with it.
    expect(checkValue(oid, message, sign(), key)).toMatchObject({ check: { is: 'right' }, remarks: [expect.stringContaining('empty')] }); // prettier-ignore
  });

  withOpenssl('verifies what our throw-away SM2 keys sign', () => {
    const key = sm2Key('for openssl');
    writeFileSync(at('ours.pub'), `-----BEGIN PUBLIC KEY-----\n${key.spki.toString('base64')}\n-----END PUBLIC KEY-----\n`); // prettier-ignore
    writeFileSync(at('m'), message);
    const verify = (value: Buffer) => {
      writeFileSync(at('s'), value);
      return run('pkeyutl', '-verify', '-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678', '-pubin', '-inkey', 'ours.pub', '-in', 'm', '-sigfile', 's').said; // prettier-ignore
    };
    expect(verify(key.sign(message))).toContain('Verified Successfully');
    expect(verify(key.sign(Buffer.from('other')))).not.toContain('Verified Successfully');
  });

  withOpenssl('makes RSASSA-PSS values with any salt and mask that verify here, and only with those', () => {
    fresh('rsa', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048');
    const key = publicKey('rsa');
    for (const [hash, mask, salt] of [
      ['sha256', 'sha256', 32],
      ['sha256', 'sha256', 0],
      ['sha512', 'sha1', 17],
      ['sha3-256', 'sha3-256', 32],
    ] as const) {
      expect(run('dgst', `-${hash}`, '-sign', 'rsa.key', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', `rsa_pss_saltlen:${salt}`, '-sigopt', `rsa_mgf1_md:${mask}`, '-out', 's', 'm').status).toBe(0); // prettier-ignore
      const value = readFileSync(at('s'));
      const check = (saltBytes: number, mgf1Hash: string) => checkScheme({ kind: 'rsa-pss', hash, mgf1Hash, saltBytes }, message, value, key).check.is; // prettier-ignore
      expect([hash, mask, salt, check(salt, mask)]).toEqual([hash, mask, salt, 'right']);
      expect(check(salt + 1, mask)).toBe('wrong');
      // OpenSSL has no key of SHA-3 with another mask: that is not checked, and not wrong.
      expect(check(salt, mask === 'sha1' ? 'sha256' : 'sha1')).toBe(hash === 'sha3-256' ? 'not-checked' : 'wrong');
    }
  });

  withOpenssl('makes values of every other kind that verify here', () => {
    const kinds: [string, string[], string[], Scheme][] = [
      ['rsa2', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'], ['-sha512'], { kind: 'rsa-pkcs1', hash: 'sha512' }], // prettier-ignore
      ['p521', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'], ['-sha3-512'], { kind: 'ecdsa', hash: 'sha3-512', encoding: 'der' }], // prettier-ignore
      ['bp', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'], ['-sha256'], { kind: 'ecdsa', hash: 'sha256', encoding: 'der' }], // prettier-ignore
    ];
    for (const [name, how, digest, scheme] of kinds) {
      fresh(name, ...how);
      expect(run('dgst', ...digest, '-sign', `${name}.key`, '-out', 's', 'm').status).toBe(0);
      const value = readFileSync(at('s'));
      expect([name, checkScheme(scheme, message, value, publicKey(name)).check.is]).toEqual([name, 'right']);
      expect(checkScheme(scheme, Buffer.from('other'), value, publicKey(name)).check.is).toBe('wrong');
    }
    for (const name of ['ed25519', 'ed448']) {
      fresh(name, '-algorithm', name);
      expect(run('pkeyutl', '-sign', '-rawin', '-inkey', `${name}.key`, '-in', 'm', '-out', 's').status).toBe(0);
      expect(checkScheme({ kind: 'eddsa' }, message, readFileSync(at('s')), publicKey(name)).check.is).toBe('right');
    }
  });
});
