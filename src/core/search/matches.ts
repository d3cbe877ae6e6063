import { type SourcedFact } from '../records/fact.js';
import { searchForm } from './search-form.js';
import { BUSINESS_KEY, CREATOR, DATE, PARTIES, type Searched, TITLE, PERIODS } from './entry.js';
import { daysOf } from './ranges.js';
import { compare, parseDecimal } from '../records/decimal.js';

/** Why a record was found: what it says, and where that stands. */
export interface Match {
  key: string;
  /** As it stands in the file, or as declared. */
  text: string;
  /** Declared name of the file; `declaration` for what the sender said. */
  file: string;
  place: string;
  /** Where in `text` the part asked for is, in characters; absent where letters were folded, or a range was asked for. */
  at?: { start: number; length: number };
}

/** The conditions of a question that name something a record says. */
export interface Asked {
  phrase: string | null;
  words: readonly string[];
  parties: readonly string[];
  facts: readonly ({ key: string; is: 'text' | 'fragment' | 'amount'; value: string } | { key: string; is: 'day'; since: string; until: string })[]; // prettier-ignore
  amount?: { min: string | null; max: string | null; keys: readonly string[] };
  days?: { from: string | null; until: string | null; key: string | null };
}

type Said = Pick<SourcedFact, 'key' | 'type' | 'text' | 'value' | 'file' | 'place'>;
const MAX_MATCHES = 10;

/** The first thing the record says that fits, for each condition; at most ten. */
export function matchesOf(record: Omit<Searched, 'facts'> & { facts: readonly SourcedFact[] }, asked: Asked): Match[] {
  const said = [...declared(record), ...record.facts];
  const matches = new Map<string, Match>();
  const note = (fits: (one: Said) => boolean, fragment?: string) => {
    const one = said.find(fits);
    if (one === undefined) return;
    const key = `${one.key} ${one.file} ${one.place}`;
    if (!matches.has(key)) matches.set(key, matchOf(one, fragment));
  };
  const holds = (fragment: string, keys?: readonly string[]) =>
    note((one) => isText(one) && (keys?.includes(one.key) ?? true) && searchForm(one.value ?? one.text).includes(fragment), fragment); // prettier-ignore
  for (const fact of asked.facts) {
    if (fact.is === 'day') note((one) => one.key === fact.key && within(one, fact.since, fact.until));
    else if (fact.is === 'amount')
      note((one) => one.key === fact.key && between(one, { min: fact.value, max: fact.value }));
    else holds(fact.value, [fact.key]);
  }
  for (const party of asked.parties) holds(party, PARTIES);
  // The whole phrase in one place says more than its words in several.
  const { phrase } = asked;
  if (phrase !== null && said.some((one) => isText(one) && searchForm(one.value ?? one.text).includes(phrase)))
    holds(phrase);
  else for (const word of asked.words) holds(word);
  const { amount, days } = asked;
  if (amount) note((one) => amount.keys.includes(one.key) && between(one, amount));
  if (days)
    note(
      (one) =>
        (days.key === null ? !PERIODS.includes(one.key) : one.key === days.key) && within(one, days.from, days.until),
    );
  return [...matches.values()].slice(0, MAX_MATCHES);
}

function declared({ title, creator, date, businessKey }: Omit<Searched, 'facts'>): Said[] {
  const said = (key: string, type: Said['type'], text: string | null, place: string): Said[] =>
    text === null ? [] : [{ key, type, text, value: text, file: 'declaration', place }];
  return [
    ...said(TITLE, 'text', title, 'title'),
    ...said(BUSINESS_KEY, 'identifier', businessKey, 'source.businessKey'),
    ...said(CREATOR, 'text', creator, 'creator'),
    ...said(DATE, 'date', date, 'date'),
  ];
}

const isText = ({ type }: Said) => type !== 'amount' && type !== 'number' && type !== 'date';

function within({ type, value }: Said, from: string | null, until: string | null): boolean {
  const span = type === 'date' && value !== null ? daysOf(value) : null;
  return span !== null && (from === null || span.until >= from) && (until === null || span.since <= until);
}

function between({ type, value }: Said, { min, max }: { min: string | null; max: string | null }): boolean {
  if (type !== 'amount' && type !== 'number') return false;
  const [one, low, high] = [value, min, max].map((text) => (text === null ? null : parseDecimal(text)));
  return !!one && (!low || compare(one, low) >= 0) && (!high || compare(one, high) <= 0);
}

function matchOf({ key, text, file, place }: Said, fragment: string | undefined): Match {
  const at = fragment === undefined ? -1 : text.toLowerCase().indexOf(fragment);
  // Only where folding moved nothing.
  const plain = at >= 0 && searchForm(text.slice(at, at + fragment!.length)) === fragment;
  return { key, text, file, place, ...(plain ? { at: { start: at, length: fragment.length } } : {}) };
}
