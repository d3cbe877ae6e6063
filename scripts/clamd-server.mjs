// A throw-away clamd from the Debian package, for tests: its only signatures are made here, nothing is fetched (no freshclam).
// As a program it prints its setting and runs until Ctrl-C.
import { spawn } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.mjs';

const PROGRAM = process.env.DANTAO_TEST_CLAMD ?? '/usr/sbin/clamd';
/** Harmless: no program anywhere. */
export const VIRUS = 'dantao-virus-test-0001';
/** As clamd names it; UNOFFICIAL stands for a database that ClamAV did not sign. */
export const VIRUS_NAME = 'Dantao.Test.UNOFFICIAL';
const PATIENCE_MS = 60_000;

export function clamdInstalled() {
  return access(PROGRAM, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * @param {Record<string, string>} settings further lines of clamd.conf, e.g. { StreamMaxLength: '1M' }
 * @returns {Promise<{ port: number, path: string, pid: () => number, start: () => Promise<void>,
 *   kill: (signal?: string) => Promise<void>, stop: () => Promise<void> }>}
 * On 127.0.0.1 and at a socket. `kill` leaves the folder for another `start`; `stop` removes it.
 */
export async function startClamd(settings = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'dantao-clamd-'));
  const database = join(folder, 'database');
  await mkdir(database);
  // Extended signature: name, any type of file, at any offset, bytes in hexadecimal.
  await writeFile(join(database, 'dantao.ndb'), `Dantao.Test:0:*:${Buffer.from(VIRUS).toString('hex')}\n`);
  const port = await freePort();
  const path = join(folder, 'socket');
  const lines = {
    Foreground: 'yes',
    DatabaseDirectory: database,
    TCPAddr: '127.0.0.1',
    TCPSocket: port,
    LocalSocket: path,
    AlertExceedsMax: 'yes',
    ...settings,
  };
  const configuration = join(folder, 'clamd.conf');
  await writeFile(configuration, Object.entries(lines).map((line) => line.join(' ') + '\n').join('')); // prettier-ignore
  let child;
  let exited;

  const start = async () => {
    child = spawn(PROGRAM, ['-c', configuration], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said = (said + text).slice(-4000)));
    exited = new Promise((done) => child.once('exit', done));
    for (const end = Date.now() + PATIENCE_MS; !(await answers(port)); await sleep(50))
      if (child.exitCode !== null || Date.now() > end) throw new Error(`clamd did not start: ${said}`);
  };
  const kill = async (signal = 'SIGKILL') => {
    child.kill(signal);
    await exited;
  };
  const stop = async () => {
    // One that was stopped with SIGSTOP only hears SIGKILL.
    if (child.exitCode === null && child.signalCode === null) await kill();
    await rm(folder, { recursive: true, force: true });
  };
  await start();
  return { port, path, pid: () => child.pid, start, kill, stop };
}

function answers(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('zPING\0'));
    socket.once('data', () => socket.destroy() && done(true));
    socket.once('error', () => done(false));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startClamd();
  console.log(`DANTAO_CLAMD=127.0.0.1:${server.port}`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop());
}
