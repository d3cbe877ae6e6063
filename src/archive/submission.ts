import { type Finding } from '../core/finding.js';
import { type FormatFacts, type RecordState, type SignatureReport, type Digests } from '../core/record.js';
import { type SourcedFact } from '../core/records/fact.js';
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
  package: {
    key: string;
    version: number;
    sizeBytes: number;
    sha256: string;
    sha512: string;
    storeVersion: string | null;
  };
  files: AnsweredFile[];
  /** What the record says of itself as a whole, each with the file and place it stands in; lines and entries are in the package. */
  facts: SourcedFact[];
  /** `<kind>:<key>`: another record of the fonds with the same key is the same matter. Null when the files do not say enough. */
  duplicateKey: string | null;
  findings: Finding[];
  /** Compact JWS of the received event, byte for byte the same each time. */
  receipt: string | null;
  /** Compact JWS of the registered event (已归档), null until then: only it lets the sender mark its copy archived. */
  registeredReceipt: string | null;
}

export type IngestResult =
  | { kind: 'created'; answer: IngestAnswer }
  /** Answered with the record that exists; `sameKey`: a replay of the same idempotency key. Nothing new was stored. */
  | { kind: 'existing'; sameKey: boolean; answer: IngestAnswer }
  /** A dry run that would have been accepted; receipt fields are null. */
  | { kind: 'would-create'; answer: IngestAnswer }
  /** `stored` false for a dry run. */
  | { kind: 'refused'; refusal: RefusalRow; stored: boolean };
