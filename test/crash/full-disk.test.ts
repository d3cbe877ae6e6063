import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Administrator, ask, bytesOf, declare, problemOf, submit } from '../e2e/api.js';
import { removeFolder, runToEnd, scratchFolder, ServiceProcess } from '../e2e/service-process.js';
import { orders, send } from './load.js';
import { expectComeBack, expectEmpty, expectReadyAgain, readiness, SteadyLoad, until } from './steady-load.js';

const MIB = 1024 * 1024;
const FULL = ['STORE_FULL', 'SPOOL_FULL'];

let folder: string;
let disk: string;
let service: ServiceProcess | null;
beforeEach(async () => {
  folder = await scratchFolder('full');
  disk = join(folder, 'disk');
  await mkdir(disk);
  service = null;
});
afterEach(async () => {
  await service?.stop('SIGKILL');
  await until(20_000, 'the disk is let go', async () => (await runToEnd('umount', [disk])).code !== 32);
  await removeFolder(folder);
});

/** A disk of its own that can be full. Needs the right to mount: as root, or in a user namespace of root. */
async function mountDisk(sizeMib: number): Promise<void> {
  const { code, err } = await runToEnd('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m`, 'tmpfs', disk]);
  if (code !== 0) throw new Error(`this test needs the right to mount a tmpfs: ${err}`);
  await chmod(disk, 0o711);
}

const filler = () => join(disk, 'filler');

async function fill(leaveBytes = 0): Promise<void> {
  const file = await open(filler(), 'w');
  try {
    const { bavail, bsize } = await statfs(disk);
    let left = bavail * bsize - leaveBytes;
    while (left > 0) {
      const piece = Buffer.alloc(Math.min(left, MIB), 0x2e);
      left -= (await file.write(piece)).bytesWritten;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
}

async function start(dataDir: string, env: Record<string, string> = {}): Promise<{ url: string; key: string }> {
  service = await ServiceProcess.start({ dataDir, env });
  const administrator = new Administrator(service.url, service.firstKey);
  const fonds = await administrator.fonds('Z001');
  const { key } = await administrator.principal('submitter', [fonds.id]);
  return { url: service.url, key };
}

describe('the disk is full', () => {
  it('under the store: 507 for small and for large, then it goes on without a restart', async () => {
    await mountDisk(200);
    const store = `file:${join(disk, 'store')}`;
    const { url, key } = await start(join(folder, 'data'), { DANTAO_STORE_URL: store });
    const all = orders('Z001', 6, 'full');
    expect((await send(url, key, all[0]!)).status).toBe(201);
    expect(await readiness(url)).toEqual({ status: 200, notReady: [] });

    // What is sent fits at first and does not at last: the disk gets full while the bytes come in.
    await fill(4 * MIB);
    expect((await readiness(url)).notReady).toContain('spool');
    const large = [{ part: 'f1', name: '大.bin', bytes: bytesOf('large', 8 * MIB) }];
    const refused = await submit(url, declare('Z001', large), large, { key, idempotencyKey: 'large' });
    expectComeBack(refused, [507], FULL);

    await fill(0);
    for (const order of all.slice(1, 4)) expectComeBack(await send(url, key, order), [507], FULL);
    expect(problemOf(refused).detail).not.toContain(folder);
    // What is there can still be read.
    expect((await ask(`${url}/v1/records`, { key })).status).toBe(200);
    expect((await ask(`${url}/healthz`)).status).toBe(200);

    await rm(filler());
    await expectReadyAgain(url);
    expect((await submit(url, declare('Z001', large), large, { key, idempotencyKey: 'large' })).status).toBe(201);
    for (const order of all.slice(1)) expect((await send(url, key, order)).status).toBe(201);
    await expectEmpty(join(disk, 'store', 'spool'));
    await expectEmpty(join(disk, 'store', 'tmp'));
  }, 60_000);

  it('under everything, database included: clear answers, then it goes on without a restart', async () => {
    await mountDisk(600);
    const { url, key } = await start(join(disk, 'data'));
    const senders = new SteadyLoad(url, key, 'Z001');
    try {
      await until(30_000, 'the first are acknowledged', async () => senders.with(201) >= 20);
      await fill(2 * MIB);
      await until(30_000, 'senders are told', async () => senders.problems().length >= 10);
      expect((await readiness(url)).status).toBe(503);
      expect((await ask(`${url}/healthz`)).status).toBe(200);
      await rm(filler());
      await senders.anotherAcknowledged(60_000);
      await expectReadyAgain(url);
    } finally {
      await senders.stop();
    }
    for (const answer of senders.problems()) expectComeBack(answer, [503, 507], [...FULL, 'DATABASE_UNAVAILABLE']);
    await senders.expectNothingLost({ url: `file:${join(disk, 'data', 'store')}` });
    await expectEmpty(join(disk, 'data', 'store', 'spool'));
  }, 120_000);
});
