// What search adds to the transaction of a record, beside the statement that writes the record, in one run on one machine.
import pg from 'pg';
import { entryRowOf, entryValues, WRITE_ENTRIES } from '../dist/database/search-rows.js';
import { arrivalValues, ARRIVE } from '../dist/database/relation-rows.js';
import { recordValues } from '../dist/database/register-rows.js';
import { WRITE_RECORDS } from '../dist/database/register-sql.js';
import { idOf, recordOf } from './search-records.mjs';

const ROUND = 32;
const ROUNDS = 60;
const PRINCIPAL = '00000000-0000-7000-8000-000000000001';
const SHA = 'ab'.repeat(32);

/** Rounds of 32 records, each rolled back: the database stays as it is. Prints the medians. */
export async function measureIntake(db, fonds) {
  const client = new pg.Client(db.embedded.connection('service'));
  await client.connect();
  await client.query(
    `SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan`,
  );
  const times = { record: [], entry: [], arrive: [], made: [] };
  const timed = async (into, step) => {
    const start = performance.now();
    const done = await step();
    into.push((performance.now() - start) / ROUND);
    return done;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const commits = Array.from({ length: ROUND }, (_, i) => commitOf(5_000_000 + round * ROUND + i, fonds));
    const records = commits.map(({ record }) => record);
    const values = await timed(times.made, () => entryValues(records.map(entryRowOf)));
    await client.query('BEGIN');
    await timed(times.record, () => client.query({ ...WRITE_RECORDS, values: recordValues({ commits }) }));
    await timed(times.entry, () => client.query({ ...WRITE_ENTRIES, values }));
    await timed(times.arrive, () => client.query({ ...ARRIVE, values: arrivalValues(records) }));
    await client.query('ROLLBACK');
  }
  await client.end();
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const [record, entry, arrive, made] = [times.record, times.entry, times.arrive, times.made].map(median);
  console.log(
    `a record in a round of ${ROUND}: entry made ${made.toFixed(3)} ms, written ${entry.toFixed(3)} ms, relations that waited ${arrive.toFixed(3)} ms; ` +
      `together ${(made + entry + arrive).toFixed(3)} ms (aim ≤ 0.3 ms), ${((made + entry + arrive) / record).toFixed(2)} × the ${record.toFixed(3)} ms of writing the record`,
  );
}

function commitOf(n, fonds) {
  const record = {
    ...recordOf(n, 0),
    id: idOf(n),
    fonds,
    dateFrom: null,
    retention: 'D30',
    sourceSystem: 'erp',
    state: 'registered',
    stateReason: [],
    voucher: null,
    foundRelations: [],
    declaration: { fonds: 'B', kind: 'e-invoice', title: 'x', files: [] },
    findings: [],
    fingerprint: `bench${n}`,
    contentKey: `bench${n}`,
    principal: PRINCIPAL,
    receivedAt: new Date(),
  };
  const at = new Date();
  return {
    record,
    package: {
      record: record.id,
      version: 1,
      key: `aip/${n}`,
      storeVersion: null,
      sizeBytes: 1,
      sha256: SHA,
      sha512: SHA + SHA,
      nonce: SHA,
      at,
    },
    files: [
      {
        index: 0,
        version: 1,
        path: '发票.xml',
        offset: 0,
        sizeBytes: 1,
        digests: { sha256: SHA, sha512: SHA + SHA, sm3: SHA },
        crc32: 0,
        declared: {},
        facts: {},
        signatures: [],
      },
    ],
  };
}
