import { beforeAll, describe, expect, it } from '@jest/globals';
import forge from 'node-forge';
import { BufferSource } from '../../../src/core/byte-source.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { verifyCms } from '../../../src/core/signatures/cms.js';
import { DerError } from '../../../src/core/signatures/der.js';

const { pki, pkcs7, asn1, md } = forge;
const CONTENT = Buffer.from('收据 2026-11-24\n');
let keys: forge.pki.rsa.KeyPair;
let certificate: forge.pki.Certificate;

beforeAll(() => {
  // Throw-away, and drawn from a fixed seed: what is signed does not change from run to run.
  const prng = forge.random.createInstance();
  prng.seedFileSync = (needed: number) => 'x'.repeat(needed);
  keys = pki.rsa.generateKeyPair({ bits: 2048, prng });
  certificate = pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = '0a';
  certificate.validity.notBefore = new Date('2026-01-01T00:00:00Z');
  certificate.validity.notAfter = new Date('2036-01-01T00:00:00Z');
  certificate.setSubject([{ shortName: 'CN', value: 'Throw-away signer' }]);
  certificate.setIssuer([{ shortName: 'CN', value: 'Throw-away signer' }]);
  certificate.sign(keys.privateKey, md.sha256.create());
}, 60_000);

interface How {
  detached?: boolean;
  attributes?: boolean;
  withCertificate?: boolean;
}

function signed({ detached = false, attributes = true, withCertificate = true }: How = {}): Buffer {
  const p7 = pkcs7.createSignedData();
  p7.content = forge.util.createBuffer(CONTENT.toString('binary'));
  if (withCertificate) p7.addCertificate(certificate);
  p7.addSigner({
    key: keys.privateKey,
    certificate,
    digestAlgorithm: pki.oids['sha256']!,
    ...(attributes
      ? {
          authenticatedAttributes: [
            { type: pki.oids['contentType']!, value: pki.oids['data']! },
            { type: pki.oids['messageDigest']! },
            { type: pki.oids['signingTime']!, value: '2026-11-24T00:00:00Z' },
          ],
        }
      : {}),
  });
  p7.sign({ detached });
  return Buffer.from(asn1.toDer(p7.toAsn1()).getBytes(), 'binary');
}

const only = (bytes: Buffer, content: Buffer | null = null) => verifyCms(bytes, content).signers[0]!;

/** The same bytes with one byte of `part` changed, where that part first stands. */
function changed(bytes: Buffer, part: Uint8Array, at = 0): Buffer {
  const copy = Buffer.from(bytes);
  const start = copy.indexOf(part);
  expect(start).toBeGreaterThan(0);
  copy[start + at]! ^= 1;
  return copy;
}

describe('CMS SignedData (RFC 5652)', () => {
  it.each([[{}], [{ attributes: false }]] as [How][])('that is right, %j', (how) => {
    expect(only(signed(how))).toMatchObject({
      digests: { is: 'right' },
      value: { is: 'right' },
      signer: { subject: 'CN=Throw-away signer' },
    });
  });

  it('content changed: the digest is wrong, or without attributes the value', () => {
    expect(only(changed(signed(), CONTENT))).toMatchObject({ digests: { is: 'wrong' }, value: { is: 'right' } });
    expect(only(changed(signed({ attributes: false }), CONTENT))).toMatchObject({ value: { is: 'wrong' } });
  });

  it('detached: right with its content, wrong with another, and without any it is asked for', () => {
    const bytes = signed({ detached: true });
    expect(only(bytes, CONTENT)).toMatchObject({ digests: { is: 'right' }, value: { is: 'right' } });
    expect(only(bytes, Buffer.from('other'))).toMatchObject({ digests: { is: 'wrong' } });
    const without = only(bytes).digests;
    expect(without.is === 'not-checked' && without.why).toMatch(/^needs-content/);
  });

  it('a signed attribute or the value changed: the value is wrong', () => {
    const bytes = signed();
    const time = Buffer.from('261124000000Z');
    expect(only(changed(bytes, time, 3)).value.is).toBe('wrong');
    const last = Buffer.from(bytes);
    last[last.length - 1]! ^= 1;
    expect(only(last).value.is).toBe('wrong');
  });

  it('without the certificate nothing is said of the value', () => {
    expect(only(signed({ withCertificate: false })).value).toMatchObject({ is: 'not-checked' });
  });

  it('what is no DER is said, at any length', () => {
    const bytes = signed();
    for (let length = 0; length < bytes.length; length += 7)
      expect(() => verifyCms(bytes.subarray(0, length), null)).toThrow(DerError);
  });

  it('no byte can be changed without notice', () => {
    const bytes = signed();
    const report = (copy: Buffer) => {
      try {
        const { digests, value, signer } = only(copy);
        return digests.is === 'right' && value.is === 'right' && signer?.subject === 'CN=Throw-away signer';
      } catch (error) {
        if (error instanceof DerError) return false;
        throw error;
      }
    };
    expect(report(bytes)).toBe(true);
    // Past the certificate: its own bytes are vouched for by its issuer, not by this signature.
    const certificateDer = Buffer.from(asn1.toDer(pki.certificateToAsn1(certificate)).getBytes(), 'binary');
    const after = bytes.indexOf(certificateDer) + certificateDer.length;
    const free: number[] = [];
    for (let at = after; at < bytes.length; at++) {
      const copy = Buffer.from(bytes);
      copy[at]! ^= 1;
      if (report(copy)) free.push(at - after);
    }
    // The version of SignerInfo and the issuer's name beside the serial number: neither is signed.
    expect(free.length).toBeLessThan(60);
  });

  it('as a file: intact in its line, and with something beside that was not looked at: unknown', async () => {
    const { signatures } = await inspectBytes(new BufferSource(signed()));
    expect(signatures).toMatchObject([{ kind: 'signature', verdict: 'INDETERMINATE', integrity: 'intact' }]);
    const broken = await inspectBytes(new BufferSource(changed(signed(), CONTENT)));
    expect(broken.signatures).toMatchObject([{ verdict: 'TOTAL_FAILED', integrity: 'broken' }]);
  });
});
