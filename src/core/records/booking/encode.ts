import { encodeDecimal, parseDecimal } from '../decimal.js';
import { FAMILIES } from '../documents/xbrl/families/index.js';
import { type Family } from '../documents/xbrl/family.js';
import { INSTANCE } from '../documents/xbrl/instance.js';
import { valueOf } from '../fact-value.js';
import { escapeAttribute, escapeText } from '../../xml-text.js';

/** Families whose receiver view (接收方) has its booking in a document of its own. */
export const BOOKING_FAMILIES = ['inv', 'einv', 'rai', 'atr', 'bker'] as const;
export type BookingFamily = (typeof BOOKING_FAMILIES)[number];

/** Flags of booking information, by slug; not every family has each of them. */
export const BOOKING_FLAGS = ['red', 'checked', 'booked', 'paid', 'deducted', 'reconciled', 'sent-to-bank'] as const;
export type BookingFlag = (typeof BOOKING_FLAGS)[number];

/** What an accounting system knows of a booking: enough to write its booking information (入账信息). */
export interface BookingData {
  family: BookingFamily;
  /** `2023-12-31`; each family has the date that was seen last. */
  taxonomy?: string;
  /** What identifies and describes the voucher, by slug of the dictionary: `invoice-number`, `seller-name`, `total-with-tax`. */
  voucher: Readonly<Record<string, string>>;
  /** 会计主体 */
  entity: { name: string; id?: string };
  flags?: Partial<Readonly<Record<BookingFlag, boolean>>>;
  contractNumber?: string;
  paymentReceiptNumber?: string;
  /** The accounting vouchers (记账凭证) it was booked on; most often one. */
  bookings: readonly Booking[];
}

export interface Booking {
  /** 记账凭证号 */
  number: string;
  /** `2026-03-31` */
  postingDate: string;
  /** 会计期间, `2026-03` */
  period: string;
  summary?: string;
  entries: readonly BookingEntry[];
}

export interface BookingEntry {
  side: 'debit' | 'credit';
  /** 总账科目 */
  ledgerSubject: string;
  /** 明细科目 */
  subsidiarySubject?: string;
  /** Decimal text. */
  amount: string;
}

/** A member that is wrong, as RFC 6901 names it. */
export interface BookingProblem {
  path: string;
  message: string;
}

/** Last taxonomy date seen in files; that of `inv` was not seen and is taken from its contemporaries. */
const TAXONOMY: Readonly<Record<BookingFamily, string>> = {
  inv: '2021-11-30',
  einv: '2023-12-31',
  rai: '2021-11-30',
  atr: '2021-11-30',
  bker: '2023-05-15',
};

/** In the words of each family: WhetherInvoice…, WhetherEinvoice…, WhetherReceipt…. */
const SUBJECT: Readonly<Record<BookingFamily, string>> = {
  inv: 'Invoice',
  einv: 'Einvoice',
  rai: 'Invoice',
  atr: 'Invoice',
  bker: 'Receipt',
};
const INVOICE_FLAGS: readonly BookingFlag[] = ['red', 'checked', 'booked', 'paid', 'deducted'];
const FLAGS_OF: Readonly<Record<BookingFamily, readonly BookingFlag[]>> = {
  inv: INVOICE_FLAGS,
  einv: INVOICE_FLAGS,
  rai: INVOICE_FLAGS,
  atr: INVOICE_FLAGS,
  bker: ['booked', 'reconciled', 'sent-to-bank'],
};
const SAID_BY_FLAG: Readonly<Record<BookingFlag, (subject: string) => string>> = {
  red: (subject) => `Is Red ${subject}`,
  checked: () => 'Has Been Checked',
  booked: () => 'Has Been Booked',
  paid: () => 'Has Been Paid',
  deducted: () => 'Has Been Deducted',
  reconciled: () => 'Has Been Reconciled',
  'sent-to-bank': () => 'Has Been Transferred To Bank',
};

/** Which of these is the number that matches it to its voucher. */
const NUMBER_OF: Readonly<Record<BookingFamily, readonly string[]>> = {
  inv: ['invoice-unique-code', 'invoice-number'],
  einv: ['invoice-number'],
  rai: ['invoice-number'],
  atr: ['invoice-number'],
  bker: ['voucher-number', 'identifying-code'],
};

/** What keeps data from being written: everything at once, empty when it can. */
export function checkBookingData(data: BookingData): BookingProblem[] {
  const problems: BookingProblem[] = [];
  const say = (path: string, message: string) => problems.push({ path, message });
  const family = familyOf(data.family);
  if (data.taxonomy !== undefined && !isDay(data.taxonomy)) say('/taxonomy', 'expected YYYY-MM-DD');
  for (const [key, text] of Object.entries(data.voucher)) {
    const line = Object.values(family.elements).find(([slug]) => slug === key);
    if (line === undefined) say(`/voucher/${key}`, `no element of ${data.family} says this`);
    else if (valueOf(line[1], text) === null) say(`/voucher/${key}`, `expected ${line[1]}`);
  }
  if (!NUMBER_OF[data.family].some((key) => Object.hasOwn(data.voucher, key))) {
    say(
      '/voucher',
      `expected ${NUMBER_OF[data.family].join(' or ')}: booking information is matched to its voucher by it`,
    );
  }
  for (const flag of Object.keys(data.flags ?? {})) {
    if (!FLAGS_OF[data.family].includes(flag as BookingFlag)) say(`/flags/${flag}`, `${data.family} has no such flag`);
  }
  if (data.bookings.length === 0) say('/bookings', 'expected at least one booking');
  for (const [index, { postingDate, period, entries }] of data.bookings.entries()) {
    if (!isDay(postingDate)) say(`/bookings/${index}/postingDate`, 'expected a day, YYYY-MM-DD'); // prettier-ignore
    if (!/^\d{4}-\d{2}$/.test(period)) say(`/bookings/${index}/period`, 'expected YYYY-MM');
    if (entries.length === 0) say(`/bookings/${index}/entries`, 'expected at least one entry');
    for (const [row, { amount }] of entries.entries()) {
      if (parseDecimal(amount) === null)
        say(`/bookings/${index}/entries/${row}/amount`, 'expected a decimal number as text');
    }
  }
  return problems;
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && valueOf('date', text) !== null;

/**
 * Booking information as an XBRL instance, UTF-8: the same data give the same bytes. Element names are those that public implementations
 * and sample files use, for the published schemas were not at hand; so is the order.
 * Throws for data with problems: ask checkBookingData first.
 */
export function encodeBookingInformation(data: BookingData): Uint8Array {
  const [problem] = checkBookingData(data);
  if (problem !== undefined) throw new Error(`${problem.path}: ${problem.message}`);
  return new TextEncoder().encode(instanceOf(data));
}

function instanceOf(data: BookingData): string {
  const { family, bookings, voucher } = data;
  const date = data.taxonomy ?? TAXONOMY[family];
  const taxonomy = `http://xbrl.mof.gov.cn/taxonomy/${date}/${family}`;
  const day = bookings[0]!.postingDate;
  const context = `As_Of_${day.replaceAll('-', '_')}`;
  const number = voucher[NUMBER_OF[family].find((key) => Object.hasOwn(voucher, key))!]!;
  const item = (local: string, text: string, depth: number) =>
    `${'  '.repeat(depth)}<${family}:${local} contextRef="${context}">${escapeText(text)}</${family}:${local}>`;
  const money = (local: string, text: string, depth: number) => {
    const amount = parseDecimal(valueOf('amount', text)!)!;
    return `${'  '.repeat(depth)}<${family}:${local} contextRef="${context}" unitRef="CNY" decimals="${amount.scale}">${encodeDecimal(amount)}</${family}:${local}>`;
  };
  const tuple = (local: string, depth: number, lines: readonly string[]) => [
    `${'  '.repeat(depth)}<${family}:${local}>`,
    ...lines,
    `${'  '.repeat(depth)}</${family}:${local}>`,
  ];
  const given = (local: string, text: string | undefined, depth: number) =>
    text === undefined ? [] : [item(local, text, depth)];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<xbrl xmlns="${INSTANCE}" xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:${family}="${taxonomy}">`,
    `  <link:schemaRef xlink:type="simple" xlink:href="${escapeAttribute(`${taxonomy}/${family}_receiver_entry_point_${date}.xsd`)}"/>`,
    `  <context id="${context}">`,
    `    <entity>`,
    `      <identifier scheme="http://xbrl.mof.gov.cn">${escapeText(number)}</identifier>`,
    `    </entity>`,
    `    <period>`,
    `      <instant>${day}</instant>`,
    `    </period>`,
    `  </context>`,
    `  <unit id="CNY">`,
    `    <measure>iso4217:CNY</measure>`,
    `  </unit>`,
    ...elementsOf(data).map(([local, type, text]) =>
      type === 'amount' ? money(local, text, 1) : item(local, text, 1),
    ),
    ...BOOKING_FLAGS.flatMap((flag) => {
      const said = data.flags?.[flag];
      return said === undefined ? [] : [item(flagElement(family, flag), said ? '是' : '否', 1)];
    }),
    ...given('UnifiedSocialCreditCodeOfAccountingEntity', data.entity.id, 1),
    item('NameOfAccountingEntity', data.entity.name, 1),
    ...bookings.flatMap((booking) =>
      tuple('InformationOfAccountingDocumentsTuple', 1, [
        item('NumberOfAccountingDocuments', booking.number, 2),
        item('PostingDate', booking.postingDate, 2),
        item('AccountingPeriod', booking.period, 2),
        ...given('SummaryOfAccountingDocuments', booking.summary, 2),
        ...booking.entries.flatMap(({ side, ledgerSubject, subsidiarySubject, amount }) =>
          tuple('InformationOfDebitAndCreditEntryTuple', 2, [
            item('DebitOrCredit', side === 'debit' ? '借方' : '贷方', 3),
            item('NameOfGeneralLedgerSubject', ledgerSubject, 3),
            ...given('NameOfSubsidiaryLedgerSubject', subsidiarySubject, 3),
            money('RecordedAmount', amount, 3),
          ]),
        ),
      ]),
    ),
    ...given('ContractNumber', data.contractNumber, 1),
    ...given('NumberOfBankElectronicReceipt', data.paymentReceiptNumber, 1),
    '</xbrl>',
    '',
  ].join('\n');
}

const familyOf = (prefix: BookingFamily): Family => FAMILIES.find((family) => family.prefix === prefix)!;

/** In the order of the family's table, the first element of each slug: whatever the order of the data. */
function elementsOf({ family, voucher }: BookingData): [local: string, type: string, text: string][] {
  const left = new Map(Object.entries(voucher));
  return Object.entries(familyOf(family).elements).flatMap(([local, [key, type]]) => {
    const text = left.get(key);
    left.delete(key);
    return text === undefined ? [] : [[local, type, text.trim()] as [string, string, string]];
  });
}

/** WhetherEinvoiceHasBeenBooked */
function flagElement(family: BookingFamily, flag: BookingFlag): string {
  return `Whether${SUBJECT[family]}${SAID_BY_FLAG[flag](SUBJECT[family]).replaceAll(' ', '')}`;
}
