import { createHash } from 'node:crypto';
import { SliceSource } from '../core/byte-source.js';
import { checksJson } from '../core/checks/report/json.js';
import { type CheckedRecord } from '../core/checks/report/page.js';
import { type CheckReport } from '../core/checks/result.js';
import { runChecks } from '../core/checks/run.js';
import { type CheckScheme } from '../core/checks/scheme.js';
import { archivingSchemeOf, schemeOf } from '../core/checks/schemes/index.js';
import { type CheckSubject, type ScanVerdict } from '../core/checks/subject.js';
import { ArchiveError } from '../core/error.js';
import { checkPackage } from '../core/package/check.js';
import { CHECKS } from '../core/package/layout.js';
import { subjectOf } from './check-subject.js';
import { changesBetween, type CheckRow, type Checks, summaryOf } from './checks-ports.js';
import { packageOf, scopeOf } from './consult.js';
import { verdictsBefore } from './judge-again.js';
import { memberOf } from './package-member.js';
import { type IntakePolicy, registersNow } from './policy.js';
import { type Catalogue, type Clock, type ObjectStore, type Page, type Principal, type RecordView, type Signer } from './ports.js'; // prettier-ignore
import { type Randomness } from './random.js';
import { RECEIPT_TYPE, receiptPayload } from './receipt.js';
import { type VirusScanner } from './scan-ports.js';
import { StoredSource } from './stored-source.js';
import { type Validations } from './validation-ports.js';

export interface CheckPorts {
  objects: ObjectStore;
  catalogue: Catalogue;
  checks: Checks;
  validations: Pick<Validations, 'history'>;
  /** Null: nothing is scanned for viruses. */
  scanner: VirusScanner | null;
  signer: Signer;
  clock: Clock;
  random: Randomness;
}

export interface CheckSettings {
  software: { name: string; version: string };
  policy: IntakePolicy;
}

/** A report with what it is about and the scheme it follows. */
export interface OpenedCheck extends CheckedRecord {
  scheme: CheckScheme;
  row: CheckRow;
}

/** A look that was just taken. */
export interface CheckDone {
  row: CheckRow;
  report: CheckReport;
  /** The event that records it. */
  event: string;
  /** The record was registered by it, with its receipt. */
  registered: { receipt: string | null } | null;
}

/**
 * 四性检测 of a record of the archive: its package is read again from the store, whole, and every item of the scheme is looked at.
 * Each look is a report and an event. Passing the check of its kind at archiving registers a record that was only received.
 */
export class CheckRecords {
  constructor(
    private readonly ports: CheckPorts,
    private readonly settings: CheckSettings,
  ) {}

  /** Throws RECORD_UNKNOWN, RECORD_WITHDRAWN, SCHEME_UNKNOWN, and what the store can't answer: then nothing is concluded. */
  async run(principal: Principal, id: string, schemeId: string | null, requestId: string): Promise<CheckDone> {
    const view = await this.withVerdicts(await this.view(principal, id));
    const { record } = view;
    if (record.state === 'withdrawn') throw new ArchiveError('RECORD_WITHDRAWN', `record ${id} was withdrawn`);
    const scheme = schemeId === null ? archivingSchemeOf(record.kind) : schemeOf(schemeId);
    if (!scheme) throw new ArchiveError('SCHEME_UNKNOWN', `there is no scheme "${schemeId}"`);
    const at = this.ports.clock.now();
    const [inStore, scans] = await Promise.all([this.stored(view), this.scans(view)]);
    const report = runChecks(scheme, subjectOf(view, at, inStore, scans), at, this.settings.software);
    const before = await this.ports.checks.newest(id, scheme.id);
    const former = before && (await this.reportOf(view, before));
    const stored = packageOf(view);
    const row = {
      record: id,
      fonds: record.fonds,
      version: stored.version,
      ...summaryOf(report),
      report,
      changes: former ? changesBetween(former, report) : [],
    };
    const sha256 = createHash('sha256').update(checksJson(id, report)).digest('hex');
    const common = {
      subject: id,
      fonds: record.fonds,
      actor: principal.id,
      at,
      package: { version: stored.version, sizeBytes: stored.sizeBytes, sha256: stored.sha256, sha512: stored.sha512 },
    };
    const details = {
      scheme: `${scheme.id}/${scheme.version}`,
      outcome: report.total.outcome,
      counts: report.total.counts,
      report: { sha256 },
    };
    const added = await this.ports.checks.add({
      row,
      event: { ...common, type: 'checked', details, salt: this.ports.random.bytes(32) },
      registered: registersNow(record, view.files, report, this.settings.policy)
        ? {
            from: record.state,
            event: { ...common, type: 'registered', details, salt: this.ports.random.bytes(32) },
            receipt: (event) => {
              const { fonds, files } = view;
              const registered = { ...record, state: 'registered' as const, stateReason: [] };
              const payload = receiptPayload({ record: registered, fonds, package: stored, files, validation: null, event }); // prettier-ignore
              return this.ports.signer.sign(RECEIPT_TYPE, payload);
            },
          }
        : null,
      requestId,
    });
    return {
      row: { ...row, number: added.number },
      report,
      event: added.events[0]!.id,
      registered: added.registered ? { receipt: added.receipts[1] ?? null } : null,
    };
  }

  async history(principal: Principal, id: string, limit: number, after: string | null): Promise<Page<CheckRow>> {
    await this.view(principal, id);
    return this.ports.checks.history(id, limit, after);
  }

  /** Throws RECORD_UNKNOWN, CHECK_UNKNOWN. */
  async one(principal: Principal, id: string, number: number | 'latest'): Promise<OpenedCheck> {
    const view = await this.view(principal, id);
    const row =
      number === 'latest'
        ? (await this.ports.checks.history(id, 1, null)).items[0]
        : await this.ports.checks.one(id, number);
    const scheme = row && schemeOf(row.scheme.id);
    const report = row && (await this.reportOf(view, row));
    if (!row || !scheme || !report) throw new ArchiveError('CHECK_UNKNOWN', `record ${id} has no check ${number}`);
    const { title, kind } = view.record;
    return { record: { id, title, kind, fonds: view.fonds.code }, report, scheme, row };
  }

  /** Signatures by their newest report: trust or revocation data may have come since intake. */
  private async withVerdicts(view: RecordView): Promise<RecordView> {
    const [newest] = (await this.ports.validations.history(view.record.id, 1, null)).items;
    if (!newest || newest.object === null) return view;
    const judged = new Map((await verdictsBefore(this.ports.objects, view, newest)).map((one) => [one.path, one]));
    const files = view.files.map((file) => {
      const later = judged.get(file.path);
      return later ? { ...file, signatures: [...later.signatures] } : file;
    });
    return { ...view, files };
  }

  private async stored(view: RecordView): Promise<NonNullable<CheckSubject['stored']>> {
    const { key, sizeBytes, storeVersion, sha256, sha512 } = packageOf(view);
    const source = new StoredSource(this.ports.objects, key, sizeBytes, storeVersion ?? undefined);
    return { report: await checkPackage(source), registered: { sha256, sha512, sizeBytes } };
  }

  /** Again, by the signatures of today; how many at a time is the scanner's business. */
  private async scans(view: RecordView): Promise<ReadonlyMap<string, ScanVerdict> | null> {
    const { objects, scanner } = this.ports;
    if (scanner === null) return null;
    const scanned = view.files.map(async ({ path, version, offset, sizeBytes }) => {
      const within = packageOf(view, version);
      const source = new StoredSource(objects, within.key, within.sizeBytes, within.storeVersion ?? undefined);
      return [path, await scanner.scan(new SliceSource(source, offset, sizeBytes))] as const;
    });
    return new Map(await Promise.all(scanned));
  }

  /** That of intake stands in its package, a later one in its row. */
  private async reportOf(view: RecordView, row: CheckRow): Promise<CheckReport | null> {
    if (row.report !== null) return row.report;
    const member = await memberOf(this.ports.objects, view, CHECKS, row.version);
    if (!member) return null;
    const pieces: Uint8Array[] = [];
    for await (const piece of await member.open()) pieces.push(piece);
    return JSON.parse(Buffer.concat(pieces).toString()) as CheckReport;
  }

  private async view(principal: Principal, id: string): Promise<RecordView> {
    const view = await this.ports.catalogue.record(id, scopeOf(principal));
    if (!view) throw new ArchiveError('RECORD_UNKNOWN', `no record ${id}`);
    return view;
  }
}
