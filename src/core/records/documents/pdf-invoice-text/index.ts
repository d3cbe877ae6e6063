import { CnInvoiceFacts, redReferenceIn } from '../../cn-invoice-facts.js';
import { type FactType } from '../../fact.js';
import { valueOf } from '../../fact-value.js';
import { type CarriedPages, type DocumentReader } from '../../reader.js';
import { type Item, type Labelled, labelled, plain, type Row, rowsOf, tight } from './page.js';

/** The title tells what it is: 电子发票（普通发票）, 某省增值税电子专用发票, 电子发票（铁路电子客票）. In the upper part of the page, and short. */
const TITLE = /^(?=.{4,40}$).*?(电子发票(?:\(([^()]{2,20})\))?|增值税电子(?:普通|专用)发票)/;
const NUMBER = /^发票号码:?/;
const MAX_ITEMS = 20_000;

/** Labels whose value may stand once on the invoice, and what the value must look like to be one. */
const LABELLED: readonly (readonly [key: string, type: FactType, label: RegExp, shape: RegExp])[] = [
  ['invoice-number', 'identifier', NUMBER, /^(\d{8}|\d{20})$/],
  ['invoice-code', 'identifier', /^发票代码:?/, /^(\d{10}|\d{12})$/],
  ['issue-date', 'date', /^开票日期:?/, /^\d{4}年\d{1,2}月\d{1,2}日$|^\d{4}-\d{2}-\d{2}/],
  ['check-code', 'identifier', /^校验码:?/, /^\d{5,20}$/],
  ['machine-number', 'identifier', /^机器编号:?/, /^\d{12}$/],
  ['drawer', 'text', /^开票人:?/, /^[^:]{1,40}$/],
];

/**
 * What the page of a 数电票 or an older 增值税电子发票 says by its labels and their places. What stands twice and differently, or
 * without its label, is not said: text on a page is never guessed at.
 */
export const pdfInvoiceText: DocumentReader = {
  id: 'pdf-invoice-text',
  version: 1,
  zh: '发票 PDF 票面文字',
  en: 'Invoice PDF of China, text of the page',
  basis: 'implementations',
  matches: (one) => one.kind === 'pages' && isInvoice(one),
  read: (one) => {
    const { carrier, pages } = one as CarriedPages;
    const said = new CnInvoiceFacts(carrier);
    const perPage = pages.map(({ number, items }) => ({ number, rows: rowsOf(items.slice(0, MAX_ITEMS)) }));
    const first = perPage[0];
    if (first === undefined) return { facts: [], findings: [] };
    title(said, first);
    for (const [key, type, label, shape] of LABELLED) {
      const values = perPage.flatMap(({ number, rows }) =>
        labelled(rows, label)
          .filter(({ value }) => shape.test(tight(value)))
          .map((found) => ({ number, ...found })),
      );
      sayIfOne(said, key, type, values);
    }
    parties(said, first);
    for (const page of perPage) totals(said, page);
    red(said, first);
    return { facts: said.facts, findings: said.findings };
  },
};

function isInvoice({ pages }: CarriedPages): boolean {
  const items = pages[0]?.items ?? [];
  return (
    items.some(({ text }) => NUMBER.test(tight(text))) &&
    items.some(({ text, y }) => TITLE.test(tight(text)) && y < 300)
  );
}

interface Page {
  number: number;
  rows: readonly Row[];
}

const placeOf = (number: number, { x, y }: Item): string => `page ${number} at ${Math.round(x)},${Math.round(y)}`;

/** The same value under the same label on every page is one; two values are none. */
function sayIfOne(
  said: CnInvoiceFacts,
  key: string,
  type: FactType,
  values: readonly (Labelled & { number: number })[],
): void {
  // prettier-ignore
  const [first] = values;
  if (first === undefined || said.valueOf(key) !== null) return;
  if (values.some(({ value }) => tight(value) !== tight(first.value))) return;
  said.say(key, type, first.value, placeOf(first.number, first.item));
}

function title(said: CnInvoiceFacts, { number, rows }: Page): void {
  const found = rows.flatMap(({ items }) => items.filter(({ text, y }) => TITLE.test(tight(text)) && y < 300));
  const [first] = found;
  if (first === undefined) return;
  const match = TITLE.exec(tight(first.text))!;
  said.say('invoice-type', 'code', match[2] ?? match[1]!, placeOf(number, first));
}

/** A column of single letters beside the two blocks says whose they are: 购买方(信息), 销售方(信息). */
const MARKERS: readonly [prefix: string, RegExp][] = [
  ['buyer', /^购(买方?(信息?)?)?$|^购买方信息$/],
  ['seller', /^销(售方?(信息?)?)?$|^销售方信息$/],
];

const PARTY = [
  { buyer: 'buyer-name', seller: 'seller-name', type: 'text', label: /^名称:?/, shape: /^.{2,200}$/ },
  {
    buyer: 'buyer-id',
    seller: 'seller-id',
    type: 'identifier',
    label: /^(统一社会信用代码\/?)?(纳税人识别号):?/,
    shape: /^[0-9A-Z]{15,20}$/,
  },
] as const;

function parties(said: CnInvoiceFacts, { number, rows }: Page): void {
  const items = rows.flatMap((row) => row.items);
  const markers = MARKERS.flatMap(([prefix, shape]) =>
    items.filter(({ text }) => shape.test(tight(text))).map((item) => ({ prefix, item })),
  );
  // Both must be there, each once: else nothing tells the two blocks apart.
  if (markers.length !== 2 || markers[0]!.prefix === markers[1]!.prefix) return;
  const whose = ({ x, y }: Item): string | undefined => {
    const left = markers.filter(({ item }) => item.x <= x);
    return left.sort((one, other) => farness(one.item, x, y) - farness(other.item, x, y))[0]?.prefix;
  };
  for (const { buyer, seller, type, label, shape } of PARTY) {
    const found = labelled(rows, label).filter(({ value }) => shape.test(tight(value)));
    for (const { prefix } of markers) {
      const own = found.filter(({ at }) => whose(at) === prefix);
      if (own.length === 1) sayIfOne(said, prefix === 'buyer' ? buyer : seller, type, [{ ...own[0]!, number }]);
    }
  }
}

/** Rows are nearer than columns: the blocks of older invoices stand one above the other. */
const farness = (marker: Item, x: number, y: number): number => Math.abs(x - marker.x) + 3 * Math.max(0, Math.abs(y - marker.y) - 40); // prettier-ignore

const MONEY = /^[¥￥]?-?[\d,]+\.\d{2}$/;

/** 合计 below the columns 金额 and 税额; 价税合计（大写）… （小写）¥… */
function totals(said: CnInvoiceFacts, { number, rows }: Page): void {
  const all = rows.flatMap((row) => row.items);
  const head = (name: RegExp): Item | undefined => {
    const found = all.filter(({ text }) => name.test(tight(text)));
    return found.length === 1 ? found[0] : undefined;
  };
  const [amountHead, taxHead] = [head(/^金额$/), head(/^税额$/)];
  for (const row of rows) {
    const amounts = row.items.filter(({ text }) => MONEY.test(tight(text)) || /^\*+$/.test(tight(text)));
    const label = row.items
      .filter((item) => !amounts.includes(item))
      .map(({ text }) => tight(text))
      .join('');
    if (label === '合计' && amountHead !== undefined && taxHead !== undefined) {
      const [net, tax] = amounts;
      if (net !== undefined && nearer(net, amountHead, taxHead))
        sayAmount(said, 'total-without-tax', number, net, net.text);
      if (tax !== undefined && amounts.length === 2 && nearer(tax, taxHead, amountHead))
        sayAmount(said, 'total-tax', number, tax, tax.text);
    }
    totalWithTax(said, number, row);
  }
}

const endOf = ({ x, width }: Item): number => x + width;
/** Amounts are set to the right, heads in the middle. */
const nearer = (item: Item, to: Item, than: Item): boolean =>
  Math.abs(endOf(item) - endOf(to)) < Math.abs(endOf(item) - endOf(than));

function totalWithTax(said: CnInvoiceFacts, number: number, row: Row): void {
  const text = tight(row.items.map((item) => item.text).join(''));
  const match = /价税合计(?:\(大写\))?:?(.*)$/.exec(text);
  if (match === null) return;
  const [, rest = ''] = match;
  const [words = '', figures] = rest.split(/\(?小写\)?:?/);
  const amount = figures ?? (MONEY.test(words) ? words : undefined);
  const at = (shape: RegExp): Item => row.items.find((item) => shape.test(tight(item.text))) ?? row.items[0]!;
  if (amount !== undefined && MONEY.test(amount)) sayAmount(said, 'total-with-tax', number, at(/\d\.\d{2}$/), amount);
  if (
    !MONEY.test(words) &&
    /^(\(负数\)|负)?[⊗x×]?(\(负数\)|负)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正]+$/i.test(words)
  )
    once(said, 'total-in-words', 'text', words.replace(/[⊗x×]/gi, ''), placeOf(number, at(/[圆元整角分]$/)));
}

const sayAmount = (said: CnInvoiceFacts, key: string, number: number, item: Item, text: string): void =>
  once(said, key, 'amount', plain(text), placeOf(number, item));

/** A total that stands on every page is the same on every page; one that is not is taken back. */
function once(said: CnInvoiceFacts, key: string, type: FactType, text: string, place: string): void {
  const at = said.facts.findIndex((fact) => fact.key === key);
  if (at < 0) said.say(key, type, text, place);
  else if (said.facts[at]!.value !== valueOf(type, text)) said.facts.splice(at, 1);
}

function red(said: CnInvoiceFacts, { number, rows }: Page): void {
  const text = rows.flatMap((row) => row.items.map((item) => item.text)).join('');
  const named = redReferenceIn(text.slice(0, 4000)) ?? redReferenceIn(text.slice(-4000));
  if (named === null) return;
  said.say('red-of-number', 'identifier', named.number, `page ${number}`);
  said.say('red-of-code', 'identifier', named.code, `page ${number}`);
}
