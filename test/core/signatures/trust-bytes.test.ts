import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readCertificate } from '../../../src/core/signatures/certificate.js';
import { materialOf, NotTrustMaterial, readTrustBytes } from '../../../src/core/signatures/trust-bytes.js';

/** DER of one element; lengths below 65,536. */
function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const length = body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff]; // prettier-ignore
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
const seq = (...contents: Uint8Array[]) => der(0x30, ...contents);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const time = (text: string) => der(0x17, Buffer.from(text));
const SIGNATURE = [seq(oid('2a8648ce3d040302')), der(0x03, Buffer.alloc(65))];
const NAME = seq(der(0x31, seq(oid('550403'), der(0x0c, Buffer.from('测试 CA')))));

const pem = readFileSync('seeds/trust/sm2-root.pem', 'utf8');
const root = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
const rsaRoot = readFileSync('seeds/trust/rsa-root.pem');
const crl = seq(seq(der(0x02, Buffer.from([1])), SIGNATURE[0]!, NAME, time('260101000000Z'), time('270101000000Z')), ...SIGNATURE); // prettier-ignore
const basic = seq(seq(der(0xa1, NAME), der(0x18, Buffer.from('20260101000000Z')), seq()), ...SIGNATURE);
const ocsp = seq(der(0x0a, Buffer.from([0])), der(0xa0, seq(oid('2b0601050507300101'), der(0x04, basic))));
const bundle = seq(
  oid('2a864886f70d010702'),
  der(0xa0, seq(der(0x02, Buffer.from([1])), der(0x31), seq(oid('2a864886f70d010701')), der(0xa0, root), der(0xa1, crl), der(0x31))), // prettier-ignore
);
const asPem = (label: string, bytes: Buffer) =>
  `-----BEGIN ${label}-----\r\n${bytes.toString('base64').replace(/.{64}/g, '$&\r\n')}\r\n-----END ${label}-----\r\n`;
const told = (bytes: Uint8Array) => readTrustBytes(bytes).map(({ kind, bytes }) => [kind, Buffer.from(bytes)]);

describe('trust material in a file', () => {
  it.each<[string, Uint8Array, [string, Buffer][]]>([
    ['a certificate in DER', root, [['certificate', root]]],
    ['a certificate in PEM', Buffer.from(pem), [['certificate', root]]],
    ['Base64 without its frame', Buffer.from(root.toString('base64')), [['certificate', root]]],
    ['a CRL', crl, [['crl', crl]]],
    ['a CRL in PEM, with words before it', Buffer.from(`Issuer: x\n${asPem('X509 CRL', crl)}`), [['crl', crl]]],
    ['an OCSP response', ocsp, [['ocsp', ocsp]]],
    ['a basic OCSP response', basic, [['ocsp', basic]]],
    ['a PKCS#7 bundle', bundle, [['certificate', root], ['crl', crl]]], // prettier-ignore
    ['a PKCS#7 bundle in PEM', Buffer.from(asPem('PKCS7', bundle)), [['certificate', root], ['crl', crl]]], // prettier-ignore
    ['several blocks', Buffer.from(pem + asPem('X509 CRL', crl)), [['certificate', root], ['crl', crl]]], // prettier-ignore
  ])('%s', (_, bytes, expected) => {
    expect(told(bytes)).toEqual(expected);
  });

  it('is labelled for people and sorted for snapshots', () => {
    const { subject } = readCertificate(root);
    expect(readTrustBytes(Buffer.from(pem))[0]!.label).toBe(`${subject} (until 2034-12-31)`);
    expect(readTrustBytes(crl)[0]!.label).toBe('CN=测试 CA (of 2026-01-01T00:00:00Z)');
    const material = materialOf([...readTrustBytes(bundle), ...readTrustBytes(rsaRoot), ...readTrustBytes(ocsp)]);
    expect([material.certificates.length, material.crls.length, material.ocsps.length]).toEqual([2, 1, 1]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', Buffer.alloc(0), /no certificate/],
    ['text', Buffer.from('not a certificate, 只是文字'), /no certificate/],
    ['a PEM block that does not end', Buffer.from(pem.slice(0, 200)), /does not end/],
    ['a private key', Buffer.from(asPem('EC PRIVATE KEY', root)), /private key/],
    ['an OCSP response that answers nothing', seq(der(0x0a, Buffer.from([6]))), /no certificate|without an answer/],
    ['content that is signed but no bundle', seq(oid('2a864886f70d010701'), der(0xa0, root)), /content of type/],
    ['a bundle of nothing', seq(oid('2a864886f70d010702'), der(0xa0, seq(der(0x02, Buffer.from([1]))))), /holds no/],
    ['bytes behind a certificate', Buffer.concat([root, Buffer.from([0])]), /bytes follow/],
  ])('%s is refused, saying why', (_, bytes, why) => {
    expect(() => readTrustBytes(bytes)).toThrow(NotTrustMaterial);
    expect(() => readTrustBytes(bytes)).toThrow(why);
  });

  it('cut anywhere, it is refused and nothing else is thrown', () => {
    for (const whole of [root, crl, ocsp, bundle])
      for (let end = 0; end < whole.length; end += 1)
        expect(() => readTrustBytes(whole.subarray(0, end))).toThrow(NotTrustMaterial);
  });
});
