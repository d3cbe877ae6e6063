import { ArchiveError } from '../core/error.js';
import { entryOf } from '../core/records/dictionary/index.js';
import { type Match, matchesOf } from '../core/search/matches.js';
import { isAmount, MAIN_AMOUNTS } from '../core/search/entry.js';
import { daysOf } from '../core/search/ranges.js';
import { searchForm, wordsOf } from '../core/search/search-form.js';
import { type RecordSummary, scopeOf, summaryOf } from './consult.js';
import { type Access, type Page, type Principal, type RecordRow } from './ports.js';
import {
  type FactCondition,
  type Search,
  type SearchProgress,
  type SearchQuery,
  type SearchRank,
} from './search-ports.js';

/** A question as it is asked: texts as typed. */
export interface Question {
  q?: string;
  fondsCode?: string;
  kind?: string;
  state?: RecordRow['state'];
  facts: { key: string; fragment: boolean; value: string }[];
  parties: string[];
  amountMin?: string;
  amountMax?: string;
  amountKey?: string;
  from?: string;
  until?: string;
  dateKey?: string;
  related?: string;
  relation?: string;
}

export interface SearchAnswer extends RecordSummary {
  rank: SearchRank;
  matched: Match[];
}

/** Finds records by what they say, within the fonds of the caller. */
export class Find {
  constructor(
    private readonly search: Search,
    private readonly access: Access,
  ) {}

  progress(): Promise<SearchProgress> {
    return this.search.progress();
  }

  /** Behind the running service: the answer is how far it is. */
  async rebuild(): Promise<SearchProgress> {
    await this.search.rebuild();
    return this.search.progress();
  }

  /** Throws REQUEST_INVALID for a question that can't be asked. */
  async run(
    principal: Principal,
    question: Question,
    limit: number,
    after: string | null,
  ): Promise<Page<SearchAnswer>> {
    // prettier-ignore
    const query = queryOf(question);
    query.fonds = scopeOf(principal);
    if (question.fondsCode !== undefined) {
      const named = await this.access.fondsByCode(question.fondsCode);
      if (!named || (query.fonds !== null && !query.fonds.includes(named.id))) return { items: [], next: null };
      query.fonds = [named.id];
    }
    const page = await this.search.find(query, limit, after);
    const codes = new Map((await this.access.fonds()).map((f) => [f.id, f.code]));
    return {
      items: page.items.map(({ record, rank }) => ({
        ...summaryOf(record, codes.get(record.fonds) ?? record.fonds),
        rank,
        matched: matchesOf(record, query),
      })),
      next: page.next,
    };
  }
}

function queryOf(asked: Question): SearchQuery {
  const words = wordsOf(asked.q ?? '');
  const query: SearchQuery = {
    fonds: null,
    phrase: words.length === 0 ? null : searchForm(asked.q!),
    words,
    facts: asked.facts.map(conditionOf),
    parties: asked.parties.map((party) => formOf('party', party)),
  };
  if (asked.kind !== undefined) query.kind = asked.kind;
  if (asked.state !== undefined) query.state = asked.state;
  const { amountMin: min = null, amountMax: max = null, amountKey, from = null, until = null, dateKey } = asked;
  if (min !== null || max !== null)
    query.amount = { min, max, keys: amountKey === undefined ? MAIN_AMOUNTS : [amountKey] };
  if (from !== null || until !== null) query.days = { from, until, key: dateKey ?? null };
  if (asked.related !== undefined) query.related = { record: asked.related, type: asked.relation ?? null };
  return query;
}

/** What is compared follows from what the dictionary says the fact is; unknown keys are texts. */
function conditionOf({ key, fragment, value }: Question['facts'][number]): FactCondition {
  const name = `fact.${key}`;
  const type = entryOf(key)?.type;
  if (fragment) {
    if (type === 'amount' || type === 'number' || type === 'date')
      throw wrong(`${name}~`, 'has no fragments: ask for the value, or use amount.* or from and until');
    return { key, is: 'fragment', value: formOf(`${name}~`, value) };
  }
  if (type === 'amount' || type === 'number') {
    if (!isAmount(value)) throw wrong(name, 'expected a decimal, e.g. 1130.00');
    return { key, is: 'amount', value };
  }
  if (type === 'date') {
    const days = daysOf(value);
    if (days === null) throw wrong(name, 'expected YYYY, YYYY-MM or YYYY-MM-DD');
    return { key, is: 'day', ...days };
  }
  return { key, is: 'text', value: formOf(name, value) };
}

function formOf(name: string, text: string): string {
  const form = searchForm(text);
  if (form === '') throw wrong(name, 'holds nothing to look for');
  return form;
}

function wrong(name: string, message: string): ArchiveError {
  return new ArchiveError('REQUEST_INVALID', `${name}: ${message}`, {
    detail: { errors: [{ path: `?${name}`, message }] },
  });
}
