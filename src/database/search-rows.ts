import { type RecordRow } from '../archive/ports.js';
import { blockOf, termKey } from '../core/search/block.js';
import { type SearchEntry, searchEntryOf, termsOf } from '../core/search/entry.js';
import { plainArray, textArray } from './pg-array.js';

/** An entry with what it belongs to. */
export interface EntryRow {
  record: string;
  fonds: string;
  kind: string;
  entry: SearchEntry;
}

export type IndexedRecord = Pick<RecordRow, 'id' | 'fonds' | 'kind' | 'title' | 'creator' | 'date' | 'businessKey' | 'facts'>; // prettier-ignore

export function entryRowOf(record: IndexedRecord): EntryRow {
  return { record: record.id, fonds: record.fonds, kind: record.kind, entry: searchEntryOf(record) };
}

/** Keys of all terms of an entry that has this number. */
export function termKeysOf({ fonds, kind, entry }: Omit<EntryRow, 'record'>, number: number): string {
  const block = blockOf(number);
  return plainArray([...termsOf(entry, { fonds, kind })].map((term) => termKey(term, block)));
}

const COLUMNS = 'record, fonds, kind, lines, party_characters, amount_keys, amounts, day_keys, since, until';
const VALUES = `record, fonds, kind, lines, party_characters, amount_keys::text[], amounts::numeric[], day_keys::text[], since::date[], until::date[]`;
const ENTRIES = `unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])`;

/**
 * $1–$10 as entryValues(). Numbers are given in the order of the rows. The transaction has to have changed something before:
 * whoever indexes waits for the transactions that were running, and tells them by their ids.
 */
export const WRITE_ENTRIES = {
  name: 'register-entries',
  text: `INSERT INTO search_entry (${COLUMNS}) SELECT ${VALUES} FROM ${ENTRIES} AS e(${COLUMNS})`,
};

/** $1–$10 as entryValues(), $11 numbers, $12 terms: entries made later, each with its terms. */
export const FILL_ENTRIES = `
WITH given AS (
  SELECT number, terms, ${VALUES} FROM ${ENTRIES.slice(0, -1)}, $11::bigint[], $12::text[]) AS e(${COLUMNS}, number, terms)),
made AS (
  INSERT INTO search_entry (number, ${COLUMNS}) SELECT number, ${COLUMNS} FROM given
  ON CONFLICT (record) DO NOTHING RETURNING number)
INSERT INTO search_terms (number, terms) SELECT number, terms::integer[] FROM given JOIN made USING (number)`;

/** $1–$10 as entryValues(), $11 numbers, $12 terms, $13 highest number that has terms: the same entries, made anew in their places. */
export const REMAKE_ENTRIES = `
WITH given AS (
  SELECT number, terms, ${VALUES} FROM ${ENTRIES.slice(0, -1)}, $11::bigint[], $12::text[]) AS e(${COLUMNS}, number, terms)),
made AS (
  UPDATE search_entry e SET kind = g.kind, lines = g.lines, party_characters = g.party_characters, amount_keys = g.amount_keys,
         amounts = g.amounts, day_keys = g.day_keys, since = g.since, until = g.until
    FROM given g WHERE e.number = g.number)
INSERT INTO search_terms (number, terms) SELECT number, terms::integer[] FROM given WHERE number <= $13::bigint
ON CONFLICT (number) DO UPDATE SET terms = excluded.terms`;

export function entryValues(rows: readonly EntryRow[]): string[] {
  const list = (column: (entry: SearchEntry) => string | null) => textArray(rows.map(({ entry }) => column(entry)));
  return [
    plainArray(rows.map(({ record }) => record)),
    plainArray(rows.map(({ fonds }) => fonds)),
    textArray(rows.map(({ kind }) => kind)),
    list(({ lines }) => lines),
    plainArray(rows.map(({ entry }) => entry.partyCharacters)),
    list(({ amounts }) => inner(amounts.map(({ key }) => key))),
    list(({ amounts }) => inner(amounts.map(({ value }) => value))),
    list(({ days }) => inner(days.map(({ key }) => key))),
    list(({ days }) => inner(days.map(({ since }) => since))),
    list(({ days }) => inner(days.map(({ until }) => until))),
  ];
}

const inner = (values: string[]) => (values.length === 0 ? null : textArray(values));
