import { createHash } from 'node:crypto';
import { ArchiveError } from '../core/error.js';
import { ObjectStore, type ObjectBody, type StoredObject } from '../archive/ports.js';
import { assertKey, assertPrefix } from './key.js';
import { type StoreCapabilities } from './settings.js';

interface Kept {
  bytes: Uint8Array;
  sha256: string;
  stored: StoredObject;
}

/** Objects in memory, gone with the process: for tests and dry runs. Keeps the same contract as the others. */
export class MemoryStore extends ObjectStore {
  private readonly objects = new Map<string, Kept>();

  capabilities(): StoreCapabilities {
    return { conditionalWrites: true, versioning: false, retention: false };
  }

  async putOnce(key: string, body: ObjectBody, sizeBytes: number): Promise<StoredObject & { existed: boolean }> {
    assertKey(key);
    const bytes = await collect(body, sizeBytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (bytes.length !== sizeBytes || sha256 !== body.sha256) {
      throw new ArchiveError('OBJECT_SIZE_MISMATCH', `${key}: the bytes given are not those announced`, {
        detail: { key, expected: { sizeBytes, sha256: body.sha256 }, found: { sizeBytes: bytes.length, sha256 } },
      });
    }
    // No await between looking and keeping: of racing writers exactly one finds the key free.
    const earlier = this.objects.get(key);
    if (earlier) {
      if (earlier.sha256 === sha256) return { ...earlier.stored, existed: true };
      throw new ArchiveError('OBJECT_CONFLICT', `${key} is already stored with other bytes`, {
        detail: { key, expected: sha256, found: earlier.sha256 },
      });
    }
    const stored: StoredObject = { key, sizeBytes, storedAt: new Date() };
    this.objects.set(key, { bytes, sha256, stored });
    return { ...stored, existed: false };
  }

  async open(
    key: string,
    options: { range?: { offset: number; length: number }; version?: string; signal?: AbortSignal } = {},
  ): Promise<AsyncIterable<Uint8Array>> {
    assertKey(key);
    const kept = options.version === undefined ? this.objects.get(key) : undefined;
    if (!kept) throw new ArchiveError('OBJECT_NOT_FOUND', `there is no object ${key}`, { detail: { key } });
    const { offset, length } = options.range ?? { offset: 0, length: kept.bytes.length };
    // A copy: what a reader does with its bytes must not change the object.
    return chunks(kept.bytes.slice(offset, offset + length), options.signal);
  }

  async stat(key: string, version?: string): Promise<StoredObject | null> {
    assertKey(key);
    const kept = version === undefined ? this.objects.get(key) : undefined;
    return kept ? { ...kept.stored } : null;
  }

  async *list(prefix: string, after = ''): AsyncIterable<StoredObject> {
    assertPrefix(prefix);
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    for (const key of keys) yield { ...this.objects.get(key)!.stored };
  }

  async probe(): Promise<void> {}

  async close(): Promise<void> {}
}

/** Reads no further than the first byte too many. */
async function collect(body: ObjectBody, sizeBytes: number): Promise<Uint8Array> {
  if (body.bytes) return body.bytes.slice();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body.open()) {
    parts.push(part);
    length += part.length;
    if (length > sizeBytes) break;
  }
  return Buffer.concat(parts);
}

async function* chunks(bytes: Uint8Array, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) {
    signal?.throwIfAborted();
    yield bytes.subarray(at, at + 65_536);
  }
}
