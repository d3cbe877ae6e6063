import { type DataSource } from 'typeorm';
import { type ActBody, Assemblies, type AssemblyAct, type AssemblyRow, type ClosingRelation, type MemberRecord, type NewAct } from '../archive/assembly-ports.js'; // prettier-ignore
import { ArchiveError } from '../core/error.js';
import { type PendingEvent } from '../core/ledger/event.js';
import { inverseOf } from '../core/records/relation-types.js';
import { targetKey } from '../core/records/stated-relation.js';
import { askerOf } from './ask.js';
import { type Sql } from './register-round.js';
import { type PostgresRegister } from './register.js';
import { relationValues, WRITE_RELATIONS } from './relation-rows.js';

const COLUMNS = `a.id, a.fonds, a.key, a.number, a.account_set AS "accountSet", a.year, a.month, a.originals,
  a.opened_at AS "openedAt", a.opened_by AS "openedBy"`;

/** $1–$4 of relations about to be written, $5 who states them: those that are in force from neither side. */
const NOT_IN_FORCE = `
SELECT g.id FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[]) AS g(id, type, target_key, other, inverse)
 WHERE NOT EXISTS (SELECT FROM relation l WHERE l.record = $6 AND l.type = g.type AND l.ended_at IS NULL
                      AND (l.target_key = g.target_key OR l.target = g.other))
   AND NOT EXISTS (SELECT FROM relation l WHERE l.target = $6 AND l.record = g.other AND l.type = g.inverse AND l.ended_at IS NULL)`;

class Known extends Error {}

/** Assemblies on PostgreSQL. An act is one transaction with its event, and with the relations of a closing. */
export class PostgresAssemblies extends Assemblies {
  private readonly sql: Sql;

  constructor(
    source: DataSource,
    private readonly register: PostgresRegister,
  ) {
    super();
    this.sql = askerOf(source, 'asking for assemblies');
  }

  override async open(
    row: AssemblyRow,
    event: PendingEvent,
    requestId: string,
  ): Promise<{ row: AssemblyRow; opened: boolean }> {
    const known = () =>
      this.sql<AssemblyRow>(`SELECT ${COLUMNS} FROM assembly a WHERE a.fonds = $1 AND a.key = $2`, [
        row.fonds,
        row.key,
      ]);
    const [there] = await known();
    if (there) return { row: there, opened: false };
    try {
      await this.register.act({
        events: [event],
        requestId,
        work: async (sql) => {
          const made = await sql(
            `INSERT INTO assembly (id, fonds, key, number, account_set, year, month, originals, opened_at, opened_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id`,
            [row.id, row.fonds, row.key, row.number, row.accountSet, row.year, row.month, row.originals, row.openedAt.toISOString(), row.openedBy],
          ); // prettier-ignore
          if (made.length === 0) throw new Known();
        },
      });
      return { row, opened: true };
    } catch (error) {
      // Somebody opened it a moment before.
      const [now] = await known();
      if (!now) throw error;
      return { row: now, opened: now.id === row.id };
    }
  }

  override async one(id: string, scope: string[] | null): Promise<{ row: AssemblyRow; acts: AssemblyAct[] } | null> {
    const [row] = await this.sql<AssemblyRow>(
      `SELECT ${COLUMNS} FROM assembly a WHERE a.id = $1 AND ($2::uuid[] IS NULL OR a.fonds = ANY($2))`,
      [id, scope],
    );
    if (!row) return null;
    const acts = await this.sql<{ number: number; body: ActBody; at: Date; by: string }>(
      'SELECT number, body, at, by FROM assembly_act WHERE assembly = $1 ORDER BY number',
      [id],
    );
    return { row, acts };
  }

  override async act({ assembly, act, placed, relations, event, requestId }: NewAct): Promise<void> {
    const { id, fonds } = assembly;
    const events: PendingEvent[] = [];
    await this.register.act({
      events,
      requestId,
      work: async (sql) => {
        // May run twice: the events are those of this run.
        events.splice(0, events.length, event);
        // The lock that arriving records hold too: a relation either sees the other record or is found by it.
        await sql('SELECT number FROM fonds_head WHERE fonds = $1 FOR UPDATE', [fonds]);
        const made = await sql(
          'INSERT INTO assembly_act (assembly, number, body, at, by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING number',
          [id, act.number, JSON.stringify(act.body), act.at.toISOString(), act.by],
        );
        if (made.length === 0)
          throw new ArchiveError('ASSEMBLY_OUTRUN', `the assembly has an act ${act.number}`, { detail: { act: act.number } }); // prettier-ignore
        await place(sql, assembly, placed);
        if (relations.rows.length > 0) events.push(...(await relate(sql, fonds, relations)));
      },
    });
  }

  override async records(fonds: string, items: readonly string[]): Promise<Map<string, MemberRecord>> {
    const rows = await this.sql<MemberRecord & { item: string }>(
      `SELECT g.item, r.id, r.kind, r.title, r.state FROM unnest($2::text[]) AS g(item)
         JOIN duplicate_key d ON d.key = substr(g.item, 5) AND d.fonds = $1 JOIN record r ON r.id = d.record
        WHERE g.item LIKE 'key:%' AND r.state <> 'withdrawn'
       UNION ALL
       SELECT 'record:' || r.id, r.id, r.kind, r.title, r.state FROM record r
        WHERE r.id = ANY($3::uuid[]) AND r.fonds = $1 AND r.state <> 'withdrawn'`,
      [fonds, items, items.filter((item) => item.startsWith('record:')).map((item) => item.slice('record:'.length))],
    );
    return new Map(rows.map(({ item, ...record }) => [item, record]));
  }

  override async itemOf(fonds: string, record: string): Promise<string | null> {
    const [row] = await this.sql<{ key: string | null }>(
      `SELECT d.key FROM record r LEFT JOIN duplicate_key d ON d.record = r.id AND d.fonds = r.fonds
        WHERE r.id = $1 AND r.fonds = $2 AND r.state <> 'withdrawn' ORDER BY d.key LIMIT 1`,
      [record, fonds],
    );
    if (!row) return null;
    return targetKey(row.key === null ? { by: 'record', record } : { by: 'key', key: row.key });
  }
}

/** Paper may lie in one box with the paper of other vouchers, so only records are kept apart. */
async function place(sql: Sql, { id, fonds }: NewAct['assembly'], { into, out }: NewAct['placed']): Promise<void> {
  const electronic = (items: string[]) => items.filter((item) => !item.startsWith('place:'));
  await sql('DELETE FROM assembly_item WHERE fonds = $1 AND assembly = $2 AND item = ANY($3::text[])', [
    fonds,
    id,
    out,
  ]);
  const wanted = electronic(into);
  const made = await sql<{ item: string }>(
    `INSERT INTO assembly_item (fonds, item, assembly) SELECT $1, i, $2 FROM unnest($3::text[]) AS i
     ON CONFLICT DO NOTHING RETURNING item`,
    [fonds, id, wanted],
  );
  if (made.length === wanted.length) return;
  const placed = new Set(made.map(({ item }) => item));
  const item = wanted.find((one) => !placed.has(one))!;
  const [other] = await sql<{ assembly: string }>('SELECT assembly FROM assembly_item WHERE fonds = $1 AND item = $2', [fonds, item]); // prettier-ignore
  throw new ArchiveError('ASSEMBLY_MEMBER_TAKEN', `${item} is in assembly ${other?.assembly}`, { detail: { item, assembly: other?.assembly } }); // prettier-ignore
}

/** Writes those that are not in force; their events. All are stated by one record. */
async function relate(sql: Sql, fonds: string, { rows, reason }: NewAct['relations']): Promise<PendingEvent[]> {
  const stating = rows[0]!.record;
  const column = <T>(of: (row: ClosingRelation) => T) => rows.map(of);
  const fresh = await sql<{ id: string }>(NOT_IN_FORCE, [
    column(({ id }) => id),
    column(({ relation }) => relation.type),
    column(({ relation }) => targetKey(relation.target)),
    column(({ other }) => other),
    column(({ relation }) => inverseOf(relation.type)),
    stating,
  ]);
  const ids = new Set(fresh.map(({ id }) => id));
  const writing = rows.filter(({ id }) => ids.has(id));
  if (writing.length === 0) return [];
  const made = writing.map(({ id, record, relation, event }) => ({ id, fonds, record, since: event.at, relation, note: reason })); // prettier-ignore
  await sql(WRITE_RELATIONS.text, relationValues(made));
  return writing.map(({ event }) => event);
}
