import {
  bookRank,
  CLASSIFICATION_SCHEMES,
  classPath,
  leastRetention,
  reportRank,
  reportSpan,
} from '../../../../src/core/records/accounting/classification.js';
import { type KindFile } from '../../../../src/core/records/kind.js';
import { codesOf, fileOf, readAs } from '../documents/read-voucher.js';
import { TICKET, booking, entry, items, xbrl } from '../documents/xbrl-vouchers.js';

const METADATA = { 会计年度: '2026', 会计月份: '03', 凭证号: '记-0001', 本位币: 'CNY', 编制人: '甲' };
const NUMBER = 'ElectronicInvoiceRailwayETicketNumber';
const as = (role: string, file: KindFile): KindFile => ({ ...file, role });
const VOUCHER = as('记账凭证', fileOf('记账凭证.pdf'));
const ticketFile = (name = '原始凭证/票.ofd') =>
  as('原始凭证', fileOf(name, xbrl({ prefix: 'rai', body: items(TICKET) })));
const bookedOn = (number: string, name = '入账信息.xbrl') =>
  as('入账信息', fileOf(name, xbrl({ prefix: 'rai', body: items({ [NUMBER]: TICKET[NUMBER]! }) + booking(number, entry('借', '差旅费', '109.00'), entry('贷', '银行存款', '109.00')) }))); // prettier-ignore
const read = (files: KindFile[], metadata: Record<string, unknown> = METADATA, more = {}) =>
  readAs('accounting-voucher', files, { metadata, ...more });

describe('an accounting voucher', () => {
  it('is identified by month and number, linked to its originals, with the booking in it', () => {
    const reading = read([VOUCHER, ticketFile(), bookedOn('记-0001')]);
    expect(codesOf(reading)).toEqual([]);
    expect(reading).toMatchObject({ duplicateKey: 'accounting-voucher:2026-03:记-0001', title: '记账凭证 记-0001 2026-03' });
    expect(reading.relations).toEqual([
      expect.objectContaining({ type: 'has-original', key: 'railway-ticket:26991000000000000101', file: '原始凭证/票.ofd' }),
      expect.objectContaining({ type: 'books', key: 'railway-ticket:26991000000000000101', file: '入账信息.xbrl' }),
    ]);
    const said = (key: string) => reading.facts.find((fact) => fact.key === key)?.value;
    expect([said('base-currency'), said('preparer'), said('accounting-month'), said('posting-date')]).toEqual(['CNY', '甲', '2026-03', '2026-03-31']);
  }); // prettier-ignore

  it('is recognised by the role of its file', () => {
    expect(readAs('auto', [VOUCHER, ticketFile()]).kind).toBe('accounting-voucher');
    expect(readAs('auto', [ticketFile()]).kind).toBe('railway-ticket');
  });

  it('takes number and month from the booking information where the sender gives none', () => {
    expect(read([VOUCHER, bookedOn('记-0007')], {}).duplicateKey).toBe('accounting-voucher:2026-03:记-0007');
  });

  it('is told apart by ledger where the sender does', () => {
    expect(read([VOUCHER], { ...METADATA, 账套: '01' }).duplicateKey).toBe('accounting-voucher:01:2026-03:记-0001');
  });

  it('is one number: booking information of another does not belong', () => {
    expect(read([VOUCHER, ticketFile(), bookedOn('记-0002')]).findings).toEqual([
      expect.objectContaining({ code: 'BOOKING_OTHER_DOCUMENT', expected: '记-0001', found: '记-0002' }),
    ]);
  });

  it('shows voucher, originals each with its booking, the rest, and says when they came otherwise', () => {
    const contract = as('附件', fileOf('合同.pdf'));
    const good = read([VOUCHER, ticketFile(), contract, bookedOn('记-0001')]);
    expect(good.order).toEqual(['记账凭证.pdf', '原始凭证/票.ofd', '入账信息.xbrl', '合同.pdf']);
    expect(codesOf(good)).toEqual([]);
    const bad = read([contract, ticketFile(), VOUCHER]);
    expect(bad.order).toEqual(['记账凭证.pdf', '原始凭证/票.ofd', '合同.pdf']);
    expect(bad.findings).toEqual([expect.objectContaining({ code: 'ACCOUNTING_ORDER', severity: 'info', where: '合同.pdf' })]);
  }); // prettier-ignore

  it('knows a role by the folder, by the content, by the name', () => {
    const files = [
      fileOf('记账凭证/1.pdf'),
      fileOf('a.ofd', xbrl({ prefix: 'rai', body: items(TICKET) })),
      fileOf('其他.pdf'),
    ];
    expect(read([...files].reverse()).order).toEqual(['记账凭证/1.pdf', 'a.ofd', '其他.pdf']);
  });

  it('misses the file of the accounting voucher', () => {
    expect(codesOf(read([ticketFile()]))).toEqual(['ACCOUNTING_VOUCHER_MISSING']);
  });

  it.each([
    ['as many as are here', { 附单据数: '1' }, []],
    ['more than are here and linked', { 附单据数: '3' }, ['ACCOUNTING_ORIGINALS_COUNT']],
    ['here and linked together', { 附单据数: 2 }, []],
    ['fewer than are here', { 附单据数: '0' }, ['ACCOUNTING_ORIGINALS_COUNT']],
    ['numbers that are here or linked', { originals: [TICKET[NUMBER], '26991000000000000001'] }, []],
    ['a number that is nowhere', { originals: ['26991000000000000999'] }, ['ACCOUNTING_ORIGINAL_MISSING']],
  ])('compares the originals declared: %s', (_, said, expected) => {
    const relations = [{ type: '原始凭证', businessKey: 'e-invoice:26991000000000000001' }];
    expect(codesOf(read([VOUCHER, ticketFile()], { ...METADATA, ...said }, { relations }))).toEqual(expected);
  });

  it('counts the renditions of one original once', () => {
    expect(
      codesOf(
        read([VOUCHER, ticketFile('原始凭证/票.ofd'), ticketFile('原始凭证/票.pdf')], { ...METADATA, 附单据数: '1' }),
      ),
    ).toEqual([]);
  });

  it('says where its paper twin lies', () => {
    expect(read([VOUCHER], { ...METADATA, 纸质存放位置: 'A-12-3' }).relations).toEqual([
      expect.objectContaining({ type: 'paper-twin-at', key: 'A-12-3', file: 'declaration' }),
    ]);
  });
});

describe('books, reports and the rest', () => {
  it('have form and year, and the least retention of their sort', () => {
    const said = (kind: string, title: string, metadata = {}) => {
      const { facts } = readAs(kind, [fileOf('a.pdf')], { title, metadata: { 会计年度: '2026', ...metadata } });
      return ['accounting-form', 'accounting-year', 'least-retention'].map(
        (key) => facts.find((fact) => fact.key === key)?.value,
      );
    };
    expect(said('accounting-book', '总账')).toEqual(['book', '2026', 'D30']);
    expect(said('accounting-book', '固定资产卡片')).toEqual(['book', '2026', undefined]);
    expect(said('accounting-report', '2026 年度财务报告')).toEqual(['report', '2026', 'Y']);
    expect(said('accounting-report', '3 月资产负债表', { 报告类型: '月报' })).toEqual(['report', '2026', 'D10']);
    expect(said('accounting-other', '银行余额调节表')).toEqual(['other', '2026', 'D10']);
  });

  it('take the year of the date, and say when there is none', () => {
    expect(codesOf(readAs('accounting-book', [fileOf('a.pdf')], { date: '2026-03' }))).toEqual([]);
    expect(codesOf(readAs('accounting-book', [fileOf('a.pdf')]))).toEqual(['ACCOUNTING_YEAR_MISSING']);
  });

  it('order books as the standard does', () => {
    const names = ['其他辅助账.pdf', '固定资产卡片.pdf', '现金日记账.pdf', '银行存款日记账.pdf', '应收明细账.pdf', '总账.pdf'];
    expect(readAs('accounting-book', names.map((name) => fileOf(name)), { date: '2026' }).order).toEqual([...names].reverse());
    expect(bookRank('往来款')).toBe(5);
  }); // prettier-ignore

  it('know the span of a report', () => {
    expect(['2026年3月报表', '一季度', '半年度报告', '年度决算'].map((name) => reportRank(reportSpan(name, null)))).toEqual([0, 1, 2, 3]);
    expect([reportSpan(null, '2026'), reportSpan(null, '2026-03'), reportSpan(null, '2026-03-31'), reportSpan('其他', null)]).toEqual(['year', 'month', null, null]);
    expect(reportRank(null)).toBe(4);
    expect(leastRetention('report', { span: null })).toBe('Y');
  }); // prettier-ignore
});

describe('the four classification trees', () => {
  const facts = { form: 'voucher', year: '2026', period: 'D30', department: 'CWB', type: '税收会计' } as const;
  it.each([
    ['form-year-period', 'KU·PZ·2026·D30'],
    ['year-form-period', 'KU·2026·PZ·D30'],
    ['year-department-form-period', 'KU·2026·CWB·PZ·D30'],
    ['year-type-form-period', 'KU·2026·税收会计·PZ·D30'],
  ])('%s', (id, path) => {
    const scheme = CLASSIFICATION_SCHEMES.find((one) => one.id === id)!;
    expect(classPath(scheme, facts)).toBe(path);
    expect(classPath(scheme, { ...facts, year: null })).toBeNull();
    expect(classPath(scheme, { ...facts, year: '20·26' })).toBeNull();
  });

  it('take the codes of the fonds', () => {
    const codes = { voucher: '凭证', book: '账簿', report: '报告', other: '其他' };
    expect(classPath(CLASSIFICATION_SCHEMES[0]!, facts, codes)).toBe('KU·凭证·2026·D30');
    expect(classPath(CLASSIFICATION_SCHEMES[2]!, { form: 'book', year: '2026', period: 'D30' })).toBeNull();
  });
});
