import { type Pool } from 'pg';
import { type BeginInput, type Begun } from '../archive/ports.js';
import { isArchiveError } from '../core/error.js';
import { isLost, isRace, translate } from './failure.js';
import { type Waiting } from './group.js';
import { acquire } from './hot-pool.js';
import { plainArray, textArray } from './pg-array.js';
import { BEGIN, BIND_KEY, type BeginRow } from './register-sql.js';

type Item = Waiting<BeginInput, Begun>;

/** Settles every item but those whose submission is in the same round already: these come back for the next. */
export async function beginRound(pool: Pool, items: Item[]): Promise<Item[]> {
  const seen = new Set<string>();
  const now: Item[] = [];
  const later: Item[] = [];
  for (const one of items) {
    const claim = `${one.item.fonds} ${one.item.fingerprint}`;
    (seen.has(claim) ? later : now).push(one);
    seen.add(claim);
  }
  await settle(pool, now, 2);
  return later;
}

async function settle(pool: Pool, items: Item[], triesLeft: number): Promise<void> {
  let rows: BeginRow[];
  try {
    rows = await ask(pool, items);
  } catch (error) {
    if ((isLost(error) || isRace(error)) && triesLeft > 0) return settle(pool, items, triesLeft - 1);
    if (items.length === 1 || isLost(error) || isArchiveError(error)) {
      for (const { reject } of items) reject(translate(error, 'looking for an earlier submission'));
    } else {
      for (const item of items) await settle(pool, [item], 1);
    }
    return;
  }
  await Promise.all(
    rows.map(async (row) => {
      const one = items[row.ord - 1];
      if (one === undefined) return;
      try {
        one.resolve(await resolved(pool, one.item, row));
      } catch (error) {
        one.reject(translate(error, 'looking for an earlier submission'));
      }
    }),
  );
}

async function ask(pool: Pool, items: Item[]): Promise<BeginRow[]> {
  const inputs = items.map(({ item }) => item);
  const client = await acquire(pool);
  try {
    const values = [
      plainArray(inputs.map((input) => input.principal)),
      plainArray(inputs.map((input) => input.fonds)),
      textArray(inputs.map((input) => input.idempotencyKey)),
      textArray(inputs.map((input) => input.fingerprint)),
      textArray(inputs.map((input) => input.contentKey)),
      plainArray(inputs.map((input) => input.proposed.recordId)),
      plainArray(inputs.map((input) => input.proposed.at.toISOString())),
      textArray(inputs.map((input) => input.proposed.nonce)),
    ];
    const { rows } = await client.query<BeginRow>({ ...BEGIN, values });
    client.release();
    return rows;
  } catch (error) {
    client.release(isLost(error));
    throw error;
  }
}

async function resolved(pool: Pool, input: BeginInput, row: BeginRow): Promise<Begun> {
  if (row.key_fingerprint !== null) {
    if (row.key_fingerprint !== input.fingerprint) return { kind: 'mismatch' };
    if (row.key_record !== null) return { kind: 'stored', record: row.key_record, sameKey: true };
    return { kind: 'refused', refusal: row.key_refusal ?? '' };
  }
  if (row.stored !== null) {
    if (input.idempotencyKey !== null) {
      // The key now stands for this content, durably: with other content it must not pass later.
      await pool.query(BIND_KEY, [input.principal, input.fonds, input.idempotencyKey, input.fingerprint, row.stored]);
    }
    return { kind: 'stored', record: row.stored, sameKey: false };
  }
  if (row.record === null || row.at === null || row.nonce === null) throw new Error('an intent vanished');
  return {
    kind: 'go',
    recordId: row.record,
    at: row.at,
    nonce: row.nonce,
    resumed: row.record !== input.proposed.recordId,
    sameContentAs: row.same_content,
  };
}
