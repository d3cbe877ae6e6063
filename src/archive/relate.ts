import { ArchiveError } from '../core/error.js';
import { type EventType } from '../core/ledger/event.js';
import { inverseOf } from '../core/records/relation-types.js';
import { type StatedRelation, targetKey, type RelationTarget } from '../core/records/stated-relation.js';
import { scopeOf } from './consult.js';
import { type Catalogue, type Clock, type Page, type Principal, type RecordView } from './ports.js';
import { type Randomness, uuidV7 } from './random.js';
import { type Relations, type RelationView } from './relation-ports.js';

/** A relation as one of its two records sees it. */
export interface RelationAnswer {
  id: string;
  /** From this record to the other: `original-of`, or its inverse when the other record states it. */
  type: string;
  /** The record that states it, and as what. */
  stated: { by: string; as: string; origin: StatedRelation['origin']; file: string | null; place: string | null };
  /** Null while the other record is not here; `key` says what it is named by. */
  record: { id: string; kind: string; title: string; state: string; duplicateKey: string | null } | null;
  key: string;
  since: string;
  resolvedAt: string | null;
  endedAt: string | null;
  reason: { added: string | null; ended: string | null };
}

/** Relations between records: read from both sides, added and ended by people, never deleted. */
export class Relate {
  constructor(
    private readonly relations: Relations,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
    private readonly random: Randomness,
  ) {}

  async list(
    principal: Principal,
    id: string,
    options: { ended: boolean; limit: number; after: string | null },
  ): Promise<Page<RelationAnswer>> {
    // prettier-ignore
    await this.view(principal, id);
    const page = await this.relations.of(id, options);
    return { items: page.items.map((view) => answerOf(view, id)), next: page.next };
  }

  /** Throws RECORD_UNKNOWN, also for another record that is named by its id and is not in the same fonds. */
  async add(
    principal: Principal,
    id: string,
    asked: { type: string; target: RelationTarget; reason: string },
    requestId: string,
  ): Promise<{ relation: RelationAnswer; added: boolean }> {
    const { record } = await this.view(principal, id);
    const { type, target, reason } = asked;
    if (target.by === 'record') {
      if (target.record === id) throw notItself();
      const other = await this.catalogue.record(target.record, scopeOf(principal));
      if (other?.record.fonds !== record.fonds) throw new ArchiveError('RECORD_UNKNOWN', `no record ${target.record} in the fonds of ${id}`); // prettier-ignore
    }
    const relation: StatedRelation = { type, target, origin: 'added', file: null, place: null };
    const at = this.clock.now();
    const relationId = uuidV7(at, this.random.bytes(10));
    const details = { relation: relationId, type, target: targetKey(target), reason };
    const { view, added } = await this.relations.add({
      id: relationId,
      record,
      relation,
      reason,
      event: this.event('relation-added', record, principal, at, details),
      requestId,
    });
    return { relation: answerOf(view, id), added };
  }

  /** Either side may end it. Throws RECORD_UNKNOWN, RELATION_UNKNOWN. */
  async end(
    principal: Principal,
    id: string,
    relation: string,
    reason: string,
    requestId: string,
  ): Promise<RelationAnswer> {
    // prettier-ignore
    const { record } = await this.view(principal, id);
    const row = await this.relations.one(relation);
    if (row === null || (row.record !== id && row.target !== id))
      throw new ArchiveError('RELATION_UNKNOWN', `record ${id} has no relation ${relation}`);
    const at = this.clock.now();
    const details = { relation, type: row.type, target: row.targetKey, reason };
    const event = this.event('relation-ended', { id: row.record, fonds: record.fonds }, principal, at, details);
    const view = await this.relations.end({ id: relation, at, reason, event, requestId });
    // The view is the stating record's; the other side is shown the relation as it sees it.
    if (row.record === id) return answerOf(view, id);
    const other = await this.catalogue.record(row.record, scopeOf(principal));
    return answerOf({ relation: view.relation, other: other?.record ?? null }, id);
  }

  private event(
    type: EventType,
    record: { id: string; fonds: string },
    principal: Principal,
    at: Date,
    details: Record<string, unknown>,
  ) {
    // prettier-ignore
    return { type, subject: record.id, fonds: record.fonds, actor: principal.id, at, details, salt: this.random.bytes(32) }; // prettier-ignore
  }

  private async view(principal: Principal, id: string): Promise<RecordView> {
    const view = await this.catalogue.record(id, scopeOf(principal));
    if (!view) throw new ArchiveError('RECORD_UNKNOWN', `no record ${id}`);
    return view;
  }
}

function answerOf({ relation, other }: RelationView, side: string): RelationAnswer {
  const { id, record, type, origin, file, place, targetKey: key, since, resolvedAt, endedAt, note } = relation;
  return {
    id,
    type: record === side ? type : inverseOf(type),
    stated: { by: record, as: type, origin, file, place },
    record: other && { id: other.id, kind: other.kind, title: other.title, state: other.state, duplicateKey: other.duplicateKey }, // prettier-ignore
    key,
    since: since.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    reason: { added: note?.added ?? null, ended: note?.ended ?? null },
  };
}

function notItself(): ArchiveError {
  const message = 'a record stands in no relation to itself';
  return new ArchiveError('REQUEST_INVALID', message, { detail: { errors: [{ path: '/record', message }] } });
}
