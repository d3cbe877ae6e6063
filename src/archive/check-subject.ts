import { type CheckSubject, type ScanVerdict } from '../core/checks/subject.js';
import { type Finding } from '../core/finding.js';
import { type Declaration, type ReceivedFile } from '../core/record.js';
import { type RecordReading } from '../core/records/kind.js';
import { type RecordView } from './ports.js';

/** A record on its way in, as the checks see it. */
export function subjectAtIntake(input: {
  recordId: string;
  at: Date;
  declaration: Declaration;
  reading: RecordReading;
  files: readonly ReceivedFile[];
  findings: readonly Finding[];
  senderSigned: boolean;
  /** Null: there is no scanner. */
  scans: ReadonlyMap<string, ScanVerdict> | null;
}): CheckSubject {
  const { senderSigned, scans, ...others } = input;
  const rest = { ...others, ...(scans ? { scans } : {}) };
  // Who sends has a key, or is not let in; that it arrived becomes its first event.
  return { ...rest, dictionaryApproved: false, process: { senderSigned, authenticated: true, events: ['received'] } };
}

/** A record of the archive, looked at again. What the package holds is read from the store and handed in as `stored`. */
export function subjectOf(
  { record, files, receipts }: RecordView,
  at: Date,
  stored: NonNullable<CheckSubject['stored']>,
  scans: ReadonlyMap<string, ScanVerdict> | null = null,
): CheckSubject {
  const { id, kind, facts, duplicateKey, foundRelations, voucher, title, findings, declaration } = record;
  return {
    recordId: id,
    at,
    declaration,
    reading: { kind, facts, duplicateKey, title, relations: foundRelations, voucher, findings: [] },
    files,
    findings,
    stored,
    ...(scans ? { scans } : {}),
    registered: true,
    dictionaryApproved: false,
    process: {
      senderSigned: stored.report.origin === 'sender-signed',
      authenticated: true,
      events: receipts.map(({ type }) => type),
    },
  };
}
