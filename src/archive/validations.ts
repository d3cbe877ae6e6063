import { ArchiveError } from '../core/error.js';
import { VALIDATION } from '../core/package/layout.js';
import { type Awaits } from '../core/signatures/verdicts.js';
import { type Deliverable, scopeOf } from './consult.js';
import { memberOf } from './package-member.js';
import { type Access, type Catalogue, type ObjectStore, type Page, type Principal, type RecordView } from './ports.js';
import { type Trust } from './trust.js';
import { type PendingRow, type Validations, type ValidationRow } from './validation-ports.js';

/** A record in the queue, as an archivist sees it. */
export interface PendingRecord extends Omit<PendingRow, 'fonds'> {
  /** Code of the fonds. */
  fonds: string;
  /** Trust changed since: another look may settle it. */
  newTrust: boolean;
}

/** What is known of the signatures of a record, over time, and what is still open. */
export class ConsultValidations {
  constructor(
    private readonly validations: Validations,
    private readonly catalogue: Catalogue,
    private readonly access: Access,
    private readonly objects: ObjectStore,
    private readonly trust: Pick<Trust, 'current'>,
  ) {}

  async history(
    principal: Principal,
    record: string,
    limit: number,
    after: string | null,
  ): Promise<Page<ValidationRow>> {
    await this.view(principal, record);
    return this.validations.history(record, limit, after);
  }

  /** The exact bytes of a report. Throws VALIDATION_UNKNOWN. */
  async report(principal: Principal, record: string, number: number): Promise<Deliverable> {
    const view = await this.view(principal, record);
    const row = await this.validations.one(record, number);
    if (!row) throw unknown(record, number);
    const name = `${record}.validation-${String(number).padStart(5, '0')}.json`;
    if (row.object === null) return this.insidePackage(view, name, number, row.version);
    const { key, sizeBytes, sha256 } = row.object;
    return {
      name,
      mimeType: 'application/json',
      sizeBytes,
      sha256,
      open: (range) => this.objects.open(key, range ? { range } : {}),
    };
  }

  async pending(
    principal: Principal,
    { fonds, awaits }: { fonds: string | null; awaits: Awaits | null },
    limit: number,
    after: string | null,
  ): Promise<Page<PendingRecord>> {
    const own = scopeOf(principal);
    const codes = new Map((await this.access.fonds()).map(({ id, code }) => [id, code]));
    let scope = own;
    if (fonds !== null) {
      const named = await this.access.fondsByCode(fonds);
      if (!named || (own !== null && !own.includes(named.id))) return { items: [], next: null };
      scope = [named.id];
    }
    const page = await this.validations.pending({ scope, awaits }, limit, after);
    const items: PendingRecord[] = [];
    for (const row of page.items) {
      const { digest } = await this.trust.current(row.fonds);
      items.push({ ...row, fonds: codes.get(row.fonds) ?? row.fonds, newTrust: row.trust !== digest });
    }
    return { items, next: page.next };
  }

  private async insidePackage(view: RecordView, name: string, number: number, version?: number): Promise<Deliverable> {
    const found = await memberOf(this.objects, view, VALIDATION, version);
    // Packages from before verdicts had a report of their own tell them in findings.json.
    if (!found) throw unknown(view.record.id, number);
    return { name, mimeType: 'application/json', ...found };
  }

  private async view(principal: Principal, id: string): Promise<RecordView> {
    const view = await this.catalogue.record(id, scopeOf(principal));
    if (!view) throw new ArchiveError('RECORD_UNKNOWN', `no record ${id}`);
    return view;
  }
}

function unknown(record: string, number: number): ArchiveError {
  return new ArchiveError('VALIDATION_UNKNOWN', `record ${record} has no validation report ${number}`);
}
