/** Retention periods (保管期限), as rules and as what they come to for one record. */

export type Period =
  | { kind: 'permanent' }
  /** Counted from the end of the year of the record. */
  | { kind: 'years'; years: number }
  /** Counted from an event: an asset scrapped, a contract ended. Not due before it has come. */
  | { kind: 'event'; event: string; years: number }
  /** A copy received for information: 收到的…副本. Counted like years. */
  | { kind: 'received-copy'; years: number }
  /** 长期, 短期 of older rules: stays as written, without a due date, until appraised. */
  | { kind: 'old'; text: '长期' | '短期' };

const MAX_YEARS = 200;

/**
 * `永久`, `Y`, `permanent`; `30年`, `D30`, `30`; `报废清理后5年`, `event:disposal+5`; `收到副本2年`, `copy:2`; `长期`, `短期`.
 * Null for anything else: a period is never guessed.
 */
export function parsePeriod(text: string): Period | null {
  const said = text.normalize('NFKC').replace(/\s/g, '');
  if (/^(永久|Y|permanent)$/i.test(said)) return { kind: 'permanent' };
  if (said === '长期' || said === '短期') return { kind: 'old', text: said };
  const years = (digits: string | undefined): number | null => {
    const count = Number(digits);
    return Number.isInteger(count) && count >= 1 && count <= MAX_YEARS ? count : null;
  };
  const plain = /^(?:定期)?D?(\d{1,3})年?$/i.exec(said);
  if (plain) return ofYears(years(plain[1]), (count) => ({ kind: 'years', years: count }));
  const copy = /^(?:收到(?:的)?副本(?:保管)?(\d{1,3})年|copy:(\d{1,3}))$/i.exec(said);
  if (copy) return ofYears(years(copy[1] ?? copy[2]), (count) => ({ kind: 'received-copy', years: count }));
  const event = /^(?:([\p{Script=Han}]{1,40})后(?:保管)?(\d{1,3})年|event:([a-z-]{1,40})\+(\d{1,3}))$/iu.exec(said);
  if (event)
    return ofYears(years(event[2] ?? event[4]), (count) => ({ kind: 'event', event: event[1] ?? event[3]!, years: count })); // prettier-ignore
  return null;
}

const ofYears = (count: number | null, make: (count: number) => Period): Period | null => (count === null ? null : make(count)); // prettier-ignore

/** As in an archival number: Y, D30, D10; null for what has no such code. */
export function periodCode(period: Period): string | null {
  if (period.kind === 'permanent') return 'Y';
  return period.kind === 'years' || period.kind === 'received-copy' ? `D${period.years}` : null;
}

/** Is `period` as long as `minimum` or longer? Null where the two can't be compared (an event, an old term). */
export function atLeast(period: Period, minimum: Period): boolean | null {
  if (period.kind === 'permanent') return true;
  if (minimum.kind === 'permanent') return period.kind === 'old' ? null : false;
  if (period.kind === 'old' || minimum.kind === 'old') return null;
  if (period.kind === 'event' || minimum.kind === 'event')
    return period.kind === minimum.kind ? period.years >= minimum.years : null;
  return period.years >= minimum.years;
}
