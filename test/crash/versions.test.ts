import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { type VersionStep } from '../../src/archive/versions.js';
import { eInvoiceXml } from '../core/records/documents/cn-invoice-xml.js';
import { accepted, Administrator, type Answer, ask, declare, jsonOf } from '../e2e/api.js';
import { removeFolder, scratchFolder, ServiceProcess } from '../e2e/service-process.js';
import { expectChain, type Order, recordIds, sendAll, wholePackages } from './load.js';

const COUNT = 40;
const CRASH_AT = 12;
const STEPS: VersionStep[] = ['version-stored', 'version-committing', 'version-committed'];

/** The i-th invoice in one of its forms: the same facts, other bytes. */
function formOf(fonds: string, i: number, form: string): Order {
  const number = `2699200000000000${String(i).padStart(4, '0')}`;
  const xml = eInvoiceXml({ id: number, number });
  const files = [{ part: 'f', name: `${form}/${number}.xml`, bytes: Buffer.from(`${xml}<!--${form}-->`) }];
  const record = declare(fonds, files, { kind: 'auto', title: `发票 ${number}` });
  return { record, files, ...(i % 3 === 2 ? {} : { idempotencyKey: `${form}-${number}` }) };
}

const forms = (fonds: string, form: string) => Array.from({ length: COUNT }, (_, i) => formOf(fonds, i, form));
const ok = (answers: (Answer | null)[]): Answer[] =>
  answers.map((answer, i) => {
    if (answer?.status !== 200 && answer?.status !== 201) throw new Error(`${i}: ${answer?.status} ${answer?.text}`);
    return answer;
  });

describe('kill -9 while versions come in', () => {
  it.each(STEPS)(
    'at the step %s: each record ends with two versions, nothing acknowledged is lost, nothing is there twice',
    async (step) => {
      const folder = await scratchFolder(`crash-${step}`);
      const dataDir = join(folder, 'data');
      let service: ServiceProcess | null = null;
      try {
        service = await ServiceProcess.start({ dataDir });
        const administrator = new Administrator(service.url, service.firstKey);
        const fonds = await administrator.fonds('Z001');
        const { key } = await administrator.principal('submitter', [fonds.id]);
        const first = ok(await sendAll(service.url, key, forms(fonds.code, 'xml'), 8));
        expect(await service.stop()).toEqual({ code: 0, signal: null });

        const crash = { DANTAO_TEST_CRASH_STEP: step, DANTAO_TEST_CRASH_AT: String(CRASH_AT) };
        service = await ServiceProcess.start({ dataDir, env: crash, program: 'test/crash/crashing-service.mjs' });
        const before = await sendAll(service.url, key, forms(fonds.code, 'again'), 8);
        expect(await service.ended).toEqual({ code: null, signal: 'SIGKILL' });
        const acknowledged = before.filter((answer) => answer !== null).length;
        expect(acknowledged).toBeGreaterThan(0);
        expect(acknowledged).toBeLessThan(COUNT / 2);

        service = await ServiceProcess.start({ dataDir });
        const again = ok(await sendAll(service.url, key, forms(fonds.code, 'again'), 8));
        for (const [i, answer] of again.entries()) {
          const [told, then] = [accepted(answer), before[i]];
          expect(told.record.id).toBe(accepted(first[i]!).record.id);
          expect([told.package.version, told.versions.length]).toEqual([2, 2]);
          if (then) expect(told).toMatchObject({ receipt: accepted(then).receipt, package: accepted(then).package });
          const { items } = jsonOf<{ items: { type: string }[] }>(await ask(`${service.url}/v1/records/${told.record.id}/events`, { key })); // prettier-ignore
          expect(items.map(({ type }) => type)).toEqual(['received', 'registered', 'version-added', 'registered']);
          await expectChain(service.url, key, told.record.id);
        }
        const ids = again.map((answer) => accepted(answer).record.id).sort();
        expect((await recordIds(service.url, key)).sort()).toEqual(ids);
        // What the killed try stored was taken over: two objects a record, each a whole package.
        const stored = await wholePackages({ url: `file:${join(dataDir, 'store')}` });
        expect(stored.sort()).toEqual([...ids, ...ids].sort());
        expect(await service.stop()).toEqual({ code: 0, signal: null });
      } finally {
        await service?.stop('SIGKILL');
        await removeFolder(folder);
      }
    },
    90_000,
  );
});
