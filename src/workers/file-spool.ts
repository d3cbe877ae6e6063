import { randomUUID, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rm, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type AssembledBody, Spool, type SpooledFile } from '../archive/ports.js';
import { BufferSource, type ByteSource } from '../core/byte-source.js';
import { ArchiveError, isArchiveError } from '../core/error.js';
import { BlockRing, submissionJobs } from './block-ring.js';
import { type Hashed, HashPool } from './hash-pool.js';

/** Up to here a file stays in memory: its package is one buffer and one write. */
const IN_MEMORY_BYTES = 1 << 20;
/** From here on a thread hashes what is in memory: below, sending it there costs more. */
const LENT_BYTES = 16 << 10;
/** All files in memory together; past it even small ones go to disk. */
const MEMORY_BUDGET_BYTES = 64 << 20;

/** Spools into a folder of its own on the disk of the store, so that a package can be taken over by a link. */
export class FileSpool extends Spool {
  private readonly pool = new HashPool(2);
  private inMemory = 0;
  /** Could not be removed while the folder was away. */
  private readonly leftovers = new Set<string>();

  private constructor(private readonly folder: string) {
    super();
  }

  /** What an earlier process left is of no use: nothing in it was acknowledged. */
  static async open(folder: string): Promise<FileSpool> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder))
      if (name.endsWith('.spool')) await rm(join(folder, name), { force: true });
    return new FileSpool(folder);
  }

  async receive(
    body: AsyncIterable<Uint8Array>,
    { maxBytes, gapBytes }: { maxBytes: number; gapBytes: number },
  ): Promise<SpooledFile> {
    let pieces: Uint8Array[] = [];
    let held = 0;
    let overflow: Overflow | null = null;
    try {
      let sizeBytes = 0;
      for await (const piece of body) {
        sizeBytes += piece.length;
        if (sizeBytes > maxBytes)
          throw new ArchiveError('REQUEST_TOO_LARGE', `a file is larger than ${maxBytes} bytes`, {
            detail: { limit: maxBytes },
          });
        if (overflow) {
          await overflow.ring.push(piece);
          continue;
        }
        pieces.push(piece);
        held += piece.length;
        this.inMemory += piece.length;
        if (sizeBytes > IN_MEMORY_BYTES || this.inMemory > MEMORY_BUDGET_BYTES) {
          overflow = await this.overflow(gapBytes);
          for (const p of pieces) await overflow.ring.push(p);
          this.inMemory -= held;
          held = 0;
          pieces = [];
        }
      }
      return overflow ? await this.finishOnDisk(overflow, gapBytes) : await this.finishInMemory(pieces, held);
    } catch (error) {
      this.inMemory -= held;
      if (overflow) await this.abandon(overflow);
      throw spoolError(error);
    }
  }

  async assemble(parts: readonly (Uint8Array | SpooledFile)[]): Promise<AssembledBody> {
    const merged = mergeLiterals(parts);
    const sizeBytes = merged.reduce((sum, p) => sum + sizeOf(p), 0);
    try {
      if (merged.every((p) => bytesOf(p) !== undefined) && sizeBytes <= 2 * IN_MEMORY_BYTES)
        return await this.inMemoryBody(
          merged.map((p) => bytesOf(p)!),
          sizeBytes,
        );
      const [head, payload, ...rest] = merged;
      const inPlace =
        head instanceof Uint8Array &&
        payload &&
        !(payload instanceof Uint8Array) &&
        payload.path !== undefined &&
        payload.gapBytes === head.length &&
        rest.every((p) => bytesOf(p) !== undefined);
      return inPlace
        ? await this.aroundPayload(
            head,
            payload,
            rest.map((p) => bytesOf(p)!),
            sizeBytes,
          )
        : await this.copied(merged, sizeBytes);
    } catch (error) {
      throw spoolError(error);
    }
  }

  async probe(): Promise<void> {
    for (const path of this.leftovers) await this.remove(path);
    const { bavail, bsize } = await statfs(this.folder).catch((cause: unknown) => {
      throw new ArchiveError('STORE_UNAVAILABLE', `the spool folder ${this.folder} can't be read`, {
        cause,
        retryable: true,
      });
    });
    if (bavail * bsize < MEMORY_BUDGET_BYTES)
      throw new ArchiveError('SPOOL_FULL', `less than ${MEMORY_BUDGET_BYTES} bytes are free in ${this.folder}`, {
        retryable: true,
      });
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async finishInMemory(pieces: Uint8Array[], held: number): Promise<SpooledFile> {
    const { bytes, digests, crc } = await this.hashed(pieces, held, ['sha256', 'sha512', 'sm3'], true);
    let counted = true;
    return {
      sizeBytes: bytes.length,
      digests: { sha256: digests[0]!, sha512: digests[1]!, sm3: digests[2]! },
      crc32: crc!,
      source: new BufferSource(bytes),
      bytes,
      gapBytes: 0,
      dispose: async () => {
        if (counted) this.inMemory -= held;
        counted = false;
      },
    };
  }

  private async inMemoryBody(pieces: Uint8Array[], sizeBytes: number): Promise<AssembledBody> {
    const { bytes, digests } = await this.hashed(pieces, sizeBytes, ['sha256', 'sha512'], false);
    return {
      sizeBytes,
      bytes,
      sha256: digests[0]!,
      sha512: digests[1]!,
      async *open() {
        yield bytes;
      },
      dispose: async () => undefined,
    };
  }

  private async hashed(pieces: Uint8Array[], sizeBytes: number, algorithms: string[], crc: boolean): Promise<Hashed> {
    // Memory of its own, not of a pool of buffers: only then it can be lent.
    const bytes = new Uint8Array(Buffer.allocUnsafeSlow(sizeBytes).buffer);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    if (sizeBytes >= LENT_BYTES) return this.pool.digest(bytes, algorithms, crc);
    return { bytes, digests: algorithms.map((a) => hash(a, bytes)), crc: crc ? crc32(bytes) : null };
  }

  private async overflow(gapBytes: number): Promise<Overflow> {
    const { path, file } = await this.create();
    const jobs = submissionJobs(this.pool);
    const ring = new BlockRing([jobs.sm3, jobs.sha2], writerOf(file), gapBytes);
    return { path, file, jobs, ring };
  }

  private async finishOnDisk({ path, file, jobs, ring }: Overflow, gapBytes: number): Promise<SpooledFile> {
    await ring.flush();
    const [sm3, sha2] = await Promise.all([jobs.sm3.end(), jobs.sha2.end()]);
    ring.release();
    let open = true;
    return {
      sizeBytes: ring.sizeBytes,
      digests: { sha256: sha2.digests[0]!, sha512: sha2.digests[1]!, sm3: sm3.digests[0]! },
      crc32: sha2.crc!,
      source: fileSource(file, gapBytes, ring.sizeBytes),
      path,
      gapBytes,
      dispose: async () => {
        if (!open) return;
        open = false;
        await file.close();
        await this.remove(path);
      },
    };
  }

  private async abandon({ path, file, jobs, ring }: Overflow): Promise<void> {
    jobs.sm3.drop();
    jobs.sha2.drop();
    // No write may outlive the handle. Not flush(): it would wait for hashing that a dropped job never does.
    await ring.settle();
    ring.release();
    await file.close().catch(() => undefined);
    await this.remove(path);
  }

  /** The package is built around the payload where it lies: only its head and tail are written. */
  private async aroundPayload(
    head: Uint8Array,
    payload: SpooledFile,
    tail: Uint8Array[],
    sizeBytes: number,
  ): Promise<AssembledBody> {
    const path = payload.path!;
    const file = await open(path, 'r+');
    try {
      await writeFully(file, head, 0);
      await writeFully(file, Buffer.concat(tail), head.length + payload.sizeBytes);
      return this.bodyOfFile(path, sizeBytes, await this.hashFile(file, sizeBytes), async () => undefined);
    } finally {
      await file.close();
    }
  }

  private async copied(parts: readonly (Uint8Array | SpooledFile)[], sizeBytes: number): Promise<AssembledBody> {
    const { path, file } = await this.create();
    const sha256 = this.pool.start(0, ['sha256']);
    const sha512 = this.pool.start(1, ['sha512']);
    try {
      const ring = new BlockRing([sha256, sha512], (block, position) => writeFully(file, block, position), 0);
      for (const part of parts) {
        const bytes = bytesOf(part);
        if (bytes) await ring.push(bytes);
        else await this.pullSpooled(ring, part as SpooledFile);
      }
      await ring.flush();
      const [a, b] = await Promise.all([sha256.end(), sha512.end()]);
      ring.release();
      return this.bodyOfFile(path, sizeBytes, { sha256: a.digests[0]!, sha512: b.digests[0]! }, () =>
        this.remove(path),
      );
    } catch (error) {
      sha256.drop();
      sha512.drop();
      await this.remove(path);
      throw error;
    } finally {
      await file.close();
    }
  }

  private async pullSpooled(ring: BlockRing, part: SpooledFile): Promise<void> {
    const file = await open(part.path!, 'r');
    try {
      await ring.pull(file, part.gapBytes, part.sizeBytes);
    } finally {
      await file.close();
    }
  }

  private async hashFile(file: FileHandle, sizeBytes: number): Promise<{ sha256: string; sha512: string }> {
    const sha256 = this.pool.start(0, ['sha256']);
    const sha512 = this.pool.start(1, ['sha512']);
    try {
      const ring = new BlockRing([sha256, sha512], null, 0);
      await ring.pull(file, 0, sizeBytes);
      await ring.flush();
      const [a, b] = await Promise.all([sha256.end(), sha512.end()]);
      ring.release();
      return { sha256: a.digests[0]!, sha512: b.digests[0]! };
    } catch (error) {
      sha256.drop();
      sha512.drop();
      throw error;
    }
  }

  private bodyOfFile(
    path: string,
    sizeBytes: number,
    digests: { sha256: string; sha512: string },
    dispose: () => Promise<void>,
  ): AssembledBody {
    return { ...digests, sizeBytes, path, open: () => readSpooled(path), dispose };
  }

  /** Never throws: what stays is tried again, and removed at the next start at the latest. */
  private async remove(path: string): Promise<void> {
    const gone = await unlink(path).then(
      () => true,
      // Without its folder a file only seems to be gone.
      async (error: NodeJS.ErrnoException) =>
        error.code === 'ENOENT' &&
        (await access(this.folder).then(
          () => true,
          () => false,
        )),
    );
    if (gone) this.leftovers.delete(path);
    else this.leftovers.add(path);
  }

  private async create(): Promise<{ path: string; file: FileHandle }> {
    const path = join(this.folder, `${randomUUID()}.spool`);
    return { path, file: await open(path, 'wx+', 0o600) };
  }
}

interface Overflow {
  path: string;
  file: FileHandle;
  jobs: ReturnType<typeof submissionJobs>;
  ring: BlockRing;
}

function bytesOf(part: Uint8Array | SpooledFile): Uint8Array | undefined {
  return part instanceof Uint8Array ? part : part.bytes;
}

function sizeOf(part: Uint8Array | SpooledFile): number {
  return part instanceof Uint8Array ? part.length : part.sizeBytes;
}

function mergeLiterals(parts: readonly (Uint8Array | SpooledFile)[]): (Uint8Array | SpooledFile)[] {
  const merged: (Uint8Array | SpooledFile)[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (part instanceof Uint8Array && last instanceof Uint8Array)
      merged[merged.length - 1] = Buffer.concat([last, part]);
    else merged.push(part);
  }
  return merged;
}

/** How much of a file may wait for the disk: the rest would be flushed at the end, with everybody else waiting. */
const UNSYNCED_BYTES = 64 << 20;

/** Writes blocks, and has the disk keep up beside it. What is spooled is no promise yet: the store syncs it as a whole. */
function writerOf(file: FileHandle): (block: Uint8Array, position: number) => Promise<void> {
  let unsynced = 0;
  let syncing = false;
  return async (block, position) => {
    await writeFully(file, block, position);
    unsynced += block.length;
    if (unsynced < UNSYNCED_BYTES || syncing) return;
    unsynced = 0;
    syncing = true;
    await file.datasync();
    syncing = false;
  };
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}

function fileSource(file: FileHandle, start: number, sizeBytes: number): ByteSource {
  return {
    sizeBytes,
    async read(offset, length) {
      const want = Math.max(0, Math.min(length, sizeBytes - offset));
      const bytes = Buffer.allocUnsafe(want);
      let got = 0;
      while (got < want) {
        const { bytesRead } = await file.read(bytes, got, want - got, start + offset + got);
        if (bytesRead === 0) break;
        got += bytesRead;
      }
      return bytes.subarray(0, got);
    },
  };
}

/** The store passes errors of its caller's stream through: they have to say already what they mean. */
async function* readSpooled(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: 1 << 20 });
  } catch (error) {
    throw spoolError(error);
  }
}

function spoolError(error: unknown): unknown {
  if (isArchiveError(error)) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new ArchiveError('SPOOL_FULL', 'the disk of the spool is full', { cause: error, retryable: true });
  if (code === 'EIO' || code === 'EROFS' || code === 'ENOENT' || code === 'EMFILE') {
    return new ArchiveError('STORE_UNAVAILABLE', `the spool can't be written: ${code}`, {
      cause: error,
      retryable: true,
    });
  }
  return error;
}
