/** Bytes that can be looked at by range: a spool file, a buffer, or a file inside a stored package. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Up to `length` bytes from `offset`; fewer only at the end. Never throws for a range past the end (gives what is there). */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export class BufferSource implements ByteSource {
  readonly sizeBytes: number;
  constructor(private readonly bytes: Uint8Array) {
    this.sizeBytes = bytes.length;
  }
  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.bytes.subarray(Math.min(offset, this.sizeBytes), Math.min(offset + length, this.sizeBytes));
  }
}

/** A window of another source, e.g. a stored ZIP entry. */
export class SliceSource implements ByteSource {
  constructor(
    private readonly inner: ByteSource,
    private readonly start: number,
    readonly sizeBytes: number,
  ) {}
  async read(offset: number, length: number): Promise<Uint8Array> {
    const from = Math.min(offset, this.sizeBytes);
    return this.inner.read(this.start + from, Math.min(length, this.sizeBytes - from));
  }
}

/** The source from start to end in pieces, for streaming readers. */
export async function* chunksOf(source: ByteSource, pieceBytes = 1 << 18): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.sizeBytes;) {
    const piece = await source.read(at, pieceBytes);
    if (piece.length === 0) return;
    at += piece.length;
    yield piece;
  }
}
