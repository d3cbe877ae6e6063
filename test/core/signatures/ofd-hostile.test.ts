import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { zip } from '../../../scripts/seeds/bytes.mjs';
import { signOfd } from '../../../scripts/pki/ofd-signature.mjs';
import { timestampToken } from '../../../scripts/pki/cms.mjs';
import { pack, plainOfd, sealWorld } from '../../../scripts/vectors/sealed-ofd.mjs';
import { BufferSource } from '../../../src/core/byte-source.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { DerError } from '../../../src/core/signatures/der.js';
import { readSeal, readSealSignature } from '../../../src/core/signatures/ofd/seal.js';
import { verdictLine } from '../../../src/core/verdict-line.js';

const { holder, sealOf, tsa } = sealWorld();
const files = plainOfd();
signOfd(files, { seal: sealOf(4), holder, timestamp: (message) => timestampToken({ tsa, message, at: '2026-03-17T09:12:44Z' }) }); // prettier-ignore
/** Without a time-stamp, which carries bytes that nothing protects and nobody reads (RFC 5652: version, list of digests). */
const bare = plainOfd();
signOfd(bare, { seal: sealOf(4), holder });
const FOLDER = 'Doc_0/Signs/Sign_0';
const PARTS = ['SignedValue.dat', 'Signature.xml', 'Seal.esl'].map((name) => `${FOLDER}/${name}`);

async function integrityWith(path: string, bytes: Buffer, document = files): Promise<string> {
  const changed = new Map(document).set(path, bytes);
  const report = await inspectBytes(new BufferSource(pack(changed)));
  return verdictLine('x', report, 0)['integrity'] as string;
}

describe('hostile bytes in the parts of a seal', () => {
  it('is intact as it is', async () => {
    expect(await integrityWith('Doc_0/Attachs/note.txt', files.get('Doc_0/Attachs/note.txt')!)).toBe('intact');
  });

  it.each(PARTS)('%s cut at each early byte', async (path) => {
    const whole = files.get(path)!;
    for (let length = 0; length < Math.min(whole.length, 400); length += length < 64 ? 1 : 7)
      expect([length, await integrityWith(path, whole.subarray(0, length))]).not.toEqual([length, 'intact']);
  });

  it.each(PARTS)('%s with any bytes changed', async (path) => {
    const whole = bare.get(path)!;
    const change = fc.record({ at: fc.nat(whole.length - 1), xor: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const copy = Buffer.from(whole);
        for (const { at, xor } of changes) copy[at]! ^= xor;
        return copy.equals(whole) || (await integrityWith(path, copy, bare)) !== 'intact';
      }),
      { numRuns: 150, seed: 20260317 },
    );
  });

  it('readers of seals throw nothing but what says "not DER", whatever the bytes', () => {
    const seeds = [files.get(`${FOLDER}/Seal.esl`)!, files.get(`${FOLDER}/SignedValue.dat`)!];
    const tried = (read: (bytes: Uint8Array) => unknown, bytes: Uint8Array) => {
      try {
        read(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DerError);
      }
    };
    for (const seed of seeds)
      for (let at = 0; at < seed.length; at += 3)
        for (const byte of [0x00, 0x30, 0x80, 0xff]) {
          const copy = Buffer.from(seed);
          copy[at] = byte;
          tried(readSeal, copy);
          tried(readSealSignature, copy);
        }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        tried(readSeal, bytes);
        tried(readSealSignature, bytes);
      }),
    );
  });

  it('absurd nesting ends', async () => {
    let nested = Buffer.from([0x05, 0x00]);
    for (let i = 0; i < 20_000; i++) {
      const length = nested.length < 128 ? [nested.length] : nested.length < 65536 ? [0x82, nested.length >> 8, nested.length & 255] : [0x83, nested.length >> 16, (nested.length >> 8) & 255, nested.length & 255]; // prettier-ignore
      nested = Buffer.concat([Buffer.from([0x30, ...length]), nested]);
      if (i > 3000) break;
    }
    expect(await integrityWith(`${FOLDER}/SignedValue.dat`, nested)).not.toBe('intact');
    expect(await integrityWith(`${FOLDER}/Signature.xml`, Buffer.from('<a>'.repeat(5000)))).not.toBe('intact');
  });
});

describe('a sealed document in a hostile container', () => {
  const page = 'Doc_0/Pages/Page_0/Content.xml';
  const line = async (entries: [string, Buffer][]) =>
    verdictLine('x', await inspectBytes(new BufferSource(zip(entries))), 0);

  it('a page that stands twice, changed first or last', async () => {
    const other = Buffer.from(files.get(page)!.toString().replace('示例', '事例'));
    for (const entries of [
      [...files, [page, other]],
      [[page, other], ...files],
    ] as [string, Buffer][][])
      expect((await line(entries))['integrity']).not.toBe('intact');
  });

  it('a page beside one whose name only looks alike', async () => {
    const other = Buffer.from(files.get(page)!.toString().replace('示例', '事例'));
    const entries = [...files, [page.toUpperCase(), other]] as [string, Buffer][];
    const { findings } = await line(entries);
    expect((findings as { code: string }[]).map(({ code }) => code)).toContain('ZIP_ENTRY_ALIKE');
  });

  it('a signature that names one large file ten thousand times hashes it once', async () => {
    const copy = plainOfd();
    copy.set('Doc_0/Attachs/note.txt', Buffer.alloc(20 << 20, 'x'));
    signOfd(copy, { seal: sealOf(4), holder });
    const path = `${FOLDER}/Signature.xml`;
    const xml = copy.get(path)!.toString();
    const one = /<ofd:Reference FileRef="[^"]*note.txt">[\s\S]*?<\/ofd:Reference>/.exec(xml)![0];
    copy.set(path, Buffer.from(xml.replace(one, one.repeat(10_000))));
    const started = performance.now();
    expect((await line([...copy]))['integrity']).toBe('broken');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('a signature listed a thousand times is bounded', async () => {
    const copy = new Map(files);
    const list = copy.get('Doc_0/Signs/Signatures.xml')!.toString();
    const one = /<ofd:Signature [^>]*>/.exec(list)![0];
    copy.set('Doc_0/Signs/Signatures.xml', Buffer.from(list.replace(one, one.repeat(1500))));
    const started = performance.now();
    const { signatures } = await line([...copy]);
    expect((signatures as unknown[]).length).toBeLessThanOrEqual(2000);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
