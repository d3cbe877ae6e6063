import { type Fact } from '../fact.js';
import { type InvoiceRules } from './rules.js';

const valueOf = (facts: readonly Fact[], key: string): string | null =>
  facts.find((fact) => fact.key === key && fact.group === undefined)?.value ?? null;

/** The duplicate key of an invoice: 20 digits alone (数电票), or code of 10 or 12 digits and number of 8 (before). */
export function cnInvoiceKey(number: string | null, code: string | null): string | null {
  const digits = number?.replace(/\s/g, '') ?? '';
  if (/^\d{20}$/.test(digits)) return `e-invoice:${digits}`;
  const of = code?.replace(/\s/g, '') ?? '';
  return /^\d{8}$/.test(digits) && /^(\d{10}|\d{12})$/.test(of) ? `e-invoice:${of}-${digits}` : null;
}

/** Invoices of China. */
export const cnRules: InvoiceRules = {
  keyOf: (facts) => cnInvoiceKey(valueOf(facts, 'invoice-number'), valueOf(facts, 'invoice-code')),
  check: () => [],
  correctsOf: (facts) => {
    const by = facts.find(({ key }) => key === 'red-of-number');
    const key = by === undefined ? null : cnInvoiceKey(by.value, valueOf(facts, 'red-of-code'));
    return by === undefined || key === null ? [] : [{ key, by }];
  },
  currency: 'CNY',
};
