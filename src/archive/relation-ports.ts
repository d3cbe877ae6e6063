import { type PendingEvent } from '../core/ledger/event.js';
import { type StatedRelation } from '../core/records/stated-relation.js';
import { type Page, type RecordRow } from './ports.js';

/** A relation as it is kept: by the record that states it. */
export interface RelationRow {
  id: string;
  fonds: string;
  /** Who states it. */
  record: string;
  type: string;
  /** The other record; null while it is not here (or is none: a place of paper). */
  target: string | null;
  /** What the other is named by (core/records/stated-relation.ts). */
  targetKey: string;
  origin: StatedRelation['origin'];
  file: string | null;
  place: string | null;
  since: Date;
  /** When the other record was found or arrived. */
  resolvedAt: Date | null;
  endedAt: Date | null;
  /** Why it was added, why it ended. */
  note: { added?: string; ended?: string } | null;
}

/** A relation with the record at its other end, as seen from one side. */
export interface RelationView {
  relation: RelationRow;
  other: Pick<RecordRow, 'id' | 'kind' | 'title' | 'state' | 'duplicateKey'> | null;
}

/**
 * Relations between records of one fonds. They come with the record that states them (Register.commit) and find the other
 * record whichever arrives first; nothing is ever deleted.
 */
export abstract class Relations {
  /** Of one record, in both directions, the oldest first. Those that ended only when asked for. */
  abstract of(record: string, options: { ended: boolean; limit: number; after: string | null }): Promise<Page<RelationView>>; // prettier-ignore
  abstract one(id: string): Promise<RelationRow | null>;
  /** Together with its event. One that is in force already is given back and nothing is written. */
  abstract add(input: {
    id: string;
    record: Pick<RecordRow, 'id' | 'fonds'>;
    relation: StatedRelation;
    reason: string;
    event: PendingEvent;
    requestId: string;
  }): Promise<{ view: RelationView; added: boolean }>;
  /** Together with its event; one that has ended already stays as it is. */
  abstract end(input: { id: string; at: Date; reason: string; event: PendingEvent; requestId: string }): Promise<RelationView>; // prettier-ignore
}
