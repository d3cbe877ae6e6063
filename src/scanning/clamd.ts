import { VirusScanner } from '../archive/scan-ports.js';
import { type ByteSource } from '../core/byte-source.js';
import { type ScanVerdict } from '../core/checks/subject.js';
import { type ClamdAddress, exchange } from './clamd-exchange.js';
import { notScanned, verdictOf } from './clamd-verdict.js';

export interface ClamdSettings {
  address: ClamdAddress;
  /**
   * Larger files are not sent. clamd passes over what is larger than its own MaxFileSize and MaxScanSize and says OK: this
   * must not be above them, nor above its StreamMaxLength.
   */
  limitBytes: number;
  /** For one file, from the connection to the answer. */
  timeoutMs: number;
}

/** Connections at a time; clamd works on ten (MaxThreads), and others may use it too. */
const AT_ONCE = 4;
const PROBE_MS = 3_000;
/** How long one that does not answer is left alone. */
const PAUSE_MS = 5_000;

/**
 * ClamAV's daemon over INSTREAM: a connection per file, a few at a time, the others wait. When it does not answer, those
 * who wait are told so at once, and it is asked for its version before it is given a file again: a scanner that hangs
 * costs a submission one timeout, not one per file before it.
 */
export class ClamdScanner extends VirusScanner {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** Null while it answers. */
  private down: { why: string; since: number } | null = null;
  private probe: Promise<string | null> | null = null;

  constructor(
    private readonly settings: ClamdSettings,
    private readonly failed: (why: string) => void = () => undefined,
  ) {
    super();
  }

  async scan(file: ByteSource): Promise<ScanVerdict> {
    const { address, limitBytes, timeoutMs } = this.settings;
    if (file.sizeBytes > limitBytes)
      return notScanned(`${file.sizeBytes} bytes, larger than the ${limitBytes} that are scanned`);
    await this.turn();
    try {
      if (this.down !== null && !(await this.answersAgain())) return notScanned(this.down.why);
      const said = await exchange(address, timeoutMs, file);
      const verdict = verdictOf(said);
      if (said.answer === null) await this.suspect(verdict.detail);
      return verdict;
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  async version(): Promise<string | null> {
    return (await exchange(this.settings.address, PROBE_MS, null)).version;
  }

  private async turn(): Promise<void> {
    // Who ends hands its place over.
    if (this.running >= AT_ONCE) await new Promise<void>((go) => this.waiting.push(go));
    else this.running += 1;
  }

  /** Was it this file, or the scanner? A file that takes too long must not keep the others from being scanned. */
  private async suspect(why: string): Promise<void> {
    this.failed(why);
    if ((await this.version()) === null) this.down = { why, since: performance.now() };
  }

  private async answersAgain(): Promise<boolean> {
    if (this.down !== null && performance.now() - this.down.since < PAUSE_MS) return false;
    this.probe ??= this.version().finally(() => (this.probe = null));
    if ((await this.probe) !== null) this.down = null;
    else if (this.down !== null) this.down.since = performance.now();
    return this.down === null;
  }
}
