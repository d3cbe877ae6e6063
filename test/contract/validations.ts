import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Outlook, type RunProgress, type ValidationRow } from '../../src/archive/validation-ports.js';
import { type PendingEvent } from '../../src/core/ledger/event.js';
import { type Database } from '../../src/database/connect.js';
import { sampleCommit, uuidV7 } from './sample.js';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const OPEN: Outlook = {
  awaits: 'trust',
  open: [{ file: '发票.ofd', id: 's1', kind: 'seal', verdict: 'INDETERMINATE', subIndication: 'TRY_LATER', reason: '"{}\\' }], // prettier-ignore
};
const SETTLED: Outlook = { awaits: 'nothing', open: [] };

/** What Validations must keep. `make` gives a fresh database. */
export function validationsContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as Validations`, () => {
    let db: Database;
    let admin: string;
    let [fonds, other] = ['', ''];
    const newFonds = async () =>
      (await db.access.createFonds({ code: randomUUID(), name: '测试', test: true, from: '2020-01-01' }, admin, 'test'))
        .id;

    beforeAll(async () => {
      db = await make();
      admin = (await db.access.authenticate((await db.access.bootstrap())!))!.id;
      [fonds, other] = [await newFonds(), await newFonds()];
    }, 60_000);
    afterAll(() => db.close());

    /** A record that was taken in with one open seal. */
    async function received(of = fonds, outlook = OPEN, id = uuidV7()): Promise<ValidationRow> {
      const commit = sampleCommit({ fonds: of, principal: admin, id });
      const row: ValidationRow = {
        record: id,
        fonds: of,
        number: 1,
        at: commit.record.receivedAt,
        trust: digest('old trust'),
        policy: 'auto',
        counts: { total: 1, passed: 0, indeterminate: 1, failed: 0 },
        object: null,
        changes: [],
      };
      const result = await db.register.commit({ ...commit, validation: { row, outlook } });
      expect(result.kind).toBe('committed');
      return row;
    }
    const next = (before: ValidationRow, more: Partial<ValidationRow> = {}): ValidationRow => ({
      ...before,
      number: before.number + 1,
      at: new Date('2026-11-01T00:00:00.000Z'),
      trust: digest('new trust'),
      counts: { total: 1, passed: 1, indeterminate: 0, failed: 0 },
      object: { key: `reports/v1/${before.record}/${before.number + 1}.json`, sizeBytes: 5, sha256: digest('report') },
      changes: [
        { file: '发票.ofd', id: 's1', from: { verdict: 'INDETERMINATE', subIndication: 'TRY_LATER' }, to: { verdict: 'TOTAL_PASSED', subIndication: null } }, // prettier-ignore
      ],
      ...more,
    });
    const eventOf = (row: ValidationRow): PendingEvent => ({
      type: 'revalidated',
      subject: row.record,
      fonds: row.fonds,
      actor: admin,
      at: new Date(),
      details: { number: row.number },
      salt: randomBytes(32),
    });
    const add = (row: ValidationRow, outlook = SETTLED) =>
      db.validations.add({ row, outlook, event: eventOf(row), requestId: 'test' });
    const typesOf = async (id: string) => (await db.catalogue.events(id, 50, null)).items.map(({ type }) => type);

    it('keeps the report of intake with its record, and later ones beside it, newest first', async () => {
      const first = await received();
      expect(await db.validations.one(first.record, 1)).toEqual(first);
      const second = next(first);
      expect(await add(second)).toMatchObject({ type: 'revalidated', subjectNumber: 3 });
      const third = next(second, { changes: [] });
      expect(await add(third)).toMatchObject({ subjectNumber: 4 });
      expect(await db.validations.history(first.record, 10, null)).toEqual({
        items: [third, second, first],
        next: null,
      });
      const page = await db.validations.history(first.record, 2, null);
      expect(page.items).toEqual([third, second]);
      expect((await db.validations.history(first.record, 2, page.next)).items).toEqual([first]);
      expect(await typesOf(first.record)).toEqual(['received', 'registered', 'revalidated', 'revalidated']);
      expect(await db.validations.one(first.record, 4)).toBeNull();
    });

    it('of twenty next reports one comes first, with one event; no number is left out', async () => {
      const first = await received();
      const results = await Promise.all(Array.from({ length: 20 }, () => add(next(first))));
      expect(results.filter((sealed) => sealed !== null)).toHaveLength(1);
      expect(await typesOf(first.record)).toEqual(['received', 'registered', 'revalidated']);
      expect(await add(next(first, { number: 4 }))).toBeNull();
      expect(await add(next(first, { record: uuidV7() }))).toBeNull();
      expect((await db.validations.history(first.record, 10, null)).items.map(({ number }) => number)).toEqual([2, 1]);
    });

    it('a record without signatures has none and is never due', async () => {
      const commit = sampleCommit({ fonds: other, principal: admin });
      await db.register.commit(commit);
      expect(await db.validations.history(commit.record.id, 10, null)).toEqual({ items: [], next: null });
      expect(await db.validations.due({ fonds: [other], all: true }, null, 10)).toEqual([]);
    });

    it('queues what is open, by id and within the scope, until it is settled', async () => {
      const place = await newFonds();
      const ids = Array.from({ length: 5 }, (_, i) => uuidV7(1_700_000_000_000 + i));
      const rows: ValidationRow[] = [];
      for (const [i, id] of ids.entries())
        rows.push(await received(place, i === 3 ? { ...OPEN, awaits: 'other' } : OPEN, id));
      const pending = async (awaits: 'trust' | 'other' | null, scope: string[] | null = [place]) => {
        const seen: string[] = [];
        for (let after: string | null = null, more = true; more;) {
          const page = await db.validations.pending({ scope, awaits }, 2, after);
          seen.push(...page.items.map(({ record }) => record));
          after = page.next;
          more = after !== null;
        }
        return seen;
      };
      expect(await pending(null)).toEqual(ids);
      expect(await pending('other')).toEqual([ids[3]]);
      expect(await pending('trust', [other])).toEqual([]);
      expect(await pending(null, null)).toEqual(expect.arrayContaining(ids));
      const { items } = await db.validations.pending({ scope: [place], awaits: null }, 1, null);
      expect(items[0]).toEqual({ record: ids[0], fonds: place, number: 1, trust: digest('old trust'), ...OPEN });
      await add(next(rows[1]!));
      expect(await pending('trust')).toEqual([ids[0], ids[2], ids[4]]);

      const due = async (all: boolean) => (await db.validations.due({ fonds: [place], all }, ids[0]!, 10)).map(({ record, number }) => [record, number]); // prettier-ignore
      expect(await due(false)).toEqual([[ids[2], 1], [ids[4], 1]]); // prettier-ignore
      expect(await due(true)).toEqual([[ids[1], 2], [ids[2], 1], [ids[3], 1], [ids[4], 1]]); // prettier-ignore
      const [one] = await db.validations.due({ fonds: null, all: true }, ids[0]!, 1);
      expect(one).toEqual({ record: ids[1], fonds: place, number: 2, trust: digest('new trust'), at: new Date('2026-11-01T00:00:00.000Z') }); // prettier-ignore
    });

    it('a run is one holder’s at a time, goes on from where it stood, and ends once', async () => {
      const start = (fonds_: string[] | null) =>
        db.validations.startRun({ id: uuidV7(), fonds: fonds_, all: false, actor: admin, requestId: 'test', at: new Date() }); // prettier-ignore
      const run = await start([fonds]);
      expect(run).toMatchObject({ state: 'waiting', after: null, seen: 0, problems: [], finishedAt: null });
      const [a, b] = [randomUUID(), randomUUID()];
      const taken = await Promise.all([db.validations.takeRun(a, 60_000), db.validations.takeRun(b, 60_000)]);
      expect(taken.filter((one) => one !== null)).toEqual([{ ...run, state: 'running' }]);
      const [holder, rival] = taken[0] ? [a, b] : [b, a];
      const progress: RunProgress = { after: uuidV7(), seen: 7, revalidated: 3, changed: 2, problems: [{ record: uuidV7(), code: 'X', message: '"' }] }; // prettier-ignore
      expect(await db.validations.holdRun(run.id, rival, 60_000, progress)).toBe(false);
      // Silent for too long: it is anybody's, and the one before notices.
      expect(await db.validations.holdRun(run.id, holder, -1, progress)).toBe(true);
      expect(await db.validations.takeRun(rival, 60_000)).toEqual({ ...run, state: 'running', ...progress });
      expect(await db.validations.holdRun(run.id, holder, 60_000, progress)).toBe(false);
      await db.validations.leaveRun(run.id, holder, progress, true);
      await db.validations.leaveRun(run.id, rival, progress, false);
      expect(await db.validations.run(run.id)).toMatchObject({ state: 'waiting', finishedAt: null });
      expect(await db.validations.takeRun(holder, 60_000)).toMatchObject({ id: run.id });
      await db.validations.leaveRun(run.id, holder, { ...progress, seen: 9 }, true);
      const done = await db.validations.run(run.id);
      expect(done).toMatchObject({ state: 'done', seen: 9, finishedAt: expect.any(Date) });
      expect(await db.validations.takeRun(holder, 60_000)).toBeNull();

      const all = await start(null);
      const listed = async (scope: string[] | null) =>
        (await db.validations.runs(scope, 10, null)).items.map(({ id }) => id);
      expect(await listed(null)).toEqual([all.id, run.id]);
      expect(await listed([fonds, other])).toEqual([run.id]);
      expect(await listed([other])).toEqual([]);
      expect(await db.validations.run(uuidV7())).toBeNull();
    });
  });
}
