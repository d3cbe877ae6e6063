import { type Question } from '../archive/find.js';
import { isAmount } from '../core/search/entry.js';
import { isDay } from '../core/search/ranges.js';
import { stateOf } from './record-filter.js';
import { invalidQuery, queryText } from './query.js';

const NAMES = ['q', 'fonds', 'kind', 'state', 'party', 'amount.min', 'amount.max', 'amount.key', 'from', 'until', 'date.key', 'related', 'relation', 'limit', 'after']; // prettier-ignore
/** Keys of the dictionary, and those of taxonomies: `xbrl:rai:TicketNumber`. */
const KEY = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,119}$/;
const FACT = /^fact\.(.*?)(~?)$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_FACTS = 8;
const MAX_PARTIES = 4;
const MAX_TEXT = 500;

/** The query string of GET /v1/search. Throws REQUEST_INVALID: a misspelt condition would silently find everything. */
export function questionOf(query: unknown): Question {
  const question: Question = { facts: [], parties: [] };
  for (const name of Object.keys((query as object | undefined) ?? {})) {
    const [, key, tilde] = FACT.exec(name) ?? [];
    if (key === undefined) {
      if (!NAMES.includes(name)) throw invalidQuery(name, `is not one of ${NAMES.join(', ')}, fact.<key>, fact.<key>~`);
      continue;
    }
    const value = textOf(query, name);
    if (value === undefined) continue;
    if (!KEY.test(key)) throw invalidQuery(name, 'expected the key of a fact behind "fact.", e.g. fact.seller-name');
    question.facts.push({ key, fragment: tilde === '~', value });
  }
  if (question.facts.length > MAX_FACTS) throw invalidQuery('fact', `at most ${MAX_FACTS} facts are asked for at once`);
  question.parties = partiesOf(query);
  const set = <K extends keyof Question>(member: K, value: Question[K] | undefined) => {
    if (value !== undefined) question[member] = value;
  };
  set('q', textOf(query, 'q'));
  set('fondsCode', textOf(query, 'fonds'));
  set('kind', textOf(query, 'kind'));
  set('state', stateOf(query));
  set('amountMin', amountOf(query, 'amount.min'));
  set('amountMax', amountOf(query, 'amount.max'));
  set('amountKey', keyOf(query, 'amount.key'));
  set('from', dayOf(query, 'from'));
  set('until', dayOf(query, 'until'));
  set('dateKey', keyOf(query, 'date.key'));
  if (question.from !== undefined && question.until !== undefined && question.from > question.until)
    throw invalidQuery('until', 'lies before from');
  const related = textOf(query, 'related');
  if (related !== undefined && !UUID.test(related)) throw invalidQuery('related', 'expected the id of a record');
  set('related', related?.toLowerCase());
  set('relation', keyOf(query, 'relation'));
  needs(question, 'relation', 'related', question.related);
  needs(question, 'amountKey', 'amount.min or amount.max', question.amountMin ?? question.amountMax);
  needs(question, 'dateKey', 'from or until', question.from ?? question.until);
  return question;
}

function needs(
  question: Question,
  member: 'relation' | 'amountKey' | 'dateKey',
  other: string,
  there: string | undefined,
): void {
  // prettier-ignore
  const name = { relation: 'relation', amountKey: 'amount.key', dateKey: 'date.key' }[member];
  if (question[member] !== undefined && there === undefined) throw invalidQuery(name, `says nothing without ${other}`);
}

function textOf(query: unknown, name: string): string | undefined {
  const text = queryText(query, name);
  if (text !== undefined && text.length > MAX_TEXT) throw invalidQuery(name, `is longer than ${MAX_TEXT} characters`);
  return text;
}

function partiesOf(query: unknown): string[] {
  const given = (query as Record<string, unknown> | undefined)?.['party'];
  const parties: unknown[] = Array.isArray(given) ? given : given === undefined || given === '' ? [] : [given];
  if (parties.length > MAX_PARTIES) throw invalidQuery('party', `at most ${MAX_PARTIES} parties are asked for at once`);
  return parties.map((party) => textOf({ party }, 'party') ?? '').filter((party) => party !== '');
}

function amountOf(query: unknown, name: string): string | undefined {
  const text = textOf(query, name);
  if (text !== undefined && !isAmount(text)) throw invalidQuery(name, 'expected a decimal, e.g. 1130.00');
  return text;
}

function keyOf(query: unknown, name: string): string | undefined {
  const text = textOf(query, name);
  if (text !== undefined && !KEY.test(text)) throw invalidQuery(name, 'expected a key, e.g. total-with-tax');
  return text;
}

function dayOf(query: unknown, name: string): string | undefined {
  const text = textOf(query, name);
  if (text !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text)))
    throw invalidQuery(name, 'expected a day, YYYY-MM-DD');
  return text;
}
