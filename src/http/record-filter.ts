import { type RecordFilter } from '../archive/ports.js';
import { type RecordState } from '../core/record.js';
import { invalidQuery, queryFlag, queryText } from './query.js';

export const RECORD_FILTERS = [
  'fonds',
  'kind',
  'state',
  'dateFrom',
  'dateUntil',
  'receivedFrom',
  'receivedUntil',
  'title',
  'sourceSystem',
  'businessKey',
  'digest',
  'overdue',
] as const;

const STATES: Record<RecordState, true> = {
  received: true,
  incomplete: true,
  registered: true,
  refused: true,
  withdrawn: true,
};
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** The filters of GET /v1/records. Throws REQUEST_INVALID. */
export function recordFilterOf(query: unknown): Omit<RecordFilter, 'fonds'> & { fondsCode?: string } {
  const filter: Omit<RecordFilter, 'fonds'> & { fondsCode?: string } = {};
  for (const name of RECORD_FILTERS) {
    const value = queryText(query, name);
    if (value === undefined) continue;
    switch (name) {
      case 'fonds':
        filter.fondsCode = value;
        break;
      case 'state':
        filter.state = stateOf(query)!;
        break;
      case 'overdue':
        if (queryFlag(query, name)) filter.overdueOn = new Date().toISOString().slice(0, 10);
        break;
      case 'dateFrom':
      case 'dateUntil':
        if (!DAY.test(value) || !isReal(value)) throw invalidQuery(name, 'expected a day, YYYY-MM-DD');
        filter[name] = value;
        break;
      case 'receivedFrom':
      case 'receivedUntil':
        if (!TIME.test(value) || !isReal(value)) throw invalidQuery(name, 'expected a day or an RFC 3339 time');
        filter[name] = value.length > 10 ? value : startOfDay(value, name === 'receivedUntil' ? 1 : 0);
        break;
      case 'digest':
        if (!/^([0-9a-f]{64}|[0-9a-f]{128})$/i.test(value))
          throw invalidQuery(name, 'expected 64 or 128 hexadecimal digits');
        filter.digest = value.toLowerCase();
        break;
      default:
        filter[name] = value;
    }
  }
  return filter;
}

/** A day means the whole of it, in UTC, as receivedAt is told. Until is exclusive below: the start of the day after. */
function startOfDay(day: string, later: 0 | 1): string {
  const start = new Date(`${day}T00:00:00Z`);
  start.setUTCDate(start.getUTCDate() + later);
  // Past year 9999 the ISO form has a sign and six digits, which PostgreSQL does not read.
  return start.getUTCFullYear() > 9999 ? '9999-12-31T23:59:59.999Z' : start.toISOString();
}

/** 2026-02-30 and the year 0 are none to PostgreSQL: it would answer 500. */
function isReal(value: string): boolean {
  const day = value.slice(0, 10);
  if (day.startsWith('0000')) return false;
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day) && !Number.isNaN(Date.parse(value));
}

/** `?state=`. Throws REQUEST_INVALID. */
export function stateOf(query: unknown): RecordState | undefined {
  const value = queryText(query, 'state');
  if (value !== undefined && !Object.hasOwn(STATES, value))
    throw invalidQuery('state', `expected one of ${Object.keys(STATES).join(', ')}`);
  return value as RecordState | undefined;
}
