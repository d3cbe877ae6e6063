import { parseDecimal } from '../records/decimal.js';

/**
 * Ranges as terms: an amount is in the boxes of its first digits, a day in its month, year and decade. A range is covered by
 * few boxes, coarse inside and fine at its ends; what a box holds beyond the range is sorted out afterwards.
 */

/** Amounts are taken in millionths; what is beyond goes into the last decade. */
const SCALE = 6;
const DECADES = 36;
const DEPTH = 3;

/** `1130.00` → the decade, and the boxes of one, two and three digits; empty when it is no decimal. */
export function amountTerms(value: string): string[] {
  const units = millionths(value);
  if (units === null) return [];
  if (units === 0n) return [ZERO];
  const sign = units < 0n ? '-' : '+';
  const digits = (units < 0n ? -units : units).toString();
  const decade = Math.min(digits.length, DECADES);
  if (digits.length > DECADES) return [boxName(sign, decade, '')];
  return Array.from({ length: DEPTH + 1 }, (_, depth) =>
    boxName(sign, decade, digits.padEnd(DEPTH, '0').slice(0, depth)),
  );
}

/** Range terms begin with `a:` or `d:` and are longer than any gram. */
const ZERO = 'a:zero';
const boxName = (sign: string, decade: number, digits: string) => `a:${sign}${decade}:${digits}`;

/** Boxes that together hold every amount from `min` to `max` (both inclusive, null is open). Null when a bound is no decimal. */
export function amountCover(min: string | null, max: string | null): string[] | null {
  const most = 10n ** BigInt(DECADES) - 1n;
  const [low, high] = [min === null ? -most : millionths(min), max === null ? most : millionths(max)];
  if (low === null || high === null) return null;
  const cover = low <= 0n && high >= 0n ? [ZERO] : [];
  if (high > 0n) coverPositive('+', low > 0n ? low : 1n, high, cover);
  if (low < 0n) coverPositive('-', high < 0n ? -high : 1n, -low, cover);
  return cover;
}

function coverPositive(sign: string, low: bigint, high: bigint, cover: string[]): void {
  for (let decade = 1; decade <= DECADES; decade++) {
    const first = 10n ** BigInt(decade - 1);
    // The last decade holds everything above it too.
    const last = decade === DECADES ? (high > first * 10n ? high : first * 10n - 1n) : first * 10n - 1n;
    coverBox(sign, decade, '', first, last, low, high, cover);
  }
}

function coverBox(
  sign: string,
  decade: number,
  digits: string,
  first: bigint,
  last: bigint,
  low: bigint,
  high: bigint,
  cover: string[],
): void {
  // prettier-ignore
  if (last < low || first > high) return;
  // Amounts of fewer digits than the box has are padded on the right: the box of the whole decade is exact for them.
  if ((low <= first && last <= high) || digits.length === DEPTH || decade <= digits.length || decade === DECADES) {
    cover.push(boxName(sign, decade, digits));
    return;
  }
  const width = 10n ** BigInt(decade - digits.length - 1);
  for (let digit = digits === '' ? 1 : 0; digit <= 9; digit++) {
    const start = BigInt(digits + String(digit)) * width;
    coverBox(sign, decade, digits + String(digit), start, start + width - 1n, low, high, cover);
  }
}

function millionths(value: string): bigint | null {
  const parsed = parseDecimal(value);
  if (parsed === null) return null;
  const { units, scale } = parsed;
  // Finer than a millionth is cut off towards zero: still inside the box of its first digits.
  return scale <= SCALE ? units * 10n ** BigInt(SCALE - scale) : units / 10n ** BigInt(scale - SCALE);
}

const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

/** First and last day of what a date means: `2026-03` → 2026-03-01, 2026-03-31. Null when it names no real day. */
export function daysOf(value: string): { since: string; until: string } | null {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?$/.exec(value) ?? [];
  if (year === undefined || year === '0000') return null;
  const since = `${year}-${month ?? '01'}-${day ?? '01'}`;
  if (!isDay(since)) return null;
  if (day !== undefined) return { since, until: since };
  const last = new Date(`${year}-${month ?? '12'}-01T00:00:00Z`);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return { since, until: last.toISOString().slice(0, 10) };
}

export function isDay(iso: string): boolean {
  const parsed = new Date(`${iso}T00:00:00Z`);
  return !iso.startsWith('0000') && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(iso);
}

/** The days of a span of at most a day, else its months; with their months, years and decades. */
export function dayTerms(since: string, until: string): string[] {
  const terms = new Set<string>();
  for (let at = monthNumber(since), last = monthNumber(until); at <= last; at++) {
    const year = Math.floor(at / 12);
    if (year < FIRST_YEAR || year > LAST_YEAR) terms.add(outside(year));
    else for (const term of [decadeName(year), yearName(year), monthName(at)]) terms.add(term);
    // What means the whole month is found by each of its days.
    if (since !== until) terms.add(wholeName(at));
  }
  if (since === until) terms.add(`d:${since}`);
  return [...terms];
}

/** Days, months, years and decades that hold every day from `since` to `until` (null is open). */
export function dayCover(since: string | null, until: string | null): string[] {
  const [first, last] = [since ?? '0001-01-01', until ?? '9999-12-31'];
  const [low, high] = [monthNumber(first), monthNumber(last)];
  const cover: string[] = [];
  if (low < FIRST_YEAR * 12) cover.push(outside(0));
  if (high >= (LAST_YEAR + 1) * 12) cover.push(outside(9999));
  const end = Math.min(high, LAST_YEAR * 12 + 11);
  for (let at = Math.max(low, FIRST_YEAR * 12); at <= end;) {
    const [from, to] = [at === low ? Number(first.slice(8)) : 1, at === high ? Number(last.slice(8)) : 31];
    if (from > 1 || to < lastDayOf(at)) {
      for (let day = from; day <= Math.min(to, lastDayOf(at)); day++) cover.push(`${monthName(at)}-${two(day)}`);
      cover.push(wholeName(at));
      at += 1;
      continue;
    }
    // A year or decade whose last month is only asked for in part is not whole.
    const wholeEnd = high === end && Number(last.slice(8)) < lastDayOf(high) ? end - 1 : end;
    const months = [120, 12].find((whole) => at % whole === 0 && at + whole - 1 <= wholeEnd) ?? 1;
    const year = Math.floor(at / 12);
    cover.push(months === 120 ? decadeName(year) : months === 12 ? yearName(year) : monthName(at));
    at += months;
  }
  return cover;
}

const monthNumber = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
const outside = (year: number) => (year < FIRST_YEAR ? 'd:before' : 'd:after');
const decadeName = (year: number) => `d:${Math.floor(year / 10)}x`;
const yearName = (year: number) => `d:${year}`;
const monthName = (month: number) => `d:${Math.floor(month / 12)}-${two((month % 12) + 1)}`;
const wholeName = (month: number) => `${monthName(month)}-all`;
const two = (number: number) => String(number).padStart(2, '0');
const lastDayOf = (month: number) => new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
