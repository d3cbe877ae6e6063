import { type CheckRow } from './checks-ports.js';
import { type PendingEvent, type SealedEvent } from '../core/ledger/event.js';
import { type RecordState } from '../core/record.js';
import { type SourcedFact } from '../core/records/fact.js';
import { type FoundRelation } from '../core/records/kind.js';
import { type ConflictDecision, type ConflictRow, type VersionRow, type WithdrawalRow } from './lifecycle-rows.js';
import { type Page } from './page.js';
import { type FileRow, type PackageRow } from './ports.js';
import { type Outlook, type ValidationRow } from './validation-ports.js';

export { type ConflictDecision, type ConflictRow, type VersionRow, type WithdrawalRow } from './lifecycle-rows.js';

/** A live record with this duplicate key. */
export interface Claimant {
  record: string;
  state: RecordState;
  facts: SourcedFact[];
  /** The key is this one's: others came into conflict with it. */
  holds: boolean;
}

export interface AddVersion {
  version: VersionRow;
  package: PackageRow;
  files: FileRow[];
  /** What the record says now, with what the version says more. */
  facts: SourcedFact[];
  /** Relations that its files state. */
  foundRelations?: FoundRelation[];
  /** The report by the scheme of intake, inside its package. */
  checks?: Omit<CheckRow, 'number'>;
  /** The report on the signatures of the version, inside its package; left out for one without any. */
  validation?: { row: Omit<ValidationRow, 'number'>; outlook: Outlook };
  idempotencyKey: string | null;
  /** What is changed in the same transaction. */
  also?: ChangedRows;
  events: PendingEvent[];
  receipts(events: SealedEvent[]): (string | null)[];
  requestId: string;
}

export type AddVersionResult =
  | { kind: 'committed'; events: SealedEvent[]; receipts: (string | null)[] }
  /** Another submission with this fingerprint or idempotency key won the race. */
  | { kind: 'stored'; record: string }
  | { kind: 'mismatch' }
  /** The record has another version, or another state, than this one builds on. */
  | { kind: 'outrun' };

/** The rows a change touches. */
export type ChangedRows = Pick<Change, 'states' | 'withdrawals' | 'releases' | 'met' | 'conflicts'>;

/** A change of states that no package comes with: a withdrawal, a decision. All of it or nothing. */
export interface Change {
  fonds: string;
  principal: string;
  idempotency: { key: string; fingerprint: string; record: string } | null;
  /** From the state it was seen in: otherwise nothing is done. */
  states: { record: string; from: RecordState; to: RecordState; reason: string[] }[];
  withdrawals: WithdrawalRow[];
  /** Records that let their duplicate key go; the oldest live record with the key gets it. */
  releases: string[];
  /** Expectations that are met by this. */
  met: { record: string; number: number; by: string; at: Date }[];
  /** Open conflicts that are decided by this. */
  conflicts: { id: string; decision: ConflictDecision; reason: string; at: Date }[];
  events: PendingEvent[];
  receipts(events: SealedEvent[]): (string | null)[];
  requestId: string;
}

export type ChangeResult =
  | { kind: 'done'; events: SealedEvent[]; receipts: (string | null)[] }
  /** The idempotency key was used for the same: it was done before. */
  | { kind: 'replayed' }
  | { kind: 'mismatch' }
  /** A state or a conflict is no longer what it was seen to be. */
  | { kind: 'outrun' };

/** What happens to records after they came in. Throws DATABASE_UNAVAILABLE (retryable) as the Register does. */
export abstract class Lifecycle {
  /** Records of this key that are not withdrawn: the holder first, then the oldest. */
  abstract claimants(fonds: string, key: string): Promise<Claimant[]>;
  /** Package, files, event, receipt of a later version, together or not at all. */
  abstract addVersion(input: AddVersion): Promise<AddVersionResult>;
  abstract change(input: Change): Promise<ChangeResult>;
  /** A record of the fonds, not withdrawn and not `except`, that is expected under this key; the oldest. */
  abstract expected(fonds: string, key: string, except: string): Promise<string | null>;
  /** Veto items that failed in any of its versions when they came in, or in the newest check of the whole record since. */
  abstract vetoed(record: string): Promise<string[]>;
  /** Incomplete records of which something open may be here by now, by id, behind `after`. */
  abstract completable(limit: number, after: string | null): Promise<string[]>;
  /** The idempotency key stands for this content, durably, and for a record that is there already; false: for other content. */
  abstract bind(input: {
    principal: string;
    fonds: string;
    key: string;
    fingerprint: string;
    record: string;
  }): Promise<boolean>;
  /** Newest first; `scope` null: all fonds. */
  abstract conflicts(
    filter: { scope: string[] | null; open: boolean | null; record: string | null },
    limit: number,
    after: string | null,
  ): Promise<Page<ConflictRow>>;
  abstract conflict(id: string, scope: string[] | null): Promise<ConflictRow | null>;
}
