import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Fonds, type StoredEvent } from '../../src/archive/ports.js';
import { type Database } from '../../src/database/connect.js';
import { beginOf, sampleCommit, uuidV7 } from './sample.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What every Register must keep, with the Catalogue that reads what it wrote. `make` gives a fresh database. */
export function registerContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as a Register`, () => {
    let db: Database;
    let admin: string;
    const newFonds = (): Promise<Fonds> =>
      db.access.createFonds({ code: randomUUID(), name: '测试全宗', test: true, from: '2020-01-01' }, admin, 'test');

    beforeAll(async () => {
      db = await make();
      const secret = await db.access.bootstrap();
      admin = (await db.access.authenticate(secret ?? ''))?.id ?? '';
      expect(admin).not.toBe('');
    }, 60_000);
    afterAll(() => db.close());

    it('numbers events densely and chains them, 200 commits at once over 3 fonds', async () => {
      const fonds = await Promise.all([newFonds(), newFonds(), newFonds()]);
      const commits = Array.from({ length: 200 }, (_, i) =>
        sampleCommit({ fonds: fonds[i % 3]!.id, principal: admin }),
      );
      const results = await Promise.all(commits.map((commit) => db.register.commit(commit)));
      expect(results.every((result) => result.kind === 'committed')).toBe(true);
      for (const one of fonds) {
        const mine = commits.filter((commit) => commit.record.fonds === one.id);
        const events: StoredEvent[] = (await db.catalogue.events(one.id, 10, null)).items;
        for (const commit of mine) events.push(...(await db.catalogue.events(commit.record.id, 10, null)).items);
        const numbers = events.map((event) => Number(event.fondsNumber)).sort((a, b) => a - b);
        expect(numbers).toEqual(Array.from({ length: mine.length * 2 + 1 }, (_, i) => i + 1));
      }
      for (const [i, commit] of commits.entries()) {
        const result = results[i];
        const { items } = await db.catalogue.events(commit.record.id, 10, null);
        expect(items.map((event) => event.type)).toEqual(['received', 'registered']);
        let previous: string | null = null;
        for (const [n, event] of items.entries()) {
          const entry = JSON.parse(Buffer.from(event.entry).toString()) as Record<string, unknown>;
          expect(sha256(event.entry)).toBe(event.hash);
          expect(entry).toMatchObject({ previous, subjectNumber: n + 1, fondsNumber: Number(event.fondsNumber) });
          expect(event.receipt).toBe(result?.kind === 'committed' ? result.receipts[n] : '?');
          previous = event.hash;
        }
      }
    });

    it('gives back what was committed, letter for letter', async () => {
      const fonds = await newFonds();
      const commit = sampleCommit({ fonds: fonds.id, principal: admin });
      await db.register.commit(commit);
      const view = await db.catalogue.record(commit.record.id, [fonds.id]);
      expect(view).toMatchObject({ record: commit.record, packages: [commit.package], files: commit.files });
      expect(JSON.stringify(view?.record.declaration)).toBe(JSON.stringify(commit.record.declaration));
      expect(view?.fonds.code).toBe(fonds.code);
      expect(view?.receipts.map((receipt) => receipt.type)).toEqual(['received', 'registered']);
    });

    it('fails a bad submission alone', async () => {
      const fonds = await newFonds();
      const good = () => sampleCommit({ fonds: fonds.id, principal: admin });
      const tooLong = good();
      tooLong.events[0]!.actor = 'x'.repeat(70_000);
      const noReceipt = good();
      noReceipt.receipts = () => {
        throw new Error('no key');
      };
      const broken = good();
      broken.record.title = 'NUL \u0000 is no text in PostgreSQL';
      const nowhere = sampleCommit({ fonds: randomUUID(), principal: admin });
      const all = [good(), tooLong, good(), noReceipt, broken, good(), nowhere];
      const results = await Promise.allSettled(all.map((commit) => db.register.commit(commit)));
      expect(results.map((result) => result.status)).toEqual(
        ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'rejected', 'fulfilled', 'rejected'], // prettier-ignore
      );
      expect((results[6] as PromiseRejectedResult).reason).toMatchObject({ code: 'FONDS_UNKNOWN' });
      const last = sampleCommit({ fonds: fonds.id, principal: admin });
      const result = await db.register.commit(last);
      // fonds-created, three good ones with two events each: no number was lost to the bad.
      expect(result.kind === 'committed' && result.events.map((event) => event.fondsNumber)).toEqual([8, 9]);
    });

    it('makes one record of many with the same key, and the same receipt for all', async () => {
      const fonds = await newFonds();
      const results = await Promise.all(
        Array.from({ length: 20 }, () =>
          db.register.commit(sampleCommit({ fonds: fonds.id, principal: admin, content: 'same', key: 'k1' })),
        ),
      );
      expect(results.filter((result) => result.kind === 'committed')).toHaveLength(1);
      const stored = results.flatMap((result) => (result.kind === 'stored' ? [result.record] : []));
      expect(stored).toHaveLength(19);
      expect(new Set(stored).size).toBe(1);
      expect((await db.catalogue.records({ fonds: [fonds.id] }, 10, null)).items.map((row) => row.id)).toEqual([
        stored[0],
      ]);

      const again = sampleCommit({ fonds: fonds.id, principal: admin, content: 'same', key: 'k1' });
      expect(await db.register.begin(beginOf(again))).toEqual({ kind: 'stored', record: stored[0], sameKey: true });
      const noKey = sampleCommit({ fonds: fonds.id, principal: admin, content: 'same' });
      expect(await db.register.begin(beginOf(noKey))).toEqual({ kind: 'stored', record: stored[0], sameKey: false });
      const otherKey = sampleCommit({ fonds: fonds.id, principal: admin, content: 'same', key: 'k2' });
      expect(await db.register.begin(beginOf(otherKey))).toEqual({ kind: 'stored', record: stored[0], sameKey: false });
      const misused = sampleCommit({ fonds: fonds.id, principal: admin, content: 'other', key: 'k2' });
      expect(await db.register.begin(beginOf(misused))).toEqual({ kind: 'mismatch' });
      expect(await db.register.commit(misused)).toEqual({ kind: 'mismatch' });
      // The same key of another principal is another key.
      expect((await db.register.begin({ ...beginOf(misused), principal: randomUUID() })).kind).toBe('go');
    });

    it('lets a re-send adopt the intent of a try that never came to its commit', async () => {
      const fonds = await newFonds();
      const first = sampleCommit({ fonds: fonds.id, principal: admin, content: 'crash' });
      expect(await db.register.begin(beginOf(first))).toMatchObject({
        kind: 'go',
        recordId: first.record.id,
        resumed: false,
      });
      const second = sampleCommit({ fonds: fonds.id, principal: admin, content: 'crash' });
      second.package.nonce = 'cd'.repeat(32);
      const begun = await Promise.all([db.register.begin(beginOf(second)), db.register.begin(beginOf(second))]);
      for (const one of begun) {
        expect(one).toMatchObject({ kind: 'go', recordId: first.record.id, nonce: first.package.nonce, at: first.record.receivedAt, resumed: true }); // prettier-ignore
      }
      await db.register.commit(first);
      const left: unknown[] = await db.dataSource.query('SELECT 1 FROM intent WHERE record = $1', [first.record.id]);
      expect(left).toEqual([]);
      const sameFiles = {
        ...beginOf(sampleCommit({ fonds: fonds.id, principal: admin })),
        contentKey: first.record.contentKey,
      };
      expect(await db.register.begin(sameFiles)).toMatchObject({ kind: 'go', sameContentAs: first.record.id });
    });

    it('lets a re-send adopt an object that the job found', async () => {
      const fonds = await newFonds();
      const lost = sampleCommit({ fonds: fonds.id, principal: admin, content: 'lost' });
      const orphan = { key: lost.package.key, recordId: lost.record.id, fonds: fonds.id, at: lost.record.receivedAt, nonce: lost.package.nonce, fingerprint: lost.record.fingerprint, sizeBytes: 5 }; // prettier-ignore
      expect(await db.catalogue.unmentioned([orphan.key])).toEqual([orphan.key]);
      await db.register.noteOrphan(orphan);
      await db.register.noteOrphan(orphan);
      const again = sampleCommit({ fonds: fonds.id, principal: admin, content: 'lost' });
      expect(await db.register.begin(beginOf(again))).toMatchObject({
        kind: 'go',
        recordId: lost.record.id,
        resumed: true,
      });
      await db.register.commit(lost);
      expect(await db.catalogue.unmentioned([orphan.key, 'aip/none'])).toEqual(['aip/none']);
      expect((await db.catalogue.newestKeys(1_000)).includes(lost.package.key)).toBe(true);
      expect(await db.dataSource.query('SELECT 1 FROM orphan')).toEqual([]);
    });

    it('keeps refusals with their event, and replays them by key', async () => {
      const fonds = await newFonds();
      const commit = sampleCommit({ fonds: fonds.id, principal: admin, key: 'r1' });
      const id = uuidV7();
      const refusal = { id, fonds: fonds.id, principal: admin, at: new Date(), status: 422, code: 'RECORD_REFUSED', declaration: commit.record.declaration, sourceSystem: 'erp', businessKey: 'b', findings: [], fingerprint: commit.record.fingerprint }; // prettier-ignore
      const event = {
        type: 'refused' as const,
        subject: id,
        fonds: fonds.id,
        actor: admin,
        at: refusal.at,
        details: {},
        salt: randomBytes(32),
      };
      const sealed = await db.register.refuse({ refusal, event, idempotencyKey: 'r1', requestId: 'test' });
      expect(sealed.subjectNumber).toBe(1);
      const reader = (fonds: string[] | null, id: string = randomUUID()) => ({ id, fonds });
      expect(await db.catalogue.refusal(id, reader([fonds.id]))).toEqual(refusal);
      expect(await db.catalogue.refusal(id, reader([randomUUID()]))).toBeNull();
      expect(await db.register.begin(beginOf(commit))).toEqual({ kind: 'refused', refusal: id });
      const unknown = { ...refusal, id: uuidV7(), fonds: null, declaration: null };
      await db.register.refuse({
        refusal: unknown,
        event: { ...event, subject: unknown.id, fonds: null },
        idempotencyKey: null,
        requestId: 'test',
      });
      expect(await db.catalogue.refusal(unknown.id, reader([fonds.id]))).toBeNull();
      expect(await db.catalogue.refusal(unknown.id, reader(null))).toEqual(unknown);
      expect(await db.catalogue.refusal(unknown.id, reader([], admin))).toEqual(unknown);
    });

    it('appends further events behind those of the record and changes its state', async () => {
      const fonds = await newFonds();
      const commit = sampleCommit({ fonds: fonds.id, principal: admin });
      await db.register.commit(commit);
      const event = {
        type: 'verified' as const,
        subject: commit.record.id,
        fonds: fonds.id,
        actor: admin,
        at: new Date(),
        details: {},
        salt: randomBytes(32),
      };
      const [a, b] = await Promise.all([
        db.register.append({ event, requestId: 'test' }),
        db.register.append({ event, state: { record: commit.record.id, state: 'incomplete', reason: ['X'] }, receipt: (sealed) => `r${sealed.subjectNumber}`, requestId: 'test' }), // prettier-ignore
      ]);
      expect([a.event.subjectNumber, b.event.subjectNumber]).toEqual([3, 4]);
      expect(b.event.previous).toBe(a.event.hash);
      expect(b.receipt).toBe('r4');
      expect((await db.catalogue.record(commit.record.id, null))?.record).toMatchObject({
        state: 'incomplete',
        stateReason: ['X'],
      });
      const page = await db.catalogue.events(commit.record.id, 3, null);
      expect(page.items).toHaveLength(3);
      expect((await db.catalogue.events(commit.record.id, 3, page.next)).items.map((one) => one.subjectNumber)).toEqual(
        ['4'],
      );
    });

    it('puts every event into the outbox once, in order within the fonds', async () => {
      const rows: { fonds: string; n: string }[] = await db.dataSource.query(
        'SELECT e.fonds, e.fonds_number AS n FROM outbox o JOIN event e USING (subject, subject_number) ORDER BY o.id',
      );
      const [{ count }] = await db.dataSource.query('SELECT count(*)::int AS count FROM event');
      expect(rows.length).toBe(count);
      for (const fonds of new Set(rows.map((row) => row.fonds))) {
        const numbers = rows.filter((row) => row.fonds === fonds).map((row) => Number(row.n));
        expect(numbers).toEqual(numbers.map((_, i) => i + 1));
      }
    });

    it.each([
      ['UPDATE event SET type = $1', ['x']],
      ['DELETE FROM event', []],
      ['TRUNCATE event', []],
      ['UPDATE package SET sha256 = $1', ['x']],
      ['UPDATE file SET path = $1', ['x']],
      ['DELETE FROM record', []],
      ['UPDATE record SET title = $1', ['x']],
      ['DELETE FROM idempotency', []],
      ['CREATE TABLE mine (a int)', []],
      ['ALTER TABLE event DISABLE TRIGGER ALL', []],
    ])('does not let the service %s', async (sql, values) => {
      await expect(db.dataSource.query(sql, values)).rejects.toMatchObject({ code: '42501' });
    });

    it('pages by key, filters, and hides what is out of scope', async () => {
      const [fonds, other] = await Promise.all([newFonds(), newFonds()]);
      const commits = Array.from({ length: 7 }, (_, i) => sampleCommit({ fonds: fonds.id, principal: admin, id: uuidV7(1_700_000_000_000 + i), title: i === 3 ? '差旅100%报销_单' : `Voucher ${i}` })); // prettier-ignore
      await Promise.all(commits.map((commit) => db.register.commit(commit)));
      const seen: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page = await db.catalogue.records({ fonds: [fonds.id] }, 3, after);
        seen.push(...page.items.map((row) => row.id));
        after = page.next;
        more = after !== null;
      }
      expect(seen).toEqual(commits.map((commit) => commit.record.id).reverse());
      const find = async (filter: object, scope: string[] | null = [fonds.id]) =>
        (await db.catalogue.records({ fonds: scope, ...filter }, 50, null)).items.map((row) => row.id);
      const third = commits[3]!;
      for (const title of ['差旅', '报销', '100%', '销_单']) expect(await find({ title })).toEqual([third.record.id]);
      expect(await find({ title: 'vOUCHER' })).toHaveLength(6);
      expect(await find({ title: '差_' })).toEqual([]);
      const digests = [...Object.values(third.files[0]!.digests), third.package.sha256, third.package.sha512];
      for (const digest of digests) {
        expect(await find({ digest }, null)).toEqual([third.record.id]);
        expect(await find({ digest: digest.toUpperCase() })).toEqual([third.record.id]);
        expect(await find({ digest }, [other.id])).toEqual([]);
      }
      expect(await find({ digest: 'abc' })).toEqual([]);
      expect(await find({ sourceSystem: 'erp', businessKey: third.record.businessKey })).toEqual([third.record.id]);
      expect(
        await find({ dateFrom: '2026-03-01', dateUntil: '2026-03-01', kind: 'e-invoice', state: 'registered' }),
      ).toHaveLength(7);
      expect(await find({ dateFrom: '2026-03-02' })).toEqual([]);
      expect(await find({}, [])).toEqual([]);
      expect(await db.catalogue.record(third.record.id, [other.id])).toBeNull();
      expect(await db.catalogue.record('not-an-id', null)).toBeNull();
      await expect(db.catalogue.records({ fonds: null }, 3, 'forged')).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
    });

    it('has the schema its entities describe', async () => {
      const { upQueries } = await db.dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map((query) => query.query)).toEqual([]);
    });
  });
}
