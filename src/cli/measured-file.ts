import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';
import { Spool, type AssembledBody, type SpooledFile } from '../archive/ports.js';
import { type Digests } from '../core/record.js';
import { LocalFileError, localReason, LocalSource, readableSize } from './local-source.js';

const PIECE_BYTES = 1 << 20;

/** A file of the local disk as the body of a part. */
export class LocalBody implements AsyncIterable<Uint8Array> {
  constructor(readonly path: string) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    await readableSize(this.path);
    try {
      for await (const piece of createReadStream(this.path, { highWaterMark: PIECE_BYTES })) yield piece as Uint8Array;
    } catch (error) {
      throw new LocalFileError(`${this.path}: ${localReason(error)}`, { cause: error });
    }
  }
}

/** One pass over the bytes: size, three digests, CRC-32. */
export async function measure(
  body: AsyncIterable<Uint8Array>,
): Promise<{ sizeBytes: number; digests: Digests; crc32: number }> {
  const hashes = { sha256: createHash('sha256'), sha512: createHash('sha512'), sm3: createHash('sm3') };
  let sizeBytes = 0;
  let crc = 0;
  for await (const piece of body) {
    sizeBytes += piece.length;
    crc = crc32(piece, crc);
    for (const hash of Object.values(hashes)) hash.update(piece);
  }
  const { sha256, sha512, sm3 } = hashes;
  return {
    sizeBytes,
    crc32: crc,
    digests: { sha256: sha256.digest('hex'), sha512: sha512.digest('hex'), sm3: sm3.digest('hex') },
  };
}

/** A spool that leaves every file where it lies: for packing offline, where the files are ours and stay. */
export class InPlaceSpool extends Spool {
  async receive(body: AsyncIterable<Uint8Array>): Promise<SpooledFile> {
    if (!(body instanceof LocalBody)) throw new TypeError('only a local file can stay where it lies');
    const measured = await measure(body);
    const source = await LocalSource.open(body.path);
    return { ...measured, source, path: body.path, gapBytes: 0, dispose: () => source.close() };
  }

  assemble(): Promise<AssembledBody> {
    throw new TypeError('a package is written by the verb, not by the spool');
  }

  async probe(): Promise<void> {}
  async close(): Promise<void> {}
}
