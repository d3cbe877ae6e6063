import {
  BOOKING_FAMILIES,
  type BookingData,
  type BookingFamily,
  checkBookingData,
  encodeBookingInformation,
} from '../../../src/core/records/booking/encode.js';
import { codesOf, fileOf, readAs } from './documents/read-voucher.js';
import { TICKET, items, xbrl } from './documents/xbrl-vouchers.js';

const VOUCHER: Readonly<Record<BookingFamily, Record<string, string>>> = {
  inv: { 'invoice-unique-code': '09900190010400000001', 'seller-name': '甲 & 乙 <公司>', 'total-with-tax': '113.00' },
  einv: { 'invoice-number': '26991000000000000001', 'total-with-tax': '1130.00', 'seller-id': '919900000000000192' },
  rai: { 'invoice-number': '26991000000000000101', 'total-with-tax': '109.00' },
  atr: { 'invoice-number': '26991000000000000201', 'total-with-tax': '943.80' },
  bker: { 'voucher-number': '202603259029660024300000000001', amount: '1130.00' },
};

const dataOf = (family: BookingFamily, more: Partial<BookingData> = {}): BookingData => ({
  family,
  voucher: VOUCHER[family],
  entity: { name: '测试采购有限公司', id: '91990000000000027W' },
  flags: { booked: true },
  bookings: [
    {
      number: '记-0001',
      postingDate: '2026-03-31',
      period: '2026-03',
      summary: '差旅',
      entries: [
        { side: 'debit', ledgerSubject: '管理费用', subsidiarySubject: '差旅费', amount: '109.00' },
        { side: 'credit', ledgerSubject: '银行存款', amount: '109' },
      ],
    },
  ],
  ...more,
});
const textOf = (data: BookingData) => Buffer.from(encodeBookingInformation(data)).toString();

describe('booking information that the archive writes', () => {
  it.each(BOOKING_FAMILIES)('%s is read back as it was meant, as the receiver view', (family) => {
    const [document] = fileOf('a.xbrl', textOf(dataOf(family))).documents;
    const said = (key: string, group?: string) => document!.facts.find((fact) => fact.key === key && fact.group === group)?.value;
    expect(document!.document).toBe(`xbrl-${family}`);
    for (const [key, value] of Object.entries(VOUCHER[family])) expect(said(key)).toBe(value);
    expect(said('voucher-view')).toBe('receiver');
    expect(said('booked')).toBe('true');
    expect(said('accounting-document-number')).toBe('记-0001');
    expect(said('debit-credit', 'entry/1')).toBe('借方');
    expect(said('recorded-amount', 'entry/2')).toBe('109');
    expect(said('entity-id')).toBe('91990000000000027W');
    expect(document!.facts.filter(({ key }) => key.startsWith('xbrl:'))).toEqual([]);
  }); // prettier-ignore

  it('names the flags in the words of each family', () => {
    const flags = { red: true, checked: false };
    expect(textOf(dataOf('inv', { flags }))).toContain('inv:WhetherInvoiceIsRedInvoice');
    expect(textOf(dataOf('einv', { flags }))).toContain('einv:WhetherEinvoiceIsRedEinvoice');
    expect(textOf(dataOf('bker', { flags: { 'sent-to-bank': true } }))).toContain(
      'bker:WhetherReceiptHasBeenTransferredToBank',
    );
  });

  it('is the same for the same data, in whatever order they come', () => {
    const turned = Object.fromEntries(Object.entries(VOUCHER.einv).reverse());
    expect(textOf(dataOf('einv', { voucher: turned }))).toBe(textOf(dataOf('einv')));
  });

  it('belongs to its voucher and links it to the accounting voucher', () => {
    const voucher = fileOf('票.ofd', xbrl({ prefix: 'rai', body: items(TICKET) }));
    const reading = readAs('auto', [voucher, fileOf('入账信息.xbrl', textOf(dataOf('rai')))]);
    expect(codesOf(reading)).toEqual([]);
    expect(reading.relations).toEqual([
      expect.objectContaining({ type: 'booked-by', key: 'accounting-voucher:2026-03:记-0001' }),
    ]);
  });

  it('keeps what is no markup from being markup', () => {
    expect(textOf(dataOf('inv'))).toContain('>甲 &amp; 乙 &lt;公司&gt;<');
  });
});

describe('data that can not be written', () => {
  const paths = (more: Partial<BookingData>, family: BookingFamily = 'rai') =>
    checkBookingData(dataOf(family, more)).map(({ path }) => path);
  const booking = dataOf('rai').bookings[0]!;

  it.each<[string, Partial<BookingData>, string[]]>([
    ['nothing wrong', {}, []],
    ['no number', { voucher: { 'total-with-tax': '1.00' } }, ['/voucher']],
    ['a slug of another family', { voucher: { ...VOUCHER.rai, 'flight-number': 'XX1' } }, ['/voucher/flight-number']],
    ['an amount that is none', { voucher: { ...VOUCHER.rai, 'total-with-tax': '壹佰' } }, ['/voucher/total-with-tax']],
    ['a flag of another family', { flags: { reconciled: true } }, ['/flags/reconciled']],
    ['a taxonomy without a day', { taxonomy: '2023-12' }, ['/taxonomy']],
    ['no booking', { bookings: [] }, ['/bookings']],
    ['no entry', { bookings: [{ ...booking, entries: [] }] }, ['/bookings/0/entries']],
    ['a day in no calendar', { bookings: [{ ...booking, postingDate: '2026-02-30' }] }, ['/bookings/0/postingDate']],
    ['a period of a year', { bookings: [{ ...booking, period: '2026' }] }, ['/bookings/0/period']],
    ['an entry of words', { bookings: [{ ...booking, entries: [{ side: 'debit', ledgerSubject: '甲', amount: '1,0' }] }] }, ['/bookings/0/entries/0/amount']],
  ])('%s', (_, more, expected) => expect(paths(more)).toEqual(expected)); // prettier-ignore

  it('is not written', () => {
    expect(() => encodeBookingInformation(dataOf('rai', { bookings: [] }))).toThrow('/bookings');
  });
});
