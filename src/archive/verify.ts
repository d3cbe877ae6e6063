import { ArchiveError, isArchiveError } from '../core/error.js';
import { type Finding } from '../core/finding.js';
import { PackageChain } from '../core/package/chain.js';
import { checkPackage, type PackageReport } from '../core/package/check.js';
import { packageOf, scopeOf } from './consult.js';
import { storedFinding } from './findings.js';
import {
  type Catalogue,
  type Clock,
  type ObjectStore,
  type PackageRow,
  type Principal,
  type RecordView,
  type Register,
} from './ports.js';
import { type Randomness } from './random.js';
import { StoredSource } from './stored-source.js';

export interface VerificationReport {
  record: string;
  ok: boolean;
  checkedAt: string;
  /** The event that records this verification. */
  event: string;
  /** The newest. */
  package: { key: string; version: number; sizeBytes: number; sha256: string };
  /** All of them, the first first. */
  packages: VerificationReport['package'][];
  findings: Finding[];
}

/** Reads the packages of a record again from the store, whole, and compares them with themselves, with each other and with the register. */
export class Verify {
  constructor(
    private readonly objects: ObjectStore,
    private readonly register: Register,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
    private readonly random: Randomness,
  ) {}

  async run(principal: Principal, id: string, requestId: string): Promise<VerificationReport> {
    const view = await this.catalogue.record(id, scopeOf(principal));
    if (!view) throw new ArchiveError('RECORD_UNKNOWN', `no record ${id}`);
    const findings: Finding[] = [];
    const chain = new PackageChain();
    for (const stored of view.packages) {
      const looked = await this.look(view, stored);
      findings.push(...looked.findings, ...(looked.report ? chain.add(looked.report) : []));
    }
    const stored = packageOf(view);
    const ok = !findings.some((f) => f.severity === 'error');
    const at = this.clock.now();
    const { event } = await this.register.append({
      event: {
        type: 'verified',
        subject: id,
        fonds: view.record.fonds,
        actor: principal.id,
        at,
        package: { version: stored.version, sizeBytes: stored.sizeBytes, sha256: stored.sha256, sha512: stored.sha512 },
        details: { ok, findings: findings.map((f) => f.code) },
        salt: this.random.bytes(32),
      },
      requestId,
    });
    const told = view.packages.map(({ key, version, sizeBytes, sha256 }) => ({ key, version, sizeBytes, sha256 }));
    return {
      record: id,
      ok,
      checkedAt: at.toISOString(),
      event: event.id,
      package: told.at(-1)!,
      packages: told,
      findings,
    };
  }

  private async look(
    view: RecordView,
    stored: PackageRow,
  ): Promise<{ findings: Finding[]; report: PackageReport | null }> {
    const missing = {
      findings: [
        storedFinding(
          'STORED_PACKAGE_MISSING',
          stored.key,
          'the register names a package that the store does not have',
        ),
      ],
      report: null,
    };
    try {
      const stat = await this.objects.stat(stored.key, stored.storeVersion ?? undefined);
      if (!stat) return missing;
      const report = await checkPackage(
        stat.sizeBytes === stored.sizeBytes
          ? new StoredSource(this.objects, stored.key, stored.sizeBytes, stored.storeVersion ?? undefined)
          : new StoredSource(this.objects, stored.key, stat.sizeBytes, stat.version),
      );
      return { findings: [...report.findings, ...differences(view, stored, stat.sizeBytes, report)], report };
    } catch (error) {
      // Bytes that vanish between stat and read are a finding; a store that does not answer is not.
      if (isArchiveError(error) && error.code === 'OBJECT_NOT_FOUND') return missing;
      throw error;
    }
  }
}

/** The package against what the register says of it. */
function differences(view: RecordView, stored: PackageRow, sizeBytes: number, report: PackageReport): Finding[] {
  const findings: Finding[] = [];
  const differs = (what: string, expected: string, found: string) => {
    if (expected === found) return;
    const more = { expected: `${what} ${expected}`, found: `${what} ${found}` };
    const message = `${what} of the stored package differs from the register`;
    findings.push(storedFinding('STORED_PACKAGE_DIFFERS', stored.key, message, more));
  };
  differs('size', String(stored.sizeBytes), String(sizeBytes));
  differs('SHA-256', stored.sha256, report.sha256);
  differs('SHA-512', stored.sha512, report.sha512);
  differs('record id', view.record.id, report.recordId ?? '');
  differs('version', String(stored.version), String(report.version ?? ''));
  for (const file of [...view.files, ...view.former]) {
    if (file.version !== stored.version) continue;
    const inside = report.files.find((f) => f.path === file.path);
    differs(`SHA-256 of ${file.path}`, file.digests.sha256, inside?.digests.sha256 ?? 'absent');
  }
  return findings;
}
