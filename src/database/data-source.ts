import 'reflect-metadata';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { ArchiveError } from '../core/error.js';
import { entities } from './entities/index.js';
import { grantStatements } from './grants.js';
import { migrations } from './migrations/index.js';

/** A PostgreSQL address: a URL, or its parts (the embedded server's socket lies in a folder that may hold any character). */
export type Address = string | { host: string; port: number; user: string; password: string; database: string };

/** Any fixed number: whoever holds it migrates, the others wait. */
const MIGRATION_LOCK = 0x64_61_6e_74;

export function dataSourceOptions(address: Address): DataSourceOptions {
  const connection =
    typeof address === 'string'
      ? { url: address }
      : { host: address.host, port: address.port, username: address.user, password: address.password, database: address.database }; // prettier-ignore
  return {
    type: 'postgres',
    ...connection,
    entities,
    migrations,
    migrationsTableName: 'migrations',
    synchronize: false,
    installExtensions: false,
    applicationName: 'dantao',
    poolErrorHandler: () => undefined,
    extra: { max: 8, connectionTimeoutMillis: 3_000, query_timeout: 60_000, keepAlive: true },
  };
}

/** Runs what is new as the owner, then grants the service its rights. Several at once: one migrates, the others find it done. */
export async function migrate(owner: Address, serviceRole: string): Promise<void> {
  const source = new DataSource(dataSourceOptions(owner));
  await source.initialize().catch((cause: unknown) => {
    throw new ArchiveError('DATABASE_MISCONFIGURED', `cannot connect as the owner of the database: ${reason(cause)}`, {
      cause,
    });
  });
  try {
    await checkServer(source);
    const lock = source.createQueryRunner();
    try {
      await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await source.runMigrations({ transaction: 'each' });
      await lock.query(grantStatements(serviceRole));
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
      await lock.release();
    }
  } catch (cause) {
    if ((cause as { name?: unknown }).name === 'ArchiveError') throw cause;
    throw new ArchiveError('DATABASE_MISCONFIGURED', `migration failed: ${reason(cause)}`, { cause });
  } finally {
    await source.destroy();
  }
}

/** Throws DATABASE_MISCONFIGURED when the server, the schema or the rights are not what the service needs. */
export async function checkService(source: DataSource): Promise<void> {
  await checkServer(source);
  const known: { t: string | null }[] = await source.query(`SELECT to_regclass('public.migrations')::text AS t`);
  if (known[0]?.t == null || (await source.showMigrations())) {
    throw new ArchiveError(
      'DATABASE_MISCONFIGURED',
      'the database lacks migrations: set DANTAO_DATABASE_OWNER_URL to the role that owns it',
    );
  }
  const [rights] = await source.query<
    { user: string; super: boolean; owned: string[] | null; owners: string[] | null }[]
  >(`
    SELECT current_user AS "user", (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super,
      (SELECT array_agg(c.relname::text) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)) AS owned,
      (SELECT array_agg(DISTINCT r.rolname::text) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_roles r ON r.oid = c.relowner WHERE n.nspname = 'public' AND pg_has_role(current_user, r.oid, 'MEMBER')
        AND r.rolname <> current_user) AS owners`);
  const wrong = rights?.super
    ? 'is a superuser'
    : rights?.owned
      ? `owns ${rights.owned.join(', ')}`
      : rights?.owners
        ? `is a member of ${rights.owners.join(', ')}`
        : null;
  if (wrong !== null) {
    throw new ArchiveError(
      'DATABASE_MISCONFIGURED',
      `the role ${rights?.user} of DANTAO_DATABASE_URL ${wrong} and could rewrite events: give the service a role of its own that owns nothing`,
    );
  }
}

async function checkServer(source: DataSource): Promise<void> {
  const rows: { version: string; encoding: string }[] = await source.query(
    `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding`,
  );
  const { version = '0', encoding = '' } = rows[0] ?? {};
  if (Number(version) < 150_000) {
    throw new ArchiveError(
      'DATABASE_MISCONFIGURED',
      `PostgreSQL 15 or newer is needed, found ${Math.floor(Number(version) / 10_000)}`,
    );
  }
  if (encoding !== 'UTF8')
    throw new ArchiveError('DATABASE_MISCONFIGURED', `the database must be UTF8, found ${encoding}`);
}

export function reason(cause: unknown): string {
  const { message, code } = cause as { message?: string; code?: string };
  return message !== undefined && message !== '' ? message : String(code ?? cause);
}
