import { type PendingEvent, type SealedEvent } from '../core/ledger/event.js';
import { type SignatureReport } from '../core/record.js';
import { type Awaits, type OpenSignature, type VerdictCounts } from '../core/signatures/verdicts.js';
import { type Page } from './page.js';

/** One report on the signatures of a record. The first is the one of intake, inside the package. */
export interface ValidationRow {
  record: string;
  fonds: string;
  /** Dense from 1 within the record. */
  number: number;
  /** Time of control. */
  at: Date;
  /** Digest of the trust snapshot, hex; null for a report from before there were any. */
  trust: string | null;
  policy: string;
  counts: VerdictCounts;
  /** Null: inside the package. */
  object: { key: string; sizeBytes: number; sha256: string } | null;
  /** Of the package it is in, when it is in one and that is not the first. */
  version?: number;
  /** What came out otherwise than in the report before. */
  changes: VerdictChange[];
}

export interface VerdictChange {
  file: string;
  id: string;
  /** Null: the signature was not told of before, or is no longer. */
  from: VerdictSaid | null;
  to: VerdictSaid | null;
}

export type VerdictSaid = Pick<SignatureReport, 'verdict' | 'subIndication'>;

/** What could change the newest report of a record, and why it is open. */
export interface Outlook {
  awaits: Awaits;
  open: OpenSignature[];
}

/** A record in the queue. */
export interface PendingRow extends Outlook {
  record: string;
  fonds: string;
  number: number;
  trust: string | null;
}

export interface DueRow {
  record: string;
  fonds: string;
  number: number;
  trust: string | null;
  /** Time of control of the newest report. */
  at: Date;
}

export interface RunProblem {
  record: string;
  code: string;
  message: string;
}

/** Another look at many records, in order of their ids. It can be left at any time and taken up again. */
export interface RunRow {
  id: string;
  /** Ids; null: every fonds. */
  fonds: string[] | null;
  /** Every record with signatures; else those that wait for trust and were not judged under the present one. */
  all: boolean;
  actor: string;
  requestId: string;
  /** Time of control of all its reports. */
  at: Date;
  state: 'waiting' | 'running' | 'done';
  /** The record it came to. */
  after: string | null;
  seen: number;
  revalidated: number;
  /** Of these, with another verdict than before. */
  changed: number;
  /** The first few records that could not be looked at. */
  problems: RunProblem[];
  finishedAt: Date | null;
}

export type RunProgress = Pick<RunRow, 'after' | 'seen' | 'revalidated' | 'changed' | 'problems'>;

/** The reports of records, the queue of what is open, and the runs that look again. */
export abstract class Validations {
  /** Newest first. */
  abstract history(record: string, limit: number, after: string | null): Promise<Page<ValidationRow>>;
  abstract one(record: string, number: number): Promise<ValidationRow | null>;
  /** Records whose newest report leaves something open, by id; `scope` null: all fonds. */
  abstract pending(
    filter: { scope: string[] | null; awaits: Awaits | null },
    limit: number,
    after: string | null,
  ): Promise<Page<PendingRow>>;
  /**
   * The report, its place as the newest, and the event, in one transaction. Its number has to be the next one: null when
   * another report came first. Throws DATABASE_UNAVAILABLE; then nothing of it is there, or a repeated call gives null.
   */
  abstract add(input: {
    row: ValidationRow;
    outlook: Outlook;
    event: PendingEvent;
    requestId: string;
  }): Promise<SealedEvent | null>;
  /** Records a run has to look at, behind `after`. */
  abstract due(run: Pick<RunRow, 'fonds' | 'all'>, after: string | null, limit: number): Promise<DueRow[]>;

  abstract startRun(run: Pick<RunRow, 'id' | 'fonds' | 'all' | 'actor' | 'requestId' | 'at'>): Promise<RunRow>;
  abstract run(id: string): Promise<RunRow | null>;
  /** Newest first; runs that touch a fonds outside `scope` are left out. */
  abstract runs(scope: string[] | null, limit: number, after: string | null): Promise<Page<RunRow>>;
  /** The oldest run that nobody works on: it is the holder's until `holdMs` after its last word. */
  abstract takeRun(holder: string, holdMs: number): Promise<RunRow | null>;
  /** Keeps the run and notes how far it came; false when somebody else took it. */
  abstract holdRun(id: string, holder: string, holdMs: number, progress: RunProgress): Promise<boolean>;
  abstract leaveRun(id: string, holder: string, progress: RunProgress, finished: boolean): Promise<void>;
}
