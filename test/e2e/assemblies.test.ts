import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, declare, jsonOf, problemOf, submit } from './api.js';
import { type House, openHouse } from './house.js';

/** Looked into freely. */
type Loose = ReturnType<typeof JSON.parse>;

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house?.close());

const post = (path: string, json: unknown, key = house.submitter.key) => ask(house.url + path, { key, json });
const get = async (path: string): Promise<Loose> => jsonOf(await ask(house.url + path, { key: house.archivist.key }));
const send = async (text: string, record: Record<string, unknown>): Promise<Loose> => {
  const files = [{ part: 'f1', name: '文件.xml', bytes: Buffer.from(text) }];
  const declared = declare(house.fonds.code, files, record);
  const answer = await submit(house.url, { ...declared, files: [{ part: 'f1', name: '文件.xml', role: record['role'] }], role: undefined }, files, house.submitter); // prettier-ignore
  expect([answer.status, answer.status === 201 ? '' : answer.text]).toEqual([201, '']);
  return jsonOf(answer);
};

describe('an accounting voucher put together before registration', () => {
  it('takes members, undoes and redoes, and links both ways when it is closed', async () => {
    const original = (await send('<回单/>', { kind: 'generic', title: '银行回单' })).record.id;
    const sent = await send('<记账凭证/>', { role: '记账凭证', metadata: { 会计年度: '2026', 会计月份: '03', 凭证号: '记-0001' } }); // prettier-ignore
    expect(sent.duplicateKey).toBe('accounting-voucher:2026-03:记-0001');
    const asked = { number: '记-0001', year: '2026', period: '03' };
    const opened = await post('/v1/assemblies', asked);
    expect(opened.status).toBe(201);
    const { id, key } = jsonOf<Loose>(opened);
    expect(key).toBe(sent.duplicateKey);
    expect((await post('/v1/assemblies', asked, house.archivist.key)).status).toBe(200);
    const act = (expectedAct: number, type: string, members?: unknown[]) =>
      post(`/v1/assemblies/${id}/acts`, { type, expectedAct, ...(members ? { members } : {}) });
    const added = [
      { record: original, role: '原始凭证' },
      { key, role: '记账凭证' },
    ];
    expect(jsonOf<Loose>(await act(0, 'add', added)).members.map(({ role }: Loose) => role)).toEqual(['记账凭证', '原始凭证']); // prettier-ignore
    expect(problemOf(await act(0, 'undo'))).toMatchObject({ code: 'ASSEMBLY_OUTRUN', status: 409, act: 1 });
    expect(jsonOf<Loose>(await act(1, 'undo'))).toMatchObject({ act: 2, members: [], canUndo: false, canRedo: true });
    expect(problemOf(await post(`/v1/assemblies/${id}/close`, { expectedAct: 2 }))).toMatchObject({ code: 'ASSEMBLY_INCOMPLETE', missing: [{ what: 'voucher' }] }); // prettier-ignore
    expect((await act(2, 'redo')).status).toBe(200);
    expect(problemOf(await act(3, 'add', [{ record: original, key, role: '附件' }])).code).toBe('REQUEST_INVALID');
    const closed = await post(`/v1/assemblies/${id}/close`, { expectedAct: 3 });
    expect(jsonOf<Loose>(closed)).toMatchObject({ state: 'closed', act: 4, missing: [] });
    expect(problemOf(await act(4, 'undo')).code).toBe('ASSEMBLY_CLOSED');
    expect(await get(`/v1/assemblies/${id}`)).toEqual(jsonOf(closed));

    const sides = await Promise.all([sent.record.id, original].map((one) => get(`/v1/records/${one}/relations`)));
    expect(sides.map(({ items }) => items.map(({ type, record }: Loose) => [type, record.id]))).toEqual([
      [['has-original', original]],
      [['original-of', sent.record.id]],
    ]);
    const elsewhere = await ask(`${house.url}/v1/assemblies/${id}`, { key: house.otherAuditor.key });
    expect(problemOf(elsewhere).code).toBe('ASSEMBLY_UNKNOWN');
    const asAuditor = await ask(`${house.url}/v1/assemblies`, { key: house.otherAuditor.key, json: asked });
    expect(problemOf(asAuditor).code).toBe('FORBIDDEN');
  });
});
