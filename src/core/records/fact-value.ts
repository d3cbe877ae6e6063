import { encodeDecimal, parseDecimal } from './decimal.js';
import { type Fact, type FactType } from './fact.js';

/** What a reader knows of one thing before it is put into one form. */
export interface Said {
  key: string;
  type: FactType;
  /** As in the file; white space around it is taken off. */
  text: string;
  place: string;
  group?: string;
  currency?: string;
}

/** A fact, its value in one form (see Fact.value). */
export function factOf({ key, type, text, place, group, currency }: Said): Fact {
  const exact = text.trim();
  return {
    key,
    type,
    text: exact,
    value: valueOf(type, exact),
    ...(currency === undefined ? {} : { currency }),
    ...(group === undefined ? {} : { group }),
    place,
  };
}

/** Place of an element inside what carries its document: `Doc_0/Attachs/a.xml#/xbrl/Fare`; the path alone when it is the file itself. */
export const placeIn = (carrier: string, path: string): string => (carrier === '' ? path : `${carrier}#${path}`);

/** Text → the one form of its type, null when it is not of its type. `text` and its like stay as they are. */
export function valueOf(type: FactType, text: string): string | null {
  const exact = text.trim();
  if (exact === '') return null;
  switch (type) {
    case 'amount':
    case 'number':
      return numberOf(exact);
    case 'date':
      return dateOf(exact);
    case 'boolean':
      return BOOLEANS[exact.toLowerCase()] ?? null;
    default:
      return exact;
  }
}

const BOOLEANS: Readonly<Record<string, string>> = Object.assign(Object.create(null) as Record<string, string>, {
  true: 'true',
  '1': 'true',
  y: 'true',
  yes: 'true',
  是: 'true',
  false: 'false',
  '0': 'false',
  n: 'false',
  no: 'false',
  否: 'false',
});

/** Longer is no amount; it also keeps what follows from reading long text over and over. */
const MAX_NUMBER = 80;
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/;
const CURRENCY = /^(CNY|RMB|人民币|[¥$€£])|(CNY|RMB|元|圆)$/gi;

/** `¥1,130.00` → `1130.00`; `9%` → `0.09`. Full-width digits and signs are read as their half-width ones. */
function numberOf(text: string): string | null {
  if (text.length > MAX_NUMBER) return null;
  let said = text.normalize('NFKC').replace(/\s/g, '').replace('−', '-');
  const sign = /^[+-](?=\D)/.exec(said)?.[0] ?? '';
  said = sign + said.slice(sign.length).replace(CURRENCY, '');
  const percent = said.endsWith('%');
  if (percent) said = said.slice(0, -1);
  if (GROUPED.test(said)) said = said.replaceAll(',', '');
  const parsed = parseDecimal(said);
  if (parsed === null) return null;
  return encodeDecimal(percent ? { units: parsed.units, scale: parsed.scale + 2 } : parsed);
}

const DAY = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * `2026年3月17日`, `2026/03/17`, `20260317`, `2026-3-17` → `2026-03-17`; months and years stay months and years. A time is kept, with its
 * zone where there is one: `2026-03-17T10:00:00+08:00`, `2026-03-17T10:00:00`. A day that is in no calendar has no value.
 */
function dateOf(text: string): string | null {
  if (text.length > 40) return null;
  const said = text
    .normalize('NFKC')
    .replace(/年|月(?=\s*\d)/g, '-')
    .replace(/[日月]/g, ' ')
    .replace(/[/.](?=\d{1,2}(\D|$))/g, '-');
  const [, first = '', rest = ''] = /^(\S+?)(?:[T\s]+(\S+))?\s*$/.exec(said.replace(/\s*-\s*/g, '-').trim()) ?? [];
  const compact = /^(\d{4})(\d{2})(\d{2})?$/.exec(first);
  const day = compact ? compact.slice(1).filter(Boolean).join('-') : first.replace(/-$/, '');
  const [, year, month, dayOfMonth] = DAY.exec(day) ?? [];
  if (year === undefined) return null;
  const parts = [year, ...[month, dayOfMonth].flatMap((part) => (part === undefined ? [] : [part.padStart(2, '0')]))];
  if (!isDay(parts)) return null;
  const date = parts.join('-');
  if (rest === '') return date;
  const time = parts.length === 3 ? timeOf(rest) : null;
  return time === null ? null : `${date}T${time}`;
}

function timeOf(text: string): string | null {
  const [, hour, minute, second = '00', fraction = '', zone = ''] = TIME.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const offset = zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  return `${hour.padStart(2, '0')}:${minute}:${second}${fraction}${offset}`;
}

function isDay([year, month = '01', day = '01']: readonly string[]): boolean {
  const iso = `${year}-${month}-${day}`;
  const parsed = new Date(`${iso}T00:00:00Z`);
  return year !== '0000' && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(iso);
}
