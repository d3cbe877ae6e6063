import { parseDecimal } from '../records/decimal.js';
import { type Fact } from '../records/fact.js';
import { gramsOf } from './grams.js';
import { amountTerms, dayTerms, daysOf } from './ranges.js';
import { searchForm } from './search-form.js';

/** What is searched of a record. */
export interface Searched {
  kind: string;
  title: string;
  creator: string | null;
  /** As declared. */
  date: string | null;
  businessKey: string | null;
  facts: readonly Pick<Fact, 'key' | 'type' | 'text' | 'value'>[];
}

/**
 * The row of a record in the search index (检索条目).
 * `lines` holds its texts in search form, each as `\n<value>\t<KEY>`, and ends with `\n`. Values are lower case without control
 * characters, keys are upper case between tabs: no part of a value is ever part of a key.
 * Those of parties come first, in `partyCharacters` characters (code points).
 */
export interface SearchEntry {
  lines: string;
  partyCharacters: number;
  amounts: { key: string; value: string }[];
  days: { key: string; since: string; until: string }[];
}

/** Counted up when the same record would give another entry or other terms: then all of them are made anew. */
export const ENTRY_VERSION = 1;

/** Bounds of one entry: a record that says more is found by what it says first. */
const MAX_LINES = 100;
const MAX_LINE_CHARACTERS = 8_000;
const MAX_VALUES = 50;
/** A numeric column takes more; no amount of this world does. */
const MAX_AMOUNT_CHARACTERS = 40;
/** Said in a record, asked by nobody, and long. */
const UNSEARCHED = new Set(['signature-value', 'signature-certificate', 'total-in-words']);

export const TITLE = 'title';
export const CREATOR = 'creator';
export const BUSINESS_KEY = 'business-key';
/** Key of the declared date among the facts. */
export const DATE = 'date';

/** Names and identifiers of those a record is about or between (当事人). */
export const PARTIES: readonly string[] = [
  ...['seller', 'buyer', 'payer', 'payee', 'holder', 'applicant', 'issuer', 'entity'].flatMap((who) => [`${who}-name`, `${who}-id`]),
  ...['passenger-name', 'issuing-body', 'main-recipients', 'copy-recipients', CREATOR],
]; // prettier-ignore

/** Years and months a record is counted to: no dates, unless they are asked for by name. */
export const PERIODS: readonly string[] = ['accounting-year', 'accounting-month', 'document-year', 'year'];

const IS_PARTY = new Set(PARTIES);

/** What a question about "the amount" looks at when it names none. */
export const MAIN_AMOUNTS: readonly string[] = ['total-with-tax', 'amount', 'recorded-amount'];

export function searchEntryOf(record: Searched): SearchEntry {
  const lines = new Set<string>();
  const parties = new Set<string>();
  const amounts: SearchEntry['amounts'] = [];
  const days: SearchEntry['days'] = [];
  let characters = 0;
  const say = (key: string, text: string) => {
    const form = searchForm(text);
    const line = `${form}\t${lineKey(key)}`;
    if (
      form === '' ||
      lines.size + parties.size >= MAX_LINES ||
      characters + line.length > MAX_LINE_CHARACTERS ||
      lines.has(line) ||
      parties.has(line)
    )
      return;
    characters += line.length + 1;
    (IS_PARTY.has(key) ? parties : lines).add(line);
  };
  const date = (key: string, value: string | null) => {
    const span = value === null ? null : daysOf(value);
    if (span !== null && days.length < MAX_VALUES) days.push({ key, ...span });
  };
  say(TITLE, record.title);
  if (record.businessKey !== null) say(BUSINESS_KEY, record.businessKey);
  if (record.creator !== null) say(CREATOR, record.creator);
  date(DATE, record.date);
  for (const { key, type, text, value } of record.facts) {
    if (UNSEARCHED.has(key)) continue;
    if (type === 'date') date(key, value);
    else if (type !== 'amount' && type !== 'number') say(key, value ?? text);
    else if (value !== null && amounts.length < MAX_VALUES && isAmount(value)) amounts.push({ key, value });
  }
  const text = (some: Set<string>) => [...some].map((line) => `${line}\n`).join('');
  const first = `\n${text(parties)}`;
  return { lines: first + text(lines), partyCharacters: [...first].length, amounts, days };
}

export const isAmount = (value: string) => value.length <= MAX_AMOUNT_CHARACTERS && parseDecimal(value) !== null;

/** `seller-name` → `SELLER\tNAME`. Digits become full-width ones, which no value in search form has. */
export function lineKey(slug: string): string {
  return slug.toUpperCase().replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).replace(/[^A-Z\uff10-\uff19]+/g, '\t'); // prettier-ignore
}

/** Everything the entry can be found by, besides its place. */
export function termsOf(entry: SearchEntry, about: { fonds: string; kind: string }): Set<string> {
  const terms = new Set([fondsTerm(about.fonds), kindTerm(about.kind)]);
  for (const line of entry.lines.split('\n')) {
    const value = line.slice(0, line.indexOf('\t'));
    if (line !== '') for (const gram of gramsOf(value)) terms.add(gram);
  }
  for (const { value } of entry.amounts) for (const term of amountTerms(value)) terms.add(term);
  for (const { since, until } of entry.days) for (const term of dayTerms(since, until)) terms.add(term);
  return terms;
}

// Longer than any gram and with a prefix of their own: they never meet one.
export const fondsTerm = (fonds: string) => `f:${fonds}`;
export const kindTerm = (kind: string) => `k:${kind}`;
