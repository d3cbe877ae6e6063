import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { onDisk } from './filesystem-error.js';
import { OBJECTS, shardNames } from './filesystem-layout.js';
import { nameToKey } from './key.js';

/** So many keys are held at once; a longer list walks the shards once per page. */
const PAGE = 50_000;

/** Keys with the prefix, behind `after`, in key order over all shards. */
export async function* listShards(root: string, prefix: string, after: string): AsyncGenerator<string> {
  for (let behind = after; ;) {
    const page = await onDisk(`list ${root}`, () => smallestKeys(root, prefix, behind));
    yield* page;
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    behind = last;
  }
}

async function smallestKeys(root: string, prefix: string, after: string): Promise<string[]> {
  let keys: string[] = [];
  let limit: string | null = null;
  const add = (key: string) => {
    if (!key.startsWith(prefix) || key <= after || (limit !== null && key > limit)) return;
    keys.push(key);
    if (keys.length < 2 * PAGE) return;
    keys = keys.sort().slice(0, PAGE);
    limit = keys.at(-1)!;
  };
  for (const shard of shardNames()) await walk(join(root, OBJECTS, shard), [], add);
  return keys.sort().slice(0, PAGE);
}

/** Only keys too long for one name lie deeper than the shard. */
async function walk(folder: string, above: readonly string[], add: (key: string) => void): Promise<void> {
  for await (const entry of await opendir(folder, { bufferSize: 512 })) {
    const parts = [...above, entry.name];
    if (entry.name.endsWith('~')) await walk(join(folder, entry.name), parts, add);
    else add(nameToKey(parts));
  }
}
