import { type Segment } from './plan.js';
import { centralHeader, endRecords, localHeader, type ZipEntry } from './zip-records.js';

/** A file to be packed: bytes at hand, or the whole of file number `file` of the input. */
export interface Packed {
  name: string;
  sizeBytes: number;
  crc32: number;
  content: Uint8Array | { file: number };
}

/**
 * Lays the files out one after another. `dataOffsets`: where the bytes of each start.
 * Neighbouring bytes become one segment, so that a small record is three pieces for the disk.
 */
export function layZip(files: readonly Packed[]): { segments: Segment[]; sizeBytes: number; dataOffsets: number[] } {
  const segments: Segment[] = [];
  const dataOffsets: number[] = [];
  const entries: ZipEntry[] = [];
  let pending: Uint8Array[] = [];
  let at = 0;
  const flush = () => {
    if (pending.length > 0) segments.push({ bytes: pending.length === 1 ? pending[0]! : Buffer.concat(pending) });
    pending = [];
  };
  const put = (bytes: Uint8Array) => {
    if (bytes.length === 0) return;
    pending.push(bytes);
    at += bytes.length;
  };
  for (const file of files) {
    const entry: ZipEntry = { name: Buffer.from(file.name), sizeBytes: file.sizeBytes, crc32: file.crc32, offset: at };
    entries.push(entry);
    put(localHeader(entry));
    dataOffsets.push(at);
    if (file.content instanceof Uint8Array) put(file.content);
    else {
      flush();
      segments.push(file.content);
      at += file.sizeBytes;
    }
  }
  const centralOffset = at;
  for (const entry of entries) put(centralHeader(entry));
  put(endRecords(entries.length, centralOffset, at - centralOffset));
  flush();
  return { segments, sizeBytes: at, dataOffsets };
}
