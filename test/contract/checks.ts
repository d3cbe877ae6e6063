import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { type CheckRow } from '../../src/archive/checks-ports.js';
import { type CheckReport } from '../../src/core/checks/result.js';
import { type PendingEvent } from '../../src/core/ledger/event.js';
import { type RecordState } from '../../src/core/record.js';
import { type Database } from '../../src/database/connect.js';
import { sampleCommit } from './sample.js';

const COUNTS = { passed: 1, warning: 0, failed: 0, 'not-checked': 0, 'not-applicable': 0, manual: 0 };
const REPORT: CheckReport = {
  scheme: { id: 'dantao/archiving', version: 1 },
  stage: 'archiving',
  at: '2026-11-01T00:00:00.000Z',
  software: { name: 'dantao', version: '0' },
  results: [{ item: 'fixity', outcome: 'passed', why: { zh: '“一致”\\', en: '"{}\\' }, evidence: [] }],
  total: { outcome: 'passed', vetoed: [], counts: COUNTS },
};

/** What Checks must keep. `make` gives a fresh database. */
export function checksContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as Checks`, () => {
    let db: Database;
    let admin: string;
    let fonds: string;
    beforeAll(async () => {
      db = await make();
      admin = (await db.access.authenticate((await db.access.bootstrap())!))!.id;
      const made = { code: randomUUID(), name: '测试', test: true, from: '2020-01-01' };
      fonds = (await db.access.createFonds(made, admin, 'test')).id;
    }, 60_000);
    afterAll(() => db.close());

    const { scheme, stage, at, total } = REPORT;
    const rowOf = (record: string, more: Partial<CheckRow> = {}): Omit<CheckRow, 'number'> => ({
      record,
      fonds,
      version: 1,
      scheme,
      stage,
      at,
      total,
      report: REPORT,
      changes: [{ item: 'fixity', from: null, to: 'passed' }],
      ...more,
    });
    const event = (record: string, type: PendingEvent['type']): PendingEvent => ({
      type,
      subject: record,
      fonds,
      actor: admin,
      at: new Date(),
      details: {},
      salt: randomBytes(32),
    });
    const add = (record: string, from: RecordState | null = null) =>
      db.checks.add({
        row: rowOf(record),
        event: event(record, 'checked'),
        registered: from && { from, event: event(record, 'registered'), receipt: ({ id }) => `receipt of ${id}` },
        requestId: 'test',
      });
    /** A record with the report that lies in its package. */
    async function received(state: RecordState = 'received'): Promise<string> {
      const commit = sampleCommit({ fonds, principal: admin });
      const { id } = commit.record;
      const record = { ...commit.record, state, stateReason: state === 'received' ? ['CHECK_VIRUS'] : [] };
      const checks = rowOf(id, { report: null, changes: [] });
      expect((await db.register.commit({ ...commit, record, checks })).kind).toBe('committed');
      return id;
    }
    const stateOf = async (id: string) => {
      const { state, stateReason } = (await db.catalogue.record(id, null))!.record;
      return [state, stateReason];
    };
    const typesOf = async (id: string) => (await db.catalogue.events(id, 10, null)).items.map(({ type }) => type);

    it('keeps the report of intake as the first, and says it of the record', async () => {
      const id = await received();
      expect(await db.checks.one(id, 1)).toEqual({ ...rowOf(id, { report: null, changes: [] }), number: 1 });
      expect((await db.catalogue.record(id, null))!.checks).toEqual({ scheme, stage, at, total });
      expect(await db.checks.one(id, 2)).toBeNull();
      expect(await db.checks.newest(id, 'dantao/long-term')).toBeNull();
    });

    it('adds a report with its event, byte for byte, and pages them newest first', async () => {
      const id = await received();
      const { number, events, registered } = await add(id);
      expect([number, registered, events.map(({ type }) => type)]).toEqual([2, false, ['checked']]);
      expect(await db.checks.one(id, 2)).toEqual({ ...rowOf(id), number: 2 });
      expect((await db.checks.newest(id, scheme.id))!.number).toBe(2);
      const first = await db.checks.history(id, 1, null);
      const second = await db.checks.history(id, 1, first.next);
      expect([first, second].map(({ items }) => items.map((row) => row.number))).toEqual([[2], [1]]);
      expect(second.next).toBeNull();
      expect(await stateOf(id)).toEqual(['received', ['CHECK_VIRUS']]);
    });

    it('registers with the report, its event and receipt together, and only from the state that was seen', async () => {
      const id = await received();
      const wrong = await add(id, 'incomplete');
      expect([wrong.registered, wrong.receipts, await stateOf(id)]).toEqual([false, [null], ['received', ['CHECK_VIRUS']]]); // prettier-ignore
      const right = await add(id, 'received');
      expect([right.registered, right.receipts]).toEqual([true, [null, `receipt of ${right.events[1]!.id}`]]);
      expect(await stateOf(id)).toEqual(['registered', []]);
      const late = await add(id, 'received');
      expect([late.registered, late.number]).toEqual([false, 4]);
      expect((await typesOf(id)).slice(-4)).toEqual(['checked', 'checked', 'registered', 'checked']);
    });

    it('gives ten looks at once ten numbers, and registers once', async () => {
      const id = await received();
      const looks = await Promise.all(Array.from({ length: 10 }, () => add(id, 'received')));
      expect(looks.map(({ number }) => number).sort((one, other) => one - other)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]); // prettier-ignore
      expect(looks.filter(({ registered }) => registered)).toHaveLength(1);
      expect(looks.flatMap(({ receipts }) => receipts).filter((one) => one !== null)).toHaveLength(1);
    });
  });
}
