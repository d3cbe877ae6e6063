import { open } from 'node:fs/promises';
import { BufferSource, type ByteSource } from '../core/byte-source.js';
import { inspectBytes } from '../core/formats/index.js';

/** Runs in a child process (see ProcessIsolate): one file after the other, in the order they come. */
let chain = Promise.resolve();

process.on('message', (m: { job: number; bytes?: Uint8Array; path?: string; gapBytes: number; sizeBytes: number }) => {
  chain = chain.then(async () => {
    const report = await look(m);
    process.send!({ job: m.job, report });
  });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C and SIGTERM reach the whole group: the service ends its readers itself.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

async function look(m: { bytes?: Uint8Array; path?: string; gapBytes: number; sizeBytes: number }) {
  if (m.bytes) return inspectBytes(new BufferSource(m.bytes));
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
    return await inspectBytes(source);
  } finally {
    await file.close();
  }
}

process.send!({ ready: true });
