import { type ByteSource } from '../core/byte-source.js';
import { type ObjectStore } from './ports.js';

/** One read fetches at least this much: a reader asks in small steps, a store answers in round trips. */
const BLOCK_BYTES = 1 << 20;

/** A stored object by range. Keeps the last block: readers of packages go forward. */
export class StoredSource implements ByteSource {
  private block: Uint8Array = new Uint8Array(0);
  private blockAt = 0;

  constructor(
    private readonly objects: ObjectStore,
    private readonly key: string,
    readonly sizeBytes: number,
    private readonly version?: string,
  ) {}

  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(offset + length, this.sizeBytes);
    if (offset >= end) return new Uint8Array(0);
    if (offset < this.blockAt || end > this.blockAt + this.block.length) {
      const want = Math.min(Math.max(end - offset, BLOCK_BYTES), this.sizeBytes - offset);
      const pieces: Uint8Array[] = [];
      const range = { offset, length: want };
      for await (const piece of await this.objects.open(this.key, {
        range,
        ...(this.version ? { version: this.version } : {}),
      }))
        pieces.push(piece);
      this.block = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      this.blockAt = offset;
    }
    return this.block.subarray(offset - this.blockAt, end - this.blockAt);
  }
}
