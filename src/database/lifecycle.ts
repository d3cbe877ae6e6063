import { type DataSource } from 'typeorm';
import {
  type AddVersion,
  type AddVersionResult,
  type Change,
  type ChangedRows,
  type ChangeResult,
  type Claimant,
  type ConflictRow,
  Lifecycle,
} from '../archive/lifecycle-ports.js';
import { type Page } from '../archive/page.js';
import { ArchiveError } from '../core/error.js';
import { namedBy } from '../core/records/expects.js';
import { askerOf } from './ask.js';
import { checkValues, WRITE_CHECKS } from './checks-sql.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { COMPLETABLE, REPORT_HEAD, type ReportHead, WRITE_CHANGE_CONFLICTS, WRITE_CHANGE_STATES, WRITE_VERSION, WRITE_VERSION_FILES, WRITE_VERSION_REPORT, versionFileValues, versionReportValues, versionValues } from './lifecycle-sql.js'; // prettier-ignore
import { relationsOf, relationValues, WRITE_RELATIONS } from './relation-rows.js';
import { type Acted, type Sql } from './register-round.js';
import { type PostgresRegister } from './register.js';
import { remakeEntry } from './search-index.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const CONFLICT = `c.id, c.fonds, c.key, c.first, c.second, c.differences, c.at, c.decision, c.reason, c.decided_by AS "by", c.decided_at AS "decidedAt"`;

type StoredConflict = Omit<ConflictRow, 'decided'> & {
  decision: NonNullable<ConflictRow['decided']>['decision'] | null;
  reason: string | null;
  by: string | null;
  decidedAt: Date | null;
};

type Turned = Exclude<AddVersionResult | ChangeResult, { kind: 'committed' | 'done' }>;

/** Undoes the transaction with an outcome that is no failure. */
class TurnedAway extends ArchiveError {
  constructor(readonly outcome: Turned) {
    super('RECORD_UNKNOWN', `turned away: ${outcome.kind}`);
  }
}

/**
 * Versions, withdrawals and decisions. What is asked goes over TypeORM's pool; what is written goes through the register,
 * one act a transaction, which first takes the head of the fonds: whatever it then looks at stays as it is.
 */
export class PostgresLifecycle extends Lifecycle {
  private readonly sql: Sql;

  constructor(
    source: DataSource,
    private readonly register: PostgresRegister,
  ) {
    super();
    this.sql = askerOf(source, 'asking for what happened to records');
  }

  override async claimants(fonds: string, key: string): Promise<Claimant[]> {
    return this.sql<Claimant>(
      `SELECT r.id AS record, r.state, r.facts, d.record IS NOT NULL AS holds
         FROM record r LEFT JOIN duplicate_key d ON d.key = $2 AND d.fonds = r.fonds AND d.record = r.id
        WHERE r.duplicate_key = $2 AND r.fonds = $1 AND r.state <> 'withdrawn' ORDER BY holds DESC, r.id LIMIT 100`,
      [fonds, key],
    );
  }

  override async addVersion(input: AddVersion): Promise<AddVersionResult> {
    const { version: row, also, idempotencyKey } = input;
    const acted = await this.act(input, row.fonds, async (sql) => {
      await this.knownKey(sql, row.principal, row.fonds, idempotencyKey, row.fingerprint);
      const [same] = await sql<{ record: string }>(
        `SELECT record FROM record_version WHERE fingerprint = $1 AND fonds = $2
         UNION ALL SELECT id FROM record WHERE fingerprint = $1 AND fonds = $2`,
        [row.fingerprint, row.fonds],
      );
      if (same) throw new TurnedAway({ kind: 'stored', record: same.record });
      const [now] = await sql<{ state: string; version: number }>(
        `SELECT state, (SELECT max(version) FROM package WHERE record = $1) AS version FROM record WHERE id = $1 AND fonds = $2`,
        [row.record, row.fonds],
      );
      if (now === undefined || now.state === 'withdrawn' || now.version !== row.version - 1)
        throw new TurnedAway({ kind: 'outrun' });
      await sql(WRITE_VERSION, versionValues(input));
      await sql(WRITE_VERSION_FILES, versionFileValues(input));
      if (input.checks) await sql(WRITE_CHECKS.text, checkValues([input.checks]));
      await remakeEntry(sql, row.record);
      const stated = relationsOfVersion(input);
      if (stated.length > 0) await sql(WRITE_RELATIONS.text, relationValues(stated));
      if (input.validation) {
        const [head] = await sql<ReportHead>(REPORT_HEAD, [row.record]);
        await sql(WRITE_VERSION_REPORT, versionReportValues(input.validation, row.version, head));
      }
      if (idempotencyKey !== null) await bindKey(sql, { ...row, key: idempotencyKey });
      if (also) await changeRows(sql, row.principal, also);
    });
    return 'outcome' in acted ? (acted.outcome as AddVersionResult) : { kind: 'committed', ...acted };
  }

  override async change(input: Change): Promise<ChangeResult> {
    const { fonds, principal, idempotency } = input;
    const acted = await this.act(input, fonds, async (sql) => {
      if (idempotency !== null) {
        await this.knownKey(sql, principal, fonds, idempotency.key, idempotency.fingerprint);
        await bindKey(sql, { principal, fonds, ...idempotency });
      }
      await changeRows(sql, principal, input);
    });
    if (!('outcome' in acted)) return { kind: 'done', ...acted };
    return acted.outcome.kind === 'stored' ? { kind: 'replayed' } : acted.outcome;
  }

  override async expected(fonds: string, key: string, except: string): Promise<string | null> {
    const name = namedBy({ kind: 'record', key });
    const rows = await this.sql<{ id: string }>(
      `SELECT r.id FROM record r WHERE r.fonds = $1 AND r.state <> 'withdrawn' AND r.id <> $2
          AND CASE WHEN $3 THEN r.duplicate_key = $4 ELSE r.source_system = $4 AND r.business_key = $5 END ORDER BY r.id LIMIT 1`,
      [fonds, except, 'duplicateKey' in name, ...Object.values(name), ...('duplicateKey' in name ? [''] : [])],
    );
    return rows[0]?.id ?? null;
  }

  override async vetoed(record: string): Promise<string[]> {
    // A report outside the package is one of all files: it stands for those before it.
    const rows = await this.sql<{ item: string }>(
      `SELECT DISTINCT json_array_elements_text(total -> 'vetoed') AS item FROM check_report
        WHERE record = $1 AND stage = 'archiving' AND number >=
          coalesce((SELECT max(number) FROM check_report WHERE record = $1 AND stage = 'archiving' AND report IS NOT NULL), 0)
        ORDER BY 1`,
      [record],
    );
    return rows.map(({ item }) => item);
  }

  override async completable(limit: number, after: string | null): Promise<string[]> {
    const rows = await this.sql<{ record: string }>(COMPLETABLE, [limit, after]);
    return rows.map(({ record }) => record);
  }

  override async bind(input: Parameters<Lifecycle['bind']>[0]): Promise<boolean> {
    await bindKey(this.sql, input);
    const [row] = await this.sql<{ fingerprint: string }>(
      'SELECT fingerprint FROM idempotency WHERE principal = $1 AND fonds = $2 AND key = $3',
      [input.principal, input.fonds, input.key],
    );
    return row?.fingerprint === input.fingerprint;
  }

  override async conflicts(
    { scope, open, record }: { scope: string[] | null; open: boolean | null; record: string | null },
    limit: number,
    after: string | null,
  ): Promise<Page<ConflictRow>> {
    const rows = await this.sql<StoredConflict>(
      `SELECT ${CONFLICT} FROM conflict c
        WHERE ($1::uuid[] IS NULL OR c.fonds = ANY($1)) AND ($2::boolean IS NULL OR (c.decision IS NULL) = $2)
          AND ($3::uuid IS NULL OR c.first = $3 OR c.second = $3) AND ($4::uuid IS NULL OR c.id < $4) ORDER BY c.id DESC LIMIT $5`,
      [scope, open, record, decodeCursor(after, UUID), limit + 1],
    );
    const items = rows.slice(0, limit).map(conflictOf);
    return { items, next: rows.length > limit ? encodeCursor(items.at(-1)!.id) : null };
  }

  override async conflict(id: string, scope: string[] | null): Promise<ConflictRow | null> {
    if (!UUID.test(id)) return null;
    const rows = await this.sql<StoredConflict>(
      `SELECT ${CONFLICT} FROM conflict c WHERE c.id = $1 AND ($2::uuid[] IS NULL OR c.fonds = ANY($2))`,
      [id, scope],
    );
    return rows[0] ? conflictOf(rows[0]) : null;
  }

  private async act(
    { events, receipts, requestId }: Pick<Change, 'events' | 'receipts' | 'requestId'>,
    fonds: string,
    work: (sql: Sql) => Promise<void>,
  ): Promise<Acted | TurnedAway> {
    try {
      return await this.register.act({
        events,
        receipts,
        requestId,
        work: async (sql) => {
          // Everything of this fonds waits from here on, so each statement sees what is true until the commit.
          await sql('SELECT number FROM fonds_head WHERE fonds = $1 FOR UPDATE', [fonds]);
          await work(sql);
        },
      });
    } catch (error) {
      if (error instanceof TurnedAway) return error;
      throw error;
    }
  }

  private async knownKey(
    sql: Sql,
    principal: string,
    fonds: string,
    key: string | null,
    fingerprint: string,
  ): Promise<void> {
    if (key === null) return;
    const [known] = await sql<{ fingerprint: string; record: string | null }>(
      'SELECT fingerprint, record FROM idempotency WHERE principal = $1 AND fonds = $2 AND key = $3',
      [principal, fonds, key],
    );
    if (known === undefined) return;
    throw new TurnedAway(
      known.fingerprint === fingerprint && known.record !== null
        ? { kind: 'stored', record: known.record }
        : { kind: 'mismatch' },
    );
  }
}

async function changeRows(
  sql: Sql,
  principal: string,
  { states, withdrawals, releases, met, conflicts }: ChangedRows,
): Promise<void> {
  for (const { record, from, to, reason } of states) {
    const changed = await sql(WRITE_CHANGE_STATES, [record, from, to, JSON.stringify(reason)]);
    if (changed.length !== 1) throw new TurnedAway({ kind: 'outrun' });
  }
  for (const { record, reason, basis, approver, principal: by, at } of withdrawals) {
    await sql(
      'INSERT INTO withdrawal (record, reason, basis, approver, principal, at) VALUES ($1, $2, $3, $4, $5, $6)',
      [record, reason, basis, approver, by, at.toISOString()],
    );
  }
  for (const { record, number, by, at } of met) {
    const changed = await sql(
      'UPDATE expectation SET met_at = $4, met_by = $3 WHERE record = $1 AND number = $2 AND met_at IS NULL RETURNING number',
      [record, number, by, at.toISOString()],
    );
    if (changed.length !== 1) throw new TurnedAway({ kind: 'outrun' });
  }
  for (const { id, decision, reason, at } of conflicts) {
    const changed = await sql(WRITE_CHANGE_CONFLICTS, [id, decision, reason, principal, at.toISOString()]);
    if (changed.length !== 1) throw new TurnedAway({ kind: 'outrun' });
  }
  for (const record of releases) {
    const [held] = await sql<{ key: string; fonds: string }>(
      'DELETE FROM duplicate_key WHERE record = $1 RETURNING key, fonds',
      [record],
    );
    if (held === undefined) continue;
    await sql(
      `INSERT INTO duplicate_key (key, fonds, record)
       SELECT $1, $2, id FROM record WHERE duplicate_key = $1 AND fonds = $2 AND state <> 'withdrawn' ORDER BY id LIMIT 1`,
      [held.key, held.fonds],
    );
  }
}

async function bindKey(
  sql: Sql,
  row: { principal: string; fonds: string; key: string; fingerprint: string; record: string },
): Promise<void> {
  await sql(
    `INSERT INTO idempotency (principal, fonds, key, fingerprint, record) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [row.principal, row.fonds, row.key, row.fingerprint, row.record],
  );
}

function conflictOf({ decision, reason, by, decidedAt, ...row }: StoredConflict): ConflictRow {
  return {
    ...row,
    decided: decision === null ? null : { decision, reason: reason ?? '', by: by ?? '', at: decidedAt ?? row.at },
  };
}

/** Those its files state; one that is in force already stays as it is. */
function relationsOfVersion({ version: { record, fonds, at }, foundRelations = [] }: AddVersion) {
  const declaration = { fonds, kind: '', files: [] };
  return relationsOf([{ id: record, fonds, receivedAt: at, declaration, foundRelations }]);
}
