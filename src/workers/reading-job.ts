import { type Digests } from '../core/record.js';
import { type SchemeMappings } from '../core/records/generic/mapping.js';

/** What a child process is told of one file, and under what its signatures are judged. */
export interface ReadingJob {
  job: number;
  /** Either the bytes or the path of the file. */
  bytes?: Uint8Array;
  path?: string;
  gapBytes: number;
  sizeBytes: number;
  context?: ReadingContext;
  among?: ReadingAmong;
  /** Of the fonds: what its documents say. */
  mappings?: readonly SchemeMappings[];
}

/** Other files of the record: their bytes are asked for (WantedFile) when a signature is over them. */
export interface ReadingAmong {
  name: string;
  beside: { name: string; sizeBytes: number; digests: Digests | null }[];
}

/** From the child: which of the files beside the one that is being read. */
export interface WantedFile {
  job: number;
  want: number;
}

/** The answer to it. */
export interface LentFile {
  job: number;
  lent: number;
  bytes?: Uint8Array;
  path?: string;
  gapBytes: number;
  sizeBytes: number;
}

export interface ReadingContext {
  /** Of the trust snapshot. */
  digest: string;
  /** Its bytes, when this child does not hold it. */
  trust?: Uint8Array;
  /** RFC 3339. */
  at: string;
  policy: string;
}

const KEPT = 4;

/**
 * The snapshots a child holds, first in first out. Parent and child each keep one and add in the order of the messages,
 * so both always agree on what is held.
 */
export class RecentSnapshots<T> {
  private readonly held = new Map<string, T>();

  /** False when it was held already. */
  add(digest: string, value: T): boolean {
    if (this.held.has(digest)) return false;
    this.held.set(digest, value);
    if (this.held.size > KEPT) this.held.delete(this.held.keys().next().value!);
    return true;
  }

  get(digest: string): T | undefined {
    return this.held.get(digest);
  }
}
