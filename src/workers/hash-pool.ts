import { Worker } from 'node:worker_threads';

/** The thread for what is lent; it never waits behind a large file. */
const LENT = -1;

interface Waiting {
  consumed(bytes: number): void;
  done(result: { digests: string[]; crc: number | null }): void;
  failed(error: Error): void;
}

/**
 * A small fixed pool of threads that hash large files, and one for small ones, so that the main thread stays free.
 * The same SharedArrayBuffer chunk is looked at by several jobs (SM3 on one thread, SHA-2 on another); nothing is copied.
 */
export class HashPool {
  private readonly workers = new Map<number, Worker>();
  private readonly waiting = new Map<number, Waiting>();
  private readonly lent = new Map<number, { resolve(hashed: Hashed): void; reject(error: Error): void }>();
  private nextJob = 1;

  constructor(private readonly size = 2) {}

  /** A job on thread `lane` (taken modulo the pool's size). */
  start(lane: number, algorithms: string[], crc = false): HashJob {
    const worker = this.worker(lane % this.size);
    const job = this.nextJob++;
    let unconsumed = 0;
    let wake: (() => void) | null = null;
    let failure: Error | null = null;
    const result = new Promise<{ digests: string[]; crc: number | null }>((resolve, reject) => {
      this.waiting.set(job, {
        consumed: (bytes) => {
          unconsumed -= bytes;
          wake?.();
        },
        done: resolve,
        failed: (error) => {
          failure = error;
          wake?.();
          reject(error);
        },
      });
    });
    result.catch(() => undefined).finally(() => this.waiting.delete(job));
    worker.postMessage({ job, start: { algorithms, crc } });
    return {
      update(chunk) {
        if (failure) throw failure;
        unconsumed += chunk.byteLength;
        worker.postMessage({ job, chunk });
      },
      async room(maxBytes) {
        while (unconsumed > maxBytes && !failure) await new Promise<void>((resolve) => (wake = resolve));
        wake = null;
        if (failure) throw failure;
      },
      end() {
        worker.postMessage({ job, end: true });
        return result;
      },
      drop: () => {
        worker.postMessage({ job, drop: true });
        this.waiting.delete(job);
      },
    };
  }

  /**
   * Digests of one small buffer, which must own its memory: it is lent to a thread and comes back with the digests.
   * Lent, not shared: nobody can change or reuse the bytes in between, and nothing is copied.
   */
  digest(bytes: Uint8Array<ArrayBuffer>, algorithms: readonly string[], crc = false): Promise<Hashed> {
    const job = this.nextJob++;
    return new Promise((resolve, reject) => {
      this.lent.set(job, { resolve, reject });
      this.worker(LENT).postMessage({ job, lent: { bytes, algorithms, crc } }, [bytes.buffer]);
    });
  }

  async close(): Promise<void> {
    const workers = [...this.workers.values()];
    this.workers.clear();
    await Promise.all(workers.map((w) => w.terminate()));
  }

  private worker(lane: number): Worker {
    const existing = this.workers.get(lane);
    if (existing) return existing;
    const worker = new Worker(new URL('./hash-worker.js', import.meta.url), {
      name: `hash-${lane}`,
      // Large files give way: who sends a small record beside them does not wait for them.
      workerData: { givesWay: lane !== LENT },
    });
    worker.unref();
    worker.on(
      'message',
      (m: { job: number; consumed?: number; digests?: string[]; crc?: number | null; bytes?: Hashed['bytes'] }) => {
        if (m.bytes) {
          const { job, digests = [], crc = null, bytes } = m;
          this.lent.get(job)?.resolve({ digests, crc, bytes });
          this.lent.delete(job);
          return;
        }
        const waiting = this.waiting.get(m.job);
        if (m.consumed !== undefined) waiting?.consumed(m.consumed);
        if (m.digests) waiting?.done({ digests: m.digests, crc: m.crc ?? null });
      },
    );
    worker.on('error', (error) => {
      this.workers.delete(lane);
      for (const waiting of this.waiting.values()) waiting.failed(error);
      for (const [job, one] of this.lent) {
        if (lane !== LENT) break;
        this.lent.delete(job);
        one.reject(error);
      }
    });
    this.workers.set(lane, worker);
    return worker;
  }
}

export interface Hashed {
  digests: string[];
  crc: number | null;
  /** What was lent. */
  bytes: Uint8Array<ArrayBuffer>;
}

export interface HashJob {
  /** `chunk` must be a view of a SharedArrayBuffer that is not written again until `room(0)`. */
  update(chunk: Uint8Array): void;
  /** Resolves when at most `maxBytes` are not yet hashed. */
  room(maxBytes: number): Promise<void>;
  end(): Promise<{ digests: string[]; crc: number | null }>;
  drop(): void;
}
