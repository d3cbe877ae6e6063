import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { accepted, Administrator, ask, jsonOf, sha256, submit, declare, type Answer } from './api.js';
import { removeFolder, scratchFolder, ServiceProcess } from './service-process.js';
import { CONTRACT, receiptOf, submitSigned, trustSeeds, untilDone } from './signed-records.js';

/** Looked into freely. */
type Loose = ReturnType<typeof JSON.parse>;

const COUNT = 12;

async function inScratch(name: string, story: (dataDir: string) => Promise<void>): Promise<void> {
  const folder = await scratchFolder(name);
  try {
    await story(join(folder, 'data'));
  } finally {
    await removeFolder(folder);
  }
}

describe('kill -9 in the middle of a revalidation', () => {
  it.each(['revalidation-stored', 'revalidation-added'])(
    'at the step %s: it goes on by itself, and every record has its report once',
    (step) =>
      inScratch(step, async (dataDir) => {
        let service = await ServiceProcess.start({ dataDir });
        try {
          const administrator = new Administrator(service.url, service.firstKey);
          const fonds = await administrator.fonds('Z001');
          const { key } = await administrator.principal('submitter', [fonds.id]);
          await service.stop();
          service = await ServiceProcess.start({
            dataDir,
            env: { DANTAO_TEST_CRASH_STEP: step, DANTAO_TEST_CRASH_AT: '5' },
            program: 'test/crash/crashing-service.mjs',
          });
          const ids: string[] = [];
          for (let i = 0; i < COUNT; i++)
            ids.push(accepted(await submitSigned(service.url, key, fonds.code, '合同.pdf', `n${i}`)).record.id);
          await trustSeeds(service.url, administrator.key);
          const started = await ask(`${service.url}/v1/revalidations`, { key: administrator.key, json: {} });
          const { id: run, at } = jsonOf<Loose>(started);
          expect(await service.ended).toEqual({ code: null, signal: 'SIGKILL' });

          service = await ServiceProcess.start({ dataDir });
          const done = await untilDone(service.url, administrator.key, run);
          expect(done).toMatchObject({ changed: done.revalidated, problems: [] });
          for (const id of ids) {
            const get = async (path: string) => jsonOf<Loose>(await ask(`${service.url}/v1/records/${id}${path}`, { key })); // prettier-ignore
            const { items } = await get('/validations');
            expect(items.map((one: Loose) => [one.number, one.passed])).toEqual([[2, 1], [1, 0]]); // prettier-ignore
            expect(items[0].at).toBe(at);
            const report = await ask(`${service.url}/v1/records/${id}/validations/2`, { key });
            expect(sha256(report.bytes)).toBe(items[0].report.sha256);
            const events = await get('/events');
            expect(events.items.map((one: Loose) => one.type)).toEqual(['received', 'registered', 'revalidated']);
          }
          // Asked for once more, there is nothing left.
          const again = await ask(`${service.url}/v1/revalidations`, { key: administrator.key, json: {} });
          expect(await untilDone(service.url, administrator.key, jsonOf<Loose>(again).id)).toMatchObject({ seen: 0 });
          expect(await service.stop()).toEqual({ code: 0, signal: null });
        } finally {
          await service.stop('SIGKILL');
        }
      }),
    60_000,
  );
});

describe('kill -9 between put and commit, and other trust at the re-send', () => {
  it(
    'what is registered says what the stored package says',
    () =>
      inScratch('adopt-trust', async (dataDir) => {
        let service = await ServiceProcess.start({ dataDir });
        try {
          const administrator = new Administrator(service.url, service.firstKey);
          const fonds = await administrator.fonds('Z001');
          const { key } = await administrator.principal('submitter', [fonds.id]);
          await service.stop();
          service = await ServiceProcess.start({
            dataDir,
            env: { DANTAO_TEST_CRASH_STEP: 'stored', DANTAO_TEST_CRASH_AT: '1' },
            program: 'test/crash/crashing-service.mjs',
          });
          const send = (): Promise<Answer> => submitSigned(service.url, key, fonds.code, '合同.pdf', 'adopted');
          await expect(send()).rejects.toThrow();
          await service.ended;

          service = await ServiceProcess.start({ dataDir });
          const at = new Administrator(service.url, administrator.key);
          await trustSeeds(at.url, at.key);
          const answer = accepted(await send());
          const { record, files, receipt } = answer;
          // Judged before there was trust: the package tells that, and so do row, receipt and history.
          expect(files[0]!.signatures[0]!.subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
          const { items } = jsonOf<Loose>(await ask(`${service.url}/v1/records/${record.id}/validations`, { key }));
          const report = jsonOf<Loose>(await ask(`${service.url}/v1/records/${record.id}/validations/1`, { key }));
          expect([items.length, items[0].trust, items[0].at]).toEqual([1, report.trust, report.at]);
          expect(receiptOf(receipt).signatures).toMatchObject({ total: 1, indeterminate: 1, trust: report.trust });
          expect(report.files[0].signatures).toEqual(files[0]!.signatures);
          // A new submission is judged under the trust of now.
          const other = accepted(await submitSigned(service.url, key, fonds.code, '合同.pdf', 'later'));
          expect(other.files[0]!.signatures[0]!.verdict).toBe('TOTAL_PASSED');
        } finally {
          await service.stop('SIGKILL');
        }
      }),
    60_000,
  );

  it(
    'with the same trust the very same package is made again',
    () =>
      inScratch('same-trust', async (dataDir) => {
        let service = await ServiceProcess.start({ dataDir });
        try {
          const administrator = new Administrator(service.url, service.firstKey);
          const fonds = await administrator.fonds('Z001');
          const { key } = await administrator.principal('submitter', [fonds.id]);
          await trustSeeds(service.url, administrator.key);
          await service.stop();
          service = await ServiceProcess.start({
            dataDir,
            env: { DANTAO_TEST_CRASH_STEP: 'stored', DANTAO_TEST_CRASH_AT: '1' },
            program: 'test/crash/crashing-service.mjs',
          });
          const files = [{ part: 'f1', name: '合同.pdf', bytes: CONTRACT }];
          const send = () => submit(service.url, declare(fonds.code, files), files, { key });
          await expect(send()).rejects.toThrow();
          await service.ended;
          service = await ServiceProcess.start({ dataDir });
          const { record, files: told, package: stored } = accepted(await send());
          expect(told[0]!.signatures[0]!.verdict).toBe('TOTAL_PASSED');
          const bytes = (await ask(`${service.url}/v1/records/${record.id}/package`, { key })).bytes;
          expect(sha256(bytes)).toBe(stored.sha256);
          const { items } = jsonOf<Loose>(await ask(`${service.url}/v1/records/${record.id}/validations`, { key }));
          expect(items[0].at).toBe(record.receivedAt);
        } finally {
          await service.stop('SIGKILL');
        }
      }),
    60_000,
  );
});
