import { type Period } from './period.js';

/** What the due date of a record is counted from. */
export interface DueFacts {
  /** The accounting year of the booking voucher (not the invoice's date), or the year of the record. Null: not known, e.g. not booked yet. */
  year: number | null;
  /** Day of the event the period waits for, `2026-03-17`; null until it has come. */
  eventDate: string | null;
  /** Last day of the year in this fonds, `12-31` unless its accounting year ends otherwise. */
  yearEnd?: string;
}

export interface Due {
  /** First day on which it may be disposed of, `2057-01-01`; null: never, or not known yet. */
  due: string | null;
  state: 'permanent' | 'counted' | 'waits-for-year' | 'waits-for-event' | 'waits-for-appraisal';
  /** Always says why. */
  zh: string;
  en: string;
}

/**
 * When a period ends (DA/T 94-2022 7.6: counted from the day after the year ends). `rule` names the row it follows: `row 12 of
 * table v3`.
 */
export function dueOf(period: Period, facts: DueFacts, rule: { zh: string; en: string }): Due {
  const by = (state: Due['state'], due: string | null, zh: string, en: string): Due => ({
    due,
    state,
    zh: `${zh}（依据${rule.zh}）`,
    en: `${en} by ${rule.en}`,
  });
  if (period.kind === 'permanent') return by('permanent', null, '永久保管', 'kept permanently');
  if (period.kind === 'old')
    return by('waits-for-appraisal', null, `${period.text}，鉴定后确定`, `${period.text}: to be appraised`);
  const { years } = period;
  if (period.kind === 'event') {
    const { event } = period;
    if (facts.eventDate === null)
      return by('waits-for-event', null, `${event}后 ${years} 年，${event}尚未发生`, `${years} years after ${event}, which has not come`); // prettier-ignore
    return by('counted', addYears(facts.eventDate, years), `自 ${facts.eventDate} ${event}起 ${years} 年`, `${years} years from ${event} on ${facts.eventDate}`); // prettier-ignore
  }
  if (facts.year === null)
    return by('waits-for-year', null, `${years} 年，年度尚未确定`, `${years} years, its year is not known yet`);
  const end = `${String(facts.year).padStart(4, '0')}-${facts.yearEnd ?? '12-31'}`;
  return by('counted', addYears(nextDay(end), years), `自 ${end} 起 ${years} 年`, `${years} years from ${end}`);
}

function nextDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** 29 February becomes 1 March where there is none: a period never ends early. */
function addYears(day: string, years: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year + years, month - 1, date)).toISOString().slice(0, 10);
}

/** The accounting or calendar year in which an instant lies in the time zone of the fonds, for a year that ends on `yearEnd`. */
export function yearOf(instant: Date, timeZone: string, yearEnd = '12-31'): number {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const day = parts.format(instant);
  const year = Number(day.slice(0, 4));
  return day.slice(5) > yearEnd ? year + 1 : year;
}
