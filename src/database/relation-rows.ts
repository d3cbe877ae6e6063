import { randomBytes } from 'node:crypto';
import { uuidV7 } from '../archive/random.js';
import { type RecordRow } from '../archive/ports.js';
import { statedRelations, type StatedRelation, targetKey } from '../core/records/stated-relation.js';
import { plainArray, textArray } from './pg-array.js';

/** A relation before it is looked up what it points at. */
export interface NewRelation {
  id: string;
  fonds: string;
  record: string;
  since: Date;
  relation: StatedRelation;
  note: string | null;
}

/**
 * $1–$14 as relationValues(). The other record is looked for by what it is named; when it comes later, ARRIVE finds the
 * relation. Both run under the lock on the head of the fonds, so neither misses the other.
 * `r.fonds::text`: as in register-sql.ts, so that no index over a whole fonds is taken.
 */
export const WRITE_RELATIONS = {
  name: 'register-relations',
  text: `
INSERT INTO relation (id, fonds, record, type, target, target_key, origin, file, place, since, resolved_at, note)
SELECT g.id, g.fonds, g.record, g.type, t.id, g.target_key, g.origin, g.file, g.place, g.since,
       CASE WHEN t.id IS NULL THEN NULL ELSE g.since END, g.note
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
              $10::json[], $11::uuid[], $12::text[], $13::text[], $14::text[])
    AS g(id, fonds, record, type, target_key, origin, file, place, since, note, by_record, by_key, by_system, by_business_key)
  LEFT JOIN LATERAL (
    SELECT f.id FROM (
      SELECT r.id FROM record r WHERE r.id = g.by_record AND r.fonds::text = g.fonds::text
      UNION ALL SELECT r.id FROM record r WHERE r.duplicate_key = g.by_key AND r.fonds::text = g.fonds::text
      UNION ALL SELECT r.id FROM record r WHERE r.source_system = g.by_system AND r.business_key = g.by_business_key
                   AND r.fonds::text = g.fonds::text) f
     WHERE f.id <> g.record ORDER BY f.id LIMIT 1) t ON true
ON CONFLICT (record, type, target_key, origin) WHERE ended_at IS NULL DO NOTHING`,
};

export function relationValues(rows: readonly NewRelation[]): string[] {
  const target = <T extends StatedRelation['target']['by']>(
    by: T,
    name: (t: Extract<StatedRelation['target'], { by: T }>) => string,
  ) =>
    // prettier-ignore
    textArray(
      rows.map(({ relation }) =>
        relation.target.by === by ? name(relation.target as Extract<StatedRelation['target'], { by: T }>) : null,
      ),
    );
  return [
    plainArray(rows.map(({ id }) => id)),
    plainArray(rows.map(({ fonds }) => fonds)),
    plainArray(rows.map(({ record }) => record)),
    textArray(rows.map(({ relation }) => relation.type)),
    textArray(rows.map(({ relation }) => targetKey(relation.target))),
    textArray(rows.map(({ relation }) => relation.origin)),
    textArray(rows.map(({ relation }) => relation.file)),
    textArray(rows.map(({ relation }) => relation.place)),
    plainArray(rows.map(({ since }) => since.toISOString())),
    textArray(rows.map(({ note }) => (note === null ? null : JSON.stringify({ added: note })))),
    target('record', ({ record }) => record),
    target('key', ({ key }) => key),
    target('source', ({ system }) => system),
    target('source', ({ businessKey }) => businessKey),
  ];
}

/** What records state when they arrive, or a version of one. */
export function relationsOf(
  records: readonly Pick<RecordRow, 'id' | 'fonds' | 'receivedAt' | 'declaration' | 'foundRelations'>[],
): NewRelation[] {
  return records.flatMap((record) =>
    statedRelations(record.declaration, record.foundRelations).map((relation, i) => ({
      id: idOf(record.receivedAt, i),
      fonds: record.fonds,
      record: record.id,
      since: record.receivedAt,
      relation,
      note: null,
    })),
  );
}

/** $1 fonds, $2 record, $3 name, $4 time: relations that waited for records with these names. */
export const ARRIVE = {
  name: 'register-arrive',
  text: `
UPDATE relation l SET target = a.record, resolved_at = a.at
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) AS a(fonds, record, name, at)
 WHERE l.target_key = a.name AND l.fonds = a.fonds AND l.target IS NULL AND l.ended_at IS NULL AND l.record <> a.record`,
};

export function arrivalValues(records: readonly RecordRow[]): string[] {
  const names = records.flatMap(({ id, fonds, receivedAt, duplicateKey, sourceSystem, businessKey }) =>
    [
      ...(duplicateKey === null ? [] : [targetKey({ by: 'key', key: duplicateKey })]),
      ...(sourceSystem === null || businessKey === null ? [] : [targetKey({ by: 'source', system: sourceSystem, businessKey })]), // prettier-ignore
    ].map((name) => ({ id, fonds, name, at: receivedAt.toISOString() })),
  );
  return [
    plainArray(names.map(({ fonds }) => fonds)),
    plainArray(names.map(({ id }) => id)),
    textArray(names.map(({ name }) => name)),
    plainArray(names.map(({ at }) => at)),
  ];
}

/** In the order they are stated: the 12 bits behind the milliseconds count (RFC 9562 6.2, method 1). */
function idOf(at: Date, count: number): string {
  const random = randomBytes(10);
  random.writeUInt16BE(count & 0x0fff);
  return uuidV7(at, random);
}
