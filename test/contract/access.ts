import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Database } from '../../src/database/connect.js';
import { entities } from '../../src/database/entities/index.js';

/** What every Access must keep. `make` gives a fresh database. */
export function accessContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as Access`, () => {
    let db: Database;
    let first: string;
    let admin: string;
    beforeAll(async () => {
      db = await make();
      const secrets = await Promise.all([1, 2, 3].map(() => db.access.bootstrap()));
      expect(secrets.filter((secret) => secret !== null)).toHaveLength(1);
      first = secrets.find((secret) => secret !== null) ?? '';
      admin = (await db.access.authenticate(first))?.id ?? '';
    }, 60_000);
    afterAll(() => db.close());
    const submitter = (fonds: string[] | null = null) =>
      db.access.createPrincipal({ name: randomUUID(), role: 'submitter', fonds, expiresAt: null }, admin, 'test');

    it('makes the first administrator once', async () => {
      expect(first).toMatch(/^dtk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
      expect(await db.access.authenticate(first)).toMatchObject({ role: 'administrator', fonds: null });
      expect(await db.access.bootstrap()).toBeNull();
      expect(await db.access.principals()).toHaveLength(1);
    });

    it('knows a key by its whole secret only', async () => {
      const other = `${first.slice(0, -1)}${first.endsWith('A') ? 'B' : 'A'}`;
      for (const wrong of [
        '',
        'dtk_',
        other,
        `${first}x`,
        `dtk_${'0'.repeat(16)}_${'A'.repeat(43)}`,
        first.toUpperCase(),
      ]) {
        expect(await db.access.authenticate(wrong)).toBeNull();
      }
    });

    it('keeps no secret in any table', async () => {
      const person = await submitter();
      const { secret } = await db.access.createKey(person.id, null, admin, 'test');
      await db.access.authenticate(secret);
      for (const random of [secret.slice(-43), first.slice(-43)]) {
        for (const { tableName } of entities.map((entity) => db.dataSource.getMetadata(entity))) {
          const rows: unknown[] = await db.dataSource.query(
            `SELECT 1 FROM "${tableName}" t WHERE position($1 IN t::text) > 0`,
            [random],
          );
          expect([tableName, rows]).toEqual([tableName, []]);
          const hex = Buffer.from(random).toString('hex');
          expect(
            await db.dataSource.query(`SELECT 1 FROM "${tableName}" t WHERE position($1 IN t::text) > 0`, [hex]),
          ).toEqual([]);
        }
      }
    });

    it('allows two live keys, and revokes at once', async () => {
      const person = await submitter();
      const made = await Promise.allSettled(
        [1, 2, 3, 4].map(() => db.access.createKey(person.id, null, admin, 'test')),
      );
      const keys = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(keys).toHaveLength(2);
      for (const one of made)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'KEY_LIMIT_REACHED' });
      const [key] = keys;
      expect(await db.access.authenticate(key!.secret)).toMatchObject({ id: person.id, keyId: key!.id });
      await db.access.revokeKey(key!.id, admin, 'test');
      await db.access.revokeKey(key!.id, admin, 'test');
      expect(await db.access.authenticate(key!.secret)).toBeNull();
      await db.access.createKey(person.id, null, admin, 'test');
      await expect(db.access.revokeKey('none', admin, 'test')).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
      await expect(db.access.createKey(randomUUID(), null, admin, 'test')).rejects.toMatchObject({
        code: 'PRINCIPAL_UNKNOWN',
      });
      const { items } = await db.catalogue.events(person.id, 10, null);
      expect(items.map((event) => event.type)).toEqual([
        'principal-created',
        'key-created',
        'key-created',
        'key-revoked',
        'key-created',
      ]);
    });

    it('ties a key to the fonds of its principal', async () => {
      const fonds = await db.access.createFonds(
        { code: randomUUID(), name: 'x', test: true, from: '2000-01-01' },
        admin,
        'test',
      );
      const person = await submitter([fonds.id]);
      const { secret } = await db.access.createKey(person.id, null, admin, 'test');
      expect(await db.access.authenticate(secret)).toMatchObject({
        id: person.id,
        role: 'submitter',
        fonds: [fonds.id],
      });
      expect((await db.access.principals()).find((row) => row.id === person.id)).toMatchObject({
        fonds: [fonds.id],
        keys: [{ revokedAt: null }],
      });
    });

    it('lets keys and principals expire', async () => {
      const person = await submitter();
      const soon = await db.access.createKey(person.id, new Date(Date.now() + 400), admin, 'test');
      expect(await db.access.authenticate(soon.secret)).not.toBeNull();
      await new Promise((done) => setTimeout(done, 500));
      expect(await db.access.authenticate(soon.secret)).toBeNull();
    });

    it('keeps names apart and sender keys by kid', async () => {
      const person = await submitter();
      const twice = { name: person.name, role: 'auditor' as const, fonds: null, expiresAt: null };
      await expect(db.access.createPrincipal(twice, admin, 'test')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
      await db.access.setSenderKey(person.id, 'k1', { kty: 'OKP', x: '1' }, admin, 'test');
      await db.access.setSenderKey(person.id, 'k1', { kty: 'OKP', x: '2' }, admin, 'test');
      expect(await db.access.senderKey(person.id, 'k1')).toEqual({ kty: 'OKP', x: '2' });
      expect(await db.access.senderKey(person.id, 'k2')).toBeNull();
      const unknown = { name: randomUUID(), role: 'submitter' as const, fonds: [randomUUID()], expiresAt: null };
      await expect(db.access.createPrincipal(unknown, admin, 'test')).rejects.toMatchObject({ code: 'FONDS_UNKNOWN' });
    });

    it('knows a fonds by its code, through changes of name', async () => {
      const code = randomUUID();
      const fonds = await db.access.createFonds({ code, name: '旧名', test: false, from: '2001-01-01' }, admin, 'test');
      expect(await db.access.fondsByCode(code)).toEqual(fonds);
      const dup = { code, name: '别人', test: false, from: '2002-01-01' };
      await expect(db.access.createFonds(dup, admin, 'test')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
      const renamed = await db.access.renameFonds(
        fonds.id,
        { code: `${code}b`, name: '新名', from: '2020-05-01' },
        admin,
        'test',
      );
      expect(renamed).toMatchObject({ id: fonds.id, code: `${code}b`, name: '新名' });
      expect(renamed.names).toEqual([
        { code, name: '旧名', from: '2001-01-01', until: '2020-05-01' },
        { code: `${code}b`, name: '新名', from: '2020-05-01', until: null },
      ]);
      expect(await db.access.fondsByCode(code)).toBeNull();
      expect((await db.access.fondsByCode(`${code}b`))?.id).toBe(fonds.id);
      const back = { code, name: 'x', from: '2019-01-01' };
      await expect(db.access.renameFonds(fonds.id, back, admin, 'test')).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
      const heir = await db.access.createFonds(
        { code, name: '后继', test: false, from: '2021-01-01', predecessors: [fonds.id] },
        admin,
        'test',
      );
      expect(heir.predecessors).toEqual([fonds.id]);
      expect((await db.catalogue.events(fonds.id, 5, null)).items.map((event) => event.type)).toEqual([
        'fonds-created',
        'fonds-changed',
      ]);
      expect((await db.access.fonds()).map((one) => one.id).slice(-2)).toEqual([fonds.id, heir.id]);
    });
  });
}
