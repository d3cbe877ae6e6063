import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type RecordRow } from '../../src/archive/ports.js';
import { type SearchQuery } from '../../src/archive/search-ports.js';
import { type SourcedFact } from '../../src/core/records/fact.js';
import { factOf } from '../../src/core/records/fact-value.js';
import { searchForm, wordsOf } from '../../src/core/search/search-form.js';
import { type Database } from '../../src/database/connect.js';
import { sampleCommit, sampleVersion, uuidV7 } from './sample.js';

type Said = Partial<Pick<RecordRow, 'kind' | 'title' | 'date' | 'state' | 'businessKey'>> & { facts?: Record<string, string> }; // prettier-ignore
const TYPES: Record<string, SourcedFact['type']> = {
  'invoice-number': 'identifier',
  'seller-id': 'identifier',
  'total-with-tax': 'amount',
  'total-tax': 'amount',
  'issue-date': 'date',
};

/** What Search must find. `make` gives a fresh database. */
export function searchContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as Search`, () => {
    let db: Database;
    let admin: string;
    let fonds = '';
    const newFonds = async () =>
      (await db.access.createFonds({ code: randomUUID(), name: '测试', test: true, from: '2020-01-01' }, admin, 'test'))
        .id;

    beforeAll(async () => {
      db = await make();
      admin = (await db.access.authenticate((await db.access.bootstrap())!))!.id;
    }, 60_000);
    afterAll(() => db.close());

    let time = Date.now() - 1_000_000;
    async function received(said: Said, of = fonds): Promise<string> {
      const { facts = {}, ...row } = said;
      const commit = sampleCommit({ fonds: of, principal: admin, id: uuidV7(time++), title: row.title ?? '凭证' });
      const sourced = Object.entries(facts).map(([key, text]) => ({
        ...factOf({ key, type: TYPES[key] ?? 'text', text, place: `/EInvoice/${key}` }),
        file: '发票.xml',
        reader: 'cn-einvoice/1',
      }));
      commit.record = { ...commit.record, date: null, businessKey: null, ...row, facts: sourced };
      expect((await db.register.commit(commit)).kind).toBe('committed');
      return commit.record.id;
    }
    const asked = (more: Partial<SearchQuery> & { q?: string }): SearchQuery => {
      const { q, ...query } = more;
      return {
        fonds: [fonds],
        phrase: q === undefined ? null : searchForm(q),
        words: wordsOf(q ?? ''),
        facts: [],
        parties: [],
        ...query,
      };
    };
    /** Page by page: a page may be short. */
    const found = async (more: Partial<SearchQuery> & { q?: string }, limit = 50) => {
      const ids: string[] = [];
      for (let after: string | null = null; ;) {
        const page = await db.search.find(asked(more), limit, after);
        ids.push(...page.items.map(({ record }) => record.id));
        if (page.next === null) return ids;
        after = page.next;
      }
    };
    const indexAll = async () => {
      while (await db.search.work(() => false));
      expect(await db.search.progress()).toEqual({ unindexed: 0, fillingBefore: null });
    };

    // The same questions before the terms are written, after, and after everything was forgotten and made again.
    describe.each([
      ['as soon as they are committed', async () => undefined],
      ['when their terms are written', indexAll],
      [
        'when the index was made anew',
        async () => {
          await indexAll();
          await db.search.rebuild();
          await indexAll();
        },
      ],
    ])('finds records %s', (_, settle) => {
      let ids: Record<string, string> = {};
      beforeAll(async () => {
        fonds = await newFonds();
        ids = {
          first: await received({
            title: '北京华瑞机械有限公司 打印纸',
            kind: 'e-invoice',
            businessKey: 'FP-2026_03%7',
            facts: {
              'invoice-number': '26112000000123456789',
              'seller-name': '北京华瑞机械有限公司',
              'seller-id': '91110108MA01ABCD2X',
              'buyer-name': '上海鑫泰贸易有限公司',
              'total-with-tax': '1130.00',
              'total-tax': '130.00',
              'issue-date': '2026年3月17日',
            },
          }),
          second: await received({
            title: '上海鑫泰贸易有限公司 餐饮服务',
            kind: 'e-invoice',
            facts: {
              'invoice-number': '26112000000123456790',
              'seller-name': '上海鑫泰贸易有限公司',
              'buyer-name': '北京华瑞机械有限公司',
              'total-with-tax': '-1,130.01',
              'issue-date': '2025-12-31',
            },
          }),
          third: await received({
            title: '关于 ＡＢＣ１２ 设备的 Quarterly REPORT',
            kind: 'official-document',
            date: '2024-05',
            state: 'withdrawn',
            facts: { 'issuer-name': '华瑞', 'total-with-tax': '0.004' },
          }),
        };
        await received({ title: '北京华瑞机械有限公司 另一全宗' }, await newFonds());
        await settle();
      }, 30_000);
      const names = (...of: string[]) => of.map((one) => ids[one]);

      it.each([
        ['a whole number', { q: '26112000000123456789' }, ['first']],
        ['the end of a number', { q: '56790' }, ['second']],
        ['the beginning of numbers, the newest first', { q: '261120' }, ['second', 'first']],
        ['two characters of a name', { q: '华瑞' }, ['third', 'second', 'first']],
        ['one character', { q: '泰' }, ['second', 'first']],
        ['words, each somewhere', { q: '打印 上海 123' }, ['first']],
        ['a word that is nowhere beside one that is', { q: '华瑞 打印机' }, []],
        ['any width and case', { q: 'abc12 ＱＵＡＲＴＥＲＬＹ report' }, ['third']],
        ['one letter, two digits', { q: 'q 12' }, ['third']],
        ['characters that are wildcards elsewhere', { q: '2026_03%7' }, ['first']],
        ['wildcards as what they are', { q: '%' }, ['first']],
        ['no part of a key', { q: 'seller' }, []],
        ['no text across two values', { q: '有限公司上海' }, []],
        ['a party by its name', { parties: ['鑫泰'] }, ['second', 'first']],
        ['a party by its identifier', { parties: ['91110108'] }, ['first']],
        ['no party where only the title says it', { parties: ['打印纸'] }, []],
        ['two parties', { parties: ['鑫泰', '华瑞机械'] }, ['second', 'first']],
        ['a fact, whole', { facts: [{ key: 'seller-name', is: 'text', value: '北京华瑞机械有限公司' }] }, ['first']],
        ['a fact that is only part of the value', { facts: [{ key: 'seller-name', is: 'text', value: '北京华瑞' }] }, []],
        ['a fragment of a fact', { facts: [{ key: 'seller-name', is: 'fragment', value: '有限' }] }, ['second', 'first']],
        ['a fragment that another fact has', { facts: [{ key: 'buyer-name', is: 'fragment', value: '鑫泰' }] }, ['first']],
        ['an amount, however written', { facts: [{ key: 'total-tax', is: 'amount', value: '130' }] }, ['first']],
        ['a day of a fact', { facts: [{ key: 'issue-date', is: 'day', since: '2026-03-17', until: '2026-03-17' }] }, ['first']],
        ['amounts within bounds', { amount: { min: '1130', max: '1130.00', keys: ['total-with-tax'] } }, ['first']],
        ['negative amounts', { amount: { min: '-2000', max: '-0.01', keys: ['total-with-tax'] } }, ['second']],
        ['small amounts', { amount: { min: '0.001', max: '0.01', keys: ['total-with-tax'] } }, ['third']],
        ['an open range', { amount: { min: '0.004', max: null, keys: ['total-with-tax'] } }, ['third', 'first']],
        ['an amount of another key', { amount: { min: '1', max: '200', keys: ['total-with-tax'] } }, []],
        ['days of one date', { days: { from: '2025-12-31', until: '2026-03-16', key: 'issue-date' } }, ['second']],
        ['any date', { days: { from: '2024-05-20', until: '2025-12-31', key: null } }, ['third', 'second']],
        ['dates from a day on', { days: { from: '2026-01-01', until: null, key: null } }, ['first']],
        ['a kind', { kind: 'official-document' }, ['third']],
        ['a state', { state: 'withdrawn', q: '华瑞' }, ['third']],
        ['a kind with a text', { kind: 'e-invoice', q: '华瑞' }, ['second', 'first']],
        ['nothing in particular', {}, ['third', 'second', 'first']],
      ] as [string, Partial<SearchQuery> & { q?: string }, string[]][])('%s', async (_, query, expected) => {
        expect(await found(query)).toEqual(names(...expected));
      }); // prettier-ignore

      it('only in the fonds of the caller', async () => {
        expect(await found({ q: '另一全宗' })).toEqual([]);
        expect(await found({ q: '华瑞', fonds: [] })).toEqual([]);
        const everywhere = await db.search.find(asked({ q: '另一全宗', fonds: null }), 50, null);
        expect(everywhere.items.length).toBeGreaterThan(0);
      });
    });

    describe('ranks and pages', () => {
      let ids: string[] = [];
      beforeAll(async () => {
        fonds = await newFonds();
        ids = [];
        // More than are sorted at once; the whole and the beginning lie far from the newest.
        for (let from = 0; from < 260; from += 65) {
          ids.push(
            ...(await Promise.all(
              Array.from({ length: 65 }, (_, i) => {
                const n = from + i;
                const title = n === 40 || n === 200 ? '合同' : n % 50 === 7 ? `合同第${n}号` : `购销合同 ${n}`;
                return received({ title });
              }),
            )),
          );
        }
      }, 60_000);

      it.each([
        ['before', async () => undefined],
        ['after', indexAll],
      ])('the whole value first, then the beginning, then a part; the newest first in each, %s indexing', async (_, settle) => {
        await settle();
        const all: { title: string; rank: string | null; id: string }[] = [];
        let after: string | null = null;
        do {
          const page = await db.search.find(asked({ q: '合同' }), 17, after);
          expect(page.items.length).toBeLessThanOrEqual(17);
          all.push(...page.items.map(({ record, rank }) => ({ title: record.title, rank, id: record.id })));
          after = page.next;
        } while (after !== null);
        expect(all.map(({ id }) => id).sort()).toEqual([...ids].sort());
        const ranks = all.map(({ rank }) => rank);
        expect(ranks.slice(0, 2)).toEqual(['exact', 'exact']);
        expect(ranks.slice(2, 8)).toEqual(Array(6).fill('prefix'));
        expect(new Set(ranks.slice(8))).toEqual(new Set(['fragment']));
      }, 30_000); // prettier-ignore

      it('goes on behind a page while new records come, and shows none twice', async () => {
        const first = await db.search.find(asked({ q: '购销' }), 10, null);
        await received({ title: '购销合同 新' });
        const second = await db.search.find(asked({ q: '购销' }), 10, first.next);
        const shown = [...first.items, ...second.items].map(({ record }) => record.id);
        expect(new Set(shown).size).toBe(20);
        expect(second.items.map(({ record }) => record.title)).not.toContain('购销合同 新');
      });

      it.each(['', '3.1', '0.', 'MC4', Buffer.from('0.1; DROP TABLE record').toString('base64url')].slice(1))(
        'refuses a cursor that is not one of ours: %s',
        async (after) => {
          await expect(db.search.find(asked({ q: '合同' }), 10, after)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
        },
      ); // prettier-ignore
    });

    it('takes any text as text', async () => {
      fonds = await newFonds();
      const hostile = ["'; DROP TABLE record; --", '(((((((((((((((((a+)+)+)+)+', '\\', '[[:alpha:]]{255}', '\u202e\u0301', '𠮷野家', '${x}', '.*'];
      const ids = [];
      for (const title of hostile) ids.push(await received({ title, facts: { 'seller-name': title } }));
      for (const settle of [async () => undefined, indexAll]) {
        await settle();
        for (const [i, title] of hostile.entries()) {
          expect([title, await found({ q: title })]).toEqual([title, expect.arrayContaining([ids[i]])]);
          expect([title, await found({ parties: [searchForm(title)] })]).toEqual([title, expect.arrayContaining([ids[i]])]);
        }
      }
    }, 30_000); // prettier-ignore

    it.each([
      ['before', async () => undefined],
      ['after', indexAll],
    ])('finds a record by what its later version says, %s its terms are written', async (_, settle) => {
      fonds = await newFonds();
      const commit = sampleCommit({ fonds, principal: admin, title: '凭证' });
      await db.register.commit(commit);
      await settle();
      const text = '补充供应商有限公司';
      const fact = { ...factOf({ key: 'seller-name', type: 'text', text, place: '/' }), file: 'a.xml', reader: 'x/1' };
      expect((await db.lifecycle.addVersion({ ...sampleVersion(commit), facts: [fact] })).kind).toBe('committed');
      expect(await found({ q: '供应商' })).toEqual([commit.record.id]);
      await indexAll();
      expect(await found({ parties: ['补充供应'] })).toEqual([commit.record.id]);
    });

    it('makes entries for records from before, behind those that are there', async () => {
      fonds = await newFonds();
      const model = await received({ title: '新件 甲' });
      const old = ['018b0000-0000-7000-8000-000000000001', '018b0000-0000-7000-8000-000000000002'];
      const columns = 'kind, creator, date, date_from, retention, source_system, business_key, state, state_reason, declaration, findings, content_key, principal, received_at'; // prettier-ignore
      for (const id of old)
        await db.dataSource.query(
          `INSERT INTO record (id, fonds, title, fingerprint, ${columns}) SELECT $2::uuid, fonds, '旧件 甲', $3::text, ${columns} FROM record WHERE id = $1`,
          [model, id, id],
        );
      expect(await found({ q: '甲' })).toEqual([model]);
      await db.dataSource.query(`UPDATE search_head SET fill_before = 'ffffffff-ffff-ffff-ffff-ffffffffffff'`);
      await indexAll();
      expect(await found({ q: '甲' })).toEqual([model, ...old.reverse()]);
      expect(await found({ q: '旧件' }, 1)).toEqual(old);
    }, 30_000);

    it('indexes nothing above a number that another process has not committed yet', async () => {
      fonds = await newFonds();
      await indexAll();
      const slow = db.dataSource.createQueryRunner();
      try {
        await slow.query('BEGIN');
        await slow.query('SELECT pg_current_xact_id()');
        const late = uuidV7();
        await slow.query(
          `INSERT INTO search_entry (record, fonds, kind, lines, party_characters) VALUES ($1, $2, 'x', E'\n迟到\tTITLE\n', 1)`,
          [late, fonds],
        );
        const id = await received({ title: '先到' });
        await db.search.work(() => false);
        expect((await db.search.progress()).unindexed).toBeGreaterThan(0);
        expect(await found({ q: '先到' })).toEqual([id]);
        await slow.query('COMMIT');
        await indexAll();
        const [row] = await db.dataSource.query(
          'SELECT count(*)::int AS n FROM search_terms t JOIN search_entry e USING (number) WHERE e.record = ANY($1)',
          [[late, id]],
        );
        expect(row).toEqual({ n: 2 });
      } finally {
        await slow.release();
      }
    }, 30_000);

    it('misses no record that is committed while terms are written', async () => {
      fonds = await newFonds();
      const fondsList = [fonds, await newFonds(), await newFonds()];
      let writing = true;
      const indexing = (async () => {
        while (writing) await db.search.work(() => false);
      })();
      const ids = await Promise.all(
        Array.from({ length: 150 }, async (_, i) => {
          await new Promise((r) => setTimeout(r, i * 3));
          return received({ title: `并发 ${i}` }, fondsList[i % 3]);
        }),
      );
      writing = false;
      await indexing;
      await indexAll();
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page = await db.search.find(asked({ q: '并发', fonds: fondsList }), 40, after);
        seen.push(...page.items.map(({ record }) => record.id));
        after = page.next;
      } while (after !== null);
      expect(seen.sort()).toEqual([...ids].sort());
    }, 30_000);
  });
}
