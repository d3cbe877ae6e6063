import { TextDecoder } from 'node:util';
import { crc32 } from 'node:zlib';
import { bufferOver } from './bytes.js';
import { type ByteSource } from './byte-source.js';
import { formatFinding } from './formats/findings.js';
import { type Finding } from './finding.js';

/** One row of the central directory (APPNOTE 4.3.12). Everything in it is the word of whoever made the file. */
export interface ZipEntry {
  /** As decoded: the Unicode path field, else UTF-8, else GB18030 (what Chinese software writes without the flag). */
  name: string;
  nameBytes: Buffer;
  directory: boolean;
  symlink: boolean;
  encrypted: boolean;
  method: number;
  flags: number;
  crc32: number;
  compressedBytes: number;
  sizeBytes: number;
  /** Absolute, bytes before the archive counted in. */
  headerOffset: number;
}

export interface ZipDirectory {
  entries: ZipEntry[];
  /** Where the entries must have ended. */
  directoryOffset: number;
  /** Bytes put in front of the archive (self-extractor, polyglot). */
  leadingBytes: number;
  trailingBytes: number;
}

const END = 0x06054b50;
const ROW = 0x02014b50;
const END_BYTES = 22;
const ROW_BYTES = 46;
/** Rows longer than this in total are not read: 256 MiB. */
const MAX_DIRECTORY_BYTES = 256 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const gb18030 = new TextDecoder('gb18030');

/** Reads the end record and the central directory; null with a finding when there is none that can be read. */
export async function parseZipDirectory(
  source: ByteSource,
  maxItems: number,
  findings: Finding[],
): Promise<ZipDirectory | null> {
  const broken = (where: string, message: string, more: { expected?: string; found?: string } = {}): null => {
    findings.push(formatFinding('ZIP_TRUNCATED', where, message, more));
    return null;
  };
  const tailBytes = Math.min(source.sizeBytes, END_BYTES + 0xffff);
  const tailAt = source.sizeBytes - tailBytes;
  const tail = bufferOver(await source.read(tailAt, tailBytes));
  const at = findEnd(tail);
  if (at < 0) return broken('end of file', 'no end-of-central-directory record: the file is cut off or no ZIP');
  const endAt = tailAt + at;
  let rows = tail.readUInt16LE(at + 10);
  let sizeBytes = tail.readUInt32LE(at + 12);
  let offset = tail.readUInt32LE(at + 16);
  if (tail.readUInt16LE(at + 4) !== 0 && tail.readUInt16LE(at + 4) !== 0xffff) {
    return broken('end of file', 'the archive is one disk of several');
  }
  let before = endAt;
  if (rows === 0xffff || sizeBytes === 0xffffffff || offset === 0xffffffff) {
    const wide = await parseZip64End(source, endAt);
    if (wide === 'broken') return broken('end of file', 'the ZIP64 end record is missing or broken');
    if (wide !== null) ({ rows, sizeBytes, offset, before } = wide);
  }
  const leadingBytes = before - sizeBytes - offset;
  if (leadingBytes < 0) {
    return broken('end of file', 'the central directory does not fit before its end record', {
      expected: `${sizeBytes} bytes at ${offset}`,
      found: `end record at ${before}`,
    });
  }
  if (rows > maxItems || sizeBytes > MAX_DIRECTORY_BYTES) {
    findings.push(
      formatFinding('ZIP_BOMB', 'central directory', `${rows} entries are more than the limit`, {
        expected: `≤ ${maxItems}`,
        found: String(rows),
      }),
    );
    return null;
  }
  const trailingBytes = source.sizeBytes - endAt - END_BYTES - tail.readUInt16LE(at + 20);
  if (trailingBytes < 0) broken('end of file', 'the archive comment is cut off');
  const directoryOffset = before - sizeBytes;
  const table = bufferOver(await source.read(directoryOffset, sizeBytes));
  const entries: ZipEntry[] = [];
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const entry = parseRow(table, next, leadingBytes);
    if (typeof entry === 'string') return broken(`entry ${row}`, `row ${row} of the central directory: ${entry}`);
    entries.push(entry.entry);
    next = entry.end;
  }
  if (next !== sizeBytes) {
    findings.push(
      formatFinding('ZIP_HIDDEN_BYTES', 'central directory', 'the central directory is longer than its rows', {
        expected: String(next),
        found: String(sizeBytes),
      }),
    );
  }
  return { entries, directoryOffset, leadingBytes, trailingBytes: Math.max(trailingBytes, 0) };
}

/** The last end record whose comment reaches exactly to the end; else the last whose comment fits; else the last. */
function findEnd(tail: Buffer): number {
  let fitting = -1;
  let any = -1;
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== END) continue;
    const end = at + END_BYTES + tail.readUInt16LE(at + 20);
    if (end === tail.length) return at;
    if (end < tail.length && fitting < 0) fitting = at;
    if (any < 0) any = at;
  }
  return fitting >= 0 ? fitting : any;
}

/** APPNOTE 4.3.14 and 4.3.15; null when there is no locator (the 0xffff values are then meant as they stand). */
async function parseZip64End(
  source: ByteSource,
  endAt: number,
): Promise<{ rows: number; sizeBytes: number; offset: number; before: number } | null | 'broken'> {
  if (endAt < 20) return null;
  const locator = bufferOver(await source.read(endAt - 20, 20));
  if (locator.length < 20 || locator.readUInt32LE(0) !== 0x07064b50) return null;
  const at = Number(locator.readBigUInt64LE(8));
  if (!Number.isSafeInteger(at) || at + 56 > endAt) return 'broken';
  const record = bufferOver(await source.read(at, 56));
  if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) return 'broken';
  const rows = Number(record.readBigUInt64LE(32));
  const sizeBytes = Number(record.readBigUInt64LE(40));
  const offset = Number(record.readBigUInt64LE(48));
  if (![rows, sizeBytes, offset].every(Number.isSafeInteger)) return 'broken';
  return { rows, sizeBytes, offset, before: at };
}

function parseRow(table: Buffer, at: number, leadingBytes: number): { entry: ZipEntry; end: number } | string {
  if (at + ROW_BYTES > table.length) return 'cut off';
  if (table.readUInt32LE(at) !== ROW) return 'wrong signature';
  const nameLength = table.readUInt16LE(at + 28);
  const extraLength = table.readUInt16LE(at + 30);
  const end = at + ROW_BYTES + nameLength + extraLength + table.readUInt16LE(at + 32);
  if (end > table.length) return 'its name, extra field or comment is cut off';
  const nameBytes = table.subarray(at + ROW_BYTES, at + ROW_BYTES + nameLength);
  const flags = table.readUInt16LE(at + 8);
  const sizes = {
    sizeBytes: table.readUInt32LE(at + 24),
    compressedBytes: table.readUInt32LE(at + 20),
    headerOffset: table.readUInt32LE(at + 42),
  };
  const extraAt = at + ROW_BYTES + nameLength;
  const name = unicodePath(table.subarray(extraAt, extraAt + extraLength), nameBytes) ?? decodeName(nameBytes);
  if (!widen(sizes, table.subarray(extraAt, extraAt + extraLength))) return 'its ZIP64 extra field is broken';
  const unix = table[at + 5] === 3;
  const mode = table.readUInt32LE(at + 38) >>> 16;
  return {
    entry: {
      name,
      nameBytes,
      directory: name.endsWith('/'),
      symlink: unix && (mode & 0xf000) === 0xa000,
      encrypted: (flags & 0x2041) !== 0,
      method: table.readUInt16LE(at + 10),
      flags,
      crc32: table.readUInt32LE(at + 16),
      ...sizes,
      headerOffset: sizes.headerOffset + leadingBytes,
    },
    end,
  };
}

/** Fills in what stands as 0xffffffff from the ZIP64 extra field (APPNOTE 4.5.3), in its fixed order. */
function widen(sizes: { sizeBytes: number; compressedBytes: number; headerOffset: number }, extra: Buffer): boolean {
  const wanted = (['sizeBytes', 'compressedBytes', 'headerOffset'] as const).filter((key) => sizes[key] === 0xffffffff);
  if (wanted.length === 0) return true;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    if (4 + extra.readUInt16LE(at + 2) > extra.length - at || extra.readUInt16LE(at + 2) < wanted.length * 8)
      return false;
    wanted.forEach((key, index) => (sizes[key] = Number(extra.readBigUInt64LE(at + 4 + index * 8))));
    return wanted.every((key) => Number.isSafeInteger(sizes[key]));
  }
  return true;
}

/** Info-ZIP Unicode Path (APPNOTE 4.6.9): believed only when it carries the CRC-32 of the plain name. */
function unicodePath(extra: Buffer, nameBytes: Buffer): string | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) !== 0x7075 || end > extra.length || end < at + 10) continue;
    if (extra[at + 4] !== 1 || extra.readUInt32LE(at + 5) !== crc32(nameBytes)) return null;
    return decodeName(extra.subarray(at + 9, end));
  }
  return null;
}

function decodeName(bytes: Buffer): string {
  let ascii = true;
  for (const byte of bytes) if (byte >= 0x80) ascii = false;
  if (ascii) return bytes.toString('latin1');
  try {
    return utf8.decode(bytes);
  } catch {
    return gb18030.decode(bytes);
  }
}
