import { type BatchPlan, isUnusable, planBatch } from '../core/batch.js';
import { type ByteSource } from '../core/byte-source.js';
import { ArchiveError } from '../core/error.js';
import { type Finding } from '../core/finding.js';
import { compare, parseDecimal } from '../core/records/decimal.js';
import { openZip, type ZipArchive } from '../core/zip.js';
import { type BatchFiles, type BatchResult, type BatchRow, type BatchRows, type DeclaredTotals } from './batches-ports.js'; // prettier-ignore
import { type BatchIntake, takeIn } from './batch-item.js';
import { scopeOf } from './consult.js';
import { intakeFinding } from './findings.js';
import { type Access, type Clock, type Page, type Principal, type Spool } from './ports.js';
import { type Randomness, uuidV7 } from './random.js';

export interface BatchesPorts {
  rows: BatchRows;
  files: BatchFiles;
  ingest: BatchIntake;
  access: Access;
  spool: Spool;
  clock: Clock;
  random: Randomness;
}

export interface BatchesSettings {
  /** Of the ZIP. */
  maxBytes: number;
  /** Records taken in side by side. */
  width: number;
}

export interface BatchesTold {
  queued?(): void;
  /** A mistake of ours: the record is noted as failed, the others go on. */
  mistake?: (error: unknown) => void;
  /** Where a batch is, for the crash tests: a test ends the process here. */
  reached?(step: 'batch-kept' | 'batch-taken' | 'batch-noted'): void;
}

export interface NewBatch {
  /** Code; may be left out by a key of one fonds. */
  fonds: string | null;
  body: AsyncIterable<Uint8Array>;
  declared: DeclaredTotals;
  idempotencyKey: string | null;
}

/** A fonds gives way to the next one after so many records. */
const SLICE = 16;
/** A record is a folder or a line; more is another batch. */
const MAX_ITEMS = 200_000;
/** Unused files that are named. */
const NAMED = 20;

interface Opened {
  archive: ZipArchive;
  plan: BatchPlan;
  close: () => Promise<void>;
}

/**
 * Many records at once (批量). The ZIP is made durable, then noted, then answered; its records go in behind the request by
 * the same story as single ones, each under a key of its own: whatever ends the process, the batch goes on where it
 * stood, and nothing is taken in twice. Fonds take turns, so that one unit's month end keeps nobody waiting.
 */
export class Batches {
  private readonly opened = new Map<string, Opened>();
  /** Whose turn it was. */
  private last = '';

  constructor(
    private readonly ports: BatchesPorts,
    private readonly settings: BatchesSettings,
    private readonly tell: BatchesTold = {},
  ) {}

  /** Throws FONDS_UNKNOWN, REQUEST_INVALID, BATCH_UNREADABLE, IDEMPOTENCY_MISMATCH and what the spool does. */
  async receive(principal: Principal, batch: NewBatch, requestId: string): Promise<BatchRow> {
    const { rows, files, spool, clock, random } = this.ports;
    const fonds = await this.fondsId(principal, batch.fonds);
    const spooled = await spool.receive(batch.body, { maxBytes: this.settings.maxBytes, gapBytes: 0 });
    try {
      const { sha256 } = spooled.digests;
      const { idempotencyKey, declared } = batch;
      const earlier = idempotencyKey === null ? null : await rows.byKey(principal.id, fonds, idempotencyKey);
      if (earlier) return sameBatch(earlier, sha256);
      const { plan } = await readable(spooled.source, this.settings.maxBytes);
      const receivedAt = clock.now();
      const row: BatchRow = {
        id: uuidV7(receivedAt, random.bytes(10)),
        fonds,
        principal: principal.id,
        requestId,
        idempotencyKey,
        sha256,
        sizeBytes: spooled.sizeBytes,
        receivedAt,
        total: plan.items.length,
        contentBytes: plan.contentBytes,
        declared,
        state: 'waiting',
        findings: unusedFiles(plan),
        finishedAt: null,
        counts: { done: 0, created: 0, version: 0, existing: 0, refused: 0, failed: 0 },
      };
      // Bytes first: a file that no row mentions is removed at the next start, a row without its file would never end.
      await files.keep(row.id, spooled);
      this.tell.reached?.('batch-kept');
      const added = await rows.add(row);
      if (added.id !== row.id) {
        await files.remove(row.id);
        return sameBatch(added, sha256);
      }
      this.tell.queued?.();
      return added;
    } finally {
      await spooled.dispose();
    }
  }

  /** At the start, before anything comes in: what an earlier process left without a row, or after its last record. */
  async tidy(): Promise<void> {
    const { rows, files } = this.ports;
    for (const id of await files.ids()) {
      const row = await rows.one(id, null);
      if (row === null || row.state === 'done') await files.remove(id);
    }
  }

  /** Throws BATCH_UNKNOWN. */
  async one(principal: Principal, id: string): Promise<BatchRow> {
    const row = await this.ports.rows.one(id, scopeOf(principal));
    if (!row) throw new ArchiveError('BATCH_UNKNOWN', `no batch ${id}`);
    return row;
  }

  list(principal: Principal, limit: number, after: string | null): Promise<Page<BatchRow>> {
    return this.ports.rows.list(scopeOf(principal), limit, after);
  }

  /** By index; `next` is the last one told, null on the last page of what is settled. */
  async results(
    principal: Principal,
    id: string,
    limit: number,
    after: number | null,
  ): Promise<{ items: BatchResult[]; next: number | null }> {
    await this.one(principal, id);
    const items = await this.ports.rows.results(id, limit + 1, after);
    return { items: items.slice(0, limit), next: items.length > limit ? items[limit - 1]!.index : null };
  }

  /**
   * Takes in the next few records of the fonds whose turn it is. False when there is nothing to do. Throws what the
   * world can't answer (the same records are tried again later).
   */
  async work(stopped: () => boolean): Promise<boolean> {
    const waiting = await this.waiting();
    const fonds = [...new Set(waiting.map((row) => row.fonds))].sort();
    const turn = fonds.find((one) => one > this.last) ?? fonds[0];
    if (turn === undefined) return false;
    this.last = turn;
    const row = waiting.find((one) => one.fonds === turn)!;
    const missing = await this.ports.rows.missing(row.id, SLICE);
    if (missing.length === 0) await this.close(row);
    else await this.slice(row, missing, stopped);
    return true;
  }

  /** Files this process has open. */
  async stop(): Promise<void> {
    for (const { close } of this.opened.values()) await close();
    this.opened.clear();
  }

  private async waiting(): Promise<BatchRow[]> {
    const { rows, files } = this.ports;
    const ids = await files.ids();
    if (ids.length === 0) return [];
    return rows.unfinished(ids);
  }

  private async slice(row: BatchRow, missing: readonly number[], stopped: () => boolean): Promise<void> {
    const { rows, ingest } = this.ports;
    const { plan, archive } = await this.open(row);
    const principal: Principal = { id: row.principal, name: '', role: 'submitter', fonds: [row.fonds], keyId: '' };
    for (let at = 0; at < missing.length && !stopped(); at += this.settings.width) {
      const some = missing.slice(at, at + this.settings.width);
      const settled = await Promise.allSettled(
        some.map((index) => takeIn(ingest, { archive, item: plan.items[index]!, index, batch: row, principal }, this.tell.mistake)), // prettier-ignore
      );
      this.tell.reached?.('batch-taken');
      await rows.note(row.id, settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))); // prettier-ignore
      this.tell.reached?.('batch-noted');
      const failed = settled.find((one) => one.status === 'rejected');
      if (failed) throw failed.reason;
    }
  }

  private async close(row: BatchRow): Promise<void> {
    const { rows, files, clock } = this.ports;
    const findings = [...row.findings, ...totalsOf(row, await rows.amountOf(row.id))];
    await rows.finish(row.id, findings, clock.now());
    await this.opened.get(row.id)?.close();
    this.opened.delete(row.id);
    await files.remove(row.id);
  }

  private async open(row: BatchRow): Promise<Opened> {
    const there = this.opened.get(row.id);
    if (there) return there;
    const file = await this.ports.files.open(row.id);
    if (!file) throw new ArchiveError('STORE_UNAVAILABLE', `the file of batch ${row.id} is away`, { retryable: true });
    const opened = { ...(await readable(file.source, this.settings.maxBytes)), close: () => file.close() };
    this.opened.set(row.id, opened);
    return opened;
  }

  private async fondsId(principal: Principal, code: string | null): Promise<string> {
    const scope = scopeOf(principal);
    if (code !== null) {
      const fonds = await this.ports.access.fondsByCode(code);
      if (!fonds || (scope !== null && !scope.includes(fonds.id)))
        throw new ArchiveError('FONDS_UNKNOWN', `no fonds "${code}"`);
      return fonds.id;
    }
    if (scope?.length === 1) return scope[0]!;
    const message = 'name the fonds: this key may see several';
    throw new ArchiveError('REQUEST_INVALID', message, { detail: { errors: [{ path: '?fonds', message }] } });
  }
}

async function readable(source: ByteSource, maxBytes: number): Promise<{ archive: ZipArchive; plan: BatchPlan }> {
  const findings: Finding[] = [];
  const archive = await openZip(source, { maxItems: MAX_ITEMS, maxInflatedBytes: maxBytes, maxDepth: 1 }, findings);
  const plan = archive === null || findings.some(isUnusable) ? null : await planBatch(archive, MAX_ITEMS);
  if (archive === null || plan === null || plan.items.length === 0) {
    const why = findings[0]?.message ?? 'it holds neither record.json nor records.jsonl';
    const detail = { errors: [{ path: '', message: why }], findings };
    throw new ArchiveError('BATCH_UNREADABLE', `the ZIP can't be read as a batch: ${why}`, { detail });
  }
  if (plan.tooMany)
    throw new ArchiveError('REQUEST_TOO_LARGE', `the ZIP holds more than ${MAX_ITEMS} records: send it in parts`, {
      detail: { limit: MAX_ITEMS, what: 'records' },
    });
  return { archive, plan };
}

function sameBatch(earlier: BatchRow, sha256: string): BatchRow {
  if (earlier.sha256 !== sha256)
    throw new ArchiveError('IDEMPOTENCY_MISMATCH', 'this Idempotency-Key was used with another batch', {
      detail: { batch: earlier.id },
    });
  return earlier;
}

function unusedFiles({ unused }: BatchPlan): Finding[] {
  if (unused.length === 0) return [];
  const found = `${unused.length}: ${unused.slice(0, NAMED).join(', ')}`;
  return [intakeFinding('BATCH_FILES_UNUSED', 'batch', `files of no record: ${found}`, { found })];
}

/** What the sender said is inside, against what was. */
function totalsOf({ declared, total, contentBytes }: BatchRow, amount: string): Finding[] {
  const findings: Finding[] = [];
  const differs = (code: Parameters<typeof intakeFinding>[0], what: string, expected: string, found: string) =>
    findings.push(intakeFinding(code, 'batch', `${what}: ${expected} declared, ${found} found`, { expected, found }));
  if (declared.records !== null && declared.records !== total)
    differs('BATCH_COUNT_MISMATCH', 'records', String(declared.records), String(total));
  if (declared.bytes !== null && declared.bytes !== contentBytes)
    differs('BATCH_BYTES_MISMATCH', 'bytes of files', String(declared.bytes), String(contentBytes));
  const [said, sum] = [parseDecimal(declared.amount ?? ''), parseDecimal(amount)];
  if (said && sum && compare(said, sum) !== 0)
    differs('BATCH_AMOUNT_MISMATCH', 'amount of vouchers', declared.amount!, amount);
  return findings;
}
