import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLost, sqlState, translate } from './failure.js';

/** How long a write waits for a database that is restarting before it gives up. */
const PATIENCE_MS = 3_000;

/**
 * Session settings of the writing connections. Their plans are made once, over tables that may be empty then and hold
 * millions an hour later: every look-up there has an index, so the planner is kept from choosing anything else.
 */
const SESSION = `SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;
  SET plan_cache_mode = force_generic_plan; SET lock_timeout = '10s'; SET statement_timeout = '30s'`;

const SEARCH_SESSION = `SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;
  SET max_parallel_workers_per_gather = 0; SET lock_timeout = '10s'; SET statement_timeout = '60s'`;

/** Few connections of their own for writing, so that slow questions can't hold up intake. */
export function openHotPool(connection: pg.ClientConfig): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    max: 3,
    keepAlive: true,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 2_000,
    query_timeout: 35_000,
    application_name: 'dantao-register',
    // Statements are sent without waiting for one another's answers; a failed one fails those behind it.
    pipeline: true,
  });
  pool.on('connect', (client) => {
    // A connection that breaks is noticed by whoever uses it next; unheard, the event would end the process.
    client.on('error', () => undefined);
    void client.query(SESSION).catch(() => undefined);
  });
  pool.on('error', () => undefined);
  return pool;
}

/**
 * Connections of their own for the search index and what keeps it: its questions are planned over tables that grow from
 * nothing to millions, and each has one index that is right.
 */
export function openSearchPool(connection: pg.ClientConfig): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    max: 4,
    keepAlive: true,
    connectionTimeoutMillis: 3_000,
    query_timeout: 65_000,
    application_name: 'dantao-search',
    // The settings of a new session are on their way when its first question is sent.
    pipeline: true,
  });
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    void client.query(SEARCH_SESSION).catch(() => undefined);
  });
  pool.on('error', () => undefined);
  return pool;
}

/** A connection, waiting a little for a server that is coming back. Throws DATABASE_UNAVAILABLE: trying again at once is no use. */
export async function acquire(pool: pg.Pool): Promise<pg.PoolClient> {
  const until = Date.now() + PATIENCE_MS;
  for (let wait = 20; ; wait = Math.min(wait * 2, 500)) {
    try {
      return await pool.connect();
    } catch (error) {
      if (Date.now() + wait > until || !(isLost(error) || sqlState(error)?.startsWith('53'))) {
        throw translate(error, 'connecting');
      }
      await sleep(wait);
    }
  }
}

/** Waits for all answers, then throws the first failure in the order sent: those behind it only echo it. */
export async function together<T extends readonly unknown[]>(queries: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  const answers = await Promise.allSettled(queries as readonly Promise<unknown>[]);
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  return answers.map((answer) => (answer as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
