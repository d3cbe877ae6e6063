import { createHash } from 'node:crypto';
import { ArchiveError } from '../core/error.js';
import { makeTrustSnapshot, type TrustPurpose, type TrustSnapshot } from '../core/signatures/trust.js';
import { type NotTrustMaterial, readTrustBytes } from '../core/signatures/trust-bytes.js';
import { type Deliverable } from './consult.js';
import { type Access, type Clock, type ObjectStore, type Page, type Principal } from './ports.js';
import { type NewTrustItem, type SnapshotRow, type TrustItem, type TrustItems } from './trust-ports.js';

/** How old what is known of the present trust may be: a change made by another process is in force here after it. */
const FRESH_MS = 1_000;

export function snapshotKey(digest: string): string {
  return `trust/v1/${digest}.json`;
}

/** What verdicts rest on: who may be trusted for what, per fonds, and the snapshots of it that reports name. */
export class Trust {
  private version = -1;
  private ownFonds = new Set<string>();
  private asked = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | null = null;
  /** Snapshots of the present version; '' is the archive's. */
  private readonly present = new Map<string, Promise<TrustSnapshot>>();
  /** Their bytes are in the store, and noted. */
  private readonly durable = new Map<string, TrustSnapshot>();

  constructor(
    private readonly items: TrustItems,
    private readonly objects: ObjectStore,
    private readonly access: Access,
    private readonly clock: Clock,
  ) {}

  /**
   * The present snapshot of a fonds (null: of one without items of its own), durable in the store before it is given
   * out: a report may name it. No question per record: whether something changed is asked at most once in FRESH_MS.
   */
  async current(fonds: string | null): Promise<TrustSnapshot> {
    await this.refresh();
    const key = fonds !== null && this.ownFonds.has(fonds) ? fonds : '';
    let one = this.present.get(key);
    if (one === undefined) {
      one = this.build(key === '' ? null : key);
      this.present.set(key, one);
      one.catch(() => this.present.get(key) === one && this.present.delete(key));
    }
    return one;
  }

  /**
   * Takes in a file of certificates, CRLs, OCSP responses or a bundle of them. With a purpose its certificates are
   * anchors; without one they only help to build paths. Throws REQUEST_INVALID, FONDS_UNKNOWN.
   */
  async add(
    principal: Principal,
    { bytes, purpose, fonds }: { bytes: Uint8Array; purpose: TrustPurpose | null; fonds: string | null },
    requestId: string,
  ): Promise<{ items: TrustItem[]; added: number }> {
    const pieces = trustIn(bytes);
    if (purpose !== null && !pieces.some(({ kind }) => kind === 'certificate'))
      throw invalid('a purpose is of anchors, and the file holds no certificate');
    const items = pieces.map(({ kind, bytes, label }): NewTrustItem => ({
      kind: kind === 'certificate' && purpose !== null ? 'anchor' : kind,
      purpose: kind === 'certificate' ? purpose : null,
      label: plain(label),
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    }));
    const added = await this.items.add(items, await this.fondsId(fonds), principal.id, requestId);
    this.asked = Number.NEGATIVE_INFINITY;
    return added;
  }

  async withdraw(principal: Principal, id: string, reason: string, requestId: string): Promise<TrustItem> {
    const item = await this.items.withdraw(id, reason, principal.id, requestId);
    this.asked = Number.NEGATIVE_INFINITY;
    return item;
  }

  /** What stands for the archive, and for the fonds the caller may see: those alone, or one of them. */
  async list(
    principal: Principal,
    { fonds, withdrawn }: { fonds: string | null; withdrawn: boolean },
    limit: number,
    after: string | null,
  ): Promise<Page<TrustItem>> {
    const scope = principal.role === 'administrator' ? null : principal.fonds;
    if (fonds === null) return this.items.items({ scope, withdrawn }, limit, after);
    const id = (await this.visibleFonds(principal, fonds))!;
    return this.items.items({ scope: [id], withdrawn }, limit, after);
  }

  /** The present snapshot, by the code of a fonds or of the archive. */
  async inForce(principal: Principal, fonds: string | null): Promise<TrustSnapshot> {
    return this.current(fonds === null ? null : await this.visibleFonds(principal, fonds));
  }

  snapshots(limit: number, after: string | null): Promise<Page<SnapshotRow>> {
    return this.items.snapshots(limit, after);
  }

  /** The exact bytes. Throws TRUST_UNKNOWN. */
  async snapshot(digest: string): Promise<Deliverable> {
    const row = await this.items.snapshot(digest);
    if (!row) throw new ArchiveError('TRUST_UNKNOWN', `no trust snapshot ${digest}`);
    return {
      name: `trust-${digest}.json`,
      mimeType: 'application/json',
      sizeBytes: row.sizeBytes,
      sha256: digest,
      open: (range) => this.objects.open(row.key, range ? { range } : {}),
    };
  }

  private async refresh(): Promise<void> {
    // Again when a change made here, while the question was on its way, made the answer old before it came.
    for (;;) {
      const age = this.clock.now().getTime() - this.asked;
      if (age >= 0 && age < FRESH_MS) return;
      this.asking ??= this.ask().finally(() => (this.asking = null));
      await this.asking;
    }
  }

  private async ask(): Promise<void> {
    const asked = (this.asked = this.clock.now().getTime());
    try {
      const { version, fonds } = await this.items.state();
      if (version === this.version) return;
      this.version = version;
      this.ownFonds = new Set(fonds);
      this.present.clear();
      this.durable.clear();
    } catch (error) {
      if (this.asked === asked) this.asked = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  private async build(fonds: string | null): Promise<TrustSnapshot> {
    const made = makeTrustSnapshot(await this.items.inForce(fonds));
    const there = this.durable.get(made.digest);
    if (there) return there;
    const { digest, bytes } = made;
    const body = {
      bytes,
      sha256: digest,
      async *open() {
        yield bytes;
      },
    };
    const key = snapshotKey(digest);
    await this.objects.putOnce(key, body, bytes.length);
    await this.items.noteSnapshot({ digest, key, sizeBytes: bytes.length, at: this.clock.now() });
    this.durable.set(digest, made);
    return made;
  }

  private async fondsId(code: string | null): Promise<string | null> {
    if (code === null) return null;
    const fonds = await this.access.fondsByCode(code);
    if (!fonds) throw new ArchiveError('FONDS_UNKNOWN', `no fonds "${code}"`);
    return fonds.id;
  }

  private async visibleFonds(principal: Principal, code: string): Promise<string | null> {
    const id = await this.fondsId(code);
    if (principal.role !== 'administrator' && principal.fonds !== null && !principal.fonds.includes(id!))
      throw new ArchiveError('FONDS_UNKNOWN', `no fonds "${code}"`);
    return id;
  }
}

function trustIn(bytes: Uint8Array) {
  try {
    return readTrustBytes(bytes);
  } catch (error) {
    if ((error as { name?: unknown }).name !== 'NotTrustMaterial') throw error;
    throw invalid((error as NotTrustMaterial).message);
  }
}

function invalid(message: string): ArchiveError {
  return new ArchiveError('REQUEST_INVALID', message, { detail: { errors: [{ path: '', message }] } });
}

/** Names come from certificates of strangers: PostgreSQL holds no U+0000, an entry no lone surrogate. */
function plain(label: string): string {
  return Array.from(label.toWellFormed().replace(/\p{Cc}/gu, '\uFFFD')).slice(0, 500).join(''); // prettier-ignore
}
