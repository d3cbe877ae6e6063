import { type XmlElement, childrenOf, descend, textIn } from '../../../xml-tree.js';
import { CnInvoiceFacts, redReferenceIn } from '../../cn-invoice-facts.js';
import { type FactType } from '../../fact.js';
import { type CarriedXml, type DocumentReader } from '../../reader.js';

const NAMESPACE = 'http://www.edrm.org.cn/schema/e-invoice/';
const MAX_LINES = 5000;

type Row = readonly [key: string, type: FactType, path: string];

const ROWS: readonly Row[] = [
  ['invoice-code', 'identifier', 'InvoiceCode'],
  ['invoice-number', 'identifier', 'InvoiceNo'],
  ['issue-date', 'date', 'IssueDate'],
  ['invoice-type', 'code', 'TypeCode'],
  ['check-code', 'identifier', 'InvoiceCheckCode'],
  ['machine-number', 'identifier', 'MachineNo'],
  ['tax-control-code', 'identifier', 'TaxControlCode'],
  ['buyer-name', 'text', 'Buyer/BuyerName'],
  ['buyer-id', 'identifier', 'Buyer/BuyerTaxID'],
  ['buyer-address', 'text', 'Buyer/BuyerAddrTel'],
  ['buyer-account', 'identifier', 'Buyer/BuyerFinancialAccount'],
  ['seller-name', 'text', 'Seller/SellerName'],
  ['seller-id', 'identifier', 'Seller/SellerTaxID'],
  ['seller-address', 'text', 'Seller/SellerAddrTel'],
  ['seller-account', 'identifier', 'Seller/SellerFinancialAccount'],
  ['total-with-tax', 'amount', 'TaxInclusiveTotalAmount'],
  ['total-in-words', 'text', 'TaxInclusiveTotalAmountWithWords'],
  ['total-without-tax', 'amount', 'TaxExclusiveTotalAmount'],
  ['total-tax', 'amount', 'TaxTotalAmount'],
  ['deductible-amount', 'amount', 'DeductibleAmount'],
  ['remark', 'text', 'Note'],
  ['drawer', 'text', 'InvoiceClerk'],
  ['payee', 'text', 'Payee'],
  ['reviewer', 'text', 'Checker'],
  ['red-of-code', 'identifier', 'OriginalInvoiceCode'],
  ['red-of-number', 'identifier', 'OriginalInvoiceNo'],
];

const LINE: readonly Row[] = [
  ['item-name', 'text', 'Item'],
  ['specification', 'text', 'Specification'],
  ['unit', 'text', 'MeasurementDimension'],
  ['quantity', 'number', 'Quantity'],
  ['unit-price', 'amount', 'Price'],
  ['amount', 'amount', 'Amount'],
  ['tax-amount', 'amount', 'TaxAmount'],
  ['tax-classification', 'code', 'Code'],
];

/**
 * 增值税电子发票 as data: `original_invoice.xml` of an OFD. Its root stands in the namespace or outside, with children inside it;
 * only local names are met in both.
 */
export const cnVatInvoice: DocumentReader = {
  id: 'cn-vat-invoice',
  version: 1,
  zh: '增值税电子发票 XML',
  en: 'VAT e-invoice of China before the fully digital one, XML',
  basis: 'implementations',
  matches: (one) =>
    one.kind === 'xml' &&
    one.root.local === 'eInvoice' &&
    (one.root.uri.startsWith(NAMESPACE) || one.root.children.some(({ uri }) => uri.startsWith(NAMESPACE))),
  read: (one) => {
    const { carrier, root } = one as CarriedXml;
    const said = new CnInvoiceFacts(carrier);
    for (const [key, type, path] of ROWS) sayAt(said, root, key, type, path);
    const lines = childrenOf(descend(root, 'GoodsInfos'), 'GoodsInfo');
    for (const [index, line] of lines.slice(0, MAX_LINES).entries()) {
      const group = `line/${index + 1}`;
      for (const [key, type, path] of LINE) sayAt(said, line, key, type, path, group);
      const rate = descend(line, 'TaxScheme');
      if (rate !== undefined) said.rate(rate.text, rate.place, group);
    }
    if (lines.length > MAX_LINES)
      said.find('INVOICE_TOO_LONG', lines[MAX_LINES]!.place, 'more than is read of an invoice: the rest was not', {
        found: `${lines.length} lines`,
      });
    red(root, said);
    const version = root.attributes['Version'] ?? root.attributes['version'];
    return {
      ...(version === undefined || version.length > 50 ? {} : { profile: `eInvoice ${version}` }),
      facts: said.facts,
      findings: said.findings,
    };
  },
};

function sayAt(
  said: CnInvoiceFacts,
  from: XmlElement,
  key: string,
  type: FactType,
  path: string,
  group?: string,
): void {
  const element = descend(from, ...path.split('/'));
  if (element !== undefined) said.say(key, type, element.text, element.place, group);
}

function red(root: XmlElement, said: CnInvoiceFacts): void {
  const remark = descend(root, 'Note');
  if (remark === undefined || textIn(remark) === undefined || said.valueOf('red-of-number') !== null) return;
  const named = redReferenceIn(remark.text);
  if (named === null) return;
  said.say('red-of-number', 'identifier', named.number, remark.place);
  if (said.valueOf('red-of-code') === null) said.say('red-of-code', 'identifier', named.code, remark.place);
}
