import { type DocumentFacts } from '../fact.js';
import { cnRules } from './cn-rules.js';
import { enRules } from './en-rules.js';
import { type InvoiceRules } from './rules.js';

/** How far a document is believed when another says otherwise: data before marked text, marked text before text on a page, what booked it last. */
export const TRUST = { data: 3, tags: 2, text: 1, booking: 0 } as const;

/** A document that is an invoice: one line each. */
export interface InvoiceDocument {
  /** Id of a line in READERS. */
  document: string;
  trust: number;
  rules: InvoiceRules;
}

/** Here a document is listed as an invoice: what it is read by, how far it is believed, by which rules it is checked. */
export const INVOICE_DOCUMENTS: readonly InvoiceDocument[] = [
  { document: 'cn-einvoice', trust: TRUST.data, rules: cnRules },
  { document: 'cn-vat-invoice', trust: TRUST.data, rules: cnRules },
  { document: 'xbrl-inv', trust: TRUST.data, rules: cnRules },
  { document: 'xbrl-einv', trust: TRUST.data, rules: cnRules },
  { document: 'ubl-invoice', trust: TRUST.data, rules: enRules },
  { document: 'cii-invoice', trust: TRUST.data, rules: enRules },
  { document: 'fatturapa', trust: TRUST.data, rules: enRules },
  { document: 'ofd-invoice-tags', trust: TRUST.tags, rules: cnRules },
  { document: 'pdf-invoice-text', trust: TRUST.text, rules: cnRules },
];

/** One invoice in one file. */
export interface InvoiceRendition extends InvoiceDocument {
  file: string;
  facts: DocumentFacts;
}

/**
 * The invoices among documents of files, the most trusted first: a file itself before what another carries. Booking information (入账信息,
 * the receiver's view in XBRL) is an invoice only where nothing else is: then it is all that is known of it.
 */
export function renditionsOf(
  files: readonly { name: string; documents: readonly DocumentFacts[] }[],
): InvoiceRendition[] {
  const found = files.flatMap(({ name, documents }) =>
    documents.flatMap((facts) => {
      const line = INVOICE_DOCUMENTS.find(({ document }) => document === facts.document);
      if (line === undefined) return [];
      return [{ ...line, ...(isBooking(facts) ? { trust: TRUST.booking } : {}), file: name, facts }];
    }),
  );
  const carried = ({ facts }: InvoiceRendition): number => (facts.carrier === '' ? 0 : 1);
  const invoices = found.filter(({ trust }) => trust > TRUST.booking);
  return (invoices.length > 0 ? invoices : found).sort(
    (one, other) => other.trust - one.trust || carried(one) - carried(other),
  );
}

const isBooking = ({ facts }: DocumentFacts): boolean =>
  facts.some(({ key, value }) => key === 'voucher-view' && value === 'receiver');
