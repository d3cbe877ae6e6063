import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ArchiveError } from '../core/error.js';
import { chooseAccount, type Account } from './postgres-account.js';
import { findBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { postmasterPid, processesIn, startOf, waitUntilQuiet } from './postmaster.js';

const run = promisify(execFile);

/** sockaddr_un.sun_path without its closing zero (unix(7)). */
const SOCKET_PATH_BYTES = 107;
const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 15_000;
const QUIET_PATIENCE_MS = 10_000;
/** A server that dies more often than this within a minute is not started again. */
const RESTARTS_PER_MINUTE = 5;

/** Random passwords, kept 0600 in the data folder. */
interface Credentials {
  superuser: string;
  owner: string;
  service: string;
}

export type EmbeddedRole = 'superuser' | 'owner' | 'service';
export const ROLE_NAMES: Record<EmbeddedRole, string> = {
  superuser: 'postgres',
  owner: 'dantao_owner',
  service: 'dantao_service',
};

export interface Connection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

export interface EmbeddedOptions {
  dir: string;
  /** The server died alone and is up again. */
  onRestart?: (reason: string) => void;
  /** It could not be brought up again. */
  onFailure?: (error: unknown) => void;
}

/**
 * A PostgreSQL of our own under `dir`, for people who have none. It listens on a socket inside the folder (or on
 * 127.0.0.1 where the path is too long), ends when we end, and is started again when it dies alone.
 */
export class EmbeddedPostgres {
  private child: ChildProcess | null = null;
  private stopping = false;
  private exited: Promise<string> = Promise.resolve('');
  private restarts: number[] = [];
  private restarting: Promise<void> | null = null;

  private constructor(
    private readonly options: EmbeddedOptions,
    private readonly binaries: PostgresBinaries,
    private readonly account: Account,
    private readonly credentials: Credentials,
    private readonly place: { host: string; port: number; socketDir: string | null },
  ) {}

  /** Throws DATABASE_MISCONFIGURED with one sentence that says what to do. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const dir = resolve(options.dir);
    await mkdir(dir, { recursive: true, mode: 0o711 });
    const binaries = await findBinaries();
    const account = await chooseAccount([join(dir, 'pgdata'), binaries.postgres]);
    const credentials = await readCredentials(dir);
    const server = new EmbeddedPostgres({ ...options, dir }, binaries, account, credentials, await choosePlace(dir));
    await server.initialise();
    await server.claim();
    await server.launch();
    return server;
  }

  get dataDir(): string {
    return join(this.options.dir, 'pgdata');
  }
  /** Process id of the running server; null between two lives. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  connection(role: EmbeddedRole, database = 'dantao'): Connection {
    const { host, port } = this.place;
    return { host, port, user: ROLE_NAMES[role], password: this.credentials[role], database };
  }

  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.restarting?.catch(() => undefined);
    const child = this.child;
    if (child?.pid !== undefined) {
      child.kill('SIGINT');
      // Immediate shutdown is safe too: the next start replays the log.
      const late = setTimeout(() => child.kill('SIGQUIT'), STOP_PATIENCE_MS);
      await this.exited;
      clearTimeout(late);
    }
    await rm(join(this.options.dir, 'launcher'), { force: true });
  }

  /** Makes the cluster under another name first: a crash half-way leaves nothing that looks like a database. */
  private async initialise(): Promise<void> {
    const version = await readFile(join(this.dataDir, 'PG_VERSION'), 'utf8').catch(() => null);
    if (version !== null) {
      if (version.trim() !== this.binaries.major) {
        throw new ArchiveError(
          'DATABASE_MISCONFIGURED',
          `${this.dataDir} was made by PostgreSQL ${version.trim()}, this is ${this.binaries.major}: export with the old version of Dantao and import here`,
        );
      }
      return;
    }
    const fresh = join(this.options.dir, 'pgdata.new');
    const passwordFile = join(this.options.dir, 'pgdata.password');
    await rm(fresh, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
    await mkdir(fresh, { mode: 0o700 });
    await writeFile(passwordFile, this.credentials.superuser, { mode: 0o600 });
    if (this.account.owner) {
      const { uid, gid } = this.account.owner;
      await chown(fresh, uid, gid);
      await chown(passwordFile, uid, gid);
    }
    // C.UTF-8 rather than C: with C, pg_trgm finds no letters in Chinese text.
    const [program, args] = this.account.command(
      this.binaries.initdb,
      ['-D', fresh, '-U', ROLE_NAMES.superuser, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256', '--encoding=UTF8',
        '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C.UTF-8', '--data-checksums'],
      { bound: true },
    ); // prettier-ignore
    try {
      await run(program, args, { ...this.account.spawnAs, env: quietEnvironment(), cwd: '/' });
    } catch (cause) {
      const said = ((cause as { stderr?: string }).stderr ?? '').trim().split('\n').at(-1);
      throw new ArchiveError('DATABASE_MISCONFIGURED', `initdb failed in ${fresh}: ${said}`, { cause });
    } finally {
      await rm(passwordFile, { force: true });
    }
    await rename(fresh, this.dataDir);
  }

  /** One instance for one folder. A server whose launcher was killed is given a moment, then asked to stop. */
  private async claim(): Promise<void> {
    const note = join(this.options.dir, 'launcher');
    let left = await waitUntilQuiet(this.dataDir, 0);
    if (left.length > 0) {
      const [pid, started] = (await readFile(note, 'utf8').catch(() => '')).trim().split(' ');
      const launcherLives = pid !== undefined && pid !== '' && (await startOf(Number(pid))) === started;
      if (launcherLives) {
        throw new ArchiveError(
          'DATABASE_MISCONFIGURED',
          `${this.dataDir} is in use by process ${pid}: stop that instance, or choose another data folder`,
        );
      }
      left = await waitUntilQuiet(this.dataDir, QUIET_PATIENCE_MS);
      const postmaster = await postmasterPid(this.dataDir);
      if (postmaster !== null && left.includes(postmaster)) {
        process.kill(postmaster, 'SIGINT');
        left = await waitUntilQuiet(this.dataDir, QUIET_PATIENCE_MS);
      }
      if (left.length > 0) {
        throw new ArchiveError(
          'DATABASE_MISCONFIGURED',
          `${this.dataDir} is still in use by process ${left.join(', ')} of a former run: end it, then start again`,
        );
      }
    }
    // A pid file whose number meanwhile belongs to a stranger would stop PostgreSQL; nobody works in the folder, so it is stale.
    if ((await processesIn(this.dataDir)).length === 0) await rm(join(this.dataDir, 'postmaster.pid'), { force: true });
    await writeFile(note, `${process.pid} ${await startOf(process.pid)}`, { mode: 0o600 });
  }

  private async launch(): Promise<void> {
    const { socketDir, port } = this.place;
    if (socketDir !== null) {
      await mkdir(socketDir, { recursive: true, mode: 0o700 });
      await chmod(socketDir, 0o700);
      if (this.account.owner) await chown(socketDir, this.account.owner.uid, this.account.owner.gid);
    }
    const settings: Record<string, string> = {
      // An acknowledged commit is on disk. These three stay on.
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      shared_buffers: '128MB',
      max_wal_size: '1GB',
      min_wal_size: '256MB',
      checkpoint_timeout: '15min',
      max_connections: '50',
      timezone: 'UTC',
      log_timezone: 'UTC',
      port: String(port),
      listen_addresses: socketDir === null ? '127.0.0.1' : '',
      unix_socket_directories: socketDir === null ? '' : `"${socketDir.replaceAll('"', '""')}"`,
      jit: 'off',
    };
    const [program, args] = this.account.command(
      this.binaries.postgres,
      ['-D', this.dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { bound: true },
    );
    const child = spawn(program, args, {
      ...this.account.spawnAs,
      cwd: '/',
      env: quietEnvironment(),
      // A group of its own: Ctrl-C must reach us first, so that running submissions can finish.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    let said = '';
    this.exited = new Promise((done) => {
      child.once('error', (error) => done(error.message));
      child.once('exit', (code, signal) => done(`exit ${code ?? signal}`));
    });
    const ready = new Promise<void>((done) => {
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4096);
        if (said.includes('ready to accept connections')) done();
      });
    });
    const patience = new AbortController();
    const outcome = await Promise.race([
      ready.then(() => 'ready' as const),
      this.exited,
      sleep(START_PATIENCE_MS, 'no answer', { signal: patience.signal }).catch(() => 'no answer'),
    ]);
    patience.abort();
    if (outcome !== 'ready') {
      child.kill('SIGQUIT');
      this.child = null;
      const line = said
        .trim()
        .split('\n')
        .findLast((text) => /FATAL|ERROR|PANIC|setpriv/.test(text));
      throw new ArchiveError(
        'DATABASE_MISCONFIGURED',
        `embedded PostgreSQL in ${this.dataDir} did not start (${outcome}): ${line ?? said.trim()}`,
      );
    }
    void this.exited.then((reason) => this.onExit(reason));
  }

  private onExit(reason: string): void {
    this.child = null;
    if (this.stopping) return;
    this.restarting = this.revive(reason)
      .catch((error: unknown) => this.options.onFailure?.(error))
      .finally(() => (this.restarting = null));
  }

  private async revive(reason: string): Promise<void> {
    for (let wait = 0; !this.stopping; wait = Math.min(wait * 2 + 100, 5_000)) {
      const now = Date.now();
      this.restarts = [...this.restarts.filter((at) => now - at < 60_000), now];
      if (this.restarts.length > RESTARTS_PER_MINUTE) throw new Error(`embedded PostgreSQL keeps dying: ${reason}`);
      await sleep(wait);
      // Children of a killed server leave on their own; until then its shared memory is in use.
      await waitUntilQuiet(this.dataDir, QUIET_PATIENCE_MS);
      if (this.stopping) return;
      try {
        await this.launch();
        this.options.onRestart?.(reason);
        return;
      } catch (error) {
        if (this.restarts.length >= RESTARTS_PER_MINUTE) throw error;
      }
    }
  }
}

/** PG… variables of the user's shell would change whom and what the programs talk to. */
function quietEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

async function readCredentials(dir: string): Promise<Credentials> {
  const path = join(dir, 'credentials.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new ArchiveError('DATABASE_MISCONFIGURED', `cannot read ${path}: ${error.code}`, { cause: error });
  });
  if (text !== null) return JSON.parse(text) as Credentials;
  const secret = () => randomBytes(24).toString('base64url');
  const made: Credentials = { superuser: secret(), owner: secret(), service: secret() };
  await writeFile(`${path}.new`, JSON.stringify(made), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return made;
}

async function choosePlace(dir: string): Promise<{ host: string; port: number; socketDir: string | null }> {
  const socketDir = join(dir, 'socket');
  const path = join(socketDir, '.s.PGSQL.5432.lock');
  if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES) return { host: socketDir, port: 5432, socketDir };
  return { host: '127.0.0.1', port: await freePort(), socketDir: null };
}

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no port')),
      );
    });
  });
}
