// Fills a database of its own with generated records, by COPY from files that the server reads.
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { entryRowOf, entryValues, termKeysOf } from '../dist/database/search-rows.js';
import { idOf, recordOf } from './search-records.mjs';

const PIECE = 50_000;
/** Records of these three fonds: nearly all, some, few. */
const FONDS = 3;
export const fondsOf = (n) => (n % 1000 === 999 ? 2 : n % 10 === 9 ? 1 : 0);
const PRINCIPAL = '00000000-0000-7000-8000-000000000001';

/** Gives the ids of the fonds. A folder that holds the records already is left as it is. */
export async function loadRecords(db, records) {
  const [{ count }] = await db.dataSource.query('SELECT count(*)::int AS count FROM record');
  if (count === records)
    return (await db.dataSource.query('SELECT id FROM fonds ORDER BY created_at, id')).map(({ id }) => id);
  if (count > 0) throw new Error(`the folder holds ${count} records, not ${records}`);
  const started = Date.now();
  const fonds = [];
  for (let i = 0; i < FONDS; i++) {
    const code = `B${i}`;
    fonds.push(
      (await db.access.createFonds({ code, name: code, test: true, from: '2020-01-01' }, PRINCIPAL, 'bench')).id,
    );
  }
  const client = new pg.Client(db.embedded.connection('superuser'));
  await client.connect();
  // Indexes are made when the rows are there, as a restore does.
  const { rows: indexes } = await client.query(
    `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ('record', 'search_terms') AND indexname NOT LIKE '%_pkey'`,
  );
  for (const { indexname } of indexes) await client.query(`DROP INDEX "${indexname}"`);
  const folder = mkdtempSync(join(tmpdir(), 'dantao-copy-'));
  chmodSync(folder, 0o755);
  for (let from = 0; from < records; from += PIECE) {
    await copyPiece(client, folder, fonds, from, Math.min(records, from + PIECE));
    process.stderr.write(
      `\r${Math.min(records, from + PIECE)} records, ${Math.round((Date.now() - started) / 1000)} s`,
    );
  }
  rmSync(folder, { recursive: true });
  await client.query(`SET maintenance_work_mem = '1GB'`);
  for (const { indexdef } of indexes) await client.query(indexdef);
  await client.query(`SELECT setval(pg_get_serial_sequence('search_entry', 'number'), $1)`, [records]);
  await client.query('UPDATE search_head SET indexed = $1', [records]);
  await client.query('VACUUM ANALYZE record');
  await client.query('VACUUM search_entry');
  await client.query('VACUUM search_terms');
  await client.query('CHECKPOINT');
  const { rows } = await client.query(
    `SELECT relname, pg_size_pretty(pg_table_size(oid)) AS rows, pg_size_pretty(pg_indexes_size(oid)) AS indexes
       FROM pg_class WHERE relname IN ('record', 'search_entry', 'search_terms') ORDER BY 1`,
  );
  await client.end();
  console.log(`\nloaded and indexed in ${Math.round((Date.now() - started) / 1000)} s`);
  console.table(rows);
  return fonds;
}

async function copyPiece(client, folder, fonds, from, until) {
  const files = { record: [], search_entry: [], search_terms: [] };
  for (let n = from; n < until; n++) {
    const of = fondsOf(n);
    const said = recordOf(n, of);
    const record = { ...said, id: idOf(n), fonds: fonds[of] };
    const number = n + 1;
    const row = entryRowOf(record);
    const [, , , , parties, keys, amounts, dayKeys, since, untilDays] = entryValues([row]).map(one);
    files.record.push([
      record.id, record.fonds, record.kind, record.title, null, record.date, record.date, 'D30', 'erp', record.businessKey,
      n % 5000 === 77 ? 'withdrawn' : 'registered', '[]', JSON.stringify({ fonds: 'B', kind: record.kind, title: record.title, files: [] }), '[]',
      `fp${n}`, `ck${n}`, PRINCIPAL, new Date(1_700_000_000_000 + n * 10).toISOString(), JSON.stringify(record.facts), record.duplicateKey, null, '[]',
    ]); // prettier-ignore
    files.search_entry.push([
      number,
      record.id,
      record.fonds,
      record.kind,
      row.entry.lines,
      parties,
      keys,
      amounts,
      dayKeys,
      since,
      untilDays,
    ]);
    files.search_terms.push([number, termKeysOf(row, number)]);
  }
  for (const [table, rows] of Object.entries(files)) {
    const path = join(folder, table);
    const file = openSync(path, 'w', 0o644);
    writeSync(file, rows.map((row) => row.map(field).join('\t')).join('\n') + '\n');
    closeSync(file);
    await client.query(`COPY ${table} FROM '${path}'`);
  }
}

/** The one element of an array literal of one, as text; null for NULL. */
function one(literal) {
  if (literal === '{NULL}') return null;
  return literal.startsWith('{"') ? literal.slice(2, -2).replace(/\\(.)/g, '$1') : literal.slice(1, -1);
}

/** COPY's text format. */
const field = (value) =>
  value === null ? '\\N' : String(value).replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n');
