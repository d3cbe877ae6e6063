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

  /**
   * Of one version, or of the newest that says anything. Throws RECORD_UNKNOWN, VERSION_UNKNOWN. A record that says nothing as a
   * document is answered with empty lists.
   */
  async facts(principal: Principal, id: string, version: number | null = null): Promise<Deliverable> {
    const view = await this.catalogue.record(id, scopeOf(principal));
    if (!view) throw new ArchiveError('RECORD_UNKNOWN', `no record ${id}`);
    if (version !== null && !view.packages.some((one) => one.version === version))
      throw new ArchiveError('VERSION_UNKNOWN', `record ${id} has no version ${version}`);
    const { kind, title } = view.record;
    const nothing = { schema: FACTS_SCHEMA, record: id, kind, title, duplicateKey: null, voucher: null, relations: [], facts: [], documents: [] }; // prettier-ignore
    const versions = version === null ? view.packages.map((one) => one.version).toReversed() : [version];
    let found: Awaited<ReturnType<typeof memberOf>> = null;
    for (const one of versions) found ??= await memberOf(this.objects, view, FACTS, one);
    return {
      name: `${id}.facts.json`,
      mimeType: 'application/json',
      ...(found ?? inMemory(Buffer.from(canonicalJsonRepaired(nothing)))),
    };
  }
}
