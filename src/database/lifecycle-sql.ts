import { type AddVersion } from '../archive/lifecycle-ports.js';
import { type Awaits, type OpenSignature } from '../core/signatures/verdicts.js';

/** A version with its package; the intent of its try and what was noted of it are no longer needed. */
export const WRITE_VERSION = `
WITH version AS (
  INSERT INTO record_version (record, version, fonds, kind, change, reason, basis, approver, declaration, findings, fingerprint, principal, at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)),
package AS (
  INSERT INTO package (record, version, key, store_version, size_bytes, sha256, sha512, nonce, at)
  VALUES ($1, $2, $14, $15, $16, decode($17, 'hex'), decode($18, 'hex'), decode($19, 'hex'), $13)),
facts AS (UPDATE record SET facts = $20 WHERE id = $1),
intents AS (DELETE FROM intent WHERE fonds = $3 AND fingerprint = $11)
DELETE FROM orphan WHERE record = $5`;

export function versionValues({ version: row, package: stored, facts }: AddVersion): unknown[] {
  return [
    row.record,
    row.version,
    row.fonds,
    row.kind,
    row.id,
    row.reason,
    row.basis,
    row.approver,
    JSON.stringify(row.declaration),
    JSON.stringify(row.findings),
    row.fingerprint,
    row.principal,
    row.at.toISOString(),
    stored.key,
    stored.storeVersion,
    stored.sizeBytes,
    stored.sha256,
    stored.sha512,
    stored.nonce,
    JSON.stringify(facts),
  ];
}

export const WRITE_VERSION_FILES = `
INSERT INTO file (record, version, index, path, "offset", size_bytes, sha256, sha512, sm3, crc32, declared, facts, signatures)
SELECT $1, $2, f.index, f.path, f.start, f.size_bytes, decode(f.sha256, 'hex'), decode(f.sha512, 'hex'), decode(f.sm3, 'hex'), f.crc32,
       f.declared, f.facts, f.signatures
  FROM json_to_recordset($3) AS f(index integer, path text, start bigint, size_bytes bigint, sha256 text, sha512 text, sm3 text, crc32 bigint,
                                  declared json, facts json, signatures json)`;

export function versionFileValues({ version: row, files }: AddVersion): unknown[] {
  const rows = files.map(({ index, path, offset, sizeBytes, digests, crc32, declared, facts, signatures }) => ({
    index,
    path,
    start: offset,
    size_bytes: sizeBytes,
    ...digests,
    crc32,
    declared,
    facts,
    signatures,
  }));
  return [row.record, row.version, JSON.stringify(rows)];
}

/** The newest report of a record, under the lock of its fonds. */
export const REPORT_HEAD = `SELECT number, awaits, open FROM validation_head WHERE record = $1`;

export interface ReportHead {
  number: number;
  awaits: Awaits;
  open: OpenSignature[];
}

/** The report inside the package of a version, as the next of the record. */
export const WRITE_VERSION_REPORT = `
WITH report AS (
  INSERT INTO validation (record, number, fonds, at, trust, policy, total, passed, indeterminate, failed, changes, version)
  VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, $9, $10, '[]', $11))
INSERT INTO validation_head (record, fonds, number, trust, awaits, open)
VALUES ($1, $3, $2, decode($5, 'hex'), $12, $13)
ON CONFLICT (record) DO UPDATE SET number = excluded.number, trust = excluded.trust, awaits = excluded.awaits, open = excluded.open`;

/** What the version leaves open joins what was open before. */
export function versionReportValues(
  { row, outlook }: NonNullable<AddVersion['validation']>,
  version: number,
  head: ReportHead = { number: 0, awaits: 'nothing', open: [] },
): unknown[] {
  const { total, passed, indeterminate, failed } = row.counts;
  const awaits = (['trust', 'other'] as const).find((one) => one === head.awaits || one === outlook.awaits);
  return [
    row.record,
    head.number + 1,
    row.fonds,
    row.at.toISOString(),
    row.trust,
    row.policy,
    total,
    passed,
    indeterminate,
    failed,
    version,
    awaits ?? 'nothing',
    JSON.stringify([...head.open, ...outlook.open]),
  ];
}

/** $1 record, $2 the state it was seen in, $3 the new one, $4 why. */
export const WRITE_CHANGE_STATES = `
UPDATE record SET state = $3, state_reason = $4 WHERE id = $1 AND state = $2 RETURNING id`;

export const WRITE_CHANGE_CONFLICTS = `
UPDATE conflict SET decision = $2, reason = $3, decided_by = $4, decided_at = $5 WHERE id = $1 AND decision IS NULL RETURNING id`;

/** $1 how many, $2 behind which record. Of files: those of a record that has a later version. The key of a source is compared as it was made. */
export const COMPLETABLE = `
SELECT DISTINCT r.id AS record FROM record r JOIN expectation e ON e.record = r.id
 WHERE r.state = 'incomplete' AND e.met_at IS NULL AND ($2::uuid IS NULL OR r.id > $2)
   AND CASE WHEN e.key IS NULL THEN EXISTS (SELECT 1 FROM record_version v WHERE v.record = r.id)
            WHEN e.key LIKE 'd %' THEN EXISTS (SELECT 1 FROM record o WHERE o.duplicate_key = substr(e.key, 3) AND o.fonds = r.fonds
                                                AND o.id <> r.id AND o.state <> 'withdrawn')
            ELSE EXISTS (SELECT 1 FROM record o WHERE o.source_system = substr(e.key, 3)::json ->> 0
                           AND o.business_key = substr(e.key, 3)::json ->> 1 AND o.fonds = r.fonds AND o.id <> r.id AND o.state <> 'withdrawn') END
 ORDER BY 1 LIMIT $1`;
