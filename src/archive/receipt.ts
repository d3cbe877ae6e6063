import { canonicalJson } from '../core/json.js';
import { type SealedEvent } from '../core/ledger/event.js';
import { countVerdicts, type ValidationConditions } from '../core/signatures/verdicts.js';
import { type FileRow, type Fonds, type PackageRow, type RecordRow } from './ports.js';

/** Protected header `typ` of a receipt (docs/receipts.md). */
export const RECEIPT_TYPE = 'dantao-receipt+jws';

/** Above this the receipt commits to the list of files by one digest instead of listing them: it has to stay handy. */
const LISTED_FILES = 200;

export interface ReceiptFacts {
  record: RecordRow;
  fonds: Fonds;
  package: PackageRow;
  files: FileRow[];
  /** Under what the signatures were judged. */
  validation: ValidationConditions | null;
  event: SealedEvent;
}

/**
 * Payload of a receipt, RFC 8785 JSON. `received` (已接收) says: package durable and event committed;
 * `registered` (已归档) says: it passed the policy, the sender may mark its copy archived.
 */
export function receiptPayload(facts: ReceiptFacts): Uint8Array {
  const { record, fonds, package: stored, files, validation, event } = facts;
  const listed = files.slice(0, LISTED_FILES);
  const count = (severity: string) => record.findings.filter((f) => f.severity === severity).length;
  return Buffer.from(
    canonicalJson({
      schema: 'dantao/receipt/v1',
      type: event.type,
      ...(fonds.test ? { notice: 'TEST' } : {}),
      record: record.id,
      fonds: { id: fonds.id, code: fonds.code },
      ...(record.sourceSystem === null
        ? {}
        : { source: { system: record.sourceSystem, businessKey: record.businessKey } }),
      package: {
        key: stored.key,
        version: stored.version,
        sizeBytes: stored.sizeBytes,
        sha256: stored.sha256,
        sha512: stored.sha512,
      },
      files: listed.map((f) => ({ path: f.path, sizeBytes: f.sizeBytes, ...f.digests })),
      fileCount: files.length,
      signatures: { ...countVerdicts(files), trust: validation?.trust ?? null, policy: validation?.policy ?? null },
      event: { id: event.id, hash: event.hash, at: event.at.toISOString() },
      findings: {
        error: count('error'),
        warning: count('warning'),
        info: count('info'),
        codes: [...new Set(record.findings.filter((f) => f.severity !== 'info').map((f) => f.code))].sort(),
      },
    }),
  );
}
