// A throw-away PostgreSQL from the Debian package, for tests: a fresh cluster in a folder of its own, on 127.0.0.1.
// As a program it prints its URLs and runs until Ctrl-C.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.mjs';

const run = promisify(execFile);

/** The newest /usr/lib/postgresql/N/bin, or DANTAO_TEST_POSTGRES_BIN. */
async function binFolder() {
  if (process.env.DANTAO_TEST_POSTGRES_BIN) return process.env.DANTAO_TEST_POSTGRES_BIN;
  const versions = (await readdir('/usr/lib/postgresql').catch(() => []))
    .map(Number)
    .filter((version) => version >= 15);
  if (versions.length === 0)
    throw new Error('no PostgreSQL 15 or newer under /usr/lib/postgresql: apt-get install postgresql');
  return `/usr/lib/postgresql/${Math.max(...versions)}/bin`;
}

/** As root: the account `postgres`, as PostgreSQL refuses to run as root. */
async function account() {
  if (process.getuid() !== 0) return {};
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((text) => text.startsWith('postgres:'));
  if (!line) throw new Error('no account `postgres` to run the server as');
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * @returns {Promise<{ ownerUrl: string, serviceUrl: string, superUrl: string, pid: () => number,
 *   database: () => Promise<{ ownerUrl: string, serviceUrl: string }>, start: () => Promise<void>,
 *   kill: (signal?: string) => Promise<void>, stop: () => Promise<void> }>}
 * `database` makes a further empty database; `kill` leaves the cluster to be started again; `stop` removes it.
 */
export async function startPostgres() {
  const bin = await binFolder();
  const as = await account();
  const folder = await mkdtemp(join(tmpdir(), 'dantao-postgres-'));
  const data = join(folder, 'data');
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (as.uid !== undefined) for (const path of [folder, passwordFile]) await chown(path, as.uid, as.gid);
  await run(
    `${bin}/initdb`,
    [
      '-D',
      data,
      '-U',
      'postgres',
      `--pwfile=${passwordFile}`,
      '-A',
      'scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
    ],
    { ...as, cwd: '/' },
  );
  const port = await freePort();
  const url = (role, database) => `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
  let child;
  let exited;

  const start = async () => {
    child = spawn(
      `${bin}/postgres`,
      ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      {
        ...as,
        cwd: '/',
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let said = '';
    exited = new Promise((done) => child.once('exit', done));
    const ready = new Promise((done) =>
      child.stderr.on('data', (text) => (said += text).includes('ready to accept connections') && done(true)),
    );
    if ((await Promise.race([ready, exited])) !== true) throw new Error(`PostgreSQL did not start: ${said}`);
  };
  const kill = async (signal = 'SIGKILL') => {
    child.kill(signal);
    await exited;
  };
  const asSuper = async (statements) => {
    const client = new pg.Client(url('postgres', 'postgres'));
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  let databases = 0;
  const database = async () => {
    const name = `dantao_${++databases}`;
    await asSuper([`CREATE DATABASE ${name} OWNER dantao_owner`]);
    return { ownerUrl: url('dantao_owner', name), serviceUrl: url('dantao_service', name) };
  };

  await start();
  await asSuper(['dantao_owner', 'dantao_service'].map((role) => `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`));
  const first = await database();
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) await kill('SIGINT');
    await rm(folder, { recursive: true, force: true });
  };
  return { ...first, superUrl: url('postgres', 'postgres'), pid: () => child.pid, database, start, kill, stop };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startPostgres();
  console.log(`DANTAO_DATABASE_URL=${server.serviceUrl}\nDANTAO_DATABASE_OWNER_URL=${server.ownerUrl}`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop());
}
