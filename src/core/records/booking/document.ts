import { accountingVoucherKey, monthOf } from '../accounting/key.js';
import { type Rendition } from '../agreement.js';
import { BOOKING_KEYS } from '../documents/xbrl/families/booking.js';
import { cnInvoiceKey } from '../e-invoice/cn-rules.js';
import { renditionsOf } from '../e-invoice/documents.js';
import { type Fact } from '../fact.js';
import { type KindFile } from '../kind.js';
import { voucherKeyOf } from '../voucher/index.js';

/** One document of booking information (入账信息), a voucher's receiver view. */
export interface BookingDocument extends Rendition {
  /** Duplicate key of the voucher it books; null when it does not say which. */
  voucherKey: string | null;
  /** The accounting vouchers (记账凭证) that it books it on. */
  accounts: BookedOn[];
}

export interface BookedOn {
  number: string;
  /** Duplicate key of the accounting voucher; null without a period. */
  key: string | null;
  /** Where it says so. */
  place: string;
}

/** The booking information among the documents of files. */
export function bookingsIn(files: readonly KindFile[]): BookingDocument[] {
  return files.flatMap(({ name, documents }) =>
    documents
      .filter(({ facts }) => facts.some(isReceiver))
      .map((document) => {
        const rendition = { file: name, document };
        return { ...rendition, voucherKey: keyOfView(rendition), accounts: accountsIn(document.facts) };
      }),
  );
}

const isReceiver = ({ key, value }: Fact): boolean => key === 'voucher-view' && value === 'receiver';

/** What only the receiver says of the voucher, apart from what both views say. */
export const isBookingFact = ({ key }: Fact): boolean => BOOKING_KEYS.has(key);

/** Duplicate keys of the vouchers in files, without those that are only booked there. */
export function voucherKeysIn(files: readonly KindFile[]): Map<string, string> {
  const keys = new Map<string, string>();
  const add = (key: string | null, file: string) => {
    if (key !== null && !keys.has(key)) keys.set(key, file);
  };
  for (const { file, facts, rules } of renditionsOf(files)) {
    if (!facts.facts.some(isReceiver)) add(rules.keyOf(facts.facts), file);
  }
  for (const { name, documents } of files)
    for (const document of documents)
      if (!document.facts.some(isReceiver) || ONE_VIEW.has(document.document))
        add(keyOfView({ file: name, document }), name);
  return keys;
}

/** Issuer and receiver write into one document of these: it is the voucher and its booking. */
const ONE_VIEW = new Set(['xbrl-bkrs', 'xbrl-efi', 'xbrl-ctp']);

function keyOfView(rendition: Rendition): string | null {
  const { document, facts } = rendition.document;
  if (document !== 'xbrl-inv' && document !== 'xbrl-einv') return voucherKeyOf(rendition);
  const said = (key: string) => facts.find((fact) => fact.key === key && fact.group === undefined)?.value ?? null;
  // The unique code of an older invoice is its code and its number of 8 digits, one after the other.
  const [, code, number] = /^(\d{10}|\d{12})(\d{8})$/.exec(said('invoice-unique-code') ?? '') ?? [];
  return cnInvoiceKey(said('invoice-number') ?? number ?? null, said('invoice-code') ?? code ?? null);
}

function accountsIn(facts: readonly Fact[]): BookedOn[] {
  const numbers = facts.filter(
    ({ key, group }) => key === 'accounting-document-number' && !group?.startsWith('entry/'),
  );
  return numbers.flatMap(({ value, group, place }) => {
    if (value === null) return [];
    const said = (key: string) => facts.find((fact) => fact.key === key && fact.group === group)?.value ?? null;
    const month = monthOf(said('accounting-period')) ?? monthOf(said('posting-date'));
    return [{ number: value, key: month === null ? null : accountingVoucherKey(month, value), place }];
  });
}
