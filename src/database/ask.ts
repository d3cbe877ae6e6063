import { randomBytes } from 'node:crypto';
import { type Pool } from 'pg';
import { type DataSource } from 'typeorm';
import { type EventType, type PendingEvent } from '../core/ledger/event.js';
import { translate } from './failure.js';
import { type Sql, type Statement } from './register-round.js';

/** Questions and small changes on TypeORM's pool, which take no connection from intake. */
export function askerOf(source: DataSource, doing = 'asking the database'): Sql {
  return async <T>(statement: string | Statement, values: unknown[] = []) => {
    try {
      if (typeof statement === 'string') return rowsOf<T>(await source.query(statement, values));
      // TypeORM has no names for statements; its pool is that of the driver.
      const { master } = source.driver as unknown as { master: Pool };
      return (await master.query({ ...statement, values })).rows as T[];
    } catch (error) {
      throw translate(error, doing);
    }
  };
}

/** TypeORM answers UPDATE and DELETE with [rows, count], everything else with rows. */
function rowsOf<T>(answer: unknown): T[] {
  const rows = answer as unknown[];
  return (Array.isArray(rows[0]) ? rows[0] : rows) as T[];
}

/** The event of an administrative act. */
export function eventOf(
  type: EventType,
  subject: string,
  fonds: string | null,
  actor: string,
  details: Record<string, unknown>,
): PendingEvent {
  return { type, subject, fonds, actor, at: new Date(), details, salt: randomBytes(32) };
}
