import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { type Change, type ConflictRow } from '../../src/archive/lifecycle-ports.js';
import { type CommitInput, type Fonds } from '../../src/archive/ports.js';
import { type Expectation, type ExpectedRecord, keysOf } from '../../src/core/records/expects.js';
import { type SourcedFact } from '../../src/core/records/fact.js';
import { type Database } from '../../src/database/connect.js';
import { beginOf, sampleCommit, sampleVersion, uuidV7 } from './sample.js';

const fact = (key: string, text: string): SourcedFact => ({
  key,
  type: 'text',
  text,
  value: text,
  place: '/',
  file: 'a.xml',
  reader: 'x/1',
});

/** What every Lifecycle must keep beside its Register. `make` gives a fresh database. */
export function lifecycleContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as a Lifecycle`, () => {
    let db: Database;
    let admin: string;
    let fonds: Fonds;
    const newFonds = () =>
      db.access.createFonds({ code: randomUUID(), name: '测试全宗', test: true, from: '2020-01-01' }, admin, 'test');
    const commitOf = async (more: Partial<Parameters<typeof sampleCommit>[0]> = {}): Promise<CommitInput> => {
      const commit = sampleCommit({ fonds: fonds.id, principal: admin, ...more });
      expect((await db.register.commit(commit)).kind).toBe('committed');
      return commit;
    };
    const change = (record: CommitInput['record'], more: Partial<Change> = {}): Change => ({
      fonds: record.fonds,
      principal: admin,
      idempotency: null,
      states: [],
      withdrawals: [],
      releases: [],
      met: [],
      conflicts: [],
      events: [
        { type: 'withdrawn', subject: record.id, fonds: record.fonds, actor: admin, at: new Date(), details: {}, salt: randomBytes(32) }, // prettier-ignore
      ],
      receipts: (events) => events.map((event) => `receipt of ${event.id}`),
      requestId: 'test',
      ...more,
    });
    const withdrawal = (record: CommitInput['record']): Change =>
      change(record, {
        states: [{ record: record.id, from: record.state, to: 'withdrawn', reason: ['WITHDRAWN'] }],
        withdrawals: [
          { record: record.id, reason: '重复', basis: null, approver: null, principal: admin, at: new Date() },
        ],
        releases: [record.id],
      });

    beforeAll(async () => {
      db = await make();
      const secret = await db.access.bootstrap();
      admin = (await db.access.authenticate(secret ?? ''))?.id ?? '';
      fonds = await newFonds();
    }, 60_000);
    afterAll(() => db.close());

    describe('duplicate keys', () => {
      it('of 20 records of one key at once one holds it, and the others are told which', async () => {
        const results = await Promise.all(
          Array.from({ length: 20 }, () =>
            db.register.commit(sampleCommit({ fonds: fonds.id, principal: admin, duplicateKey: 'e-invoice:1' })),
          ),
        );
        const committed = results.filter(({ kind }) => kind === 'committed');
        expect(committed).toHaveLength(1);
        const [holder] = await db.lifecycle.claimants(fonds.id, 'e-invoice:1');
        expect(holder).toMatchObject({ holds: true, state: 'registered' });
        expect(results.filter(({ kind }) => kind === 'duplicate')).toEqual(
          Array.from({ length: 19 }, () => ({ kind: 'duplicate', record: holder!.record })),
        );
      });

      it('is another key in another fonds', async () => {
        const other = await newFonds();
        await commitOf({ duplicateKey: 'e-invoice:2' });
        expect(await db.lifecycle.claimants(other.id, 'e-invoice:2')).toEqual([]);
        const elsewhere = sampleCommit({ fonds: other.id, principal: admin, duplicateKey: 'e-invoice:2' });
        expect((await db.register.commit(elsewhere)).kind).toBe('committed');
      });

      it('leaves the idempotency key free: the same submission comes again as a version', async () => {
        const first = await commitOf({ duplicateKey: 'e-invoice:3' });
        const second = sampleCommit({ fonds: fonds.id, principal: admin, duplicateKey: 'e-invoice:3', key: 'later' });
        expect(await db.register.commit(second)).toEqual({ kind: 'duplicate', record: first.record.id });
        const version = sampleVersion(first, { key: 'later' });
        expect((await db.lifecycle.addVersion(version)).kind).toBe('committed');
      });

      it('is nobody else’s for a record in conflict, which is told of with its conflict', async () => {
        const first = await commitOf({ duplicateKey: 'e-invoice:4' });
        const second = sampleCommit({ fonds: fonds.id, principal: admin, duplicateKey: 'e-invoice:4' });
        second.record.state = 'received';
        second.record.facts = [fact('seller-name', '乙公司')];
        second.conflict = conflictOf(first, second);
        expect((await db.register.commit(second)).kind).toBe('committed');
        expect(await db.lifecycle.claimants(fonds.id, 'e-invoice:4')).toEqual([
          { record: first.record.id, state: 'registered', facts: [], holds: true },
          { record: second.record.id, state: 'received', facts: second.record.facts, holds: false },
        ]);
        expect(await db.lifecycle.conflict(second.conflict.id, [fonds.id])).toEqual(second.conflict);
        expect(await db.lifecycle.conflict(second.conflict.id, [randomUUID()])).toBeNull();
        const page = await db.lifecycle.conflicts({ scope: [fonds.id], open: true, record: first.record.id }, 10, null);
        expect(page).toEqual({ items: [second.conflict], next: null });
        expect((await db.lifecycle.conflicts({ scope: [randomUUID()], open: null, record: null }, 10, null)).items).toEqual([]); // prettier-ignore

        // Withdrawn, the first lets it go to the oldest that is left.
        const gone = withdrawal(first.record);
        gone.conflicts = [{ id: second.conflict.id, decision: 'withdrawn', reason: '重复', at: new Date() }];
        expect((await db.lifecycle.change(gone)).kind).toBe('done');
        expect(await db.lifecycle.claimants(fonds.id, 'e-invoice:4')).toMatchObject([
          { record: second.record.id, holds: true },
        ]);
        expect(await db.lifecycle.conflict(second.conflict.id, null)).toMatchObject({
          decided: { decision: 'withdrawn', reason: '重复', by: admin },
        });
        // What is decided is not decided again.
        expect(await db.lifecycle.change(change(second.record, { conflicts: gone.conflicts }))).toEqual({ kind: 'outrun' }); // prettier-ignore
      });

      it('is free when its only record is withdrawn', async () => {
        const first = await commitOf({ duplicateKey: 'e-invoice:5' });
        await db.lifecycle.change(withdrawal(first.record));
        expect(await db.lifecycle.claimants(fonds.id, 'e-invoice:5')).toEqual([]);
        await commitOf({ duplicateKey: 'e-invoice:5' });
      });
    });

    describe('versions', () => {
      it('gives back what was added, letter for letter, and leaves the first as it is', async () => {
        const first = await commitOf();
        const version = sampleVersion(first);
        version.facts = [fact('issue-date', '2026-03-17')];
        const result = await db.lifecycle.addVersion(version);
        const view = (await db.catalogue.record(first.record.id, [fonds.id]))!;
        expect(view.packages).toEqual([first.package, version.package]);
        expect(view.files).toMatchObject([{ ...first.files[0]!, version: 1 }, version.files[0]!]);
        expect(view).toMatchObject({ former: [], versions: [version.version], withdrawal: null });
        expect(JSON.stringify(view.versions[0]!.declaration)).toBe(JSON.stringify(version.version.declaration));
        expect(view.record).toEqual({ ...first.record, facts: version.facts });
        expect(view.receipts.map(({ type }) => type)).toEqual(['received', 'registered', 'version-added']);
        expect(result.kind === 'committed' && result.events[0]!.subjectNumber).toBe(3);
      });

      it('shows the later of two files with one path, and keeps the former', async () => {
        const first = await commitOf();
        const version = sampleVersion(first);
        version.files[0]!.path = first.files[0]!.path;
        await db.lifecycle.addVersion(version);
        const view = (await db.catalogue.record(first.record.id, null))!;
        expect(view.files.map((file) => file.version)).toEqual([2]);
        expect(view.former.map((file) => file.version)).toEqual([1]);
      });

      it('of 10 second versions at once one comes first, the others are outrun', async () => {
        const first = await commitOf();
        const versions = Array.from({ length: 10 }, () => sampleVersion(first));
        const results = await Promise.all(versions.map((version) => db.lifecycle.addVersion(version)));
        expect(results.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
        expect(results.filter(({ kind }) => kind === 'outrun')).toHaveLength(9);
        expect((await db.lifecycle.addVersion(sampleVersion(first, { number: 4 }))).kind).toBe('outrun');
        expect((await db.lifecycle.addVersion(sampleVersion(first, { number: 3 }))).kind).toBe('committed');
        expect((await db.catalogue.record(first.record.id, null))!.packages).toHaveLength(3);
      });

      it('makes one version of many with the same content and key, found by a later begin too', async () => {
        const first = await commitOf();
        const versions = Array.from({ length: 8 }, () => sampleVersion(first, { content: 'same', key: 'v' }));
        const results = await Promise.all(versions.map((version) => db.lifecycle.addVersion(version)));
        expect(results.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
        expect(results.filter(({ kind }) => kind !== 'committed')).toEqual(
          Array.from({ length: 7 }, () => ({ kind: 'stored', record: first.record.id })),
        );
        const { fingerprint } = versions[0]!.version;
        const asked = { ...beginOf(sampleCommit({ fonds: fonds.id, principal: admin })), fingerprint };
        expect(await db.register.begin(asked)).toEqual({ kind: 'stored', record: first.record.id, sameKey: false });
        expect(await db.register.begin({ ...asked, idempotencyKey: 'v' })).toEqual({
          kind: 'stored',
          record: first.record.id,
          sameKey: true,
        });
        // As a record of its own it is not stored either.
        const own = sampleCommit({ fonds: fonds.id, principal: admin });
        own.record.fingerprint = fingerprint;
        expect(await db.register.commit(own)).toEqual({ kind: 'stored', record: first.record.id });
        const misused = sampleVersion(first, { number: 3, key: 'v' });
        expect(await db.lifecycle.addVersion(misused)).toEqual({ kind: 'mismatch' });
      });

      it('forgets the intent of a try when it is committed, and what the job noted of it', async () => {
        const first = await commitOf();
        const version = sampleVersion(first);
        const { id, fingerprint, at } = version.version;
        const tried = { ...beginOf(first), fingerprint, proposed: { recordId: id, at, nonce: version.package.nonce } };
        expect(await db.register.begin(tried)).toMatchObject({ kind: 'go', recordId: id, resumed: false });
        await db.register.noteOrphan({ key: version.package.key, recordId: id, fonds: fonds.id, at, nonce: version.package.nonce, fingerprint, sizeBytes: 5 }); // prettier-ignore
        await db.lifecycle.addVersion(version);
        expect(await db.dataSource.query('SELECT 1 FROM intent WHERE record = $1', [id])).toEqual([]);
        expect(await db.dataSource.query('SELECT 1 FROM orphan WHERE record = $1', [id])).toEqual([]);
        expect(await db.catalogue.unmentioned([version.package.key])).toEqual([]);
      });

      it('adds nothing to a withdrawn record, and withdraws once', async () => {
        const first = await commitOf();
        const results = await Promise.all([1, 2, 3].map(() => db.lifecycle.change(withdrawal(first.record))));
        expect(results.map(({ kind }) => kind).sort()).toEqual(['done', 'outrun', 'outrun']);
        expect(await db.lifecycle.addVersion(sampleVersion(first))).toEqual({ kind: 'outrun' });
        const view = (await db.catalogue.record(first.record.id, null))!;
        expect(view).toMatchObject({
          record: { state: 'withdrawn' },
          withdrawal: { reason: '重复', principal: admin },
        });
        expect(view.receipts.map(({ type }) => type)).toEqual(['received', 'registered', 'withdrawn']);
        expect(view.packages).toEqual([first.package]);
      });

      it('joins what its signatures leave open to what was open before', async () => {
        const first = await commitOf();
        const version = sampleVersion(first);
        const open = [
          { file: 'a', id: 's1', verdict: 'INDETERMINATE' as const, subIndication: null, reason: 'r\u0000' },
        ];
        version.validation = {
          row: {
            record: first.record.id,
            fonds: fonds.id,
            at: new Date(),
            trust: 'ab'.repeat(32),
            policy: 'auto',
            counts: { total: 1, passed: 0, indeterminate: 1, failed: 0 },
            object: null,
            version: 2,
            changes: [],
          },
          outlook: { awaits: 'trust', open: open as never },
        };
        expect((await db.lifecycle.addVersion(version)).kind).toBe('committed');
        expect(await db.validations.one(first.record.id, 1)).toEqual({ ...version.validation.row, number: 1 });
        const third = sampleVersion(first, { number: 3 });
        third.validation = { row: { ...version.validation.row, version: 3 }, outlook: { awaits: 'nothing', open: [] } };
        await db.lifecycle.addVersion(third);
        const pending = await db.validations.pending({ scope: [fonds.id], awaits: 'trust' }, 100, null);
        expect(pending.items.find(({ record }) => record === first.record.id)).toMatchObject({ number: 2, open });
      });
    });

    describe('what records wait for', () => {
      const waiting = (wanted: Expectation[], until: string | null = null, source?: string) => {
        const commit = sampleCommit({ fonds: fonds.id, principal: admin, ...(source ? { content: source } : {}) });
        Object.assign(commit.record, { state: 'incomplete', stateReason: ['EXPECTED_MISSING'] });
        commit.expectations = wanted.map((one, i) => ({ record: commit.record.id, number: i + 1, fonds: fonds.id, wanted: one, until, metAt: null, metBy: null })); // prettier-ignore
        return commit;
      };
      const keyOf = (name: Parameters<typeof keysOf>[0]) => keysOf(name)[0]!;
      const byKey = (key: string): Expectation => ({ kind: 'record', key: keyOf({ duplicateKey: key, sourceSystem: null, businessKey: null }) }); // prettier-ignore
      const bySource = (system: string, businessKey: string): Expectation => ({ kind: 'record', key: keyOf({ duplicateKey: null, sourceSystem: system, businessKey }) }); // prettier-ignore

      it('is given back, and whoever brings it is told who waits, in the same fonds only', async () => {
        const first = waiting([{ kind: 'files', role: '附件', count: 2 }, byKey('e-invoice:w1'), bySource('erp', 'w "2')], '2026-12-31'); // prettier-ignore
        expect(await db.register.commit(first)).toMatchObject({ kind: 'committed', awaited: [] });
        expect((await db.catalogue.record(first.record.id, null))!.expectations).toEqual(first.expectations);
        const other = await newFonds();
        const elsewhere = sampleCommit({ fonds: other.id, principal: admin, duplicateKey: 'e-invoice:w1' });
        expect(await db.register.commit(elsewhere)).toMatchObject({ kind: 'committed', awaited: [] });
        const wanted = first.expectations![1]!.wanted as ExpectedRecord;
        expect(await db.lifecycle.expected(fonds.id, wanted.key, first.record.id)).toBeNull();
        expect(await db.lifecycle.completable(10, null)).toEqual([]);

        const brings = sampleCommit({
          fonds: fonds.id,
          principal: admin,
          duplicateKey: 'e-invoice:w1',
          content: 'w "2',
        });
        expect(await db.register.commit(brings)).toMatchObject({ awaited: [first.record.id] });
        for (const { wanted } of first.expectations!.slice(1))
          expect(await db.lifecycle.expected(fonds.id, (wanted as ExpectedRecord).key, first.record.id)).toBe(
            brings.record.id,
          );
        // It does not wait for itself.
        expect(await db.lifecycle.expected(fonds.id, wanted.key, brings.record.id)).toBeNull();
        expect(await db.lifecycle.completable(10, null)).toEqual([first.record.id]);
        expect(await db.lifecycle.completable(10, first.record.id)).toEqual([]);
      });

      it('when very many wait for one, whoever brings it is told of some; all are found, page by page', async () => {
        const ids: string[] = [];
        for (let n = 0; n < 104; n += 8) {
          const some = Array.from({ length: 8 }, () => waiting([byKey('e-invoice:w9')]));
          await Promise.all(some.map((one) => db.register.commit(one)));
          ids.push(...some.map(({ record }) => record.id));
        }
        const brings = sampleCommit({ fonds: fonds.id, principal: admin, duplicateKey: 'e-invoice:w9' });
        const committed = await db.register.commit(brings);
        expect(committed.kind === 'committed' && committed.awaited.length).toBe(100);
        const found: string[] = [];
        for (let after: string | null = null; ;) {
          const page: string[] = await db.lifecycle.completable(60, after);
          found.push(...page);
          if (page.length < 60) break;
          after = page.at(-1)!;
        }
        expect(found).toEqual(expect.arrayContaining(ids));
      });

      it('is met once, of many at once', async () => {
        const first = waiting([byKey('e-invoice:w3')]);
        await db.register.commit(first);
        const { record } = first;
        const complete = () =>
          change(record, {
            states: [{ record: record.id, from: 'incomplete', to: 'registered', reason: [] }],
            met: [{ record: record.id, number: 1, by: randomUUID(), at: new Date() }],
          });
        const results = await Promise.all(Array.from({ length: 8 }, () => db.lifecycle.change(complete())));
        expect(results.filter(({ kind }) => kind === 'done')).toHaveLength(1);
        const view = (await db.catalogue.record(record.id, null))!;
        expect(view).toMatchObject({ record: { state: 'registered' }, expectations: [{ metAt: expect.any(Date) }] });
        expect(view.receipts.filter(({ type }) => type === 'withdrawn')).toHaveLength(1);
      });

      it('is overdue after its day', async () => {
        const first = waiting([byKey('e-invoice:w4')], '2026-03-31', 'overdue');
        await db.register.commit(first);
        const listed = async (overdueOn: string) =>
          (await db.catalogue.records({ fonds: [fonds.id], businessKey: 'overdue', overdueOn }, 10, null)).items.length;
        expect([await listed('2026-03-31'), await listed('2026-04-01')]).toEqual([0, 1]);
      });
    });

    it('replays a change by its idempotency key, and refuses the key for another', async () => {
      const first = await commitOf();
      const asked = {
        ...withdrawal(first.record),
        idempotency: { key: 'w', fingerprint: 'f', record: first.record.id },
      };
      expect((await db.lifecycle.change(asked)).kind).toBe('done');
      expect(await db.lifecycle.change(asked)).toEqual({ kind: 'replayed' });
      const other = { ...asked, idempotency: { ...asked.idempotency, fingerprint: 'g' } };
      expect(await db.lifecycle.change(other)).toEqual({ kind: 'mismatch' });
      const { items } = await db.catalogue.events(first.record.id, 10, null);
      expect(items.map(({ type }) => type)).toEqual(['received', 'registered', 'withdrawn']);
    });

    it('binds an idempotency key to a record that is there, once', async () => {
      const first = await commitOf();
      const bound = { principal: admin, fonds: fonds.id, key: 'b', fingerprint: 'f', record: first.record.id };
      expect(await db.lifecycle.bind(bound)).toBe(true);
      expect(await db.lifecycle.bind(bound)).toBe(true);
      expect(await db.lifecycle.bind({ ...bound, fingerprint: 'g' })).toBe(false);
    });

    it.each([
      ['UPDATE record_version SET reason = $1', ['x']],
      ['DELETE FROM record_version', []],
      ['UPDATE withdrawal SET reason = $1', ['x']],
      ['DELETE FROM withdrawal', []],
      ['DELETE FROM conflict', []],
      ['UPDATE conflict SET first = second', []],
    ])('does not let the service %s', async (sql, values) => {
      await expect(db.dataSource.query(sql, values)).rejects.toMatchObject({ code: '42501' });
    });

    function conflictOf(first: CommitInput, second: CommitInput): ConflictRow {
      const said = (text: string) => ({ text, file: 'a.xml', place: '/' });
      return {
        id: uuidV7(),
        fonds: fonds.id,
        key: second.record.duplicateKey!,
        first: first.record.id,
        second: second.record.id,
        differences: [{ key: 'seller-name', one: said('甲公司'), other: said('乙公司') }],
        at: new Date(),
        decided: null,
      };
    }
  });
}
