import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { RETENTION_MODES } from 'minio';
import { ArchiveError } from '../core/error.js';
import { ObjectStore, type ObjectBody, type StoredObject } from '../archive/ports.js';
import { assertKey, assertPrefix, RESERVED_PREFIX } from './key.js';
import { assertVersioned, connect, hasObjectLock, honoursConditions, type Bucket } from './s3-bucket.js';
import { codeOf, isPassing, S3Failure, storeFailure, withLimit, withRetries } from './s3-failure.js';
import { header, putInParts, putSingle, SINGLE_PUT_BYTES, type PutTarget } from './s3-put.js';
import { type StoreCapabilities, type StoreSettings } from './settings.js';

/** Written with each object: `HEAD` then tells what was stored without reading it. */
const SHA256 = 'x-amz-meta-sha256';

interface Head extends StoredObject {
  /** As recorded by us; null for an object that something else wrote. */
  sha256: string | null;
}

/**
 * Write-once objects in a versioned bucket of an S3 server.
 *
 * Every write carries `If-None-Match: *`, so of several writers the server lets one win; what was stored is then read back
 * by its version id: size, recorded SHA-256, retention. An acknowledged object is as durable as the server makes it.
 */
export class S3Store extends ObjectStore {
  private constructor(
    private readonly bucket: Bucket,
    private readonly capable: StoreCapabilities,
  ) {
    super();
  }

  /** Throws STORE_MISCONFIGURED or STORE_UNAVAILABLE: keys, bucket, versioning and conditional writes are tried here. */
  static async open(
    target: { tls: boolean; host: string; port: number; bucket: string },
    settings: StoreSettings,
  ): Promise<S3Store> {
    const bucket = connect(target, settings);
    try {
      await assertVersioned(bucket);
      const conditionalWrites = await honoursConditions(bucket);
      if (!conditionalWrites && !settings.acceptNoConditionalWrites) {
        throw new ArchiveError(
          'STORE_MISCONFIGURED',
          `the server of bucket ${bucket.name} ignores If-None-Match, so two writers could overwrite one another: ` +
            'use another server, or accept it by the setting for stores without conditional writes',
        );
      }
      const retention = await hasObjectLock(bucket);
      return new S3Store(bucket, { conditionalWrites, versioning: true, retention });
    } catch (error) {
      bucket.requests.close();
      throw error;
    }
  }

  /** When `retention` is false, a `retainUntil` is neither enforced nor recorded: worth a warning at start. */
  capabilities(): StoreCapabilities {
    return { ...this.capable };
  }

  async putOnce(
    key: string,
    body: ObjectBody,
    sizeBytes: number,
    options: { retainUntil?: Date } = {},
  ): Promise<StoredObject & { existed: boolean }> {
    assertKey(key);
    const retainUntil = this.capable.retention ? options.retainUntil : undefined;
    const target: PutTarget = { requests: this.bucket.requests, key, sizeBytes, headers: { [SHA256]: body.sha256 } };
    target.headers['content-type'] = 'application/octet-stream';
    if (this.capable.conditionalWrites) target.headers['if-none-match'] = '*';
    if (retainUntil) {
      target.headers['x-amz-object-lock-mode'] = 'COMPLIANCE';
      target.headers['x-amz-object-lock-retain-until-date'] = retainUntil.toISOString();
    }
    for (let turn = 0; turn < 3; turn += 1) {
      const taken = this.capable.conditionalWrites ? null : await this.head(key);
      const outcome = taken
        ? ({ kind: 'taken' } as const)
        : await (sizeBytes > SINGLE_PUT_BYTES ? putInParts(target, body) : putSingle(target, body));
      if (outcome.kind === 'stored') {
        const stored = await this.readBack(key, outcome.version, body.sha256, sizeBytes, retainUntil);
        return { ...stored, existed: false };
      }
      const earlier = taken ?? (await this.head(key));
      // Someone deleted the newest version in between: the key is free again.
      if (!earlier) continue;
      return { ...(await this.sameOrConflict(earlier, body, sizeBytes, retainUntil)), existed: true };
    }
    throw new ArchiveError('STORE_UNAVAILABLE', `store ${key}: the key is taken and free by turns`, {
      retryable: true,
    });
  }

  async open(
    key: string,
    options: { range?: { offset: number; length: number }; version?: string; signal?: AbortSignal } = {},
  ): Promise<AsyncIterable<Uint8Array>> {
    const found = await this.stat(key, options.version);
    if (!found) throw new ArchiveError('OBJECT_NOT_FOUND', `there is no object ${key}`, { detail: { key } });
    const { offset, length } = options.range ?? { offset: 0, length: found.sizeBytes };
    return this.read(found, offset, Math.min(offset + length, found.sizeBytes), options.signal);
  }

  async stat(key: string, version?: string): Promise<StoredObject | null> {
    assertKey(key);
    const found = await this.head(key, version);
    if (!found) return null;
    const { sha256: _, ...stored } = found;
    return stored;
  }

  async *list(prefix: string, after = ''): AsyncIterable<StoredObject> {
    assertPrefix(prefix);
    const { client, name } = this.bucket;
    for (let behind = after; ;) {
      const page = await withRetries(`list ${name}`, async () => {
        const objects: StoredObject[] = [];
        const stream = client.listObjectsV2(name, prefix, true, behind) as Readable;
        try {
          const listed = stream.iterator({ destroyOnReturn: true }) as AsyncIterableIterator<Listed>;
          await withLimit(takePage(listed, objects), 30_000);
        } finally {
          stream.destroy();
        }
        return objects;
      });
      for (const object of page) if (!object.key.startsWith(RESERVED_PREFIX)) yield object;
      const last = page.at(-1);
      if (page.length < LIST_PAGE || !last) return;
      behind = last.key;
    }
  }

  async probe(): Promise<void> {
    await assertVersioned(this.bucket);
  }

  async close(): Promise<void> {
    this.bucket.requests.close();
  }

  // -------------------------------------------------------------------------------------------- checks

  private async head(key: string, version?: string): Promise<Head | null> {
    const query: Record<string, string> = version === undefined ? {} : { versionId: version };
    return withRetries(`look at ${key}`, async () => {
      try {
        const { headers } = await this.bucket.requests.send({ method: 'HEAD', key, query });
        const retainUntil = header(headers['x-amz-object-lock-retain-until-date']);
        const locked = header(headers['x-amz-object-lock-mode']) === 'COMPLIANCE';
        const versionId = header(headers['x-amz-version-id']);
        return {
          key,
          sizeBytes: Number(headers['content-length']),
          sha256: header(headers[SHA256]) ?? null,
          ...(versionId === undefined ? {} : { version: versionId }),
          ...(headers['last-modified'] ? { storedAt: new Date(headers['last-modified']) } : {}),
          // GOVERNANCE can be lifted by whoever may: only the mode that nobody can lift counts.
          ...(retainUntil && locked ? { retainUntil: new Date(retainUntil) } : {}),
        };
      } catch (error) {
        if (!(error instanceof S3Failure)) throw error;
        // 400: no version id of this server; 405: the version is a delete marker.
        if (error.status === 404 || (version !== undefined && [400, 405].includes(error.status))) {
          // HEAD does not say whether the object or the bucket is missing.
          await this.assertBucket();
          return null;
        }
        throw error;
      }
    });
  }

  private async assertBucket(): Promise<void> {
    await this.bucket.requests.send({ method: 'HEAD' }).catch((error: unknown) => {
      const missing = error instanceof S3Failure && error.status === 404;
      throw missing ? new S3Failure(404, 'NoSuchBucket', this.bucket.name) : error;
    });
  }

  private async readBack(
    key: string,
    version: string | undefined,
    sha256: string | null,
    sizeBytes: number,
    retainUntil: Date | undefined,
  ): Promise<StoredObject> {
    if (!version || version === 'null') throw wrongly(key, 'the server gave no version id');
    const found = await this.head(key, version);
    if (!found) throw wrongly(key, `its version ${version} cannot be read back`);
    if (found.sizeBytes !== sizeBytes)
      throw wrongly(key, `${sizeBytes} bytes were sent, ${found.sizeBytes} are stored`);
    if (found.sha256 !== sha256) throw wrongly(key, 'the recorded SHA-256 is not the one sent');
    if (retainUntil && !isRetained(found, retainUntil))
      throw wrongly(key, 'the retention that was asked for is not set');
    const { sha256: _recorded, ...stored } = found;
    return stored;
  }

  private async sameOrConflict(
    earlier: Head,
    body: ObjectBody,
    sizeBytes: number,
    retainUntil: Date | undefined,
  ): Promise<StoredObject> {
    const { sha256: recorded, ...stored } = earlier;
    const sha256 = earlier.sizeBytes !== sizeBytes ? null : (recorded ?? (await this.hashStored(stored)));
    if (sha256 !== body.sha256) {
      throw new ArchiveError('OBJECT_CONFLICT', `${earlier.key} is already stored with other bytes`, {
        detail: {
          key: earlier.key,
          expected: { sizeBytes, sha256: body.sha256 },
          found: { sizeBytes: earlier.sizeBytes, sha256 },
        },
      });
    }
    if (!retainUntil || isRetained(stored, retainUntil)) return stored;
    // A later date than the first writer's: a lock can be made longer, never shorter.
    const { client, name } = this.bucket;
    await withRetries(`retain ${earlier.key}`, () =>
      withLimit(
        client.putObjectRetention(name, earlier.key, {
          mode: RETENTION_MODES.COMPLIANCE,
          retainUntilDate: retainUntil.toISOString(),
          versionId: stored.version ?? '',
        }),
      ),
    );
    return this.readBack(earlier.key, stored.version, recorded, sizeBytes, retainUntil);
  }

  private async hashStored(object: StoredObject): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of this.read(object, 0, object.sizeBytes)) hash.update(chunk);
    return hash.digest('hex');
  }

  // -------------------------------------------------------------------------------------------- reading

  /** Goes on where it stopped when the connection is lost: the version is the same, so the bytes are. */
  private async *read(
    object: StoredObject,
    from: number,
    end: number,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    let at = from;
    let failures = 0;
    while (at < end) {
      signal?.throwIfAborted();
      const stream = await withRetries(`read ${object.key}`, () => this.get(object, at, end - at));
      const stop = () => stream.destroy();
      signal?.addEventListener('abort', stop, { once: true });
      try {
        const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
        for (;;) {
          const { value, done } = await withLimit(chunks.next(), 30_000);
          if (done || value === undefined) break;
          signal?.throwIfAborted();
          at += value.length;
          failures = 0;
          yield value;
        }
        if (at < end) throw Object.assign(new Error('the answer ended early'), { code: 'ECONNRESET' });
      } catch (error) {
        signal?.throwIfAborted();
        failures += 1;
        if (!isPassing(error) || failures > 3) throw storeFailure(`read ${object.key}`, error);
      } finally {
        signal?.removeEventListener('abort', stop);
        stream.destroy();
      }
    }
  }

  private async get(object: StoredObject, offset: number, length: number): Promise<Readable> {
    const version = object.version === undefined ? {} : { versionId: object.version };
    const answer = this.bucket.client.getPartialObject(this.bucket.name, object.key, offset, length, version);
    try {
      return await withLimit(answer);
    } catch (error) {
      // An answer that comes too late is not left waiting for a reader.
      answer.then(
        (late) => late.destroy(),
        () => undefined,
      );
      if (!['NoSuchKey', 'NoSuchVersion', 'NotFound'].includes(codeOf(error))) throw error;
      throw new ArchiveError('OBJECT_NOT_FOUND', `there is no object ${object.key} any more`, { cause: error });
    }
  }
}

const LIST_PAGE = 1000;

interface Listed {
  name?: string;
  size: number;
  lastModified?: Date;
}

async function takePage(listed: AsyncIterable<Listed>, into: StoredObject[]): Promise<void> {
  for await (const { name, size, lastModified } of listed) {
    if (name === undefined) continue;
    into.push({ key: name, sizeBytes: size, ...(lastModified ? { storedAt: lastModified } : {}) });
    if (into.length === LIST_PAGE) return;
  }
}

/** Servers keep the date to the second or the millisecond. */
function isRetained(found: StoredObject, until: Date): boolean {
  return found.retainUntil !== undefined && found.retainUntil.getTime() > until.getTime() - 1000;
}

/** The server acknowledged and did something else: trying again will not help, and nothing may be acknowledged to the sender. */
function wrongly(key: string, what: string): ArchiveError {
  return new ArchiveError('STORE_MISCONFIGURED', `the server acknowledged ${key}, but ${what}`, { detail: { key } });
}
