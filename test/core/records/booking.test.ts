import { monthOf } from '../../../src/core/records/accounting/key.js';
import { codesOf, fileOf, readAs } from './documents/read-voucher.js';
import { TICKET, booking, entry, items, xbrl } from './documents/xbrl-vouchers.js';

const ENTRIES = [
  entry('借方', '差旅费', '100.00'),
  entry('借', '进项税额', '9.00'),
  entry('贷方', '银行存款', '109.00'),
];
const NUMBER = 'ElectronicInvoiceRailwayETicketNumber';
const ticket = (changes: Readonly<Record<string, string>> = {}) =>
  fileOf('票.ofd', xbrl({ prefix: 'rai', body: items({ ...TICKET, ...changes }) }));
const booked = (name: string, number: string, ...more: string[]) =>
  fileOf(
    name,
    xbrl({
      prefix: 'rai',
      body: items({ [NUMBER]: number, Fare: '109.00', WhetherInvoiceHasBeenBooked: '是' }) + more.join(''),
    }),
  );
const MINE = TICKET[NUMBER]!;

describe('booking information beside its voucher', () => {
  it('gives its facts to the record, and a link to the accounting voucher', () => {
    const reading = readAs('auto', [ticket(), booked('入账信息.xbrl', MINE, booking('记-0001', ...ENTRIES))]);
    expect(codesOf(reading)).toEqual([]);
    expect(reading.kind).toBe('railway-ticket');
    expect(reading.relations).toEqual([
      expect.objectContaining({ type: 'booked-by', key: 'accounting-voucher:2026-03:记-0001', file: '入账信息.xbrl' }),
    ]);
    const said = (key: string, group?: string) =>
      reading.facts.find((fact) => fact.key === key && fact.group === group);
    expect(said('posting-date')).toMatchObject({ value: '2026-03-31', file: '入账信息.xbrl' });
    expect(said('recorded-amount', 'entry/3')?.value).toBe('109.00');
    expect(said('booked')?.value).toBe('true');
  });

  it('links a voucher that was booked in two parts to both', () => {
    const parts = booked('a.xbrl', MINE, booking('记-1', ENTRIES[0]!), booking('记-2', ENTRIES[1]!));
    expect(readAs('auto', [ticket(), parts]).relations.map(({ key }) => key)).toEqual([
      'accounting-voucher:2026-03:记-1',
      'accounting-voucher:2026-03:记-2',
    ]);
  });

  it('of another voucher does not belong here, and gives nothing', () => {
    const reading = readAs('auto', [ticket(), booked('a.xbrl', '26991000000000000999', booking('记-1', ...ENTRIES))]);
    expect(reading.findings).toEqual([
      expect.objectContaining({
        code: 'BOOKING_OTHER_VOUCHER',
        expected: `railway-ticket:${MINE}`,
        found: 'railway-ticket:26991000000000000999',
      }),
    ]);
    expect(reading.relations).toEqual([]);
    expect(reading.facts.some(({ key }) => key === 'posting-date')).toBe(false);
  });

  it('without a number is said to be unmatched', () => {
    const anonymous = fileOf('a.xbrl', xbrl({ prefix: 'rai', body: booking('记-1', ...ENTRIES) }));
    expect(codesOf(readAs('auto', [ticket(), anonymous]))).toEqual(['BOOKING_VOUCHER_UNKNOWN']);
  });

  it('that differs from the voucher names both', () => {
    expect(codesOf(readAs('auto', [ticket({ Fare: '119.00', TaxAmount: '19.00' }), booked('a.xbrl', MINE)]))).toEqual([
      'FACTS_DIFFER',
    ]);
  });

  it('must balance; one side alone or words that nobody knows are not judged', () => {
    const codes = (...entries: string[]) =>
      codesOf(readAs('auto', [ticket(), booked('a.xbrl', MINE, booking('记-1', ...entries))]));
    expect(codes(...ENTRIES)).toEqual([]);
    expect(codes(ENTRIES[0]!, ENTRIES[2]!)).toEqual(['BOOKING_UNBALANCED']);
    expect(codes(ENTRIES[0]!)).toEqual([]);
    expect(codes(ENTRIES[0]!, entry('收', '银行存款', '5.00'))).toEqual([]);
  });

  it('sent twice is one, sent twice otherwise is a finding', () => {
    const once = booked('a.xbrl', MINE, booking('记-1', ...ENTRIES));
    const codes = (...entries: string[]) =>
      codesOf(readAs('auto', [ticket(), once, booked('b.xbrl', MINE, booking('记-1', ...entries))]));
    expect(codes(...ENTRIES)).toEqual([]);
    expect(codes(entry('借方', '差旅费', '109.00'), ENTRIES[2]!)).toContain('BOOKING_REPEATED');
  });

  it('alone is the record of its voucher, as the receiver sees it', () => {
    const reading = readAs('auto', [booked('a.xbrl', MINE, booking('记-1', ...ENTRIES))]);
    expect(reading).toMatchObject({ kind: 'railway-ticket', duplicateKey: `railway-ticket:${MINE}` });
    expect(reading.relations).toHaveLength(1);
  });
});

describe('booking information of an invoice', () => {
  const body = (number: string, total = '1130.00') =>
    items({ InvoiceNumber: number, SellerName: '示例科技有限公司', 'TotalTax-includedAmount': total }) +
    booking('记-1', ENTRIES[0]!);
  const invoice = `<EInvoice><Header><EIid>26991000000000000001</EIid></Header><EInvoiceData><SellerInformation><SellerName>示例科技有限公司</SellerName></SellerInformation><BasicInformation><TotalAmWithoutTax>1000.00</TotalAmWithoutTax><TotalTaxAm>130.00</TotalTaxAm><TotalTax-includedAmount>1130.00</TotalTax-includedAmount></BasicInformation></EInvoiceData><TaxSupervisionInfo><InvoiceNumber>26991000000000000001</InvoiceNumber></TaxSupervisionInfo></EInvoice>`;
  const read = (text: string) => readAs('e-invoice', [fileOf('票.xml', invoice), fileOf('入账信息.xbrl', text)]);

  it('is matched by the number of 20 digits and compared', () => {
    const reading = read(xbrl({ prefix: 'einv', date: '2023-12-31', body: body('26991000000000000001') }));
    expect(codesOf(reading)).not.toContain('BOOKING_OTHER_VOUCHER');
    expect(reading.relations).toEqual([
      expect.objectContaining({ type: 'booked-by', key: 'accounting-voucher:2026-03:记-1' }),
    ]);
    expect(reading.facts.find(({ key }) => key === 'ledger-subject')).toMatchObject({
      value: '差旅费',
      group: 'entry/1',
    });
    expect(codesOf(read(xbrl({ prefix: 'einv', body: body('26991000000000000001', '1.00') })))).toContain(
      'FACTS_DIFFER',
    );
    expect(codesOf(read(xbrl({ prefix: 'einv', body: body('26991000000000000002') })))).toContain(
      'BOOKING_OTHER_VOUCHER',
    );
  });

  it('of an older one is matched by its unique code', () => {
    const unique = fileOf(
      'a.xbrl',
      xbrl({
        prefix: 'inv',
        body: items({ UniqueCodeOfInvoice: '09900190010400000001' }) + booking('记-1', ENTRIES[0]!),
      }),
    );
    const twenty = readAs('e-invoice', [fileOf('票.xml', invoice), unique]);
    expect(twenty.findings).toContainEqual(
      expect.objectContaining({ code: 'BOOKING_OTHER_VOUCHER', found: 'e-invoice:099001900104-00000001' }),
    );
  });
});

describe('invoices as XBRL', () => {
  const INVOICE = {
    CodeOfInvoice: '099001900104',
    NumberOfInvoice: '00000001',
    NameOfSeller: '甲',
    TaxIncludedAmountInFigures: '113.00',
  };

  it('of the issuer are e-invoices', () => {
    const reading = readAs('auto', [fileOf('票.pdf', xbrl({ prefix: 'inv', body: items(INVOICE) }))]);
    expect(reading).toMatchObject({
      kind: 'e-invoice',
      duplicateKey: 'e-invoice:099001900104-00000001',
      voucher: { amount: '113.00' },
    });
    expect(reading.relations).toEqual([]);
  });

  it('of the receiver stand for the invoice where nothing else does, under the same key', () => {
    const body =
      items({ InvoiceNumber: '26991000000000000001', 'TotalTax-includedAmount': '1130.00' }) +
      booking('记-1', ENTRIES[0]!);
    const reading = readAs('auto', [fileOf('入账信息.xbrl', xbrl({ prefix: 'einv', body }))]);
    expect(reading).toMatchObject({ kind: 'e-invoice', duplicateKey: 'e-invoice:26991000000000000001' });
    expect(reading.relations.map(({ type }) => type)).toEqual(['booked-by']);
  });
});

describe('the month of a period', () => {
  it.each([
    ['2026-03', null, '2026-03'],
    ['202603', null, '2026-03'],
    ['2026年3月', null, '2026-03'],
    ['2026-03-31', null, '2026-03'],
    ['3', '2026', '2026-03'],
    ['03月', '2026', '2026-03'],
    ['13期', '2026', '2026-13'],
    ['03', null, null],
    ['14', '2026', null],
    ['一季度', '2026', null],
    [null, '2026', null],
  ])('%s of %s is %s', (said, year, month) => expect(monthOf(said, year)).toBe(month));
});
