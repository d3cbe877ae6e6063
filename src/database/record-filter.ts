import { type RecordFilter } from '../archive/ports.js';

/** Conditions on `record r` and their values, in order of their numbers. */
export function recordConditions(filter: RecordFilter): { where: string[]; values: unknown[] } {
  const where: string[] = [];
  const values: unknown[] = [];
  const add = (value: unknown, condition: (place: string) => string) => {
    if (value === undefined || value === null) return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  add(filter.fonds, (v) => `r.fonds = ANY(${v}::uuid[])`);
  add(filter.kind, (v) => `r.kind = ${v}`);
  add(filter.state, (v) => `r.state = ${v}`);
  add(filter.dateFrom, (v) => `r.date_from >= ${v}::date`);
  add(filter.dateUntil, (v) => `r.date_from <= ${v}::date`);
  add(filter.receivedFrom, (v) => `r.received_at >= ${v}::timestamptz`);
  add(filter.receivedUntil, (v) => `r.received_at < ${v}::timestamptz`);
  // position() knows no wildcards: % and _ in a title are letters. Letters of both cases, for Latin titles.
  add(filter.title, (v) => `position(lower(${v}) IN lower(r.title)) > 0`);
  add(filter.sourceSystem, (v) => `r.source_system = ${v}`);
  add(filter.businessKey, (v) => `r.business_key = ${v}`);
  add(filter.digest?.toLowerCase(), (v) => digestCondition(filter.digest ?? '', v));
  add(
    filter.overdueOn,
    (v) => `r.state = 'incomplete' AND EXISTS (SELECT 1 FROM expectation e WHERE e.record = r.id AND e.met_at IS NULL AND e.until < ${v}::date)`, // prettier-ignore
  );
  return { where, values };
}

/** SHA-512 is told by its length; SHA-256 and SM3 have the same, so both are asked. */
function digestCondition(digest: string, v: string): string {
  const bytes = `decode(${v}, 'hex')`;
  if (/^[0-9a-fA-F]{128}$/.test(digest)) {
    return `r.id IN (SELECT record FROM file WHERE sha512 = ${bytes} UNION ALL SELECT record FROM package WHERE sha512 = ${bytes})`;
  }
  if (/^[0-9a-fA-F]{64}$/.test(digest)) {
    return `r.id IN (SELECT record FROM file WHERE sha256 = ${bytes} UNION ALL SELECT record FROM file WHERE sm3 = ${bytes}
      UNION ALL SELECT record FROM package WHERE sha256 = ${bytes})`;
  }
  // Nothing has a digest of another length; the value stays in use, for its place is taken.
  return `${v}::text IS NULL`;
}
