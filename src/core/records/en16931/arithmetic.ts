import { absolute, add, type Decimal, encodeDecimal, multiply, parseDecimal, round, subtract } from '../decimal.js';
import { type Broken, groupsAt, HALF_CENT, type InvoiceRule, ONE_UNIT, rule, shown, within } from './rule.js';
import { type InvoiceView } from './view.js';

const ZERO: Decimal = { units: 0n, scale: 0 };
const ONE: Decimal = { units: 1n, scale: 0 };

/** A total against what it is made of; `made` is null when a part is missing or no number. */
const total = (id: string, key: string, says: string, made: (invoice: InvoiceView) => Decimal | null): InvoiceRule =>
  rule({
    id,
    code: 'EN16931_TOTAL_WRONG',
    says,
    header: id !== 'BR-CO-10' && id !== 'BR-CO-16',
    // ZUGFeRD 1.0 counts allowances with their sign, and extensions have payments by third parties.
    arithmetic: !['BR-CO-11', 'BR-CO-12', 'BR-CO-16'].includes(id),
    broken: (invoice) => {
      const [said, sum] = [invoice.number(key), made(invoice)];
      return said === null || sum === null || within(said, sum, HALF_CENT) ? [] : [differs(key, '', sum, said)];
    },
  });

const differs = (key: string, group: string, expected: Decimal, found: Decimal): Broken => ({
  key,
  group,
  expected: shown(round(expected, 2)),
  found: shown(found),
});

/** Zero for a term that is not there, null for one that is no number. */
const orZero = (invoice: InvoiceView, key: string): Decimal | null => invoice.has(key) ? invoice.number(key) : ZERO; // prettier-ignore

const plus = (...parts: (Decimal | null)[]): Decimal | null =>
  parts.reduce((sum, part) => (sum === null || part === null ? null : add(sum, part)), ZERO as Decimal | null);

const minus = (one: Decimal | null, other: Decimal | null): Decimal | null =>
  one === null || other === null ? null : subtract(one, other);

/** In EXTENDED profiles a line may only group or explain others (BT-X-8): it is not summed up. */
export const countedLines = (invoice: InvoiceView): string[] =>
  invoice.groups('line').filter((group) => {
    const kind = invoice.text('line-kind', group)?.toUpperCase();
    return kind === undefined || kind === 'DETAIL';
  });

/** Without any part there is nothing to compare with. */
const sumOver = (family: string) => (invoice: InvoiceView) => invoice.sum('amount', invoice.groups(family));

/** EN 16931-1 clause 6.4.2, BR-CO-10 to BR-CO-17. */
export const ARITHMETIC_RULES: readonly InvoiceRule[] = [
  total('BR-CO-10', 'lines-total', 'BT-106 = sum of the net amounts of lines (BT-131)', (invoice) =>
    invoice.groups('line').length === 0 ? null : invoice.sum('amount', countedLines(invoice)),
  ),
  total('BR-CO-11', 'allowances-total', 'BT-107 = sum of the allowances of the document (BT-92)', sumOver('allowance')),
  total('BR-CO-12', 'charges-total', 'BT-108 = sum of the charges of the document (BT-99)', sumOver('charge')),
  ...(['allowance', 'charge'] as const).map((family, index) =>
    rule({
      id: index === 0 ? 'BR-CO-11' : 'BR-CO-12',
      code: 'EN16931_TERM_MISSING',
      says: `The sum of the ${family}s (BT-10${7 + index}) shall be given where there are any`,
      header: true,
      broken: (invoice) =>
        invoice.groups(family).length === 0 || invoice.has(`${family}s-total`)
          ? []
          : [{ key: null, group: `${family}/1`, expected: `${family}s-total`, found: 'nothing' }],
    }),
  ),
  total('BR-CO-13', 'total-without-tax', 'BT-109 = BT-106 - BT-107 + BT-108', (invoice) =>
    invoice.has('lines-total')
      ? plus(
          minus(invoice.number('lines-total'), orZero(invoice, 'allowances-total')),
          orZero(invoice, 'charges-total'),
        )
      : null,
  ),
  total('BR-CO-14', 'total-tax', 'BT-110 = sum of the tax amounts of the VAT breakdown (BT-117)', (invoice) =>
    invoice.groups('vat').length === 0 ? null : invoice.sum('tax-amount', invoice.groups('vat')),
  ),
  total('BR-CO-15', 'total-with-tax', 'BT-112 = BT-109 + BT-110', (invoice) =>
    plus(invoice.number('total-without-tax'), orZero(invoice, 'total-tax')),
  ),
  rule({
    id: 'BR-CO-15',
    code: 'EN16931_TOTAL_WRONG',
    says: 'The total VAT is given once in the currency of the invoice (BT-5)',
    broken: (invoice) => {
      const [currency, totals] = [invoice.text('currency'), invoice.groups('tax-total')];
      const own = totals.filter((group) => invoice.fact('total', group)?.currency === currency);
      return currency === undefined || totals.length === 0 || own.length === 1
        ? []
        : [{ key: null, group: totals[0]!, expected: `one in ${currency}`, found: String(own.length) }];
    },
  }),
  total('BR-CO-16', 'payable-amount', 'BT-115 = BT-112 - BT-113 + BT-114', (invoice) =>
    plus(
      minus(invoice.number('total-with-tax'), orZero(invoice, 'prepaid-amount')),
      orZero(invoice, 'rounding-amount'),
    ),
  ),
  rule({
    id: 'BR-CO-17',
    code: 'EN16931_TOTAL_WRONG',
    says: 'BT-117 = BT-116 × BT-119 / 100, rounded to two decimals',
    header: true,
    arithmetic: true,
    broken: (invoice) =>
      invoice.groups('vat').flatMap((group) => {
        const [base, rate, tax] = ['taxable-amount', 'tax-rate', 'tax-amount'].map((key) => invoice.number(key, group));
        if (base == null || tax == null || (rate == null && invoice.has('tax-rate', group))) return [];
        const expected = round(multiply(absolute(base), rate ?? ZERO), 2);
        return within(absolute(tax), expected, ONE_UNIT) ? [] : [differs('tax-amount', group, expected, tax)];
      }),
  }),
  rule({
    id: 'line net amount',
    code: 'EN16931_LINE_AMOUNT_DIFFERS',
    says: 'BT-131 = BT-129 × BT-146 / BT-149 - allowances + charges of the line',
    advice: true,
    arithmetic: true,
    broken: (invoice) =>
      countedLines(invoice).flatMap((group) => {
        const said = invoice.number('amount', group);
        const expected = lineAmount(invoice, group);
        return said === null || expected === null || within(said, expected, TWO_CENTS)
          ? []
          : [differs('amount', group, expected, said)];
      }),
  }),
];

/** What a price of four decimals and a discount may leave, as Peppol BIS Billing allows it (PEPPOL-EN16931-R120). */
const TWO_CENTS: Decimal = { units: 2n, scale: 2 };

function lineAmount(invoice: InvoiceView, group: string): Decimal | null {
  const quantity = invoice.number('quantity', group);
  const price = invoice.number('unit-price', group);
  const per = invoice.has('price-base-quantity', group) ? invoice.number('price-base-quantity', group) : ONE;
  if (quantity === null || price === null || per === null || per.units <= 0n) return null;
  return plus(
    divided(multiply(quantity, price), per),
    minus(ZERO, invoice.sum('amount', invoice.groups(`${group}/allowance`))),
    invoice.sum('amount', invoice.groups(`${group}/charge`)),
  );
}

/** To six decimals, which is more than any tolerance here. */
function divided(one: Decimal, by: Decimal): Decimal {
  const scale = 6;
  const numerator = one.units * 10n ** BigInt(by.scale + scale);
  return { units: numerator / (by.units * 10n ** BigInt(one.scale)), scale };
}

/** Amounts with at most two decimals, by the place they stand in (BR-DEC-01 to BR-DEC-28). */
const DECIMALS: readonly [id: string, scope: string, key: string, header: boolean][] = [
  ['BR-DEC-01', 'allowance', 'amount', false],
  ['BR-DEC-02', 'allowance', 'base-amount', false],
  ['BR-DEC-05', 'charge', 'amount', false],
  ['BR-DEC-06', 'charge', 'base-amount', false],
  ['BR-DEC-09', '', 'lines-total', false],
  ['BR-DEC-10', '', 'allowances-total', false],
  ['BR-DEC-11', '', 'charges-total', false],
  ['BR-DEC-12', '', 'total-without-tax', true],
  ['BR-DEC-13', '', 'total-tax', true],
  ['BR-DEC-14', '', 'total-with-tax', true],
  ['BR-DEC-15', '', 'total-tax-accounting', false],
  ['BR-DEC-16', '', 'prepaid-amount', false],
  ['BR-DEC-17', '', 'rounding-amount', false],
  ['BR-DEC-18', '', 'payable-amount', true],
  ['BR-DEC-19', 'vat', 'taxable-amount', false],
  ['BR-DEC-20', 'vat', 'tax-amount', false],
  ['BR-DEC-23', 'line', 'amount', false],
  ['BR-DEC-24', 'line/allowance', 'amount', false],
  ['BR-DEC-25', 'line/allowance', 'base-amount', false],
  ['BR-DEC-27', 'line/charge', 'amount', false],
  ['BR-DEC-28', 'line/charge', 'base-amount', false],
];

export const DECIMAL_RULES: readonly InvoiceRule[] = DECIMALS.map(([id, scope, key, header]) =>
  rule({
    id,
    code: 'EN16931_VALUE_NOT_ALLOWED',
    says: `${key} has at most two decimals`,
    header,
    broken: (invoice) =>
      groupsAt(invoice, scope).flatMap((group) => {
        const number = invoice.number(key, group);
        return number === null || number.scale <= 2
          ? []
          : [{ key, group, expected: 'at most two decimals', found: encodeDecimal(number) }];
      }),
  }),
);

/** An amount or number that is not in the form of xs:decimal can't be compared by anyone. */
export const FORM_RULE: InvoiceRule = rule({
  id: 'data type',
  code: 'EN16931_VALUE_UNREADABLE',
  says: 'An amount, number or date is not in the form of its type',
  header: true,
  arithmetic: true,
  broken: (invoice) =>
    invoice
      .all()
      .filter(({ type, value, text }) =>
        type === 'amount' || type === 'number' ? parseDecimal(text) === null : value === null,
      )
      .map(({ key, group, type, text }) => ({ key, group: group ?? '', expected: type, found: text.slice(0, 100) })),
});
