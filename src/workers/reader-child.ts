import { open } from 'node:fs/promises';
import { BufferSource, type ByteSource } from '../core/byte-source.js';
import { DEFAULT_LIMITS } from '../core/formats/format.js';
import { inspectBytes } from '../core/formats/index.js';
import { readTrustSnapshot, type TrustSnapshot, type ValidationContext } from '../core/signatures/trust.js';
import { type ReadingContext, type ReadingJob, RecentSnapshots } from './reading-job.js';

/** Runs in a child process (see ProcessIsolate): one file after the other, in the order they come. */
let chain = Promise.resolve();

const snapshots = new RecentSnapshots<TrustSnapshot>();

process.on('message', (m: ReadingJob) => {
  // In the order of the messages, not of the work: the parent counts on it.
  const context = m.context ? contextOf(m.context) : null;
  chain = chain.then(async () => {
    const report = await look(m, context);
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
  if (m.bytes) return inspectBytes(new BufferSource(m.bytes), DEFAULT_LIMITS, context);
  const file = await open(m.path!, 'r');
  try {
    const source: ByteSource = {
      sizeBytes: m.sizeBytes,
      async read(offset, length) {
        const want = Math.max(0, Math.min(length, m.sizeBytes - offset));
        const bytes = new Uint8Array(want);
        const { bytesRead } = await file.read(bytes, 0, want, m.gapBytes + offset);
        return bytes.subarray(0, bytesRead);
      },
    };
    return await inspectBytes(source, DEFAULT_LIMITS, context);
  } finally {
    await file.close();
  }
}

process.send!({ ready: true });
