import { ArchiveError } from '../core/error.js';
import { canonicalJsonRepaired } from '../core/json.js';
import { FACTS_SCHEMA } from '../core/package/facts-json.js';
import { FACTS } from '../core/package/layout.js';
import { type Deliverable, scopeOf } from './consult.js';
import { inMemory, memberOf } from './package-member.js';
import { type Catalogue, type ObjectStore, type Principal } from './ports.js';

/** What a record says, all of it, as it stands in its package (metadata/descriptive/facts.json). */
export class ConsultFacts {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly objects: ObjectStore,
  ) {}

  /** Throws RECORD_UNKNOWN. A record that says nothing as a document is answered with empty lists. */
  async facts(principal: Principal, id: string): Promise<Deliverable> {
    const view = await this.catalogue.record(id, scopeOf(principal));
    if (!view) throw new ArchiveError('RECORD_UNKNOWN', `no record ${id}`);
    const { kind, title } = view.record;
    const nothing = { schema: FACTS_SCHEMA, record: id, kind, title, duplicateKey: null, voucher: null, relations: [], facts: [], documents: [] }; // prettier-ignore
    const found = await memberOf(this.objects, view, FACTS);
    return {
      name: `${id}.facts.json`,
      mimeType: 'application/json',
      ...(found ?? inMemory(Buffer.from(canonicalJsonRepaired(nothing)))),
    };
  }
}
