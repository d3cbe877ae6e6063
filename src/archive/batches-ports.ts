import { type ByteSource } from '../core/byte-source.js';
import { type Finding } from '../core/finding.js';
import { type Page } from './page.js';
import { type SpooledFile } from './ports.js';

/** What the sender says is inside; compared when the batch is closed. */
export interface DeclaredTotals {
  records: number | null;
  /** Of all files of the records. */
  bytes: number | null;
  /** Decimal text: the amounts of all vouchers together. */
  amount: string | null;
}

/** Many records in one ZIP, taken in one after the other behind the request. */
export interface BatchRow {
  id: string;
  fonds: string;
  principal: string;
  requestId: string;
  idempotencyKey: string | null;
  /** Of the ZIP, hex. */
  sha256: string;
  sizeBytes: number;
  receivedAt: Date;
  /** How many records it holds. */
  total: number;
  contentBytes: number;
  declared: DeclaredTotals;
  state: 'waiting' | 'done';
  /** What is wrong with the batch as a whole; the rest at its closing. */
  findings: Finding[];
  finishedAt: Date | null;
  counts: { done: number; created: number; version: number; existing: number; refused: number; failed: number };
}

/** created 已收 · version 新版本 of a record that was there · existing 已有 · refused 拒收 · failed: a mistake of ours, to be sent again */
export type BatchStatus = 'created' | 'version' | 'existing' | 'refused' | 'failed';

export interface BatchResult {
  /** From 0, in the order of the ZIP. */
  index: number;
  /** The folder, or `records.jsonl:7`. */
  name: string;
  source: { system: string; businessKey: string } | null;
  status: BatchStatus;
  record: string | null;
  refusal: string | null;
  /** Of a refusal. */
  code: string | null;
  errors: { path: string; message: string }[];
  findings: Finding[];
}

/** The batches and what became of each of their records. */
export abstract class BatchRows {
  /** The row itself; or the one that has its idempotency key already. */
  abstract add(row: BatchRow): Promise<BatchRow>;
  abstract byKey(principal: string, fonds: string, idempotencyKey: string): Promise<BatchRow | null>;
  abstract one(id: string, scope: string[] | null): Promise<BatchRow | null>;
  /** Newest first. */
  abstract list(scope: string[] | null, limit: number, after: string | null): Promise<Page<BatchRow>>;
  /** Of these ids the ones that are not done, oldest first. */
  abstract unfinished(ids: readonly string[]): Promise<BatchRow[]>;
  /** Records without a result, lowest first. */
  abstract missing(id: string, limit: number): Promise<number[]>;
  /** Once per index: what is there stays. */
  abstract note(id: string, results: readonly BatchResult[]): Promise<void>;
  abstract results(id: string, limit: number, after: number | null): Promise<BatchResult[]>;
  /** Of the vouchers that came in or were there, decimal text, each record once. */
  abstract amountOf(id: string): Promise<string>;
  abstract finish(id: string, findings: readonly Finding[], at: Date): Promise<void>;
}

/** The uploaded ZIPs, on a disk of this process, until their last record is settled. */
export abstract class BatchFiles {
  /** Resolves once the bytes are durable. */
  abstract keep(id: string, file: SpooledFile): Promise<void>;
  abstract ids(): Promise<string[]>;
  /** Null when there is none. */
  abstract open(id: string): Promise<{ source: ByteSource; close: () => Promise<void> } | null>;
  abstract remove(id: string): Promise<void>;
}
