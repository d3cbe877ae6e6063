import { afterAll, describe, expect, it } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startS3, type S3Server } from '../../scripts/s3-server.mjs';
import { type IngestStep } from '../../src/archive/ingest.js';
import { initStore } from '../../src/storage/index.js';
import { type StoreSettings } from '../../src/storage/settings.js';
import { accepted, Administrator } from '../e2e/api.js';
import { removeFolder, scratchFolder, ServiceProcess } from '../e2e/service-process.js';
import { expectChain, expectSameAgain, expectThere, orders, recordIds, sendAll, wholePackages } from './load.js';

const COUNT = 120;
const CONCURRENCY = 16;
const CRASH_AT = 25;
const STEPS: IngestStep[] = ['spooled', 'stored', 'committing', 'committed'];

/** A store for one run: what the service is told, and what the test opens beside it. */
interface Place {
  env: Record<string, string>;
  store: StoreSettings;
}

let s3: { server: S3Server; folder: string } | null = null;
let buckets = 0;

const PLACES: Record<string, (dataDir: string) => Promise<Place>> = {
  filesystem: async (dataDir) => ({ env: {}, store: { url: `file:${join(dataDir, 'store')}` } }),
  S3: async () => {
    if (s3 === null) {
      const folder = await scratchFolder('crash-s3');
      s3 = { folder, server: await startS3({ dataDir: folder }) };
    }
    const { url, accessKey, secretKey } = s3.server;
    const store = { url: `s3+${url}/crash-${++buckets}`, accessKey, secretKey };
    await initStore(store);
    return {
      store,
      env: {
        DANTAO_STORE_URL: store.url,
        DANTAO_STORE_ACCESS_KEY: accessKey,
        DANTAO_STORE_SECRET_KEY: secretKey,
      },
    };
  },
};

afterAll(async () => {
  await s3?.server.stop();
  if (s3) await removeFolder(s3.folder);
});

describe.each(Object.keys(PLACES))('kill -9 under load, %s store', (kind) => {
  it.each(STEPS)(
    'at the step %s: nothing acknowledged is lost, nothing is there twice',
    async (step) => {
      const folder = await scratchFolder(`crash-${step}`);
      const dataDir = join(folder, 'data');
      const { env, store } = await PLACES[kind]!(dataDir);
      let service: ServiceProcess | null = null;
      try {
        service = await ServiceProcess.start({ dataDir, env });
        const administrator = new Administrator(service.url, service.firstKey);
        const fonds = await administrator.fonds('Z001');
        const { key } = await administrator.principal('submitter', [fonds.id]);
        expect(await service.stop()).toEqual({ code: 0, signal: null });

        const crash = { DANTAO_TEST_CRASH_STEP: step, DANTAO_TEST_CRASH_AT: String(CRASH_AT) };
        service = await ServiceProcess.start({
          dataDir,
          env: { ...env, ...crash },
          program: 'test/crash/crashing-service.mjs',
        });
        const all = orders(fonds.code, COUNT);
        const before = await sendAll(service.url, key, all, CONCURRENCY);
        expect(await service.ended).toEqual({ code: null, signal: 'SIGKILL' });
        const acknowledged = before.filter((a) => a?.status === 201).length;
        // The crash came under load: some were answered, most were not.
        expect(acknowledged).toBeGreaterThan(0);
        expect(acknowledged).toBeLessThan(COUNT / 2);
        expect(before.flatMap((a) => (a !== null && a.status !== 201 ? [a.text] : []))).toEqual([]);

        service = await ServiceProcess.start({ dataDir, env });
        for (const [i, answer] of before.entries()) {
          if (answer?.status === 201) await expectThere(service.url, key, all[i]!, answer);
        }
        const again = await expectSameAgain(service.url, key, all, before);

        const ids = again.map((answer) => accepted(answer).record.id).sort();
        expect(new Set(ids).size).toBe(COUNT);
        expect((await recordIds(service.url, key)).sort()).toEqual(ids);
        expect((await wholePackages(store)).sort()).toEqual(ids);
        const numbers: number[] = [];
        for (const id of ids) numbers.push(...(await expectChain(service.url, key, id)));
        numbers.sort((a, b) => a - b);
        expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
        for (const i of [9, 29, 41, 119]) await expectThere(service.url, key, all[i]!, again[i]!);
        const spool = join(kind === 'filesystem' ? join(dataDir, 'store') : dataDir, 'spool');
        expect(await readdir(spool)).toEqual([]);
        expect(await service.stop()).toEqual({ code: 0, signal: null });
      } finally {
        await service?.stop('SIGKILL');
        await removeFolder(folder);
      }
    },
    90_000,
  );
});
