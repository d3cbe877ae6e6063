import { beforeAll, describe, expect, it } from '@jest/globals';
import forge from 'node-forge';
import { BufferSource } from '../../../src/core/byte-source.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { signedBytes } from '../../../src/core/signatures/cms/digests.js';
import { verifySignedData } from '../../../src/core/signatures/cms/verify.js';

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

const PLACE = { id: 'S', kind: 'signature', container: 'cms', where: 'here' } as const;

async function only(bytes: Uint8Array, content: Uint8Array | null = null) {
  const { evidence } = await verifySignedData(bytes, { place: PLACE, detached: content && signedBytes(content) });
  expect(evidence).toHaveLength(1);
  return evidence[0]!;
}

/** The same bytes with one byte of `part` changed, where that part first stands. */
function changed(bytes: Buffer, part: Uint8Array, at = 0): Buffer {
  const copy = Buffer.from(bytes);
  const start = copy.indexOf(part);
  expect(start).toBeGreaterThan(0);
  copy[start + at]! ^= 1;
  return copy;
}

describe('CMS SignedData (RFC 5652)', () => {
  it.each([[{}], [{ attributes: false }]] as [How][])('that is right, %j', async (how) => {
    expect(await only(signed(how))).toMatchObject({
      digests: { is: 'right' },
      value: { is: 'right' },
      document: { is: 'right' },
      signer: { subject: 'CN=Throw-away signer' },
    });
  });

  it('content changed: the digest is wrong, or without attributes the value', async () => {
    expect(await only(changed(signed(), CONTENT))).toMatchObject({ digests: { is: 'wrong' }, value: { is: 'right' } });
    expect(await only(changed(signed({ attributes: false }), CONTENT))).toMatchObject({ value: { is: 'wrong' } });
  });

  it('detached: right with its content, wrong with another, and without any it is asked for', async () => {
    const bytes = signed({ detached: true });
    expect(await only(bytes, CONTENT)).toMatchObject({ digests: { is: 'right' }, value: { is: 'right' } });
    expect(await only(bytes, Buffer.from('other'))).toMatchObject({ digests: { is: 'wrong' } });
    const without = (await only(bytes)).digests;
    expect(without.is === 'not-checked' && without.why).toMatch(/^needs-content/);
  });

  it('a signed attribute or the value changed: the value is wrong', async () => {
    const bytes = signed();
    const time = Buffer.from('261124000000Z');
    expect((await only(changed(bytes, time, 3))).value.is).toBe('wrong');
    const last = Buffer.from(bytes);
    last[last.length - 1]! ^= 1;
    expect((await only(last)).value.is).toBe('wrong');
  });

  it('without the certificate nothing is said of the value', async () => {
    expect((await only(signed({ withCertificate: false }))).value).toMatchObject({ is: 'not-checked' });
  });

  it('cut at any byte nothing of it is right', async () => {
    const bytes = signed();
    for (let length = 0; length < bytes.length; length++)
      expect((await only(bytes.subarray(0, length))).value.is).toBe('not-checked');
  });

  it('no byte can be changed without notice', async () => {
    const bytes = signed();
    const holds = async (copy: Buffer) => {
      const { digests, value, document, signer } = await only(copy);
      const right = [digests, value, document].every((check) => check.is === 'right');
      return right && signer?.subject === 'CN=Throw-away signer';
    };
    expect(await holds(bytes)).toBe(true);
    // Past the certificate: its own bytes are vouched for by its issuer, not by this signature.
    const certificateDer = Buffer.from(asn1.toDer(pki.certificateToAsn1(certificate)).getBytes(), 'binary');
    const after = bytes.indexOf(certificateDer) + certificateDer.length;
    const free: number[] = [];
    for (let at = after; at < bytes.length; at++) {
      const copy = Buffer.from(bytes);
      copy[at]! ^= 1;
      if (await holds(copy)) free.push(at - after);
    }
    // The version of SignerInfo, and parameters that say NULL: neither is signed.
    expect(free.length).toBeLessThan(12);
  });

  it('as a file: intact in its line, broken when its content was changed', async () => {
    const { signatures } = await inspectBytes(new BufferSource(signed()));
    expect(signatures).toMatchObject([{ kind: 'signature', verdict: 'INDETERMINATE', integrity: 'intact' }]);
    const broken = await inspectBytes(new BufferSource(changed(signed(), CONTENT)));
    expect(broken.signatures).toMatchObject([{ verdict: 'TOTAL_FAILED', integrity: 'broken' }]);
  });
});
