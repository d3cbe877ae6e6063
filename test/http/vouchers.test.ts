import { afterEach, describe, expect, it } from '@jest/globals';
import { type Claims } from '../../src/archive/claims.js';
import { type ClaimDone } from '../../src/archive/claims-ports.js';
import { ask, FONDS, type House, openHouse, RECORD, refuse } from './house.js';

const CLAIM = '0190dddd-0000-7000-8000-000000000003';
const AT = new Date('2026-03-17T01:02:03.004Z');

const done = (before: boolean): ClaimDone => ({
  claim: {
    id: CLAIM,
    fonds: FONDS,
    voucher: 'e-invoice:1/2',
    record: RECORD,
    principal: FONDS,
    reference: 'r',
    amount: '1.00',
    asked: null,
    currency: 'CNY',
    booking: { system: 'ERP' },
    state: 'held',
    claimedAt: AT,
    expiresAt: AT,
    confirmedAt: null,
    endedAt: null,
    reason: null,
  },
  voucher: { fonds: FONDS, key: 'e-invoice:1/2', state: 'CLAIMED', amount: '1.00', currency: 'CNY', held: '1.00', confirmed: '0.00', remaining: '0.00', records: [RECORD], withdrawn: false, reds: [] }, // prettier-ignore
  before,
});

describe('the vouchers over HTTP', () => {
  let house: House;
  afterEach(() => house.close());
  const open = async (claims: Partial<Claims>) => (house = await openHouse({ claims }));
  const post = (path: string, body: unknown, role = 'submitter') =>
    ask(`${house.url}/v1/vouchers/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${role}-key`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('names a voucher by its key as it is, and tells a new claim from one that was there', async () => {
    const seen: unknown[][] = [];
    await open({ claim: async (...args) => (seen.push(args), done(seen.length > 1)) });
    const body = { amount: '1.00', booking: { system: 'ERP', period: '2026-03' }, reference: 'r', expiresIn: 60 };
    const first = await post('e-invoice%3A1%2F2/claims', body);
    const again = await post('e-invoice%3A1%2F2/claims', { ...body, expiresIn: undefined, expiresAt: '2026-11-30T00:00:00+08:00', fonds: 'F1' }); // prettier-ignore
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(await first.json()).toMatchObject({ repeated: false, claim: { id: CLAIM, claimedAt: AT.toISOString() }, voucher: { state: 'CLAIMED' } }); // prettier-ignore
    expect(seen.map((args) => [args[1], args[2]])).toEqual([
      ['e-invoice:1/2', { fonds: null, amount: '1.00', booking: { system: 'ERP', period: '2026-03' }, expires: { inSeconds: 60 }, reference: 'r' }], // prettier-ignore
      ['e-invoice:1/2', { fonds: 'F1', amount: '1.00', booking: { system: 'ERP', period: '2026-03' }, expires: { at: new Date('2026-11-29T16:00:00Z') }, reference: 'r' }], // prettier-ignore
    ]);
  });

  it.each([
    ['an amount that is a number', { amount: 1 }, '/amount'],
    ['an amount with a thousands mark', { amount: '1,000.00' }, '/amount'],
    ['an amount with an exponent', { amount: '1e3' }, '/amount'],
    ['no reference', { reference: undefined }, '/reference'],
    ['no system', { booking: {} }, '/booking/system'],
    ['two ends', { expiresIn: 1, expiresAt: '2026-11-30T00:00:00Z' }, '/expiresAt'],
    ['an end far away', { expiresAt: '9999-01-01T00:00:00Z' }, '/expiresAt'],
    ['a member that is not known', { amout: '1' }, '/'],
  ])('refuses %s', async (_, change, path) => {
    await open({});
    const answer = await post('k/claims', { booking: { system: 'ERP' }, reference: 'r', ...change });
    expect([answer.status, (await answer.json()).errors[0].path]).toEqual([400, path]);
  });

  it('says what of a claim went wrong', async () => {
    await open({ claim: () => Promise.reject(refuse('VOUCHER_CLAIMED', { remaining: '3.00', state: 'PARTLY' })) });
    const answer = await post('k/claims', { booking: { system: 'ERP' }, reference: 'r' });
    expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'VOUCHER_CLAIMED', title: '此凭证已被占用、入账或红冲，剩余 3.00', remaining: '3.00', state: 'PARTLY' }]); // prettier-ignore
  });

  it('confirms and releases by id; only a submitter confirms', async () => {
    await open({ confirm: async () => done(false), release: async () => done(true) });
    const confirmation = { booking: { documentNumber: '记-1' } };
    expect((await post(`k/claims/${CLAIM}/confirm`, confirmation)).status).toBe(200);
    expect((await post(`k/claims/${CLAIM}/confirm`, confirmation, 'archivist')).status).toBe(403);
    expect((await post(`k/claims/${CLAIM}/confirm`, { booking: {} })).status).toBe(400);
    expect((await post('k/claims/42/confirm', confirmation)).status).toBe(404);
    expect((await (await post(`k/claims/${CLAIM}/release`, { reason: '作废' }, 'archivist')).json()).repeated).toBe(
      true,
    );
    expect((await post(`k/claims/${CLAIM}/release`, {})).status).toBe(400);
    expect((await post(`k/claims/${CLAIM}/release`, { reason: 'x' }, 'auditor')).status).toBe(403);
  });

  it('no voucher has a key that no text can be', async () => {
    await open({ voucher: () => Promise.reject(new Error('asked')) });
    for (const key of ['%00', 'x'.repeat(1_001)]) {
      const answer = await ask(`${house.url}/v1/vouchers/${key}`, { headers: { authorization: 'Bearer auditor-key' } });
      expect([key, answer.status]).toEqual([key, 404]);
    }
  });
});
