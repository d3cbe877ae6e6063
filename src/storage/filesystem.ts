import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArchiveError } from '../core/error.js';
import { ObjectStore, type ObjectBody, type StoredObject } from '../archive/ports.js';
import { errorCode, onDisk } from './filesystem-error.js';
import { OBJECTS, prepareFolders, removeLeftovers, SHARDS, TEMPORARY } from './filesystem-layout.js';
import { listShards } from './filesystem-list.js';
import { FolderSync } from './folder-sync.js';
import { assertKey, assertPrefix, keyToName } from './key.js';
import { type StoreCapabilities } from './settings.js';

/**
 * Write-once objects in a folder of the local disk.
 *
 *   <root>/store.json           says that this is such a store, and its version
 *   <root>/tmp/<uuid>           being written; invisible; removed at start when older than a day
 *   <root>/objects/<00..ff>/…   one read-only file per object, the shard from the key's SHA-256
 *
 * An object gets its name by link(2), which never replaces, after its bytes were synced; the folder is synced after
 * that. So a crash leaves either nothing, or a temporary file, or the whole object. The folders are made once and never
 * again: a store whose disk is not mounted is unavailable instead of quietly beginning afresh on the mount point.
 */
export class FilesystemStore extends ObjectStore {
  private readonly folders = new FolderSync();
  private cleaning: Promise<void> = Promise.resolve();

  private constructor(private readonly root: string) {
    super();
  }

  /** Makes the folders on first use. Throws STORE_MISCONFIGURED when the folder holds something else. */
  static async open(root: string): Promise<FilesystemStore> {
    await prepareFolders(root);
    const store = new FilesystemStore(root);
    store.cleaning = removeLeftovers(root);
    return store;
  }

  /** Retention is not enforced here: whoever may write to the folder can delete an object, which an audit then finds missing. */
  capabilities(): StoreCapabilities {
    return { conditionalWrites: true, versioning: false, retention: false };
  }

  async putOnce(key: string, body: ObjectBody, sizeBytes: number): Promise<StoredObject & { existed: boolean }> {
    const target = this.pathOf(key);
    // A file of the caller's is linked where it lies; on another file system it is copied as any stream is.
    const storedAt =
      (body.path === undefined ? null : await this.adopt(key, body.path, target, sizeBytes)) ??
      (await this.write(key, body, target, sizeBytes));
    const existed = storedAt === 'existed';
    if (existed) await this.assertSame(key, body, target, sizeBytes);
    // Also when it existed: the writer before us may have crashed, or be waiting, between its link and its sync.
    await onDisk(`sync the folder of ${key}`, () => this.folders.sync(dirname(target)));
    if (!existed) return { key, sizeBytes, storedAt, existed };
    return { ...(await this.stat(key))!, existed };
  }

  async open(
    key: string,
    options: { range?: { offset: number; length: number }; version?: string; signal?: AbortSignal } = {},
  ): Promise<AsyncIterable<Uint8Array>> {
    const found = await this.stat(key, options.version);
    if (!found) throw new ArchiveError('OBJECT_NOT_FOUND', `there is no object ${key}`, { detail: { key } });
    // The file is opened when the first byte is asked for: a reader that never comes leaves no descriptor open,
    // and objects do not change in between.
    return readFile(this.pathOf(key), key, found.sizeBytes, options.range, options.signal);
  }

  async stat(key: string, version?: string): Promise<StoredObject | null> {
    const path = this.pathOf(key);
    // This store keeps no versions, so none has a name.
    if (version !== undefined) return null;
    return onDisk(`look at ${key}`, async () => {
      try {
        const found = await stat(path);
        return { key, sizeBytes: found.size, storedAt: found.mtime };
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
        // Absent is only said of a store that is there.
        await stat(this.shardOf(key));
        return null;
      }
    });
  }

  async *list(prefix: string, after = ''): AsyncIterable<StoredObject> {
    assertPrefix(prefix);
    for await (const key of listShards(this.root, prefix, after)) {
      const found = await this.stat(key);
      if (found) yield found;
    }
  }

  /** Writes, syncs and removes a small file: a disk that is full or read-only says so here. */
  async probe(): Promise<void> {
    await onDisk(`probe ${this.root}`, async () => {
      const shards = await readdir(join(this.root, OBJECTS));
      if (shards.length < SHARDS) {
        throw new ArchiveError(
          'STORE_UNAVAILABLE',
          `${this.root}: ${SHARDS - shards.length} shard folders are missing`,
          {
            retryable: true,
          },
        );
      }
      const path = this.temporary();
      const handle = await open(path, 'wx', 0o400);
      try {
        await handle.writeFile('probe');
        await handle.sync();
      } finally {
        await handle.close();
        await unlink(path);
      }
    });
  }

  async close(): Promise<void> {
    await this.cleaning;
  }

  // -------------------------------------------------------------------------------------------- writing

  /** Null when the file lies on another file system. */
  private async adopt(key: string, path: string, target: string, sizeBytes: number): Promise<Date | 'existed' | null> {
    // Not within onDisk: a spool file that is missing is no fault of the store.
    const handle = await open(path, 'r');
    let mtime: Date;
    try {
      const found = await handle.stat();
      if (found.size !== sizeBytes) throw sizeMismatch(key, sizeBytes, found.size);
      mtime = found.mtime;
      await handle.chmod(0o444);
      await onDisk(`sync ${key}`, () => handle.sync());
    } finally {
      await handle.close();
    }
    return onDisk(`name ${key}`, async () => {
      try {
        return (await this.place(key, path, target)) ? mtime : 'existed';
      } catch (error) {
        // EPERM: a file system without links.
        if (errorCode(error) === 'EXDEV' || errorCode(error) === 'EPERM') return null;
        throw error;
      }
    });
  }

  private async write(key: string, body: ObjectBody, target: string, sizeBytes: number): Promise<Date | 'existed'> {
    if (body.bytes && body.bytes.length !== sizeBytes) throw sizeMismatch(key, sizeBytes, body.bytes.length);
    const temporary = this.temporary();
    const handle = await onDisk(`write ${key}`, () => open(temporary, 'wx', 0o444));
    try {
      try {
        if (body.bytes) await onDisk(`write ${key}`, () => writeAll(handle, body.bytes!, 0));
        else await copy(handle, key, body, sizeBytes);
        await onDisk(`sync ${key}`, () => handle.sync());
      } finally {
        await handle.close();
      }
      const placed = await onDisk(`name ${key}`, () => this.place(key, temporary, target));
      return placed ? new Date() : 'existed';
    } finally {
      // Nobody has to wait for it: a temporary name that outlives a crash is removed a day later.
      unlink(temporary).catch(() => undefined);
    }
  }

  /** False when the name is taken. link(2) never replaces; rename(2) would. */
  private async place(key: string, from: string, target: string): Promise<boolean> {
    try {
      await link(from, target);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      if (errorCode(error) !== 'ENOENT' || keyToName(key).length === 1) throw error;
    }
    await this.makeLongFolders(key);
    try {
      await link(from, target);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  }

  /** The chain of folders of a key too long for one name, each durable before anything is put into it. */
  private async makeLongFolders(key: string): Promise<void> {
    let folder = this.shardOf(key);
    for (const part of keyToName(key).slice(0, -1)) {
      const inner = join(folder, part);
      await mkdir(inner).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error;
      });
      await this.folders.sync(folder);
      folder = inner;
    }
  }

  private async assertSame(key: string, body: ObjectBody, path: string, sizeBytes: number): Promise<void> {
    const hash = createHash('sha256');
    let found = 0;
    for await (const chunk of readFile(path, key, Infinity)) {
      hash.update(chunk);
      found += chunk.length;
    }
    const sha256 = hash.digest('hex');
    if (found === sizeBytes && sha256 === body.sha256) return;
    throw new ArchiveError('OBJECT_CONFLICT', `${key} is already stored with other bytes`, {
      detail: { key, expected: { sizeBytes, sha256: body.sha256 }, found: { sizeBytes: found, sha256 } },
    });
  }

  private temporary(): string {
    return join(this.root, TEMPORARY, randomUUID());
  }

  private shardOf(key: string): string {
    return join(this.root, OBJECTS, createHash('sha256').update(key).digest('hex').slice(0, 2));
  }

  private pathOf(key: string): string {
    assertKey(key);
    return join(this.shardOf(key), ...keyToName(key));
  }
}

/**
 * Copies a stream, hashed on the way: it is read here for the first time, so nothing else would notice
 * that it gave other bytes than it was announced with.
 */
async function copy(handle: FileHandle, key: string, body: ObjectBody, sizeBytes: number): Promise<void> {
  const hash = createHash('sha256');
  let at = 0;
  for await (const chunk of body.open()) {
    if (at + chunk.length > sizeBytes) throw sizeMismatch(key, sizeBytes, at + chunk.length);
    hash.update(chunk);
    await onDisk(`write ${key}`, () => writeAll(handle, chunk, at));
    at += chunk.length;
  }
  if (at !== sizeBytes) throw sizeMismatch(key, sizeBytes, at);
  const sha256 = hash.digest('hex');
  if (sha256 !== body.sha256) {
    throw new ArchiveError('OBJECT_SIZE_MISMATCH', `${key}: the bytes given are not those announced`, {
      detail: { key, expected: body.sha256, found: sha256 },
    });
  }
}

/** write(2) may take fewer bytes than it was given. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await handle.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
  }
}

async function* readFile(
  path: string,
  key: string,
  sizeBytes: number,
  range: { offset: number; length: number } = { offset: 0, length: sizeBytes },
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const end = Math.min(range.offset + range.length, sizeBytes);
  if (range.offset >= end) return;
  signal?.throwIfAborted();
  const stream = createReadStream(path, { start: range.offset, end: end - 1, highWaterMark: 262_144, signal });
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  try {
    for (;;) {
      const { value, done } = await onDisk(`read ${key}`, () => chunks.next());
      if (done || value === undefined) return;
      yield value;
    }
  } finally {
    stream.destroy();
  }
}

function sizeMismatch(key: string, expected: number, found: number): ArchiveError {
  return new ArchiveError('OBJECT_SIZE_MISMATCH', `${key}: ${expected} bytes were announced, ${found} were given`, {
    detail: { key, expected, found },
  });
}
