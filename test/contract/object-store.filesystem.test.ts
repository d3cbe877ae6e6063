import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformFile } from '@swc/core';
import { FilesystemStore } from '../../src/storage/filesystem.js';
import { bodyOf, objectStoreContract, readAll, sha256, streamOf } from './object-store.js';

const folder = () => mkdtemp(join(tmpdir(), 'dantao-store-'));

/** A temporary name is removed without waiting for it: the caller's answer does not depend on it. */
async function temporaries(root: string): Promise<string[]> {
  for (let turn = 0; turn < 50; turn += 1) {
    if ((await readdir(join(root, 'tmp'))).length === 0) return [];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return readdir(join(root, 'tmp'));
}

objectStoreContract('filesystem', async () => {
  const root = await folder();
  const store = await FilesystemStore.open(root);
  return {
    store,
    leftovers: () => temporaries(root),
    async dispose() {
      await store.close();
      await rm(root, { recursive: true });
    },
  };
});

describe('filesystem store', () => {
  let root: string;
  beforeAll(async () => {
    root = await folder();
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('takes over a file on the same disk instead of copying it, and makes it read-only', async () => {
    const store = await FilesystemStore.open(join(root, 'adopt'));
    const bytes = randomBytes(100_000);
    const path = join(root, 'spooled');
    await writeFile(path, bytes);
    const body = {
      sha256: sha256(bytes),
      path,
      open: () => {
        throw new Error('must not be read');
      },
    };
    await store.putOnce('aip/taken', body, bytes.length);
    const placed = (await readdir(join(root, 'adopt', 'objects'), { recursive: true })).find((name) =>
      name.includes('+'),
    );
    const found = await stat(join(root, 'adopt', 'objects', placed!));
    expect(found.ino).toBe((await stat(path)).ino);
    expect(found.mode & 0o222).toBe(0);
    await rm(path);
    expect(await readAll(await store.open('aip/taken'))).toEqual(bytes);

    await writeFile(path, bytes);
    expect(await store.putOnce('aip/taken', body, bytes.length)).toMatchObject({ existed: true });
    await expect(store.putOnce('aip/short', body, 99)).rejects.toMatchObject({ code: 'OBJECT_SIZE_MISMATCH' });
    expect(await store.stat('aip/short')).toBeNull();
  });

  it('copies a file of another file system', async () => {
    const store = await FilesystemStore.open(join(root, 'copy'));
    const bytes = randomBytes(50_000);
    const path = join('/dev/shm', `dantao-${process.pid}`);
    await writeFile(path, bytes);
    try {
      await store.putOnce('aip/copied', { ...streamOf(bytes), path }, bytes.length);
    } finally {
      await rm(path);
    }
    expect(await readAll(await store.open('aip/copied'))).toEqual(bytes);
  });

  it('keeps leftovers of a crash out of sight, and removes them after a day', async () => {
    const at = join(root, 'leftovers');
    await (await FilesystemStore.open(at)).close();
    const [old, young] = [join(at, 'tmp', 'old'), join(at, 'tmp', 'young')];
    for (const path of [old, young]) await writeFile(path, 'half a pack');
    const past = new Date(Date.now() - 25 * 3_600_000);
    await utimes(old, past, past);
    const store = await FilesystemStore.open(at);
    for await (const object of store.list('')) throw new Error(`lists ${object.key}`);
    await store.close();
    expect(await readdir(join(at, 'tmp'))).toEqual(['young']);
  });

  it('says that the disk is gone, never that an object is, and goes on when it is back', async () => {
    const at = join(root, 'gone');
    const store = await FilesystemStore.open(at);
    await store.putOnce('aip/kept', bodyOf(Buffer.from('kept')), 4);
    const down = { code: 'STORE_UNAVAILABLE', options: { retryable: true } };
    const expectDown = async () => {
      await expect(store.putOnce('aip/new', bodyOf(Buffer.from('new')), 3)).rejects.toMatchObject(down);
      await expect(store.stat('aip/kept')).rejects.toMatchObject(down);
      await expect(store.open('aip/kept')).rejects.toMatchObject(down);
      await expect(readAll(store.list('') as never)).rejects.toMatchObject(down);
      await expect(store.probe()).rejects.toMatchObject(down);
    };
    await rename(at, `${at}.away`);
    await expectDown();
    // As an empty mount point shows itself.
    await mkdir(at);
    await expectDown();
    expect(await readdir(at)).toEqual([]);
    await rm(at, { recursive: true });
    await rename(`${at}.away`, at);
    await store.probe();
    expect(await store.stat('aip/kept')).toMatchObject({ sizeBytes: 4 });
    expect(await store.putOnce('aip/new', bodyOf(Buffer.from('new')), 3)).toMatchObject({ existed: false });
  });

  it('says that the disk is full, and leaves nothing behind', async () => {
    // Writes to this device give ENOSPC: the error is the kernel's own.
    const { onDisk } = await import('../../src/storage/filesystem-error.js');
    const { open } = await import('node:fs/promises');
    const handle = await open('/dev/full', 'w');
    try {
      await expect(onDisk('write', () => handle.write('x'))).rejects.toMatchObject({
        code: 'STORE_FULL',
        options: { retryable: true },
      });
    } finally {
      await handle.close();
    }
  });

  it('refuses a folder that holds something else, and one of a later version', async () => {
    const foreign = join(root, 'foreign');
    await mkdir(foreign);
    await writeFile(join(foreign, 'thesis.doc'), 'x');
    await expect(FilesystemStore.open(foreign)).rejects.toMatchObject({ code: 'STORE_MISCONFIGURED' });
    const later = join(root, 'later');
    await (await FilesystemStore.open(later)).close();
    await chmod(join(later, 'store.json'), 0o644);
    await writeFile(join(later, 'store.json'), '{"format":"dantao-store","version":2}\n');
    await expect(FilesystemStore.open(later)).rejects.toMatchObject({ code: 'STORE_MISCONFIGURED' });
  });

  it('does not make a new store in place of one that lost its folders', async () => {
    const at = join(root, 'lost');
    await (await FilesystemStore.open(at)).close();
    await rm(join(at, 'objects'), { recursive: true });
    await expect(FilesystemStore.open(at)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('has every acknowledged object whole after kill -9', async () => {
    const at = join(root, 'killed');
    // Inside the project, so that its packages are found.
    await mkdir('node_modules/.cache', { recursive: true });
    const built = await mkdtemp(resolve('node_modules/.cache/dantao-store-'));
    await build('src/storage/filesystem.ts', built);
    await writeFile(join(built, 'package.json'), '{"type":"module"}');

    const acknowledged = new Map<string, string>();
    for (let round = 0; round < 4; round += 1) {
      const child = spawn(process.execPath, ['test/contract/filesystem-child.mjs', built, at, String(round)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      const closed = once(child, 'close');
      const enough = 50 + 40 * round;
      while (said.split('\n').length < enough && child.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill('SIGKILL');
      await closed;
      expect(child.signalCode).toBe('SIGKILL');
      for (const line of said.split('\n').slice(0, -1)) acknowledged.set(line.split(' ')[0]!, line.split(' ')[1]!);
    }
    expect(acknowledged.size).toBeGreaterThan(400);

    const store = await FilesystemStore.open(at);
    for (const [key, hash] of acknowledged) expect(sha256(await readAll(await store.open(key)))).toBe(hash);
    // Those in flight are whole or absent: a re-send with the listed size and hash is the same object.
    let listed = 0;
    for await (const object of store.list('')) {
      const bytes = await readAll(await store.open(object.key));
      expect(bytes).toHaveLength(object.sizeBytes);
      expect(await store.putOnce(object.key, bodyOf(bytes), bytes.length)).toMatchObject({ existed: true });
      listed += 1;
    }
    expect(listed).toBeGreaterThanOrEqual(acknowledged.size);
    await store.close();
    await rm(built, { recursive: true });
  }, 60_000);
});

/** Translates a source file and all it imports, so that a plain Node process can run it. */
async function build(source: string, folder: string, done = new Set<string>()): Promise<void> {
  if (done.has(source)) return;
  done.add(source);
  const { code } = await transformFile(source, { swcrc: true, sourceMaps: false });
  const target = join(folder, relative('src', source).replace(/\.ts$/, '.js'));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
  for (const [, imported] of code.matchAll(/(?:from|import) ['"](\.[^'"]+)\.js['"]/g)) {
    await build(join(dirname(source), `${imported}.ts`), folder, done);
  }
}
