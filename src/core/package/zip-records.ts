/**
 * The records of our ZIP dialect (docs/package-format.md §3; PKWARE APPNOTE 4.3). The writer writes them, and the reader
 * writes them again and compares: what is not exactly this is not a package.
 */

const UTF8_FLAG = 0x0800;
/** 1980-01-01, the earliest day DOS can say: a constant, because bytes are a function of content. */
const DOS_DATE = 0x0021;
const MADE_BY = 0x0314;
const MODE_0100644 = 0x81a40000;
const MAX32 = 0xffffffff;
const MAX16 = 0xffff;

export interface ZipEntry {
  /** UTF-8 name. */
  name: Uint8Array;
  sizeBytes: number;
  crc32: number;
  /** Of the local header, from the start of the package. */
  offset: number;
}

export function needsZip64(sizeBytes: number): boolean {
  return sizeBytes >= MAX32;
}

/** Length of the local header in front of the bytes of an entry. */
export function localHeaderBytes(path: string, zip64: boolean): number {
  return 30 + Buffer.byteLength(path) + (zip64 ? 20 : 0);
}

/** APPNOTE 4.3.7. */
export function localHeader(entry: Omit<ZipEntry, 'offset'>): Buffer {
  const zip64 = needsZip64(entry.sizeBytes);
  const b = Buffer.alloc(30 + entry.name.length + (zip64 ? 20 : 0));
  b.writeUInt32LE(0x04034b50, 0);
  common(b, 4, entry, zip64, zip64 ? 20 : 0);
  b.set(entry.name, 30);
  if (zip64) zip64Field(b, 30 + entry.name.length, [entry.sizeBytes, entry.sizeBytes]);
  return b;
}

/** APPNOTE 4.3.12. */
export function centralHeader(entry: ZipEntry): Buffer {
  const big = needsZip64(entry.sizeBytes);
  const far = entry.offset >= MAX32;
  const values = [...(big ? [entry.sizeBytes, entry.sizeBytes] : []), ...(far ? [entry.offset] : [])];
  const extra = values.length === 0 ? 0 : 4 + 8 * values.length;
  const b = Buffer.alloc(46 + entry.name.length + extra);
  b.writeUInt32LE(0x02014b50, 0);
  b.writeUInt16LE(MADE_BY, 4);
  common(b, 6, entry, big || far, extra);
  b.writeUInt32LE(MODE_0100644, 38);
  b.writeUInt32LE(far ? MAX32 : entry.offset, 42);
  b.set(entry.name, 46);
  if (extra > 0) zip64Field(b, 46 + entry.name.length, values);
  return b;
}

/** The fields that both headers have, from `version needed` to `extra field length`. */
function common(b: Buffer, at: number, entry: Omit<ZipEntry, 'offset'>, zip64: boolean, extraBytes: number): void {
  const size32 = needsZip64(entry.sizeBytes) ? MAX32 : entry.sizeBytes;
  b.writeUInt16LE(zip64 ? 45 : 20, at);
  b.writeUInt16LE(UTF8_FLAG, at + 2);
  b.writeUInt16LE(DOS_DATE, at + 8);
  b.writeUInt32LE(entry.crc32, at + 10);
  b.writeUInt32LE(size32, at + 14);
  b.writeUInt32LE(size32, at + 18);
  b.writeUInt16LE(entry.name.length, at + 22);
  b.writeUInt16LE(extraBytes, at + 24);
}

/** APPNOTE 4.5.3. */
function zip64Field(b: Buffer, at: number, values: number[]): void {
  b.writeUInt16LE(0x0001, at);
  b.writeUInt16LE(8 * values.length, at + 2);
  values.forEach((value, i) => b.writeBigUInt64LE(BigInt(value), at + 4 + 8 * i));
}

/** APPNOTE 4.3.14–4.3.16: what follows the central directory. */
export function endRecords(entries: number, centralOffset: number, centralBytes: number): Buffer {
  const zip64 = entries >= MAX16 || centralOffset >= MAX32 || centralBytes >= MAX32;
  const b = Buffer.alloc((zip64 ? 76 : 0) + 22);
  if (zip64) {
    b.writeUInt32LE(0x06064b50, 0);
    b.writeBigUInt64LE(44n, 4);
    b.writeUInt16LE(MADE_BY, 12);
    b.writeUInt16LE(45, 14);
    b.writeBigUInt64LE(BigInt(entries), 24);
    b.writeBigUInt64LE(BigInt(entries), 32);
    b.writeBigUInt64LE(BigInt(centralBytes), 40);
    b.writeBigUInt64LE(BigInt(centralOffset), 48);
    b.writeUInt32LE(0x07064b50, 56);
    b.writeBigUInt64LE(BigInt(centralOffset + centralBytes), 64);
    b.writeUInt32LE(1, 72);
  }
  const end = b.subarray(zip64 ? 76 : 0);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries, MAX16), 8);
  end.writeUInt16LE(Math.min(entries, MAX16), 10);
  end.writeUInt32LE(Math.min(centralBytes, MAX32), 12);
  end.writeUInt32LE(Math.min(centralOffset, MAX32), 16);
  return b;
}
