import { compare } from '../decimal.js';
import { groupsAt, type InvoiceRule, rule } from './rule.js';
import { type InvoiceView } from './view.js';

const ZERO = { units: 0n, scale: 0 };

/** A term that each group of the scope shall have, or one of several. */
export const present = (id: string, scope: string, keys: string, says: string, header = false): InvoiceRule =>
  rule({
    id,
    code: 'EN16931_TERM_MISSING',
    says,
    header,
    broken: (invoice) =>
      groupsAt(invoice, scope).flatMap((group) =>
        keys.split('|').some((key) => invoice.has(key, group))
          ? []
          : [{ key: null, group, expected: keys.replaceAll('|', ' or '), found: 'nothing' }],
      ),
  });

/** A group that has to be there; `when`: only if another is, or a term. */
export const needed = (
  id: string,
  family: string,
  says: string,
  when: (invoice: InvoiceView) => boolean = () => true,
  header = false,
) =>
  // prettier-ignore
  rule({
    id,
    code: 'EN16931_TERM_MISSING',
    says,
    header,
    broken: (invoice) =>
      !when(invoice) || invoice.groups(family).length > 0
        ? []
        : [{ key: null, group: '', expected: family, found: 'nothing' }],
  });

const notNegative = (id: string, key: string, says: string): InvoiceRule =>
  rule({
    id,
    code: 'EN16931_VALUE_NOT_ALLOWED',
    says,
    broken: (invoice) =>
      groupsAt(invoice, 'line').flatMap((group) => {
        const number = invoice.number(key, group);
        return number === null || compare(number, ZERO) >= 0
          ? []
          : [{ key, group, expected: 'not negative', found: invoice.text(key, group)! }];
      }),
  });

const periodInOrder = (id: string, scope: string, says: string): InvoiceRule =>
  rule({
    id,
    code: 'EN16931_VALUE_NOT_ALLOWED',
    says,
    broken: (invoice) =>
      groupsAt(invoice, scope).flatMap((group) => {
        const [start, end] = ['period-start', 'period-end'].map((key) => invoice.fact(key, group)?.value);
        return start == null || end == null || start <= end
          ? []
          : [{ key: 'period-end', group, expected: `${start} or later`, found: end }];
      }),
  });

/** UNTDID 4461: credit transfer, and its SEPA form. */
const CREDIT_TRANSFERS: ReadonlySet<string> = new Set(['30', '58']);

/** What shall be there (BR-1 to BR-65, and those of BR-CO that ask for a term). */
export const PRESENCE_RULES: readonly InvoiceRule[] = [
  present('BR-01', '', 'specification-id', 'An invoice shall have a specification identifier (BT-24)', true),
  present('BR-02', '', 'invoice-number', 'An invoice shall have a number (BT-1)', true),
  present('BR-03', '', 'issue-date', 'An invoice shall have an issue date (BT-2)', true),
  present('BR-04', '', 'invoice-type', 'An invoice shall have a type code (BT-3)', true),
  present('BR-05', '', 'currency', 'An invoice shall have a currency code (BT-5)', true),
  present('BR-06', '', 'seller-name', 'An invoice shall contain the name of the seller (BT-27)', true),
  present('BR-07', '', 'buyer-name', 'An invoice shall contain the name of the buyer (BT-44)', true),
  needed('BR-08', 'seller-address', 'An invoice shall contain the postal address of the seller (BG-5)', undefined, true),
  present('BR-09', 'seller-address', 'country', 'The postal address of the seller shall contain a country code (BT-40)', true),
  needed('BR-10', 'buyer-address', 'An invoice shall contain the postal address of the buyer (BG-8)'),
  present('BR-11', 'buyer-address', 'country', 'The postal address of the buyer shall contain a country code (BT-55)'),
  present('BR-12', '', 'lines-total', 'An invoice shall have the sum of the net amounts of lines (BT-106)'),
  present('BR-13', '', 'total-without-tax', 'An invoice shall have the total without VAT (BT-109)', true),
  present('BR-14', '', 'total-with-tax', 'An invoice shall have the total with VAT (BT-112)', true),
  present('BR-15', '', 'payable-amount', 'An invoice shall have the amount due for payment (BT-115)', true),
  needed('BR-16', 'line', 'An invoice shall have at least one line (BG-25)'),
  present('BR-17', 'payee', 'name', 'The name of the payee (BT-59) shall be given where the payee is not the seller'),
  present('BR-18', 'tax-representative', 'name', 'The name of the tax representative (BT-62) shall be given'),
  needed('BR-19', 'tax-representative-address', 'The postal address of the tax representative (BG-12) shall be given', (invoice) => invoice.groups('tax-representative').length > 0),
  present('BR-20', 'tax-representative-address', 'country', 'The address of the tax representative shall contain a country code (BT-69)'),
  present('BR-21', 'line', 'line-id', 'Each line shall have an identifier (BT-126)'),
  present('BR-22', 'line', 'quantity', 'Each line shall have a quantity (BT-129)'),
  present('BR-23', 'line', 'unit', 'Each line shall have a unit of measure (BT-130)'),
  present('BR-24', 'line', 'amount', 'Each line shall have a net amount (BT-131)'),
  present('BR-25', 'line', 'item-name', 'Each line shall contain the name of the item (BT-153)'),
  present('BR-26', 'line', 'unit-price', 'Each line shall contain the net price of the item (BT-146)'),
  notNegative('BR-27', 'unit-price', 'The net price of an item (BT-146) shall not be negative'),
  notNegative('BR-28', 'gross-price', 'The gross price of an item (BT-148) shall not be negative'),
  periodInOrder('BR-29', '', 'The end of the invoicing period (BT-74) shall not be before its start (BT-73)'),
  periodInOrder('BR-30', 'line', 'The end of the period of a line (BT-135) shall not be before its start (BT-134)'),
  present('BR-31', 'allowance', 'amount', 'Each allowance of the document shall have an amount (BT-92)'),
  present('BR-32', 'allowance', 'tax-category', 'Each allowance of the document shall have a VAT category code (BT-95)'),
  present('BR-33', 'allowance', 'reason|reason-code', 'Each allowance of the document shall have a reason or its code (BT-97, BT-98)'),
  present('BR-36', 'charge', 'amount', 'Each charge of the document shall have an amount (BT-99)'),
  present('BR-37', 'charge', 'tax-category', 'Each charge of the document shall have a VAT category code (BT-102)'),
  present('BR-38', 'charge', 'reason|reason-code', 'Each charge of the document shall have a reason or its code (BT-104, BT-105)'),
  present('BR-41', 'line/allowance', 'amount', 'Each allowance of a line shall have an amount (BT-136)'),
  present('BR-42', 'line/allowance', 'reason|reason-code', 'Each allowance of a line shall have a reason or its code (BT-139, BT-140)'),
  present('BR-43', 'line/charge', 'amount', 'Each charge of a line shall have an amount (BT-141)'),
  present('BR-44', 'line/charge', 'reason|reason-code', 'Each charge of a line shall have a reason or its code (BT-144, BT-145)'),
  present('BR-45', 'vat', 'taxable-amount', 'Each VAT breakdown shall have a taxable amount (BT-116)'),
  present('BR-46', 'vat', 'tax-amount', 'Each VAT breakdown shall have a tax amount (BT-117)'),
  present('BR-47', 'vat', 'tax-category', 'Each VAT breakdown shall have a category code (BT-118)'),
  rule({
    id: 'BR-48',
    code: 'EN16931_TERM_MISSING',
    says: 'Each VAT breakdown shall have a rate (BT-119), except where it is not subject to VAT',
    broken: (invoice) =>
      invoice.groups('vat').flatMap((group) =>
        invoice.has('tax-rate', group) || invoice.text('tax-category', group) === 'O'
          ? []
          : [{ key: null, group, expected: 'tax-rate', found: 'nothing' }],
      ),
  }),
  present('BR-49', 'payment', 'payment-means', 'Payment instructions shall contain a payment means code (BT-81)'),
  present('BR-52', 'supporting-document', 'supporting-document-id', 'Each supporting document shall have a reference (BT-122)'),
  rule({
    id: 'BR-53',
    code: 'EN16931_TERM_MISSING',
    says: 'Where VAT is accounted for in another currency (BT-6), the total VAT in it (BT-111) shall be given',
    broken: (invoice) =>
      !invoice.has('tax-currency') || invoice.text('tax-currency') === invoice.text('currency') || invoice.has('total-tax-accounting')
        ? []
        : [{ key: 'tax-currency', group: '', expected: `total VAT in ${invoice.text('tax-currency')!}`, found: 'nothing' }],
  }),
  rule({
    id: 'BR-54',
    code: 'EN16931_TERM_MISSING',
    says: 'Each attribute of an item shall have a name and a value (BT-160, BT-161)',
    broken: (invoice) =>
      groupsAt(invoice, 'line/property').flatMap((group) =>
        invoice.has('property-name', group) && invoice.has('property-value', group)
          ? []
          : [{ key: null, group, expected: 'property-name and property-value', found: 'one of them' }],
      ),
  }),
  present('BR-55', 'preceding', 'preceding-invoice-number', 'Each preceding invoice reference shall have a number (BT-25)'),
  present('BR-56', 'tax-representative', 'vat-id', 'The tax representative shall have a VAT identifier (BT-63)'),
  present('BR-57', 'delivery-address', 'country', 'Each deliver to address shall contain a country code (BT-80)'),
  rule({
    id: 'BR-61',
    code: 'EN16931_TERM_MISSING',
    says: 'A credit transfer shall have the account of the payee (BT-84)',
    broken: (invoice) =>
      invoice.groups('payment').flatMap((group) =>
        !CREDIT_TRANSFERS.has(invoice.text('payment-means', group) ?? '') || invoice.has('payee-account', group)
          ? []
          : [{ key: 'payment-means', group, expected: 'payee-account', found: 'nothing' }],
      ),
  }),
  ...(['seller', 'buyer'] as const).map((who, index) =>
    rule({
      id: index === 0 ? 'BR-62' : 'BR-63',
      code: 'EN16931_TERM_MISSING',
      says: `The electronic address of the ${who} (${index === 0 ? 'BT-34' : 'BT-49'}) shall have a scheme`,
      broken: (invoice) =>
        !invoice.has(`${who}-electronic-address`) || invoice.has(`${who}-electronic-address-scheme`)
          ? []
          : [{ key: `${who}-electronic-address`, group: '', expected: 'schemeID', found: 'nothing' }],
    }),
  ),
  rule({
    id: 'BR-64',
    code: 'EN16931_TERM_MISSING',
    says: 'The standard identifier of an item (BT-157) shall have a scheme',
    broken: (invoice) =>
      invoice.groups('line').flatMap((group) =>
        !invoice.has('item-standard-id', group) || invoice.has('item-standard-scheme', group)
          ? []
          : [{ key: 'item-standard-id', group, expected: 'schemeID', found: 'nothing' }],
      ),
  }),
  rule({
    id: 'BR-CO-03',
    code: 'EN16931_VALUE_NOT_ALLOWED',
    says: 'The VAT point date (BT-7) and its code (BT-8) exclude each other',
    broken: (invoice) =>
      invoice.has('tax-point-date') && invoice.has('tax-point-code')
        ? [{ key: 'tax-point-code', group: '', expected: 'only one of them', found: invoice.text('tax-point-code')! }]
        : [],
  }),
  present('BR-CO-04', 'line', 'tax-category', 'Each line shall have a VAT category code (BT-151)'),
  needed('BR-CO-18', 'vat', 'An invoice shall have at least one VAT breakdown (BG-23)'),
  present('BR-CO-19', 'period', 'start|end|point-code', 'An invoicing period shall have a start or an end (BT-73, BT-74)'),
  present('BR-CO-20', 'line/period', 'start|end', 'The period of a line shall have a start or an end (BT-134, BT-135)'),
  rule({
    id: 'BR-CO-25',
    code: 'EN16931_PAYMENT_TERMS_MISSING',
    // Fatal by the text of 2017; the Schematron of today no longer asks.
    advice: true,
    says: 'Where something is due (BT-115), the due date (BT-9) or the payment terms (BT-20) shall be given',
    broken: (invoice) => {
      const payable = invoice.number('payable-amount');
      return payable === null || compare(payable, ZERO) <= 0 || invoice.isCreditNote || invoice.has('due-date') || invoice.has('payment-terms')
        ? []
        : [{ key: 'payable-amount', group: '', expected: 'due-date or payment-terms', found: 'nothing' }];
    },
  }),
  present('BR-CO-26', '', 'seller-identifier|seller-legal-id|seller-id', 'The seller shall have an identifier (BT-29, BT-30 or BT-31)'),
]; // prettier-ignore
