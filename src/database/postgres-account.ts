import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ArchiveError } from '../core/error.js';

const run = promisify(execFile);

/** How a PostgreSQL program is started: as whom, and behind which command. */
export interface Account {
  /** Null: as ourselves. */
  owner: { uid: number; gid: number } | null;
  /** The command line that starts `program`. `bound`: it ends when we die. */
  command(program: string, args: string[], options: { bound: boolean }): [string, string[]];
  /** For spawn(), where setpriv is missing. */
  spawnAs: { uid?: number; gid?: number };
}

/**
 * PostgreSQL refuses to run as root. As root it therefore runs as `postgres`, else `nobody`, and is given the right to
 * read past closed folders (CAP_DAC_READ_SEARCH), so that the data may lie under /root. Without that right, a closed
 * folder on the way is named and nothing starts.
 */
export async function chooseAccount(paths: readonly string[]): Promise<Account> {
  const setpriv = await works('setpriv', ['--version']);
  const bindTo = (bound: boolean) => (bound ? ['--pdeathsig', 'INT'] : []);
  if (process.getuid?.() !== 0) {
    return {
      owner: null,
      spawnAs: {},
      command: (program, args, { bound }) =>
        setpriv && bound ? ['setpriv', [...bindTo(bound), '--', program, ...args]] : [program, args],
    };
  }
  const owner = await unprivileged();
  const as = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const reading = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  const mayRead = setpriv && (await works('setpriv', [...as, ...reading, '--', 'true']));
  if (!mayRead) await assertOpen(paths, owner);
  if (!setpriv) return { owner, spawnAs: owner, command: (program, args) => [program, args] };
  return {
    owner,
    spawnAs: {},
    command: (program, args, { bound }) => [
      'setpriv',
      [...bindTo(bound), ...as, ...(mayRead ? reading : []), '--', program, ...args],
    ],
  };
}

async function works(program: string, args: string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}

async function unprivileged(): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const line = lines.find((fields) => fields[0] === name);
    if (line) return { uid: Number(line[2]), gid: Number(line[3]) };
  }
  // The ids of `nobody` on Linux; no name is needed to run under them.
  return { uid: 65534, gid: 65534 };
}

async function assertOpen(paths: readonly string[], account: { uid: number; gid: number }): Promise<void> {
  for (const path of paths) {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const { mode, uid, gid } = await stat(folder);
      const mine = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
      if ((mode & mine) === 0) {
        throw new ArchiveError(
          'DATABASE_MISCONFIGURED',
          `as root, PostgreSQL runs as uid ${account.uid}, which may not enter ${folder}: run chmod o+x on it, choose another data folder, or run the service as an ordinary user`,
        );
      }
      if (folder === dirname(folder)) break;
    }
  }
}
