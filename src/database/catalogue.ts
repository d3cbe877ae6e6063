import { type DataSource } from 'typeorm';
import { Catalogue, type FileRow, type PackageRow, type Page, type ReceiptType, type RecordFilter, type RecordRow, type RecordView, type RefusalRow, type StoredEvent } from '../archive/ports.js'; // prettier-ignore
import { type Declaration, type SignatureReport } from '../core/record.js';
import { type CheckSummary } from '../core/checks/result.js';
import { type Finding } from '../core/finding.js';
import { eventId } from '../core/ledger/event.js';
import { type ExpectationRow, type VersionRow, type WithdrawalRow } from '../archive/lifecycle-rows.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { translate } from './failure.js';
import { fondsFromRow, FONDS_COLUMNS, type FondsRow } from './fonds-row.js';
import { recordConditions } from './record-filter.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const RECORD_COLUMNS = `r.id, r.fonds, r.kind, r.title, r.creator, r.date, r.date_from::text AS "dateFrom", r.retention,
  r.source_system AS "sourceSystem", r.business_key AS "businessKey", r.state, r.state_reason AS "stateReason",
  r.declaration, r.facts, r.duplicate_key AS "duplicateKey", r.voucher, r.found_relations AS "foundRelations", r.findings, r.fingerprint, r.content_key AS "contentKey", r.principal, r.received_at AS "receivedAt"`;

interface StoredFile {
  version: number;
  index: number;
  path: string;
  offset: string;
  size_bytes: string;
  sha256: string;
  sha512: string;
  sm3: string;
  crc32: string;
  declared: FileRow['declared'];
  facts: FileRow['facts'];
  signatures: SignatureReport[];
}

/** Questions, on TypeORM's pool: however slow, they take no connection from intake. */
export class PostgresCatalogue extends Catalogue {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async record(id: string, scope: string[] | null): Promise<RecordView | null> {
    if (!UUID.test(id)) return null;
    const records = await this.ask<RecordRow>(
      `SELECT ${RECORD_COLUMNS} FROM record r WHERE r.id = $1 AND ($2::uuid[] IS NULL OR r.fonds = ANY($2))`,
      [id, uuids(scope)],
    );
    const record = records[0];
    if (record === undefined) return null;
    const [fonds, packages, files, versions, withdrawals, expectations, checks, receipts] = await Promise.all([
      this.ask<FondsRow>(`SELECT ${FONDS_COLUMNS} FROM fonds f WHERE f.id = $1`, [record.fonds]),
      this.ask<Omit<PackageRow, 'sizeBytes'> & { sizeBytes: string }>(
        `SELECT record, version, key, store_version AS "storeVersion", size_bytes AS "sizeBytes", encode(sha256, 'hex') AS sha256,
           encode(sha512, 'hex') AS sha512, encode(nonce, 'hex') AS nonce, at
         FROM package WHERE record = $1 ORDER BY version`,
        [id],
      ),
      this.ask<StoredFile>(
        `SELECT version, index, path, "offset", size_bytes, encode(sha256, 'hex') AS sha256, encode(sha512, 'hex') AS sha512,
           encode(sm3, 'hex') AS sm3, crc32, declared, facts, signatures
         FROM file WHERE record = $1 ORDER BY version, index`,
        [id],
      ),
      this.ask<VersionRow>(
        `SELECT record, version, fonds, kind, change AS id, reason, basis, approver, declaration, findings, fingerprint, principal, at
         FROM record_version WHERE record = $1 ORDER BY version`,
        [id],
      ),
      this.ask<WithdrawalRow>(
        `SELECT record, reason, basis, approver, principal, at FROM withdrawal WHERE record = $1`,
        [id],
      ),
      this.ask<ExpectationRow>(
        `SELECT record, number, fonds, wanted, until::text, met_at AS "metAt", met_by AS "metBy" FROM expectation WHERE record = $1 ORDER BY number`,
        [id],
      ),
      this.ask<CheckSummary>(
        `SELECT json_build_object('id', scheme, 'version', scheme_version) AS scheme, stage, at, total FROM check_report
          WHERE record = $1 AND stage = 'archiving' ORDER BY number DESC LIMIT 1`,
        [id],
      ),
      this.ask<{ type: ReceiptType; subject_number: string; version: number; receipt: string }>(
        `SELECT type, subject_number, (convert_from(entry, 'UTF8')::json -> 'package' ->> 'version')::integer AS version, receipt FROM event WHERE subject = $1 AND receipt IS NOT NULL ORDER BY subject_number`,
        [id],
      ),
    ]);
    const fondsRow = fonds[0];
    if (fondsRow === undefined) throw new Error(`record ${id} belongs to no fonds`);
    return {
      record,
      fonds: fondsFromRow(fondsRow),
      packages: packages.map((row) => ({ ...row, sizeBytes: Number(row.sizeBytes) })),
      ...currentOf(files.map(fileOf)),
      versions,
      withdrawal: withdrawals[0] ?? null,
      expectations,
      checks: checks[0] ? { ...checks[0], at: new Date(checks[0].at).toISOString() } : null,
      receipts: receipts.map((row) => ({
        type: row.type,
        event: eventId(id, Number(row.subject_number)),
        version: row.version,
        receipt: row.receipt,
      })),
    };
  }

  override async records(filter: RecordFilter, limit: number, after: string | null): Promise<Page<RecordRow>> {
    const before = decodeCursor(after, UUID);
    const { where, values } = recordConditions(filter);
    if (before !== null) {
      values.push(before);
      where.push(`r.id < $${values.length}::uuid`);
    }
    // Ids are UUIDv7: by id is by time of receipt, the newest first, from an index.
    values.push(limit + 1);
    const rows = await this.ask<RecordRow>(
      `SELECT ${RECORD_COLUMNS} FROM record r WHERE ${['true', ...where].join(' AND ')} ORDER BY r.id DESC LIMIT $${values.length}`,
      values,
    );
    const items = rows.slice(0, limit);
    return { items, next: rows.length > limit ? encodeCursor(items.at(-1)?.id ?? '') : null };
  }

  override async events(record: string, limit: number, after: string | null): Promise<Page<StoredEvent>> {
    const from = decodeCursor(after, /^\d{1,15}$/);
    if (!UUID.test(record)) return { items: [], next: null };
    const rows = await this.ask<Omit<StoredEvent, 'id' | 'entry'> & { entry: Buffer }>(
      `SELECT type, at, fonds_number AS "fondsNumber", subject_number AS "subjectNumber", entry, encode(hash, 'hex') AS hash, receipt,
         request_id AS "requestId"
       FROM event WHERE subject = $1 AND subject_number > $2 ORDER BY subject_number LIMIT $3`,
      [record, from ?? '0', limit + 1],
    );
    const items = rows.slice(0, limit).map((row) => ({ ...row, id: eventId(record, Number(row.subjectNumber)) }));
    return { items, next: rows.length > limit ? encodeCursor(items.at(-1)?.subjectNumber ?? '') : null };
  }

  override async refusal(id: string, reader: { id: string; fonds: string[] | null }): Promise<RefusalRow | null> {
    if (!UUID.test(id)) return null;
    const rows = await this.ask<RefusalRow & { declaration: Declaration | null; findings: Finding[] }>(
      `SELECT id, fonds, principal, at, status, code, declaration, source_system AS "sourceSystem", business_key AS "businessKey",
         findings, fingerprint
       FROM refusal WHERE id = $1 AND ($2::uuid[] IS NULL OR fonds = ANY($2) OR principal = $3)`,
      [id, uuids(reader.fonds), reader.id],
    );
    return rows[0] ?? null;
  }

  override async numbers(
    { fonds, kind, fact, from, until }: { fonds: string; kind: string; fact: string; from: string; until: string },
    limit: number,
  ): Promise<{ record: string; number: string | null }[]> {
    return this.ask(
      `SELECT r.id AS record, (SELECT f ->> 'text' FROM json_array_elements(r.facts) f WHERE f ->> 'key' = $3 LIMIT 1) AS number
         FROM record r WHERE r.fonds = $1 AND r.kind = $2 AND r.date_from BETWEEN $4 AND $5 AND r.state <> 'withdrawn'
        ORDER BY r.id LIMIT $6`,
      [fonds, kind, fact, from, until, limit],
    );
  }

  override async newestKeys(limit: number): Promise<string[]> {
    // Record ids grow with time (UUIDv7): the primary key is read from its end.
    const rows = await this.ask<{ key: string }>('SELECT key FROM package ORDER BY record DESC LIMIT $1', [limit]);
    return rows.map((row) => row.key);
  }

  override async unmentioned(keys: readonly string[]): Promise<string[]> {
    const rows = await this.ask<{ key: string }>(
      `SELECT k.key FROM unnest($1::text[]) WITH ORDINALITY AS k(key, ord)
        WHERE NOT EXISTS (SELECT 1 FROM package p WHERE p.key = k.key) ORDER BY ord`,
      [[...keys]],
    );
    return rows.map((row) => row.key);
  }

  private async ask<T>(text: string, values: unknown[]): Promise<T[]> {
    try {
      return await this.source.query(text, values);
    } catch (error) {
      throw translate(error, 'asking the catalogue');
    }
  }
}

/** What is no UUID can't be the id of a fonds; as text it would only make the question fail. */
function uuids(scope: string[] | null): string[] | null {
  return scope?.filter((id) => UUID.test(id)) ?? null;
}

/** A later version's file takes the place of the one with its path. */
function currentOf(files: FileRow[]): Pick<RecordView, 'files' | 'former'> {
  const newest = new Map(files.map((file) => [file.path, file]));
  return {
    files: files.filter((file) => newest.get(file.path) === file),
    former: files.filter((file) => newest.get(file.path) !== file),
  };
}

function fileOf(row: StoredFile): FileRow {
  return {
    version: row.version,
    index: row.index,
    path: row.path,
    offset: Number(row.offset),
    sizeBytes: Number(row.size_bytes),
    digests: { sha256: row.sha256, sha512: row.sha512, sm3: row.sm3 },
    crc32: Number(row.crc32),
    declared: row.declared,
    facts: row.facts,
    signatures: row.signatures,
  };
}
