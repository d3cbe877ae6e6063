import { type Finding } from '../../finding.js';
import { taxIdProblem } from '../credit-code.js';
import { parseDecimal } from '../decimal.js';
import { type Fact, type SourcedFact } from '../fact.js';
import { recordFinding } from '../findings.js';
import { byKey } from '../sums.js';
import { checkArithmetic } from './cn-arithmetic.js';
import { type InvoiceRules } from './rules.js';

const valueOf = (facts: readonly Fact[], key: string): string | null =>
  facts.find((fact) => fact.key === key && fact.group === undefined)?.value ?? null;

const digitsOf = (text: string | null): string => text?.normalize('NFKC').replace(/\s/g, '') ?? '';

/** The duplicate key of an invoice: 20 digits alone (数电票), or code of 10 or 12 digits and number of 8 (before). */
export function cnInvoiceKey(number: string | null, code: string | null): string | null {
  const digits = digitsOf(number);
  if (/^\d{20}$/.test(digits)) return `e-invoice:${digits}`;
  const of = digitsOf(code);
  return /^\d{8}$/.test(digits) && /^(\d{10}|\d{12})$/.test(of) ? `e-invoice:${of}-${digits}` : null;
}

/** Invoices of China: 数电票, and the 增值税电子发票 before it. */
export const cnRules: InvoiceRules = {
  keyOf: (facts) => cnInvoiceKey(valueOf(facts, 'invoice-number'), valueOf(facts, 'invoice-code')),
  check: (facts) => [...checkArithmetic(facts), ...checkTaxIds(facts)],
  checkRecord: (facts) => [...checkNumber(facts), ...checkRed(facts)],
  correctsOf: (facts) => {
    const by = facts.find(({ key }) => key === 'red-of-number');
    const key = by === undefined ? null : cnInvoiceKey(by.value, valueOf(facts, 'red-of-code'));
    return by === undefined || key === null ? [] : [{ key, by }];
  },
  relation: 'red-of',
  amountOf: (facts) => valueOf(facts, 'total-with-tax'),
  currency: 'CNY',
};

function checkTaxIds(facts: readonly SourcedFact[]): Finding[] {
  return ['seller-id', 'buyer-id'].flatMap((key) => {
    const said = byKey(facts, key);
    const problem = said === undefined ? null : taxIdProblem(said.text);
    if (said === undefined || problem === null) return [];
    const expected = problem.expected === null ? '0-9 A-H J-N P Q R T U W X Y' : `…${problem.expected}`;
    return [
      recordFinding('INVOICE_TAX_ID_CHECK', `${said.file} ${said.place}`, `${key} is not a credit code of GB 32100`, {
        expected,
        found: said.text,
      }),
    ];
  });
}

/** Digits 3 and 4 of a 数电票: provinces after GB/T 2260; for cities planned separately 9x is met, which no public table confirms. */
const REGIONS = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 91 92 93 94 95'.split(
    ' ',
  ),
);

/** Structure only, and only as information: how numbers are given out is known from public implementations. */
function checkNumber(facts: readonly SourcedFact[]): Finding[] {
  const said = byKey(facts, 'invoice-number');
  if (said === undefined) return [];
  const digits = digitsOf(said.value);
  const code = digitsOf(valueOf(facts, 'invoice-code'));
  const unusual = (expected: string, found: string): Finding[] => [
    recordFinding('INVOICE_NUMBER_UNUSUAL', `${said.file} ${said.place}`, `${found}: expected ${expected}`, {
      expected,
      found,
    }),
  ];
  if (/^\d{20}$/.test(digits)) {
    const year = valueOf(facts, 'issue-date')?.slice(2, 4) ?? digits.slice(0, 2);
    if (digits.slice(0, 2) !== year) return unusual(`${year}…`, digits);
    return REGIONS.has(digits.slice(2, 4)) ? [] : unusual('[3–4] 11–65, 91–95', digits.slice(2, 4));
  }
  return cnInvoiceKey(digits, code) === null ? unusual('20 | 10 + 8 | 12 + 8', said.text.slice(0, 100)) : [];
}

/** A red invoice (红字发票) is negative and names the blue one. */
function checkRed(facts: readonly SourcedFact[]): Finding[] {
  const total = byKey(facts, 'total-with-tax');
  const blue = byKey(facts, 'red-of-number');
  const marked = byKey(facts, 'issue-type');
  const amount = total?.value == null ? null : parseDecimal(total.value);
  if (total === undefined || amount === null) return [];
  const red = blue ?? (marked !== undefined && marked.text.includes('红') ? marked : undefined);
  const where = `${total.file} ${total.place}`;
  if (red !== undefined && amount.units > 0n)
    return [
      recordFinding('INVOICE_RED_POSITIVE', where, 'a red invoice with a positive total', {
        expected: `total-with-tax < 0 (${red.key} = ${red.text})`,
        found: total.text,
      }),
    ];
  if (amount.units < 0n && blue === undefined)
    return [
      recordFinding('INVOICE_RED_UNLINKED', where, 'a negative total, and no blue invoice is named', {
        found: total.text,
      }),
    ];
  return [];
}
