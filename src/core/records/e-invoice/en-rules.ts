import { encodeDecimal, negate, parseDecimal } from '../decimal.js';
import { CREDIT_NOTES } from '../en16931/view.js';
import { type Fact, type SourcedFact } from '../fact.js';
import { type InvoiceRules } from './rules.js';

const textOf = (facts: readonly Fact[], key: string): string | undefined =>
  facts.find((fact) => fact.key === key && fact.group === undefined)?.text;

/** Tax identifier, registration, any identifier, else the name: what tells one seller from another, without spaces and in capitals. */
const SELLER = ['seller-id', 'seller-legal-id', 'seller-tax-registration', 'seller-identifier', 'seller-name'];
const MAX_KEY = 300;

/** `e-invoice:DE123456789:R-1`: numbers are unique per seller (BR-02, EN 16931-1 BT-1). */
function keyOf(facts: readonly Fact[], number: string | undefined): string | null {
  const seller = SELLER.map((key) => textOf(facts, key)).find((text) => text !== undefined);
  if (seller === undefined || number === undefined) return null;
  const key = `e-invoice:${seller.replace(/\s/g, '').toUpperCase()}:${number.replace(/\s+/g, ' ')}`;
  return key.length > MAX_KEY ? null : key;
}

/** UNTDID 1001, and of FatturaPA the nota di credito, also the simplified one. */
const CREDITS: ReadonlySet<string> = new Set([...CREDIT_NOTES, 'TD04', 'TD08']);

/** Credit notes, and the corrected invoice. Others may name an earlier invoice too: a final one its advances. */
const corrects = (facts: readonly Fact[]): boolean =>
  CREDITS.has(textOf(facts, 'invoice-type') ?? '') || textOf(facts, 'invoice-type') === '384';

/**
 * Invoices after EN 16931-1 and their forerunners, of any country. Their rules are looked at where the file is read
 * (core/records/en16931), for they ask for the structure of the document.
 */
export const enRules: InvoiceRules = {
  keyOf: (facts) => keyOf(facts, textOf(facts, 'invoice-number')),
  check: () => [],
  checkRecord: () => [],
  correctsOf: (facts) =>
    corrects(facts)
      ? facts
          .filter(({ key }) => key === 'preceding-invoice-number')
          .flatMap((by: SourcedFact) => {
            const key = keyOf(facts, by.text);
            return key === null ? [] : [{ key, by }];
          })
      : [],
  relation: 'corrects',
  // A credit note says what is given back with a positive amount.
  amountOf: (facts) => {
    const value = facts.find(({ key, group }) => key === 'total-with-tax' && group === undefined)?.value ?? null;
    const amount = value === null ? null : parseDecimal(value);
    if (amount === null || !CREDITS.has(textOf(facts, 'invoice-type') ?? '')) return value;
    return encodeDecimal(negate(amount));
  },
  // ISO 4217: no currency is said.
  currency: 'XXX',
};
