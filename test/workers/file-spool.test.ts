import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type AssembledBody, type Spool } from '../../src/archive/ports.js';

// Threads load built files.
const BUILT: string = '../../dist/workers/file-spool.js';
const { FileSpool } = (await import(BUILT)) as {
  FileSpool: { open(folder: string): Promise<Spool> };
};

let folder: string;
let spool: Spool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dantao-spool-'));
  spool = await FileSpool.open(folder);
});
afterAll(async () => {
  await spool.close();
  await rm(folder, { recursive: true });
});

const hex = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function whole(body: AssembledBody): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of body.open()) all.push(piece);
  return Buffer.concat(all);
}

const MIB = 1 << 20;
const SIZES = [0, 1, 60_000, MIB, MIB + 1, 7 * MIB, 9 * MIB + 12_345];

describe('the spool', () => {
  it.each(SIZES)('measures %d bytes the same whole and in odd pieces', async (size) => {
    const bytes = randomBytes(size);
    for (const piece of [65_536, 99_991]) {
      const file = await spool.receive(pieces(bytes, piece), { maxBytes: 1e9, gapBytes: 100 });
      expect(file.sizeBytes).toBe(size);
      expect(file.digests).toEqual({
        sha256: hex('sha256', bytes),
        sha512: hex('sha512', bytes),
        sm3: hex('sm3', bytes),
      });
      expect(file.crc32).toBe(crc32(bytes));
      const middle = Math.floor(size / 3);
      expect(Buffer.from(await file.source.read(middle, 5000)).equals(bytes.subarray(middle, middle + 5000))).toBe(
        true,
      );
      await file.dispose();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('builds a package in place around a large file, and copies when it can not', async () => {
    const large = randomBytes(5 * MIB + 3);
    const small = randomBytes(1000);
    const head = randomBytes(100);
    const tail = randomBytes(777);
    for (const gapBytes of [100, 64]) {
      const a = await spool.receive(pieces(large, 65_536), { maxBytes: 1e9, gapBytes });
      const b = await spool.receive(pieces(small, 100), { maxBytes: 1e9, gapBytes: 50 });
      const body = await spool.assemble([head, a, tail, b, tail]);
      const expected = Buffer.concat([head, large, tail, small, tail]);
      expect(body.sizeBytes).toBe(expected.length);
      expect(body.sha256).toBe(hex('sha256', expected));
      expect(body.sha512).toBe(hex('sha512', expected));
      expect((await whole(body)).equals(expected)).toBe(true);
      expect((await readFile(body.path!)).equals(expected)).toBe(true);
      expect(await readdir(folder)).toHaveLength(gapBytes === 100 ? 1 : 2);
      // The reader's view of the file does not move.
      expect(Buffer.from(await a.source.read(0, 10)).equals(large.subarray(0, 10))).toBe(true);
      await body.dispose();
      await a.dispose();
      await b.dispose();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends at the limit and when the sender goes away, leaving nothing', async () => {
    await expect(
      spool.receive(pieces(randomBytes(3 * MIB), 65_536), { maxBytes: 2 * MIB, gapBytes: 0 }),
    ).rejects.toMatchObject({ code: 'REQUEST_TOO_LARGE' });
    async function* gone(): AsyncGenerator<Uint8Array> {
      yield randomBytes(2 * MIB);
      throw new Error('socket closed');
    }
    await expect(spool.receive(gone(), { maxBytes: 1e9, gapBytes: 0 })).rejects.toThrow('socket closed');
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps its memory bounded: many small files at once go to disk', async () => {
    const bytes = randomBytes(MIB);
    const files = await Promise.all(
      Array.from({ length: 80 }, () => spool.receive(pieces(bytes, 65_536), { maxBytes: 1e9, gapBytes: 10 })),
    );
    expect(files.filter((f) => f.path !== undefined).length).toBeGreaterThanOrEqual(16);
    expect(new Set(files.map((f) => f.digests.sm3))).toEqual(new Set([hex('sm3', bytes)]));
    await Promise.all(files.map((f) => f.dispose()));
    expect(await readdir(folder)).toEqual([]);
  });
});
