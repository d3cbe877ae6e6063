import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { connectDatabase, type Database } from '../../src/database/connect.js';
import { dataSourceOptions, migrate } from '../../src/database/data-source.js';
import { ROLE_NAMES } from '../../src/database/embedded.js';
import { migrations } from '../../src/database/migrations/index.js';
import { sampleCommit } from './sample.js';

describe('the embedded database', () => {
  let dir: string;
  let db: Database;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dantao 电子 '));
    db = await connectDatabase({ embeddedDir: dir });
  }, 60_000);
  afterAll(async () => {
    await db.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('keeps its passwords to itself', async () => {
    expect((await stat(join(dir, 'credentials.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, 'pgdata'))).mode & 0o777).toBe(0o700);
  });

  it('runs with everything on that durability needs', async () => {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums']) {
      expect([setting, await db.dataSource.query(`SELECT current_setting('${setting}') AS v`)]).toEqual([
        setting,
        [{ v: 'on' }],
      ]);
    }
  });

  it('gives the service a role that owns nothing and belongs to nobody', async () => {
    const [row] = await db.dataSource.query(`
      SELECT (SELECT count(*)::int FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = current_user) AS owned,
        (SELECT count(*)::int FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = current_user) AS member,
        (SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS special`);
    expect(row).toEqual({ owned: 0, member: 0, special: false });
  });

  it('refuses even the owner to change events', async () => {
    const owner = await new DataSource(dataSourceOptions(db.embedded!.connection('owner'))).initialize();
    await db.access.bootstrap();
    for (const sql of [`UPDATE event SET type = 'x'`, 'DELETE FROM event', 'TRUNCATE event']) {
      await expect(owner.query(sql)).rejects.toMatchObject({ code: '42501' });
    }
    await owner.destroy();
  });

  it('refuses a second instance in the same folder, naming the first', async () => {
    await expect(connectDatabase({ embeddedDir: dir })).rejects.toMatchObject({ code: 'DATABASE_MISCONFIGURED', message: expect.stringContaining(String(process.pid)) }); // prettier-ignore
  });

  it('migrates down and up again, and four at once', async () => {
    const client = await new DataSource(
      dataSourceOptions(db.embedded!.connection('superuser', 'postgres')),
    ).initialize();
    await client.query(`CREATE DATABASE scratch OWNER ${ROLE_NAMES.owner}`);
    await client.destroy();
    const scratch = db.embedded!.connection('owner', 'scratch');
    await Promise.all([1, 2, 3, 4].map(() => migrate(scratch, ROLE_NAMES.service)));
    const source = await new DataSource(dataSourceOptions(scratch)).initialize();
    expect(await source.query('SELECT count(*)::int AS n FROM migrations')).toEqual([{ n: migrations.length }]);
    // Down to a database that knows no trust.
    for (let left = migrations.length; left > 1; left--) await source.undoLastMigration();
    await oldRecords(source);
    await source.runMigrations();
    // What was archived without any trust may have another look; what was broken is broken, and no signature is none.
    expect(
      await source.query(
        `SELECT v.total, v.passed, v.indeterminate, v.failed, v.trust, h.number, h.awaits FROM validation v JOIN validation_head h USING (record) ORDER BY v.total`,
      ),
    ).toEqual([
      { total: 1, passed: 0, indeterminate: 0, failed: 1, trust: null, number: 1, awaits: 'nothing' },
      { total: 2, passed: 0, indeterminate: 1, failed: 1, trust: null, number: 1, awaits: 'trust' },
    ]);
    for (let left = migrations.length; left > 0; left--) await source.undoLastMigration();
    const left: { t: string }[] = await source.query(
      `SELECT tablename AS t FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(left.map((row) => row.t)).toEqual(['migrations']);
    await source.destroy();
    await migrate(scratch, ROLE_NAMES.service);
  });

  it('loses no acknowledged commit when its server is killed again and again, and needs no restart of ours', async () => {
    const [{ id: admin }] = await db.dataSource.query('SELECT id FROM principal');
    const fonds = await db.access.createFonds({ code: 'K', name: 'K', test: true, from: '2020-01-01' }, admin, 'test');
    const acknowledged: string[] = [];
    const failures: unknown[] = [];
    let running = true;
    const worker = async () => {
      while (running) {
        const commit = sampleCommit({ fonds: fonds.id, principal: admin });
        try {
          const result = await db.register.commit(commit);
          expect(result.kind).toBe('committed');
          acknowledged.push(commit.record.id);
        } catch (error) {
          failures.push(error);
          // What failed may be sent again and must then be there once.
          const again = await db.register.commit(commit);
          expect(again.kind).toMatch(/committed|stored/);
          acknowledged.push(commit.record.id);
        }
      }
    };
    const workers = Array.from({ length: 16 }, worker);
    for (let i = 0; i < 3; i++) {
      await sleep(300);
      process.kill(db.embedded!.pid!, 'SIGKILL');
      const before = acknowledged.length;
      while (acknowledged.length < before + 50) await sleep(20);
    }
    running = false;
    await Promise.all(workers);
    for (const failure of failures)
      expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE', options: { retryable: true } });
    const rows: { id: string }[] = await db.dataSource.query('SELECT id FROM record WHERE fonds = $1', [fonds.id]);
    expect(rows.map((row) => row.id).sort()).toEqual([...new Set(acknowledged)].sort());
    const [dense] = await db.dataSource.query(
      'SELECT count(*)::int AS n, max(fonds_number)::int AS top FROM event WHERE fonds = $1',
      [fonds.id],
    );
    expect(dense).toEqual({ n: rows.length * 2 + 1, top: rows.length * 2 + 1 });
  }, 60_000);

  it('refuses the data folder of another major version', async () => {
    await db.close();
    await writeFile(join(dir, 'pgdata', 'PG_VERSION'), '17\n');
    await expect(connectDatabase({ embeddedDir: dir })).rejects.toMatchObject({
      message: expect.stringContaining('PostgreSQL 17'),
    });
    await writeFile(join(dir, 'pgdata', 'PG_VERSION'), '18\n');
    db = await connectDatabase({ embeddedDir: dir });
    expect(await db.access.fondsByCode('K')).not.toBeNull();
  });
});

/** Three records as the first version wrote them: two signatures in two files, one, none. */
async function oldRecords(source: DataSource): Promise<void> {
  for (const files of [[['INDETERMINATE'], ['TOTAL_FAILED']], [['TOTAL_FAILED']], [[]]]) {
    const { record } = sampleCommit({ fonds: randomUUID(), principal: randomUUID() });
    await source.query(
      `INSERT INTO record (id, fonds, kind, title, state, state_reason, declaration, findings, fingerprint, content_key, principal, received_at)
       VALUES ($1, $2, 'k', 't', 'registered', '[]', '{}', '[]', $3, $3, $4, now())`,
      [record.id, record.fonds, record.fingerprint, record.principal],
    );
    for (const [index, verdicts] of files.entries())
      await source.query(
        `INSERT INTO file (record, version, index, path, "offset", size_bytes, sha256, sha512, sm3, crc32, declared, facts, signatures)
         VALUES ($1, 1, $2, 'p', 0, 0, '', '', '', 0, '{}', '{}', $3)`,
        [record.id, index, JSON.stringify(verdicts.map((verdict) => ({ verdict })))],
      );
  }
}
