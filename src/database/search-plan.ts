import { type SearchQuery } from '../archive/search-ports.js';
import { fondsTerm, kindTerm, lineKey, PERIODS } from '../core/search/entry.js';
import { gramsToFind } from '../core/search/grams.js';
import { amountCover, dayCover } from '../core/search/ranges.js';

/** Which of the entries that fit a free text are meant: the whole value, its beginning, a part; `any` when it does not matter. */
export type Tier = 0 | 1 | 2 | 'any';

/** What every entry that is looked for has among its terms: all of `all`, and at least one of each of `any`. */
export interface TermPlan {
  all: string[];
  any: string[][];
}

/** More tell little that the first do not, and each costs a look into the index. */
const MAX_GRAMS = 8;
const MAX_ANY = 128;

export function termPlan(query: SearchQuery, tier: Tier): TermPlan {
  const all = new Set<string>();
  const any: string[][] = [];
  const either = (terms: string[] | null) => {
    if (terms !== null && terms.length <= MAX_ANY) any.push(terms);
  };
  const text = (fragment: string, at: { start?: boolean; end?: boolean } = {}) => {
    for (const gram of spread(gramsToFind(fragment, at))) all.add(gram);
  };
  for (const word of query.words) text(word);
  if (query.phrase !== null && tier === 0) text(query.phrase, { start: true, end: true });
  if (query.phrase !== null && tier === 1) text(query.phrase, { start: true });
  for (const party of query.parties) text(party);
  for (const fact of query.facts) {
    if (fact.is === 'text') text(fact.value, { start: true, end: true });
    else if (fact.is === 'fragment') text(fact.value);
    else if (fact.is === 'amount') either(amountCover(fact.value, fact.value));
    else either(dayCover(fact.since, fact.until));
  }
  if (query.amount) either(amountCover(query.amount.min, query.amount.max));
  if (query.days) either(dayCover(query.days.from, query.days.until));
  if (query.kind !== undefined) all.add(kindTerm(query.kind));
  if (query.fonds?.length === 1) all.add(fondsTerm(query.fonds[0]!));
  else if (query.fonds) either(query.fonds.map(fondsTerm));
  return { all: [...all], any };
}

/** At most eight of them, over the whole length: the digits that tell numbers apart are as likely at the end as at the beginning. */
function spread(grams: string[]): string[] {
  if (grams.length <= MAX_GRAMS) return grams;
  return Array.from({ length: MAX_GRAMS }, (_, i) => grams[Math.round((i * (grams.length - 1)) / (MAX_GRAMS - 1))]!);
}

/** Conditions on `search_entry s` and their values, in order of their numbers. */
export function entryConditions(query: SearchQuery, tier: Tier): { where: string[]; values: unknown[]; rank: string } {
  const where: string[] = [];
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  // The cheap and the telling first: PostgreSQL keeps the order of conditions of one cost.
  const holds = (text: string) => `position(${place(text)} IN s.lines) > 0`;
  let rank = 'NULL::integer';
  if (query.phrase !== null) {
    const exact = holds(`\n${query.phrase}\t`);
    const prefix = holds(`\n${query.phrase}`);
    rank = `CASE WHEN ${exact} THEN 0 WHEN ${prefix} THEN 1 ELSE 2 END`;
    if (tier === 0) where.push(exact);
    if (tier === 1) where.push(prefix, `NOT ${exact}`);
    if (tier === 2) where.push(`NOT ${prefix}`);
  }
  for (const word of query.words) where.push(holds(word));
  for (const party of query.parties)
    where.push(`position(${place(party)} IN s.lines) BETWEEN 1 AND s.party_characters`);
  for (const fact of query.facts) {
    if (fact.is === 'text') where.push(holds(`\n${fact.value}\t${lineKey(fact.key)}\n`));
    else if (fact.is === 'fragment') where.push(holds(fact.value), withKey(fact.value, fact.key, place));
    else if (fact.is === 'amount')
      where.push(amountWithin({ min: fact.value, max: fact.value, keys: [fact.key] }, place));
    else where.push(dayWithin({ from: fact.since, until: fact.until, key: fact.key }, place));
  }
  if (query.fonds) where.push(`s.fonds = ANY(${place(query.fonds)}::uuid[])`);
  if (query.kind !== undefined) where.push(`s.kind = ${place(query.kind)}`);
  if (query.amount) where.push(amountWithin(query.amount, place));
  if (query.days) where.push(dayWithin(query.days, place));
  if (query.state !== undefined)
    where.push(`EXISTS (SELECT FROM record r WHERE r.id = s.record AND r.state = ${place(query.state)})`);
  return { where, values, rank };
}

type Place = (value: unknown) => string;

/** The fragment in a line of this key. The pattern holds letters as they are, so nothing in it can run away. */
function withKey(fragment: string, key: string, place: Place): string {
  const literal = fragment.replace(/[!-/:-@[-`{-~]/g, '\\$&');
  return `s.lines ~ ${place(`${literal}[^\t\n]*\t${lineKey(key)}\n`)}`;
}

function amountWithin({ min, max, keys }: NonNullable<SearchQuery['amount']>, place: Place): string {
  const bounds = [
    ...(min === null ? [] : [`a.value >= ${place(min)}::numeric`]),
    ...(max === null ? [] : [`a.value <= ${place(max)}::numeric`]),
  ];
  return `EXISTS (SELECT FROM unnest(s.amount_keys, s.amounts) AS a(key, value) WHERE a.key = ANY(${place(keys)}::text[])
    AND ${bounds.join(' AND ') || 'true'})`;
}

function dayWithin({ from, until, key }: NonNullable<SearchQuery['days']>, place: Place): string {
  const bounds = [
    // A date that is only a month or a year is found by every day in it.
    ...(from === null ? [] : [`d.until >= ${place(from)}::date`]),
    ...(until === null ? [] : [`d.since <= ${place(until)}::date`]),
    key === null ? `d.key <> ALL(${place(PERIODS)}::text[])` : `d.key = ${place(key)}`,
  ];
  return `EXISTS (SELECT FROM unnest(s.day_keys, s.since, s.until) AS d(key, since, until) WHERE ${bounds.join(' AND ') || 'true'})`;
}
