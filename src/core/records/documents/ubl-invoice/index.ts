import { type InvoiceSyntax, readInvoice, readingOf } from '../../invoice-reading.js';
import { type DocumentReader } from '../../reader.js';
import { UBL, UBL_STRUCTURE } from './mapping.js';

const ROOTS: ReadonlySet<string> = new Set([
  'Invoice urn:oasis:names:specification:ubl:schema:xsd:Invoice-2',
  'CreditNote urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2',
]);

/** xs:date may carry a zone: the day is what is written, wherever it was written. */
const DAY_AND_ZONE = /^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})$/;

export const UBL_SYNTAX: InvoiceSyntax = {
  mapping: UBL,
  structure: UBL_STRUCTURE,
  of: (uri) => uri.startsWith('urn:oasis:names:specification:ubl:schema:xsd:Common'),
  currency: 'DocumentCurrencyCode',
  taxTotals: 'TaxTotal/TaxAmount',
  dateOf: (_, text) => DAY_AND_ZONE.exec(text)?.[1],
};

/** OASIS UBL 2.1 Invoice and CreditNote, as EN 16931 uses them; those of other countries use the same elements. */
export const ublInvoice: DocumentReader = {
  id: 'ubl-invoice',
  version: 1,
  zh: 'UBL 发票',
  en: 'UBL invoice or credit note',
  basis: 'standard',
  matches: (carried) => carried.kind === 'xml' && ROOTS.has(`${carried.root.local} ${carried.root.uri}`),
  read(carried) {
    if (carried.kind !== 'xml') return { facts: [], findings: [] };
    return readingOf(readInvoice(carried.root, carried.carrier, UBL_SYNTAX));
  },
};
