import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { type RecordRow } from '../../src/archive/ports.js';
import { type DeclaredRelation } from '../../src/core/record.js';
import { type FoundRelation } from '../../src/core/records/kind.js';
import { type StatedRelation } from '../../src/core/records/stated-relation.js';
import { type Database } from '../../src/database/connect.js';
import { sampleCommit, uuidV7 } from './sample.js';

interface Arriving {
  key?: string;
  businessKey?: string;
  declared?: DeclaredRelation[];
  found?: Omit<FoundRelation, 'file' | 'place'>[];
}

/** What Relations must keep. `make` gives a fresh database. */
export function relationsContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as Relations`, () => {
    let db: Database;
    let admin: string;
    let fonds = '';

    beforeAll(async () => {
      db = await make();
      admin = (await db.access.authenticate((await db.access.bootstrap())!))!.id;
    }, 60_000);
    beforeEach(async () => {
      fonds = (await db.access.createFonds({ code: randomUUID(), name: '测试', test: true, from: '2020-01-01' }, admin, 'test')).id; // prettier-ignore
    });
    afterAll(() => db.close());

    async function received({ key, businessKey, declared = [], found = [] }: Arriving, of = fonds): Promise<RecordRow> {
      const commit = sampleCommit({ fonds: of, principal: admin });
      commit.record.duplicateKey = key ?? null;
      commit.record.businessKey = businessKey ?? randomUUID();
      commit.record.declaration = { ...commit.record.declaration, relations: declared };
      commit.record.foundRelations = found.map((one) => ({ ...one, file: '发票.xml', place: '/EInvoice/Red' }));
      expect((await db.register.commit(commit)).kind).toBe('committed');
      return commit.record;
    }
    const of = async (record: RecordRow, ended = false) =>
      (await db.relations.of(record.id, { ended, limit: 50, after: null })).items;
    const sides = async (record: RecordRow) =>
      (await of(record)).map(({ relation, other }) => [relation.type, relation.record === record.id ? 'states' : 'is named', other?.id ?? null]); // prettier-ignore
    const event = (record: RecordRow, type: 'relation-added' | 'relation-ended') => ({
      type,
      subject: record.id,
      fonds: record.fonds,
      actor: admin,
      at: new Date(),
      details: {},
      salt: randomBytes(32),
    });
    const added = (record: RecordRow, target: StatedRelation['target'], type = 'original-of') =>
      db.relations.add({
        id: uuidV7(),
        record,
        relation: { type, target, origin: 'added', file: null, place: null },
        reason: '补建',
        event: event(record, 'relation-added'),
        requestId: 'test',
      });

    it.each([
      ['the original first', ['original', 'voucher']],
      ['the voucher first', ['voucher', 'original']],
    ] as const)('finds both sides, %s', async (_, order) => {
      const arrivals: Record<'original' | 'voucher', Arriving> = {
        original: { key: 'e-invoice:1', businessKey: 'FP-1', declared: [{ type: 'original-of', businessKey: 'PZ-1' }] },
        voucher: { key: 'accounting-document:1', businessKey: 'PZ-1', declared: [{ type: 'has-original', key: 'e-invoice:1' }] }, // prettier-ignore
      };
      const rows: Partial<Record<'original' | 'voucher', RecordRow>> = {};
      for (const one of order) rows[one] = await received(arrivals[one]);
      const [original, voucher] = [rows.original!, rows.voucher!];
      expect((await sides(original)).sort()).toEqual([['has-original', 'is named', voucher.id], ['original-of', 'states', voucher.id]]); // prettier-ignore
      expect((await sides(voucher)).sort()).toEqual([['has-original', 'states', original.id], ['original-of', 'is named', original.id]]); // prettier-ignore
    });

    it('finds both when they come in one round', async () => {
      const [one, two] = await Promise.all([
        received({ key: 'e-invoice:red', found: [{ type: 'red-of', key: 'e-invoice:blue' }] }),
        received({ key: 'e-invoice:blue' }),
      ]);
      expect(await sides(two)).toEqual([['red-of', 'is named', one.id]]);
      const [{ relation } = { relation: null }] = await of(one);
      expect(relation).toMatchObject({ origin: 'found', file: '发票.xml', place: '/EInvoice/Red', target: two.id });
    });

    it('shows what has not arrived as such, and never finds it in another fonds', async () => {
      const one = await received({ declared: [{ type: 'part-of', key: 'case:9' }, { type: 'part-of', record: randomUUID() }, { type: 'part-of' }] }); // prettier-ignore
      const other = (await db.access.createFonds({ code: randomUUID(), name: '别处', test: true, from: '2020-01-01' }, admin, 'test')).id; // prettier-ignore
      await received({ key: 'case:9' }, other);
      expect((await of(one)).map(({ relation, other: end }) => [relation.targetKey.split(':')[0], relation.resolvedAt, end])).toEqual([['key', null, null], ['record', null, null]]); // prettier-ignore
    });

    it('names a record by its id when it is there', async () => {
      const voucher = await received({});
      const original = await received({ declared: [{ type: 'original-of', record: voucher.id.toUpperCase() }] });
      expect(await sides(voucher)).toEqual([['original-of', 'is named', original.id]]);
    });

    it('adds one with its event, once, and ends it without forgetting it', async () => {
      const [one, two] = [await received({ key: 'a:1' }), await received({ key: 'b:1' })];
      const made = await Promise.all([added(one, { by: 'key', key: 'b:1' }), added(one, { by: 'key', key: 'b:1' })]);
      expect(made.map(({ added: isNew }) => isNew).sort()).toEqual([false, true]);
      expect(made[0].view.other?.id).toBe(two.id);
      const types = async () => (await db.catalogue.events(one.id, 50, null)).items.map(({ type }) => type);
      expect(await types()).toEqual(['received', 'registered', 'relation-added']);

      const { relation } = made[0].view;
      const end = () => db.relations.end({ id: relation.id, at: new Date(), reason: '有误', event: event(one, 'relation-ended'), requestId: 'test' }); // prettier-ignore
      const [first, again] = await Promise.all([end(), end()]);
      expect(first.relation.endedAt).toEqual(again.relation.endedAt);
      expect(await types()).toEqual(['received', 'registered', 'relation-added', 'relation-ended']);
      expect([await of(one), await of(two)]).toEqual([[], []]);
      expect((await of(one, true)).map(({ relation: row }) => row.note)).toEqual([{ added: '补建', ended: '有误' }]);
      // Stated again, it is another one.
      expect((await added(one, { by: 'key', key: 'b:1' })).added).toBe(true);
      expect(await of(two, true)).toHaveLength(2);
    });

    it('keeps the place of a paper twin, which is no record', async () => {
      const one = await received({});
      const { view } = await added(one, { by: 'place', place: '库房 3 架 12 盒' }, 'paper-twin-at');
      expect(view).toMatchObject({ other: null, relation: { targetKey: 'place:库房 3 架 12 盒', resolvedAt: null } });
    });

    it('gives pages of both sides in order, each once', async () => {
      const voucher = await received({ key: 'voucher:1', declared: [{ type: 'has-original', key: 'o:0' }] });
      for (let i = 0; i < 7; i++) await received({ key: `o:${i}`, declared: [{ type: 'original-of', key: 'voucher:1' }] });
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page = await db.relations.of(voucher.id, { ended: false, limit: 3, after });
        seen.push(...page.items.map(({ relation }) => relation.id));
        after = page.next;
      } while (after !== null);
      expect(seen).toEqual([...new Set(seen)].sort());
      expect(seen).toHaveLength(8);
    }); // prettier-ignore

    it('lets search find what is related, as either side calls it', async () => {
      const voucher = await received({ key: 'voucher:2' });
      const original = await received({ declared: [{ type: 'original-of', key: 'voucher:2' }] });
      const found = async (record: string, type: string | null) =>
        (await db.search.find({ fonds: [fonds], phrase: null, words: [], facts: [], parties: [], related: { record, type } }, 50, null)).items.map((hit) => hit.record.id); // prettier-ignore
      expect(await found(voucher.id, 'has-original')).toEqual([original.id]);
      expect(await found(voucher.id, null)).toEqual([original.id]);
      expect(await found(original.id, 'original-of')).toEqual([voucher.id]);
      expect(await found(original.id, 'has-original')).toEqual([]);
    });
  });
}
