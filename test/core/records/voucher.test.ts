import { isKnownKey } from '../../../src/core/records/dictionary/index.js';
import { BOOKING_ELEMENTS, flagOf } from '../../../src/core/records/documents/xbrl/families/booking.js';
import { FAMILIES } from '../../../src/core/records/documents/xbrl/families/index.js';
import { VOUCHER_KINDS, voucherKeyOf } from '../../../src/core/records/voucher/index.js';
import { codesOf, fileOf, readAs } from './documents/read-voucher.js';
import { TICKET, booking, entry, items, tuple, xbrl } from './documents/xbrl-vouchers.js';

const ticket = (changes: Readonly<Record<string, string>> = {}) =>
  xbrl({ prefix: 'rai', body: items({ ...TICKET, ...changes }) });

const ITINERARY = {
  ElectronicInvoiceAirTransportReceiptNumber: '26991000000000000201',
  IssueDate: '2026-03-19',
  Fare: '800.00',
  FuelSurcharge: '20.00',
  VatTaxAmount: '73.80',
  CivilAviationDevelopmentFund: '50.00',
  OtherTaxes: '0.00',
  TotalAmount: '943.80',
};
const itinerary = (changes: Readonly<Record<string, string>> = {}) =>
  xbrl({ prefix: 'atr', body: items({ ...ITINERARY, ...changes }) });

const RECEIPT = {
  NumberOfBankElectronicReceipt: '202603259029660024300000000001',
  IdentificationCodeOfIssuer: 'C1030311000455',
  TransactionAmountInFigures: '1130.00',
  TransactionAmountInWords: '壹仟壹佰叁拾圆整',
  AccountNameOfPayer: '测试采购有限公司',
};
const receipt = (changes: Readonly<Record<string, string>> = {}) =>
  xbrl({ prefix: 'bker', date: '2023-05-15', body: items({ ...RECEIPT, ...changes }) });

const BILL = {
  EInvoiceCode: '99000126',
  EInvoiceNumber: '0000000001',
  TotalAmount: '200.00',
  InvoicingPartyName: '示例学校',
};
const bill = (changes: Readonly<Record<string, string>> = {}, more = '') =>
  xbrl({ prefix: 'efi', body: items({ ...BILL, ...changes }) + more });

describe('the dictionary', () => {
  it('knows every slug that the tables of XBRL use', () => {
    const tables = [...FAMILIES.map(({ elements }) => elements), BOOKING_ELEMENTS];
    const slugs = tables.flatMap((table) => Object.values(table).map(([key]) => key));
    const flags = ['WhetherInvoiceIsRedInvoice', 'WhetherReceiptHasBeenReconciled'].map((local) => flagOf(local)![0]);
    expect([...slugs, ...flags, 'voucher-view', 'entity-identifier'].filter((key) => !isKnownKey(key))).toEqual([]);
    expect(
      VOUCHER_KINDS.flatMap(({ fields }) => fields.map(({ key }) => key)).filter((key) => !isKnownKey(key)),
    ).toEqual([]);
  });
});

describe('kind and identity', () => {
  it.each([
    ['railway-ticket', ticket(), 'railway-ticket:26991000000000000101', '109.00'],
    ['air-itinerary', itinerary(), 'air-itinerary:26991000000000000201', '943.80'],
    ['bank-receipt', receipt(), 'bank-receipt:C1030311000455:202603259029660024300000000001', '1130.00'],
    ['fiscal-bill', bill(), 'fiscal-bill:99000126:0000000001', '200.00'],
    ['non-tax-payment', xbrl({ prefix: 'ntrev', identifier: '4400000001', body: items({ NumberOfPaymentForm: '4400000001', InvoicingPartyName: '示例局', TotalAmount: '5.00' }) }), 'non-tax-payment:示例局:4400000001', '5.00'],
    ['treasury-payment', xbrl({ prefix: 'ctp', body: items({ VoucherNo: '17', StYear: '2026', AdmDivCode: '440000', PayAmt: '7.00' }) }), 'treasury-payment:440000:2026-17', '7.00'],
  ])('auto comes to %s', (kind, text, key, amount) => {
    const reading = readAs('auto', [fileOf('a.ofd', text)]);
    expect(codesOf(reading)).toEqual([]);
    expect(reading).toMatchObject({ kind, duplicateKey: key, voucher: { key, amount, currency: 'CNY' } });
  }); // prettier-ignore

  it('has a title by the pattern, and none when a part is missing', () => {
    expect(readAs('auto', [fileOf('a.xml', ticket())]).title).toBe(
      '铁路电子客票 G9999 示例东站—测试南站 2026-03-20 26991000000000000101',
    );
    expect(readAs('auto', [fileOf('a.xml', xbrl({ prefix: 'rai', body: items({ Fare: '1.00' }) }))])).toMatchObject({
      title: null,
      duplicateKey: null,
      voucher: null,
    });
  });

  it('knows a bank that does not name itself by a long number only', () => {
    const anonymous = (number: string) =>
      xbrl({ prefix: 'bker', body: items({ IdentifyingCode: number, TransactionAmountInFigures: '1.00' }) });
    expect(readAs('auto', [fileOf('a.ofd', anonymous('DEMO-BKER-0001'))]).duplicateKey).toBe(
      'bank-receipt::DEMO-BKER-0001',
    );
    expect(readAs('auto', [fileOf('a.ofd', anonymous('0001'))]).duplicateKey).toBeNull();
  });

  it('tells a declared kind that the files are not of', () => {
    expect(codesOf(readAs('bank-receipt', [fileOf('a.ofd', ticket())]))).toContain('KIND_UNLIKELY');
    expect(codesOf(readAs('railway-tiket', [fileOf('a.ofd', ticket())]))).toContain('KIND_UNLIKELY');
    expect(codesOf(readAs('railway-ticket', [fileOf('a.ofd', ticket())]))).not.toContain('KIND_UNLIKELY');
    expect(codesOf(readAs('generic', [fileOf('a.ofd', ticket())]))).not.toContain('KIND_UNLIKELY');
  });

  it('gives the key of a document by itself', () => {
    const file = fileOf('a.ofd', receipt());
    expect(voucherKeyOf({ file: file.name, document: file.documents[0]! })).toBe(
      'bank-receipt:C1030311000455:202603259029660024300000000001',
    );
  });
});

describe('renditions', () => {
  it('of one ticket are one record, each fact from the more trusted', () => {
    const reading = readAs('auto', [fileOf('b.pdf', ticket()), fileOf('a.ofd', ticket())]);
    expect(codesOf(reading)).toEqual([]);
    expect(reading.facts.find(({ key }) => key === 'total-with-tax')).toMatchObject({
      file: 'a.ofd',
      reader: 'xbrl-rai/1',
    });
  });

  it('that differ name both', () => {
    const { findings } = readAs('auto', [fileOf('a.ofd', ticket()), fileOf('b.pdf', ticket({ TrainNumber: 'G1' }))]);
    expect(findings).toEqual([
      expect.objectContaining({ code: 'FACTS_DIFFER', expected: 'G9999 (a.ofd Attachs/0.xml#/xbrl/TrainNumber)' }),
    ]);
  });

  it('of two vouchers are two records', () => {
    const other = ticket({ ElectronicInvoiceRailwayETicketNumber: '26991000000000000102', TrainNumber: 'G1' });
    const reading = readAs('auto', [fileOf('a.ofd', ticket()), fileOf('b.ofd', other)]);
    expect(codesOf(reading)).toEqual(['VOUCHER_SEVERAL']);
    expect(reading.duplicateKey).toBe('railway-ticket:26991000000000000101');
  });

  it('are compared with what the sender declared, by the names of the kind', () => {
    const declared = (metadata: Record<string, unknown>) =>
      codesOf(readAs('auto', [fileOf('a.ofd', ticket())], { metadata }));
    expect(declared({ 发票号码: '26991000000000000101', 票价: '109.00', 密级: '公开' })).toEqual([]);
    expect(declared({ 票价: '190.00' })).toEqual(['DECLARATION_DIFFERS']);
    const air = codesOf(readAs('auto', [fileOf('a.ofd', itinerary())], { metadata: { 票价: '800', 合计: '943.80' } }));
    expect(air).toEqual([]);
  });

  it('without data are still of the declared kind, and the sender is told', () => {
    const reading = readAs('bank-receipt', [fileOf('a.ofd')], {
      metadata: { 回单编号: '2026032590296600', 金额: '1130.00' },
    });
    expect(reading.findings).toEqual([
      expect.objectContaining({ code: 'VOUCHER_DATA_MISSING', severity: 'info', where: 'a.ofd' }),
    ]);
    expect(reading).toMatchObject({ duplicateKey: 'bank-receipt::2026032590296600', voucher: { amount: '1130.00' } });
  });

  it('with an empty instance are told as without', () => {
    const empty = xbrl({
      prefix: 'bkrs',
      body: items({ IdentificationCodeOfIssuer: 'C1030131001288', Currency: 'CNY' }),
    });
    expect(codesOf(readAs('auto', [fileOf('a.ofd', empty)]))).toEqual(['VOUCHER_DATA_MISSING']);
  });

  it('may have the data in another file', () => {
    expect(codesOf(readAs('auto', [fileOf('a.pdf'), fileOf('a.xbrl', ticket())]))).toEqual([]);
  });
});

describe('rules of the kinds', () => {
  const codes = (text: string) => codesOf(readAs('auto', [fileOf('a.ofd', text)]));

  it.each([
    ['a ticket that adds up', ticket(), []],
    ['a ticket that does not', ticket({ TaxAmount: '9.10' }), ['SUM_DIFFERS']],
    ['a refund, whose amounts are not judged', ticket({ TypeOfBusiness: '退', TaxAmount: '9.10' }), []],
    ['a number of 19 digits', ticket({ ElectronicInvoiceRailwayETicketNumber: '2699100000000000010' }), ['VOUCHER_NUMBER_UNLIKELY']],
    ['an itinerary that adds up', itinerary(), []],
    ['an itinerary that does not', itinerary({ OtherTaxes: '1.00' }), ['SUM_DIFFERS']],
    ['an insurance beside the total', itinerary({ Insurance: '30.00' }), []],
    ['an insurance in the total', itinerary({ Insurance: '30.00', TotalAmount: '973.80' }), []],
    ['an insurance in neither', itinerary({ Insurance: '30.00', TotalAmount: '960.00' }), ['SUM_DIFFERS']],
    ['capitals that agree', receipt(), []],
    ['capitals that differ', receipt({ TransactionAmountInWords: '壹仟壹佰叁拾壹圆整' }), ['CAPITALS_DIFFER']],
    ['capitals that nobody reads', receipt({ TransactionAmountInWords: '详见明细' }), ['CAPITALS_UNREADABLE']],
    ['items that add up', bill({}, ['150.00', '50.00'].map((of) => tuple('ItemsTuple', items({ ItemName: '学费', ItemAmount: of }))).join('')), []],
    ['items that do not', bill({}, ['150.00', '49.00'].map((of) => tuple('ItemsTuple', items({ ItemName: '学费', ItemAmount: of }))).join('')), ['SUM_DIFFERS']],
    ['an item without an amount', bill({}, tuple('ItemsTuple', items({ ItemName: '学费', ItemCode: '1' }))), []],
  ])('%s', (_, text, expected) => expect(codes(text)).toEqual(expected)); // prettier-ignore

  it('links a refunded ticket to the one it takes back, and a changed one to the one it replaces', () => {
    const relations = (changes: Readonly<Record<string, string>>) =>
      readAs('auto', [fileOf('a.ofd', ticket({ NumberOfOriginalInvoice: '26991000000000000099', ...changes }))])
        .relations;
    expect(relations({ TypeOfBusiness: '退' })).toEqual([
      expect.objectContaining({ type: 'red-of', key: 'railway-ticket:26991000000000000099', file: 'a.ofd' }),
    ]);
    expect(relations({ TypeOfBusiness: '改' })).toEqual([expect.objectContaining({ type: 'replaces' })]);
  });
});

describe('a bank statement', () => {
  const row = (code: string, amount: string, balance: string, more: Readonly<Record<string, string>> = {}) =>
    tuple(
      'InformationOfReconcileDetailsTuple',
      items({ DateOfBookkeeping: '2026-03-05', IdentificationOfCreditOrDebit: code, TransactionAmount: amount, AccountBalance: balance, ...more }),
    ); // prettier-ignore
  const HEAD = {
    IdentificationCodeOfIssuer: 'C1030311000455',
    CustomerSettlementBankAccount: '62000001',
    NameOfCustomerAccount: '测试采购有限公司',
    YearOfBankReconciliationStatement: '2026',
    MonthOfBankReconciliationStatement: '03',
    AccountBalanceAtTheEndOfReconciliationCycleAmount: '70.00',
  };
  const statement = (rows: string[], head: Readonly<Record<string, string>> = {}) =>
    readAs('auto', [
      fileOf('a.ofd', xbrl({ prefix: 'bkrs', date: '2023-05-15', body: items({ ...HEAD, ...head }) + rows.join('') })),
    ]);
  const ROWS = [row('1', '100.00', '100.00'), row('0', '40.00', '60.00'), row('1', '10.00', '70.00')];

  it('is identified by account and month, and is nothing to book', () => {
    const reading = statement(ROWS);
    expect(codesOf(reading)).toEqual([]);
    expect(reading).toMatchObject({
      kind: 'bank-statement',
      duplicateKey: 'bank-statement:C1030311000455:62000001-2026-03',
      title: '银行电子对账单 测试采购有限公司 2026 03',
      voucher: null,
    });
    expect(reading.facts.find(({ key, group }) => key === 'balance' && group === 'transaction/3')?.value).toBe('70.00');
  });

  it.each([
    ['from the newest', [...ROWS].reverse(), {}, []],
    ['with empty rows between', ROWS.flatMap((one) => [one, row('0', '0.00', '0.00')]), {}, []],
    ['the other codes', [row('C', '100.00', '100.00'), row('D', '40.00', '60.00'), row('C', '10.00', '70.00')], {}, []],
    ['a movement missing', [ROWS[0]!, ROWS[2]!], {}, ['STATEMENT_BALANCE_BROKEN']],
    ['a code the wrong way', [...ROWS, row('1', '5.00', '65.00'), row('1', '5.00', '70.00')], {}, ['STATEMENT_DIRECTION_MIXED']],
    ['another closing balance', ROWS, { AccountBalanceAtTheEndOfReconciliationCycleAmount: '71.00' }, ['STATEMENT_CLOSING_DIFFERS']],
    ['another opening balance', ROWS, { AccountBalanceAtTheBeginningOfReconciliationCycleAmount: '5.00' }, ['STATEMENT_BALANCE_BROKEN']],
    ['the right opening balance', ROWS, { AccountBalanceAtTheBeginningOfReconciliationCycleAmount: '0.00' }, []],
    ['a day of another month', ROWS, { MonthOfBankReconciliationStatement: '04' }, ['STATEMENT_DATE_OUTSIDE', 'STATEMENT_DATE_OUTSIDE', 'STATEMENT_DATE_OUTSIDE']],
    ['balances that change sides', [row('1', '1.00', '1.00', { DebitOrCreditOfBalance: '0' }), row('0', '9.00', '8.00', { DebitOrCreditOfBalance: '1' })], {}, []],
  ])('%s', (_, rows, head, expected) => expect(codesOf(statement(rows, head))).toEqual(expected)); // prettier-ignore

  it('is read in time with thousands of rows', () => {
    const rows = Array.from({ length: 5000 }, (_, index) => row('1', '1.00', `${index + 1}.00`));
    const started = performance.now();
    expect(codesOf(statement(rows, { AccountBalanceAtTheEndOfReconciliationCycleAmount: '5000.00' }))).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('a receiver view beside its voucher', () => {
  it('adds the booking, and gives way to the voucher in everything else', () => {
    const booked = xbrl({ prefix: 'rai', body: items(TICKET) + booking('记-1', entry('借', '差旅费', '109.00'), entry('贷', '银行存款', '109.00')) });
    const reading = readAs('auto', [fileOf('b.xml', booked), fileOf('a.ofd', ticket())]);
    expect(codesOf(reading)).toEqual([]);
    expect(reading.facts.find(({ key }) => key === 'total-with-tax')?.file).toBe('a.ofd');
    expect(reading.facts.find(({ key }) => key === 'accounting-document-number')?.file).toBe('b.xml');
  }); // prettier-ignore
});
