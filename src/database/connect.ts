import pg from 'pg';
import { DataSource } from 'typeorm';
import { type Access, type Catalogue, type Register } from '../archive/ports.js';
import { type Assemblies } from '../archive/assembly-ports.js';
import { type BatchRows } from '../archive/batches-ports.js';
import { type VoucherClaims } from '../archive/claims-ports.js';
import { type CertificateRecords } from '../archive/certificate-ports.js';
import { type DictionaryItems } from '../archive/dictionary-ports.js';
import { type Relations } from '../archive/relation-ports.js';
import { type Search } from '../archive/search-ports.js';
import { type TrustItems } from '../archive/trust-ports.js';
import { type Checks } from '../archive/checks-ports.js';
import { type Lifecycle } from '../archive/lifecycle-ports.js';
import { type Validations } from '../archive/validation-ports.js';
import { ArchiveError } from '../core/error.js';
import { PostgresAccess } from './access.js';
import { PostgresAssemblies } from './assemblies.js';
import { PostgresBatches } from './batches.js';
import { PostgresCatalogue } from './catalogue.js';
import { PostgresClaims } from './claims.js';
import { checkService, dataSourceOptions, migrate, reason, type Address } from './data-source.js';
import { PostgresCertificates } from './certificates.js';
import { PostgresDictionary } from './dictionary.js';
import { EmbeddedPostgres, ROLE_NAMES } from './embedded.js';
import { openHotPool, openSearchPool } from './hot-pool.js';
import { PostgresChecks } from './checks.js';
import { PostgresLifecycle } from './lifecycle.js';
import { PostgresRegister } from './register.js';
import { PostgresRelations } from './relations.js';
import { PostgresSearch } from './search.js';
import { PostgresTrust } from './trust.js';
import { PostgresValidations } from './validations.js';

export type DatabaseSettings =
  | { url: string; ownerUrl?: string }
  | {
      embeddedDir: string;
      /** The embedded server died alone and is up again. */
      onRestart?: (reason: string) => void;
      /** It could not be brought up again. */
      onFailure?: (error: unknown) => void;
    };

export interface Database {
  dataSource: DataSource;
  register: Register;
  catalogue: Catalogue;
  access: Access;
  trust: TrustItems;
  dictionary: DictionaryItems;
  certificates: CertificateRecords;
  validations: Validations;
  claims: VoucherClaims;
  batches: BatchRows;
  assemblies: Assemblies;
  search: Search;
  relations: Relations;
  lifecycle: Lifecycle;
  checks: Checks;
  /** Set for the embedded default. */
  embedded: EmbeddedPostgres | null;
  /** Lets running transactions finish, then closes connections, then the embedded server. */
  close(): Promise<void>;
}

/** Starts what is to be started, migrates, checks, connects. Throws DATABASE_MISCONFIGURED or DATABASE_UNAVAILABLE. */
export async function connectDatabase(settings: DatabaseSettings): Promise<Database> {
  if ('url' in settings) {
    const service = addressOf(settings.url, 'DANTAO_DATABASE_URL');
    if (settings.ownerUrl !== undefined) {
      const owner = addressOf(settings.ownerUrl, 'DANTAO_DATABASE_OWNER_URL');
      if (owner.username === service.username) {
        throw new ArchiveError(
          'DATABASE_MISCONFIGURED',
          'DANTAO_DATABASE_URL and DANTAO_DATABASE_OWNER_URL name the same role: the service needs one that owns no table',
        );
      }
      await migrate(settings.ownerUrl, decodeURIComponent(service.username));
    }
    return open(settings.url, null);
  }
  const embedded = await EmbeddedPostgres.start({ ...settings, dir: settings.embeddedDir });
  try {
    await prepare(embedded);
    await migrate(embedded.connection('owner'), ROLE_NAMES.service);
    return await open(embedded.connection('service'), embedded);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function open(address: Address, embedded: EmbeddedPostgres | null): Promise<Database> {
  const dataSource = new DataSource(dataSourceOptions(address));
  await dataSource.initialize().catch((cause: unknown) => {
    throw new ArchiveError('DATABASE_UNAVAILABLE', `cannot connect to the database: ${reason(cause)}`, {
      cause,
      retryable: true,
    });
  });
  try {
    await checkService(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  const connection = typeof address === 'string' ? { connectionString: address } : address;
  const hot = openHotPool(connection);
  const searching = openSearchPool(connection);
  const register = new PostgresRegister(hot);
  const claims = new PostgresClaims(dataSource, register);
  return {
    dataSource,
    register,
    catalogue: new PostgresCatalogue(dataSource),
    access: new PostgresAccess(dataSource, register),
    trust: new PostgresTrust(dataSource, register),
    dictionary: new PostgresDictionary(dataSource, register),
    certificates: new PostgresCertificates(dataSource),
    validations: new PostgresValidations(dataSource, register),
    claims,
    batches: new PostgresBatches(dataSource),
    assemblies: new PostgresAssemblies(dataSource, register),
    search: new PostgresSearch(searching),
    relations: new PostgresRelations(dataSource, register),
    lifecycle: new PostgresLifecycle(dataSource, register),
    checks: new PostgresChecks(dataSource, register),
    embedded,
    close: async () => {
      await claims.drain();
      await register.drain();
      await hot.end();
      await searching.end();
      if (dataSource.isInitialized) await dataSource.destroy();
      await embedded?.stop();
    },
  };
}

/** Roles and database of the embedded server; what is there stays. */
async function prepare(embedded: EmbeddedPostgres): Promise<void> {
  const client = new pg.Client(embedded.connection('superuser', 'postgres'));
  await client.connect();
  try {
    for (const role of ['owner', 'service'] as const) {
      const { user, password } = embedded.connection(role);
      const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [user]);
      const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
      await client.query(
        `${verb} ROLE ${client.escapeIdentifier(user)} LOGIN PASSWORD ${client.escapeLiteral(password)}`,
      );
    }
    const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'dantao'`);
    if (rowCount === 0) await client.query(`CREATE DATABASE dantao OWNER ${ROLE_NAMES.owner}`);
  } finally {
    await client.end();
  }
}

function addressOf(url: string, setting: string): URL {
  try {
    const parsed = new URL(url);
    if (!/^postgres(ql)?:$/.test(parsed.protocol) || parsed.username === '') throw new Error('not a PostgreSQL URL');
    return parsed;
  } catch (cause) {
    throw new ArchiveError(
      'SETTING_INVALID',
      `${setting} must look like postgresql://role:password@host:5432/database`,
      { cause },
    );
  }
}
