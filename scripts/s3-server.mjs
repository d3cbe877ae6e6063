#!/usr/bin/env node
/**
 * A local S3 server (MinIO, one drive) for tests and measurements. The service does not need it.
 *
 *   node scripts/s3-server.mjs install                       build the server once, into the user's cache
 *   node scripts/s3-server.mjs start [--port N] [--data DIR] run it in the background, wait until it is healthy
 *   node scripts/s3-server.mjs stop [--data DIR] [--kill]    end it; --kill sends SIGKILL, as a crash would
 *   node scripts/s3-server.mjs env [--data DIR]              print the settings of the server that runs on DIR
 *
 * start and env print lines for a shell, all else goes to stderr:  eval "$(node scripts/s3-server.mjs start)"
 * --data  default: dantao-s3 in the temporary directory. It holds drive/, state.json and log.
 * --port  default: the port last used with DIR, else a free one.
 *
 * From a test:  const server = await startS3({ dataDir });  …  await server.stop();
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort, isFree } from './free-port.mjs';

/** The newest version the module proxy gives; its release tags are refused there. AGPL-3.0, run as a process of its own. */
const MODULE = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c';
const FOLDER = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dantao', 'minio');
const BINARY = join(FOLDER, 'minio');
const HOST = '127.0.0.1';

/** Builds the server when it is not there; gives its path. Several callers at once build it once. */
export async function installS3() {
  if (existsSync(BINARY)) return BINARY;
  await mkdir(FOLDER, { recursive: true });
  const release = await lock(join(FOLDER, 'building'));
  try {
    if (existsSync(BINARY)) return BINARY;
    say(`building ${MODULE} (some minutes, about 2.3 GB of Go caches)`);
    const target = join(FOLDER, `build-${process.pid}`);
    const args = ['install', '-trimpath', '-ldflags', '-s -w', MODULE];
    const { code, text } = await run('go', args, { ...process.env, GOBIN: target, CGO_ENABLED: '0' });
    if (code === null) throw new Error('the S3 server is built with Go (1.24 or newer): the command `go` is missing');
    if (code !== 0) throw new Error(`building the S3 server failed:\n${text.split('\n').slice(-15).join('\n')}`);
    await rename(join(target, 'minio'), BINARY);
    await rm(target, { recursive: true, force: true });
    return BINARY;
  } finally {
    await release();
  }
}

/**
 * Starts the server on a data folder, or finds the one that runs there.
 * @param {{ dataDir: string, port?: number, endWithCaller?: boolean }} options port 0 or none: the last one of this folder,
 *   else a free one; endWithCaller (default): the server is killed when the calling process dies, however it dies
 * @returns {Promise<{ url: string, port: number, pid: number, accessKey: string, secretKey: string,
 *   stop(): Promise<void>, kill(): Promise<void>, restart(): Promise<void> }>} `restart` keeps port and keys
 */
export async function startS3({ dataDir, port, endWithCaller = true }) {
  const binary = await installS3();
  const folder = resolve(dataDir);
  await mkdir(join(folder, 'drive'), { recursive: true });
  const release = await lock(join(folder, 'starting'));
  let state;
  try {
    state = await launch(binary, folder, port, endWithCaller);
  } finally {
    await release();
  }
  const server = {
    url: `http://${HOST}:${state.port}`,
    port: state.port,
    pid: state.pid,
    accessKey: state.accessKey,
    secretKey: state.secretKey,
    stop: () => end(folder, 'SIGTERM'),
    kill: () => end(folder, 'SIGKILL'),
    async restart() {
      await end(folder, 'SIGTERM');
      server.pid = (await startS3({ dataDir: folder, port: state.port, endWithCaller })).pid;
    },
  };
  return server;
}

async function launch(binary, folder, wanted, endWithCaller) {
  const last = await readState(folder);
  if (last && (await runsHere(last.pid, folder))) {
    if (wanted && wanted !== last.port) throw new Error(`a server already runs on ${folder}, at port ${last.port}`);
    await healthy(last.port, last.pid, folder);
    return last;
  }
  const keys = last ?? { accessKey: 'dantao-test', secretKey: randomBytes(18).toString('base64url') };
  const port = wanted || (last && (await isFree(last.port, HOST)) ? last.port : await freePort(HOST));
  // A killed process is told as gone a moment before its last thread lets the port go.
  for (const end = Date.now() + 5_000; !(await isFree(port, HOST)); await sleep(50))
    if (Date.now() > end) throw new Error(`port ${port} is in use`);
  const log = await open(join(folder, 'log'), 'a');
  const command = [binary, 'server', '--quiet', '--address', `${HOST}:${port}`, join(folder, 'drive')];
  // setpriv (util-linux) becomes the server and keeps its process id.
  if (endWithCaller && existsSync('/usr/bin/setpriv')) command.unshift('/usr/bin/setpriv', '--pdeathsig', 'KILL', '--');
  const child = spawn(command[0], command.slice(1), {
    env: {
      ...process.env,
      MINIO_ROOT_USER: keys.accessKey,
      MINIO_ROOT_PASSWORD: keys.secretKey,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
    },
    // Its own group: Ctrl-C in a terminal does not reach it before those that use it.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  child.unref();
  await log.close();
  const state = { pid: child.pid, port, accessKey: keys.accessKey, secretKey: keys.secretKey };
  await writeFile(join(folder, 'state.json'), JSON.stringify(state), { mode: 0o600 });
  await chmod(join(folder, 'state.json'), 0o600);
  await healthy(port, child.pid, folder);
  return state;
}

/** /minio/health/cluster, because /minio/health/ready says 200 before buckets and keys are loaded. */
async function healthy(port, pid, folder) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    try {
      const answer = await fetch(`http://${HOST}:${port}/minio/health/cluster`, { signal: AbortSignal.timeout(2000) });
      await answer.arrayBuffer();
      if (answer.status === 200) return;
    } catch {
      // Not listening yet.
    }
    if (!(await runsHere(pid, folder))) break;
    await sleep(50);
  }
  const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '');
  throw new Error(`the S3 server did not become healthy:\n${log.split('\n').slice(-15).join('\n')}`);
}

async function end(folder, signal) {
  const state = await readState(folder);
  if (!state) return;
  const deadline = Date.now() + 15_000;
  for (let sent = null; await runsHere(state.pid, folder); await sleep(20)) {
    const now = Date.now() > deadline - 5000 ? 'SIGKILL' : signal;
    if (sent !== now) process.kill(state.pid, now);
    sent = now;
    if (Date.now() > deadline) throw new Error(`process ${state.pid} does not end`);
  }
}

/** True while the process lives and serves this folder: a process id may have been given to another program since. */
async function runsHere(pid, folder) {
  try {
    const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    // Between fork and exec the arguments are still ours; a zombie has none.
    return args.includes(join(folder, 'drive'));
  } catch {
    return false;
  }
}

async function readState(folder) {
  try {
    return JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'));
  } catch {
    return null;
  }
}

/** A file with the process id of its holder as a lock; one whose holder is gone is removed. */
async function lock(path) {
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (holder > 0 && holder !== process.pid && !existsSync(`/proc/${holder}`)) await rm(path, { force: true });
    await sleep(100);
  }
}

function run(command, args, env) {
  return new Promise((done) => {
    let text = '';
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
    child.once('error', () => done({ code: null, text }));
    child.once('close', (code) => done({ code, text }));
  });
}

function say(text) {
  process.stderr.write(`s3-server: ${text}\n`);
}

function printEnv(state) {
  process.stdout.write(
    `export S3_ENDPOINT=http://${HOST}:${state.port}\nexport S3_ACCESS_KEY=${state.accessKey}\nexport S3_SECRET_KEY=${state.secretKey}\n`,
  );
}

async function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string' }, data: { type: 'string' }, kill: { type: 'boolean' } },
  });
  const folder = resolve(values.data ?? join(tmpdir(), 'dantao-s3'));
  switch (positionals[0]) {
    case 'install':
      return say(`is at ${await installS3()}`);
    case 'start':
      return printEnv(await startS3({ dataDir: folder, port: Number(values.port ?? 0), endWithCaller: false }));
    case 'stop':
      return end(folder, values.kill ? 'SIGKILL' : 'SIGTERM');
    case 'env': {
      const state = await readState(folder);
      if (!state || !(await runsHere(state.pid, folder))) throw new Error(`no server runs on ${folder}`);
      return printEnv(state);
    }
    default:
      throw new Error('install | start [--port N] [--data DIR] | stop [--data DIR] [--kill] | env [--data DIR]');
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    say(error.message);
    process.exitCode = 1;
  });
}
