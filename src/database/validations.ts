import { type DataSource } from 'typeorm';
import { type Page } from '../archive/page.js';
import { type DueRow, type Outlook, type PendingRow, type RunProgress, type RunRow, Validations, type ValidationRow } from '../archive/validation-ports.js'; // prettier-ignore
import { ArchiveError, isArchiveError } from '../core/error.js';
import { type PendingEvent, type SealedEvent } from '../core/ledger/event.js';
import { type Awaits } from '../core/signatures/verdicts.js';
import { askerOf } from './ask.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { sqlState } from './failure.js';
import { validationValues } from './register-rows.js';
import { type Sql } from './register-round.js';
import { WRITE_VALIDATIONS } from './register-sql.js';
import { type PostgresRegister } from './register.js';
import { RUN_COLUMNS, runOf, type StoredRun } from './revalidation-row.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UNIQUE_VIOLATION = '23505';

interface StoredValidation {
  record: string;
  fonds: string;
  number: number;
  at: Date;
  trust: string | null;
  policy: string;
  total: number;
  passed: number;
  indeterminate: number;
  failed: number;
  key: string | null;
  size_bytes: string | null;
  sha256: string | null;
  changes: ValidationRow['changes'];
  version: number;
}

const COLUMNS = `record, fonds, number, at, encode(trust, 'hex') AS trust, policy, total, passed, indeterminate, failed, key, size_bytes,
  encode(sha256, 'hex') AS sha256, changes, version`;

/** Reports, the queue and the runs. What is asked goes over TypeORM's pool, what is added through the register. */
export class PostgresValidations extends Validations {
  private readonly sql: Sql;

  constructor(
    source: DataSource,
    private readonly register: PostgresRegister,
  ) {
    super();
    this.sql = askerOf(source, 'asking for validations');
  }

  override async history(record: string, limit: number, after: string | null): Promise<Page<ValidationRow>> {
    const before = decodeCursor(after, /^\d{1,9}$/);
    const rows = await this.sql<StoredValidation>(
      `SELECT ${COLUMNS} FROM validation WHERE record = $1 AND ($2::integer IS NULL OR number < $2) ORDER BY number DESC LIMIT $3`,
      [record, before, limit + 1],
    );
    const items = rows.slice(0, limit).map(rowOf);
    return { items, next: rows.length > limit ? encodeCursor(String(items.at(-1)!.number)) : null };
  }

  override async one(record: string, number: number): Promise<ValidationRow | null> {
    const rows = await this.sql<StoredValidation>(
      `SELECT ${COLUMNS} FROM validation WHERE record = $1 AND number = $2`,
      [record, number],
    );
    return rows[0] ? rowOf(rows[0]) : null;
  }

  override async pending(
    { scope, awaits }: { scope: string[] | null; awaits: Awaits | null },
    limit: number,
    after: string | null,
  ): Promise<Page<PendingRow>> {
    const rows = await this.sql<PendingRow>(
      `SELECT record, fonds, number, encode(trust, 'hex') AS trust, awaits, open FROM validation_head
        WHERE awaits <> 'nothing' AND ($1::uuid[] IS NULL OR fonds = ANY($1)) AND ($2::text IS NULL OR awaits = $2)
          AND ($3::uuid IS NULL OR record > $3) ORDER BY record LIMIT $4`,
      [scope, awaits, decodeCursor(after, UUID), limit + 1],
    );
    const items = rows.slice(0, limit);
    return { items, next: rows.length > limit ? encodeCursor(items.at(-1)!.record) : null };
  }

  override async add(input: {
    row: ValidationRow;
    outlook: Outlook;
    event: PendingEvent;
    requestId: string;
  }): Promise<SealedEvent | null> {
    const { row, event, requestId } = input;
    try {
      const { events } = await this.register.act({
        events: [event],
        requestId,
        work: async (sql) => {
          const [head] = await sql<{ number: number }>(
            'SELECT number FROM validation_head WHERE record = $1 FOR UPDATE',
            [row.record],
          );
          if (head?.number !== row.number - 1)
            throw new ArchiveError('VALIDATION_UNKNOWN', 'another report came first');
          await sql(WRITE_VALIDATIONS.text, validationValues([input]));
        },
      });
      return events[0]!;
    } catch (error) {
      if (isArchiveError(error) && error.code === 'VALIDATION_UNKNOWN') return null;
      if (sqlState((error as { cause?: unknown }).cause) === UNIQUE_VIOLATION) return null;
      throw error;
    }
  }

  override async due(run: Pick<RunRow, 'fonds' | 'all'>, after: string | null, limit: number): Promise<DueRow[]> {
    return this.sql<DueRow>(
      `SELECT h.record, h.fonds, h.number, encode(h.trust, 'hex') AS trust, v.at
         FROM validation_head h JOIN validation v ON v.record = h.record AND v.number = h.number
        WHERE ($1::uuid[] IS NULL OR h.fonds = ANY($1)) AND ($2 OR h.awaits = 'trust') AND ($3::uuid IS NULL OR h.record > $3)
        ORDER BY h.record LIMIT $4`,
      [run.fonds, run.all, after, limit],
    );
  }

  override async startRun(run: Pick<RunRow, 'id' | 'fonds' | 'all' | 'actor' | 'requestId' | 'at'>): Promise<RunRow> {
    const rows = await this.sql<StoredRun>(
      `INSERT INTO revalidation (id, fonds, every_record, actor, request_id, at, state, seen, revalidated, changed, problems)
       VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, 0, 0, '[]') RETURNING ${RUN_COLUMNS}`,
      [run.id, run.fonds, run.all, run.actor, run.requestId, run.at.toISOString()],
    );
    return runOf(rows[0]!);
  }

  override async run(id: string): Promise<RunRow | null> {
    const rows = await this.sql<StoredRun>(`SELECT ${RUN_COLUMNS} FROM revalidation WHERE id = $1`, [id]);
    return rows[0] ? runOf(rows[0]) : null;
  }

  override async runs(scope: string[] | null, limit: number, after: string | null): Promise<Page<RunRow>> {
    const rows = await this.sql<StoredRun>(
      `SELECT ${RUN_COLUMNS} FROM revalidation WHERE ($1::uuid[] IS NULL OR fonds <@ $1) AND ($2::uuid IS NULL OR id < $2)
        ORDER BY id DESC LIMIT $3`,
      [scope, decodeCursor(after, UUID), limit + 1],
    );
    const items = rows.slice(0, limit).map(runOf);
    return { items, next: rows.length > limit ? encodeCursor(items.at(-1)!.id) : null };
  }

  override async takeRun(holder: string, holdMs: number): Promise<RunRow | null> {
    const rows = await this.sql<StoredRun>(
      `UPDATE revalidation SET state = 'running', holder = $1, held_until = now() + $2 * interval '1 ms'
        WHERE id = (SELECT id FROM revalidation WHERE finished_at IS NULL AND (held_until IS NULL OR held_until < now())
                     ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING ${RUN_COLUMNS}`,
      [holder, holdMs],
    );
    return rows[0] ? runOf(rows[0]) : null;
  }

  override async holdRun(id: string, holder: string, holdMs: number, progress: RunProgress): Promise<boolean> {
    const rows = await this.sql<{ id: string }>(
      `UPDATE revalidation SET held_until = now() + $3 * interval '1 ms', ${PROGRESS}
        WHERE id = $1 AND holder = $2 AND finished_at IS NULL RETURNING id`,
      [id, holder, holdMs, ...progressValues(progress)],
    );
    return rows.length > 0;
  }

  override async leaveRun(id: string, holder: string, progress: RunProgress, finished: boolean): Promise<void> {
    await this.sql(
      `UPDATE revalidation SET held_until = NULL, holder = NULL, state = CASE WHEN $3 THEN 'done' ELSE 'waiting' END,
          finished_at = CASE WHEN $3 THEN now() END, ${PROGRESS}
        WHERE id = $1 AND holder = $2 AND finished_at IS NULL`,
      [id, holder, finished, ...progressValues(progress)],
    );
  }
}

const PROGRESS = 'after = $4, seen = $5, revalidated = $6, changed = $7, problems = $8';

function progressValues({ after, seen, revalidated, changed, problems }: RunProgress): unknown[] {
  return [after, seen, revalidated, changed, JSON.stringify(problems)];
}

function rowOf(row: StoredValidation): ValidationRow {
  const { record, fonds, number, at, trust, policy, total, passed, indeterminate, failed, changes } = row;
  return {
    record,
    fonds,
    number,
    at,
    trust,
    policy,
    counts: { total, passed, indeterminate, failed },
    ...(row.version === 1 ? {} : { version: row.version }),
    object: row.key === null ? null : { key: row.key, sizeBytes: Number(row.size_bytes), sha256: row.sha256 ?? '' },
    changes,
  };
}
