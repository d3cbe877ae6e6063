import { ArchiveError } from '../core/error.js';
import { type Finding } from '../core/finding.js';
import { type ScanVerdict } from '../core/checks/subject.js';
import { safeFilePath } from '../core/package/file-path.js';
import { dataPath, localHeaderBytes } from '../core/package/plan-package.js';
import { type Declaration, type Digests, type FileReport, type ReceivedFile } from '../core/record.js';
import { type SchemeMappings } from '../core/records/generic/mapping.js';
import { type ValidationContext } from '../core/signatures/trust.js';
import { asksForContent } from '../core/signatures/verdicts.js';
import { amongFiles } from './among-files.js';
import { intakeFinding } from './findings.js';
import { type AmongFiles, type FileBeside, type Isolate, type SpooledFile, type Spool } from './ports.js';
import { type VirusScanner } from './scan-ports.js';
import { type SubmissionPart } from './submission.js';

export interface IntakeLimits {
  maxRecordJsonBytes: number;
  maxSignatureBytes: number;
  maxFileBytes: number;
  maxFiles: number;
}

/** A file that arrived: its bytes in the spool, and what the readers say of it (still running while the next part arrives). */
interface Arrived {
  spooled: SpooledFile;
  report: Promise<FileReport>;
  /** Null: there is no scanner. */
  scan: Promise<ScanVerdict> | null;
  /** Set when it was looked at among the others, because a signature in it is over something that is not inside. */
  among?: AmongFiles;
}

/** What is known of a file before a reader has looked at it. */
export type MeasuredFile = Omit<ReceivedFile, 'facts' | 'signatures'>;

/**
 * The parts of one submission as they come: measured once, looked at while the next one arrives.
 * Whatever happens, `dispose` frees the spool.
 */
export class IntakeFiles {
  private readonly arrived = new Map<string, Arrived>();
  /** Of what arrived against what was declared. */
  private readonly own: Finding[] = [];
  private fromReaders: Finding[] = [];
  signature: string | null = null;
  readonly paths: string[];

  constructor(
    private readonly declaration: Declaration,
    private readonly recordId: string,
    private readonly spool: Spool,
    private readonly isolate: Isolate,
    private readonly limits: IntakeLimits,
    private context?: ValidationContext,
    private readonly mappings: readonly SchemeMappings[] = [],
    private readonly scanner: VirusScanner | null = null,
  ) {
    this.paths = this.namePaths();
  }

  get findings(): Finding[] {
    return [...this.own, ...this.fromReaders];
  }

  async take(part: SubmissionPart): Promise<void> {
    if (part.name === 'signature') {
      if (this.signature !== null) return this.readPast(part, 'FILE_PART_REPEATED');
      this.signature = Buffer.from(await collect(part.body, this.limits.maxSignatureBytes, 'signature'))
        .toString('utf8')
        .trim();
      return;
    }
    const index = this.declaration.files.findIndex((f) => f.part === part.name);
    if (index < 0) return this.readPast(part, 'FILE_UNDECLARED');
    if (this.arrived.has(part.name)) return this.readPast(part, 'FILE_PART_REPEATED');
    const gapBytes = localHeaderBytes(
      dataPath(this.recordId, this.paths[index]!),
      (this.declaration.files[index]!.sizeBytes ?? 0) >= 0xffffffff,
    );
    const spooled = await this.spool.receive(part.body, { maxBytes: this.limits.maxFileBytes, gapBytes });
    const report = this.isolate.inspect(spooled, this.context, undefined, this.mappings);
    report.catch(() => undefined); // awaited in `read`; a failure before that must not end the process
    const scan = this.scanner?.scan(spooled.source) ?? null;
    scan?.catch(() => undefined); // awaited in `scans`
    this.arrived.set(part.name, { spooled, report, scan });
  }

  /** The sender gets every finding, not only this one. */
  private async readPast(
    { name, body }: SubmissionPart,
    code: 'FILE_UNDECLARED' | 'FILE_PART_REPEATED',
  ): Promise<void> {
    const what = code === 'FILE_UNDECLARED' ? 'is not listed under files[]' : 'came more than once';
    this.own.push(intakeFinding(code, name, `part "${name}" ${what}`));
    for await (const _ of body);
  }

  /** Every declared file that arrived, in the order of the declaration; differences to the declaration become findings. */
  measured(): { files: MeasuredFile[]; spooled: SpooledFile[] } {
    const files: MeasuredFile[] = [];
    const spooled: SpooledFile[] = [];
    if (this.declaration.files.length === 0)
      this.own.push(intakeFinding('RECORD_EMPTY', 'files', 'the declaration lists no file'));
    for (const [index, declared] of this.declaration.files.entries()) {
      const here = this.arrived.get(declared.part);
      if (!here) {
        this.own.push(
          intakeFinding('FILE_MISSING', declared.name, `no part "${declared.part}" came for ${declared.name}`, {
            expected: declared.part,
          }),
        );
        continue;
      }
      const { sizeBytes, digests, crc32 } = here.spooled;
      if (declared.sizeBytes !== undefined && declared.sizeBytes !== sizeBytes) {
        const more = { expected: String(declared.sizeBytes), found: String(sizeBytes) };
        this.own.push(
          intakeFinding(
            'SIZE_MISMATCH',
            declared.name,
            `${declared.name}: ${more.expected} bytes declared, ${more.found} received`,
            more,
          ),
        );
      }
      for (const [name, said] of Object.entries(declared.digests ?? {}) as [keyof Digests, string][]) {
        if (said.toLowerCase() === digests[name]) continue;
        const more = { expected: `${name}:${said.toLowerCase()}`, found: `${name}:${digests[name]}` };
        this.own.push(
          intakeFinding(
            'DIGEST_MISMATCH',
            declared.name,
            `${declared.name}: declared ${more.expected}, found ${more.found}`,
            more,
          ),
        );
      }
      files.push({ declared, path: this.paths[index]!, sizeBytes, digests, crc32 });
      spooled.push(here.spooled);
    }
    return { files, spooled };
  }

  /** Judges the signatures at another time than the one of arrival; `read` then gives what comes out. */
  async judgeAgain(context: ValidationContext): Promise<void> {
    this.context = context;
    for (const here of this.arrived.values()) {
      if ((await here.report).signatures.length === 0) continue;
      here.report = this.isolate.inspect(here.spooled, context, here.among, this.mappings);
      here.report.catch(() => undefined); // awaited in `read`
    }
  }

  /**
   * A second look, now that all files are here, at those with a signature over something that is not inside. In which order
   * they came makes no difference.
   */
  private async lookAmongAll(files: readonly MeasuredFile[]): Promise<void> {
    if (files.length < 2) return;
    const all = files.map((one) => this.asBeside(one));
    for (const [i, { declared }] of files.entries()) {
      const here = this.arrived.get(declared.part)!;
      const first = await here.report;
      if (here.among || !asksForContent(first)) continue;
      here.among = amongFiles(declared.name, all.toSpliced(i, 1));
      const second = this.isolate.inspect(here.spooled, this.context, here.among, this.mappings);
      // A reader that did not come back with more leaves what was said before.
      here.report = second.then((report) => (report.findings.some(({ code }) => code.startsWith('READER_')) ? first : report)); // prettier-ignore
      here.report.catch(() => undefined); // awaited in `read`
    }
  }

  private asBeside({ declared: { name, part }, sizeBytes, digests }: MeasuredFile): FileBeside {
    return { name, sizeBytes, digests, open: () => Promise.resolve(this.arrived.get(part)!.spooled) };
  }

  /** Waits for the readers; what they found becomes findings. */
  async read(files: readonly MeasuredFile[]): Promise<ReceivedFile[]> {
    await this.lookAmongAll(files);
    const received: ReceivedFile[] = [];
    this.fromReaders = [];
    for (const file of files) {
      const { name, part } = file.declared;
      const { findings, facts, signatures, documents } = await this.arrived.get(part)!.report;
      this.fromReaders.push(...findings.map((f) => ({ ...f, where: f.where ? `${name}: ${f.where}` : name })));
      received.push({ ...file, facts, signatures, findings, documents });
    }
    return received;
  }

  /** Waits for the scanner: what it says of each file, by its path in the package; null without a scanner. */
  async scans(files: readonly MeasuredFile[]): Promise<ReadonlyMap<string, ScanVerdict> | null> {
    if (this.scanner === null) return null;
    const said = new Map<string, ScanVerdict>();
    for (const { path, declared } of files) said.set(path, await this.arrived.get(declared.part)!.scan!);
    return said;
  }

  async dispose(): Promise<void> {
    // A reader or the scanner may still look at a spool file: let it finish, then free.
    await Promise.all(
      [...this.arrived.values()].map(async ({ spooled, report, scan }) => {
        await Promise.allSettled([report, scan]);
        await spooled.dispose();
      }),
    );
  }

  /** Paths inside the package; names that would collide on another system refuse the record, unsafe ones get a safe path. */
  private namePaths(): string[] {
    const parts = new Set<string>();
    const folded = new Map<string, string>();
    const taken = new Set<string>();
    return this.declaration.files.map(({ part, name }) => {
      if (parts.has(part))
        throw new ArchiveError('REQUEST_INVALID', `files[] names part "${part}" twice`, {
          detail: { errors: [{ path: '/files', message: `part "${part}" is named twice` }] },
        });
      parts.add(part);
      const fold = name.normalize('NFC').toLowerCase();
      const same = folded.get(fold);
      if (same !== undefined) {
        this.own.push(
          intakeFinding('FILE_NAME_REPEATED', name, `${name} and ${same} are one name on another system`, {
            found: same,
          }),
        );
      }
      folded.set(fold, name);
      const path = safeFilePath(name, taken);
      taken.add(path);
      if (path !== name && same === undefined)
        this.own.push(
          intakeFinding('FILE_NAME_UNSAFE', name, `the name is unsafe; the file is kept as ${path}`, { found: path }),
        );
      return path;
    });
  }
}

/** A small part in memory. Throws REQUEST_TOO_LARGE. */
export async function collect(body: AsyncIterable<Uint8Array>, maxBytes: number, what: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of body) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes)
      throw new ArchiveError('REQUEST_TOO_LARGE', `the ${what} part is larger than ${maxBytes} bytes`, {
        detail: { part: what, limit: maxBytes },
      });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
