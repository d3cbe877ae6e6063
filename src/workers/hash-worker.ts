import { createHash, hash } from 'node:crypto';
import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';

// On Linux this is the priority of the calling thread alone (sched(7)).
if (process.platform === 'linux' && (workerData as { givesWay: boolean }).givesWay)
  setPriority(Math.min(19, getPriority() + 10));

/** One running digest job of this worker. Messages: see HashPool. */
const jobs = new Map<number, { hashes: ReturnType<typeof createHash>[]; crc: number | null }>();

parentPort!.on(
  'message',
  (m: {
    job: number;
    start?: { algorithms: string[]; crc: boolean };
    chunk?: Uint8Array;
    end?: boolean;
    drop?: boolean;
    lent?: { bytes: Uint8Array<ArrayBuffer>; algorithms: string[]; crc: boolean };
  }) => {
    if (m.lent) {
      const { bytes, algorithms, crc } = m.lent;
      const digests = algorithms.map((a) => hash(a, bytes));
      parentPort!.postMessage({ job: m.job, digests, crc: crc ? crc32(bytes) : null, bytes }, [bytes.buffer]);
      return;
    }
    if (m.start) jobs.set(m.job, { hashes: m.start.algorithms.map((a) => createHash(a)), crc: m.start.crc ? 0 : null });
    const job = jobs.get(m.job);
    if (!job) return;
    if (m.chunk) {
      for (const hash of job.hashes) hash.update(m.chunk);
      if (job.crc !== null) job.crc = crc32(m.chunk, job.crc);
      parentPort!.postMessage({ job: m.job, consumed: m.chunk.byteLength });
    }
    if (m.end) parentPort!.postMessage({ job: m.job, digests: job.hashes.map((h) => h.digest('hex')), crc: job.crc });
    if (m.end || m.drop) jobs.delete(m.job);
  },
);
