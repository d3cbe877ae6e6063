import { type DataSource } from 'typeorm';
import { type BatchResult, type BatchRow, BatchRows } from '../archive/batches-ports.js';
import { type Page } from '../archive/ports.js';
import { type Finding } from '../core/finding.js';
import { askerOf } from './ask.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { plainArray, textArray } from './pg-array.js';
import { type Sql } from './register-round.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const COLUMNS = `id, fonds, principal, request_id AS "requestId", idempotency_key AS "idempotencyKey", encode(sha256, 'hex') AS sha256,
  size_bytes AS "sizeBytes", received_at AS "receivedAt", total, content_bytes AS "contentBytes", declared, state, findings,
  finished_at AS "finishedAt",
  (SELECT json_build_object('done', count(*), 'created', count(*) FILTER (WHERE status = 'created'),
            'version', count(*) FILTER (WHERE status = 'version'), 'existing', count(*) FILTER (WHERE status = 'existing'), 'refused', count(*) FILTER (WHERE status = 'refused'),
            'failed', count(*) FILTER (WHERE status = 'failed')) FROM batch_result r WHERE r.batch = batch.id) AS counts`;

type StoredBatch = Omit<BatchRow, 'sizeBytes' | 'contentBytes'> & { sizeBytes: string; contentBytes: string };
type StoredResult = Omit<BatchResult, 'source'> & { source_system: string | null; business_key: string | null };

/** Batches on TypeORM's pool: they take no connection from intake. */
export class PostgresBatches extends BatchRows {
  private readonly sql: Sql;

  constructor(source: DataSource) {
    super();
    this.sql = askerOf(source, 'asking for a batch');
  }

  override async add(row: BatchRow): Promise<BatchRow> {
    const { id, fonds, principal, requestId, idempotencyKey, sha256, sizeBytes, receivedAt, total, contentBytes, declared, findings } = row; // prettier-ignore
    await this.sql(
      `INSERT INTO batch (id, fonds, principal, request_id, idempotency_key, sha256, size_bytes, received_at, total, content_bytes,
                          declared, state, findings)
       VALUES ($1, $2, $3, $4, $5, decode($6, 'hex'), $7, $8, $9, $10, $11, 'waiting', $12) ON CONFLICT DO NOTHING`,
      [id, fonds, principal, requestId, idempotencyKey, sha256, sizeBytes, receivedAt.toISOString(), total, contentBytes, JSON.stringify(declared), JSON.stringify(findings)], // prettier-ignore
    );
    const there = (await this.one(id, null)) ?? (await this.byKey(principal, fonds, idempotencyKey ?? ''));
    if (!there) throw new Error(`batch ${id} was added and is not there`);
    return there;
  }

  override async byKey(principal: string, fonds: string, idempotencyKey: string): Promise<BatchRow | null> {
    const rows = await this.batches('WHERE principal = $1 AND fonds = $2 AND idempotency_key = $3', [principal, fonds, idempotencyKey]); // prettier-ignore
    return rows[0] ?? null;
  }

  override async one(id: string, scope: string[] | null): Promise<BatchRow | null> {
    const rows = await this.batches('WHERE id = $1 AND ($2::uuid[] IS NULL OR fonds = ANY($2))', [id, scope]);
    return rows[0] ?? null;
  }

  override async list(scope: string[] | null, limit: number, after: string | null): Promise<Page<BatchRow>> {
    const rows = await this.batches(
      'WHERE ($1::uuid[] IS NULL OR fonds = ANY($1)) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3',
      [scope, decodeCursor(after, UUID), limit + 1],
    );
    const items = rows.slice(0, limit);
    return { items, next: rows.length > limit ? encodeCursor(items.at(-1)!.id) : null };
  }

  override unfinished(ids: readonly string[]): Promise<BatchRow[]> {
    return this.batches(`WHERE id = ANY($1::uuid[]) AND state <> 'done' ORDER BY id`, [plainArray(ids)]);
  }

  override async missing(id: string, limit: number): Promise<number[]> {
    const rows = await this.sql<{ n: number }>(
      `SELECT n FROM batch b CROSS JOIN LATERAL generate_series(0, b.total - 1) n
        WHERE b.id = $1 AND NOT EXISTS (SELECT FROM batch_result r WHERE r.batch = b.id AND r.index = n) ORDER BY n LIMIT $2`,
      [id, limit],
    );
    return rows.map(({ n }) => n);
  }

  override async note(id: string, results: readonly BatchResult[]): Promise<void> {
    if (results.length === 0) return;
    const plain = (column: (row: BatchResult) => string | number | null) => plainArray(results.map(column));
    const text = (column: (row: BatchResult) => string | null) => textArray(results.map(column));
    await this.sql(
      `INSERT INTO batch_result (batch, index, name, source_system, business_key, status, record, refusal, code, errors, findings)
       SELECT $1, * FROM unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::text[], $10::json[], $11::json[])
       ON CONFLICT DO NOTHING`,
      [
        id,
        plain(({ index }) => index),
        text(({ name }) => name.replaceAll('\0', '\uFFFD').toWellFormed()),
        text(({ source }) => source?.system ?? null),
        text(({ source }) => source?.businessKey ?? null),
        text(({ status }) => status),
        plain(({ record }) => record),
        plain(({ refusal }) => refusal),
        text(({ code }) => code),
        text(({ errors }) => JSON.stringify(errors)),
        text(({ findings }) => JSON.stringify(findings)),
      ],
    );
  }

  override async results(id: string, limit: number, after: number | null): Promise<BatchResult[]> {
    const rows = await this.sql<StoredResult>(
      `SELECT index, name, source_system, business_key, status, record, refusal, code, errors, findings FROM batch_result
        WHERE batch = $1 AND ($2::integer IS NULL OR index > $2) ORDER BY index LIMIT $3`,
      [id, after, limit],
    );
    return rows.map(({ source_system: system, business_key: businessKey, ...row }) => ({
      ...row,
      source: system === null || businessKey === null ? null : { system, businessKey },
    }));
  }

  override async amountOf(id: string): Promise<string> {
    const [row] = await this.sql<{ amount: string }>(
      `SELECT coalesce(sum(CASE WHEN voucher->>'amount' ~ '^-?[0-9]+([.][0-9]+)?$' THEN (voucher->>'amount')::numeric END), 0)::text AS amount
         FROM record WHERE id IN (SELECT record FROM batch_result WHERE batch = $1)`,
      [id],
    );
    return row!.amount;
  }

  override async finish(id: string, findings: readonly Finding[], at: Date): Promise<void> {
    await this.sql(`UPDATE batch SET state = 'done', findings = $2, finished_at = $3 WHERE id = $1 AND state <> 'done'`, [id, JSON.stringify(findings), at.toISOString()]); // prettier-ignore
  }

  private async batches(where: string, values: unknown[]): Promise<BatchRow[]> {
    const rows = await this.sql<StoredBatch>(`SELECT ${COLUMNS} FROM batch ${where}`, values);
    return rows.map((row) => ({ ...row, sizeBytes: Number(row.sizeBytes), contentBytes: Number(row.contentBytes) }));
  }
}
