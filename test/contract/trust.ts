import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type NewTrustItem } from '../../src/archive/trust-ports.js';
import { Trust } from '../../src/archive/trust.js';
import { Clock } from '../../src/archive/ports.js';
import { readTrustSnapshot } from '../../src/core/signatures/trust.js';
import { type Database } from '../../src/database/connect.js';
import { MemoryStore } from '../../src/storage/memory.js';

const item = (text: string, kind: NewTrustItem['kind'] = 'anchor'): NewTrustItem => {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { kind, purpose: kind === 'anchor' ? 'seal' : null, label: `CN=${text}`, bytes, sha256 };
};

const CERTIFICATE = readFileSync('seeds/trust/sm2-root.pem');

class MovedClock extends Clock {
  movedMs = 0;
  now(): Date {
    return new Date(Date.now() + this.movedMs);
  }
}

/** What TrustItems must keep, with the story that makes snapshots of them. `make` gives a fresh database. */
export function trustContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as TrustItems`, () => {
    let db: Database;
    let admin: string;
    let [fonds, other] = ['', ''];
    const newFonds = async () =>
      (await db.access.createFonds({ code: randomUUID(), name: '测试', test: true, from: '2020-01-01' }, admin, 'test'))
        .id;
    const eventsOf = async (id: string) => (await db.catalogue.events(id, 10, null)).items.map(({ type }) => type);
    const inForce = async (of: string | null) => {
      const { anchors, certificates, crls, ocsps } = await db.trust.inForce(of);
      const text = (list: readonly Uint8Array[]) => list.map((bytes) => Buffer.from(bytes).toString()).sort();
      return { anchors: anchors.map(({ purpose, certificate }) => `${purpose} ${Buffer.from(certificate).toString()}`).sort(), certificates: text(certificates), crls: text(crls), ocsps: text(ocsps) }; // prettier-ignore
    };

    beforeAll(async () => {
      db = await make();
      admin = (await db.access.authenticate((await db.access.bootstrap())!))!.id;
      [fonds, other] = [await newFonds(), await newFonds()];
    }, 60_000);
    afterAll(() => db.close());

    it('adds each item once, with its event and a new version; a fonds has its own beside those of the archive', async () => {
      const before = await db.trust.state();
      expect(before.fonds).toEqual([]);
      const first = await db.trust.add([item('root'), item('helper', 'certificate'), item('crl', 'crl')], null, admin, 'test'); // prettier-ignore
      expect([first.added, first.items.map(({ kind, fonds }) => [kind, fonds])]).toEqual([
        3,
        [['anchor', null], ['certificate', null], ['crl', null]], // prettier-ignore
      ]);
      const again = await db.trust.add([item('crl', 'crl'), item('crl', 'crl'), item('root')], null, admin, 'test');
      expect([again.added, again.items]).toEqual([0, [first.items[2], first.items[0]]]);
      const own = await db.trust.add([item('root'), item('answer', 'ocsp')], fonds, admin, 'test');
      expect(own.added).toBe(2);
      const after = await db.trust.state();
      expect([after.version - before.version, after.fonds]).toEqual([2, [fonds]]);
      for (const { id } of [...first.items, ...own.items]) expect(await eventsOf(id)).toEqual(['trust-added']);

      const archive = { anchors: ['seal root'], certificates: ['helper'], crls: ['crl'], ocsps: [] as string[] };
      expect(await inForce(null)).toEqual(archive);
      expect(await inForce(other)).toEqual(archive);
      expect(await inForce(fonds)).toEqual({ ...archive, anchors: ['seal root', 'seal root'], ocsps: ['answer'] });
    });

    it('adds the same of twenty at once a single time', async () => {
      const results = await Promise.all(
        Array.from({ length: 20 }, () => db.trust.add([item('many'), item('more')], other, admin, 'test')),
      );
      expect(results.reduce((sum, { added }) => sum + added, 0)).toBe(2);
      expect(new Set(results.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(2);
      expect((await inForce(other)).anchors).toEqual(['seal many', 'seal more', 'seal root']);
    });

    it('withdraws once and deletes nothing', async () => {
      const { items } = await db.trust.add([item('old')], null, admin, 'test');
      const { id } = items[0]!;
      const before = await db.trust.state();
      const reasons = ['compromised', 'no longer used'];
      const [a, b] = await Promise.all(reasons.map((reason) => db.trust.withdraw(id, reason, admin, 'test')));
      expect(a).toEqual(b);
      expect(reasons).toContain(a!.withdrawn!.reason);
      expect(await db.trust.withdraw(id, 'again', admin, 'test')).toEqual(a);
      expect(await eventsOf(id)).toEqual(['trust-added', 'trust-withdrawn']);
      expect((await db.trust.state()).version).toBe(before.version + 1);
      expect((await inForce(null)).anchors).toEqual(['seal root']);
      const listed = async (withdrawn: boolean) =>
        (await db.trust.items({ scope: [], withdrawn }, 50, null)).items.map((one) => one.label);
      expect(await listed(false)).not.toContain('CN=old');
      expect(await listed(true)).toContain('CN=old');
      // What was withdrawn may come back, as another item.
      expect((await db.trust.add([item('old')], null, admin, 'test')).items[0]!.id).not.toBe(id);
      await expect(db.trust.withdraw(randomUUID(), 'x', admin, 'test')).rejects.toMatchObject({
        code: 'TRUST_UNKNOWN',
      });
    });

    it('pages items by key, within the scope', async () => {
      const all: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page = await db.trust.items({ scope: null, withdrawn: true }, 2, after);
        all.push(...page.items.map(({ id }) => id));
        after = page.next;
        more = after !== null;
      }
      expect(new Set(all).size).toBe(all.length);
      const { items } = await db.trust.items({ scope: null, withdrawn: true }, 200, null);
      expect(all).toEqual(items.map(({ id }) => id));
      const mine = await db.trust.items({ scope: [fonds], withdrawn: true }, 200, null);
      expect(mine.items.map(({ id }) => id)).toEqual(items.filter((one) => one.fonds !== other).map(({ id }) => id));
      await expect(db.trust.items({ scope: null, withdrawn: true }, 2, 'forged')).rejects.toMatchObject({ code: 'REQUEST_INVALID' }); // prettier-ignore
    });

    it.each([
      ['DELETE FROM trust_item'],
      [`UPDATE trust_item SET bytes = ''`],
      ['DELETE FROM trust_snapshot'],
      ['UPDATE validation SET passed = 1'],
      ['DELETE FROM validation'],
    ])('does not let the service %s', async (sql) => {
      await expect(db.dataSource.query(sql)).rejects.toMatchObject({ code: '42501' });
    });

    it('makes durable snapshots, notices its own changes at once and those of others within a second', async () => {
      const store = new MemoryStore();
      const clock = new MovedClock();
      const here = new Trust(db.trust, store, db.access, clock);
      const there = new Trust(db.trust, store, db.access, clock);
      const principal = { id: admin, name: 'a', role: 'administrator' as const, fonds: null, keyId: 'k' };
      const first = await here.current(null);
      expect(await here.current(await newFonds())).toBe(first);
      expect((await here.current(fonds)).digest).not.toBe(first.digest);
      expect(readTrustSnapshot(first.bytes)).toEqual(first);
      const key = `trust/v1/${first.digest}.json`;
      expect(await store.stat(key)).toMatchObject({ sizeBytes: first.bytes.length });
      expect(await db.trust.snapshot(first.digest)).toMatchObject({ digest: first.digest, key, sizeBytes: first.bytes.length }); // prettier-ignore
      expect((await there.current(null)).digest).toBe(first.digest);

      const pem = Buffer.from('-----BEGIN CERTIFICATE-----\n' + Buffer.alloc(3).toString('base64') + '\n-----END CERTIFICATE-----'); // prettier-ignore
      await expect(here.add(principal, { bytes: pem, purpose: 'seal', fonds: null }, 'test')).rejects.toMatchObject({ code: 'REQUEST_INVALID' }); // prettier-ignore
      await here.add(principal, { bytes: CERTIFICATE, purpose: 'seal', fonds: null }, 'test');
      const [second, stale] = await Promise.all([here.current(null), there.current(null)]);
      expect(second.digest).not.toBe(first.digest);
      expect(stale.digest).toBe(first.digest);
      clock.movedMs += 1_001;
      expect((await there.current(null)).digest).toBe(second.digest);
      const { items } = await db.trust.snapshots(1, null);
      expect(items.map(({ digest }) => digest)).toEqual([second.digest]);
    });

    it('gives no snapshot out that the store did not take, and asks again after that', async () => {
      const store = new MemoryStore();
      const put = store.putOnce.bind(store);
      store.putOnce = () => Promise.reject(new Error('the store is away'));
      const trust = new Trust(db.trust, store, db.access, new MovedClock());
      await expect(trust.current(null)).rejects.toThrow('the store is away');
      store.putOnce = put;
      expect(await store.stat(`trust/v1/${(await trust.current(null)).digest}.json`)).not.toBeNull();
    });
  });
}
