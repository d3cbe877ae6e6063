import { type FileHandle, open } from 'node:fs/promises';
import { BufferSource, type ByteSource, chunksOf } from '../core/byte-source.js';
import { DEFAULT_LIMITS } from '../core/formats/format.js';
import { inspectBytes } from '../core/formats/index.js';
import { type InRecord, siblingOf } from '../core/signatures/given.js';
import { readTrustSnapshot, type TrustSnapshot, type ValidationContext } from '../core/signatures/trust.js';
import {
  type LentFile,
  type ReadingAmong,
  type ReadingContext,
  type ReadingJob,
  RecentSnapshots,
  type WantedFile,
} from './reading-job.js';

/** Runs in a child process (see ProcessIsolate): one file after the other, in the order they come. */
let chain = Promise.resolve();

/** Who waits for which file beside the one that is being read. */
const waiting = new Map<number, (file: LentFile) => void>();

const snapshots = new RecentSnapshots<TrustSnapshot>();

process.on('message', (m: ReadingJob | LentFile) => {
  if ('lent' in m) {
    waiting.get(m.lent)?.(m);
    return;
  }
  // In the order of the messages, not of the work: the parent counts on it.
  const context = m.context ? contextOf(m.context) : null;
  chain = chain.then(async () => {
    const report = await look(m, context);
    waiting.clear();
    process.send!({ job: m.job, report });
  });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C and SIGTERM reach the whole group: the service ends its readers itself.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

function contextOf({ digest, trust, at, policy }: ReadingContext): ValidationContext {
  if (trust) snapshots.add(digest, readTrustSnapshot(trust));
  return { trust: snapshots.get(digest)!, at: new Date(at), policy };
}

async function look(m: ReadingJob, context: ValidationContext | null) {
  const record = m.among ? recordOf(m.job, m.among) : null;
  return reading(m, (source) => inspectBytes(source, DEFAULT_LIMITS, context, record, m.mappings));
}

function recordOf(job: number, { name, beside }: ReadingAmong): InRecord {
  const siblings = beside.map(({ name: other, sizeBytes, digests }, index) => {
    let lent: Promise<LentFile> | null = null;
    const chunks = async function* () {
      yield* chunksFrom(await (lent ??= borrow(job, index)));
    };
    return siblingOf(other, { sizeBytes, chunks }, { ...digests });
  });
  return { name, beside: siblings };
}

function borrow(job: number, index: number): Promise<LentFile> {
  return new Promise((given) => {
    waiting.set(index, given);
    const message: WantedFile = { job, want: index };
    process.send!(message);
  });
}

async function* chunksFrom(file: LentFile): AsyncGenerator<Uint8Array> {
  if (file.bytes) yield file.bytes;
  else {
    const handle = await open(file.path!, 'r');
    try {
      yield* chunksOf(sourceOf(handle, file));
    } finally {
      await handle.close();
    }
  }
}

type Lying = Pick<ReadingJob, 'bytes' | 'path' | 'gapBytes' | 'sizeBytes'>;

async function reading<T>(file: Lying, use: (source: ByteSource) => Promise<T>): Promise<T> {
  if (file.bytes) return use(new BufferSource(file.bytes));
  const handle = await open(file.path!, 'r');
  try {
    return await use(sourceOf(handle, file));
  } finally {
    await handle.close();
  }
}

function sourceOf(handle: FileHandle, { gapBytes, sizeBytes }: Lying): ByteSource {
  return {
    sizeBytes,
    async read(offset, length) {
      const want = Math.max(0, Math.min(length, sizeBytes - offset));
      const bytes = new Uint8Array(want);
      const { bytesRead } = await handle.read(bytes, 0, want, gapBytes + offset);
      return bytes.subarray(0, bytesRead);
    },
  };
}

process.send!({ ready: true });
