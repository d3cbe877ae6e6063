import { type CheckRow } from '../archive/checks-ports.js';
import { plainArray, textArray } from './pg-array.js';

export const CHECK_COLUMNS =
  'record, fonds, number, version, scheme, scheme_version AS "schemeVersion", stage, at, total, report, changes';

/** Reports by schemes, each with the next number of its record; whoever writes holds the head of the fonds. */
export const WRITE_CHECKS = {
  name: 'register-checks',
  text: `
INSERT INTO check_report (record, number, fonds, version, scheme, scheme_version, stage, at, outcome, total, report, changes)
SELECT c.record, coalesce((SELECT max(r.number) FROM check_report r WHERE r.record = c.record), 0) + 1, c.fonds, c.version, c.scheme,
       c.scheme_version, c.stage, c.at, c.outcome, c.total, c.report, c.changes
  FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::text[], $5::integer[], $6::text[], $7::timestamptz[], $8::text[], $9::json[], $10::json[], $11::json[])
    AS c(record, fonds, version, scheme, scheme_version, stage, at, outcome, total, report, changes)
RETURNING number`,
};

export function checkValues(rows: readonly Omit<CheckRow, 'number'>[]): string[] {
  const json = (column: (row: Omit<CheckRow, 'number'>) => unknown) =>
    textArray(rows.map((row) => (column(row) === null ? null : JSON.stringify(column(row)))));
  return [
    plainArray(rows.map((row) => row.record)),
    plainArray(rows.map((row) => row.fonds)),
    plainArray(rows.map((row) => row.version)),
    textArray(rows.map((row) => row.scheme.id)),
    plainArray(rows.map((row) => row.scheme.version)),
    textArray(rows.map((row) => row.stage)),
    plainArray(rows.map((row) => row.at)),
    textArray(rows.map((row) => row.total.outcome)),
    json((row) => row.total),
    json((row) => row.report),
    json((row) => row.changes),
  ];
}
