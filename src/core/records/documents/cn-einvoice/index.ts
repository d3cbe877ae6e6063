import { type XmlElement, childrenOf, descend, textIn } from '../../../xml-tree.js';
import { CnInvoiceFacts, redReferenceIn } from '../../cn-invoice-facts.js';
import { type FactType } from '../../fact.js';
import { type CarriedXml, type DocumentReader } from '../../reader.js';

type Row = readonly [key: string, type: FactType, path: string];

/** Elements of 数电票 as the tax platform writes them; `IssuItemInformation` is misspelt there too. */
const ROWS: readonly Row[] = [
  ['invoice-type', 'code', 'Header/InherentLabel/GeneralOrSpecialVAT/LabelName'],
  ['issue-type', 'code', 'Header/InherentLabel/InIssuType/LabelName'],
  ['seller-id', 'identifier', 'EInvoiceData/SellerInformation/SellerIdNum'],
  ['seller-name', 'text', 'EInvoiceData/SellerInformation/SellerName'],
  ['seller-address', 'text', 'EInvoiceData/SellerInformation/SellerAddr'],
  ['seller-telephone', 'text', 'EInvoiceData/SellerInformation/SellerTelNum'],
  ['seller-bank', 'text', 'EInvoiceData/SellerInformation/SellerBankName'],
  ['seller-account', 'identifier', 'EInvoiceData/SellerInformation/SellerBankAccNum'],
  ['buyer-id', 'identifier', 'EInvoiceData/BuyerInformation/BuyerIdNum'],
  ['buyer-name', 'text', 'EInvoiceData/BuyerInformation/BuyerName'],
  ['buyer-address', 'text', 'EInvoiceData/BuyerInformation/BuyerAddr'],
  ['buyer-telephone', 'text', 'EInvoiceData/BuyerInformation/BuyerTelNum'],
  ['buyer-bank', 'text', 'EInvoiceData/BuyerInformation/BuyerBankName'],
  ['buyer-account', 'identifier', 'EInvoiceData/BuyerInformation/BuyerBankAccNum'],
  ['total-without-tax', 'amount', 'EInvoiceData/BasicInformation/TotalAmWithoutTax'],
  ['total-tax', 'amount', 'EInvoiceData/BasicInformation/TotalTaxAm'],
  ['total-with-tax', 'amount', 'EInvoiceData/BasicInformation/TotalTax-includedAmount'],
  ['total-in-words', 'text', 'EInvoiceData/BasicInformation/TotalTax-includedAmountInChinese'],
  ['drawer', 'text', 'EInvoiceData/BasicInformation/Drawer'],
  ['remark', 'text', 'EInvoiceData/AdditionalInformation/Remark'],
  ['tax-bureau-code', 'code', 'TaxSupervisionInfo/TaxBureauCode'],
  ['tax-bureau-name', 'text', 'TaxSupervisionInfo/TaxBureauName'],
  ['signature-algorithm', 'identifier', 'TaxBureauSignature/SignatureAlgorithm'],
  ['signature-time', 'date', 'TaxBureauSignature/SignatureTime'],
];

const LINE: readonly Row[] = [
  ['item-name', 'text', 'ItemName'],
  ['specification', 'text', 'SpecMod'],
  ['unit', 'text', 'MeaUnits'],
  ['quantity', 'number', 'Quantity'],
  ['unit-price', 'amount', 'UnPrice'],
  ['amount', 'amount', 'Amount'],
  ['tax-amount', 'amount', 'ComTaxAm'],
  ['amount-with-tax', 'amount', 'TotaltaxIncludedAmount'],
  ['tax-classification', 'code', 'TaxClassificationCode'],
];

const MAX_LINES = 5000;
const MAX_SPECIFIC = 1000;

/** 数电票 (fully digital invoice) XML: root EInvoice, without a namespace as a rule. */
export const cnEinvoice: DocumentReader = {
  id: 'cn-einvoice',
  version: 1,
  zh: '数电票 XML',
  en: 'Fully digital invoice of China, XML',
  basis: 'implementations',
  matches: (one) =>
    one.kind === 'xml' && one.root.local === 'EInvoice' && descend(one.root, 'EInvoiceData') !== undefined,
  read: (one) => {
    const { carrier, root } = one as CarriedXml;
    const said = new CnInvoiceFacts(carrier);
    numbersAndDates(root, said);
    for (const [key, type, path] of ROWS) sayAt(said, root, key, type, path);
    lines(root, said);
    red(root, said);
    generic(descend(root, 'EInvoiceData', 'SpecificInformation'), 'specific', said, ['RedEInvoice']);
    generic(descend(root, 'EInvoiceData', 'AdditionalInformation'), 'additional', said, ['Remark']);
    origin(root, said);
    const version = textIn(descend(root, 'Header', 'Version'));
    return {
      ...(version === undefined || version.length > 50 ? {} : { profile: `EInvoice ${version}` }),
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

/** EIid and InvoiceNumber are the same number; 开票日期 is RequestTime, IssueTime is when the platform made the file. */
function numbersAndDates(root: XmlElement, said: CnInvoiceFacts): void {
  const number = descend(root, 'TaxSupervisionInfo', 'InvoiceNumber');
  const id = descend(root, 'Header', 'EIid');
  const [of, other] = textIn(number) === undefined ? [id, undefined] : [number, id];
  if (of !== undefined) said.say('invoice-number', 'identifier', of.text, of.place);
  if (other !== undefined && textIn(other) !== undefined && textIn(other) !== textIn(of))
    said.find('INVOICE_NUMBERS_DIFFER', other.place, 'EIid is not InvoiceNumber', {
      expected: `${textIn(of)?.slice(0, 100)} (${of?.place})`,
      found: `${textIn(other)?.slice(0, 100)} (${other.place})`,
    });
  const requested = descend(root, 'EInvoiceData', 'BasicInformation', 'RequestTime');
  const issued = descend(root, 'TaxSupervisionInfo', 'IssueTime');
  const date = textIn(requested) === undefined ? issued : requested;
  if (date !== undefined) said.say('issue-date', 'date', date.text, date.place);
  if (issued !== undefined) said.say('generation-time', 'date', issued.text, issued.place);
}

function lines(root: XmlElement, said: CnInvoiceFacts): void {
  const all = childrenOf(descend(root, 'EInvoiceData'), 'IssuItemInformation');
  for (const [index, line] of all.slice(0, MAX_LINES).entries()) {
    const group = `line/${index + 1}`;
    for (const [key, type, path] of LINE) sayAt(said, line, key, type, path, group);
    const rate = descend(line, 'TaxRate');
    if (rate !== undefined) said.rate(rate.text, rate.place, group);
  }
  if (all.length > MAX_LINES) tooMany(said, all[MAX_LINES]!.place, `${all.length} lines`);
}

/**
 * OriginalInvoiceCode holds the 20 digits of a blue 数电票, or the code of an older invoice beside its number. The remark names
 * it as well, and often it alone.
 */
function red(root: XmlElement, said: CnInvoiceFacts): void {
  const element = descend(root, 'EInvoiceData', 'SpecificInformation', 'RedEInvoice');
  const code = descend(element, 'OriginalInvoiceCode');
  const number = descend(element, 'OriginalInvoiceNumber') ?? descend(element, 'OriginalInvoiceNo') ?? undefined;
  if (code !== undefined)
    said.say(/^\d{20}$/.test(code.text.trim()) ? 'red-of-number' : 'red-of-code', 'identifier', code.text, code.place);
  if (number !== undefined && said.valueOf('red-of-number') === null)
    said.say('red-of-number', 'identifier', number.text, number.place);
  const note = descend(element, 'CreditNoteNumber');
  if (note !== undefined) said.say('credit-note-number', 'identifier', note.text, note.place);
  const remark = descend(root, 'EInvoiceData', 'AdditionalInformation', 'Remark');
  const named = remark === undefined ? null : redReferenceIn(remark.text);
  if (named === null || remark === undefined || said.valueOf('red-of-number') !== null) return;
  said.say('red-of-number', 'identifier', named.number, remark.place);
  if (said.valueOf('red-of-code') === null) said.say('red-of-code', 'identifier', named.code, remark.place);
}

/** What is said only of some trades (travel, freight, building, leasing): kept by its own names, `einvoice:TrainNumber`. */
function generic(from: XmlElement | undefined, name: string, said: CnInvoiceFacts, known: readonly string[]): void {
  let taken = 0;
  let group = 0;
  const walk = (element: XmlElement, at: string): void => {
    for (const child of element.children) {
      if (taken >= MAX_SPECIFIC) return;
      if (child.children.length > 0) walk(child, `${name}/${(group += 1)}`);
      else if (textIn(child) !== undefined && ++taken < MAX_SPECIFIC)
        said.say(`einvoice:${child.local.slice(0, 100)}`, 'text', child.text, child.place, at);
    }
  };
  const parts = from?.children.filter(({ local }) => !known.includes(local)) ?? [];
  if (parts.length > 0) walk({ ...from!, children: parts }, `${name}/${(group += 1)}`);
  if (taken >= MAX_SPECIFIC) tooMany(said, from!.place, `more than ${MAX_SPECIFIC} elements`);
}

const tooMany = (said: CnInvoiceFacts, place: string, found: string): void =>
  said.find('INVOICE_TOO_LONG', place, 'more than is read of an invoice: the rest was not', { found });

/** The platform's own signature block shows where the file comes from, as far as an unverified signature shows anything. */
function origin(root: XmlElement, said: CnInvoiceFacts): void {
  const value = descend(root, 'TaxBureauSignature', 'SignatureValue');
  const bureau = descend(root, 'TaxSupervisionInfo', 'TaxBureauName');
  if (textIn(value) === undefined || bureau === undefined || textIn(bureau) === undefined) return;
  said.say('shown-origin', 'code', bureau.text, bureau.place);
  const fact = said.facts.at(-1);
  if (fact?.key === 'shown-origin') said.facts[said.facts.length - 1] = { ...fact, value: 'tax-platform' };
}
