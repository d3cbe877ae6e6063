import { type Pool, type PoolClient } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENTRY_VERSION } from '../core/search/entry.js';
import { type Sql } from './register-round.js';
import { plainArray, textArray } from './pg-array.js';
import {
  entryRowOf,
  type EntryRow,
  entryValues,
  FILL_ENTRIES,
  type IndexedRecord,
  REMAKE_ENTRIES,
  termKeysOf,
} from './search-rows.js';

const BATCH = 500;
const NEWER_THAN_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** How long a batch waits for transactions that may still bring an entry with a lower number. */
const PATIENCE_MS = 2_000;

const INDEXED_COLUMNS = `r.id, r.fonds, r.kind, r.title, r.creator, r.date, r.business_key AS "businessKey", r.facts`;

interface HeadRow {
  indexed: string;
  filled: string;
  fill_before: string | null;
  rebuild: boolean;
}

/**
 * Writes terms for entries of the past seconds. Entries get their number inside transactions that end in another order:
 * nothing is indexed up to a number before every transaction that was running when it was seen has ended.
 */
export async function indexNewEntries(pool: Pool, stopped: () => boolean): Promise<void> {
  const { rows } = await pool.query<{ top: string; indexed: string; running: string }>(
    `SELECT coalesce((SELECT max(number) FROM search_entry), 0) AS top, indexed, pg_snapshot_xmax(pg_current_snapshot())::text AS running
       FROM search_head`,
  );
  const { top, indexed, running } = rows[0]!;
  if (BigInt(top) <= BigInt(indexed) || !(await ended(pool, running))) return;
  while (!stopped() && (await indexBatch(pool, top)));
}

async function ended(pool: Pool, running: string): Promise<boolean> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(20)) {
    const { rows } = await pool.query<{ ended: boolean }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS ended',
      [running],
    );
    if (rows[0]!.ended) return true;
    if (Date.now() > until) return false;
  }
}

/** True while there is more up to `top`. */
function indexBatch(pool: Pool, top: string): Promise<boolean> {
  return transaction(pool, async (client) => {
    const { indexed } = await lockHead(client);
    if (BigInt(indexed) >= BigInt(top)) return false;
    const { rows } = await client.query<{ number: string; fonds: string; kind: string; lines: string; amounts: string[] | null; since: string[] | null; until: string[] | null }>(
      `SELECT number, fonds, kind, lines, amounts::text[] AS amounts, since::text[] AS since, until::text[] AS until
         FROM search_entry WHERE number > $1 AND number <= $2 ORDER BY number LIMIT $3`,
      [indexed, top, BATCH],
    ); // prettier-ignore
    const terms = rows.map(({ number, fonds, kind, lines, amounts, since, until }) => {
      const entry = {
        lines,
        partyCharacters: 0,
        amounts: (amounts ?? []).map((value) => ({ key: '', value })),
        days: (since ?? []).map((day, i) => ({ key: '', since: day, until: until![i]! })),
      };
      return termKeysOf({ fonds, kind, entry }, Number(number));
    });
    await client.query(
      `INSERT INTO search_terms (number, terms) SELECT number, terms::integer[] FROM unnest($1::bigint[], $2::text[]) AS t(number, terms)
       ON CONFLICT (number) DO NOTHING`,
      [plainArray(rows.map(({ number }) => number)), textArray(terms)],
    );
    const reached = rows.length < BATCH ? top : rows.at(-1)!.number;
    await client.query('UPDATE search_head SET indexed = $1', [reached]);
    return reached !== top;
  });
}

/**
 * Makes entries for records from before, the newest first, numbered downwards from zero; in a rebuild also those that are
 * there, in their places: whoever searches meanwhile finds by the old or by the new. True while there is more.
 */
export function fillBatch(pool: Pool): Promise<boolean> {
  return transaction(pool, async (client) => {
    const { indexed, filled, fill_before: before, rebuild } = await lockHead(client);
    if (before === null) return false;
    const { rows } = await client.query<IndexedRecord & { number: string | null }>(
      `SELECT ${INDEXED_COLUMNS}, e.number
         FROM record r LEFT JOIN search_entry e ON e.record = r.id WHERE r.id < $1 ORDER BY r.id DESC LIMIT $2`,
      [before, BATCH],
    );
    const made = rows.filter(({ number }) => number === null).map(entryRowOf);
    await client.query(
      FILL_ENTRIES,
      numbered(
        made,
        made.map((_, i) => Number(filled) - 1 - i),
      ),
    );
    const known = rebuild ? rows.filter(({ number }) => number !== null) : [];
    const places = known.map(({ number }) => Number(number));
    await client.query(REMAKE_ENTRIES, [...numbered(known.map(entryRowOf), places), indexed]);
    const last = rows.length < BATCH ? null : rows.at(-1)!.id;
    await client.query(
      'UPDATE search_head SET filled = $1, fill_before = $2, rebuild = rebuild AND $2::uuid IS NOT NULL',
      [Number(filled) - made.length, last],
    );
    return last !== null;
  });
}

function numbered(rows: EntryRow[], numbers: number[]): string[] {
  const terms = rows.map((row, i) => termKeysOf(row, numbers[i]!));
  return [...entryValues(rows), plainArray(numbers), textArray(terms)];
}

/** Inside the transaction that changes what a record says: its entry says the same, in its place. One that is not made yet is made later. */
export async function remakeEntry(sql: Sql, record: string): Promise<void> {
  // Whoever indexes holds this lock: it either sees the new entry, or its terms are replaced here.
  const [head] = await sql<{ indexed: string }>('SELECT indexed FROM search_head FOR UPDATE');
  const [row] = await sql<IndexedRecord & { number: string }>(
    `SELECT ${INDEXED_COLUMNS}, e.number FROM record r JOIN search_entry e ON e.record = r.id WHERE r.id = $1`,
    [record],
  );
  if (row) await sql(REMAKE_ENTRIES, [...numbered([entryRowOf(row)], [Number(row.number)]), head!.indexed]);
}

/** All entries are to be made anew, the newest first. */
export async function rebuildEntries(pool: Pool): Promise<void> {
  await pool.query('UPDATE search_head SET fill_before = $1, rebuild = true', [NEWER_THAN_ALL]);
}

/** Once after an upgrade of the software that makes them otherwise. */
export async function rebuildOldEntries(pool: Pool): Promise<void> {
  await pool.query('UPDATE search_head SET version = $1, fill_before = $2, rebuild = true WHERE version < $1', [
    ENTRY_VERSION,
    NEWER_THAN_ALL,
  ]);
}

async function lockHead(client: PoolClient): Promise<HeadRow> {
  const { rows } = await client.query<HeadRow>(
    'SELECT indexed, filled, fill_before, rebuild FROM search_head FOR UPDATE',
  );
  return rows[0]!;
}

async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('BEGIN');
    const done = await work(client);
    await client.query('COMMIT');
    broken = false;
    return done;
  } finally {
    // A connection that did not come to its COMMIT is not used again: closing it rolls back.
    client.release(broken);
  }
}
