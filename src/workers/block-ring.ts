import { type FileHandle } from 'node:fs/promises';
import { type HashJob, type HashPool } from './hash-pool.js';

const BLOCK_BYTES = 1 << 20;
const BLOCKS = 6;
/**
 * Sets of blocks kept for the next file. A thread that was shown a shared block holds on to it until its own garbage
 * collection, which hashing alone never calls for: fresh blocks for each file would pile up to hundreds of MiB.
 */
const KEPT_SETS = 4;
const kept: Uint8Array[][] = [];

function freshSet(): Uint8Array[] {
  return Array.from({ length: BLOCKS }, () => new Uint8Array(new SharedArrayBuffer(BLOCK_BYTES)));
}

/**
 * A few shared blocks through which a large file flows: filled once, then written and hashed at the same time.
 * A block is filled again only when its write and every hash of it are done, so memory does not grow with the file.
 */
export class BlockRing {
  private blocks = kept.pop() ?? freshSet();
  private readonly writes: Promise<void>[] = this.blocks.map(() => Promise.resolve());
  private current = 0;
  private used = 0;
  sizeBytes = 0;

  constructor(
    private readonly jobs: HashJob[],
    private readonly write: ((block: Uint8Array, position: number) => Promise<void>) | null,
    private position: number,
  ) {}

  async push(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      const count = Math.min(chunk.length - at, BLOCK_BYTES - this.used);
      this.blocks[this.current]!.set(chunk.subarray(at, at + count), this.used);
      at += count;
      this.used += count;
      if (this.used === BLOCK_BYTES) await this.turn();
    }
  }

  /** Fills blocks straight from a file: no chunk in between. */
  async pull(file: FileHandle, from: number, length: number): Promise<void> {
    for (let at = from; at < from + length;) {
      const want = Math.min(BLOCK_BYTES - this.used, from + length - at);
      const { bytesRead } = await file.read(this.blocks[this.current]!, this.used, want, at);
      if (bytesRead === 0) throw new Error('a spool file became shorter while it was read');
      at += bytesRead;
      this.used += bytesRead;
      if (this.used === BLOCK_BYTES) await this.turn();
    }
  }

  /** Hands the rest on and waits for every write. */
  async flush(): Promise<void> {
    if (this.used > 0) await this.turn();
    await Promise.all(this.writes);
  }

  /** Waits until no write runs, whatever came of them: for a file that is given up. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.writes);
  }

  /** Leaves the blocks to the next file. Only when no write runs and each job ended or was dropped; no push after it. */
  release(): void {
    if (this.blocks.length > 0 && kept.length < KEPT_SETS) kept.push(this.blocks);
    this.blocks = [];
  }

  private async turn(): Promise<void> {
    const block = this.blocks[this.current]!.subarray(0, this.used);
    for (const job of this.jobs) job.update(block);
    if (this.write) {
      const write = this.write(block, this.position);
      write.catch(() => undefined); // awaited before the block is used again
      this.writes[this.current] = write;
    }
    this.position += this.used;
    this.sizeBytes += this.used;
    this.used = 0;
    this.current = (this.current + 1) % BLOCKS;
    await this.writes[this.current];
    for (const job of this.jobs) await job.room((BLOCKS - 1) * BLOCK_BYTES);
  }
}

/** Starts one job per lane: the slow SM3 on one thread, both SHA-2 on the other. */
export function submissionJobs(pool: HashPool): { sm3: HashJob; sha2: HashJob } {
  return { sm3: pool.start(0, ['sm3']), sha2: pool.start(1, ['sha256', 'sha512'], true) };
}
