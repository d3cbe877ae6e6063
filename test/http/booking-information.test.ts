import { afterEach, describe, expect, it } from '@jest/globals';
import { ask, type House, openHouse } from './house.js';

const BODY = {
  family: 'rai',
  voucher: { 'invoice-number': '26991000000000000101' },
  entity: { name: '测试采购有限公司' },
  bookings: [
    {
      number: '记-1',
      postingDate: '2026-03-31',
      period: '2026-03',
      entries: [{ side: 'debit', ledgerSubject: '差旅费', amount: '109.00' }],
    },
  ],
};

describe('booking information over HTTP', () => {
  let house: House;
  afterEach(() => house.close());
  const post = async (body: unknown, role = 'submitter') => {
    house = await openHouse({});
    return ask(`${house.url}/v1/booking-information`, {
      method: 'POST',
      headers: { authorization: `Bearer ${role}-key`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  };

  it('is XBRL, byte for byte the same for the same data', async () => {
    const answer = await post(BODY);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/xml; charset=utf-8']);
    expect(await answer.text()).toContain(
      '<rai:PostingDate contextRef="As_Of_2026_03_31">2026-03-31</rai:PostingDate>',
    );
  });

  it('names what is wrong', async () => {
    const answer = await post({ ...BODY, flags: { reconciled: true } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ path: '/flags/reconciled' }] });
  });

  it('is not for an auditor', async () => {
    expect((await post(BODY, 'auditor')).status).toBe(403);
  });
});
