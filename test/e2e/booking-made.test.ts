import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { BufferSource } from '../../src/core/byte-source.js';
import { checkPackage } from '../../src/core/package/check.js';
import { eInvoiceXml } from '../core/records/documents/cn-invoice-xml.js';
import { Administrator, ask, declare, jsonOf, problemOf, type SentFile, submit } from './api.js';
import { type House, openHouse } from './house.js';
import { removeFolder, scratchFolder, ServiceProcess } from './service-process.js';

/** Looked into freely. */
type Loose = ReturnType<typeof JSON.parse>;

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house?.close());

const NUMBER = '26991000000000000071';
const dataOf = (number: string) => ({
  family: 'einv',
  voucher: { 'invoice-number': number },
  entity: { name: '测试采购有限公司' },
  flags: { booked: true },
  bookings: [
    {
      number: '记-0071',
      postingDate: '2026-03-31',
      period: '2026-03',
      entries: [
        { side: 'debit', ledgerSubject: '管理费用', amount: '113.00' },
        { side: 'credit', ledgerSubject: '银行存款', amount: '113.00' },
      ],
    },
  ],
});
const invoiceOf = (number: string): SentFile => ({ part: 'f', name: '发票.xml', bytes: Buffer.from(eInvoiceXml({ id: number, number })) }); // prettier-ignore
const send = (number: string, booking: unknown, key?: string, query = '') => {
  const file = invoiceOf(number);
  const declared = declare(house.fonds.code, [file], { kind: 'auto', booking });
  return submit(house.url, declared, [file], { key: house.submitter.key, query, ...(key === undefined ? {} : { idempotencyKey: key }) }); // prettier-ignore
};
const get = async (path: string): Promise<Loose> => jsonOf(await ask(house.url + path, { key: house.archivist.key }));
const codes = (answer: Loose): string[] => answer.findings.map(({ code }: Loose) => code);

describe('booking information made of the data that come with a voucher', () => {
  it('is archived with it, linked both ways, checked offline, and made once', async () => {
    const dry = jsonOf<Loose>(await send(NUMBER, dataOf(NUMBER), undefined, '?dry-run'));
    expect(dry.versions).toHaveLength(1);
    const first = await send(NUMBER, dataOf(NUMBER), 'k71');
    const answer = jsonOf<Loose>(first);
    expect([first.status, codes(answer).filter((code) => code.startsWith('BOOKING'))]).toEqual([201, []]);
    expect(answer.versions.map(({ version, kind, reason, files }: Loose) => [version, kind, reason, files])).toEqual([
      [1, 'original', null, ['发票.xml']],
      [2, 'addition', '由随件申报的入账数据生成入账信息', ['入账信息.xbrl']],
    ]);
    expect(answer.record.state).toBe('registered');
    expect(answer.facts.find(({ key }: Loose) => key === 'accounting-document-number')).toMatchObject({ value: '记-0071', file: '入账信息.xbrl' }); // prettier-ignore
    const { id } = answer.record;
    const relations = await get(`/v1/records/${id}/relations`);
    expect(relations.items).toMatchObject([{ type: 'booked-by', key: 'key:accounting-voucher:2026-03:记-0071', record: null }]); // prettier-ignore
    // The accounting voucher comes later and sees it from its side.
    const voucher: SentFile = { part: 'f', name: '记账凭证.xml', bytes: Buffer.from('<记账凭证/>') };
    const said = { metadata: { 会计年度: '2026', 会计月份: '03', 凭证号: '记-0071' } };
    const booked = jsonOf<Loose>(await submit(house.url, declare(house.fonds.code, [voucher], said), [voucher], house.submitter)); // prettier-ignore
    expect((await get(`/v1/records/${booked.record.id}/relations`)).items).toMatchObject([{ type: 'books', record: { id } }]); // prettier-ignore

    const made = await ask(`${house.url}/v1/booking-information`, { key: house.submitter.key, json: dataOf(NUMBER) });
    const kept = await ask(`${house.url}/v1/records/${id}/files/${encodeURIComponent('入账信息.xbrl')}`, { key: house.archivist.key }); // prettier-ignore
    expect(kept.bytes.equals(made.bytes)).toBe(true);
    const zip = await ask(`${house.url}/v1/records/${id}/package?version=2`, { key: house.archivist.key });
    const { findings, origin } = await checkPackage(new BufferSource(zip.bytes));
    expect([findings, origin]).toEqual([[], 'asserted-by-archive']);

    for (const key of ['k71', undefined]) {
      const again = await send(NUMBER, dataOf(NUMBER), key);
      expect([again.status, jsonOf<Loose>(again).versions, jsonOf<Loose>(again).receipt]).toEqual([200, answer.versions, answer.receipt]); // prettier-ignore
    }
  });

  it('is added when the voucher was there before the data', async () => {
    const number = '26991000000000000072';
    const before = jsonOf<Loose>(await send(number, undefined));
    expect(before.versions).toHaveLength(1);
    const after = jsonOf<Loose>(await send(number, dataOf(number)));
    expect([after.record.id, after.versions.length]).toEqual([before.record.id, 2]);
  });

  it('is made in the record of the accounting voucher, and names no other record by it', async () => {
    const number = '26991000000000000075';
    const files = [{ part: 'v', name: '记账凭证.xml', bytes: Buffer.from('<记账凭证 号="75"/>') }, invoiceOf(number)];
    const said = {
      metadata: { 会计年度: '2026', 会计月份: '03', 凭证号: '记-0075', 账套: '01' },
      booking: dataOf(number),
    };
    const answer = jsonOf<Loose>(await submit(house.url, declare(house.fonds.code, files, said), files, house.submitter)); // prettier-ignore
    expect(answer.duplicateKey).toBe('accounting-voucher:01:2026-03:记-0075');
    expect(answer.versions.map(({ files: names }: Loose) => names)).toEqual([['记账凭证.xml', '发票.xml'], ['入账信息.xbrl']]); // prettier-ignore
    const { items } = await get(`/v1/records/${answer.record.id}/relations`);
    expect(items.map(({ type, key }: Loose) => [type, key])).toEqual([['has-original', `key:e-invoice:${number}`]]);
  });

  it('is not made of the data of another voucher, nor of data that can not be written', async () => {
    const number = '26991000000000000073';
    const other = jsonOf<Loose>(await send(number, dataOf(NUMBER)));
    expect(other.versions).toHaveLength(1);
    expect(codes(other)).toContain('BOOKING_DATA_UNMATCHED');
    const wrong = await send(number, { ...dataOf(number), bookings: [] });
    expect(problemOf(wrong)).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ path: '/booking/bookings' }] });
  });

  it('is not made beside booking information that came', async () => {
    const number = '26991000000000000074';
    const made = await ask(`${house.url}/v1/booking-information`, { key: house.submitter.key, json: dataOf(number) });
    const files = [invoiceOf(number), { part: 'g', name: '入账.xml', bytes: made.bytes }];
    const answer = jsonOf<Loose>(await submit(house.url, declare(house.fonds.code, files, { kind: 'auto', booking: dataOf(number) }), files, house.submitter)); // prettier-ignore
    expect(answer.versions).toHaveLength(1);
    expect(codes(answer)).toContain('BOOKING_DATA_UNUSED');
  });
});

describe('kill -9 while it is made', () => {
  it.each(['committed', 'version-stored', 'version-committed'])(
    'at the step %s: sent again, it is there once',
    async (step) => {
      const folder = await scratchFolder(`booking-${step}`);
      const dataDir = join(folder, 'data');
      let service = await ServiceProcess.start({ dataDir });
      try {
        const administrator = new Administrator(service.url, service.firstKey);
        const fonds = await administrator.fonds('Z001');
        const { key } = await administrator.principal('submitter', [fonds.id]);
        const file = invoiceOf(NUMBER);
        const sent = () =>
        submit(service.url, declare(fonds.code, [file], { kind: 'auto', booking: dataOf(NUMBER) }), [file], { key, idempotencyKey: 'one' }); // prettier-ignore
        await service.stop();
        const env = { DANTAO_TEST_CRASH_STEP: step, DANTAO_TEST_CRASH_AT: '1' };
        service = await ServiceProcess.start({ dataDir, env, program: 'test/crash/crashing-service.mjs' });
        await expect(sent()).rejects.toThrow();
        expect(await service.ended).toEqual({ code: null, signal: 'SIGKILL' });
        service = await ServiceProcess.start({ dataDir });
        const again = await sent();
        expect(again.status).toBe(200);
        const { record, versions, files } = jsonOf<Loose>(again);
        expect([versions.length, files.map(({ name }: Loose) => name)]).toEqual([2, ['发票.xml', '入账信息.xbrl']]);
        const events = jsonOf<Loose>(await ask(`${service.url}/v1/records/${record.id}/events`, { key }));
        expect(events.items.map(({ type }: Loose) => type)).toEqual(['received', 'registered', 'version-added', 'registered']); // prettier-ignore
        expect(jsonOf<Loose>(await sent()).versions).toEqual(versions);
      } finally {
        await service.stop('SIGKILL');
        await removeFolder(folder);
      }
    },
  );
});
