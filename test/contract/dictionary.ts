import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Clock, type Principal } from '../../src/archive/ports.js';
import { Dictionary, type NewElement } from '../../src/archive/dictionary.js';
import { type KindScheme } from '../../src/core/records/generic/scheme.js';
import { type Database } from '../../src/database/connect.js';

class MovedClock extends Clock {
  movedMs = 0;
  now(): Date {
    return new Date(Date.now() + this.movedMs);
  }
}

const element = (key: string, more: Partial<NewElement> = {}): NewElement => ({
  key,
  zh: `名称 ${key}`,
  en: `Name ${key}`,
  type: 'text',
  repeatable: false,
  aliases: [],
  source: 'a test',
  ...more,
});
const kind = (id: string, more: Partial<KindScheme> = {}): Omit<KindScheme, 'version'> => ({
  id,
  zh: '类别',
  en: 'Kind',
  fields: [{ key: 'title', obligation: 'required' }],
  files: [],
  duplicateKey: null,
  title: null,
  mappings: [],
  defaults: { classification: null, retention: null },
  ...more,
});
const named = (name: string, body: unknown = { name }) => ({ sort: 'kind', name, body: () => body }) as const;

/** What DictionaryItems must keep, with the story that reads it. `make` gives a fresh database. */
export function dictionaryContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as DictionaryItems`, () => {
    let db: Database;
    let admin: string;
    const newFonds = async () => {
      const code = randomUUID();
      const { id } = await db.access.createFonds({ code, name: '测试', test: true, from: '2020-01-01' }, admin, 'test');
      return { id, code };
    };
    const eventsOf = async (id: string) => (await db.catalogue.events(id, 10, null)).items.map(({ type }) => type);

    beforeAll(async () => {
      db = await make();
      admin = (await db.access.authenticate((await db.access.bootstrap())!))!.id;
    }, 60_000);
    afterAll(() => db.close());

    it('adds an element once for ever, with its event and a new version of the state', async () => {
      const { id: fonds } = await newFonds();
      const before = await db.dictionary.state();
      const item = { sort: 'element', name: 'own-a', body: () => ({ key: 'own-a' }) } as const;
      const added = await db.dictionary.add(fonds, item, admin, 'test');
      expect(added).toMatchObject({ fonds, sort: 'element', name: 'own-a', version: 1, body: { key: 'own-a' }, addedBy: admin, withdrawn: null }); // prettier-ignore
      const after = await db.dictionary.state();
      expect(after.version - before.version).toBe(1);
      expect(after.fonds).toContain(fonds);
      expect(await eventsOf(added.id)).toEqual(['dictionary-added']);
      await expect(db.dictionary.add(fonds, item, admin, 'test')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
      await db.dictionary.withdraw(fonds, item, 'wrong', admin, 'test');
      await expect(db.dictionary.add(fonds, item, admin, 'test')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
      // Another fonds has words of its own.
      expect((await db.dictionary.add((await newFonds()).id, item, admin, 'test')).version).toBe(1);
    });

    it('counts the versions of a kind; the same body again is no version, after a withdrawal it is', async () => {
      const { id: fonds } = await newFonds();
      const add = (body: unknown) => db.dictionary.add(fonds, named('k', body), admin, 'test');
      const versions = [await add({ a: 1 }), await add({ a: 1 }), await add({ a: 2 }), await add({ a: 1 })];
      expect(versions.map(({ version }) => version)).toEqual([1, 1, 2, 3]);
      const withdrawn = await db.dictionary.withdraw(fonds, named('k'), 'no longer', admin, 'test');
      expect(withdrawn.map(({ withdrawn }) => withdrawn?.reason)).toEqual(['no longer', 'no longer', 'no longer']);
      expect(await db.dictionary.items(fonds, false)).toEqual([]);
      expect((await add({ a: 1 })).version).toBe(4);
      expect((await db.dictionary.items(fonds, true)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    });

    it('gives each of six at once a version of its own', async () => {
      const { id: fonds } = await newFonds();
      const some = await Promise.all(
        Array.from({ length: 6 }, (_, index) => db.dictionary.add(fonds, named('k', { index }), admin, 'test')),
      );
      expect(some.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it('withdraws once, with one event, and deletes nothing', async () => {
      const { id: fonds } = await newFonds();
      const { id } = await db.dictionary.add(fonds, named('k'), admin, 'test');
      const both = await Promise.all(
        ['one', 'two'].map((reason) => db.dictionary.withdraw(fonds, named('k'), reason, admin, 'test')),
      );
      expect(both[0]).toEqual(both[1]);
      expect(await db.dictionary.withdraw(fonds, named('k'), 'again', admin, 'test')).toEqual(both[0]);
      expect(await eventsOf(id)).toEqual(['dictionary-added', 'dictionary-withdrawn']);
      await expect(db.dictionary.withdraw(fonds, named('other'), 'x', admin, 'test')).rejects.toMatchObject({
        code: 'DICTIONARY_UNKNOWN',
      });
    });

    it.each([['DELETE FROM dictionary_item'], [`UPDATE dictionary_item SET body = '{}'`], ['UPDATE dictionary_head SET id = 2']])(
      'does not let the service %s',
      async (sql) => {
        await expect(db.dataSource.query(sql)).rejects.toMatchObject({ code: '42501' });
      },
    ); // prettier-ignore

    it('is known at once in the process that changes it, and within a second in others', async () => {
      const clock = new MovedClock();
      const [here, there] = [0, 1].map(() => new Dictionary(db.dictionary, db.access, clock)) as [Dictionary, Dictionary]; // prettier-ignore
      const principal: Principal = { id: admin, name: 'a', role: 'administrator', fonds: null, keyId: 'k' };
      const { id: fonds, code } = await newFonds();
      expect((await there.current(fonds)).schemes).toEqual({ kinds: [], elements: [] });
      await here.addElement(principal, code, element('own-stage', { values: ['立项', '竣工'] }), 'test');
      await here.addKind(principal, code, kind('file', { fields: [{ key: 'own-stage', obligation: 'required' }] }), 'test'); // prettier-ignore
      await here.addKind(principal, code, kind('file', { title: '{own-stage}', mappings: [{ document: { root: 'r' }, path: 's', key: 'own-stage' }] }), 'test'); // prettier-ignore
      const present = await here.current(fonds);
      expect(present.schemes.kinds.map(({ id, version, title }) => [id, version, title])).toEqual([['file', 2, '{own-stage}']]); // prettier-ignore
      expect(present.schemes.elements).toMatchObject([{ key: 'own-stage', area: 'own', values: ['立项', '竣工'] }]);
      expect(present.mappings).toMatchObject([{ scheme: 'file/2', rows: [{ key: 'own-stage', type: 'text' }] }]);
      expect(await here.current(fonds)).toBe(present);
      expect((await there.current(fonds)).schemes.kinds).toEqual([]);
      clock.movedMs += 1_001;
      expect(await there.current(fonds)).toEqual(present);
      await here.withdraw(principal, code, { sort: 'kind', name: 'file', reason: 'x' }, 'test');
      expect((await here.current(fonds)).schemes.kinds).toEqual([]);
    });

    it.each<[string, Partial<KindScheme>, string]>([
      ['an unknown field', { fields: [{ key: 'own-nobody', obligation: 'required' }] }, '/fields/0/key'],
      ['a group as a field', { fields: [{ key: 'provenance', obligation: 'required' }] }, '/fields/0/key'],
      ['a field twice', { fields: [{ key: 'title', obligation: 'required' }, { key: 'title', obligation: 'optional' }] }, '/fields'], // prettier-ignore
      ['an unknown condition', { fields: [{ key: 'title', obligation: 'conditional', condition: { key: 'x', is: 'absent' } }] }, '/fields/0/condition/key'], // prettier-ignore
      ['an unknown slot', { title: '{nobody}' }, '/title'],
      ['a key without a slot', { duplicateKey: 'all the same' }, '/duplicateKey'],
      ['an unknown mapping', { mappings: [{ document: 'ofd-data', path: 'a', key: 'nobody' }] }, '/mappings/0/key'],
      ['a role twice', { files: [{ role: 'a', min: 0, max: 1 }, { role: 'b', aliases: ['a'], min: 0, max: 1 }] }, '/files'], // prettier-ignore
      ['less than the least', { files: [{ role: 'a', min: 2, max: 1 }] }, '/files/0/max'],
    ])('refuses a kind with %s', async (_, more, path) => {
      const dictionary = new Dictionary(db.dictionary, db.access, new MovedClock());
      const principal: Principal = { id: admin, name: 'a', role: 'administrator', fonds: null, keyId: 'k' };
      const { code } = await newFonds();
      await expect(dictionary.addKind(principal, code, kind('k', more), 'test')).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
        options: { detail: { errors: [{ path }] } },
      });
    });

    it('hides a fonds from those who may not see it, and takes no name twice', async () => {
      const dictionary = new Dictionary(db.dictionary, db.access, new MovedClock());
      const [mine, other] = [await newFonds(), await newFonds()];
      const principal: Principal = { id: admin, name: 'a', role: 'archivist', fonds: [mine.id], keyId: 'k' };
      await expect(dictionary.list(principal, other.code, false)).rejects.toMatchObject({ code: 'FONDS_UNKNOWN' });
      await expect(dictionary.list(principal, 'nobody', false)).rejects.toMatchObject({ code: 'FONDS_UNKNOWN' });
      await dictionary.addElement(principal, mine.code, element('own-a', { zh: '项目名称' }), 'test');
      const same = element('own-b', { aliases: ['项目 名称'] });
      await expect(dictionary.addElement(principal, mine.code, same, 'test')).rejects.toMatchObject({ code: 'NAME_TAKEN' }); // prettier-ignore
      expect((await dictionary.list(principal, mine.code, false)).map(({ name }) => name)).toEqual(['own-a']);
    });
  });
}
