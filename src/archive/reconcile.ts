import { isArchiveError } from '../core/error.js';
import { type Finding } from '../core/finding.js';
import { packageKey } from '../core/package/layout.js';
import { type PackageIndex, readPackageIndex } from '../core/package/read-index.js';
import { storedFinding } from './findings.js';
import { type Catalogue, type Clock, type ObjectStore, type Register, type StoredObject } from './ports.js';
import { StoredSource } from './stored-source.js';

const PAGE = 500;
/** What intake names a package; UUIDs and a year that any database takes. */
const INTAKE_KEY =
  /^aip\/v1\/[0-9a-f]{2}\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/\d{4}\/[0-9a-f-]{36}\/v(00001|\d{5}-[0-9a-f]{12})\.zip$/;

export interface ReconcileProgress {
  seen: number;
  unmentioned: number;
  /** Give it to the next run to go on from here; null when the end was reached. */
  resumeAfter: string | null;
}

/**
 * Finds packages that no row mentions and that are older than the longest submission: what a crash left between put and commit.
 * It reports them and notes their fingerprint, so that a re-send adopts them; what no re-send would look for is reported only.
 * It deletes nothing. Throws what store or database can't answer; the same stretch may be run again.
 */
export class Reconcile {
  constructor(
    private readonly objects: ObjectStore,
    private readonly register: Register,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
    private readonly longestSubmissionMs: number,
  ) {}

  async *run(
    after: string | null = null,
    maxObjects = Infinity,
  ): AsyncGenerator<{ finding?: Finding; progress: ReconcileProgress }> {
    const progress: ReconcileProgress = { seen: 0, unmentioned: 0, resumeAfter: after };
    let page: StoredObject[] = [];
    for await (const object of this.objects.list('aip/', after ?? undefined)) {
      page.push(object);
      progress.seen += 1;
      if (page.length === PAGE || progress.seen >= maxObjects) {
        yield* this.lookAt(page, progress);
        page = [];
        if (progress.seen >= maxObjects) return;
      }
    }
    yield* this.lookAt(page, progress);
    progress.resumeAfter = null;
    yield { progress: { ...progress } };
  }

  private async *lookAt(page: StoredObject[], progress: ReconcileProgress) {
    const cutoff = this.clock.now().getTime() - this.longestSubmissionMs;
    const old = page.filter((o) => (o.storedAt?.getTime() ?? 0) < cutoff);
    const unmentioned = new Set(old.length > 0 ? await this.catalogue.unmentioned(old.map((o) => o.key)) : []);
    for (const object of old.filter((o) => unmentioned.has(o.key))) {
      const finding = await this.judge(object);
      progress.unmentioned += 1;
      yield { finding, progress: { ...progress } };
    }
    progress.resumeAfter = page.at(-1)?.key ?? progress.resumeAfter;
    yield { progress: { ...progress } };
  }

  /** Says what the object is; notes it for adoption when a re-send would look for it there. */
  private async judge(object: StoredObject): Promise<Finding> {
    const { key, sizeBytes } = object;
    const index = await this.indexOf(object);
    if ('unreadable' in index) {
      return storedFinding('STORED_OBJECT_FOREIGN', key, `no row mentions it, and ${index.unreadable}`, {
        found: index.unreadable,
      });
    }
    const { recordId, version, change, fondsId, nonce, fingerprint } = index;
    const at = new Date(index.at);
    const own = packageKey(recordId, version, fondsId, at, change ?? undefined);
    if (!INTAKE_KEY.test(key) || key !== own) {
      return storedFinding(
        'STORED_OBJECT_FOREIGN',
        key,
        `no row mentions it; it holds record ${recordId}, whose package would lie under another key`,
        { expected: own, found: `package of record ${recordId}` },
      );
    }
    // Outside of any catch: a database that does not take the note is no property of the object.
    // A re-send of a version takes up the id of the try, not that of the record.
    await this.register.noteOrphan({ key, recordId: change ?? recordId, fonds: fondsId, at, nonce, fingerprint, sizeBytes }); // prettier-ignore
    return storedFinding(
      'STORED_PACKAGE_UNMENTIONED',
      key,
      `no row mentions it; it is the package of record ${recordId}, noted for adoption`,
      { found: recordId },
    );
  }

  /** Throws what the store can't answer; a wrong object is said. */
  private async indexOf(object: StoredObject): Promise<PackageIndex | { unreadable: string }> {
    try {
      return await readPackageIndex(new StoredSource(this.objects, object.key, object.sizeBytes, object.version));
    } catch (error) {
      if (isArchiveError(error)) throw error;
      return { unreadable: `it can't be read as a package: ${(error as Error).message}` };
    }
  }
}
