import { type Pool } from 'pg';
import { type Page, type RecordRow } from '../archive/ports.js';
import {
  Search,
  type SearchHit,
  type SearchProgress,
  type SearchQuery,
  type SearchRank,
} from '../archive/search-ports.js';
import { BLOCK, blockOf, termKey } from '../core/search/block.js';
import { gramsToFind } from '../core/search/grams.js';
import { inverseOf } from '../core/records/relation-types.js';
import { RECORD_COLUMNS } from './catalogue.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { translate } from './failure.js';
import { plainArray } from './pg-array.js';
import { fillBatch, indexNewEntries, rebuildEntries, rebuildOldEntries } from './search-index.js';
import { entryConditions, termPlan, type Tier } from './search-plan.js';

/** Entries looked through one by one before the terms are asked: enough to fill a page of what is frequent. */
const WINDOW = 2_048;
/** When fewer fit, they are all fetched and sorted; when more, each rank is walked for itself. */
const SORTED_AT_ONCE = 100;
/** Blocks asked in one statement: more and more, for what was not in the newest is rare. */
const FEW_BLOCKS = 2;
const MANY_BLOCKS = 16;
const MOST_BLOCKS = 64;
/** A page that takes longer is handed out as far as it is, with a `next`. */
const PATIENCE_MS = 250;
/** A record with more relations is found among the first so many. */
const MOST_RELATED = 10_000;
const MOST_IN_STATE = 2_000;
const CURSOR = /^[0-2]\.-?\d{1,16}$/;
const RANKS: readonly SearchRank[] = ['exact', 'prefix', 'fragment'];

interface Found {
  record: string;
  number: number;
  rank: 0 | 1 | 2;
}

/** Where one walk ended: everything from `below` upwards was looked at; null when nothing is left. */
interface Walk {
  found: Found[];
  below: number | null;
}

interface Extent {
  top: number;
  indexed: number;
  bottom: number;
}

/** On a pool of its own whose sessions may only use indexes (hot-pool.ts): no statistics are needed, no plan turns over. */
export class PostgresSearch extends Search {
  constructor(private readonly pool: Pool) {
    super();
  }

  override async find(query: SearchQuery, limit: number, after: string | null): Promise<Page<SearchHit>> {
    const cursor = cursorOf(after);
    if (query.fonds?.length === 0) return { items: [], next: null };
    // What is too short to have terms at its beginning is everywhere: the newest first, then.
    const ranked = query.phrase !== null && gramsToFind(query.phrase, { start: true }).length > 0;
    let started = performance.now();
    const patient = () => performance.now() - started < PATIENCE_MS;
    try {
      const wanted = await this.narrowed(query);
      if (wanted.only?.length === 0) return { items: [], next: null };
      const found: Found[] = [];
      let cut: { tier: number; below: number } | null = null;
      const first = ranked && cursor === null ? await this.walk(query, wanted, 'any', null, SORTED_AT_ONCE + 1, patient) : null; // prettier-ignore
      if (first !== null && first.below === null && first.found.length <= SORTED_AT_ONCE) {
        found.push(...first.found.sort((a, b) => a.rank - b.rank || b.number - a.number));
      } else {
        started = performance.now();
        const tiers: readonly Tier[] = ranked ? [0, 1, 2] : ['any'];
        for (let at = cursor?.tier ?? 0; at < tiers.length && found.length <= limit; at++) {
          const below = at === cursor?.tier ? cursor.below : null;
          const walk = await this.walk(query, wanted, tiers[at]!, below, limit + 1 - found.length, patient);
          found.push(...walk.found);
          if (walk.below === null) continue;
          cut = { tier: at, below: walk.below };
          break;
        }
      }
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      if (found.length > limit && last) cut = { tier: ranked ? last.rank : 0, below: last.number };
      return {
        items: await this.hits(shown, query.phrase !== null),
        next: cut === null ? null : encodeCursor(`${cut.tier}.${cut.below}`),
      };
    } catch (error) {
      throw translate(error, 'searching');
    }
  }

  override async progress(): Promise<SearchProgress> {
    try {
      const { rows } = await this.pool.query<{ unindexed: number; fill_before: string | null }>(
        `SELECT (SELECT count(*) FROM search_entry e WHERE e.number > h.indexed)::int AS unindexed, fill_before FROM search_head h`,
      );
      return { unindexed: rows[0]!.unindexed, fillingBefore: rows[0]!.fill_before };
    } catch (error) {
      throw translate(error, 'asking for the search index');
    }
  }

  override async work(stopped: () => boolean): Promise<boolean> {
    try {
      await rebuildOldEntries(this.pool);
      await indexNewEntries(this.pool, stopped);
      return !stopped() && (await fillBatch(this.pool));
    } catch (error) {
      throw translate(error, 'indexing');
    }
  }

  override async rebuild(): Promise<void> {
    await rebuildEntries(this.pool).catch((error: unknown) => {
      throw translate(error, 'rebuilding the search index');
    });
  }

  /** The extent of the index, and the records in the relation asked for. */
  private async narrowed({ related, state, fonds }: SearchQuery): Promise<{ extent: Extent; only: string[] | null }> {
    const { rows } = await this.pool.query<{ top: string; indexed: string; filled: string }>({
      name: 'search-extent',
      text: 'SELECT coalesce((SELECT max(number) FROM search_entry), 0) AS top, indexed, filled FROM search_head',
    });
    const { top, indexed, filled } = rows[0]!;
    const extent = { top: Number(top), indexed: Number(indexed), bottom: Number(filled) };
    if (related) return { extent, only: await this.relatedTo(related) };
    const rare = state !== undefined && state !== 'registered' ? await this.inState(state, fonds) : null;
    return { extent, only: rare };
  }

  /** All records in a state that few are in; null when they are too many for a list. */
  private async inState(state: string, fonds: string[] | null): Promise<string[] | null> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM record WHERE state = $1 AND state <> 'registered' AND ($2::uuid[] IS NULL OR fonds = ANY($2)) LIMIT $3`,
      [state, fonds, MOST_IN_STATE + 1],
    );
    return rows.length > MOST_IN_STATE ? null : rows.map(({ id }) => id);
  }

  private async relatedTo({ record, type }: NonNullable<SearchQuery['related']>): Promise<string[]> {
    const { rows } = await this.pool.query<{ other: string }>({
      name: 'search-related',
      text: `SELECT DISTINCT other FROM (
               (SELECT id, target AS other FROM relation
                 WHERE record = $1 AND target IS NOT NULL AND ended_at IS NULL AND ($2::text IS NULL OR type = $2) LIMIT $4)
               UNION ALL
               (SELECT id, record FROM relation WHERE target = $1 AND ended_at IS NULL AND ($2::text IS NULL OR type = $3) LIMIT $4)) l`,
      values: [record, type, type === null ? null : inverseOf(type), MOST_RELATED],
    });
    return rows.map(({ other }) => other);
  }

  /**
   * The newest entries below a number that fit. First those that have no terms yet and a window of others, one by one; then
   * block after block by their terms.
   */
  private async walk(
    query: SearchQuery,
    { extent, only }: { extent: Extent; only: string[] | null },
    tier: Tier,
    below: number | null,
    most: number,
    patient: () => boolean,
  ): Promise<Walk> {
    const conditions = entryConditions(query, tier);
    const found: Found[] = [];
    const start = Math.min(below ?? Infinity, extent.top + 1);
    if (only !== null) {
      found.push(...(await this.among(only, conditions, start, most)));
      return { found, below: null };
    }
    const plan = termPlan(query, tier);
    const byTerms = plan.all.length + plan.any.length > 0;
    // What is or begins with the text is rare, and its terms say where it is.
    const rare = byTerms && (tier === 0 || tier === 1);
    let low = Math.min(start, extent.indexed + 1, rare ? start : start - WINDOW);
    found.push(...(await this.window(conditions, low, start, most)));
    if (!byTerms) {
      for (let width = WINDOW; low > extent.bottom && found.length < most && patient(); low -= width) {
        width = Math.min(width * 2, 65_536);
        found.push(...(await this.window(conditions, low - width, low, most - found.length)));
      }
      return { found, below: found.length >= most || low <= extent.bottom ? null : low };
    }
    let block = blockOf(low - 1);
    const lastBlock = blockOf(extent.bottom);
    for (
      let count = rare ? MANY_BLOCKS : FEW_BLOCKS;
      block >= lastBlock && found.length < most;
      count = Math.min(count * 4, MOST_BLOCKS)
    ) {
      const blocks = Array.from({ length: Math.min(count, block - lastBlock + 1) }, (_, i) => block - i);
      found.push(...(await this.inBlocks(conditions, plan, blocks, low, most - found.length)));
      block -= blocks.length;
      // Looked at last: every page gets at least one step further.
      if (block >= lastBlock && !patient()) return { found, below: Math.min(low, (block + 1) * BLOCK) };
    }
    return { found, below: null };
  }

  private async window(conditions: Conditions, low: number, high: number, most: number): Promise<Found[]> {
    if (low >= high) return [];
    const { where, values, rank } = conditions;
    const at = values.length;
    return this.ask(
      `SELECT s.record, s.number, ${rank} AS rank FROM search_entry s
        WHERE s.number >= $${at + 1} AND s.number < $${at + 2}${and(where)} ORDER BY s.number DESC LIMIT $${at + 3}`,
      [...values, low, high, most],
    );
  }

  private async inBlocks(
    conditions: Conditions,
    { all, any }: TermPlan,
    blocks: number[],
    below: number,
    most: number,
  ): Promise<Found[]> {
    // prettier-ignore
    const { where, values, rank } = conditions;
    const at = values.length;
    const sets = [...(all.length > 0 ? [all] : []), ...any];
    const keys = sets.map((terms) => blocks.map((block) => plainArray(terms.map((term) => termKey(term, block)))));
    const places = sets.map((_, i) => `$${at + 3 + i}::text[]`);
    const has = sets.map((_, i) => `t.terms ${i === 0 && all.length > 0 ? '@>' : '&&'} b.s${i}::integer[]`);
    return this.ask(
      // Each step needs what the one before gives, and the fences keep them apart: block after block as they are named, the
      // newest entries of each first, and nothing is read behind the last that is wanted.
      `SELECT s.record, t.number, ${rank} AS rank
         FROM unnest(${places.join(', ')}) AS b(${sets.map((_, i) => `s${i}`).join(', ')})
        CROSS JOIN LATERAL (SELECT t.number FROM search_terms t WHERE ${has.join(' AND ')} AND t.number < $${at + 1}
                             ORDER BY t.number DESC OFFSET 0) AS t
        CROSS JOIN LATERAL (SELECT * FROM search_entry e WHERE e.number = t.number OFFSET 0) AS s
        WHERE true${and(where)} LIMIT $${at + 2}`,
      [...values, below, most, ...keys],
    );
  }

  private async among(records: string[], conditions: Conditions, below: number, most: number): Promise<Found[]> {
    const { where, values, rank } = conditions;
    const at = values.length;
    return this.ask(
      `SELECT s.record, s.number, ${rank} AS rank FROM unnest($${at + 1}::uuid[]) AS i(record)
         JOIN search_entry s ON s.record = i.record
        WHERE s.number < $${at + 2}${and(where)} ORDER BY s.number DESC LIMIT $${at + 3}`,
      [...values, records, below, most],
    );
  }

  private async ask(text: string, values: unknown[]): Promise<Found[]> {
    const { rows } = await this.pool.query<{ record: string; number: string; rank: 0 | 1 | 2 | null }>(text, values);
    return rows.map((row) => ({ record: row.record, number: Number(row.number), rank: row.rank ?? 2 }));
  }

  private async hits(found: Found[], ranked: boolean): Promise<SearchHit[]> {
    if (found.length === 0) return [];
    const { rows } = await this.pool.query<RecordRow>({
      name: 'search-records',
      text: `SELECT ${RECORD_COLUMNS} FROM unnest($1::uuid[]) AS i(id) JOIN record r ON r.id = i.id`,
      values: [found.map(({ record }) => record)],
    });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return found.flatMap(({ record, rank }) => {
      const row = byId.get(record);
      return row ? [{ record: row, rank: ranked ? RANKS[rank]! : null }] : [];
    });
  }
}

type Conditions = ReturnType<typeof entryConditions>;
type TermPlan = ReturnType<typeof termPlan>;
const and = (where: string[]) => where.map((condition) => ` AND ${condition}`).join('');

function cursorOf(after: string | null): { tier: number; below: number } | null {
  const text = decodeCursor(after, CURSOR);
  if (text === null) return null;
  return { tier: Number(text[0]), below: Number(text.slice(2)) };
}
