import { BufferSource, type ByteSource } from '../byte-source.js';

const WHOLE_BYTES = 1 << 20;
const BLOCK_BYTES = 1 << 16;
const MAX_BLOCKS = 64;

/**
 * The same bytes with cheap small reads: files up to 1 MiB are read once, larger ones in blocks of 64 KiB,
 * of which the 64 used last are kept (4 MiB).
 */
export async function cachedSource(source: ByteSource): Promise<ByteSource> {
  if (source.sizeBytes <= WHOLE_BYTES) return new BufferSource(await source.read(0, source.sizeBytes));
  return new BlockCache(source);
}

class BlockCache implements ByteSource {
  readonly sizeBytes: number;
  private readonly blocks = new Map<number, Uint8Array>();

  constructor(private readonly inner: ByteSource) {
    this.sizeBytes = inner.sizeBytes;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const from = Math.min(Math.max(offset, 0), this.sizeBytes);
    const until = Math.min(from + Math.max(length, 0), this.sizeBytes);
    // A streaming reader gets its big pieces directly; they would only push out what is read again.
    if (until - from > BLOCK_BYTES) return this.inner.read(from, until - from);
    const first = Math.floor(from / BLOCK_BYTES);
    const last = Math.floor(Math.max(until - 1, from) / BLOCK_BYTES);
    const block = await this.block(first);
    const start = from - first * BLOCK_BYTES;
    if (first === last) return block.subarray(start, start + until - from);
    return Buffer.concat([block.subarray(start), (await this.block(last)).subarray(0, until - last * BLOCK_BYTES)]);
  }

  private async block(index: number): Promise<Uint8Array> {
    const known = this.blocks.get(index);
    if (known !== undefined) {
      this.blocks.delete(index);
      this.blocks.set(index, known);
      return known;
    }
    const block = await this.inner.read(index * BLOCK_BYTES, BLOCK_BYTES);
    if (this.blocks.size >= MAX_BLOCKS) {
      const oldest = this.blocks.keys().next();
      if (!oldest.done) this.blocks.delete(oldest.value);
    }
    this.blocks.set(index, block);
    return block;
  }
}
