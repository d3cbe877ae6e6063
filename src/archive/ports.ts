import { type ByteSource } from '../core/byte-source.js';
import { type CheckSummary } from '../core/checks/result.js';
import { type Finding } from '../core/finding.js';
import { type EventType, type PendingEvent, type SealedEvent } from '../core/ledger/event.js';
import {
  type Declaration,
  type Digests,
  type FileReport,
  type ReceivedFile,
  type RecordState,
} from '../core/record.js';
import { type SourcedFact } from '../core/records/fact.js';
import { type FoundRelation, type VoucherFacts } from '../core/records/kind.js';
import { type SchemeMappings } from '../core/records/generic/mapping.js';
import { type ValidationContext } from '../core/signatures/trust.js';
import { type ConflictRow, type ExpectationRow, type VersionRow, type WithdrawalRow } from './lifecycle-rows.js';
import { type CheckRow } from './checks-ports.js';
import { type Page } from './page.js';
import { type Outlook, type ValidationRow } from './validation-ports.js';

export { type Page } from './page.js';

/** The time, as a parameter of every story. */
export abstract class Clock {
  abstract now(): Date;
}

// ---------------------------------------------------------------------------------------------------- bytes

export interface ObjectBody {
  /** A fresh stream of the same bytes each time: an adapter may have to send them again. */
  open(): AsyncIterable<Uint8Array>;
  /** All bytes, when they are in memory anyway. */
  bytes?: Uint8Array;
  /** A private file on the local disk with exactly these bytes, which the adapter may take over by link or rename. */
  path?: string;
  /** Lower-case hex; adapters compare it with what they stored. */
  sha256: string;
}

export interface StoredObject {
  key: string;
  sizeBytes: number;
  /** Version id of the store, where it has one. */
  version?: string;
  storedAt?: Date;
  retainUntil?: Date;
}

/**
 * Bytes that never change. Keys: `aip/… reports/… trust/… log/…`, 1–512 characters of [A-Za-z0-9._/-],
 * no empty, `.` or `..` segment, segments ≤ 200 characters.
 */
export abstract class ObjectStore {
  /**
   * Resolves once the bytes are durable (data and name). The same key with the same bytes succeeds again
   * (`existed: true`); with other bytes it throws OBJECT_CONFLICT; OBJECT_SIZE_MISMATCH when the body is not
   * `sizeBytes` long (nothing becomes visible). Retries passing faults itself; STORE_UNAVAILABLE (retryable), STORE_FULL after that.
   */
  abstract putOnce(
    key: string,
    body: ObjectBody,
    sizeBytes: number,
    options?: { retainUntil?: Date },
  ): Promise<StoredObject & { existed: boolean }>;
  /** Throws OBJECT_NOT_FOUND before yielding anything. `range.length` may reach past the end. */
  abstract open(
    key: string,
    options?: { range?: { offset: number; length: number }; version?: string; signal?: AbortSignal },
  ): Promise<AsyncIterable<Uint8Array>>;
  /** Null when there is no such object. */
  abstract stat(key: string, version?: string): Promise<StoredObject | null>;
  /** In key order; `after` resumes behind that key. */
  abstract list(prefix: string, after?: string): AsyncIterable<StoredObject>;
  /** Throws STORE_UNAVAILABLE or STORE_MISCONFIGURED, saying what. */
  abstract probe(): Promise<void>;
  abstract close(): Promise<void>;
}

/** A received file, measured on the way in; nothing is hashed twice. */
export interface SpooledFile {
  sizeBytes: number;
  digests: Digests;
  crc32: number;
  /** By range, over memory or the spool file. */
  source: ByteSource;
  /** Set when the bytes are in memory. */
  bytes?: Uint8Array;
  /** Set when the bytes lie in a spool file, `gapBytes` from its start. */
  path?: string;
  gapBytes: number;
  dispose(): Promise<void>;
}

export abstract class Spool {
  /**
   * Measures and keeps the bytes. Throws REQUEST_TOO_LARGE past `maxBytes`, SPOOL_FULL, REQUEST_ABORTED.
   * `gapBytes`: room left free before the bytes of a spool file, so that a package can be built around them in place.
   */
  abstract receive(
    body: AsyncIterable<Uint8Array>,
    options: { maxBytes: number; gapBytes: number },
  ): Promise<SpooledFile>;
  /**
   * One body out of literal bytes and spooled files, hashed (SHA-256, SHA-512) while or after it is laid out.
   * Takes over the spool file in place when the parts allow it.
   */
  abstract assemble(parts: readonly (Uint8Array | SpooledFile)[]): Promise<AssembledBody>;
  abstract probe(): Promise<void>;
  abstract close(): Promise<void>;
}

export interface AssembledBody extends ObjectBody {
  sizeBytes: number;
  sha512: string;
  dispose(): Promise<void>;
}

/** Where the bytes of a file are. */
export type ReadableFile = Pick<SpooledFile, 'bytes' | 'path' | 'gapBytes' | 'sizeBytes'>;

/** Another file of the same record. */
export interface FileBeside {
  /** As declared. */
  name: string;
  sizeBytes: number;
  /** As measured: who asks for one of them needs no bytes. */
  digests?: Digests;
  /** Asked for only when a signature is over it, perhaps more than once. */
  open(): Promise<ReadableFile>;
}

/** Where in its record a file is: a detached signature looks for its content there. */
export interface AmongFiles {
  name: string;
  beside: readonly FileBeside[];
}

/** Readers of attacker-made bytes run elsewhere, with limits on time and memory. */
export abstract class Isolate {
  /**
   * Recognises the format, checks that the file is whole, and judges its signatures under `context` (without one nothing
   * is said of any signer). Signatures over what is not inside are looked for `among` the files of the record; without it
   * they ask for their content. `mappings` of the fonds say more of its documents. Never throws for the file: a reader that dies, hangs or grows too large gives a READER_…
   * finding and whole: 'unknown'. Throws what opening one of the other files throws.
   */
  abstract inspect(
    file: ReadableFile,
    context?: ValidationContext,
    among?: AmongFiles,
    mappings?: readonly SchemeMappings[],
  ): Promise<FileReport>;
  abstract close(): Promise<void>;
}

// ---------------------------------------------------------------------------------------------------- register

export type Role = 'administrator' | 'submitter' | 'archivist' | 'auditor' | 'metrics';

/** Who asks. `fonds` null means every fonds (administrators still read no record). */
export interface Principal {
  id: string;
  name: string;
  role: Role;
  fonds: string[] | null;
  keyId: string;
}

/** A fonds (全宗): permanent id, dated names and codes. */
export interface Fonds {
  id: string;
  /** The code and name in force now. */
  code: string;
  name: string;
  /** A fonds for trying out: its receipts say TEST. */
  test: boolean;
  createdAt: Date;
  names: { code: string; name: string; from: string; until: string | null }[];
  predecessors: string[];
}

export interface PackageRow {
  record: string;
  version: number;
  key: string;
  storeVersion: string | null;
  sizeBytes: number;
  sha256: string;
  sha512: string;
  /** Lower-case hex of the 32 bytes inside the package. */
  nonce: string;
  at: Date;
}

export interface FileRow extends ReceivedFile {
  /** Of the package that holds it. */
  version: number;
  /** Dense from 0, in the order of the declaration. */
  index: number;
  /** Where the bytes start inside the package, for range reads. */
  offset: number;
}

export interface RecordRow {
  id: string;
  fonds: string;
  kind: string;
  title: string;
  creator: string | null;
  /** As declared, and as the first day it can mean, for filters. */
  date: string | null;
  dateFrom: string | null;
  retention: string | null;
  sourceSystem: string | null;
  businessKey: string | null;
  state: RecordState;
  /** Why the record is in this state, as codes of findings or of the policy. */
  stateReason: string[];
  declaration: Declaration;
  /** What is said of the whole, and the names in its lines, each once: all of it stands in the package (metadata/descriptive/facts.json). */
  facts: SourcedFact[];
  /** `<kind>:<key>` */
  duplicateKey: string | null;
  voucher: VoucherFacts | null;
  foundRelations: FoundRelation[];
  findings: Finding[];
  fingerprint: string;
  contentKey: string;
  principal: string;
  receivedAt: Date;
}

/** Events of a record that come with a receipt. */
export type ReceiptType = Extract<EventType, 'received' | 'registered' | 'version-added' | 'withdrawn'>;

export interface RecordView {
  record: RecordRow;
  fonds: Fonds;
  packages: PackageRow[];
  /** Those of all versions; of two with the same path the later. */
  files: FileRow[];
  /** Files whose path a later version has too, oldest first. */
  former: FileRow[];
  /** Versions after the first. */
  versions: VersionRow[];
  withdrawal: WithdrawalRow | null;
  /** What it declared to expect, met or not. */
  expectations: ExpectationRow[];
  /** In order; compact JWS as handed out. */
  /** The newest report by the scheme of archiving; null for a record from before there were any. */
  checks: CheckSummary | null;
  receipts: { type: ReceiptType; event: string; version: number; receipt: string }[];
}

/** Where a submission stands before anything is stored. */
export type Begun =
  /** Go on with these: new, or those of an earlier try that did not reach its commit (`resumed`). */
  | { kind: 'go'; recordId: string; at: Date; nonce: string; resumed: boolean; sameContentAs: string | null }
  /** Already committed with this fingerprint: answer with that record. */
  | { kind: 'stored'; record: string; sameKey: boolean }
  /** The idempotency key was used with this refusal. */
  | { kind: 'refused'; refusal: string }
  /** The idempotency key was used with other content. */
  | { kind: 'mismatch' };

export interface BeginInput {
  principal: string;
  fonds: string;
  idempotencyKey: string | null;
  fingerprint: string;
  contentKey: string;
  proposed: { recordId: string; at: Date; nonce: string };
  /** Look only: note no intent. */
  dryRun?: boolean;
}

export interface CommitInput {
  record: RecordRow;
  package: PackageRow;
  files: FileRow[];
  /** The report by the scheme of intake. */
  checks?: Omit<CheckRow, 'number'>;
  /** The first report on its signatures; left out for a record without any. */
  validation?: { row: ValidationRow; outlook: Outlook };
  /** Its duplicate key is another record's, whose facts differ: it holds no key, and the conflict is noted. */
  conflict?: ConflictRow;
  /** What it waits for. */
  expectations?: ExpectationRow[];
  idempotencyKey: string | null;
  /** In order; the adapter gives each its dense numbers and the hash of the record's previous event. */
  events: PendingEvent[];
  /** Called inside the transaction with the sealed events, one receipt for each of them (null: none). */
  receipts(events: SealedEvent[]): (string | null)[];
  requestId: string;
}

export type CommitResult =
  /** `awaited`: records that wait for one like this. */
  | { kind: 'committed'; events: SealedEvent[]; receipts: (string | null)[]; awaited: string[] }
  /** Another submission with this fingerprint or key won the race. */
  | { kind: 'stored'; record: string }
  /** Its duplicate key is held by another record of the fonds. */
  | { kind: 'duplicate'; record: string }
  | { kind: 'mismatch' };

export interface RefusalRow {
  id: string;
  /** Null when the fonds was unknown. */
  fonds: string | null;
  principal: string;
  at: Date;
  status: number;
  code: string;
  /** Null for state secrets: of those only source and time are kept. */
  declaration: Declaration | null;
  sourceSystem: string | null;
  businessKey: string | null;
  findings: Finding[];
  fingerprint: string | null;
}

/**
 * The write side. Each transaction takes everything that arrived while the last one ran (no timer);
 * one bad submission never fails its neighbours. Throws DATABASE_UNAVAILABLE (retryable): then nothing of it is committed
 * or, after a lost answer, a repeated call finds it.
 */
export abstract class Register {
  /** Looks for an earlier submission and notes the intent (id, time, nonce) of a new one, so that a re-send after a crash adopts it. */
  abstract begin(input: BeginInput): Promise<Begun>;
  /** Record, package, files, report on its signatures, events with their side rows, receipts, outbox and idempotency: together or not at all. */
  abstract commit(input: CommitInput): Promise<CommitResult>;
  abstract refuse(input: {
    refusal: RefusalRow;
    event: PendingEvent;
    idempotencyKey: string | null;
    requestId: string;
  }): Promise<SealedEvent>;
  /** Further events of a record or a subject (a verification, a key change), each with its optional state change. */
  abstract append(input: {
    event: PendingEvent;
    state?: { record: string; state: RecordState; reason: string[] };
    receipt?: (event: SealedEvent) => string;
    requestId: string;
  }): Promise<{ event: SealedEvent; receipt: string | null }>;
  /** Notes objects that no row mentions; a later begin() with that fingerprint adopts them. */
  abstract noteOrphan(orphan: {
    key: string;
    recordId: string;
    fonds: string;
    at: Date;
    nonce: string;
    fingerprint: string;
    sizeBytes: number;
  }): Promise<void>;
  abstract probe(): Promise<void>;
}

export interface RecordFilter {
  fonds: string[] | null;
  kind?: string;
  state?: RecordState;
  dateFrom?: string;
  dateUntil?: string;
  receivedFrom?: string;
  receivedUntil?: string;
  /** Fragment of the title. */
  title?: string;
  sourceSystem?: string;
  businessKey?: string;
  /** Any of the three digests of a file, or the package's SHA-256 / SHA-512. */
  digest?: string;
  /** Of those that wait for something: overdue on this day. */
  overdueOn?: string;
}

/** The read side. `scope` is the caller's fonds: what lies outside is as if it did not exist. */
export abstract class Catalogue {
  abstract record(id: string, scope: string[] | null): Promise<RecordView | null>;
  abstract records(filter: RecordFilter, limit: number, after: string | null): Promise<Page<RecordRow>>;
  abstract events(record: string, limit: number, after: string | null): Promise<Page<StoredEvent>>;
  /** Seen by its own sender and by whose scope holds its fonds; one without a fonds (unknown code, state secret) by those who may see all. */
  abstract refusal(id: string, reader: { id: string; fonds: string[] | null }): Promise<RefusalRow | null>;
  /**
   * Records of a kind whose date lies in the period, withdrawn ones left out, in order of receipt, each with what it says as `fact`
   * (null: nothing).
   */
  abstract numbers(
    of: { fonds: string; kind: string; fact: string; from: string; until: string },
    limit: number,
  ): Promise<{ record: string; number: string | null }[]>;
  /** Keys of the packages of the newest records. */
  abstract newestKeys(limit: number): Promise<string[]>;
  /** Which of these object keys no package row mentions. */
  abstract unmentioned(keys: readonly string[]): Promise<string[]>;
}

export interface StoredEvent {
  id: string;
  type: string;
  at: Date;
  fondsNumber: string;
  subjectNumber: string;
  /** The exact bytes of the ledger entry. */
  entry: Uint8Array;
  hash: string;
  receipt: string | null;
  requestId: string;
}

export interface PrincipalRow {
  id: string;
  name: string;
  role: Role;
  fonds: string[] | null;
  expiresAt: Date | null;
  createdAt: Date;
  disabled: boolean;
  keys: { id: string; createdAt: Date; expiresAt: Date | null; revokedAt: Date | null; lastUsedAt: Date | null }[];
}

/** Principals, keys, fonds. Secrets are stored hashed and shown once. */
export abstract class Access {
  /** Null for an unknown, revoked or expired key. Cached for a few seconds at most. */
  abstract authenticate(secret: string): Promise<Principal | null>;
  abstract createPrincipal(
    input: { name: string; role: Role; fonds: string[] | null; expiresAt: Date | null },
    actor: string,
    requestId: string,
  ): Promise<PrincipalRow>;
  abstract principals(): Promise<PrincipalRow[]>;
  /** At most two live keys: KEY_LIMIT_REACHED. */
  abstract createKey(
    principal: string,
    expiresAt: Date | null,
    actor: string,
    requestId: string,
  ): Promise<{ id: string; secret: string }>;
  abstract revokeKey(key: string, actor: string, requestId: string): Promise<void>;
  abstract setSenderKey(
    principal: string,
    kid: string,
    jwk: Record<string, unknown>,
    actor: string,
    requestId: string,
  ): Promise<void>;
  abstract senderKey(principal: string, kid: string): Promise<Record<string, unknown> | null>;
  abstract createFonds(
    input: { code: string; name: string; test: boolean; from: string; predecessors?: string[] },
    actor: string,
    requestId: string,
  ): Promise<Fonds>;
  abstract renameFonds(
    id: string,
    input: { code: string; name: string; from: string },
    actor: string,
    requestId: string,
  ): Promise<Fonds>;
  abstract fonds(): Promise<Fonds[]>;
  /** By the code in force now. Cached for a few seconds. */
  abstract fondsByCode(code: string): Promise<Fonds | null>;
  /** On an empty database makes the first administrator and returns its secret; null ever after. */
  abstract bootstrap(): Promise<string | null>;
}

// ---------------------------------------------------------------------------------------------------- proof

/** Signs receipts: JWS compact, EdDSA. */
export abstract class Signer {
  /** `typ` goes into the protected header beside alg and kid. Synchronous: called inside the register's transaction. */
  abstract sign(typ: string, payload: Uint8Array): string;
  /** JWKS of the present key and of retired ones with their dates. */
  abstract jwks(): { keys: Record<string, unknown>[] };
}
