import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../../scripts/postgres-server.mjs';
import { startS3 } from '../../scripts/s3-server.mjs';
import { postmasterPid } from '../../src/database/postmaster.js';
import { initStore } from '../../src/storage/index.js';
import { accepted, Administrator, ask } from '../e2e/api.js';
import { removeFolder, scratchFolder, ServiceProcess } from '../e2e/service-process.js';
import { orders, send } from './load.js';
import { expectComeBack, expectEmpty, expectReadyAgain, readiness, SteadyLoad, until } from './steady-load.js';

const DOWN_MS = 10_000;

let folder: string;
let dataDir: string;
let service: ServiceProcess | null;
let key: string;
beforeEach(async () => {
  folder = await scratchFolder('broken');
  dataDir = join(folder, 'data');
  service = null;
});
afterEach(async () => {
  await service?.stop('SIGKILL');
  await removeFolder(folder);
});

async function start(env: Record<string, string> = {}): Promise<ServiceProcess> {
  service = await ServiceProcess.start({ dataDir, env });
  const administrator = new Administrator(service.url, service.firstKey);
  const fonds = await administrator.fonds('Z001');
  key = (await administrator.principal('submitter', [fonds.id])).key;
  return service;
}

const load = (url: string) => new SteadyLoad(url, key, 'Z001');

interface Outage {
  url: string;
  /** As /readyz names it. */
  part: string;
  codes: string[];
  breaks: () => Promise<void>;
  mends: () => Promise<void>;
}

/** Under load, something breaks for ten seconds and comes back; the service is not touched. */
async function outage({ url, part, codes, breaks, mends }: Outage): Promise<SteadyLoad> {
  const senders = load(url);
  await until(30_000, 'the first twenty are acknowledged', async () => senders.with(201) >= 20);
  await breaks();
  const broken = Date.now();
  await until(DOWN_MS, `/readyz names ${part}`, async () => (await readiness(url)).notReady.includes(part));
  expect((await ask(`${url}/healthz`)).status).toBe(200);
  await sleep(Math.max(0, DOWN_MS - (Date.now() - broken)));
  const told = senders.problems();
  const mended = Date.now();
  await mends();
  await senders.anotherAcknowledged(30_000);
  await expectReadyAgain(url);
  await senders.stop();

  expect(told.length).toBeGreaterThan(0);
  for (const answer of senders.problems()) expectComeBack(answer, [503], codes);
  // Everyone got an answer: no connection broke.
  expect(senders.broken).toEqual([]);
  // What was acknowledged while the part was away was acknowledged at its very edges only.
  const acknowledged = senders.sent.filter((s) => s.answer?.status === 201).map((s) => s.at - broken);
  expect(acknowledged.filter((ms) => ms > 1_000 && ms < mended - broken - 100)).toEqual([]);
  return senders;
}

describe('the store is away for ten seconds', () => {
  it('S3: clear answers, and it goes on without a restart', async () => {
    const server = await startS3({ dataDir: join(folder, 's3') });
    try {
      const { accessKey, secretKey } = server;
      const store = { url: `s3+${server.url}/outage`, accessKey, secretKey };
      await initStore(store);
      const { url } = await start({
        DANTAO_STORE_URL: store.url,
        DANTAO_STORE_ACCESS_KEY: accessKey,
        DANTAO_STORE_SECRET_KEY: secretKey,
      });
      const senders = await outage({
        url,
        part: 'store',
        codes: ['STORE_UNAVAILABLE'],
        breaks: () => server.kill(),
        mends: () => server.restart(),
      });
      await senders.expectNothingLost(store);
      await expectEmpty(join(dataDir, 'spool'));
    } finally {
      await server.stop();
    }
  }, 120_000);

  it('a folder that is not mounted: clear answers, and it goes on without a restart', async () => {
    const { url } = await start();
    const store = join(dataDir, 'store');
    const senders = await outage({
      url,
      part: 'store',
      codes: ['STORE_UNAVAILABLE'],
      breaks: () => rename(store, `${store}.away`),
      mends: () => rename(`${store}.away`, store),
    });
    await senders.expectNothingLost({ url: `file:${store}` });
    await expectEmpty(join(store, 'spool'));
  }, 120_000);
});

describe('the database is away', () => {
  it('for ten seconds: clear answers, and it goes on without a restart', async () => {
    const postgres = await startPostgres();
    try {
      const { url } = await start({
        DANTAO_DATABASE_URL: postgres.serviceUrl,
        DANTAO_DATABASE_OWNER_URL: postgres.ownerUrl,
      });
      const senders = await outage({
        url,
        part: 'database',
        codes: ['DATABASE_UNAVAILABLE'],
        breaks: () => postgres.kill(),
        mends: () => postgres.start(),
      });
      await senders.expectNothingLost({ url: `file:${join(dataDir, 'store')}` });
      await expectEmpty(join(dataDir, 'store', 'spool'));
      expect(await service!.stop()).toEqual({ code: 0, signal: null });
    } finally {
      await service?.stop('SIGKILL');
      await postgres.stop();
    }
  }, 120_000);

  it('the embedded one dies alone, three times under load: the service starts it again', async () => {
    const { url } = await start();
    const senders = load(url);
    const pgdata = join(dataDir, 'postgres', 'pgdata');
    for (let life = 0; life < 3; life++) {
      const acknowledged = senders.with(201);
      await until(30_000, 'some more are acknowledged', async () => senders.with(201) >= acknowledged + 20);
      const pid = (await postmasterPid(pgdata))!;
      process.kill(pid, 'SIGKILL');
      await until(30_000, 'another postmaster', async () => {
        const now = await postmasterPid(pgdata);
        return now !== null && now !== pid;
      });
    }
    await senders.anotherAcknowledged(30_000);
    await expectReadyAgain(url);
    await senders.stop();
    for (const answer of senders.problems()) expectComeBack(answer, [503], ['DATABASE_UNAVAILABLE']);
    expect(senders.broken).toEqual([]);
    await senders.expectNothingLost({ url: `file:${join(dataDir, 'store')}` });
    expect(await service!.stop()).toEqual({ code: 0, signal: null });
  }, 120_000);
});

describe('the service itself', () => {
  it('starts again at once after kill -9, and a second one on the same folder is refused', async () => {
    let { url } = await start();
    const [order] = orders('Z001', 1, 'again');
    const first = await send(url, key, order!);
    expect(first.status).toBe(201);

    const second = ServiceProcess.spawn({ dataDir });
    expect((await second.ended).code).toBe(1);
    expect(second.errors.trim().split('\n')).toEqual([expect.stringMatching(/^dantao: .*in use by process \d+/)]);

    for (let life = 0; life < 3; life++) {
      service!.child.kill('SIGKILL');
      service = await ServiceProcess.start({ dataDir });
      ({ url } = service);
      const again = await send(url, key, order!);
      expect(again.status).toBe(200);
      expect(accepted(again).receipt).toBe(accepted(first).receipt);
    }
  }, 120_000);

  it('does not take an empty folder for its store', async () => {
    const { url } = await start();
    const [order] = orders('Z001', 1, 'mount');
    const first = await send(url, key, order!);
    await service!.stop();
    const store = join(dataDir, 'store');
    await rename(store, `${store}.away`);
    for (let time = 0; time < 2; time++) {
      const beside = ServiceProcess.spawn({ dataDir });
      expect((await beside.ended).code).toBe(1);
      const { key: stored } = accepted(first).package;
      expect(beside.errors.trim().split('\n')).toEqual([
        expect.stringContaining(`none of the newest packages (${stored})`),
      ]);
    }
    await removeFolder(store);
    await rename(`${store}.away`, store);
    service = await ServiceProcess.start({ dataDir });
    expect((await send(service.url, key, order!)).status).toBe(200);
  }, 120_000);
});
