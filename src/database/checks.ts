import { type DataSource } from 'typeorm';
import { type CheckRow, Checks } from '../archive/checks-ports.js';
import { type Page } from '../archive/page.js';
import { type CheckReport, type CheckTotal } from '../core/checks/result.js';
import { type CheckStage } from '../core/checks/scheme.js';
import { type SealedEvent } from '../core/ledger/event.js';
import { askerOf } from './ask.js';
import { CHECK_COLUMNS, checkValues, WRITE_CHECKS } from './checks-sql.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { type Sql } from './register-round.js';
import { type PostgresRegister } from './register.js';

interface StoredCheck {
  record: string;
  fonds: string;
  number: number;
  version: number;
  scheme: string;
  schemeVersion: number;
  stage: CheckStage;
  at: Date;
  total: CheckTotal;
  report: CheckReport | null;
  changes: CheckRow['changes'];
}

/** Reports by schemes. What is asked goes over TypeORM's pool, what is added through the register. */
export class PostgresChecks extends Checks {
  private readonly sql: Sql;

  constructor(
    source: DataSource,
    private readonly register: PostgresRegister,
  ) {
    super();
    this.sql = askerOf(source, 'asking for checks');
  }

  override async history(record: string, limit: number, after: string | null): Promise<Page<CheckRow>> {
    const rows = await this.sql<StoredCheck>(
      `SELECT ${CHECK_COLUMNS} FROM check_report WHERE record = $1 AND ($2::integer IS NULL OR number < $2) ORDER BY number DESC LIMIT $3`,
      [record, decodeCursor(after, /^\d{1,9}$/), limit + 1],
    );
    const items = rows.slice(0, limit).map(rowOf);
    return { items, next: rows.length > limit ? encodeCursor(String(items.at(-1)!.number)) : null };
  }

  override async one(record: string, number: number): Promise<CheckRow | null> {
    return this.first(`SELECT ${CHECK_COLUMNS} FROM check_report WHERE record = $1 AND number = $2`, [record, number]);
  }

  override async newest(record: string, scheme: string): Promise<CheckRow | null> {
    return this.first(
      `SELECT ${CHECK_COLUMNS} FROM check_report WHERE record = $1 AND scheme = $2 ORDER BY number DESC LIMIT 1`,
      [record, scheme],
    );
  }

  override async add({ row, event, registered, requestId }: Parameters<Checks['add']>[0]) {
    let number = 0;
    let moved = false;
    // The act may run twice, and fills in what happened on its last run.
    const events = [event];
    const acted = await this.register.act({
      events,
      receipts: (sealed: SealedEvent[]) =>
        sealed.map((one) => (one.type === 'registered' && registered ? registered.receipt(one) : null)),
      requestId,
      work: async (sql) => {
        events.length = 1;
        // Whoever writes about a record holds the head of its fonds: two looks at once get two numbers, in every process.
        await sql('SELECT number FROM fonds_head WHERE fonds = $1 FOR UPDATE', [row.fonds]);
        const written = await sql<{ number: number }>(WRITE_CHECKS.text, checkValues([row]));
        number = written[0]!.number;
        moved = false;
        if (!registered) return;
        const changed = await sql<{ id: string }>(
          `UPDATE record SET state = 'registered', state_reason = '[]' WHERE id = $1 AND state = $2 RETURNING id`,
          [row.record, registered.from],
        );
        moved = changed.length > 0;
        if (moved) events.push(registered.event);
      },
    });
    return { number, ...acted, registered: moved };
  }

  private async first(text: string, values: unknown[]): Promise<CheckRow | null> {
    const [row] = await this.sql<StoredCheck>(text, values);
    return row ? rowOf(row) : null;
  }
}

function rowOf({ scheme, schemeVersion, at, ...row }: StoredCheck): CheckRow {
  return { ...row, scheme: { id: scheme, version: schemeVersion }, at: at.toISOString() };
}
