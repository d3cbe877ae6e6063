import { ArchiveError } from '../core/error.js';
import { answerOf } from './answer.js';
import {
  type Access,
  type Catalogue,
  type ObjectStore,
  type Page,
  type Principal,
  type RecordFilter,
  type RecordRow,
  type RecordView,
  type RefusalRow,
  type StoredEvent,
} from './ports.js';
import { type IngestAnswer } from './submission.js';

/** A record as lists show it. */
export interface RecordSummary {
  id: string;
  fonds: string;
  kind: string;
  title: string;
  date: string | null;
  state: RecordRow['state'];
  stateReason: string[];
  receivedAt: string;
  source: { system: string; businessKey: string } | null;
}

/** Bytes to hand out, by range straight from the stored package. */
export interface Deliverable {
  name: string;
  mimeType: string;
  sizeBytes: number;
  sha256: string;
  open(range?: { offset: number; length: number }): Promise<AsyncIterable<Uint8Array>>;
}

/** What may be asked of the archive. Administrators and metrics keys read no record; what lies outside a key's fonds does not exist. */
export class Consult {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly objects: ObjectStore,
    private readonly access: Access,
  ) {}

  async record(principal: Principal, id: string): Promise<IngestAnswer> {
    return answerOf(await this.view(principal, id));
  }

  async records(
    principal: Principal,
    filter: Omit<RecordFilter, 'fonds'> & { fondsCode?: string },
    limit: number,
    after: string | null,
  ): Promise<Page<RecordSummary>> {
    const { fondsCode, ...rest } = filter;
    let fonds = scopeOf(principal);
    if (fondsCode !== undefined) {
      const named = await this.access.fondsByCode(fondsCode);
      if (!named || (fonds !== null && !fonds.includes(named.id))) return { items: [], next: null };
      fonds = [named.id];
    }
    const page = await this.catalogue.records({ ...rest, fonds }, limit, after);
    const codes = new Map((await this.access.fonds()).map((f) => [f.id, f.code]));
    return { items: page.items.map((row) => summaryOf(row, codes.get(row.fonds) ?? row.fonds)), next: page.next };
  }

  /** Records of one business key, newest first: an ERP need not store our id. */
  async bySource(principal: Principal, system: string, businessKey: string): Promise<Page<RecordSummary>> {
    return this.records(principal, { sourceSystem: system, businessKey }, 100, null);
  }

  async events(principal: Principal, id: string, limit: number, after: string | null): Promise<Page<StoredEvent>> {
    await this.view(principal, id);
    return this.catalogue.events(id, limit, after);
  }

  async refusal(principal: Principal, id: string): Promise<RefusalRow> {
    const refusal = await this.catalogue.refusal(id, { id: principal.id, fonds: scopeOf(principal) });
    if (!refusal) throw new ArchiveError('REFUSAL_UNKNOWN', `no refusal ${id}`);
    return refusal;
  }

  /** As it is now, or as it came with a version. */
  async file(principal: Principal, id: string, path: string, version: number | null = null): Promise<Deliverable> {
    const view = await this.view(principal, id);
    const files = version === null ? view.files : [...view.files, ...view.former].filter((f) => f.version === version);
    const file = files.find((f) => f.path === path) ?? files.find((f) => f.declared.name === path);
    if (!file) throw new ArchiveError('FILE_UNKNOWN', `record ${id} has no file ${path}`);
    const stored = packageOf(view, file.version);
    return {
      name: file.declared.name,
      mimeType: file.facts.mimeType,
      sizeBytes: file.sizeBytes,
      sha256: file.digests.sha256,
      open: async (range = { offset: 0, length: file.sizeBytes }) => {
        const length = Math.max(0, Math.min(range.length, file.sizeBytes - range.offset));
        if (length === 0) return none();
        return this.objects.open(stored.key, {
          range: { offset: file.offset + range.offset, length },
          ...(stored.storeVersion ? { version: stored.storeVersion } : {}),
        });
      },
    };
  }

  /** The newest, or that of a version. Throws VERSION_UNKNOWN. */
  async package(principal: Principal, id: string, version: number | null = null): Promise<Deliverable> {
    const view = await this.view(principal, id);
    if (version !== null && !view.packages.some((one) => one.version === version))
      throw new ArchiveError('VERSION_UNKNOWN', `record ${id} has no version ${version}`);
    const stored = packageOf(view, version ?? undefined);
    return {
      name: `${id}.v${String(stored.version).padStart(5, '0')}.zip`,
      mimeType: 'application/zip',
      sizeBytes: stored.sizeBytes,
      sha256: stored.sha256,
      open: (range) =>
        this.objects.open(stored.key, {
          ...(range ? { range } : {}),
          ...(stored.storeVersion ? { version: stored.storeVersion } : {}),
        }),
    };
  }

  private async view(principal: Principal, id: string): Promise<RecordView> {
    const view = await this.catalogue.record(id, scopeOf(principal));
    if (!view) throw new ArchiveError('RECORD_UNKNOWN', `no record ${id}`);
    return view;
  }
}

/** Which fonds a principal may read: null is all of them. */
export function scopeOf(principal: Principal): string[] | null {
  return principal.role === 'administrator' || principal.role === 'metrics' ? [] : principal.fonds;
}

/** The newest package of a record, or that of a version. */
export function packageOf(view: RecordView, version?: number): RecordView['packages'][number] {
  const stored = version === undefined ? view.packages.at(-1) : view.packages.find((one) => one.version === version);
  if (!stored) throw new Error(`record ${view.record.id} has no package${version === undefined ? '' : ` ${version}`}`);
  return stored;
}

export function summaryOf(row: RecordRow, fonds: string): RecordSummary {
  return {
    id: row.id,
    fonds,
    kind: row.kind,
    title: row.title,
    date: row.date,
    state: row.state,
    stateReason: row.stateReason,
    receivedAt: row.receivedAt.toISOString(),
    source: row.sourceSystem === null ? null : { system: row.sourceSystem, businessKey: row.businessKey ?? '' },
  };
}

async function* none(): AsyncGenerator<Uint8Array> {}
