import { type DictionaryEntry, entriesOf } from './entry.js';

/** What a receiver adds to a voucher once it is booked (入账信息), beyond the rows of facts.ts. */
export const BOOKING_ENTRIES: readonly DictionaryEntry[] = entriesOf(
  { area: 'accounting', source: '电子凭证会计数据标准, 入账信息, as public readers take it', grade: 'B' },
  [
    ['contract-number', '合同编号', 'Contract number', 'identifier'],
    ['usage-confirmation', '用途确认', 'Confirmation of use', 'text'],
    ['red', '是否红字', 'Red', 'boolean'],
    ['checked', '是否已查验', 'Checked', 'boolean'],
    ['paid', '是否已付款', 'Paid', 'boolean'],
    ['deducted', '是否已抵扣', 'Input tax deducted', 'boolean'],
    ['reconciled', '是否已对账', 'Reconciled', 'boolean'],
    ['sent-to-bank', '是否已传银行', 'Sent to the bank', 'boolean'],
    ['deduction-period', '抵扣所属期', 'Period of deduction', 'date'],
    ['input-tax-transferred-out', '进项税额是否已转出', 'Input tax transferred out', 'boolean'],
    ['income-tax-deducted', '是否已税前扣除', 'Deducted for income tax', 'boolean'],
    ['income-tax-year-from', '税前扣除起始年度', 'First year of income-tax deduction', 'date'],
    ['income-tax-year-until', '税前扣除截止年度', 'Last year of income-tax deduction', 'date'],
    ['expenditure-from', '权责发生制支出起始期间', 'First period of expenditure', 'date'],
    ['expenditure-until', '权责发生制支出截止期间', 'Last period of expenditure', 'date'],
  ],
);
