import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { type AskedAct, Assemble, type NamedMember } from '../../src/archive/assembly.js';
import { type AssemblyView } from '../../src/archive/assembly-view.js';
import { Clock, type Principal, type RecordRow } from '../../src/archive/ports.js';
import { Randomness } from '../../src/archive/random.js';
import { type MemberRole } from '../../src/core/records/accounting/assembly.js';
import { type Database } from '../../src/database/connect.js';
import { sampleCommit } from './sample.js';

class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
class SystemRandomness extends Randomness {
  bytes(count: number): Uint8Array {
    return randomBytes(count);
  }
}

/** What Assemblies must keep, with the story that tells it. `make` gives a fresh database. */
export function assembliesContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as Assemblies`, () => {
    let db: Database;
    let admin: string;
    let assemble: Assemble;
    let fonds = '';
    let me: Principal;

    beforeAll(async () => {
      db = await make();
      admin = (await db.access.authenticate((await db.access.bootstrap())!))!.id;
      const { assemblies, access, catalogue } = db;
      assemble = new Assemble({ assemblies, access, catalogue, clock: new SystemClock(), random: new SystemRandomness() }); // prettier-ignore
    }, 60_000);
    beforeEach(async () => {
      fonds = (await db.access.createFonds({ code: randomUUID(), name: '测试', test: true, from: '2020-01-01' }, admin, 'test')).id; // prettier-ignore
      me = { id: admin, name: '会计', role: 'submitter', fonds: [fonds], keyId: 'k' };
    });
    afterAll(() => db.close());

    async function archived(key?: string, facts: RecordRow['facts'] = []): Promise<string> {
      const commit = sampleCommit({ fonds, principal: admin, ...(key === undefined ? {} : { duplicateKey: key }) });
      commit.record.facts = facts;
      expect((await db.register.commit(commit)).kind).toBe('committed');
      return commit.record.id;
    }
    const open = (more: Partial<Parameters<Assemble['open']>[1]> = {}) =>
      assemble.open(me, { fonds: null, number: '记-0001', accountSet: null, year: '2026', period: '03', originals: null, ...more }, 'test'); // prettier-ignore
    const act = ({ id, act: expected }: Pick<AssemblyView, 'id' | 'act'>, asked: AskedAct) =>
      assemble.act(me, id, { expected, asked }, 'test');
    const add = (view: Pick<AssemblyView, 'id' | 'act'>, ...members: [NamedMember, MemberRole][]) =>
      act(view, { type: 'add', members: members.map(([member, role]) => ({ ...member, role })) });
    const close = ({ id, act: expected }: AssemblyView, reason: string | null = null) =>
      assemble.close(me, id, { expected, reason }, 'test');
    const shown = (view: AssemblyView) => view.members.map(({ role, item }) => `${role} ${item.split(':').at(-1)}`);
    const eventsOf = async (id: string) => (await db.catalogue.events(id, 50, null)).items.map(({ type }) => type);
    const relationsOf = async (id: string) =>
      (await db.relations.of(id, { ended: true, limit: 50, after: null })).items.map(({ relation }) => [relation.type, relation.record === id, relation.targetKey, relation.target]); // prettier-ignore
    const refused = (code: string, detail: object = {}) => ({ code, options: { detail } });

    it('opens one number of a month and account set once', async () => {
      const both = await Promise.all([open(), open()]);
      expect(both.map(({ opened }) => opened).sort()).toEqual([false, true]);
      expect(both[0].view.id).toBe(both[1].view.id);
      expect(both[0].view).toMatchObject({ key: 'accounting-voucher:2026-03:记-0001', act: 0, state: 'open', members: [], canUndo: false }); // prettier-ignore
      expect(await eventsOf(both[0].view.id)).toEqual(['assembly-opened']);
      const others = [await open({ period: '04' }), await open({ accountSet: '01' }), await open({ period: null })];
      expect(new Set([both[0], ...others].map(({ view }) => view.id)).size).toBe(4);
      expect(others.map(({ view }) => view.key)).toEqual(['accounting-voucher:2026-04:记-0001', 'accounting-voucher:01:2026-03:记-0001', 'accounting-voucher:2026:记-0001']); // prettier-ignore
      await expect(open({ period: '14' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    });

    it('shows members in the inner order, whatever order they were put in, with undo and redo as acts', async () => {
      const [one, two] = [await archived('e-invoice:1'), await archived()];
      let { view } = await open();
      view = await add(view, [{ key: 'e-invoice:1' }, '原始凭证'], [{ place: '3排2列' }, '附件']);
      view = await add(
        view,
        [{ key: 'accounting-voucher:2026-03:记-0001' }, '记账凭证'],
        [{ record: two }, '原始凭证'],
      );
      expect(shown(view)).toEqual(['记账凭证 记-0001', '原始凭证 1', `原始凭证 ${two}`, '附件 3排2列']);
      expect(view.members.map(({ record }) => record?.id ?? null)).toEqual([null, one, two, null]);
      const order: NamedMember[] = [{ record: two }, { record: one }, { place: '3排2列' }, { key: 'accounting-voucher:2026-03:记-0001' }]; // prettier-ignore
      view = await act(view, { type: 'reorder', members: order });
      expect(shown(view).slice(1, 3)).toEqual([`原始凭证 ${two}`, '原始凭证 1']);
      view = await act(view, { type: 'remove', members: [{ record: one }] });
      expect(shown(view)).toHaveLength(3);
      // Put again as something else, and all of that taken back: it is what it was.
      view = await add(view, [{ record: one }, '附件']);
      for (let left = 2; left > 0; left--) view = await act(view, { type: 'undo' });
      expect(shown(view).slice(1, 3)).toEqual([`原始凭证 ${two}`, '原始凭证 1']);
      view = await act(view, { type: 'undo' });
      expect(shown(view).slice(1, 3)).toEqual(['原始凭证 1', `原始凭证 ${two}`]);
      view = await act(view, { type: 'redo' });
      expect(shown(view).slice(1, 3)).toEqual([`原始凭证 ${two}`, '原始凭证 1']);
      expect(view.history.map(({ body }) => body.type)).toEqual(['add', 'add', 'reorder', 'remove', 'add', 'undo', 'undo', 'undo', 'redo']); // prettier-ignore
      expect(await assemble.read(me, view.id)).toEqual(view);
      expect(await eventsOf(view.id)).toEqual(['assembly-opened', ...view.history.map(() => 'assembly-changed')]);
    });

    it('does one of two acts that expect the same, and finds a repeated one done', async () => {
      const { view } = await open();
      const both = await Promise.allSettled([add(view, [{ key: 'a:1' }, '原始凭证']), add(view, [{ key: 'a:2' }, '原始凭证'])]); // prettier-ignore
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: refused('ASSEMBLY_OUTRUN', { act: 1 }) }); // prettier-ignore
      const won = both[0].status === 'fulfilled' ? 'a:1' : 'a:2';
      expect((await add(view, [{ key: won }, '原始凭证'])).act).toBe(1);
      expect(await eventsOf(view.id)).toEqual(['assembly-opened', 'assembly-changed']);
    });

    it('has a member in one assembly of the fonds, whether named by key before it came or by id', async () => {
      const [one, two] = [(await open()).view, (await open({ number: '记-0002' })).view];
      await add(one, [{ key: 'e-invoice:9' }, '原始凭证'], [{ place: '盒1' }, '附件']);
      const record = await archived('e-invoice:9');
      await expect(add(two, [{ record }, '原始凭证'])).rejects.toMatchObject(refused('ASSEMBLY_MEMBER_TAKEN', { item: 'key:e-invoice:9', assembly: one.id })); // prettier-ignore
      // Nothing of an act that is refused is there; paper shares its box.
      expect((await assemble.read(me, two.id)).act).toBe(0);
      const paper = await add(two, [{ place: '盒1' }, '附件']);
      await act({ id: one.id, act: 1 }, { type: 'undo' });
      const taken = await add(paper, [{ record }, '原始凭证']);
      expect(taken.members.map(({ record: here }) => here?.id ?? null)).toEqual([record, null]);
      await expect(act({ id: one.id, act: 2 }, { type: 'redo' })).rejects.toMatchObject({ code: 'ASSEMBLY_MEMBER_TAKEN' }); // prettier-ignore
      expect((await assemble.read(me, one.id)).members).toEqual([]);
    });

    it.each<[string, AskedAct, string]>([
      ['undo of nothing', { type: 'undo' }, 'NOTHING_TO_UNDO'],
      ['redo of nothing', { type: 'redo' }, 'NOTHING_TO_REDO'],
      ['taking out what is not in', { type: 'remove', members: [{ key: 'x:1' }] }, 'ITEM_ELSEWHERE'],
      ['an order of others', { type: 'reorder', members: [{ key: 'x:1' }] }, 'NOT_THE_SAME_ITEMS'],
      ['one thing twice', { type: 'add', members: [{ key: 'x:1', role: '附件' }, { key: 'x:1', role: '原始凭证' }] }, 'ITEM_ELSEWHERE'], // prettier-ignore
    ])('refuses %s', async (_, asked, why) => {
      const { view } = await open();
      await expect(act(view, asked)).rejects.toMatchObject(refused('ASSEMBLY_STEP_IMPOSSIBLE', { why }));
      expect((await assemble.read(me, view.id)).history).toEqual([]);
    });

    it('closes with every relation of the accounting voucher, seen from both sides, and once', async () => {
      const key = 'accounting-voucher:2026-03:记-0001';
      const [voucher, invoice, slip] = [await archived(key), await archived('e-invoice:1'), await archived()];
      let { view } = await open({ originals: 3 });
      view = await add(view, [{ key }, '记账凭证'], [{ key: 'e-invoice:1' }, '原始凭证'], [{ key: 'bank-receipt:7' }, '原始凭证'], [{ record: slip }, '附件'], [{ place: '库3' }, '记账凭证']); // prettier-ignore
      expect(view.missing).toEqual([
        { what: 'record', blocking: false, item: 'key:bank-receipt:7' },
        { what: 'originals', blocking: false, expected: '3', found: '2' },
      ]);
      await expect(close(view)).rejects.toMatchObject(refused('ASSEMBLY_INCOMPLETE', { missing: view.missing }));
      const closed = await Promise.allSettled([close(view, '回单后补'), close(view, '回单后补')]);
      expect(closed.some(({ status }) => status === 'fulfilled')).toBe(true);
      const done = await close(view, '回单后补');
      expect(done).toMatchObject({ state: 'closed', act: 2, canUndo: false, canRedo: false });
      expect(done.history.at(-1)?.body).toEqual({
        type: 'close',
        reason: '回单后补',
        missing: ['record', 'originals'],
      });
      expect((await relationsOf(voucher)).sort()).toEqual([
        ['has-original', true, 'key:bank-receipt:7', null],
        ['has-original', true, 'key:e-invoice:1', invoice],
        ['has-part', true, `record:${slip}`, slip],
        ['paper-twin-at', true, 'place:库3', null],
      ]);
      expect(await relationsOf(invoice)).toEqual([['has-original', false, 'key:e-invoice:1', invoice]]);
      expect(await eventsOf(voucher)).toEqual(['received', 'registered', ...Array.from({ length: 4 }, () => 'relation-added')]); // prettier-ignore
      expect(await eventsOf(done.id)).toEqual(['assembly-opened', 'assembly-changed', 'assembly-closed']);
      await expect(act(done, { type: 'undo' })).rejects.toMatchObject({ code: 'ASSEMBLY_CLOSED' });
      // What was not here finds its relation when it comes.
      const receipt = await archived('bank-receipt:7');
      expect(await relationsOf(receipt)).toEqual([['has-original', false, 'key:bank-receipt:7', receipt]]);
    });

    it('is not closed without the one record of its accounting voucher', async () => {
      const { view } = await open();
      await expect(close(view, '无')).rejects.toMatchObject(refused('ASSEMBLY_INCOMPLETE', { missing: [{ what: 'voucher', blocking: true }] })); // prettier-ignore
      const [one, two] = [await archived(), await archived()];
      const twice = await add(view, [{ record: one }, '记账凭证'], [{ record: two }, '记账凭证']);
      expect(twice.missing).toMatchObject([{ what: 'vouchers', blocking: true }]);
      const said = { key: 'accounting-document-number', type: 'text', text: '记-0009', value: '记-0009', place: '', file: '', reader: 'x/1' } as const; // prettier-ignore
      const other = await add((await open({ number: '记-0002' })).view, [{ record: await archived(undefined, [said]) }, '记账凭证']); // prettier-ignore
      expect(other.missing).toEqual([{ what: 'number', blocking: false, expected: '记-0002', found: '记-0009' }]);
    });

    it('is hidden from those who may not see its fonds', async () => {
      const { view } = await open();
      const elsewhere = { ...me, fonds: [randomUUID()] };
      await expect(assemble.read(elsewhere, view.id)).rejects.toMatchObject({ code: 'ASSEMBLY_UNKNOWN' });
      const step = { expected: 0, asked: { type: 'undo' } } as const;
      await expect(assemble.act(elsewhere, view.id, step, 'test')).rejects.toMatchObject({ code: 'ASSEMBLY_UNKNOWN' });
      await expect(add(view, [{ record: randomUUID() }, '附件'])).rejects.toMatchObject({ code: 'RECORD_UNKNOWN' });
    });

    it.each([['UPDATE assembly_act SET number = 9'], ['DELETE FROM assembly_act'], [`UPDATE assembly SET number = 'x'`]])(
      'does not let the service %s',
      async (sql) => {
        await expect(db.dataSource.query(sql)).rejects.toMatchObject({ code: '42501' });
      },
    ); // prettier-ignore
  });
}
