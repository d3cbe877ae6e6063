import { ACCOUNTING_BUDGET, ACCOUNTING_ENTERPRISE } from '../../../src/core/retention/accounting-table.js';
import { dueOf, yearOf } from '../../../src/core/retention/due.js';
import { atLeast, parsePeriod, periodCode } from '../../../src/core/retention/period.js';
import { compareTables, decideScope, type ScopeRow, tableProblems } from '../../../src/core/retention/table.js';

const RULE = { zh: '第 3 版第 12 行', en: 'row 12 of table v3' };
const period = (text: string) => parsePeriod(text)!;

describe('a retention period', () => {
  it.each([
    ['永久', { kind: 'permanent' }, 'Y'],
    ['Y', { kind: 'permanent' }, 'Y'],
    ['30年', { kind: 'years', years: 30 }, 'D30'],
    ['D10', { kind: 'years', years: 10 }, 'D10'],
    ['定期30年', { kind: 'years', years: 30 }, 'D30'],
    ['报废清理后5年', { kind: 'event', event: '报废清理', years: 5 }, null],
    ['event:disposal+5', { kind: 'event', event: 'disposal', years: 5 }, null],
    ['收到副本2年', { kind: 'received-copy', years: 2 }, 'D2'],
    ['长期', { kind: 'old', text: '长期' }, null],
  ])('%s is read', (text, parsed, code) => {
    expect(parsePeriod(text)).toEqual(parsed);
    expect(periodCode(parsePeriod(text)!)).toBe(code);
  });

  it.each(['', '很久', '0年', '300年', '-5', '三十年', 'D', '30个月', 'event:+5'])('"%s" is never guessed', (text) => {
    expect(parsePeriod(text)).toBeNull();
  });

  it('may only be lengthened', () => {
    expect(atLeast(period('永久'), period('30年'))).toBe(true);
    expect(atLeast(period('10年'), period('30年'))).toBe(false);
    expect(atLeast(period('30年'), period('永久'))).toBe(false);
    expect(atLeast(period('报废清理后6年'), period('报废清理后5年'))).toBe(true);
    expect(atLeast(period('30年'), period('报废清理后5年'))).toBeNull();
    expect(atLeast(period('长期'), period('30年'))).toBeNull();
  });
});

describe('a due date', () => {
  const facts = { year: 2026, eventDate: null };
  it('is counted from the day after the year ends, and says why', () => {
    expect(dueOf(period('30年'), facts, RULE)).toEqual({
      due: '2057-01-01',
      state: 'counted',
      zh: '自 2026-12-31 起 30 年（依据第 3 版第 12 行）',
      en: '30 years from 2026-12-31 by row 12 of table v3',
    });
    expect(dueOf(period('10年'), { ...facts, yearEnd: '06-30' }, RULE).due).toBe('2036-07-01');
  });

  it('is not known before there is a year or an event', () => {
    expect(dueOf(period('30年'), { year: null, eventDate: null }, RULE)).toMatchObject({
      due: null,
      state: 'waits-for-year',
    });
    expect(dueOf(period('报废清理后5年'), facts, RULE)).toMatchObject({ due: null, state: 'waits-for-event' });
    expect(dueOf(period('报废清理后5年'), { ...facts, eventDate: '2028-02-29' }, RULE).due).toBe('2033-03-01');
    expect(dueOf(period('永久'), facts, RULE)).toMatchObject({ due: null, state: 'permanent' });
    expect(dueOf(period('短期'), facts, RULE)).toMatchObject({ due: null, state: 'waits-for-appraisal' });
  });

  it('takes the year of the fonds, not of the clock', () => {
    const newYear = new Date('2026-12-31T16:30:00Z');
    expect(yearOf(newYear, 'Asia/Shanghai')).toBe(2027);
    expect(yearOf(newYear, 'UTC')).toBe(2026);
    expect(yearOf(new Date('2026-07-01T00:00:00Z'), 'UTC', '06-30')).toBe(2027);
  });
});

const row = (more: Partial<ScopeRow>): ScopeRow => ({
  code: '1',
  title: '发票',
  inScope: true,
  class: 'KU',
  period: '30年',
  basis: '79号令',
  unit: '财务部',
  kinds: ['e-invoice'],
  words: [],
  ...more,
});
const decide = (rows: ScopeRow[], more = {}) =>
  decideScope(
    { version: 3, from: '2026-01-01', rows },
    { kind: 'e-invoice', title: '办公用品发票', words: [], ...more },
  );

describe('an archiving scope', () => {
  it('decides by the one row that fits', () => {
    expect(decide([row({}), row({ code: '2', kinds: ['contract'] })])).toMatchObject({
      row: { code: '1' },
      why: 'one-row',
    });
  });

  it('takes the row that says more of the record', () => {
    const rows = [row({}), row({ code: '2', words: ['办公'], period: '10年' })];
    expect(decide(rows)).toMatchObject({ row: { code: '2' }, why: 'most-exact' });
  });

  it('leaves to a person what two rows say differently, and not what they say alike', () => {
    expect(decide([row({}), row({ code: '2', period: '10年' })])).toMatchObject({ row: null, why: 'ambiguous' });
    expect(decide([row({}), row({ code: '2' })])).toMatchObject({ row: { code: '1' }, why: 'rows-agree' });
  });

  it('says when no row speaks of it; a row about nothing fits nothing', () => {
    expect(decide([row({ kinds: ['contract'] }), row({ code: '2', kinds: [] })])).toMatchObject({
      row: null,
      candidates: [],
      why: 'no-row',
    });
  });

  it('keeps to the class that is given', () => {
    const rows = [row({}), row({ code: '2', class: 'WS' })];
    expect(decide(rows, { class: 'WS·BGS' })).toMatchObject({ row: { code: '2' } });
  });
});

describe('a table', () => {
  it.each([
    ['enterprise', ACCOUNTING_ENTERPRISE],
    ['budget', ACCOUNTING_BUDGET],
  ])('of 79号令 for %s is sound', (_, rows) => {
    expect(tableProblems(rows)).toEqual([]);
  });

  it('tells each wrong cell by row and column, so that it can be mended from the message alone', () => {
    const rows = [
      row({ code: '' }),
      row({ code: '2', title: '' }),
      row({ code: '2', class: '' }),
      row({ code: '4', period: '三十年' }),
      row({ code: '5', period: '' }),
      row({ code: '6', inScope: false }),
      row({ code: 'KU-PZ-01', title: '原始凭证', period: '10年' }),
      row({ code: 'KU-BG-02', title: '年度财务会计报告', inScope: false, period: '' }),
    ];
    expect(
      tableProblems(rows, ACCOUNTING_ENTERPRISE).map(({ row: at, column, en }) => `${at} ${column}: ${en}`),
    ).toEqual([
      '2 code: the code is missing',
      '3 title: the title is missing',
      '4 code: code "2" stands in row 3 too',
      '4 class: what is archived needs a class',
      '5 period: "三十年" is no period: 永久, 30年, 10年, 报废清理后5年, 收到副本2年',
      '6 period: what is archived needs a period',
      '7 period: what is not archived has no period',
      '8 period: shorter than the minimum 30年 of 财政部、国家档案局令第79号附表',
      '9 inScope: 财政部、国家档案局令第79号附表 demands that it is archived',
    ]);
  });

  it('is compared with the former one row by row', () => {
    const before = [row({}), row({ code: '2' })];
    const after = [row({ period: '永久' }), row({ code: '3' })];
    expect(
      compareTables(before, after).map(({ code, before: was, after: is }) => [code, was?.period, is?.period]),
    ).toEqual([
      ['1', '30年', '永久'],
      ['2', '30年', undefined],
      ['3', undefined, '30年'],
    ]);
  });
});
