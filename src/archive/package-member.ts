import { createHash } from 'node:crypto';
import { readDirectory } from '../core/package/zip-read.js';
import { packageOf, type Deliverable } from './consult.js';
import { type ObjectStore, type RecordView } from './ports.js';
import { StoredSource } from './stored-source.js';

/** A file of ours inside a package of a record, the first one if nothing else is said, `path` below its root; null when the package has none. */
export async function memberOf(
  objects: ObjectStore,
  view: RecordView,
  path: string,
  version = 1,
): Promise<Pick<Deliverable, 'sizeBytes' | 'sha256' | 'open'> | null> {
  const { key, sizeBytes, storeVersion } = packageOf(view, version);
  const source = new StoredSource(objects, key, sizeBytes, storeVersion ?? undefined);
  const { directory } = await readDirectory(source);
  const entry = directory?.entries.find((one) => one.path === `${directory.root}/${path}`);
  return entry ? inMemory(await source.read(entry.dataOffset, entry.sizeBytes)) : null;
}

/** Bytes that are here already, handed out like stored ones. */
export function inMemory(bytes: Uint8Array): Pick<Deliverable, 'sizeBytes' | 'sha256' | 'open'> {
  return {
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    open: async ({ offset, length } = { offset: 0, length: bytes.length }) =>
      once(bytes.subarray(offset, offset + length)),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
