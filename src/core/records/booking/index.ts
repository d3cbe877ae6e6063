import { type Finding } from '../../finding.js';
import { sameFact } from '../agreement.js';
import { type Decimal, add, compare, encodeDecimal, parseDecimal } from '../decimal.js';
import { type SourcedFact } from '../fact.js';
import { recordFinding } from '../findings.js';
import { type FoundRelation, type KindFile, type RecordReading } from '../kind.js';
import { type BookingDocument, bookingsIn, isBookingFact, voucherKeysIn } from './document.js';

/** Where booking information lies: with the voucher it books, or with the accounting voucher that books. */
const ACCOUNTING_KIND = 'accounting-voucher';
const MAX_FINDINGS = 50;

/**
 * A reading with what the booking information (入账信息) in the record says: facts, the links to the accounting voucher and to the vouchers,
 * and what does not fit. 财会〔2024〕11号 arts. 26 and 31: it is kept together with the voucher.
 */
export function withBookings(reading: RecordReading, files: readonly KindFile[]): RecordReading {
  const bookings = bookingsIn(files);
  if (bookings.length === 0) return reading;
  const accounting = reading.kind === ACCOUNTING_KIND;
  const mine = bookings.filter(
    ({ voucherKey }) => accounting || voucherKey === null || isHere(voucherKey, reading, files),
  );
  const first = mine[0];
  const findings = [
    ...bookings.filter((one) => !mine.includes(one)).map((one) => otherVoucher(one, reading, files)),
    ...mine.filter(({ voucherKey }) => voucherKey === null).map(unknownVoucher),
    ...repeated(mine),
    ...mine.flatMap(unbalanced),
    ...(accounting ? [] : mine.flatMap((one) => differing(one, reading))),
  ];
  return {
    ...reading,
    facts: first === undefined ? reading.facts : [...reading.facts, ...added(first, reading.facts)],
    relations: [...reading.relations, ...mine.flatMap((one) => relationsOf(one, accounting))],
    findings: [...reading.findings, ...findings.slice(0, MAX_FINDINGS)],
  };
}

/** The record's own key, or, when the record's files do not say it, a voucher in them. */
function isHere(key: string, { duplicateKey }: RecordReading, files: readonly KindFile[]): boolean {
  if (duplicateKey !== null) return sameVoucher(key, duplicateKey);
  const keys = [...voucherKeysIn(files).keys()];
  return keys.length === 0 || keys.some((one) => sameVoucher(one, key));
}

/** Kind and number: a receiver may call the issuer something else than the issuer does. */
export function sameVoucher(one: string, other: string): boolean {
  const [left, right] = [one.split(':'), other.split(':')];
  return one === other || (left[0] === right[0] && left.at(-1) === right.at(-1));
}

function added({ file, document }: BookingDocument, facts: readonly SourcedFact[]): SourcedFact[] {
  const there = new Set(facts.map(({ key, group }) => `${group ?? ''} ${key}`));
  return document.facts
    .filter((fact) => isBookingFact(fact) && !there.has(`${fact.group ?? ''} ${fact.key}`))
    .map((fact) => ({ ...fact, file, reader: document.reader }));
}

/** With the voucher: `booked-by` the accounting voucher. With the accounting voucher: `books` the voucher. */
function relationsOf({ voucherKey, accounts, file, document }: BookingDocument, accounting: boolean): FoundRelation[] {
  if (!accounting) {
    return accounts.flatMap(({ key, place }) => (key === null ? [] : [{ type: 'booked-by', key, place, file }]));
  }
  const number = document.facts.find(({ key }) =>
    ['invoice-number', 'invoice-unique-code', 'voucher-number'].includes(key),
  );
  return voucherKey === null
    ? []
    : [{ type: 'books', key: voucherKey, place: number?.place ?? document.carrier, file }];
}

const placeOf = ({ file, document, accounts }: BookingDocument): string =>
  `${file} ${accounts[0]?.place ?? document.facts[0]?.place ?? document.carrier}`;

function otherVoucher(one: BookingDocument, { duplicateKey }: RecordReading, files: readonly KindFile[]): Finding {
  const expected = duplicateKey ?? [...voucherKeysIn(files).keys()].join(', ');
  return recordFinding('BOOKING_OTHER_VOUCHER', placeOf(one), `books ${one.voucherKey}, the record is ${expected}`, {
    expected,
    found: one.voucherKey ?? '',
  });
}

const unknownVoucher = (one: BookingDocument): Finding =>
  recordFinding('BOOKING_VOUCHER_UNKNOWN', placeOf(one), 'does not say which voucher it books');

/** The same voucher booked twice on one accounting voucher, in two documents that say different entries. */
function repeated(bookings: readonly BookingDocument[]): Finding[] {
  const first = new Map<string, { booking: BookingDocument; said: string }>();
  return bookings.flatMap((booking) =>
    booking.accounts.flatMap(({ number, key }) => {
      const at = `${booking.voucherKey ?? ''} ${key ?? number}`;
      const said = JSON.stringify(
        booking.document.facts.filter(isBookingFact).map(({ group, key: of, value }) => [group, of, value]),
      );
      const earlier = first.get(at);
      if (earlier === undefined) first.set(at, { booking, said });
      return earlier === undefined || earlier.said === said || booking.voucherKey === null
        ? []
        : [
            recordFinding(
              'BOOKING_REPEATED',
              placeOf(booking),
              `${earlier.booking.file} books it on ${number} too, otherwise`,
              {
                expected: earlier.booking.file,
                found: booking.file,
              },
            ),
          ];
    }),
  );
}

/** `借方`, `借`, `debit` → debit. */
export function sideOf(text: string): 'debit' | 'credit' | null {
  const said = text.trim().toLowerCase();
  if (/^(借方?|debit|dr)$/.test(said)) return 'debit';
  return /^(贷方?|credit|cr)$/.test(said) ? 'credit' : null;
}

/** Debit and credit of a booking. A document may hold the part of the entries that is of its voucher: one side alone is not judged. */
function unbalanced(booking: BookingDocument): Finding[] {
  const entries = new Map<string, { side?: string; amount?: Decimal | null }>();
  for (const { group, key, text, value } of booking.document.facts) {
    if (!group?.startsWith('entry/')) continue;
    const entry = entries.get(group) ?? {};
    if (key === 'debit-credit') entry.side = sideOf(text) ?? '';
    if (key === 'recorded-amount') entry.amount = value === null ? null : parseDecimal(value);
    entries.set(group, entry);
  }
  const sums: Record<'debit' | 'credit', Decimal[]> = { debit: [], credit: [] };
  for (const { side, amount } of entries.values()) {
    if ((side !== 'debit' && side !== 'credit') || !amount) return [];
    sums[side].push(amount);
  }
  if (sums.debit.length === 0 || sums.credit.length === 0) return [];
  const [debit, credit] = [sums.debit.reduce(add), sums.credit.reduce(add)];
  if (compare(debit, credit) === 0) return [];
  const [expected, found] = [encodeDecimal(debit), encodeDecimal(credit)];
  return [
    recordFinding('BOOKING_UNBALANCED', placeOf(booking), `debit ${expected}, credit ${found}`, { expected, found }),
  ];
}

/** What both views say of an invoice. For the other vouchers the receiver's view is compared as a rendition. */
function differing({ file, document }: BookingDocument, { facts }: RecordReading): Finding[] {
  if (document.document !== 'xbrl-inv' && document.document !== 'xbrl-einv') return [];
  return document.facts.flatMap((fact) => {
    const said = facts.find(({ key, group }) => key === fact.key && group === fact.group);
    if (said === undefined || fact.group !== undefined || isBookingFact(fact) || NOT_COMPARED.has(fact.key)) return [];
    if (said.file === file || sameFact(said, fact)) return [];
    return [
      recordFinding('FACTS_DIFFER', `${file} ${fact.place}`, `${fact.key}: ${said.text}, but ${fact.text}`, {
        expected: `${said.text} (${said.file} ${said.place})`,
        found: `${fact.text} (${file} ${fact.place})`,
      }),
    ];
  });
}

const NOT_COMPARED = new Set(['voucher-view', 'entity-identifier', 'invoice-type', 'remark', 'check-code']);
