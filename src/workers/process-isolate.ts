import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { type AmongFiles, Isolate, type ReadableFile } from '../archive/ports.js';
import { findingOf } from '../core/finding.js';
import { READER_FINDINGS } from '../core/formats/findings.js';
import { type FileReport } from '../core/record.js';
import { type SchemeMappings } from '../core/records/generic/mapping.js';
import { type ValidationContext } from '../core/signatures/trust.js';
import {
  type LentFile,
  type ReadingAmong,
  type ReadingContext,
  type ReadingJob,
  RecentSnapshots,
  type WantedFile,
} from './reading-job.js';

export interface IsolateSettings {
  /** Child processes kept alive. */
  readers: number;
  timeoutMs: number;
  /** Resident memory of one child; looked at every WATCH_MS while it works. */
  memoryBytes: number;
}

interface Job {
  id: number;
  file: ReadableFile;
  context: ValidationContext | undefined;
  among: AmongFiles | undefined;
  mappings: readonly SchemeMappings[];
  done(report: FileReport): void;
  /** A file beside it could not be opened: nothing is said of this one. */
  failed(cause: unknown): void;
}

/** Several files wait at a child, so that it never idles; only the first of them is being read. */
const QUEUE_DEPTH = 4;
const WATCH_MS = 50;
const PAGE_BYTES = 4096;

const readerFinding = findingOf<keyof typeof READER_FINDINGS>(READER_FINDINGS);

/**
 * A few long-lived child processes read what strangers made. One that hangs, dies or grows too large is killed and
 * replaced; the file it was reading gets the finding, the files waiting behind it go to another child.
 */
export class ProcessIsolate extends Isolate {
  private readonly readers: Reader[] = [];
  private readonly queue: Job[] = [];
  private nextId = 1;
  private closed = false;

  constructor(private readonly settings: IsolateSettings) {
    super();
    for (let i = 0; i < settings.readers; i++) this.readers.push(this.spawn());
  }

  inspect(
    file: ReadableFile,
    context?: ValidationContext,
    among?: AmongFiles,
    mappings: readonly SchemeMappings[] = [],
  ): Promise<FileReport> {
    return new Promise((done, failed) => {
      this.queue.push({ id: this.nextId++, file, context, among, mappings, done, failed });
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.readers.map((r) => r.end()));
  }

  /** Process ids of the present children, for operators and tests. */
  pids(): number[] {
    return this.readers.map((r) => r.child.pid ?? 0);
  }

  private dispatch(): void {
    while (this.queue.length > 0) {
      const free = this.readers.reduce((a, b) => (b.jobs.length < a.jobs.length ? b : a));
      if (free.jobs.length >= QUEUE_DEPTH) return;
      free.give(this.queue.shift()!);
    }
  }

  private spawn(): Reader {
    return new Reader(
      this.settings,
      () => this.dispatch(),
      (dead, waiting) => {
        if (this.closed) return;
        this.readers[this.readers.indexOf(dead)] = this.spawn();
        this.queue.unshift(...waiting);
        this.dispatch();
      },
    );
  }
}

class Reader {
  readonly child: ChildProcess;
  readonly jobs: Job[] = [];
  private timer: NodeJS.Timeout | null = null;
  private since = 0;
  private leftMs = 0;
  private watch: NodeJS.Timeout | null = null;
  private readonly known = new RecentSnapshots<true>();
  private verdict: 'READER_TIMEOUT' | 'READER_MEMORY' | null = null;

  constructor(
    private readonly settings: IsolateSettings,
    private readonly idle: () => void,
    private readonly died: (reader: Reader, waiting: Job[]) => void,
  ) {
    const heapMiB = Math.max(64, Math.floor(settings.memoryBytes / 2 ** 20));
    this.child = fork(new URL('./reader-child.js', import.meta.url), {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${heapMiB}`],
      env: { PATH: process.env.PATH ?? '' }, // no secret of the service reaches a reader
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child.on('message', (m: { report?: FileReport } | WantedFile) => {
      if ('want' in m) void this.lend(m);
      else if (m.report) this.finished(m.report);
    });
    this.child.on('exit', (_code, signal) => this.exited(signal));
    this.child.on('error', () => undefined); // 'exit' follows
  }

  give(job: Job): void {
    this.jobs.push(job);
    const { bytes, path, gapBytes, sizeBytes } = job.file;
    if (this.child.connected) {
      const context = job.context && this.contextFor(job.context);
      const message: ReadingJob = { job: job.id, gapBytes, sizeBytes, ...(bytes ? { bytes } : { path }), ...(context ? { context } : {}), ...among(job), ...(job.mappings.length > 0 ? { mappings: job.mappings } : {}) }; // prettier-ignore
      this.child.send(message, () => undefined);
    }
    if (this.jobs.length === 1) this.startClock();
  }

  /** The bytes of a snapshot go to a child once; after that its digest is enough. */
  private contextFor({ trust, at, policy }: ValidationContext): ReadingContext {
    const said = { digest: trust.digest, at: at.toISOString(), policy };
    return this.known.add(trust.digest, true) ? { ...said, trust: trust.bytes } : said;
  }

  /** Fetching what the child asks for is no time of its reading. */
  private async lend({ job: id, want }: WantedFile): Promise<void> {
    const [job] = this.jobs;
    const file = job?.id === id ? job.among?.beside[want] : undefined;
    if (!job || !file) return;
    this.stopClock();
    let lent: ReadableFile = { bytes: new Uint8Array(), gapBytes: 0, sizeBytes: 0 };
    try {
      lent = await file.open();
    } catch (cause) {
      job.failed(cause);
    }
    if (this.jobs[0] !== job || !this.child.connected) return;
    const { bytes, path, gapBytes, sizeBytes } = lent;
    const message: LentFile = { job: id, lent: want, gapBytes, sizeBytes, ...(bytes ? { bytes } : { path }) };
    this.child.send(message, () => undefined);
    this.startClock(this.leftMs);
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
  }

  private finished(report: FileReport): void {
    this.stopClock();
    this.jobs.shift()?.done(report);
    if (this.jobs.length > 0) this.startClock();
    this.idle();
  }

  private startClock(leftMs = this.settings.timeoutMs): void {
    this.leftMs = leftMs;
    this.since = performance.now();
    this.timer = setTimeout(() => this.kill('READER_TIMEOUT'), leftMs);
    this.watch = setInterval(() => void this.weigh(), WATCH_MS);
  }

  private stopClock(): void {
    this.leftMs = Math.max(0, this.leftMs - (performance.now() - this.since));
    if (this.timer) clearTimeout(this.timer);
    if (this.watch) clearInterval(this.watch);
  }

  private async weigh(): Promise<void> {
    const statm = await readFile(`/proc/${this.child.pid}/statm`, 'utf8').catch(() => '');
    const pages = Number(statm.split(' ')[1] ?? 0);
    if (pages * PAGE_BYTES > this.settings.memoryBytes) this.kill('READER_MEMORY');
  }

  private kill(why: 'READER_TIMEOUT' | 'READER_MEMORY'): void {
    this.verdict ??= why;
    this.child.kill('SIGKILL');
  }

  private exited(signal: NodeJS.Signals | null): void {
    this.stopClock();
    const [blamed, ...waiting] = this.jobs.splice(0);
    // V8 aborts when the heap limit is reached before the watch sees the resident size.
    const code = this.verdict ?? (signal === 'SIGABRT' || signal === 'SIGTRAP' ? 'READER_MEMORY' : 'READER_CRASHED');
    blamed?.done(notRead(code, this.settings));
    this.died(this, waiting);
  }
}

function among({ among: files }: Job): { among?: ReadingAmong } {
  if (!files || files.beside.length === 0) return {};
  const beside = files.beside.map(({ name, sizeBytes, digests = null }) => ({ name, sizeBytes, digests })); // prettier-ignore
  return { among: { name: files.name, beside } };
}

function notRead(code: keyof typeof READER_FINDINGS, settings: IsolateSettings): FileReport {
  const message = {
    READER_TIMEOUT: `reading took longer than ${settings.timeoutMs} ms and was ended`,
    READER_MEMORY: `reading needed more than ${settings.memoryBytes} bytes of memory and was ended`,
    READER_CRASHED: 'the reader ended without an answer',
  }[code];
  return {
    facts: {
      format: 'unknown',
      pronom: [],
      mimeType: 'application/octet-stream',
      description: 'not read',
      whole: 'unknown',
    },
    signatures: [],
    documents: [],
    findings: [readerFinding(code, '', message)],
  };
}
