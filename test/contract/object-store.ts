import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ObjectBody, type ObjectStore } from '../../src/archive/ports.js';

/** How a test file makes the store it proves. */
export interface StoreUnderTest {
  store: ObjectStore;
  /** What lies in the store under no key of an object (temporary files, unfinished uploads); empty when all is well. */
  leftovers(): Promise<string[]>;
  dispose(): Promise<void>;
}

export function bodyOf(bytes: Uint8Array): ObjectBody {
  return { ...streamOf(bytes), bytes };
}

/** The same bytes, but only as a stream of small pieces. */
export function streamOf(bytes: Uint8Array, pieceBytes = 1000): ObjectBody {
  return {
    sha256: sha256(bytes),
    async *open() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function keysOf(store: ObjectStore, prefix: string, after?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const object of store.list(prefix, after)) keys.push(object.key);
  return keys;
}

/** What every ObjectStore promises. A new backend's test file is this call. */
export function objectStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an ObjectStore`, () => {
    let under: StoreUnderTest;
    let store: ObjectStore;
    /** Every test has a prefix of its own. */
    const fresh = () => `aip/${randomUUID()}`;

    beforeAll(async () => {
      under = await make();
      store = under.store;
    }, 600_000);
    afterAll(() => under?.dispose());

    it.each([0, 1, 999, 65_536, 300_001])('gives back the %d bytes it was given', async (length) => {
      const bytes = randomBytes(length);
      for (const body of [bodyOf(bytes), streamOf(bytes)]) {
        const key = `${fresh()}/v1.zip`;
        const put = await store.putOnce(key, body, length);
        expect(put).toMatchObject({ key, sizeBytes: length, existed: false });
        expect((await readAll(await store.open(key))).equals(bytes)).toBe(true);
        expect(await store.stat(key)).toMatchObject({ key, sizeBytes: length });
        if (put.version !== undefined) {
          expect(await store.stat(key, put.version)).toMatchObject({ key, sizeBytes: length, version: put.version });
          expect((await readAll(await store.open(key, { version: put.version }))).equals(bytes)).toBe(true);
        }
      }
    });

    it('accepts the same bytes twice and refuses other bytes', async () => {
      const key = `${fresh()}/v1.zip`;
      const first = await store.putOnce(key, bodyOf(Buffer.from('one')), 3);
      const again = await store.putOnce(key, streamOf(Buffer.from('one')), 3);
      expect(again).toMatchObject({ key, sizeBytes: 3, existed: true });
      expect(again.version).toBe(first.version);
      for (const other of ['two', 'longer', '']) {
        const bytes = Buffer.from(other);
        await expect(store.putOnce(key, bodyOf(bytes), bytes.length)).rejects.toMatchObject({
          code: 'OBJECT_CONFLICT',
        });
        await expect(store.putOnce(key, streamOf(bytes), bytes.length)).rejects.toMatchObject({
          code: 'OBJECT_CONFLICT',
        });
      }
      expect((await readAll(await store.open(key))).toString()).toBe('one');
      expect(await under.leftovers()).toEqual([]);
    });

    it('lets exactly one of 32 racing writers of a key win', async () => {
      const key = `${fresh()}/v1.zip`;
      const written = Array.from({ length: 32 }, (_, index) => randomBytes(5000).fill(index % 2));
      const outcomes = await Promise.allSettled(
        written.map((bytes, index) => store.putOnce(key, index % 3 === 0 ? streamOf(bytes) : bodyOf(bytes), 5000)),
      );
      const stored = await readAll(await store.open(key));
      const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled' && !outcome.value.existed);
      expect(winners).toHaveLength(1);
      outcomes.forEach((outcome, index) => {
        if (written[index]!.equals(stored)) expect(outcome.status).toBe('fulfilled');
        else expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'OBJECT_CONFLICT' } });
      });
      expect(await under.leftovers()).toEqual([]);
    });

    it.each([
      ['short', 2999],
      ['short to nothing', 0],
      ['long', 3001],
      ['much longer', 400_000],
    ])('stores nothing of a body that is too %s', async (_, length) => {
      const key = `${fresh()}/v1.zip`;
      for (const body of [bodyOf(randomBytes(length)), streamOf(randomBytes(length))]) {
        await expect(store.putOnce(key, body, 3000)).rejects.toMatchObject({ code: 'OBJECT_SIZE_MISMATCH' });
      }
      expect(await store.stat(key)).toBeNull();
      expect(await under.leftovers()).toEqual([]);
    });

    it('stores nothing of a stream whose bytes are not those announced', async () => {
      const key = `${fresh()}/v1.zip`;
      const body = { ...streamOf(randomBytes(3000)), sha256: sha256(randomBytes(3000)) };
      await expect(store.putOnce(key, body, 3000)).rejects.toMatchObject({ code: 'OBJECT_SIZE_MISMATCH' });
      expect(await store.stat(key)).toBeNull();
      expect(await under.leftovers()).toEqual([]);
    });

    it('stores nothing of a stream that fails half-way, and gives back its error', async () => {
      const key = `${fresh()}/v1.zip`;
      const bytes = randomBytes(300_000);
      const failing: ObjectBody = {
        sha256: sha256(bytes),
        async *open() {
          yield bytes.subarray(0, 150_000);
          throw new Error('the sender went away');
        },
      };
      await expect(store.putOnce(key, failing, bytes.length)).rejects.toThrow('the sender went away');
      expect(await store.stat(key)).toBeNull();
      expect(await under.leftovers()).toEqual([]);
      expect(await store.putOnce(key, streamOf(bytes), bytes.length)).toMatchObject({ existed: false });
    });

    it('reads ranges', async () => {
      const key = `${fresh()}/v1.zip`;
      const bytes = randomBytes(400_000);
      await store.putOnce(key, bodyOf(bytes), bytes.length);
      const read = async (offset: number, length: number) =>
        readAll(await store.open(key, { range: { offset, length } }));
      expect((await read(0, 1)).equals(bytes.subarray(0, 1))).toBe(true);
      expect((await read(65_000, 300_000)).equals(bytes.subarray(65_000, 365_000))).toBe(true);
      expect((await read(399_990, 1000)).equals(bytes.subarray(399_990))).toBe(true);
      expect(await read(5, 0)).toHaveLength(0);
      expect(await read(400_000, 10)).toHaveLength(0);
      expect(await read(900_000, 10)).toHaveLength(0);
    });

    it('throws OBJECT_NOT_FOUND before it yields anything', async () => {
      const key = `${fresh()}/v1.zip`;
      await expect(store.open(key)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
      await expect(store.open(key, { range: { offset: 0, length: 4 } })).rejects.toMatchObject({
        code: 'OBJECT_NOT_FOUND',
      });
      expect(await store.stat(key)).toBeNull();
    });

    it('stops reading when told to', async () => {
      const key = `${fresh()}/v1.zip`;
      await store.putOnce(key, bodyOf(randomBytes(300_000)), 300_000);
      const controller = new AbortController();
      const chunks = await store.open(key, { signal: controller.signal });
      controller.abort();
      await expect(readAll(chunks)).rejects.toMatchObject({ name: 'AbortError' });
    });

    it('lists in key order, by prefix, and goes on behind a key', async () => {
      const prefix = fresh();
      const names = ['a.1', 'a', 'b/1', 'b/1-2', 'b0', 'B', 'a-1', '.z', 'c/d/e', '_', 'b/2'];
      for (const name of names) await store.putOnce(`${prefix}/${name}`, bodyOf(Buffer.from(name)), name.length);
      const sorted = names.map((name) => `${prefix}/${name}`).sort();
      expect(await keysOf(store, `${prefix}/`)).toEqual(sorted);
      expect(await keysOf(store, `${prefix}/b`)).toEqual(sorted.filter((key) => key.startsWith(`${prefix}/b`)));
      for (const after of sorted) {
        expect(await keysOf(store, `${prefix}/`, after)).toEqual(sorted.slice(sorted.indexOf(after) + 1));
      }
      expect(await keysOf(store, `${prefix}/none`)).toEqual([]);
      for await (const object of store.list(`${prefix}/b/1-2`)) {
        expect(object).toMatchObject({ key: `${prefix}/b/1-2`, sizeBytes: 5 });
        expect(object.storedAt?.getTime()).toBeGreaterThan(Date.now() - 3_600_000);
      }
    });

    it('takes keys of 512 characters', async () => {
      const prefix = fresh();
      const keys = ['x', 'y'].map((letter) => `${prefix}/${`${letter.repeat(200)}/`.repeat(3)}`.slice(0, 511) + 'z');
      const dotted = `${prefix}/${'w'.repeat(250 - prefix.length - 1 - 51)}/${'v'.repeat(50)}../1`;
      for (const key of [...keys, dotted]) {
        await store.putOnce(key, bodyOf(Buffer.from(key)), key.length);
        expect((await readAll(await store.open(key))).toString()).toBe(key);
        expect(await store.putOnce(key, bodyOf(Buffer.from(key)), key.length)).toMatchObject({ existed: true });
      }
      expect(await keysOf(store, `${prefix}/`)).toEqual([dotted, ...keys]);
      expect(keys[0]).toHaveLength(512);
    });

    it.each([
      ['no character', ''],
      ['a slash first', '/a'],
      ['a slash last', 'a/'],
      ['an empty segment', 'a//b'],
      ['a way up', 'a/../b'],
      ['a dot', './a'],
      ['a space', 'a b'],
      ['a plus', 'a+b'],
      ['a tilde', 'a~b'],
      ['a letter outside ASCII', 'ä'],
      ['a segment of 201 characters', 'a'.repeat(201)],
      ['513 characters', `${'a/'.repeat(256)}a`],
      ['the prefix of the store itself', '.dantao/x'],
    ])('refuses a key with %s', async (_, key) => {
      await expect(store.putOnce(key, bodyOf(Buffer.from('x')), 1)).rejects.toThrow('object key');
      await expect(store.open(key)).rejects.toThrow('object key');
      await expect(store.stat(key)).rejects.toThrow('object key');
    });

    it('says that it is ready', async () => {
      await expect(store.probe()).resolves.toBeUndefined();
    });
  });
}
