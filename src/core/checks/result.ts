import { type CheckStage } from './scheme.js';
import { type Sentence } from './sentence.js';

/** `manual`: waits for a person. *Not checked* is never *passed*. */
export type Outcome = 'passed' | 'warning' | 'failed' | 'not-checked' | 'not-applicable' | 'manual';

/** What an outcome rests on. */
export interface CheckEvidence {
  /** Path of the file in the package, or the name of a metadata element. */
  where?: string;
  /** `sha256:<hex>` of what was looked at. */
  digest?: string;
  /** Code of the finding that says it. */
  finding?: string;
  /** What was seen, in words. */
  what?: string;
}

/** What a method says: without the item, time and software, which are the same for all. */
export interface MethodResult {
  outcome: Outcome;
  expected?: string;
  found?: string;
  /** One sentence: why it is so; what was not looked at. */
  why?: Sentence;
  evidence: CheckEvidence[];
}

export interface ItemResult extends Omit<MethodResult, 'outcome'> {
  /** Key of the item in the scheme. */
  item: string;
  outcome: Outcome;
  /** A person's word in place of the method's. */
  override?: { by: string; at: string; reason: string; from: Outcome; second?: string };
}

export interface CheckTotal {
  /** `open`: nothing failed, and an item that must be looked at by a person waits. */
  outcome: 'passed' | 'failed' | 'open';
  /** Keys of the items that failed as a veto. */
  vetoed: string[];
  counts: Record<Outcome, number>;
}

/** What an answer tells of a report. */
export type CheckSummary = Pick<CheckReport, 'scheme' | 'stage' | 'at' | 'total'>;

/** One look at one record (检测结果). */
export interface CheckReport {
  scheme: { id: string; version: number };
  stage: CheckStage;
  /** RFC 3339. */
  at: string;
  software: { name: string; version: string };
  results: ItemResult[];
  /** Computed last, from the results alone. */
  total: CheckTotal;
}
