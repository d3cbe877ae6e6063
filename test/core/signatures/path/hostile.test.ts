import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EKU, issue } from '../../../../scripts/pki/certificates.mjs';
import * as der from '../../../../scripts/pki/der.mjs';
import { ecKey } from '../../../../scripts/pki/keys.mjs';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { inspectBytes } from '../../../../src/core/formats/index.js';
import { readExtensions } from '../../../../src/core/signatures/extensions.js';
import { certificateOf } from '../../../../src/core/signatures/path/known.js';
import { entryOf, readCrl } from '../../../../src/core/signatures/revocation/crl.js';
import { readOcsp } from '../../../../src/core/signatures/revocation/ocsp.js';
import { answerOf, by, ca, extension, listOf, LISTS, root, signer, verdictOf } from '../judged-world.js';

/** Whatever bytes are given: no throw, and nothing passes that should not. */
const PASSED = 'TOTAL_PASSED';
const EC = { top: issue({ key: ecKey('root'), name: 'EC root' }) };
const middle = issue({
  key: ecKey('ca'),
  name: 'EC CA',
  issuer: EC.top,
  ca: true,
  pathLength: 0,
  policies: ['1.2.3'],
  crlUrl: 'http://a.test/',
  extensions: [extension('2.5.29.30', der.sequence(der.explicit(0, der.sequence(der.element(0x82, Buffer.from('a.test'))))), true)], // prettier-ignore
});
const holder = issue({ key: ecKey('alice'), name: 'Alice', issuer: middle, eku: [EKU.emailProtection] });
const lists = [listOf(EC.top), listOf(middle, [{ serial: 7, at: '2026-01-01T00:00:00Z', reason: 1 }])];
const anchors = [{ purpose: 'all' as const, certificate: EC.top.certificate }];

const judged = (between: Uint8Array, own: Uint8Array, crls: Uint8Array[]) => {
  const certificate = certificateOf(own);
  if (!certificate) return 'unreadable';
  const material = { certificates: [between], crls, ocsps: [] };
  return verdictOf({ ...by(null), signer: certificate, material }, { trust: { anchors, crls: [] } });
};

/** Every byte with one bit changed, and cut short at every early byte. */
function* changed(bytes: Uint8Array, every: number): Generator<Buffer> {
  for (let i = 0; i < bytes.length; i += every) {
    const copy = Buffer.from(bytes);
    copy[i]! ^= 1 << (i % 8);
    yield copy;
  }
  for (let length = 0; length < Math.min(bytes.length, 120); length++) yield Buffer.from(bytes.subarray(0, length));
}

describe('what is changed by a bit or cut short does not pass', () => {
  it('certificates between', () => {
    expect(judged(middle.certificate, holder.certificate, lists)).toBe(PASSED);
    for (const bytes of changed(middle.certificate, 3))
      expect(judged(bytes, holder.certificate, lists)).not.toBe(PASSED);
  });

  it('certificates of signers', () => {
    for (const bytes of changed(holder.certificate, 3))
      expect(judged(middle.certificate, bytes, lists)).not.toBe(PASSED);
  });

  it('revocation lists', () => {
    for (const bytes of changed(lists[1]!, 2))
      expect(judged(middle.certificate, holder.certificate, [lists[0]!, bytes])).not.toBe(PASSED);
  });

  it('OCSP responses', () => {
    const answer = answerOf(signer);
    const world = (bytes: Buffer) => ({ trust: { crls: [LISTS[0]!], ocsps: [bytes] } });
    expect(verdictOf(by(signer), world(answer))).toBe(PASSED);
    // What is not signed may differ: the frame around the signed part, and how the value is laid out.
    const passed = [...changed(answer, 1)].filter((bytes) => verdictOf(by(signer), world(bytes)) === PASSED);
    expect(passed.map((bytes) => readOcsp(bytes)!.answers[0]!.status)).toEqual(passed.map(() => 'good'));
    expect(passed.length).toBeLessThan(3);
  });

  it('files of their own are never called intact', async () => {
    const responder = issue({ key: ecKey('ocsp'), name: 'Responder', issuer: ca, eku: [EKU.ocspSigning] });
    const file = answerOf(signer, { responder, certificates: [responder] });
    const inspect = async (bytes: Uint8Array) => (await inspectBytes(new BufferSource(bytes))).signatures[0]?.integrity;
    expect(await inspect(file)).toBe('intact');
    const signedBytes = file.length - responder.certificate.length;
    let intact = 0;
    for (const bytes of changed(file, 1)) if ((await inspect(bytes)) === 'intact') intact++;
    // Only outside of what is signed: in the certificate's own signature, which is not asked for here.
    expect(intact).toBeLessThan(file.length - signedBytes + 8);
    for (const bytes of changed(listOf(ca), 1)) expect(await inspect(bytes)).not.toBe('intact');
  });
});

describe('any bytes are read without a throw', () => {
  const some = fc.uint8Array({ maxLength: 300 });
  const tagged = fc.tuple(fc.constantFrom(0x30, 0x31, 0x02, 0x03, 0x04, 0x06, 0xa0, 0xa1, 0x17, 0x18, 0x0a), some).map(([tag, bytes]) => der.element(tag, bytes)); // prettier-ignore
  const nested = fc.array(tagged, { maxLength: 6 }).map((parts) => der.sequence(...parts));

  it('as certificates, extensions, lists and responses', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          some,
          tagged,
          nested,
          nested.map((one) => der.sequence(one)),
        ),
        (bytes) => {
          certificateOf(bytes);
          readExtensions(bytes);
          readOcsp(bytes);
          const list = readCrl(bytes);
          return list === null || entryOf(list, '01', '') !== undefined;
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('as the value of each extension', () => {
    const oids = ['2.5.29.19', '2.5.29.15', '2.5.29.37', '2.5.29.14', '2.5.29.35', '2.5.29.17', '2.5.29.30', '2.5.29.32', '2.5.29.33', '2.5.29.36', '2.5.29.54', '2.5.29.31']; // prettier-ignore
    fc.assert(
      fc.property(fc.constantFrom(...oids), fc.oneof(some, tagged, nested), (oid, value) => {
        const found = readExtensions(der.sequence(der.sequence(der.oid(oid), der.octets(Buffer.from(value)))));
        return found.malformed.every((one) => one === oid);
      }),
      { numRuns: 3000 },
    );
  });

  it('with a hundred thousand entries in time', () => {
    const entries = Array.from({ length: 100_000 }, (_, i) => der.sequence(der.integer(1000 + i), der.time('2026-01-01T00:00:00Z'))); // prettier-ignore
    const body = der.sequence(root.key.algorithm, root.name, der.time('2026-03-01T00:00:00Z'), der.element(0x30, Buffer.concat(entries))); // prettier-ignore
    const started = performance.now();
    const list = readCrl(der.sequence(body, root.key.algorithm, der.bitString(Buffer.alloc(8))))!;
    expect(entryOf(list, Buffer.from(der.inside(der.integer(100_999))).toString('hex'), '')).toMatchObject({ revokedAt: '2026-01-01T00:00:00Z' }); // prettier-ignore
    expect(entryOf(list, '01', '')).toBeNull();
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
