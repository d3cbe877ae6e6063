import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chunksOf } from '../../src/core/byte-source.js';
import { BatchFolder } from '../../src/workers/batch-folder.js';
import { type FileSpool as Spool } from '../../src/workers/file-spool.js';

/** The built one: its threads are programs of their own. */
const BUILT = join(import.meta.dirname, '../../dist/workers/file-spool.js');
const ID = '0190aaaa-0000-7000-8000-000000000001';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dantao batches '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['small, in memory', 1_000],
  ['large, in a spool file', 3 << 20],
])('keeps a ZIP that is %s beyond the spool, by range', async (_, sizeBytes) => {
  const { FileSpool } = (await import(BUILT)) as { FileSpool: typeof Spool };
  const spool = await FileSpool.open(join(folder, 'spool'));
  const batches = await BatchFolder.open(join(folder, 'batches'));
  const bytes = Buffer.alloc(sizeBytes, 'a piece of a batch ');
  async function* body() {
    yield bytes;
  }
  const spooled = await spool.receive(body(), { maxBytes: 1 << 30, gapBytes: 0 });
  await batches.keep(ID, spooled);
  await spooled.dispose();
  await spool.close();
  // As at the next start.
  const again = await BatchFolder.open(join(folder, 'batches'));
  expect(await again.ids()).toEqual([ID]);
  const { source, close } = (await again.open(ID))!;
  const pieces: Uint8Array[] = [];
  for await (const piece of chunksOf(source)) pieces.push(piece);
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  expect([(await source.read(sizeBytes - 3, 10)).length, (await source.read(sizeBytes + 5, 10)).length]).toEqual([3, 0]); // prettier-ignore
  await close();
  await again.remove(ID);
  await again.remove(ID);
  expect([await again.ids(), await again.open(ID)]).toEqual([[], null]);
});

it('forgets at the start what was not whole', async () => {
  await BatchFolder.open(folder);
  await writeFile(join(folder, `${ID}.part`), 'cut');
  await BatchFolder.open(folder);
  expect(await readdir(folder)).toEqual([]);
});
