import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readdir, utimes } from 'node:fs/promises';
import { openStore } from '../../src/storage/index.js';
import { runDantao } from '../cli/run-dantao.js';
import { accepted, Administrator, ask, bytesOf, declare, jsonOf, submit, type SentFile } from './api.js';
import { asSuperuser } from './database-rows.js';
import { removeFolder, scratchFolder, ServiceProcess } from './service-process.js';

const HOUR_MS = 3_600_000;

interface Stretch {
  seen: number;
  unmentioned: number;
  resumeAfter: string | null;
  findings: { code: string; where: string; message: string }[];
}

let folder: string;
let dataDir: string;
let service: ServiceProcess;
let firstKey: string;
let submitter: { key: string };

const files = (name: string): SentFile[] => [{ part: 'f1', name: `${name}.bin`, bytes: bytesOf(name, 3_000) }];
const send = (name: string) =>
  submit(service.url, declare('Z001', files(name), {}), files(name), { key: submitter.key });
const reconcile = (json: unknown, key = firstKey) => ask(`${service.url}/v1/reconciliations`, { key, json });
const packages = async () => jsonOf<Stretch>(await reconcile({})).seen;

/** The store tells the age of an object by the time of its file. */
async function twoHoursPass(): Promise<void> {
  const objects = join(dataDir, 'store', 'objects');
  const then = new Date(Date.now() - 2 * HOUR_MS);
  for (const entry of await readdir(objects, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), then, then);
}

const START = { DANTAO_LONGEST_SUBMISSION_MS: String(HOUR_MS) };
beforeAll(async () => {
  folder = await scratchFolder('reconcile');
  dataDir = join(folder, 'data');
  service = await ServiceProcess.start({ dataDir, env: START });
  firstKey = service.firstKey;
  const administrator = new Administrator(service.url, firstKey);
  const fonds = await administrator.fonds('Z001');
  submitter = await administrator.principal('submitter', [fonds.id]);
  await service.stop();
});
afterAll(async () => {
  await service?.stop('SIGKILL');
  await removeFolder(folder);
});

describe('what a crash left between put and commit', () => {
  let orphan: { where: string; record: string };

  it('is reported once it is older than the longest submission, and nothing else is', async () => {
    // Killed after the second put: its package is stored and in no row.
    service = await ServiceProcess.start({
      dataDir,
      program: 'test/crash/crashing-service.mjs',
      env: { ...START, DANTAO_TEST_CRASH_STEP: 'stored', DANTAO_TEST_CRASH_AT: '2' },
    });
    expect((await send('kept')).status).toBe(201);
    await expect(send('lost')).rejects.toThrow();
    await service.ended;
    service = await ServiceProcess.start({ dataDir, env: START });
    // As after a power cut: the hint of the intent is gone too.
    await asSuperuser(dataDir, (client) => client.query('DELETE FROM intent'));

    const young = jsonOf<Stretch>(await reconcile({}));
    expect(young).toEqual({ seen: 2, unmentioned: 0, resumeAfter: null, findings: [] });
    await twoHoursPass();
    const old = jsonOf<Stretch>(await reconcile({}));
    expect(old).toMatchObject({ seen: 2, unmentioned: 1, resumeAfter: null });
    expect(old.findings.map((f) => f.code)).toEqual(['STORED_PACKAGE_UNMENTIONED']);
    const where = old.findings[0]!.where;
    orphan = { where, record: /\/([0-9a-f-]{36})\/v00001\.zip$/.exec(where)![1]! };
  }, 60_000);

  it('is taken over by a re-send: one record, with the id of the first try; nothing is deleted', async () => {
    const again = await send('lost');
    expect([again.status, accepted(again).record.id, accepted(again).package.key]).toEqual([
      201,
      orphan.record,
      orphan.where,
    ]);
    expect(jsonOf<Stretch>(await reconcile({}))).toEqual({ seen: 2, unmentioned: 0, resumeAfter: null, findings: [] });
  });

  it('is told from what is no package of ours, which is reported and stays', async () => {
    const store = await openStore({ url: `file:${join(dataDir, 'store')}` });
    const bytes = Buffer.from('not a package');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await store.putOnce(
      'aip/v1/00/foreign.zip',
      {
        bytes,
        sha256,
        async *open() {
          yield bytes;
        },
      },
      bytes.length,
    );
    await store.close();
    await twoHoursPass();
    for (let time = 0; time < 2; time++) {
      const { unmentioned, findings } = jsonOf<Stretch>(await reconcile({}));
      expect([unmentioned, findings.map((f) => f.where)]).toEqual([1, ['aip/v1/00/foreign.zip']]);
    }
  });

  it('is looked for in stretches: each object once, and the answer says where to go on', async () => {
    const seen: (string | null)[] = [];
    let after: string | null = null;
    do {
      const stretch: Stretch = jsonOf<Stretch>(await reconcile({ after, maxObjects: 1 }));
      expect(stretch.seen).toBeLessThanOrEqual(1);
      if (stretch.seen === 1) seen.push(stretch.resumeAfter);
      after = stretch.resumeAfter;
    } while (after !== null);
    expect(seen.length).toBe(await packages());
    expect(new Set(seen).size).toBe(seen.length);
    expect([...seen].sort()).toEqual(seen);
  });

  it('only an administrator may ask, and a wrong body is said', async () => {
    expect((await reconcile({}, submitter.key)).status).toBe(403);
    expect((await reconcile({ maxObjects: 0 })).status).toBe(400);
  });

  it('on the command line: findings on standard output, exit 1; without the service exit 2', async () => {
    const env = `DANTAO_URL=${service.url} DANTAO_KEY=${firstKey}`;
    const run = await runDantao(`${env} dantao store reconcile --json --lang en`, folder);
    expect([run.code, run.stderr.trim()]).toEqual([1, '3 objects, 1 in no record']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      code: 'STORED_OBJECT_FOREIGN',
      where: 'aip/v1/00/foreign.zip',
    });
    const away = await runDantao('DANTAO_URL=http://127.0.0.1:9 DANTAO_KEY=x dantao store reconcile --lang en', folder);
    expect([away.code, away.stdout]).toEqual([2, '']);
  });
});
