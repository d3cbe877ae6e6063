import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accepted, ask, declare, jsonOf, type SentFile, submit } from './api.js';
import { openHouse, type House } from './house.js';

interface Check {
  number: number;
  scheme: { id: string; version: number };
  total: { outcome: string; vetoed: string[]; counts: Record<string, number> };
  changes: { item: string; from: string | null; to: string | null }[];
  results: { item: string; outcome: string; expected?: string; found?: string }[];
  registeredReceipt: string | null;
}

const SEEDS = join(import.meta.dirname, '..', '..', 'seeds');
const PDF = readFileSync(join(SEEDS, '07-old-invoice-pdf', '增值税电子普通发票.pdf'));

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(async () => house?.close());

async function sent(name: string, bytes: Uint8Array, more: Record<string, unknown> = {}) {
  const files: SentFile[] = [{ part: 'f', name, bytes }];
  const { key } = house.submitter;
  const declaration = declare(house.fonds.code, files, { kind: 'generic', title: name, creator: '甲单位', ...more });
  const answer = await submit(house.url, declaration, files, { key });
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.anything()]);
  return accepted(answer);
}

const checksOf = (id: string) => `${house.url}/v1/records/${id}/checks`;

describe('the check of a record', () => {
  it('is made at intake, told in the answer, kept in the package, and shown as JSON and as a page', async () => {
    const { record, checks } = await sent('whole.pdf', PDF);
    expect([record.state, checks?.total.outcome, checks?.scheme.id]).toEqual(['registered', 'passed', 'dantao/archiving']); // prettier-ignore
    // Nobody scans here: that is said, and never counts as passed.
    expect(checks!.total.counts['not-checked']).toBeGreaterThan(0);
    const { key } = house.submitter;
    const report = jsonOf<Check>(await ask(`${checksOf(record.id)}/latest`, { key }));
    expect(report.results.find(({ item }) => item === 'virus')?.outcome).toBe('not-checked');
    const page = await ask(`${checksOf(record.id)}/1?lang=zh-CN`, { key, headers: { accept: 'text/html' } });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('四性检测报告');
  });

  it('is made again from the stored package on demand, and says what changed', async () => {
    const { record } = await sent('again.pdf', PDF, { source: { system: 'ERP', businessKey: 'again' } });
    const { key } = house.archivist;
    const done = jsonOf<Check>(await ask(checksOf(record.id), { key, json: {} }));
    expect([done.number, done.total.outcome]).toEqual([2, 'passed']);
    const changed = Object.fromEntries(done.changes.map(({ item, from, to }) => [item, `${from} → ${to}`]));
    expect(changed).toMatchObject({ 'package-consistent': 'not-checked → passed', 'package-structure': 'not-checked → passed' }); // prettier-ignore
    const history = jsonOf<{ items: Check[] }>(await ask(checksOf(record.id), { key }));
    expect(history.items.map(({ number }) => number)).toEqual([2, 1]);
    const events = jsonOf<{ items: { type: string }[] }>(await ask(`${house.url}/v1/records/${record.id}/events`, { key })); // prettier-ignore
    expect(events.items.map(({ type }) => type)).toEqual(['received', 'registered', 'checked']);
  });

  it('holds back a damaged record with the item, and does not register it when looked at again', async () => {
    const broken = PDF.subarray(0, PDF.length - 200);
    const { record, checks } = await sent('broken.pdf', broken);
    expect([record.state, checks?.total]).toMatchObject(['received', { outcome: 'failed', vetoed: ['content-whole'] }]);
    const done = jsonOf<Check>(await ask(checksOf(record.id), { key: house.archivist.key, json: {} }));
    expect([done.total.outcome, done.registeredReceipt]).toEqual(['failed', null]);
  });

  it('is refused to whom the record is no business, and for a scheme that is none', async () => {
    const { record } = await sent('mine.pdf', PDF, { source: { system: 'ERP', businessKey: 'mine' } });
    const { key } = house.archivist;
    expect((await ask(checksOf(record.id), { key: house.otherAuditor.key })).status).toBe(404);
    expect((await ask(checksOf(record.id), { key: house.submitter.key, json: {} })).status).toBe(403);
    const unknown = await ask(checksOf(record.id), { key, json: { scheme: 'dantao/none' } });
    expect([unknown.status, jsonOf<{ code: string }>(unknown).code]).toEqual([404, 'SCHEME_UNKNOWN']);
    expect((await ask(`${checksOf(record.id)}/99`, { key })).status).toBe(404);
    expect((await ask(`${checksOf(record.id)}/0`, { key })).status).toBe(404);
  });
});
