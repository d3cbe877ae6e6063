import { absolute, add, compare, type Decimal, multiply, round, subtract } from '../decimal.js';
import { countedLines } from './arithmetic.js';
import { type Broken, groupsAt, HALF_CENT, type InvoiceRule, ONE_UNIT, rule, shown, within } from './rule.js';
import { type InvoiceView } from './view.js';

/** A VAT category (UNCL5305 as EN 16931-1 restricts it) and what its rules ask for. */
interface Category {
  code: string;
  /** Part of the ids of its rules: BR-S-08. */
  family: string;
  name: string;
  /** `zero`: the rate is 0. `positive`, `any`: 0 or more. `none`: no rate is given. */
  rate: 'positive' | 'any' | 'zero' | 'none';
  /** Several breakdowns, one per rate. */
  perRate: boolean;
  /** Terms of the seller and of the buyer of which one has to be there. */
  seller: readonly string[];
  buyer: readonly string[];
  exemption: boolean;
}

const ANY_SELLER_ID = ['seller-id', 'seller-tax-registration', 'tax-representative-id'];
const VAT_SELLER_ID = ['seller-id', 'tax-representative-id'];

/** EN 16931-1 clause 6.4.3. */
const CATEGORIES: readonly Category[] = [
  { code: 'S', family: 'S', name: 'Standard rated', rate: 'positive', perRate: true, seller: ANY_SELLER_ID, buyer: [], exemption: false },
  { code: 'Z', family: 'Z', name: 'Zero rated', rate: 'zero', perRate: false, seller: ANY_SELLER_ID, buyer: [], exemption: false },
  { code: 'E', family: 'E', name: 'Exempt from VAT', rate: 'zero', perRate: false, seller: ANY_SELLER_ID, buyer: [], exemption: true },
  { code: 'AE', family: 'AE', name: 'Reverse charge', rate: 'zero', perRate: false, seller: ANY_SELLER_ID, buyer: ['buyer-id', 'buyer-legal-id'], exemption: true },
  { code: 'K', family: 'IC', name: 'Intra-community supply', rate: 'zero', perRate: false, seller: VAT_SELLER_ID, buyer: ['buyer-id'], exemption: true },
  { code: 'G', family: 'G', name: 'Export outside the EU', rate: 'zero', perRate: false, seller: VAT_SELLER_ID, buyer: [], exemption: true },
  { code: 'O', family: 'O', name: 'Not subject to VAT', rate: 'none', perRate: false, seller: [], buyer: [], exemption: true },
  { code: 'L', family: 'AF', name: 'IGIC', rate: 'any', perRate: true, seller: ANY_SELLER_ID, buyer: [], exemption: false },
  { code: 'M', family: 'AG', name: 'IPSI', rate: 'any', perRate: true, seller: ANY_SELLER_ID, buyer: [], exemption: false },
]; // prettier-ignore

const ZERO: Decimal = { units: 0n, scale: 0 };
const SCOPES = ['line', 'allowance', 'charge'] as const;

const of = (invoice: InvoiceView, scope: string, code: string): string[] =>
  groupsAt(invoice, scope).filter((group) => invoice.text('tax-category', group) === code);

/** Rules 01 to 10 of a category; BR-O has no number of its own for what it forbids, so its 02 to 04 are turned round. */
function rulesOf(category: Category): InvoiceRule[] {
  const { code, family, name } = category;
  const id = (number: string) => `BR-${family}-${number}`;
  const used = (invoice: InvoiceView) => SCOPES.some((scope) => of(invoice, scope, code).length > 0);
  return [
    rule({
      id: id('01'),
      code: 'EN16931_VAT_WRONG',
      says: `What is ${name} (${code}) has ${category.perRate ? 'at least' : 'exactly'} one VAT breakdown of its own`,
      broken: (invoice) => {
        const count = of(invoice, 'vat', code).length;
        if (count === 0 ? !used(invoice) : category.perRate || count === 1) return [];
        return [{ key: null, group: '', expected: `one VAT breakdown ${code}`, found: String(count) }];
      },
    }),
    ...SCOPES.map((scope, index) =>
      rule({
        id: id(`0${index + 2}`),
        code: 'EN16931_VAT_WRONG',
        says: code === 'O' ? `A ${scope} not subject to VAT allows no VAT identifier` : `A ${scope} that is ${name} (${code}) needs the tax identifiers of the parties`, // prettier-ignore
        broken: (invoice) => (of(invoice, scope, code).length === 0 ? [] : partiesOf(invoice, category)),
      }),
    ),
    ...SCOPES.map((scope, index) =>
      rule({
        id: id(`0${index + 5}`),
        code: 'EN16931_VAT_WRONG',
        says: `The rate of a ${scope} that is ${name} (${code}) is ${RATES[category.rate]}`,
        broken: (invoice) =>
          of(invoice, scope, code)
            .filter((group) => !isRate(invoice, group, category.rate))
            .map((group) => ({
              key: 'tax-rate',
              group,
              expected: RATES[category.rate],
              found: invoice.text('tax-rate', group) ?? 'nothing',
            })),
      }),
    ),
    rule({
      id: id('08'),
      code: 'EN16931_VAT_WRONG',
      says: `The taxable amount of ${code} is the sum of its lines less its allowances plus its charges`,
      broken: (invoice) => of(invoice, 'vat', code).flatMap((group) => taxableOf(invoice, group, category)),
    }),
    rule({
      id: id('09'),
      code: 'EN16931_VAT_WRONG',
      says: category.perRate ? `The tax amount of ${code} is the taxable amount times the rate` : `The tax amount of ${code} is 0`, // prettier-ignore
      broken: (invoice) => of(invoice, 'vat', code).flatMap((group) => taxOf(invoice, group, category)),
    }),
    rule({
      id: id('10'),
      code: 'EN16931_VAT_WRONG',
      says: category.exemption ? `${name} (${code}) needs an exemption reason` : `${name} (${code}) has no exemption reason`, // prettier-ignore
      broken: (invoice) =>
        of(invoice, 'vat', code)
          .filter(
            (group) =>
              (invoice.has('exemption-reason', group) || invoice.has('exemption-code', group)) !== category.exemption,
          )
          .map((group) => ({
            key: category.exemption ? null : 'exemption-reason',
            group,
            expected: category.exemption ? 'a reason or its code' : 'none',
          })),
    }),
  ];
}

const RATES = { positive: 'greater than 0', any: '0 or more', zero: '0', none: 'not given' } as const;

function isRate(invoice: InvoiceView, group: string, kind: Category['rate']): boolean {
  if (kind === 'none') return !invoice.has('tax-rate', group);
  const rate = invoice.number('tax-rate', group);
  if (rate === null) return false;
  const sign = compare(rate, ZERO);
  return kind === 'zero' ? sign === 0 : kind === 'positive' ? sign > 0 : sign >= 0;
}

function partiesOf(invoice: InvoiceView, { code, seller, buyer }: Category): Broken[] {
  if (code === 'O')
    return ['seller-id', 'tax-representative-id', 'buyer-id']
      .filter((key) => invoice.has(key))
      .map((key) => ({ key, group: '', expected: 'none', found: invoice.text(key)! }));
  return [seller, buyer]
    .filter((keys) => keys.length > 0 && !keys.some((key) => invoice.has(key)))
    .map((keys) => ({ key: null, group: '', expected: keys.join(' or '), found: 'nothing' }));
}

function taxableOf(invoice: InvoiceView, breakdown: string, { code, perRate }: Category): Broken[] {
  const said = invoice.number('taxable-amount', breakdown);
  const rate = perRate ? invoice.number('tax-rate', breakdown) : null;
  if (said === null || (perRate && rate === null)) return [];
  const alike = (groups: readonly string[]) =>
    groups.filter((group) => {
      if (invoice.text('tax-category', group) !== code) return false;
      if (rate === null) return true;
      const own = invoice.number('tax-rate', group);
      return own !== null && compare(own, rate) === 0;
    });
  const lines = invoice.sum('amount', alike(countedLines(invoice)));
  const allowances = invoice.sum('amount', alike(invoice.groups('allowance')));
  const charges = invoice.sum('amount', alike(invoice.groups('charge')));
  if (lines === null || allowances === null || charges === null) return [];
  const sum = add(subtract(lines, allowances), charges);
  if (perRate ? within(said, sum, ONE_UNIT) : within(said, sum, HALF_CENT)) return [];
  return [{ key: 'taxable-amount', group: breakdown, expected: shown(sum), found: shown(said) }];
}

function taxOf(invoice: InvoiceView, breakdown: string, { perRate }: Category): Broken[] {
  const tax = invoice.number('tax-amount', breakdown);
  const base = invoice.number('taxable-amount', breakdown);
  const rate = invoice.number('tax-rate', breakdown);
  if (tax === null || (perRate && (base === null || rate === null))) return [];
  const expected = perRate ? round(multiply(base!, rate!), 2) : ZERO;
  if (perRate ? within(absolute(tax), absolute(expected), ONE_UNIT) : compare(tax, ZERO) === 0) return [];
  return [{ key: 'tax-amount', group: breakdown, expected: shown(expected), found: shown(tax) }];
}

/** Rules on the VAT breakdown, category by category, and the few that stand alone. */
export const VAT_RULES: readonly InvoiceRule[] = [
  ...CATEGORIES.flatMap(rulesOf),
  rule({
    id: 'BR-IC-11',
    code: 'EN16931_VAT_WRONG',
    says: 'An intra-community supply needs the delivery date (BT-72) or the invoicing period (BG-14)',
    broken: (invoice) =>
      of(invoice, 'vat', 'K').length === 0 ||
      ['delivery-date', 'period-start', 'period-end'].some((key) => invoice.has(key))
        ? []
        : [{ key: null, group: of(invoice, 'vat', 'K')[0]!, expected: 'delivery-date or period', found: 'nothing' }],
  }),
  rule({
    id: 'BR-IC-12',
    code: 'EN16931_VAT_WRONG',
    says: 'An intra-community supply needs the country it is delivered to (BT-80)',
    broken: (invoice) =>
      of(invoice, 'vat', 'K').length === 0 || invoice.has('delivery-country')
        ? []
        : [{ key: null, group: of(invoice, 'vat', 'K')[0]!, expected: 'delivery-country', found: 'nothing' }],
  }),
  ...(['vat', 'line', 'allowance', 'charge'] as const).map((scope, index) =>
    rule({
      id: `BR-O-${11 + index}`,
      code: 'EN16931_VAT_WRONG',
      says: `An invoice not subject to VAT (O) has no ${scope === 'vat' ? 'other VAT breakdown' : `${scope} of another category`}`,
      broken: (invoice) =>
        of(invoice, 'vat', 'O').length === 0
          ? []
          : groupsAt(invoice, scope)
              .filter((group) => invoice.has('tax-category', group) && invoice.text('tax-category', group) !== 'O')
              .map((group) => ({
                key: 'tax-category',
                group,
                expected: 'O',
                found: invoice.text('tax-category', group)!,
              })),
    }),
  ),
];
