import { ArchiveError, isArchiveError } from '../core/error.js';
import { type Finding } from '../core/finding.js';
import { checkPackage } from '../core/package/check.js';
import { packageOf, scopeOf } from './consult.js';
import { storedFinding } from './findings.js';
import {
  type Catalogue,
  type Clock,
  type ObjectStore,
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
  package: { key: string; version: number; sizeBytes: number; sha256: string };
  findings: Finding[];
}

/** Reads a package again from the store, whole, and compares it with itself and with the register. */
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
    const findings = await this.look(view);
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
    const { key, version, sizeBytes, sha256 } = stored;
    return {
      record: id,
      ok,
      checkedAt: at.toISOString(),
      event: event.id,
      package: { key, version, sizeBytes, sha256 },
      findings,
    };
  }

  private async look(view: RecordView): Promise<Finding[]> {
    const stored = packageOf(view);
    try {
      const source = new StoredSource(this.objects, stored.key, stored.sizeBytes, stored.storeVersion ?? undefined);
      const stat = await this.objects.stat(stored.key, stored.storeVersion ?? undefined);
      if (!stat)
        return [
          storedFinding(
            'STORED_PACKAGE_MISSING',
            stored.key,
            'the register names a package that the store does not have',
          ),
        ];
      const report = await checkPackage(
        stat.sizeBytes === stored.sizeBytes
          ? source
          : new StoredSource(this.objects, stored.key, stat.sizeBytes, stat.version),
      );
      const findings = [...report.findings];
      const differs = (what: string, expected: string, found: string) => {
        if (expected !== found)
          findings.push(
            storedFinding(
              'STORED_PACKAGE_DIFFERS',
              stored.key,
              `${what} of the stored package differs from the register`,
              { expected: `${what} ${expected}`, found: `${what} ${found}` },
            ),
          );
      };
      differs('size', String(stored.sizeBytes), String(stat.sizeBytes));
      differs('SHA-256', stored.sha256, report.sha256);
      differs('SHA-512', stored.sha512, report.sha512);
      differs('record id', view.record.id, report.recordId ?? '');
      for (const file of view.files) {
        const inside = report.files.find((f) => f.path === file.path);
        differs(`SHA-256 of ${file.path}`, file.digests.sha256, inside?.digests.sha256 ?? 'absent');
      }
      return findings;
    } catch (error) {
      // Bytes that vanish between stat and read are a finding; a store that does not answer is not.
      if (isArchiveError(error) && error.code === 'OBJECT_NOT_FOUND') {
        return [
          storedFinding(
            'STORED_PACKAGE_MISSING',
            stored.key,
            'the register names a package that the store does not have',
          ),
        ];
      }
      throw error;
    }
  }
}
