import { sameFact } from './agreement.js';
import { type SourcedFact } from './fact.js';

/** One thing that two records of the same duplicate key say differently: both places and both texts. */
export interface FactDifference {
  key: string;
  one: { text: string; file: string; place: string };
  other: { text: string; file: string; place: string };
}

/** Free text, which a reader of page text may cut elsewhere: it does not tell one matter from another. */
const SKIPPED: ReadonlySet<string> = new Set(['remark', 'drawer', 'total-in-words']);

/**
 * What two records say of the whole (no repeated groups), compared where both say it. Empty: they agree, and one may be
 * another rendition of the other. What only one of them says is no difference; an element no table knows (its key has a
 * colon) is not compared.
 */
export function differencesOf(one: readonly SourcedFact[], other: readonly SourcedFact[]): FactDifference[] {
  const said = new Map(whole(other).map((fact) => [fact.key, fact]));
  return whole(one).flatMap((fact) => {
    const twin = said.get(fact.key);
    return twin === undefined || sameFact(fact, twin)
      ? []
      : [{ key: fact.key, one: placeOf(fact), other: placeOf(twin) }];
  });
}

/** What tells one matter from another of the same number; a currency or a kind of invoice does not. */
const TELLING: ReadonlySet<SourcedFact['type']> = new Set(['text', 'amount', 'date']);

/**
 * Whether one may be another form of the other: nothing is said differently, and something besides numbers of documents and
 * identifiers (an amount, a date, a name) is said by both. A number alone can be written over anything.
 */
export function agree(one: readonly SourcedFact[], other: readonly SourcedFact[]): boolean {
  const said = new Set(whole(other).flatMap(({ key, type }) => (TELLING.has(type) ? [key] : [])));
  return whole(one).some(({ key }) => said.has(key)) && differencesOf(one, other).length === 0;
}

/** Of a record with renditions: what was said first stays, what a later one says more is added. */
export function mergedFacts(first: readonly SourcedFact[], later: readonly SourcedFact[]): SourcedFact[] {
  const known = new Set(first.map(({ key, group }) => `${group ?? ''} ${key}`));
  return [...first, ...later.filter(({ key, group }) => !known.has(`${group ?? ''} ${key}`))];
}

const whole = (facts: readonly SourcedFact[]): SourcedFact[] =>
  facts.filter(({ key, group }) => group === undefined && !key.includes(':') && !SKIPPED.has(key));

const placeOf = ({ text, file, place }: SourcedFact) => ({ text, file, place });
