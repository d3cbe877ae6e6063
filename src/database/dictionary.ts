import { randomUUID } from 'node:crypto';
import { type DataSource } from 'typeorm';
import { type DictionaryItem, DictionaryItems, type DictionarySort, type DictionaryState } from '../archive/dictionary-ports.js'; // prettier-ignore
import { ArchiveError } from '../core/error.js';
import { canonicalJsonOfAny } from '../core/json.js';
import { askerOf, eventOf } from './ask.js';
import { sqlState } from './failure.js';
import { type Sql } from './register-round.js';
import { type PostgresRegister } from './register.js';

const RACES = 8;
const UNIQUE_VIOLATION = '23505';
const COLUMNS =
  'id, fonds, sort, name, version, body, added_at, added_by, withdrawn_at, withdrawn_by, withdrawn_reason';

interface ItemRow {
  id: string;
  fonds: string;
  sort: DictionarySort;
  name: string;
  version: number;
  body: unknown;
  added_at: Date;
  added_by: string;
  withdrawn_at: Date | null;
  withdrawn_by: string | null;
  withdrawn_reason: string | null;
}

/** Additions of fonds to the dictionary. Each change is one transaction with its event and the new version of the state. */
export class PostgresDictionary extends DictionaryItems {
  private readonly sql: Sql;

  constructor(
    source: DataSource,
    private readonly register: PostgresRegister,
  ) {
    super();
    this.sql = askerOf(source, 'asking for the dictionary');
  }

  override async state(): Promise<DictionaryState> {
    const [row] = await this.sql<{ version: string; fonds: string[] | null }>(
      `SELECT version, (SELECT array_agg(DISTINCT fonds) FROM dictionary_item WHERE withdrawn_at IS NULL) AS fonds
         FROM dictionary_head`,
    );
    return { version: Number(row?.version ?? 0), fonds: row?.fonds ?? [] };
  }

  override async add(
    fonds: string,
    item: { sort: DictionarySort; name: string; body: (version: number) => unknown },
    actor: string,
    requestId: string,
  ): Promise<DictionaryItem> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.addOnce(fonds, item, actor, requestId);
      } catch (error) {
        // Somebody took the same version meanwhile: look again.
        const raced = sqlState((error as { cause?: unknown }).cause) === UNIQUE_VIOLATION;
        if (!raced || tries === RACES) throw error;
      }
    }
  }

  private async addOnce(
    fonds: string,
    { sort, name, body }: { sort: DictionarySort; name: string; body: (version: number) => unknown },
    actor: string,
    requestId: string,
  ): Promise<DictionaryItem> {
    const last = (await this.named(fonds, sort, name)).at(-1);
    if (last !== undefined && sort === 'element')
      throw new ArchiveError('NAME_TAKEN', `the fonds has, or had, an element ${name}`);
    if (last?.withdrawn_at === null && sameBody(body(last.version), last.body)) return itemOf(last);
    const version = (last?.version ?? 0) + 1;
    const id = randomUUID();
    const said = body(version);
    const event = eventOf('dictionary-added', id, fonds, actor, { sort, name, version, body: JSON.stringify(said) });
    await this.register.act({
      events: [event],
      requestId,
      work: async (sql) => {
        await countUp(sql);
        await sql(
          `INSERT INTO dictionary_item (id, fonds, sort, name, version, body, added_at, added_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [id, fonds, sort, name, version, JSON.stringify(said), event.at.toISOString(), actor],
        );
      },
    });
    return { id, fonds, sort, name, version, body: said, addedAt: event.at, addedBy: actor, withdrawn: null };
  }

  override async withdraw(
    fonds: string,
    { sort, name }: { sort: DictionarySort; name: string },
    reason: string,
    actor: string,
    requestId: string,
  ): Promise<DictionaryItem[]> {
    const rows = await this.named(fonds, sort, name);
    if (rows.length === 0) throw new ArchiveError('DICTIONARY_UNKNOWN', `the fonds has no ${sort} ${name}`);
    const open = rows.filter(({ withdrawn_at }) => withdrawn_at === null);
    if (open.length === 0) return rows.map(itemOf);
    const events = open.map(({ id, version }) => eventOf('dictionary-withdrawn', id, fonds, actor, { sort, name, version, reason })); // prettier-ignore
    try {
      await this.register.act({
        events,
        requestId,
        work: async (sql) => {
          await countUp(sql);
          const changed = await sql(
            `UPDATE dictionary_item SET withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4
              WHERE id = ANY($1::uuid[]) AND withdrawn_at IS NULL RETURNING id`,
            [open.map(({ id }) => id), events[0]!.at.toISOString(), actor, reason],
          );
          if (changed.length !== open.length)
            throw new ArchiveError('DICTIONARY_UNKNOWN', 'withdrawn by somebody else just now');
        },
      });
    } catch (error) {
      // Both wanted the same, and one event tells of it.
      const now = await this.named(fonds, sort, name);
      if (now.every(({ withdrawn_at }) => withdrawn_at !== null)) return now.map(itemOf);
      throw error;
    }
    return (await this.named(fonds, sort, name)).map(itemOf);
  }

  override async items(fonds: string, withdrawn: boolean): Promise<DictionaryItem[]> {
    const rows = await this.sql<ItemRow>(
      `SELECT ${COLUMNS} FROM dictionary_item WHERE fonds = $1 AND ($2 OR withdrawn_at IS NULL)
        ORDER BY added_at, sort, name, version`,
      [fonds, withdrawn],
    );
    return rows.map(itemOf);
  }

  private named(fonds: string, sort: DictionarySort, name: string): Promise<ItemRow[]> {
    return this.sql<ItemRow>(
      `SELECT ${COLUMNS} FROM dictionary_item WHERE fonds = $1 AND sort = $2 AND name = $3 ORDER BY version`,
      [fonds, sort, name],
    );
  }
}

/** One change of the dictionary at a time: the row is locked until the transaction ends. */
async function countUp(sql: Sql): Promise<void> {
  await sql('UPDATE dictionary_head SET version = version + 1');
}

function sameBody(one: unknown, other: unknown): boolean {
  return canonicalJsonOfAny(one) === canonicalJsonOfAny(other);
}

function itemOf(row: ItemRow): DictionaryItem {
  const { id, fonds, sort, name, version, body } = row;
  return {
    id,
    fonds,
    sort,
    name,
    version,
    body,
    addedAt: row.added_at,
    addedBy: row.added_by,
    withdrawn:
      row.withdrawn_at === null
        ? null
        : { at: row.withdrawn_at, by: row.withdrawn_by ?? '', reason: row.withdrawn_reason ?? '' },
  };
}
