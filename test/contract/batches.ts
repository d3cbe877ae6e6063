import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type BatchResult, type BatchRow } from '../../src/archive/batches-ports.js';
import { type Database } from '../../src/database/connect.js';
import { sampleCommit, uuidV7 } from './sample.js';

/** What BatchRows must keep. `make` gives a fresh database. */
export function batchesContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as BatchRows`, () => {
    let db: Database;
    let [admin, fonds] = ['', ''];
    const row = (more: Partial<BatchRow> = {}): BatchRow => ({
      id: uuidV7(),
      fonds,
      principal: admin,
      requestId: 'test',
      idempotencyKey: null,
      sha256: 'ab'.repeat(32),
      sizeBytes: 5_000_000_000,
      receivedAt: new Date('2026-03-17T01:02:03.004Z'),
      total: 5,
      contentBytes: 6_000_000_000,
      declared: { records: 5, bytes: null, amount: '1.50' },
      state: 'waiting',
      findings: [],
      finishedAt: null,
      counts: { done: 0, created: 0, version: 0, existing: 0, refused: 0, failed: 0 },
      ...more,
    });
    const result = (index: number, more: Partial<BatchResult> = {}): BatchResult => ({
      index,
      name: `卷"${index}\\`,
      source: { system: 'erp', businessKey: `${index}` },
      status: 'created',
      record: null,
      refusal: null,
      code: null,
      errors: [],
      findings: [],
      ...more,
    });

    beforeAll(async () => {
      db = await make();
      admin = (await db.access.authenticate((await db.access.bootstrap())!))!.id;
      fonds = (await db.access.createFonds({ code: 'B', name: '测试', test: true, from: '2020-01-01' }, admin, 't')).id;
    }, 60_000);
    afterAll(() => db.close());

    it('gives back what was added, once per idempotency key of a caller and fonds', async () => {
      const one = row({ idempotencyKey: 'k' });
      expect(await db.batches.add(one)).toEqual(one);
      const added = await Promise.all(Array.from({ length: 10 }, () => db.batches.add(row({ idempotencyKey: 'k' }))));
      expect(added.map(({ id }) => id)).toEqual(added.map(() => one.id));
      expect((await db.batches.byKey(admin, fonds, 'k'))?.id).toBe(one.id);
      expect(await db.batches.byKey(randomUUID(), fonds, 'k')).toBeNull();
      const [a, b] = [await db.batches.add(row()), await db.batches.add(row())];
      expect(a.id).not.toBe(b.id);
      expect(await db.batches.one(one.id, [fonds])).toEqual(one);
      expect(await db.batches.one(one.id, [randomUUID()])).toBeNull();
    });

    it('knows which records have no result, and notes each result once', async () => {
      const { id } = await db.batches.add(row());
      expect(await db.batches.missing(id, 10)).toEqual([0, 1, 2, 3, 4]);
      const refused = result(3, { status: 'refused', source: null, code: 'RECORD_REFUSED', refusal: randomUUID(), errors: [{ path: '/a', message: '"' }] }); // prettier-ignore
      await db.batches.note(id, [result(1), refused]);
      expect(await db.batches.missing(id, 2)).toEqual([0, 2]);
      await db.batches.note(id, [result(0), result(1, { status: 'failed' })]);
      expect(await db.batches.results(id, 10, null)).toEqual([result(0), result(1), refused]);
      expect(await db.batches.results(id, 1, 0)).toEqual([result(1)]);
      expect((await db.batches.one(id, null))!.counts).toEqual({ done: 3, created: 2, version: 0, existing: 0, refused: 1, failed: 0 }); // prettier-ignore
    });

    it('keeps what a name can hold and PostgreSQL can not', async () => {
      const { id } = await db.batches.add(row());
      await db.batches.note(id, [result(0, { name: 'a\u0000b\ud800' })]);
      expect((await db.batches.results(id, 1, null))[0]!.name).toBe('a\uFFFDb\uFFFD');
    });

    it('adds up the vouchers of its records exactly, each once', async () => {
      const { id } = await db.batches.add(row());
      const records: string[] = [];
      for (const amount of ['0.1', '0.20', '-0.05', null, 'no amount']) {
        const commit = sampleCommit({ fonds, principal: admin });
        Object.assign(commit.record, { voucher: { key: 'x', amount, currency: 'CNY' } });
        await db.register.commit(commit);
        records.push(commit.record.id);
      }
      await db.batches.note(
        id,
        [0, 1, 2, 3, 4, 0].map((of, index) => result(index, { record: records[of]! })),
      );
      expect(await db.batches.amountOf(id)).toBe('0.25');
      expect(await db.batches.amountOf((await db.batches.add(row())).id)).toBe('0');
    });

    it('finishes once; what is finished waits no more', async () => {
      const [a, b] = [await db.batches.add(row()), await db.batches.add(row())];
      const at = new Date('2026-03-18T00:00:00.000Z');
      const finding = { code: 'BATCH_COUNT_MISMATCH', severity: 'warning' as const, where: 'batch', message: 'm', action: 'a' }; // prettier-ignore
      expect((await db.batches.unfinished([b.id, a.id, randomUUID()])).map(({ id }) => id)).toEqual([a.id, b.id]);
      await db.batches.finish(a.id, [finding], at);
      await db.batches.finish(a.id, [], new Date());
      expect(await db.batches.one(a.id, null)).toMatchObject({ state: 'done', findings: [finding], finishedAt: at });
      expect((await db.batches.unfinished([a.id, b.id])).map(({ id }) => id)).toEqual([b.id]);
    });

    it('lists the newest first, page by page, within the scope', async () => {
      const seen: string[] = [];
      for (let after: string | null = null; ;) {
        const page = await db.batches.list([fonds], 3, after);
        seen.push(...page.items.map(({ id }) => id));
        if (page.next === null) break;
        after = page.next;
      }
      expect(seen).toEqual([...new Set(seen)].sort().reverse());
      expect((await db.batches.list([], 3, null)).items).toEqual([]);
    });

    it.each([['DELETE FROM batch_result'], ['UPDATE batch_result SET status = NULL'], ['UPDATE batch SET total = 0']])(
      'does not let the service %s',
      async (sql) => {
        await expect(db.dataSource.query(sql)).rejects.toMatchObject({ code: '42501' });
      },
    );
  });
}
