import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EKU, type Holder, issue, pem } from '../../../scripts/pki/certificates.mjs';
import { signedData, signatureTimestamp, signingCertificateV2, timestampResponse, timestampToken } from '../../../scripts/pki/cms.mjs'; // prettier-ignore
import * as der from '../../../scripts/pki/der.mjs';
import { ecKey, ed25519Key, type Key, rsaKey, sm2Key } from '../../../scripts/pki/keys.mjs';
import { crl, ocsp } from '../../../scripts/pki/revocation.mjs';
import { readCertificate } from '../../../src/core/signatures/certificate.js';
import { Der } from '../../../src/core/signatures/der.js';
import { readAlgorithm } from '../../../src/core/signatures/algorithms/scheme.js';
import { checkValue } from '../../../src/core/signatures/value.js';

/** What our own PKI makes is judged by the openssl program, so that we don't only agree with ourselves. */
const withOpenssl = spawnSync('openssl', ['version']).status === 0 ? it : it.skip;
const CONTENT = Buffer.from('what was signed');
const AT = '2026-03-17T09:12:44Z';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'dantao-pki-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function openssl(args: string[], files: Record<string, Uint8Array>) {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

const world = (name: string, keys: [Key, Key, Key, Key]) => {
  const [rootKey, subKey, signerKey, tsaKey] = keys;
  const root = issue({ key: rootKey, name: 'Test root' });
  const sub = issue({ key: subKey, name: 'Test CA', issuer: root, ca: true, pathLength: 0 });
  const signer = issue({ key: signerKey, name: '测试签署人', issuer: sub, usage: ['digitalSignature'] });
  const tsa = issue({ key: tsaKey, name: 'TSA', issuer: sub, eku: [EKU.timeStamping], ekuCritical: true, usage: ['digitalSignature'] }); // prettier-ignore
  return { name, root, sub, signer, tsa };
};
const worlds = [
  world('RSA', [rsaKey('root'), rsaKey('sub'), rsaKey('signer'), rsaKey('tsa')]),
  world('EC', [ecKey('root', 'P-384'), ecKey('sub'), ecKey('signer'), ecKey('tsa')]),
];
const sm2World = world('SM2', [sm2Key('root'), sm2Key('sub'), sm2Key('signer'), sm2Key('tsa')]);

describe.each(worlds)('a PKI of $name keys', ({ root, sub, signer, tsa }) => {
  const files = {
    'root.pem': pem(root.certificate),
    'sub.pem': pem(sub.certificate),
    'signer.pem': pem(signer.certificate),
    content: CONTENT,
  };
  const chain = ['-CAfile', 'root.pem', '-attime', '1773737564'];

  withOpenssl('has a chain, a revocation list and OCSP responses that openssl accepts', () => {
    expect(openssl(['verify', ...chain, '-x509_strict', '-untrusted', 'sub.pem', 'signer.pem'], files).said).toContain('signer.pem: OK'); // prettier-ignore
    const dates = { thisUpdate: AT, nextUpdate: '2026-04-17T09:12:44Z' };
    const list = crl({ issuer: sub, ...dates, revoked: [{ serial: signer.serial, at: '2026-01-01T00:00:00Z', reason: 1 }] }); // prettier-ignore
    const rootList = crl({ issuer: root, ...dates });
    expect(openssl(['crl', '-inform', 'DER', '-in', 'c', '-CAfile', 'sub.pem', '-noout'], { ...files, c: list }).said).toContain('verify OK'); // prettier-ignore
    expect(openssl(['crl', '-inform', 'DER', '-in', 'c', '-CAfile', 'root.pem', '-noout'], { c: rootList }).said).toContain('verify OK'); // prettier-ignore
    for (const [status, says] of [
      ['good', 'signer.pem: good'],
      [{ revokedAt: AT, reason: 1 }, 'signer.pem: revoked'],
    ] as const) {
      const response = ocsp({ responder: sub, certificate: signer, status, producedAt: AT });
      const { said } = openssl(['ocsp', '-respin', 'o', '-issuer', 'sub.pem', '-cert', 'signer.pem', '-CAfile', 'root.pem', '-no_nonce', '-validity_period', '1000000000', '-attime', '1773737564'], { ...files, o: response }); // prettier-ignore
      expect(said).toContain('Response verify OK');
      expect(said).toContain(says);
    }
  });

  withOpenssl('has time-stamps that openssl accepts', () => {
    const token = timestampToken({ tsa, message: CONTENT, at: AT, accuracyMicros: 1_500_001, nonce: 7 });
    const args = ['ts', '-verify', '-data', 'content', '-in', 't', ...chain, '-untrusted', 'sub.pem'];
    const { said } = openssl(args, { ...files, t: timestampResponse(token) });
    expect(said).toContain('Verification: OK');
    expect(openssl(args, { ...files, content: Buffer.from('other'), t: timestampResponse(token) }).said).toContain('FAILED'); // prettier-ignore
  });

  withOpenssl('has CMS that openssl accepts, attached and detached, with and without attributes', () => {
    for (const attached of [true, false])
      for (const attributes of [[signingCertificateV2(signer)], [], null]) {
        const unsigned = signatureTimestamp({ tsa, at: AT });
        const cms = signedData({ content: CONTENT, attached, signers: [{ holder: signer, attributes, signingTime: AT, unsigned }], certificates: [signer, sub] }); // prettier-ignore
        const args = ['cms', '-verify', '-inform', 'DER', '-in', 'm', '-binary', '-purpose', 'any', ...chain, ...(attached ? [] : ['-content', 'content'])]; // prettier-ignore
        expect(openssl(args, { ...files, m: cms }).said).toContain('Verification successful');
      }
  });
});

it('an Ed25519 certificate is one for node', () => {
  const root = issue({ key: ed25519Key('root'), name: 'Ed25519 root' });
  const signer = issue({ key: ed25519Key('signer'), name: 'signer', issuer: root });
  const parsed = new X509Certificate(root.certificate);
  expect(new X509Certificate(signer.certificate).verify(parsed.publicKey)).toBe(true);
});

const signedBy = ({ certificate, issuer }: Holder) => {
  const [tbs, algorithm, value] = Der.read(certificate).children;
  return checkValue(readAlgorithm(algorithm!), tbs!.bytes, value!.bits, readCertificate(issuer!.certificate)).check.is;
};

describe('a PKI of SM2 keys', () => {
  const { root, sub, signer, tsa } = sm2World;

  withOpenssl('has a chain that openssl accepts with the standard identifier', () => {
    // The option reaches only the certificate that is asked about: one step at a time.
    for (const { certificate, issuer } of [root, sub, signer, tsa]) {
      const files = { 'one.pem': pem(certificate), 'ca.pem': pem((issuer ?? root).certificate) };
      const args = [
        '-vfyopt',
        'distid:1234567812345678',
        '-partial_chain',
        '-CAfile',
        'ca.pem',
        '-attime',
        '1773737564',
      ];
      expect(openssl(['verify', ...args, 'one.pem'], files).said).toContain('one.pem: OK');
    }
  });

  it('verifies here as those of other keys do', () => {
    for (const one of [...worlds, sm2World].flatMap((all) => [all.sub, all.signer, all.tsa]))
      expect(signedBy(one)).toBe('right');
    expect(tsa.issuer).toBe(sub);
  });

  it('is the same again from the same calls', () => {
    const again = world('SM2', [sm2Key('root'), sm2Key('sub'), sm2Key('signer'), sm2Key('tsa')]);
    expect(again.tsa.certificate.equals(tsa.certificate)).toBe(true);
    const ec = world('EC', [ecKey('root', 'P-384'), ecKey('sub'), ecKey('signer'), ecKey('tsa')]);
    expect(ec.tsa.certificate.equals(worlds[1]!.tsa.certificate)).toBe(true);
  });
});

it('writes DER that the reader of the verifiers takes', () => {
  const read = Der.read(
    der.sequence(der.integer(128), der.oid('1.2.156.10197.1.501'), der.bitString(Buffer.from([1]))),
  );
  expect(read.children[0]!.integer).toBe(128n);
  expect(read.children[1]!.oid).toBe('1.2.156.10197.1.501');
  expect(Der.read(der.time('2049-12-31T00:00:00Z')).time).toBe('2049-12-31T00:00:00Z');
  expect(Der.read(der.time('2050-01-01T00:00:00Z')).time).toBe('2050-01-01T00:00:00Z');
});
