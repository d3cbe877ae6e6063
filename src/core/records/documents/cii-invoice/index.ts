import { type XmlElement } from '../../../xml-tree.js';
import { type InvoiceSyntax, readInvoice, readingOf } from '../../invoice-reading.js';
import { type DocumentReader } from '../../reader.js';
import { CII, CII_STRUCTURE } from './mapping.js';

const ROOTS: ReadonlySet<string> = new Set([
  'CrossIndustryInvoice urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100',
  'CrossIndustryDocument urn:ferd:CrossIndustryDocument:invoice:1p0',
  'CrossIndustryDocument urn:ferd:CrossIndustryDocument:invoice:rc',
]);

const SETTLEMENT =
  'SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction/ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement';

export const CII_SYNTAX: InvoiceSyntax = {
  mapping: CII,
  structure: CII_STRUCTURE,
  // One producer writes `data:Standard:` for `data:standard:`.
  of: (uri) => /^urn:(?:un:unece:uncefact:data:|ferd:CrossIndustryDocument:)/i.test(uri),
  currency: `${SETTLEMENT}/InvoiceCurrencyCode|OrderCurrencyCode`,
  taxTotals: `${SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation/TaxTotalAmount`,
  dateOf,
};

/** UNTDID 2379: 102 is CCYYMMDD, 203 with hours and minutes, 610 CCYYMM; any other (616 counts weeks) would be read as what it is not. */
function dateOf({ attributes }: XmlElement, text: string): string | undefined {
  const format = attributes['format'] ?? '102';
  if (format !== '203') return format === '102' || format === '610' ? undefined : '';
  const [, year, month, day, hour, minute] = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}T${hour}:${minute}:00`;
}

/** UN/CEFACT Cross Industry Invoice (D16B, D22B: Factur-X, ZUGFeRD 2, XRechnung) and its forerunner in ZUGFeRD 1.0. */
export const ciiInvoice: DocumentReader = {
  id: 'cii-invoice',
  version: 1,
  zh: 'CII 发票',
  en: 'Cross Industry Invoice',
  basis: 'standard',
  matches: (carried) => carried.kind === 'xml' && ROOTS.has(`${carried.root.local} ${carried.root.uri}`),
  read(carried) {
    if (carried.kind !== 'xml') return { facts: [], findings: [] };
    return readingOf(readInvoice(carried.root, carried.carrier, CII_SYNTAX));
  },
};

/** An order has its own number and type where an invoice has them. */
const ORDER_KEYS: Readonly<Record<string, string>> = { 'invoice-number': 'order-number', 'invoice-type': 'order-type' };

/** Order-X: an order, its change or its answer in the same elements (SCRDMCCBDACIOMessageStructure D20B). No invoice, so no rules of one. */
export const ciiOrder: DocumentReader = {
  id: 'cii-order',
  version: 1,
  zh: 'Order-X 订单',
  en: 'Order-X order',
  basis: 'standard',
  matches: (carried) =>
    carried.kind === 'xml' &&
    carried.root.local === 'SCRDMCCBDACIOMessageStructure' &&
    carried.root.uri === 'urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100',
  read(carried) {
    if (carried.kind !== 'xml') return { facts: [], findings: [] };
    const { findings: _, ...said } = readingOf(readInvoice(carried.root, carried.carrier, CII_SYNTAX));
    return {
      ...said,
      facts: said.facts.map((fact) => ({ ...fact, key: ORDER_KEYS[fact.key] ?? fact.key })),
      findings: [],
    };
  },
};
