import { type Page, type RecordRow } from './ports.js';

/** A question to the search index. Texts are in search form (core/search/search-form.ts); all conditions have to hold. */
export interface SearchQuery {
  fonds: string[] | null;
  kind?: string;
  state?: RecordRow['state'];
  /** The free text as a whole: what begins with it, or is it, comes first. */
  phrase: string | null;
  /** Its words, each somewhere in the title, the names or the numbers. */
  words: string[];
  facts: FactCondition[];
  /** Fragments of the name or number of somebody the record is about or between. */
  parties: string[];
  /** Decimal text, both inclusive. `keys`: amounts that are looked at. */
  amount?: { min: string | null; max: string | null; keys: readonly string[] };
  /** Days, both inclusive. `key` null looks at every date of the record. */
  days?: { from: string | null; until: string | null; key: string | null };
  /** Those that stand in relation to this record, in either direction; `type` as seen from the record named. */
  related?: { record: string; type: string | null };
}

export type FactCondition =
  | { key: string; is: 'text'; value: string }
  | { key: string; is: 'fragment'; value: string }
  | { key: string; is: 'amount'; value: string }
  | { key: string; is: 'day'; since: string; until: string };

/** How well the free text fits: the whole of a value, its beginning, or a part; null when none was asked. */
export type SearchRank = 'exact' | 'prefix' | 'fragment' | null;

export interface SearchHit {
  record: RecordRow;
  rank: SearchRank;
}

/** How far the index is behind the register. */
export interface SearchProgress {
  /** Entries that are looked through one by one, because their terms are not written yet. */
  unindexed: number;
  /** Records below this id may have no entry yet or, in a rebuild, an old one; null when none is left. */
  fillingBefore: string | null;
}

/** Finds records by what they say. A record is found from its commit on. */
export abstract class Search {
  /**
   * Best first, then newest first. A page may hold fewer than `limit` and still have a `next`: a question that would take
   * long is answered in pieces. Throws REQUEST_INVALID for a cursor that is not one of ours.
   */
  abstract find(query: SearchQuery, limit: number, after: string | null): Promise<Page<SearchHit>>;
  abstract progress(): Promise<SearchProgress>;
  /** Writes terms and entries that are missing, a batch at a time; true while there is more. Safe in several processes. */
  abstract work(stopped: () => boolean): Promise<boolean>;
  /** Has all entries made anew from the records, the newest first, by work(). Nothing is lost meanwhile. */
  abstract rebuild(): Promise<void>;
}
