import { type Pool, type PoolClient } from 'pg';
import { type BeginInput, type Begun, type CommitInput, type CommitResult, Register } from '../archive/ports.js';
import { type SealedEvent } from '../core/ledger/event.js';
import { isArchiveError } from '../core/error.js';
import { checkValues, WRITE_CHECKS } from './checks-sql.js';
import { isLost, isRace, translate } from './failure.js';
import { Group } from './group.js';
import { acquire, together } from './hot-pool.js';
import { plainArray, textArray } from './pg-array.js';
import { beginRound } from './register-begin.js';
import {
  apart,
  planRound,
  questionsOf,
  type Act,
  type Acted,
  type Append,
  type Done,
  type Item,
  type Planned,
  type Refuse,
  type Statement,
  type Work,
} from './register-round.js';
import {
  conflictValues,
  duplicateKeyValues,
  eventValues,
  expectationValues,
  recordValues,
  refusalValues,
  stateValues,
  validationsOf,
  validationValues,
} from './register-rows.js';
import { FORGET_INTENTS, LOOK, NO_FONDS, NOTE_ORPHAN, WAS_IT_COMMITTED, WRITE_CONFLICTS, WRITE_DUPLICATE_KEYS, WRITE_EVENTS, WRITE_EXPECTATIONS, WRITE_RECORDS, WRITE_REFUSALS, WRITE_STATES, WRITE_VALIDATIONS, type LookRow } from './register-sql.js'; // prettier-ignore
import { ARRIVE, arrivalValues, relationsOf, relationValues, WRITE_RELATIONS } from './relation-rows.js';
import { entryRowOf, entryValues, WRITE_ENTRIES } from './search-rows.js';

/** How often a single submission is run again when another transaction was faster. */
const RACES = 4;
const DAY_MS = 86_400_000;

/** The outcome of a round that failed as a whole. `inDoubt`: the answer to COMMIT was lost. */
class RoundFailure extends Error {
  constructor(
    override readonly cause: unknown,
    readonly inDoubt: boolean,
  ) {
    super('the round failed');
  }
}

/**
 * The register on PostgreSQL. Two groups, each with one round at a time: what begins, and what is written.
 * A round of writing is two round trips: lock and look, then write and commit.
 */
export class PostgresRegister extends Register {
  private readonly beginnings: Group<BeginInput, Begun>;
  private readonly writings: Group<Work, Done>;
  private forgotten = 0;

  constructor(private readonly pool: Pool) {
    super();
    this.beginnings = new Group((items) => beginRound(this.pool, items));
    this.writings = new Group((items) => this.write(items));
  }

  override async begin(input: BeginInput): Promise<Begun> {
    this.forgetNowAndThen();
    return this.beginnings.run(input);
  }
  override async commit(input: CommitInput): Promise<CommitResult> {
    return (await this.writings.run({ kind: 'commit', input })) as CommitResult;
  }
  override async refuse(input: Refuse): Promise<SealedEvent> {
    return (await this.writings.run({ kind: 'refuse', input })) as SealedEvent;
  }
  override async append(input: Append): Promise<{ event: SealedEvent; receipt: string | null }> {
    return (await this.writings.run({ kind: 'append', input })) as { event: SealedEvent; receipt: string | null };
  }

  /** Administration: rows and events in one transaction, alone. What `work` throws undoes it all. */
  async act(input: Act): Promise<Acted> {
    return (await this.writings.run({ kind: 'act', input })) as Acted;
  }

  override async noteOrphan(orphan: Parameters<Register['noteOrphan']>[0]): Promise<void> {
    const { key, recordId, fonds, at, nonce, fingerprint, sizeBytes } = orphan;
    await this.pool
      .query(NOTE_ORPHAN, [key, recordId, fonds, at.toISOString(), nonce, fingerprint, sizeBytes])
      .catch((error: unknown) => {
        throw translate(error, 'noting an orphan');
      });
  }

  override async probe(): Promise<void> {
    await this.pool.query('SELECT 1').catch((error: unknown) => {
      throw translate(error, 'asking the database');
    });
  }

  /** Resolves when everything accepted so far is settled. */
  async drain(): Promise<void> {
    await Promise.all([this.beginnings.drain(), this.writings.drain()]);
  }

  private async write(items: Item[]): Promise<Item[]> {
    const { now, later } = apart(items);
    const alone = now.filter((one) => one.item.kind === 'act').map((one) => [one]);
    for (const round of [now.filter((one) => one.item.kind !== 'act'), ...alone]) {
      if (round.length === 0) continue;
      try {
        await this.attempt(round);
      } catch (failure) {
        if (!(failure instanceof RoundFailure)) throw failure;
        await this.recover(round, failure);
      }
    }
    return later;
  }

  /** One by one after a failure, each in a transaction of its own: the bad one fails alone. */
  private async recover(items: Item[], failure: RoundFailure): Promise<void> {
    const fail = (item: Item, cause: unknown) => item.reject(translate(cause, 'committing'));
    // Unreachable, or an act that was turned away: the same again would end the same.
    if (isArchiveError(failure.cause)) return items.forEach((item) => fail(item, failure.cause));
    if (isLost(failure.cause)) {
      if (failure.inDoubt) return items.forEach((item) => fail(item, failure.cause));
      // Nothing was committed: once more on a new connection, for the old one may have been dead for long.
      try {
        return await this.attempt(items);
      } catch (again) {
        const cause = again instanceof RoundFailure ? again.cause : again;
        if (isLost(cause) || isArchiveError(cause)) return items.forEach((item) => fail(item, cause));
      }
    }
    for (const item of items) {
      for (let tries = 1; ; tries++) {
        try {
          await this.attempt([item]);
          break;
        } catch (again) {
          const cause = again instanceof RoundFailure ? again.cause : again;
          if (isRace(cause) && tries < RACES) continue;
          fail(item, cause);
          break;
        }
      }
    }
  }

  /** One transaction. Settles every item that took part, or throws RoundFailure and settles none. */
  private async attempt(items: Item[]): Promise<void> {
    let client: PoolClient;
    try {
      client = await acquire(this.pool);
    } catch (cause) {
      throw new RoundFailure(cause, false);
    }
    let planned: Planned | null = null;
    try {
      planned = planRound(items, await this.look(client, items));
      await this.writeAndCommit(client, planned);
      client.release();
    } catch (cause) {
      const lost = isLost(cause);
      if (!lost) await client.query('ROLLBACK').catch(() => undefined);
      client.release(lost);
      if (lost && planned !== null && (await this.wasCommitted(planned))) {
        // The answer was lost, the transaction was not.
      } else {
        // Items that planRound settled are settled; the others go on.
        throw new RoundFailure(cause, lost && planned !== null);
      }
    }
    planned.settle.forEach((settle) => settle());
  }

  private async look(client: PoolClient, items: Item[]): Promise<LookRow[]> {
    const begin = client.query('BEGIN');
    for (const { item } of items) {
      if (item.kind !== 'act') continue;
      await begin;
      // Before the look: it may make the fonds whose head is looked at.
      await item.input.work(async <T>(statement: string | Statement, values: unknown[] = []) => {
        const { rows } = await client.query(typeof statement === 'string' ? { text: statement, values } : { ...statement, values }); // prettier-ignore
        return rows as T[];
      });
    }
    const { fonds, subjects, records, keys, duplicates, named } = questionsOf(items);
    const values = [
      plainArray(fonds),
      plainArray(records.map((row) => row.fonds)),
      textArray(records.map((row) => row.fingerprint)),
      plainArray(keys.map((row) => row.principal)),
      plainArray(keys.map((row) => row.fonds)),
      textArray(keys.map((row) => row.key)),
      plainArray(subjects),
      textArray(duplicates.map((row) => row.key)),
      plainArray(named.map((row) => row.place)),
      plainArray(named.map((row) => row.fonds)),
      textArray(named.map((row) => row.key)),
    ];
    const [, answer] = await together([begin, client.query<LookRow>({ ...LOOK, values })]);
    return answer.rows;
  }

  private async writeAndCommit(client: PoolClient, { rows }: Planned): Promise<void> {
    const validations = validationsOf(rows);
    const checks = rows.commits.flatMap((commit) => (commit.checks ? [commit.checks] : []));
    const relations = relationsOf(rows.commits.map(({ record }) => record));
    const [taken, conflicts, expected] = [duplicateKeyValues(rows), conflictValues(rows), expectationValues(rows)];
    const commit = await together([
      ...(rows.commits.length > 0
        ? [
            client.query({ ...WRITE_RECORDS, values: recordValues(rows) }),
            client.query({
              ...WRITE_ENTRIES,
              values: entryValues(rows.commits.map(({ record }) => entryRowOf(record))),
            }),
            client.query({ ...ARRIVE, values: arrivalValues(rows.commits.map(({ record }) => record)) }),
          ]
        : []),
      // After the records: both sides of a relation may come in one round.
      ...(relations.length > 0 ? [client.query({ ...WRITE_RELATIONS, values: relationValues(relations) })] : []),
      ...(taken ? [client.query({ ...WRITE_DUPLICATE_KEYS, values: taken })] : []),
      ...(expected ? [client.query({ ...WRITE_EXPECTATIONS, values: expected })] : []),
      ...(conflicts ? [client.query({ ...WRITE_CONFLICTS, values: conflicts })] : []),
      ...(checks.length > 0 ? [client.query({ ...WRITE_CHECKS, values: checkValues(checks) })] : []),
      ...(validations.length > 0
        ? [client.query({ ...WRITE_VALIDATIONS, values: validationValues(validations) })]
        : []),
      ...(rows.refusals.length > 0 ? [client.query({ ...WRITE_REFUSALS, values: refusalValues(rows) })] : []),
      ...(rows.states.length > 0 ? [client.query({ ...WRITE_STATES, values: stateValues(rows) })] : []),
      ...(rows.events.length + rows.keys.length > 0
        ? [client.query({ ...WRITE_EVENTS, values: eventValues(rows) })]
        : []),
      client.query('COMMIT'),
    ]);
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error.
    if (commit.at(-1)?.command !== 'COMMIT') throw new Error('the transaction was rolled back');
  }

  /**
   * Asks again after a lost answer. Its lock on the head waits for the old server process, if that still works on our
   * commit; afterwards the event is there or will never be. False when the database can't be asked in time.
   */
  private async wasCommitted({ rows }: Planned): Promise<boolean> {
    const event = rows.events[0]?.event;
    if (event === undefined) return false;
    let client: PoolClient;
    try {
      client = await acquire(this.pool);
    } catch {
      return false;
    }
    try {
      const [, , answer] = await together([
        client.query('BEGIN'),
        client.query(WAS_IT_COMMITTED, [event.fonds ?? NO_FONDS]),
        client.query<{ hash: string }>(
          `SELECT encode(hash, 'hex') AS hash FROM event WHERE subject = $1 AND subject_number = $2`,
          [event.subject, event.subjectNumber],
        ),
        client.query('COMMIT'),
      ]);
      client.release();
      return answer.rows[0]?.hash === event.hash;
    } catch {
      client.release(true);
      return false;
    }
  }

  private forgetNowAndThen(): void {
    if (Date.now() - this.forgotten < DAY_MS) return;
    this.forgotten = Date.now();
    void this.pool.query(FORGET_INTENTS).catch(() => undefined);
  }
}
