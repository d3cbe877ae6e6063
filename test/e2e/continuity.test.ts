import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, declare, jsonOf, type SentFile, submit } from './api.js';
import { openHouse, type House } from './house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  for (const [number, date] of [
    ['记-0001', '2026-03-01'],
    ['记-0002', '2026-03-31'],
    ['记-0004', '2026-03-31'],
    ['记-0005', '2026-04-01'],
    [null, '2026-03-15'],
  ] as const) {
    const files: SentFile[] = [{ part: 'f', name: '记账凭证.txt', bytes: Buffer.from(`凭证 ${number} ${date}`) }];
    const more = {
      title: '记账凭证',
      date,
      source: { system: 'ERP', businessKey: `${number} ${date}` },
      metadata: { 会计年度: '2026', ...(number === null ? {} : { 凭证号: number }) },
    };
    const answer = await submit(house.url, declare(house.fonds.code, files, more), files, { key: house.submitter.key });
    expect([answer.status, answer.text.slice(0, 200)]).toEqual([201, expect.anything()]);
  }
}, 60_000);
afterAll(async () => house?.close());

const asked = (query: string, key = house.archivist.key) => ask(`${house.url}/v1/continuity?${query}`, { key });
const MARCH = 'from=2026-03-01&until=2026-03-31';

describe('the continuity of a period', () => {
  it('names the voucher that is missing in March, and how many records have no number', async () => {
    const answer = await asked(`fonds=${house.fonds.code}&${MARCH}`);
    expect([answer.status, jsonOf(answer)]).toEqual([
      200,
      {
        records: 4,
        without: 1,
        series: [{ before: '记-', width: 4, first: 1, last: 4, count: 3, missingCount: 1, missing: ['记-0003'], repeated: [] }], // prettier-ignore
        notChecked: [],
      },
    ]);
  });

  it.each([
    ['another fonds', `fonds=Z002&${MARCH}`, 404, 'FONDS_UNKNOWN'],
    ['no fonds', MARCH, 400, 'REQUEST_INVALID'],
    ['a day that is none', 'fonds=Z001&from=2026-02-30&until=2026-03-31', 400, 'REQUEST_INVALID'],
    ['a period that ends before it begins', 'fonds=Z001&from=2026-03-31&until=2026-03-01', 400, 'REQUEST_INVALID'],
    ['a fact that nobody knows', `fonds=Z001&${MARCH}&fact=colour`, 400, 'REQUEST_INVALID'],
  ])('is refused for %s', async (_, query, status, code) => {
    const answer = await asked(query);
    expect([answer.status, jsonOf<{ code: string }>(answer).code]).toEqual([status, code]);
  });
});
