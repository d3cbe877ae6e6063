import { sameFact } from '../../agreement.js';
import { CnInvoiceFacts, redReferenceIn } from '../../cn-invoice-facts.js';
import { type Fact, type FactType } from '../../fact.js';
import { factOf, valueOf } from '../../fact-value.js';
import { type CarriedTags, type DocumentReader } from '../../reader.js';

type Said = readonly [key: string, type: FactType];

/** CustomData@Name, as the tax software and the makers of 增值税电子发票 write it; white space in a name does not count. */
const DATA: Readonly<Record<string, Said>> = Object.assign(Object.create(null) as Record<string, Said>, {
  发票代码: ['invoice-code', 'identifier'],
  发票号码: ['invoice-number', 'identifier'],
  开票日期: ['issue-date', 'date'],
  开票类型: ['issue-type', 'code'],
  校验码: ['check-code', 'identifier'],
  购买方名称: ['buyer-name', 'text'],
  购买方纳税人识别号: ['buyer-id', 'identifier'],
  '购买方地址、电话': ['buyer-address', 'text'],
  购买方开户行及账号: ['buyer-account', 'identifier'],
  销售方名称: ['seller-name', 'text'],
  销售方纳税人识别号: ['seller-id', 'identifier'],
  '销售方地址、电话': ['seller-address', 'text'],
  销售方开户行及账号: ['seller-account', 'identifier'],
  合计金额: ['total-without-tax', 'amount'],
  合计税额: ['total-tax', 'amount'],
  价税合计: ['total-with-tax', 'amount'],
  开票人: ['drawer', 'text'],
  备注: ['remark', 'text'],
} satisfies Record<string, Said>);

/** Below the root of the tag tree. */
const TAGS: Readonly<Record<string, Said>> = Object.assign(Object.create(null) as Record<string, Said>, {
  InvoiceCode: ['invoice-code', 'identifier'],
  InvoiceNo: ['invoice-number', 'identifier'],
  IssueDate: ['issue-date', 'date'],
  InvoiceCheckCode: ['check-code', 'identifier'],
  MachineNo: ['machine-number', 'identifier'],
  TaxControlCode: ['tax-control-code', 'identifier'],
  'Buyer/BuyerName': ['buyer-name', 'text'],
  'Buyer/BuyerTaxID': ['buyer-id', 'identifier'],
  'Buyer/BuyerAddrTel': ['buyer-address', 'text'],
  'Buyer/BuyerFinancialAccount': ['buyer-account', 'identifier'],
  'Seller/SellerName': ['seller-name', 'text'],
  'Seller/SellerTaxID': ['seller-id', 'identifier'],
  'Seller/SellerAddrTel': ['seller-address', 'text'],
  'Seller/SellerFinancialAccount': ['seller-account', 'identifier'],
  TaxExclusiveTotalAmount: ['total-without-tax', 'amount'],
  TaxTotalAmount: ['total-tax', 'amount'],
  TaxInclusiveTotalAmount: ['total-with-tax', 'amount'],
  TaxInclusiveTotalAmountWithWords: ['total-in-words', 'text'],
  InvoiceClerk: ['drawer', 'text'],
  Payee: ['payee', 'text'],
  Checker: ['reviewer', 'text'],
  Note: ['remark', 'text'],
} satisfies Record<string, Said>);

const LINE: Readonly<Record<string, Said>> = Object.assign(Object.create(null) as Record<string, Said>, {
  Item: ['item-name', 'text'],
  Specification: ['specification', 'text'],
  MeasurementDimension: ['unit', 'text'],
  Quantity: ['quantity', 'number'],
  Price: ['unit-price', 'amount'],
  Amount: ['amount', 'amount'],
  TaxScheme: ['tax-rate', 'number'],
  TaxAmount: ['tax-amount', 'amount'],
  Code: ['tax-classification', 'code'],
} satisfies Record<string, Said>);

const LISTED = /^GoodsInfos\/GoodsInfo(?:\[(\d+)\])?\/([A-Za-z]+)$/;
const MAX_LINES = 5000;

type Tag = CarriedTags['tags'][number];

/** What the data of an invoice OFD itself says: CustomDatas, and CustomTags with the text on the page that they point at. */
export const ofdInvoiceTags: DocumentReader = {
  id: 'ofd-invoice-tags',
  version: 1,
  zh: '发票 OFD 标引',
  en: 'Invoice OFD of China, custom data and tags',
  basis: 'implementations',
  matches: (one) =>
    one.kind === 'tags' &&
    (one.data.some(({ name }) => name === '发票号码') || one.tags.some(({ path }) => plain(path) === 'InvoiceNo')),
  read: (one) => {
    const { carrier, data, tags } = one as CarriedTags;
    const said = new CnInvoiceFacts(carrier);
    for (const { name, text, place } of data) {
      const known = DATA[name.replace(/\s/g, '')];
      if (known !== undefined && said.valueOf(known[0]) === null) said.say(...known, text, place);
    }
    for (const tag of tags) sayTag(said, tag);
    listedLines(said, tags);
    flatLines(said, tags);
    red(said);
    return { facts: said.facts, findings: said.findings };
  },
};

/** Some makers put the tree below one more element. */
const plain = (path: string): string => path.replace(/^eInvoice\//, '');

/** The data has been said before; the page must say the same. */
function sayTag(said: CnInvoiceFacts, { path, text, place }: Tag): void {
  const known = TAGS[plain(path)];
  if (known === undefined) return;
  const [key, type] = known;
  const before = said.facts.find((fact) => fact.key === key && fact.group === undefined);
  if (before === undefined) said.say(key, type, text, place);
  else if (!sameFact(before, factOf({ key, type, text, place })))
    said.find('FACTS_DIFFER', place, `${key}: the page says another thing than the data of the file`, {
      expected: `${before.text.slice(0, 200)} (${before.place})`,
      found: `${text.slice(0, 200)} (${place})`,
    });
}

function sayLine(said: CnInvoiceFacts, name: string, text: string, place: string, number: number): void {
  const known = LINE[name];
  if (known === undefined || number > MAX_LINES) return;
  if (known[0] === 'tax-rate') said.rate(text, place, `line/${number}`);
  else said.say(...known, text, place, `line/${number}`);
}

/** A list of goods says of each text which line it belongs to. */
function listedLines(said: CnInvoiceFacts, tags: readonly Tag[]): void {
  for (const { path, text, place } of tags) {
    const [, number = '1', name] = LISTED.exec(plain(path)) ?? [];
    if (name !== undefined) sayLine(said, name, text, place, Number(number));
  }
}

/**
 * In a 数电票 each column is one tag with the texts of all lines, and a long name is several texts. A column is put to lines when
 * its texts are as many as the amounts; with one amount all texts of a column are of that line. Else nothing is said: which text
 * is of which line would be a guess.
 */
function flatLines(said: CnInvoiceFacts, tags: readonly Tag[]): void {
  const columns = new Map<string, { text: string; place: string }[]>();
  for (const { path, texts, place } of tags) {
    const name = plain(path).replace(/\[\d+\]$/, '');
    if (LINE[name] === undefined) continue;
    const column = columns.get(name) ?? [];
    columns.set(name, [...column, ...texts.map((text) => ({ text, place }))]);
  }
  const amounts = columns.get('Amount') ?? [];
  if (amounts.length === 0 || amounts.some(({ text }) => valueOf('amount', text) === null)) return;
  for (const [name, column] of columns) {
    if (amounts.length === 1) sayLine(said, name, column.map(({ text }) => text).join(''), column[0]!.place, 1);
    else if (column.length === amounts.length)
      for (const [index, { text, place }] of column.entries()) sayLine(said, name, text, place, index + 1);
  }
}

function red(said: CnInvoiceFacts): void {
  const remark: Fact | undefined = said.facts.find(({ key }) => key === 'remark');
  const named = remark === undefined ? null : redReferenceIn(remark.text);
  if (named === null || remark === undefined) return;
  const at = said.facts.length;
  said.say('red-of-number', 'identifier', named.number, '');
  said.say('red-of-code', 'identifier', named.code, '');
  for (let index = at; index < said.facts.length; index++)
    said.facts[index] = { ...said.facts[index]!, place: remark.place };
}
