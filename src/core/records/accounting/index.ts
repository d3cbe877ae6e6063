import { type Finding } from '../../finding.js';
import { declaredFacts } from '../agreement.js';
import { type BookingDocument, bookingsIn, voucherKeysIn } from '../booking/document.js';
import { type SourcedFact } from '../fact.js';
import { factOf } from '../fact-value.js';
import { recordFinding } from '../findings.js';
import {
  type FoundRelation,
  type KindField,
  type KindFile,
  type KindInput,
  type KindReading,
  type RecordKind,
} from '../kind.js';
import { byKey } from '../sums.js';
import { plainPart } from '../voucher/spec.js';
import { type AccountingForm, bookRank, leastRetention, reportSpan } from './classification.js';
import { accountingVoucherKey, monthOf } from './key.js';
import { innerOrder, roleOf } from './roles.js';

const fields = (required: string, optional: string): KindField[] => [
  ...required.split(' ').map((key): KindField => ({ key, obligation: 'required' })),
  ...optional.split(' ').map((key): KindField => ({ key, obligation: 'optional' })),
];
const COMMON =
  'base-currency preparer prepared-date reviewer reviewed-date entity-name ledger-code accounting-type paper-twin-at';

/** Any file may be accounting material, the vouchers in it too: what the sender declares as such is not unlikely. */
const declared = ({ declaration }: KindInput, kind: string): 0 | 1 => (declaration.kind === kind ? 1 : 0);

/** 电子会计档案 (DA/T 94-2022): vouchers, books, reports and the rest. */
export const ACCOUNTING_KINDS: readonly RecordKind[] = [
  {
    id: 'accounting-voucher',
    zh: '会计凭证',
    en: 'Accounting voucher',
    basis: 'standard',
    fields: fields('accounting-document-number accounting-year accounting-period', `originals-count original-number posting-date ${COMMON}`), // prettier-ignore
    // Only the sender's word tells a file that is an accounting voucher from any other.
    recognise: (input) =>
      input.files.some(({ role }) => /记账凭证|记帐凭证/.test(role ?? '')) ? 2 : declared(input, 'accounting-voucher'),
    read: readVoucher,
    defaults: { classification: 'KU', retention: 'D30' },
  },
  {
    id: 'accounting-book',
    zh: '会计账簿',
    en: 'Accounting book',
    basis: 'standard',
    fields: fields('accounting-year', `book-type accounting-period ${COMMON}`),
    recognise: (input) => declared(input, 'accounting-book'),
    read: (input) => readOther('book', input),
    defaults: { classification: 'KU', retention: 'D30' },
  },
  {
    id: 'accounting-report',
    zh: '财务会计报告',
    en: 'Accounting report',
    basis: 'standard',
    fields: fields('accounting-year', `report-period accounting-period ${COMMON}`),
    recognise: (input) => declared(input, 'accounting-report'),
    read: (input) => readOther('report', input),
    // The yearly report is kept for ever, and which one it is a sender may leave out: better too long.
    defaults: { classification: 'KU', retention: 'Y' },
  },
  {
    id: 'accounting-other',
    zh: '其他会计资料',
    en: 'Other accounting material',
    basis: 'standard',
    fields: fields('accounting-year', `accounting-period ${COMMON}`),
    recognise: (input) => declared(input, 'accounting-other'),
    read: (input) => readOther('other', input),
    defaults: { classification: 'KU', retention: 'D10' },
  },
];

function readVoucher(input: KindInput): KindReading {
  const { declaration, files } = input;
  const bookings = bookingsIn(files);
  const facts = withMonth(input, declaredFacts(declaration));
  const number = byKey(facts, 'accounting-document-number')?.value ?? onlyNumber(bookings);
  const month = byKey(facts, 'accounting-month')?.value ?? onlyMonth(bookings);
  const ledger = byKey(facts, 'ledger-code')?.value ?? null;
  const key = number === null || month === null ? null : accountingVoucherKey(month, number, ledger);
  const { order, outOfOrder } = innerOrder(files);
  return {
    facts: [...facts, formFact('voucher')],
    duplicateKey: key === null || key.length > 500 ? null : key,
    title: number === null || month === null ? null : `记账凭证 ${number} ${month}`,
    relations: [...originalsOf(files), ...paperTwin(facts)],
    voucher: null,
    findings: [
      ...(outOfOrder === null
        ? []
        : [
            recordFinding('ACCOUNTING_ORDER', outOfOrder, `${outOfOrder} stands before what it follows`, {
              expected: order.join('、').slice(0, 500),
            }),
          ]),
      ...(files.some((file) => roleOf(file) === 'voucher')
        ? []
        : [recordFinding('ACCOUNTING_VOUCHER_MISSING', 'files', 'no file has the role of the accounting voucher')]),
      ...originalsMissing(input),
      ...(number === null ? [] : bookings.flatMap((one) => otherDocument(one, number))),
    ],
    order,
  };
}

function readOther(form: Exclude<AccountingForm, 'voucher'>, input: KindInput): KindReading {
  const { declaration, files } = input;
  const facts = withMonth(input, declaredFacts(declaration));
  const year = byKey(facts, 'accounting-year')?.value ?? null;
  return {
    facts: [...facts, formFact(form), ...detailOf(form, input, facts)],
    duplicateKey: null,
    title: null,
    relations: paperTwin(facts),
    voucher: null,
    findings: year === null ? [recordFinding('ACCOUNTING_YEAR_MISSING', 'metadata', 'no accounting year is declared')] : [],
    order: form === 'book' ? [...files].sort((one, other) => bookRank(one.name) - bookRank(other.name)).map(({ name }) => name) : files.map(({ name }) => name),
  };
} // prettier-ignore

const made = (key: string, type: 'code' | 'date' | 'text', text: string, place: string): SourcedFact => ({
  ...factOf({ key, type, text, place }),
  file: 'declaration',
  reader: 'declaration/1',
});

const formFact = (form: AccountingForm): SourcedFact => made('accounting-form', 'code', form, 'kind');

/** The month as `2026-03`, from year and period or from the record's date; the year from the date where none is declared. */
function withMonth({ declaration }: KindInput, facts: readonly SourcedFact[]): SourcedFact[] {
  const year = byKey(facts, 'accounting-year');
  const period = byKey(facts, 'accounting-period');
  const month =
    monthOf(period?.text ?? null, year?.value ?? null) ??
    (period === undefined ? monthOf(declaration.date ?? null) : null);
  return [
    ...facts,
    ...(year === undefined && declaration.date !== undefined
      ? [made('accounting-year', 'date', declaration.date.slice(0, 4), 'date')]
      : []),
    ...(month === null ? [] : [made('accounting-month', 'date', month, period?.place ?? 'date')]),
  ];
}

/** Type of book or span of report, as declared or as the names say, and how long at least it is kept. */
function detailOf(
  form: AccountingForm,
  { declaration, files }: KindInput,
  facts: readonly SourcedFact[],
): SourcedFact[] {
  const names = [declaration.title ?? '', ...files.map(({ name }) => name)];
  const book = byKey(facts, 'book-type')?.text ?? names.find((name) => bookRank(name) < 5) ?? null;
  const said = byKey(facts, 'report-period')?.text ?? names.find((name) => reportSpan(name, null) !== null) ?? null;
  const span = form === 'report' ? reportSpan(said, declaration.date ?? null) : null;
  const least = leastRetention(form, { book, span });
  return [
    ...(span === null || byKey(facts, 'report-period') !== undefined
      ? []
      : [made('report-period', 'text', span, said === null ? 'date' : 'title')]),
    ...(least === null ? [] : [made('least-retention', 'code', least, 'kind')]),
  ];
}

/** Both directions: the other record shows it as `original-of` (DA/T 94 8.4.4, E.2.7). */
function originalsOf(files: readonly KindFile[]): FoundRelation[] {
  return [...voucherKeysIn(files)].map(([key, file]) => ({ type: 'has-original', key, place: '', file }));
}

function paperTwin(facts: readonly SourcedFact[]): FoundRelation[] {
  const said = byKey(facts, 'paper-twin-at');
  return said === undefined ? [] : [{ type: 'paper-twin-at', key: said.text, place: said.place, file: said.file }];
}

const onlyNumber = (bookings: readonly BookingDocument[]): string | null => {
  const numbers = new Set(bookings.flatMap(({ accounts }) => accounts.map(({ number }) => number)));
  return numbers.size === 1 ? [...numbers][0]! : null;
};

const onlyMonth = (bookings: readonly BookingDocument[]): string | null => {
  const months = new Set(bookings.flatMap(({ accounts }) => accounts.map(({ key }) => key?.split(':').at(-2))));
  return months.size === 1 ? ([...months][0] ?? null) : null;
};

/** One record holds one accounting voucher (8.4.1): booking information of it names it, perhaps beside others. */
function otherDocument(booking: BookingDocument, number: string): Finding[] {
  const { accounts, file } = booking;
  if (accounts.length === 0 || accounts.some((one) => plainPart(one.number) === plainPart(number))) return [];
  const found = accounts.map((one) => one.number).join('、').slice(0, 200);
  return [recordFinding('BOOKING_OTHER_DOCUMENT', `${file} ${accounts[0]!.place}`, `is of ${found}, the record is ${number}`, { expected: number, found })];
} // prettier-ignore

/** Declared count and numbers of originals beside the files and the relations. Renditions of one voucher count once. */
function originalsMissing({ declaration, files }: KindInput): Finding[] {
  const { metadata = {}, relations = [] } = declaration;
  const facts = declaredFacts(declaration);
  const originals = files.filter((file) => roleOf(file) === 'original');
  const keyed = voucherKeysIn(originals);
  const without = originals.filter((file) => voucherKeysIn([file]).size === 0);
  const stems = new Set(without.map(({ name }) => name.replace(/\.[^./]+$/, '')));
  const related = relations.filter(({ type }) => /原始凭证|original/i.test(type)).length;
  const here = keyed.size + stems.size;
  const count = byKey(facts, 'originals-count');
  const findings: Finding[] = [];
  if (count?.value != null && /^\d{1,6}$/.test(count.value)) {
    const expected = Number(count.value);
    // What lies in other records may be what is here again, so that both count from one to the sum.
    if (expected < Math.max(here, related) || expected > here + related) {
      findings.push(
        recordFinding('ACCOUNTING_ORIGINALS_COUNT', count.place, `${expected} originals are declared, ${here} are here, ${related} in other records`, {
          expected: String(expected),
          found: `${here} + ${related}`,
        }),
      );
    }
  }
  const said = metadata['originals'] ?? metadata['所附原始凭证号码'] ?? metadata['original-number'];
  const numbers = (Array.isArray(said) ? (said as unknown[]) : said === undefined ? [] : [said]).filter((one) => typeof one === 'string').slice(0, 1_000);
  const known = [...keyed.keys(), ...relations.flatMap(({ businessKey, key }) => [businessKey ?? '', key ?? ''])];
  for (const number of numbers) {
    const plain = plainPart(number);
    const present = known.some((one) => one === number || plainPart(one.split(/[:-]/).at(-1) ?? '') === plain) || files.some(({ name }) => plainPart(name).includes(plain));
    if (!present && findings.length < 20) {
      findings.push(recordFinding('ACCOUNTING_ORIGINAL_MISSING', 'metadata/originals', `${number} is in no file and no relation`, { expected: number.slice(0, 200) }));
    }
  }
  return findings;
} // prettier-ignore
