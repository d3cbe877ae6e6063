import { randomUUID } from 'node:crypto';
import { type DataSource } from 'typeorm';
import { type Page } from '../archive/ports.js';
import { type NewTrustItem, type SnapshotRow, type TrustItem, TrustItems, type TrustKind, type TrustState } from '../archive/trust-ports.js'; // prettier-ignore
import { ArchiveError } from '../core/error.js';
import { type TrustMaterial, type TrustPurpose } from '../core/signatures/trust.js';
import { askerOf, eventOf } from './ask.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { sqlState } from './failure.js';
import { type Sql } from './register-round.js';
import { NO_FONDS } from './register-sql.js';
import { type PostgresRegister } from './register.js';

const RACES = 4;
const UNIQUE_VIOLATION = '23505';
const COLUMNS = `id, fonds, kind, purpose, label, encode(sha256, 'hex') AS sha256, length(bytes) AS size_bytes, added_at, added_by,
  withdrawn_at, withdrawn_by, withdrawn_reason`;

interface ItemRow {
  id: string;
  fonds: string;
  kind: TrustKind;
  purpose: string;
  label: string;
  sha256: string;
  size_bytes: number;
  added_at: Date;
  added_by: string;
  withdrawn_at: Date | null;
  withdrawn_by: string | null;
  withdrawn_reason: string | null;
}

/** Trust items and snapshots. Each change of an item is one transaction with its event and the new version. */
export class PostgresTrust extends TrustItems {
  private readonly sql: Sql;

  constructor(
    source: DataSource,
    private readonly register: PostgresRegister,
  ) {
    super();
    this.sql = askerOf(source, 'asking for trust');
  }

  override async state(): Promise<TrustState> {
    const [row] = await this.sql<{ version: string; fonds: string[] | null }>(
      `SELECT version, (SELECT array_agg(DISTINCT fonds) FROM trust_item WHERE withdrawn_at IS NULL AND fonds <> $1) AS fonds
         FROM trust_head`,
      [NO_FONDS],
    );
    return { version: Number(row?.version ?? 0), fonds: row?.fonds ?? [] };
  }

  override async add(
    items: readonly NewTrustItem[],
    fonds: string | null,
    actor: string,
    requestId: string,
  ): Promise<{ items: TrustItem[]; added: number }> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.addOnce(items, fonds, actor, requestId);
      } catch (error) {
        // Somebody added the same meanwhile: look again, it is there now.
        const raced = sqlState((error as { cause?: unknown }).cause) === UNIQUE_VIOLATION;
        if (!raced || tries === RACES) throw error;
      }
    }
  }

  private async addOnce(items: readonly NewTrustItem[], fonds: string | null, actor: string, requestId: string) {
    const there = new Map((await this.sameInForce(items, fonds)).map((row) => [nameOf(row), itemOf(row)]));
    const added: { item: TrustItem; bytes: Uint8Array }[] = [];
    const at = new Date();
    for (const item of items) {
      if (there.has(nameOf(item))) continue;
      const { bytes, ...said } = item;
      const row: TrustItem = { id: randomUUID(), fonds, ...said, sizeBytes: bytes.length, addedAt: at, addedBy: actor, withdrawn: null }; // prettier-ignore
      there.set(nameOf(item), row);
      added.push({ item: row, bytes });
    }
    if (added.length > 0) {
      const events = added.map(({ item: { id, kind, purpose, sha256, label } }) =>
        eventOf('trust-added', id, fonds, actor, { kind, purpose, sha256, label }),
      );
      await this.register.act({
        events,
        requestId,
        work: async (sql) => {
          await countUp(sql);
          for (const { item, bytes } of added) {
            const { id, kind, purpose, label, sha256 } = item;
            await sql(
              `INSERT INTO trust_item (id, fonds, kind, purpose, label, sha256, bytes, added_at, added_by)
               VALUES ($1, $2, $3, $4, $5, decode($6, 'hex'), $7, $8, $9)`,
              [id, fonds ?? NO_FONDS, kind, purpose ?? '', label, sha256, Buffer.from(bytes), at.toISOString(), actor],
            );
          }
        },
      });
    }
    const given = items.map((item) => there.get(nameOf(item))!);
    return { items: [...new Set(given)], added: added.length };
  }

  private sameInForce(items: readonly NewTrustItem[], fonds: string | null): Promise<ItemRow[]> {
    return this.sql<ItemRow>(
      `SELECT ${COLUMNS} FROM trust_item
        WHERE fonds = $1 AND withdrawn_at IS NULL AND encode(sha256, 'hex') = ANY($2)`,
      [fonds ?? NO_FONDS, items.map(({ sha256 }) => sha256)],
    );
  }

  override async withdraw(id: string, reason: string, actor: string, requestId: string): Promise<TrustItem> {
    const row = await this.itemRow(id);
    if (row.withdrawn_at !== null) return itemOf(row);
    const { sha256, kind, label } = row;
    const event = eventOf('trust-withdrawn', id, fondsOf(row), actor, { kind, sha256, label, reason });
    try {
      await this.register.act({
        events: [event],
        requestId,
        work: async (sql) => {
          await countUp(sql);
          const changed = await sql(
            `UPDATE trust_item SET withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4
              WHERE id = $1 AND withdrawn_at IS NULL RETURNING id`,
            [id, event.at.toISOString(), actor, reason],
          );
          if (changed.length === 0) throw new ArchiveError('TRUST_UNKNOWN', 'withdrawn by somebody else just now');
        },
      });
    } catch (error) {
      // Both wanted the same, and one event tells of it.
      const now = await this.itemRow(id);
      if (now.withdrawn_at !== null) return itemOf(now);
      throw error;
    }
    return itemOf(await this.itemRow(id));
  }

  private async itemRow(id: string): Promise<ItemRow> {
    const [row] = await this.sql<ItemRow>(`SELECT ${COLUMNS} FROM trust_item WHERE id = $1`, [id]);
    if (row === undefined) throw new ArchiveError('TRUST_UNKNOWN', `no trust item ${id}`);
    return row;
  }

  override async items(
    { scope, withdrawn }: { scope: string[] | null; withdrawn: boolean },
    limit: number,
    after: string | null,
  ): Promise<Page<TrustItem>> {
    const from = decodeCursor(after, /^\d{4}-\d\d-\d\dT[\d:.]+Z [0-9a-f-]{36}$/)?.split(' ');
    const rows = await this.sql<ItemRow>(
      `SELECT ${COLUMNS} FROM trust_item
        WHERE ($1::uuid[] IS NULL OR fonds = ANY($1)) AND ($2 OR withdrawn_at IS NULL)
          AND ($3::timestamptz IS NULL OR (added_at, id) > ($3, $4::uuid))
        ORDER BY added_at, id LIMIT $5`,
      [scope && [...scope, NO_FONDS], withdrawn, from?.[0] ?? null, from?.[1] ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map(itemOf);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? encodeCursor(`${last.addedAt.toISOString()} ${last.id}`) : null }; // prettier-ignore
  }

  override async inForce(fonds: string | null): Promise<TrustMaterial> {
    const rows = await this.sql<{ kind: TrustKind; purpose: TrustPurpose; bytes: Buffer }>(
      'SELECT kind, purpose, bytes FROM trust_item WHERE withdrawn_at IS NULL AND fonds = ANY($1::uuid[])',
      [[NO_FONDS, ...(fonds === null ? [] : [fonds])]],
    );
    const of = (kind: TrustKind) => rows.filter((row) => row.kind === kind);
    const bytesOf = (kind: TrustKind) => of(kind).map(({ bytes }) => bytes);
    return {
      anchors: of('anchor').map(({ purpose, bytes }) => ({ purpose, certificate: bytes })),
      certificates: bytesOf('certificate'),
      crls: bytesOf('crl'),
      ocsps: bytesOf('ocsp'),
    };
  }

  override async noteSnapshot({ digest, key, sizeBytes, at }: SnapshotRow): Promise<void> {
    await this.sql(
      `INSERT INTO trust_snapshot (digest, key, size_bytes, at) VALUES (decode($1, 'hex'), $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [digest, key, sizeBytes, at.toISOString()],
    );
  }

  override async snapshot(digest: string): Promise<SnapshotRow | null> {
    const rows = await this.snapshotRows(`WHERE digest = decode($1, 'hex')`, [digest]);
    return rows[0] ?? null;
  }

  override async snapshots(limit: number, after: string | null): Promise<Page<SnapshotRow>> {
    const from = decodeCursor(after, /^\d{4}-\d\d-\d\dT[\d:.]+Z [0-9a-f]{64}$/)?.split(' ');
    const rows = await this.snapshotRows(
      `WHERE $1::timestamptz IS NULL OR (at, digest) < ($1, decode($2, 'hex')) ORDER BY at DESC, digest DESC LIMIT $3`,
      [from?.[0] ?? null, from?.[1] ?? null, limit + 1],
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? encodeCursor(`${last.at.toISOString()} ${last.digest}`) : null }; // prettier-ignore
  }

  private async snapshotRows(where: string, values: unknown[]): Promise<SnapshotRow[]> {
    const rows = await this.sql<SnapshotRow & { size: string }>(
      `SELECT encode(digest, 'hex') AS digest, key, size_bytes AS size, at FROM trust_snapshot ${where}`,
      values,
    );
    return rows.map(({ digest, key, size, at }) => ({ digest, key, sizeBytes: Number(size), at }));
  }
}

async function countUp(sql: Sql): Promise<void> {
  await sql('UPDATE trust_head SET version = version + 1');
}

/** What makes two items of a fonds the same. */
function nameOf({ kind, purpose, sha256 }: { kind: string; purpose: string | null; sha256: string }): string {
  return `${kind} ${purpose ?? ''} ${sha256}`;
}

function fondsOf({ fonds }: ItemRow): string | null {
  return fonds === NO_FONDS ? null : fonds;
}

function itemOf(row: ItemRow): TrustItem {
  const { id, kind, purpose, label, sha256 } = row;
  return {
    id,
    fonds: fondsOf(row),
    kind,
    purpose: purpose === '' ? null : (purpose as TrustPurpose),
    label,
    sha256,
    sizeBytes: row.size_bytes,
    addedAt: row.added_at,
    addedBy: row.added_by,
    withdrawn:
      row.withdrawn_at === null
        ? null
        : { at: row.withdrawn_at, by: row.withdrawn_by ?? '', reason: row.withdrawn_reason ?? '' },
  };
}
