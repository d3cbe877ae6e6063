import { type ByteSource } from '../byte-source.js';
import { type Finding } from '../finding.js';
import { type Digests } from '../record.js';
import { checkManifest, checkMets, DigestMismatches } from './check-lists.js';
import { checkPremis } from './check-premis.js';
import { checkFindings, checkSubmission, declaredNames } from './check-submission.js';
import { checkValidation } from './check-validation.js';
import { packageFinding } from './findings.js';
import { DATA, DC, METS, objidOf, PREMIS, README, rootOf, SCHEMA_FILE, SUBMISSION } from './layout.js';
import { type MetsContents } from './mets-read.js';
import { type PreviousPackage } from './plan.js';
import { readSubmission, type SubmissionMeta } from './submission-read.js';
import { walkPackage, type WalkedEntry } from './walk-entries.js';
import { walkXml } from './xml-read.js';
import { readDirectory } from './zip-read.js';

/** What a package holds and whether it agrees with itself. Null: it could not be read. */
export interface PackageReport {
  /** No error-level finding. Says nothing about who made the package (docs/package-format.md §13). */
  ok: boolean;
  recordId: string | null;
  version: number | null;
  /** What a later version says it follows. */
  previous: PreviousPackage | null;
  sizeBytes: number;
  sha256: string;
  sha512: string;
  nonce: string | null;
  fingerprint: string | null;
  fondsId: string | null;
  /** RFC 3339. */
  at: string | null;
  eventId: string | null;
  test: boolean | null;
  /** `sender-signed` only when the signature verified here, with the key in the package. */
  origin: 'sender-signed' | 'asserted-by-archive' | null;
  /** In the order of the declaration; `path` under representations/rep1/data/, `name` as declared, digests of the bytes as read. */
  files: { path: string; name: string | null; offset: number; sizeBytes: number; digests: Digests }[];
  findings: Finding[];
}

/**
 * Checks a whole package (docs/package-format.md §11) in one pass over its bytes. Memory: the metadata, never the submitted files.
 * Never throws for what the bytes say; faults of the source come through. `signal` stops it with its reason.
 */
export async function checkPackage(source: ByteSource, options: { signal?: AbortSignal } = {}): Promise<PackageReport> {
  const { directory, findings } = await readDirectory(source);
  const walk = await walkPackage(source, directory, options.signal);
  findings.push(...walk.findings);
  const report: PackageReport = {
    ok: false,
    recordId: null,
    version: null,
    previous: null,
    sizeBytes: source.sizeBytes,
    sha256: walk.sha256,
    sha512: walk.sha512,
    nonce: null,
    fingerprint: null,
    fondsId: null,
    at: null,
    eventId: null,
    test: null,
    origin: null,
    files: [],
    findings,
  };
  if (directory) checkContents(report, directory.root, walk.entries);
  report.ok = !findings.some((f) => f.severity === 'error');
  return report;
}

function checkContents(report: PackageReport, root: string, entries: readonly WalkedEntry[]): void {
  const mismatches = new DigestMismatches();
  const before = report.findings.length;
  checkAgreement(report, root, entries, mismatches);
  // First what is damaged, then what follows from it.
  report.findings.splice(before, 0, ...mismatches.findings());
}

function checkAgreement(
  report: PackageReport,
  root: string,
  entries: readonly WalkedEntry[],
  mismatches: DigestMismatches,
): void {
  const { findings } = report;
  const files = new Map(entries.map((e) => [e.path, e]));
  const { mets, findings: metsFindings } = checkMets(files, mismatches);
  findings.push(...metsFindings, ...checkManifest(files, mismatches));
  for (const path of [README, SCHEMA_FILE]) {
    if (!files.has(path)) findings.push(packageFinding('PACKAGE_FILE_MISSING', path, `${path} is not in the package`));
  }
  findings.push(...checkDc(files.get(DC)?.bytes));

  const declared = declaredNames(files);
  const names = 'names' in declared ? declared.names : [];
  if ('code' in declared) findings.push(declared);
  const submitted = inOrder(entries, mets);
  report.files = submitted.map((e, i) => ({
    path: e.path.slice(DATA.length),
    name: names[i] ?? null,
    offset: e.entry.dataOffset,
    sizeBytes: e.entry.sizeBytes,
    digests: { sha256: e.sha256 ?? '', sha512: e.sha512, sm3: e.sm3 ?? '' },
  }));
  if ('names' in declared && names.length !== submitted.length) {
    findings.push(
      packageFinding(
        'PACKAGE_RECORD_INVALID',
        DATA,
        `${names.length} files declared, ${submitted.length} in the package`,
      ),
    );
  }

  const meta = readMeta(files, findings);
  if (!meta) return;
  fill(report, meta);
  findings.push(...checkIdentity(meta, root, mets));
  findings.push(...checkFindings(meta, submitted, files));
  findings.push(...checkValidation(meta, submitted, files));
  findings.push(...checkPremis(files.get(PREMIS)?.bytes, submitted, names, meta, mismatches));
  if (!('names' in declared)) return;
  const origin = checkSubmission(meta, declared.declaration, names, submitted, files);
  findings.push(...origin);
  report.origin = origin.some((f) => f.code === 'PACKAGE_SENDER_SIGNATURE_INVALID') ? null : meta.origin.kind;
}

/** METS lists the submitted files in the order of the declaration; what it does not list comes after, as it lies. */
function inOrder(entries: readonly WalkedEntry[], mets: MetsContents | null): WalkedEntry[] {
  const place = new Map<string | null, number>((mets?.references ?? []).map((r, i) => [r.path, i]));
  const placeOf = (e: WalkedEntry) => place.get(e.path) ?? Number.MAX_SAFE_INTEGER;
  return entries.filter((e) => e.path.startsWith(DATA)).sort((a, b) => placeOf(a) - placeOf(b));
}

function readMeta(files: ReadonlyMap<string, WalkedEntry>, findings: Finding[]): SubmissionMeta | null {
  const bytes = files.get(SUBMISSION)?.bytes;
  if (!bytes) {
    findings.push(packageFinding('PACKAGE_FILE_MISSING', SUBMISSION, `${SUBMISSION} is not in the package`));
    return null;
  }
  const meta = readSubmission(bytes);
  if ('unknownSchema' in meta) {
    const found = meta.unknownSchema;
    findings.push(
      packageFinding('PACKAGE_FORMAT_UNKNOWN', SUBMISSION, `package format ${found} is not known here`, { found }),
    );
    return null;
  }
  if ('fault' in meta) {
    findings.push(packageFinding('PACKAGE_SUBMISSION_INVALID', SUBMISSION, `${SUBMISSION}: ${meta.fault}`));
    return null;
  }
  return meta;
}

function fill(report: PackageReport, meta: SubmissionMeta): void {
  report.recordId = meta.record;
  report.version = meta.version;
  report.previous = meta.previous;
  report.nonce = meta.nonce;
  report.fingerprint = meta.fingerprint;
  report.fondsId = meta.fonds.id;
  report.at = meta.event.at;
  report.eventId = meta.event.id;
  report.test = meta.test;
}

/** AIPM1, AIP21: one identity in METS, in the name of the root folder and in submission.json; one time everywhere. */
function checkIdentity(meta: SubmissionMeta, root: string, mets: MetsContents | null): Finding[] {
  const findings: Finding[] = [];
  const same = (
    code: 'PACKAGE_ID_MISMATCH' | 'PACKAGE_TIME_MISMATCH',
    where: string,
    expected: string,
    found: string,
  ) => {
    if (expected !== found)
      findings.push(packageFinding(code, where, `expected ${expected}, found ${found}`, { expected, found }));
  };
  same('PACKAGE_ID_MISMATCH', root, rootOf(meta.record), root);
  if (mets) {
    same('PACKAGE_ID_MISMATCH', `${METS} OBJID`, objidOf(meta.record), mets.objid);
    same('PACKAGE_TIME_MISMATCH', `${METS} CREATEDATE`, meta.event.at, mets.createdAt);
  }
  return findings;
}

function checkDc(bytes: Uint8Array | undefined): Finding[] {
  if (!bytes) return [packageFinding('PACKAGE_FILE_MISSING', DC, `${DC} is not in the package`)];
  const fault = walkXml(bytes, {});
  return fault === null ? [] : [packageFinding('PACKAGE_DC_INVALID', DC, `${DC}: ${fault}`)];
}
