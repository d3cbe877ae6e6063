import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPostgres, type TestPostgres } from '../../scripts/postgres-server.mjs';
import { connectDatabase, type Database } from '../../src/database/connect.js';
import { beginOf, sampleCommit } from '../contract/sample.js';

describe('services on an external PostgreSQL', () => {
  let server: TestPostgres;
  let two: Database[];
  let admin: string;
  beforeAll(async () => {
    server = await startPostgres();
    // Both at once: one migrates, the other waits and finds it done.
    two = await Promise.all([1, 2].map(() => connectDatabase({ url: server.serviceUrl, ownerUrl: server.ownerUrl })));
    const secrets = await Promise.all(two.map((db) => db.access.bootstrap()));
    expect(secrets.filter((secret) => secret !== null)).toHaveLength(1);
    admin = (await two[0]!.access.authenticate(secrets.find((secret) => secret !== null) ?? ''))?.id ?? '';
  }, 60_000);
  afterAll(async () => {
    for (const db of two) await db.close();
    await server.stop();
  });

  it('keep numbers dense and one record of each content, when two write the same fonds', async () => {
    const fonds = await two[0]!.access.createFonds(
      { code: 'T', name: 'T', test: true, from: '2020-01-01' },
      admin,
      'test',
    );
    const commits = Array.from({ length: 200 }, (_, i) => ({
      db: two[i % 2]!,
      commit: sampleCommit({ fonds: fonds.id, principal: admin, content: `c${i >> 1}`, key: `k${i >> 1}` }),
    }));
    const results = await Promise.all(
      commits.map(async ({ db, commit }) => {
        const begun = await db.register.begin(beginOf(commit));
        return begun.kind === 'go' ? (await db.register.commit(commit)).kind : begun.kind;
      }),
    );
    expect(results.filter((kind) => kind === 'committed')).toHaveLength(100);
    expect(results.filter((kind) => kind === 'stored')).toHaveLength(100);
    const [row] = await two[1]!.dataSource.query(
      'SELECT count(*)::int AS n, max(fonds_number)::int AS top, count(DISTINCT subject)::int AS subjects FROM event WHERE fonds = $1',
      [fonds.id],
    );
    expect(row).toEqual({ n: 201, top: 201, subjects: 101 });
  });

  it('say so while the database is down, and go on by themselves when it is back', async () => {
    const [db] = two as [Database];
    const fonds = await db.access.fondsByCode('T');
    const commit = sampleCommit({ fonds: fonds?.id ?? '', principal: admin });
    await server.kill();
    const answers = await Promise.allSettled([
      db.register.commit(commit),
      db.register.begin(beginOf(commit)),
      db.register.probe(),
      db.catalogue.record(commit.record.id, null),
      db.access.principals(),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 'rejected',
        reason: { code: 'DATABASE_UNAVAILABLE', options: { retryable: true } },
      });
    }
    await server.start();
    expect((await db.register.begin(beginOf(commit))).kind).toBe('go');
    expect((await db.register.commit(commit)).kind).toBe('committed');
    expect((await db.catalogue.record(commit.record.id, null))?.record.id).toBe(commit.record.id);
    await db.register.probe();
  });

  it('are refused a role that could rewrite events', async () => {
    const { ownerUrl, serviceUrl } = server;
    const wrong = { code: 'DATABASE_MISCONFIGURED' };
    await expect(connectDatabase({ url: ownerUrl })).rejects.toMatchObject({
      ...wrong,
      message: expect.stringContaining('owns'),
    });
    await expect(connectDatabase({ url: ownerUrl, ownerUrl })).rejects.toMatchObject(wrong);
    const asSuper = server.superUrl.replace(/\/postgres$/, new URL(ownerUrl).pathname);
    await expect(connectDatabase({ url: asSuper })).rejects.toMatchObject({
      ...wrong,
      message: expect.stringContaining('superuser'),
    });
    await expect(connectDatabase({ url: (await server.database()).serviceUrl })).rejects.toMatchObject({ ...wrong, message: expect.stringContaining('DANTAO_DATABASE_OWNER_URL') }); // prettier-ignore
    await expect(connectDatabase({ url: 'mysql://x' })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    const alone = await connectDatabase({ url: serviceUrl });
    await alone.close();
  });
});
