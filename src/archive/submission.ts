import { type CheckSummary } from '../core/checks/result.js';
import { type Finding } from '../core/finding.js';
import { type FormatFacts, type RecordState, type SignatureReport, type Digests } from '../core/record.js';
import { type SourcedFact } from '../core/records/fact.js';
import { type VersionRow } from './lifecycle-ports.js';
import { type Principal, type RefusalRow } from './ports.js';

/** One part of a submission as it comes off the wire. `body` must be read (or left by return()) before the next part. */
export interface SubmissionPart {
  name: string;
  body: AsyncIterable<Uint8Array>;
}

export interface Submission {
  principal: Principal;
  requestId: string;
  /** Null when the caller sent none. */
  idempotencyKey: string | null;
  dryRun: boolean;
  /** Id of the record that the files are added to; absent for a record of its own. */
  addTo?: string;
  /** The first part must be `record`. */
  parts: AsyncIterable<SubmissionPart>;
}

/** What the sender is told of one file. */
export interface AnsweredFile {
  name: string;
  /** Path under representations/rep1/data in the package. */
  path: string;
  role?: string;
  sizeBytes: number;
  digests: Digests;
  format: FormatFacts;
  signatures: SignatureReport[];
  /** Of the package that holds it. */
  version: number;
}

/** A package as the sender is told of it. */
export interface AnsweredPackage {
  key: string;
  version: number;
  sizeBytes: number;
  sha256: string;
  sha512: string;
  storeVersion: string | null;
}

/** One thing a record waits for, or waited for. */
export interface AnsweredExpectation {
  kind: 'files' | 'record';
  name?: string;
  role?: string;
  sha256?: string;
  count?: number;
  duplicateKey?: string;
  system?: string;
  businessKey?: string;
  until: string | null;
  metAt: string | null;
  /** The record that brought it; the record itself for files. */
  metBy: string | null;
}

/** One version of a record: the first as it was received, each later one with why there is one. */
export interface AnsweredVersion {
  version: number;
  kind: 'original' | VersionRow['kind'];
  at: string;
  reason: string | null;
  basis: string | null;
  approver: string | null;
  package: AnsweredPackage;
  /** Paths of the files that came with it. */
  files: string[];
  findings: Finding[];
  /** Compact JWS of the event `received` or `version-added`. */
  receipt: string | null;
  /** Compact JWS of the event `registered` about this version; null until then. */
  registeredReceipt: string | null;
}

/** The body of a 201 (and of a 200 for a record that was there already): the same for the first answer and every replay. */
export interface IngestAnswer {
  record: {
    id: string;
    fonds: string;
    kind: string;
    title: string;
    state: RecordState;
    stateReason: string[];
    receivedAt: string;
    test: boolean;
    source: { system: string; businessKey: string } | null;
  };
  /** The version that the receipts are about: the first, or the one that came with this submission. */
  package: AnsweredPackage;
  /** Of all versions; of two with the same path the later. */
  files: AnsweredFile[];
  versions: AnsweredVersion[];
  /** What it declared to expect (待补), met or not. */
  expects: AnsweredExpectation[];
  withdrawal: {
    reason: string;
    basis: string | null;
    approver: string | null;
    at: string;
    receipt: string | null;
  } | null;
  /** What the record says of itself as a whole, each with the file and place it stands in; lines and entries are in the package. */
  facts: SourcedFact[];
  /** `<kind>:<key>`: another record of the fonds with the same key is the same matter. Null when the files do not say enough. */
  duplicateKey: string | null;
  /** How it came out of the checks by its scheme (四性检测); null for a record from before there were any. */
  checks: CheckSummary | null;
  findings: Finding[];
  /** Compact JWS of the event `received`, or `version-added` of that version; byte for byte the same each time. */
  receipt: string | null;
  /** Compact JWS of the registered event (已归档), null until then: only it lets the sender mark its copy archived. */
  registeredReceipt: string | null;
}

export type IngestResult =
  | { kind: 'created'; answer: IngestAnswer }
  /** Kept as a version of the record that is answered: the same in another form, or what was sent to be added. */
  | { kind: 'version-added'; version: number; answer: IngestAnswer }
  /** Answered with the record that exists; `sameKey`: a replay of the same idempotency key. Nothing new was stored. */
  | { kind: 'existing'; sameKey: boolean; answer: IngestAnswer }
  /** A dry run that would have been accepted; receipt fields are null. */
  | { kind: 'would-create'; answer: IngestAnswer }
  /** `stored` false for a dry run. */
  | { kind: 'refused'; refusal: RefusalRow; stored: boolean };
