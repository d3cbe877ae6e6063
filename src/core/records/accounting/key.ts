import { plainPart } from '../voucher/spec.js';

/**
 * Duplicate key of an accounting voucher (记账凭证): numbers begin anew each month, and in each ledger (账套) where the sender tells them
 * apart. `2026-03`, `记-0001` → `accounting-voucher:2026-03:记-0001`.
 */
export function accountingVoucherKey(period: string, number: string, ledger: string | null = null): string {
  return ['accounting-voucher', ...(ledger === null ? [] : [plainPart(ledger)]), period, plainPart(number)].join(':');
}

/** `2026-03`, `202603`, `2026年3月`, a day of it; with a year also `03`, `3`, `3月`. Null when it names no month. */
export function monthOf(said: string | null, year: string | null = null): string | null {
  const text = said?.normalize('NFKC').trim() ?? '';
  const [, ofYear = year?.slice(0, 4), month] =
    /^(\d{4})[-年/.]?(\d{1,2})(?:月|[-/.]\d{1,2}.*)?$/.exec(text) ?? /^()(\d{1,2})(?:月|期)?$/.exec(text) ?? [];
  const full = ofYear === '' ? year?.slice(0, 4) : ofYear;
  if (full === undefined || month === undefined || !/^\d{4}$/.test(full)) return null;
  // A thirteenth period holds the adjustments at the end of the year.
  return Number(month) < 1 || Number(month) > 13 ? null : `${full}-${month.padStart(2, '0')}`;
}
