import { createHash } from 'node:crypto';
import { ArchiveError } from '../core/error.js';
import { reportKey } from '../core/package/layout.js';
import { type FileReport, type SignatureReport } from '../core/record.js';
import { validationReport } from '../core/signatures/report/report.js';
import { type ValidationContext } from '../core/signatures/trust.js';
import { awaitsOf, conditionsOf, countVerdicts, openOf, standsApart } from '../core/signatures/verdicts.js';
import { amongFiles } from './among-files.js';
import { packageOf } from './consult.js';
import { type FileBeside, type FileRow, type Isolate, type ObjectStore, type RecordView, type Spool, type SpooledFile } from './ports.js'; // prettier-ignore
import { type Outlook, type ValidationRow, type VerdictChange } from './validation-ports.js';

export interface JudgePorts {
  objects: ObjectStore;
  spool: Spool;
  isolate: Isolate;
}

/** A new report on a record, stored and not yet registered. */
export interface LaterReport {
  row: ValidationRow;
  outlook: Outlook;
}

/**
 * Reads the files that have signatures out of the stored package, judges them under `context`, and stores the report
 * (docs/validation-report.md) as number `previous.number + 1`. The same record, context and software give the same bytes
 * and the same key. Throws what the store can't answer; OBJECT_CONFLICT when the package has other bytes than were
 * registered, and a READER_… code of ours when no reader came to an end: then nothing is concluded.
 */
export async function judgeAgain(
  ports: JudgePorts,
  view: RecordView,
  previous: ValidationRow,
  context: ValidationContext,
  software: { name: string; version: string },
): Promise<LaterReport> {
  const { record } = view;
  const before = await verdictsBefore(ports.objects, view, previous);
  const signed = view.files.filter((file) => file.signatures.length > 0);
  const judged: { file: FileRow; report: FileReport }[] = [];
  for (const file of signed) judged.push({ file, report: await judgeFile(ports, view, file, context) });
  const bytes = validationReport({
    record: record.id,
    software,
    context: conditionsOf(context),
    files: judged.map(({ file, report }) => ({
      name: file.declared.name,
      path: file.path,
      sizeBytes: file.sizeBytes,
      sha256: file.digests.sha256,
      sm3: file.digests.sm3,
      report,
    })),
  });
  const number = previous.number + 1;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = reportKey(record.id, record.fonds, number, sha256);
  const body = {
    bytes,
    sha256,
    async *open() {
      yield bytes;
    },
  };
  await ports.objects.putOnce(key, body, bytes.length);
  const files = judged.map(({ file, report }) => ({ path: file.path, signatures: report.signatures }));
  const { trust, policy, at } = context;
  return {
    row: {
      record: record.id,
      fonds: record.fonds,
      number,
      at,
      trust: trust.digest,
      policy,
      counts: countVerdicts(files),
      object: { key, sizeBytes: bytes.length, sha256 },
      changes: changesBetween(before, files),
    },
    outlook: { awaits: awaitsOf(files), open: openOf(files) },
  };
}

type Judged = { path: string; signatures: readonly SignatureReport[] };

/** A detached signature finds its content among the other files, which are fetched only when it asks for them. */
async function judgeFile(
  ports: JudgePorts,
  view: RecordView,
  file: FileRow,
  context: ValidationContext,
): Promise<FileReport> {
  const fetched = new Map<FileRow, SpooledFile>();
  const fetch = async (one: FileRow): Promise<SpooledFile> => {
    const spooled = fetched.get(one) ?? (await fetchFile(ports, view, one));
    fetched.set(one, spooled);
    return spooled;
  };
  const others = standsApart(file.facts.format) ? view.files.filter((one) => one !== file) : [];
  const beside = others.map((one): FileBeside => {
    const { declared, sizeBytes, digests } = one;
    return { name: declared.name, sizeBytes, digests, open: () => fetch(one) };
  });
  try {
    const own = await fetch(file);
    let report = await ports.isolate.inspect(own, context, amongFiles(file.declared.name, beside));
    // As at intake: where the others are too much to be read, it is judged alone.
    if (unreadIn(report) && beside.length > 0) report = await ports.isolate.inspect(own, context);
    const unread = unreadIn(report);
    if (unread) throw new ArchiveError('FILE_UNKNOWN', `${file.path}: ${unread.code}, ${unread.message}`);
    return report;
  } finally {
    for (const spooled of fetched.values()) await spooled.dispose();
  }
}

const unreadIn = ({ findings }: FileReport) => findings.find(({ code }) => code.startsWith('READER_'));

/** Measured again on the way: what is judged is what was registered. */
async function fetchFile({ objects, spool }: JudgePorts, view: RecordView, file: FileRow): Promise<SpooledFile> {
  const stored = packageOf(view, file.version);
  const body = await objects.open(stored.key, {
    range: { offset: file.offset, length: file.sizeBytes },
    ...(stored.storeVersion ? { version: stored.storeVersion } : {}),
  });
  const spooled = await spool.receive(body, { maxBytes: file.sizeBytes, gapBytes: 0 });
  if (spooled.digests.sha256 === file.digests.sha256 && spooled.digests.sha512 === file.digests.sha512) return spooled;
  await spooled.dispose();
  throw new ArchiveError('OBJECT_CONFLICT', `${stored.key}: ${file.path} has other bytes than were registered`);
}

/** The report of intake stands in the rows, a later one in the store. */
export async function verdictsBefore(
  objects: ObjectStore,
  view: RecordView,
  { object }: ValidationRow,
): Promise<Judged[]> {
  if (object === null) return view.files;
  const pieces: Uint8Array[] = [];
  for await (const piece of await objects.open(object.key)) pieces.push(piece);
  const { files } = JSON.parse(Buffer.concat(pieces).toString()) as { files: Judged[] };
  return files;
}

function changesBetween(before: readonly Judged[], after: readonly Judged[]): VerdictChange[] {
  const [old, now] = [byPlace(before), byPlace(after)];
  const changes: VerdictChange[] = [];
  for (const place of new Set([...old.keys(), ...now.keys()])) {
    const [from, to] = [old.get(place), now.get(place)];
    if (from?.verdict === to?.verdict && from?.subIndication === to?.subIndication) continue;
    const [file, id] = JSON.parse(place) as [string, string];
    changes.push({ file, id, from: from ? said(from) : null, to: to ? said(to) : null });
  }
  return changes;
}

function byPlace(files: readonly Judged[]): Map<string, SignatureReport> {
  return new Map(files.flatMap(({ path, signatures }) => signatures.map((one) => [JSON.stringify([path, one.id]), one] as const))); // prettier-ignore
}

function said({ verdict, subIndication }: SignatureReport) {
  return { verdict, subIndication: subIndication ?? null };
}
