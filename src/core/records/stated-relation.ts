import { type Declaration } from '../record.js';
import { type FoundRelation } from './kind.js';

/** How the other record is named: by its id, by its duplicate key, by the key a source system has for it; or a place of paper. */
export type RelationTarget =
  | { by: 'record'; record: string }
  | { by: 'key'; key: string }
  | { by: 'source'; system: string; businessKey: string }
  | { by: 'place'; place: string };

/** A relation as one record states it; the other may not have arrived yet. */
export interface StatedRelation {
  type: string;
  target: RelationTarget;
  /** declared: by the sender; found: in a file; added: later, by a person. */
  origin: 'declared' | 'found' | 'added';
  /** Of a found one: where it stands. */
  file: string | null;
  place: string | null;
}

/** The other record's name as one text; the same name is the same text. */
export function targetKey(target: RelationTarget): string {
  switch (target.by) {
    case 'record':
      return `record:${target.record.toLowerCase()}`;
    case 'key':
      return `key:${target.key}`;
    case 'source':
      // A length first: no system's name can be taken for another's with a part of a key.
      return `source:${target.system.length}:${target.system}:${target.businessKey}`;
    case 'place':
      return `place:${target.place}`;
  }
}

/** Longer is no number of a record; the index takes no more either. */
const MAX_KEY = 600;
const MAX_FOUND = 1_000;

/** What the sender declared and what the files say, each once. A declared relation without any name of the other is none. */
export function statedRelations(
  declaration: Pick<Declaration, 'relations' | 'source'>,
  found: readonly FoundRelation[],
): StatedRelation[] {
  const stated = new Map<string, StatedRelation>();
  const state = (relation: StatedRelation) => {
    const key = targetKey(relation.target);
    if (key.length <= MAX_KEY) stated.set(`${relation.origin} ${relation.type} ${key}`, relation);
  };
  for (const { type, record, key, businessKey } of declaration.relations ?? []) {
    const target = targetOf({ record, key, businessKey }, declaration.source?.system ?? null);
    if (target !== null) state({ type, target, origin: 'declared', file: null, place: null });
  }
  for (const { type, key, file, place } of found.slice(0, MAX_FOUND))
    state({ type, target: foundTarget(type, key), origin: 'found', file, place });
  return [...stated.values()];
}

/** Paper has a place and no key. */
const foundTarget = (type: string, key: string): RelationTarget =>
  type === 'paper-twin-at' ? { by: 'place', place: key } : { by: 'key', key };

/** The most certain of the names given. A business key means one of the same source system. */
export function targetOf(
  { record, key, businessKey }: { record?: string | undefined; key?: string | undefined; businessKey?: string | undefined }, // prettier-ignore
  system: string | null,
): RelationTarget | null {
  if (record !== undefined) return { by: 'record', record: record.toLowerCase() };
  if (key !== undefined) return { by: 'key', key };
  return businessKey === undefined || system === null ? null : { by: 'source', system, businessKey };
}
