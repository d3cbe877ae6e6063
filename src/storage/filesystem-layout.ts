import { mkdir, open, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArchiveError } from '../core/error.js';
import { errorCode, onDisk } from './filesystem-error.js';

export const OBJECTS = 'objects';
export const TEMPORARY = 'tmp';
/** Pre-made, so that a put never makes a folder; 256 keep folders small up to tens of millions of objects. */
export const SHARDS = 256;

const MARK = 'store.json';
const MARK_TEXT = '{"format":"dantao-store","version":1}\n';
const DAY_MS = 86_400_000;

export function shardNames(): string[] {
  return Array.from({ length: SHARDS }, (_, index) => index.toString(16).padStart(2, '0'));
}

/**
 * Makes an empty or absent folder a store; leaves a store as it is. The mark is written last, so a first start
 * that was cut short is finished by the next. Throws STORE_MISCONFIGURED when the folder holds anything else.
 */
export async function prepareFolders(root: string): Promise<void> {
  await onDisk(`open the store ${root}`, async () => {
    const mark = await readMark(root);
    if (mark === MARK_TEXT) {
      // A marked store without its folders lost them: made anew they would pass a loss off as an empty store.
      for (const folder of [OBJECTS, TEMPORARY]) await stat(join(root, folder));
      return;
    }
    if (mark !== null) {
      throw new ArchiveError('STORE_MISCONFIGURED', `${join(root, MARK)} is of another version: ${mark.slice(0, 80)}`);
    }
    await mkdir(root, { recursive: true, mode: 0o700 });
    const foreign = (await readdir(root)).filter((name) => ![OBJECTS, TEMPORARY, MARK].includes(name));
    if (foreign.length > 0) {
      throw new ArchiveError(
        'STORE_MISCONFIGURED',
        `${root} is not a store and not empty (it holds ${foreign[0]}): name an empty folder or one that does not exist`,
      );
    }
    await makeFolder(join(root, TEMPORARY));
    await makeFolder(join(root, OBJECTS));
    for (const shard of shardNames()) await makeFolder(join(root, OBJECTS, shard));
    await syncPath(join(root, OBJECTS));
    const handle = await open(join(root, MARK), 'w', 0o444);
    try {
      await handle.writeFile(MARK_TEXT);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncPath(root);
    await syncPath(dirname(root));
  });
}

async function readMark(root: string): Promise<string | null> {
  try {
    const text = await readFile(join(root, MARK), 'utf8');
    // Cut short by a crash of the first start.
    return text === '' ? null : text;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes what a crash left behind, a day later: younger files may belong to a process that still writes. Never throws. */
export async function removeLeftovers(root: string, now = Date.now()): Promise<void> {
  const folder = join(root, TEMPORARY);
  try {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (now - (await stat(path)).mtimeMs > DAY_MS) await unlink(path);
    }
  } catch {
    // The next start tries again; nothing depends on it.
  }
}
