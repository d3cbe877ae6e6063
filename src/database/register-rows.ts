import { type CommitInput, type RefusalRow } from '../archive/ports.js';
import { type Outlook, type ValidationRow } from '../archive/validation-ports.js';
import { type SealedEvent } from '../core/ledger/event.js';
import { type RecordState } from '../core/record.js';
import { plainArray, textArray } from './pg-array.js';
import { NO_FONDS } from './register-sql.js';

/** Everything one transaction writes. */
export interface Rows {
  heads: Map<string, bigint>;
  commits: CommitInput[];
  events: { event: SealedEvent; receipt: string | null; requestId: string }[];
  keys: {
    principal: string;
    fonds: string;
    key: string;
    fingerprint: string;
    record: string | null;
    refusal: string | null;
  }[];
  refusals: RefusalRow[];
  states: { record: string; state: RecordState; reason: string[] }[];
}

/** Collects one column of a list as an array literal. */
const plain = <T>(rows: readonly T[], column: (row: T) => string | number | null) => plainArray(rows.map(column));
const text = <T>(rows: readonly T[], column: (row: T) => string | null) => textArray(rows.map(column));
const json = <T>(rows: readonly T[], column: (row: T) => unknown) =>
  textArray(rows.map((row) => (column(row) === null ? null : JSON.stringify(column(row)))));
const hex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

export function eventValues({ heads, commits, events, keys }: Rows): string[] {
  const moved = [...heads];
  return [
    plain(moved, ([fonds]) => fonds),
    plain(moved, ([, number]) => number.toString()),
    plain(events, ({ event }) => event.subject),
    plain(events, ({ event }) => event.subjectNumber),
    plain(events, ({ event }) => event.fonds ?? NO_FONDS),
    plain(events, ({ event }) => event.fondsNumber),
    text(events, ({ event }) => event.type),
    plain(events, ({ event }) => event.at.toISOString()),
    plain(events, ({ event }) => hex(event.entry)),
    plain(events, ({ event }) => event.hash),
    text(events, ({ receipt }) => receipt),
    text(events, ({ requestId }) => requestId),
    plain(events, ({ event }) => hex(event.details)),
    plain(events, ({ event }) => hex(event.salt)),
    plain(keys, (key) => key.principal),
    plain(keys, (key) => key.fonds),
    text(keys, (key) => key.key),
    text(keys, (key) => key.fingerprint),
    plain(keys, (key) => key.record),
    plain(keys, (key) => key.refusal),
    plain(commits, ({ record }) => record.fonds),
    text(commits, ({ record }) => record.fingerprint),
    plain(commits, ({ record }) => record.id),
  ];
}

export function recordValues({ commits }: Rows): string[] {
  const files = commits.flatMap((commit) =>
    commit.files.map((file) => ({ record: commit.record.id, version: commit.package.version, file })),
  );
  return [
    plain(commits, ({ record }) => record.id),
    plain(commits, ({ record }) => record.fonds),
    text(commits, ({ record }) => record.kind),
    text(commits, ({ record }) => record.title),
    text(commits, ({ record }) => record.creator),
    text(commits, ({ record }) => record.date),
    text(commits, ({ record }) => record.dateFrom),
    text(commits, ({ record }) => record.retention),
    text(commits, ({ record }) => record.sourceSystem),
    text(commits, ({ record }) => record.businessKey),
    text(commits, ({ record }) => record.state),
    json(commits, ({ record }) => record.stateReason),
    json(commits, ({ record }) => record.declaration),
    json(commits, ({ record }) => record.findings),
    text(commits, ({ record }) => record.fingerprint),
    text(commits, ({ record }) => record.contentKey),
    plain(commits, ({ record }) => record.principal),
    plain(commits, ({ record }) => record.receivedAt.toISOString()),
    plain(commits, (commit) => commit.package.record),
    plain(commits, (commit) => commit.package.version),
    text(commits, (commit) => commit.package.key),
    text(commits, (commit) => commit.package.storeVersion),
    plain(commits, (commit) => commit.package.sizeBytes),
    text(commits, (commit) => commit.package.sha256),
    text(commits, (commit) => commit.package.sha512),
    text(commits, (commit) => commit.package.nonce),
    plain(commits, (commit) => commit.package.at.toISOString()),
    plain(files, ({ record }) => record),
    plain(files, ({ version }) => version),
    plain(files, ({ file }) => file.index),
    text(files, ({ file }) => file.path),
    plain(files, ({ file }) => file.offset),
    plain(files, ({ file }) => file.sizeBytes),
    text(files, ({ file }) => file.digests.sha256),
    text(files, ({ file }) => file.digests.sha512),
    text(files, ({ file }) => file.digests.sm3),
    plain(files, ({ file }) => file.crc32),
    json(files, ({ file }) => file.declared),
    json(files, ({ file }) => file.facts),
    json(files, ({ file }) => file.signatures),
    json(commits, ({ record }) => record.facts),
    text(commits, ({ record }) => record.duplicateKey),
    json(commits, ({ record }) => record.voucher),
    json(commits, ({ record }) => record.foundRelations),
  ];
}

/** The duplicate key a record takes; one that came into conflict takes none. */
export function claimedKey({ record, conflict }: CommitInput): string | null {
  return conflict ? null : record.duplicateKey;
}

/** Null when no record of the round takes a key. */
export function duplicateKeyValues({ commits }: Rows): string[] | null {
  const taking = commits.filter((commit) => claimedKey(commit) !== null);
  if (taking.length === 0) return null;
  return [
    text(taking, claimedKey),
    plain(taking, ({ record }) => record.fonds),
    plain(taking, ({ record }) => record.id),
  ];
}

export function expectationValues({ commits }: Rows): string[] | null {
  const rows = commits.flatMap(({ expectations = [] }) => expectations);
  if (rows.length === 0) return null;
  return [
    plain(rows, (row) => row.record),
    plain(rows, (row) => row.number),
    plain(rows, (row) => row.fonds),
    json(rows, (row) => row.wanted),
    text(rows, ({ wanted }) => (wanted.kind === 'record' ? wanted.key : null)),
    text(rows, (row) => row.until),
    plain(rows, (row) => row.metAt?.toISOString() ?? null),
    plain(rows, (row) => row.metBy),
  ];
}

export function conflictValues({ commits }: Rows): string[] | null {
  const rows = commits.flatMap(({ conflict }) => (conflict ? [conflict] : []));
  if (rows.length === 0) return null;
  return [
    plain(rows, (row) => row.id),
    plain(rows, (row) => row.fonds),
    text(rows, (row) => row.key),
    plain(rows, (row) => row.first),
    plain(rows, (row) => row.second),
    json(rows, (row) => row.differences),
    plain(rows, (row) => row.at.toISOString()),
  ];
}

export function refusalValues({ refusals }: Rows): string[] {
  return [
    plain(refusals, (row) => row.id),
    plain(refusals, (row) => row.fonds),
    plain(refusals, (row) => row.principal),
    plain(refusals, (row) => row.at.toISOString()),
    plain(refusals, (row) => row.status),
    text(refusals, (row) => row.code),
    json(refusals, (row) => row.declaration),
    text(refusals, (row) => row.sourceSystem),
    text(refusals, (row) => row.businessKey),
    json(refusals, (row) => row.findings),
    text(refusals, (row) => row.fingerprint),
  ];
}

export function stateValues({ states }: Rows): string[] {
  return [plain(states, (row) => row.record), text(states, (row) => row.state), json(states, (row) => row.reason)];
}

/** Of the reports made at intake, and of one that came later. */
export function validationValues(validations: readonly { row: ValidationRow; outlook: Outlook }[]): string[] {
  return [
    plain(validations, ({ row }) => row.record),
    plain(validations, ({ row }) => row.number),
    plain(validations, ({ row }) => row.fonds),
    plain(validations, ({ row }) => row.at.toISOString()),
    plain(validations, ({ row }) => row.trust),
    text(validations, ({ row }) => row.policy),
    plain(validations, ({ row }) => row.counts.total),
    plain(validations, ({ row }) => row.counts.passed),
    plain(validations, ({ row }) => row.counts.indeterminate),
    plain(validations, ({ row }) => row.counts.failed),
    text(validations, ({ row }) => row.object?.key ?? null),
    plain(validations, ({ row }) => row.object?.sizeBytes ?? null),
    plain(validations, ({ row }) => row.object?.sha256 ?? null),
    json(validations, ({ row }) => row.changes),
    text(validations, ({ outlook }) => outlook.awaits),
    json(validations, ({ outlook }) => outlook.open),
  ];
}

export const validationsOf = ({ commits }: Rows) =>
  commits.flatMap(({ validation }) => (validation ? [validation] : []));
