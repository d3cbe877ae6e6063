import { isArchiveError } from '../core/error.js';
import { type Finding } from '../core/finding.js';
import { readPackageIndex } from '../core/package/read-index.js';
import { storedFinding } from './findings.js';
import { type Catalogue, type Clock, type ObjectStore, type Register, type StoredObject } from './ports.js';
import { StoredSource } from './stored-source.js';

const PAGE = 500;

export interface ReconcileProgress {
  seen: number;
  unmentioned: number;
  /** Give it to the next run to go on from here; null when the end was reached. */
  resumeAfter: string | null;
}

/**
 * Finds packages that no row mentions and that are older than the longest submission: what a crash left between put and commit.
 * It reports them and notes their fingerprint, so that a re-send adopts them. It deletes nothing.
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
      progress.unmentioned += 1;
      const finding = storedFinding('STORED_PACKAGE_UNMENTIONED', object.key, await this.note(object));
      yield { finding, progress: { ...progress } };
    }
    progress.resumeAfter = page.at(-1)?.key ?? progress.resumeAfter;
    yield { progress: { ...progress } };
  }

  /** Says what the object is; notes it for adoption when it is one of our packages. */
  private async note(object: StoredObject): Promise<string> {
    try {
      const index = await readPackageIndex(
        new StoredSource(this.objects, object.key, object.sizeBytes, object.version),
      );
      await this.register.noteOrphan({
        key: object.key,
        recordId: index.recordId,
        fonds: index.fondsId,
        at: new Date(index.at),
        nonce: index.nonce,
        fingerprint: index.fingerprint,
        sizeBytes: object.sizeBytes,
      });
      return `no row mentions it; it is the package of record ${index.recordId}, noted for adoption`;
    } catch (error) {
      if (isArchiveError(error) && error.options.retryable) throw error;
      return `no row mentions it, and it can't be read as a package: ${(error as Error).message}`;
    }
  }
}
