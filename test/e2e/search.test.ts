import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type SearchAnswer } from '../../src/archive/find.js';
import { type RelationAnswer } from '../../src/archive/relate.js';
import { accepted, ask, bytesOf, declare, jsonOf, problemOf, submit } from './api.js';
import { openHouse, type House } from './house.js';

let house: House;
const ids: Record<string, string> = {};
beforeAll(async () => {
  house = await openHouse();
  const send = async (
    name: string,
    more: Record<string, unknown>,
    of = house.fonds.code,
    key = house.submitter.key,
  ) => {
    const files = [{ part: 'f1', name: `${name}.bin`, bytes: bytesOf(`search-${name}`, 1_000) }];
    const answer = await submit(house.url, declare(of, files, more), files, { key });
    expect(answer.status).toBe(201);
    ids[name] = accepted(answer).record.id;
  };
  const relations = [
    { type: 'has-original', businessKey: 'FP-7' },
    { type: 'has-original', key: 'e-invoice:404' },
  ];
  await send('voucher', { title: '记账凭证 2026-03-0012 华瑞差旅', source: { system: 'ERP', businessKey: 'PZ-12' }, relations }); // prettier-ignore
  await send('original', { title: '北京华瑞机械有限公司 发票', creator: '财务部', date: '2026-03', source: { system: 'ERP', businessKey: 'FP-7' } }); // prettier-ignore
  await send('elsewhere', { title: '华瑞 别处' }, house.otherFonds.code, house.otherSubmitter.key);
}, 60_000);
afterAll(async () => house?.close());

const get = (path: string, key = house.archivist.key) => ask(house.url + path, { key });
const post = (path: string, json: unknown, key = house.archivist.key) => ask(house.url + path, { key, json });
async function search(question: Record<string, string>, key?: string): Promise<SearchAnswer[]> {
  const answer = await get(`/v1/search?${new URLSearchParams(question).toString()}`, key);
  expect(answer.status).toBe(200);
  return jsonOf<{ items: SearchAnswer[] }>(answer).items;
}
const names = (items: { id: string }[]) => items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id));

describe('searching', () => {
  it.each([
    ['words', { q: '华瑞 机械' }, ['original']],
    ['the newest first', { q: '华瑞' }, ['original', 'voucher']],
    ['a number of the source', { q: 'FP-7' }, ['original']],
    ['a party', { party: '财务' }, ['original']],
    ['days', { from: '2026-03-31', until: '2026-04-30', 'date.key': 'date' }, ['original']],
    ['a fact', { 'fact.title': '北京华瑞机械有限公司 发票' }, ['original']],
    ['a part of a fact', { 'fact.title~': '差旅' }, ['voucher']],
    ['a kind that none is of', { kind: 'e-invoice', q: '华瑞' }, []],
    ['an amount that none has', { 'amount.min': '1' }, []],
    ['another fonds', { q: '华瑞', fonds: 'Z002' }, []],
  ] as [string, Record<string, string>, string[]][])('finds by %s', async (_, question, expected) => {
    expect(names(await search(question))).toEqual(expected);
  });

  it('says why', async () => {
    const [first] = await search({ q: '华瑞机械' });
    expect(first).toMatchObject({
      rank: 'fragment',
      matched: [{ key: 'title', text: '北京华瑞机械有限公司 发票', file: 'declaration', place: 'title', at: { start: 2, length: 4 } }], // prettier-ignore
    });
    expect((await search({ q: 'pz-12' }))[0]).toMatchObject({ rank: 'exact', matched: [{ key: 'business-key' }] });
  });

  it('goes from page to page', async () => {
    const first = jsonOf<{ items: SearchAnswer[]; next: string }>(await get('/v1/search?q=华瑞&limit=1'));
    const second = jsonOf<{ items: SearchAnswer[]; next: string | null }>(await get(`/v1/search?q=华瑞&limit=1&after=${first.next}`)); // prettier-ignore
    expect([names(first.items), names(second.items), second.next]).toEqual([['original'], ['voucher'], null]);
  });

  it('keeps to the fonds of the key', async () => {
    expect(names(await search({ q: '华瑞' }, house.otherAuditor.key))).toEqual(['elsewhere']);
    expect((await get('/v1/search?q=1', house.administrator.key)).status).toBe(403);
  });

  it.each([
    ['title=x', '?title'],
    ['from=2026-02-30', '?from'],
    ['amount.min=1e5', '?amount.min'],
    ['from=2026-03-02&until=2026-03-01', '?until'],
    ['amount.key=total-tax', '?amount.key'],
    ['state=lost', '?state'],
    ['related=x', '?related'],
    ['relation=part-of', '?relation'],
    ['fact.=1', '?fact.'],
    ['fact.total-with-tax=viel', '?fact.total-with-tax'],
    ['fact.total-with-tax~=1', '?fact.total-with-tax~'],
    ['party=%20', '?party'],
    [`q=${'x'.repeat(501)}`, '?q'],
    ['q=1&q=2', '?q'],
    ['party=1&party=2&party=3&party=4&party=5', '?party'],
    [Array.from({ length: 9 }, (_, i) => `fact.k${i}=1`).join('&'), '?fact'],
    ['limit=1000', '?limit'],
    ['after=MC4', '?after'],
    ['q=%00', '?q'],
  ])('refuses %s', async (question, path) => {
    const answer = await get(`/v1/search?${question}`);
    expect([answer.status, problemOf(answer)]).toMatchObject([400, { code: 'REQUEST_INVALID', errors: [{ path }] }]);
  });
});

describe('relations', () => {
  const of = async (name: string, query = '') =>
    jsonOf<{ items: RelationAnswer[] }>(await get(`/v1/records/${ids[name]}/relations${query}`)).items;

  it('are seen from both sides, also when the other came later; what is not here is shown as such', async () => {
    expect(await of('voucher')).toMatchObject([
      { type: 'has-original', record: { id: ids['original'] }, stated: { by: ids['voucher'], origin: 'declared' }, resolvedAt: expect.any(String) },
      { type: 'has-original', record: null, key: 'key:e-invoice:404', resolvedAt: null },
    ]); // prettier-ignore
    expect(await of('original')).toMatchObject([{ type: 'original-of', record: { id: ids['voucher'] }, stated: { as: 'has-original' } }]); // prettier-ignore
    expect(names(await search({ related: ids['voucher']!, relation: 'has-original' }))).toEqual(['original']);
  });

  it('are added and ended by archivists, with their events', async () => {
    const path = `/v1/records/${ids['original']}/relations`;
    const body = { type: 'part-of', record: ids['voucher'], reason: '同一业务' };
    expect((await post(path, body, house.submitter.key)).status).toBe(403);
    const made = await post(path, body);
    expect(made.status).toBe(201);
    const relation = jsonOf<RelationAnswer>(made);
    expect((await post(path, body)).status).toBe(200);
    // The other side ends it, and sees it as it calls it.
    const ended = await post(`/v1/records/${ids['voucher']}/relations/${relation.id}/end`, { reason: '有误' });
    expect(jsonOf<RelationAnswer>(ended)).toMatchObject({ type: 'has-part', record: { id: ids['original'] }, reason: { added: '同一业务', ended: '有误' } }); // prettier-ignore
    expect((await of('original')).map(({ type }) => type)).toEqual(['original-of']);
    expect((await of('original', '?ended=true')).map(({ type }) => type)).toEqual(['original-of', 'part-of']);
    const events = jsonOf<{ items: { type: string }[] }>(await get(`/v1/records/${ids['original']}/events`)).items;
    expect(events.map(({ type }) => type).slice(-2)).toEqual(['relation-added', 'relation-ended']);
  });

  it('refuses what can not be related', async () => {
    const path = `/v1/records/${ids['original']}/relations`;
    const status = async (body: unknown, at = path) => (await post(at, body)).status;
    const reason = 'x';
    expect(await status({ type: 'part-of', record: ids['elsewhere'], reason })).toBe(404);
    expect(await status({ type: 'part-of', record: randomUUID(), reason })).toBe(404);
    expect(await status({ type: 'part-of', record: ids['original'], reason })).toBe(400);
    expect(await status({ type: 'part-of', record: ids['voucher'] })).toBe(400);
    expect(await status({ type: 'part-of', record: ids['voucher'], key: 'e-invoice:1', reason })).toBe(400);
    expect(await status({ type: 'part-of', reason })).toBe(400);
    expect(await status({ type: 'Part Of', key: 'e-invoice:1', reason })).toBe(400);
    expect(await status({ type: 'part-of', key: 'e-invoice:1', reason }, `/v1/records/${ids['elsewhere']}/relations`)).toBe(404); // prettier-ignore
    expect(await status({ reason }, `${path}/${randomUUID()}/end`)).toBe(404);
    expect(await status({ type: 'paper-twin-at', place: '库房 3', reason })).toBe(201);
  });

  it('have names in both directions', async () => {
    const { items } = jsonOf<{ items: { id: string; inverse: string | null }[] }>(await get('/v1/relation-types'));
    expect(items).toContainEqual(expect.objectContaining({ id: 'original-of', inverse: 'has-original', zh: expect.any(String) })); // prettier-ignore
  });
});
