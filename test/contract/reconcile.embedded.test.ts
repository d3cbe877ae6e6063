import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { translate } from '../../src/archive/findings-catalogue.js';
import { Clock } from '../../src/archive/ports.js';
import { Reconcile } from '../../src/archive/reconcile.js';
import { type Finding } from '../../src/core/finding.js';
import { planPackage } from '../../src/core/package/plan-package.js';
import { type Database } from '../../src/database/connect.js';
import { MemoryStore } from '../../src/storage/memory.js';
import { assemble, sampleOf } from '../core/package/sample.js';
import { embeddedDatabase } from './embedded-database.js';
import { beginOf, sampleCommit, uuidV7 } from './sample.js';

const LONGEST_MS = 3_600_000;

class MovedClock extends Clock {
  movedMs = 2 * LONGEST_MS;
  now(): Date {
    return new Date(Date.now() + this.movedMs);
  }
}

let db: Database;
let principal: string;
let fonds: string;
beforeAll(async () => {
  db = await embeddedDatabase();
  principal = (await db.access.authenticate((await db.access.bootstrap())!))!.id;
  const input = { code: randomUUID(), name: '测试全宗', test: true, from: '2020-01-01' };
  fonds = (await db.access.createFonds(input, principal, 'test')).id;
}, 60_000);
afterAll(() => db.close());

let store: MemoryStore;
let clock: MovedClock;
let reconcile: Reconcile;
beforeEach(() => {
  store = new MemoryStore();
  clock = new MovedClock();
  reconcile = new Reconcile(store, db.register, db.catalogue, clock, LONGEST_MS);
});

async function put(key: string, bytes: Uint8Array): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  async function* open() {
    yield bytes;
  }
  await store.putOnce(key, { bytes, sha256, open }, bytes.length);
}

/** A whole package as intake writes it, and the commit that would mention it. */
function newPackage(of = fonds) {
  const content = randomUUID();
  const commit = sampleCommit({ fonds, principal, content, id: uuidV7() });
  const { id: recordId, fingerprint, receivedAt: at } = commit.record;
  const sample = sampleOf([['a.txt', Buffer.from(content)]]);
  const nonce = createHash('sha256').update(content).digest();
  const eventId = `urn:uuid:${recordId}/event/1`;
  const plan = planPackage({ ...sample.input, recordId, fondsId: of, fingerprint, at, nonce, eventId });
  commit.package = { ...commit.package, key: plan.key, nonce: nonce.toString('hex') };
  return { key: plan.key, bytes: assemble(plan, sample.contents), commit };
}

/** The package of a second version, as its try wrote it. */
function newVersion() {
  const content = randomUUID();
  const { record, package: previous } = sampleCommit({ fonds, principal, content });
  const [at, change] = [new Date(), uuidV7()];
  const sample = sampleOf([['b.txt', Buffer.from(content)]]);
  const { version, sizeBytes, sha256, sha512 } = previous;
  const plan = planPackage({
    ...sample.input,
    recordId: record.id,
    fondsId: fonds,
    version: 2,
    change: { id: change, kind: 'rendition', previous: { version, sizeBytes, sha256, sha512 } },
    eventId: `urn:uuid:${record.id}/version/2`,
    fingerprint: record.fingerprint,
    at,
    nonce: createHash('sha256').update(content).digest(),
  });
  return { key: plan.key, bytes: assemble(plan, sample.contents), record, at, change };
}

async function stretch(after: string | null = null, maxObjects?: number) {
  const findings: Finding[] = [];
  let last: Record<string, unknown> = {};
  for await (const { finding, progress } of reconcile.run(after, maxObjects)) {
    if (finding) findings.push(finding);
    last = { ...progress };
  }
  return { findings, told: findings.map((f) => [f.code, f.where]), ...last } as {
    findings: Finding[];
    told: [string, string][];
    seen: number;
    unmentioned: number;
    resumeAfter: string | null;
  };
}

const noted = async (): Promise<string[]> => {
  const rows: { key: string }[] = await db.dataSource.query('SELECT key FROM orphan');
  return rows.map((row) => row.key);
};
const begin = (commit: ReturnType<typeof sampleCommit>) =>
  db.register.begin({ ...beginOf(commit), proposed: { recordId: uuidV7(), at: new Date(), nonce: 'ef'.repeat(32) } });

describe('the reconcile story over a database and a store', () => {
  it('notes the package of a version under the id of its try, which a re-send takes up', async () => {
    const { key, bytes, record, at, change } = newVersion();
    await put(key, bytes);
    expect((await stretch()).told).toEqual([['STORED_PACKAGE_UNMENTIONED', key]]);
    expect(await noted()).toContain(key);
    const again = { ...beginOf(sampleCommit({ fonds, principal })), fingerprint: record.fingerprint };
    expect(await db.register.begin(again)).toMatchObject({ kind: 'go', recordId: change, at, resumed: true });
    await db.dataSource.query('DELETE FROM orphan WHERE record = $1', [change]);
  });

  it('tells an unmentioned package, notes it under its own id, time and nonce, and forgets it once it is mentioned', async () => {
    const { key, bytes, commit } = newPackage();
    await put(key, bytes);
    const found = await stretch();
    expect(found).toMatchObject({ seen: 1, unmentioned: 1, resumeAfter: null });
    expect(found.told).toEqual([['STORED_PACKAGE_UNMENTIONED', key]]);
    for (const locale of ['zh-CN', 'en'] as const)
      expect(translate(found.findings[0]!, locale).message).toContain(commit.record.id);

    const { id: recordId, receivedAt: at } = commit.record;
    const { nonce } = commit.package;
    expect(await begin(commit)).toMatchObject({ kind: 'go', recordId, at, nonce, resumed: true });
    await db.register.commit(commit);
    expect(await stretch()).toMatchObject({ seen: 1, unmentioned: 0, findings: [] });
    expect(await noted()).not.toContain(key);
    expect(await store.stat(key)).toMatchObject({ sizeBytes: bytes.length });
  });

  it('leaves alone what may still be under way', async () => {
    const { key, bytes } = newPackage();
    await put(key, bytes);
    clock.movedMs = LONGEST_MS - 60_000;
    expect(await stretch()).toMatchObject({ seen: 1, unmentioned: 0, findings: [] });
    clock.movedMs = LONGEST_MS + 60_000;
    expect(await stretch()).toMatchObject({ seen: 1, unmentioned: 1 });
  });

  it.each([
    ['bytes that are no package', () => ({ key: 'aip/v1/00/foreign.zip', bytes: Buffer.from('not a package') })],
    ['an empty object', () => ({ key: 'aip/v1/00/empty.zip', bytes: Buffer.alloc(0) })],
    ['a package cut short', () => ({ ...newPackage(), bytes: newPackage().bytes.subarray(0, 1_000) })],
    ['a package under another key', () => ({ ...newPackage(), key: 'aip/v1/00/copy.zip' })],
    ['a package under the key of another', () => ({ ...newPackage(), key: newPackage().key })],
    ['a package of what is no fonds id', () => newPackage('not-a-uuid')],
  ])('tells %s as foreign and does not note it', async (_, make) => {
    const { key, bytes } = make();
    await put(key, bytes);
    for (let time = 0; time < 2; time++) expect((await stretch()).told).toEqual([['STORED_OBJECT_FOREIGN', key]]);
    expect(await noted()).not.toContain(key);
    expect(await store.stat(key)).not.toBeNull();
  });

  it.each([1, 2, 3, 7, 8, 100])('in stretches of %i: every finding once, in order, and an end', async (maxObjects) => {
    const packages = Array.from({ length: 7 }, () => newPackage());
    for (const [i, { key, bytes, commit }] of packages.entries()) {
      await put(key, bytes);
      if (i % 3 === 0) await db.register.commit(commit);
    }
    const keys = packages.map((p) => p.key).sort();
    const unmentioned = packages
      .filter((_, i) => i % 3 !== 0)
      .map((p) => p.key)
      .sort();
    const told: string[] = [];
    let [after, seen]: [string | null, number] = [null, 0];
    do {
      const one: Awaited<ReturnType<typeof stretch>> = await stretch(after, maxObjects);
      seen += one.seen;
      told.push(...one.told.map(([, where]) => where));
      expect(one.seen).toBeLessThanOrEqual(maxObjects);
      expect(one.resumeAfter).toBe(one.seen === maxObjects ? keys[seen - 1] : null);
      after = one.resumeAfter;
    } while (after !== null);
    expect([seen, told]).toEqual([7, unmentioned]);
  });

  it('looks past its inner page, too', async () => {
    const keys = Array.from({ length: 1_203 }, (_, i) => `aip/v1/x/${String(i).padStart(5, '0')}`);
    for (const key of keys) await put(key, Buffer.from(key));
    const first = await stretch(null, 700);
    expect(first).toMatchObject({ seen: 700, unmentioned: 700, resumeAfter: keys[699] });
    const rest = await stretch(first.resumeAfter);
    expect(rest).toMatchObject({ seen: 503, unmentioned: 503, resumeAfter: null });
    expect([...first.told, ...rest.told].map(([, where]) => where)).toEqual(keys);
  });

  it('a database that takes no note is no property of the object: it is thrown', async () => {
    const { key, bytes } = newPackage();
    await put(key, bytes);
    // Its pool is ended: every note fails for good.
    const failing = await embeddedDatabase();
    await failing.close();
    reconcile = new Reconcile(store, failing.register, db.catalogue, clock, LONGEST_MS);
    await expect(stretch()).rejects.toThrow('noting an orphan');
  }, 60_000);
});
