import { type DataSource } from 'typeorm';
import { type Page } from '../archive/ports.js';
import { type RelationRow, Relations, type RelationView } from '../archive/relation-ports.js';
import { targetKey } from '../core/records/stated-relation.js';
import { askerOf } from './ask.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { type Act, type Sql } from './register-round.js';
import { type PostgresRegister } from './register.js';
import { relationValues, WRITE_RELATIONS } from './relation-rows.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const COLUMNS = `l.id, l.fonds, l.record, l.type, l.target, l.target_key AS "targetKey", l.origin, l.file, l.place, l.since,
  l.resolved_at AS "resolvedAt", l.ended_at AS "endedAt", l.note`;

const RACED = 'RELATION_RACED';
class Raced extends Error {
  readonly code = RACED;
}

interface Row extends RelationRow {
  other_id: string | null;
  kind: string;
  title: string;
  state: NonNullable<RelationView['other']>['state'];
  duplicate_key: string | null;
}

/** Relations on PostgreSQL. What is added or ends is one transaction with its event. */
export class PostgresRelations extends Relations {
  private readonly sql: Sql;

  constructor(
    source: DataSource,
    private readonly register: PostgresRegister,
  ) {
    super();
    this.sql = askerOf(source, 'asking for relations');
  }

  override async of(
    record: string,
    { ended, limit, after }: { ended: boolean; limit: number; after: string | null },
  ): Promise<Page<RelationView>> {
    // prettier-ignore
    const from = decodeCursor(after, UUID) ?? '00000000-0000-0000-0000-000000000000';
    const inForce = ended ? '' : 'AND l.ended_at IS NULL';
    // Ids grow with time (UUIDv7). Each side is read in its own index, no further than the page.
    const rows = await this.sql<Row>(
      `SELECT ${COLUMNS}, o.id AS other_id, o.kind, o.title, o.state, o.duplicate_key
         FROM ((SELECT l.*, l.target AS other FROM relation l WHERE l.record = $1 AND l.id > $2 ${inForce} ORDER BY l.id LIMIT $3)
               UNION ALL
               (SELECT l.*, l.record AS other FROM relation l WHERE l.target = $1 AND l.id > $2 ${inForce} ORDER BY l.id LIMIT $3)) l
         LEFT JOIN record o ON o.id = l.other ORDER BY l.id LIMIT $3`,
      [record, from, limit + 1],
    );
    const items = rows.slice(0, limit).map(viewOf);
    return { items, next: rows.length > limit ? encodeCursor(items.at(-1)!.relation.id) : null };
  }

  override async one(id: string): Promise<RelationRow | null> {
    const [row] = await this.sql<RelationRow>(`SELECT ${COLUMNS} FROM relation l WHERE l.id = $1`, [id]);
    return row ?? null;
  }

  override async add({
    id,
    record,
    relation,
    reason,
    event,
    requestId,
  }: Parameters<Relations['add']>[0]): Promise<{ view: RelationView; added: boolean }> {
    // prettier-ignore
    const name = targetKey(relation.target);
    const there = () =>
      this.sql<{ id: string }>(
        'SELECT id FROM relation WHERE record = $1 AND type = $2 AND target_key = $3 AND origin = $4 AND ended_at IS NULL',
        [record.id, relation.type, name, relation.origin],
      );
    const [known] = await there();
    if (known) return { view: await this.view(known.id, record.id), added: false };
    const row = { id, fonds: record.fonds, record: record.id, since: event.at, relation, note: reason };
    await this.unlessRaced({
      // The lock that arriving records hold too: the other record is either seen here or finds this relation.
      work: async (sql) => {
        await sql('SELECT number FROM fonds_head WHERE fonds = $1 FOR UPDATE', [record.fonds]);
        await sql(WRITE_RELATIONS.text, relationValues([row]));
        const made = await sql('SELECT FROM relation WHERE id = $1', [id]);
        if (made.length === 0) throw new Raced();
      },
      events: [event],
      requestId,
    });
    const [made] = await there();
    if (!made) throw new Error(`relation ${id} was written and is not there`);
    return { view: await this.view(made.id, record.id), added: made.id === id };
  }

  override async end({ id, at, reason, event, requestId }: Parameters<Relations['end']>[0]): Promise<RelationView> {
    const before = await this.one(id);
    if (before === null) throw new Error(`relation ${id} is gone`);
    if (before.endedAt === null) {
      await this.unlessRaced({
        work: async (sql) => {
          const ended = await sql(
            'UPDATE relation SET ended_at = $2, note = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id',
            [id, at.toISOString(), JSON.stringify({ ...before.note, ended: reason })],
          );
          if (ended.length === 0) throw new Raced();
        },
        events: [event],
        requestId,
      });
    }
    return this.view(id, before.record);
  }

  /** Somebody did the same a moment before: then nothing is written, no event either. */
  private async unlessRaced(act: Act): Promise<void> {
    try {
      await this.register.act(act);
    } catch (error) {
      const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
      if (code !== RACED && cause?.code !== RACED) throw error;
    }
  }

  private async view(id: string, side: string): Promise<RelationView> {
    const [row] = await this.sql<Row>(
      `SELECT ${COLUMNS}, o.id AS other_id, o.kind, o.title, o.state, o.duplicate_key FROM relation l
         LEFT JOIN record o ON o.id = CASE WHEN l.record = $2 THEN l.target ELSE l.record END WHERE l.id = $1`,
      [id, side],
    );
    return viewOf(row!);
  }
}

function viewOf({ other_id: id, kind, title, state, duplicate_key: duplicateKey, ...relation }: Row): RelationView {
  return { relation, other: id === null ? null : { id, kind, title, state, duplicateKey } };
}
