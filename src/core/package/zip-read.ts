import { type ByteSource } from '../byte-source.js';
import { isSafePath } from './file-path.js';
import { type Finding } from '../finding.js';
import { packageFinding } from './findings.js';
import { DATA } from './layout.js';
import { centralHeader, endRecords, localHeader, needsZip64, type ZipEntry } from './zip-records.js';

/** A central directory of more than this is not read: about half a million files. */
const MAX_CENTRAL_BYTES = 128 * 1024 * 1024;

export interface DirectoryEntry extends ZipEntry {
  /** Name as text, root folder included. */
  path: string;
  /** Where its bytes start. */
  dataOffset: number;
}

export interface Directory {
  root: string;
  entries: DirectoryEntry[];
  /** Of the central directory. */
  offset: number;
}

/**
 * Reads the central directory of a package and shows that it describes the whole file: no gap, no overlap, nothing after.
 * Null directory: no use going on. Local headers are left to whoever walks through the entries.
 */
export async function readDirectory(source: ByteSource): Promise<{ directory: Directory | null; findings: Finding[] }> {
  const end = await readEnd(source);
  if ('code' in end) return { directory: null, findings: [end] };
  const bytes = Buffer.from(await source.read(end.offset, end.sizeBytes));
  if (bytes.length !== end.sizeBytes)
    return { directory: null, findings: [truncated(source, 'the central directory')] };

  const entries: DirectoryEntry[] = [];
  let at = 0;
  let expectedOffset = 0;
  while (at < bytes.length) {
    const entry = parseCentral(bytes, at);
    const again = entry === null ? null : centralHeader(entry);
    if (entry === null || again === null || !again.equals(bytes.subarray(at, at + again.length))) {
      return {
        directory: null,
        findings: [structure(`central directory, entry ${entries.length + 1}`, 'a header by the rules', 'another one')],
      };
    }
    if (entry.offset !== expectedOffset) {
      return {
        directory: null,
        findings: [structure(`entry ${entries.length + 1}`, `local header at ${expectedOffset}`, `at ${entry.offset}`)],
      };
    }
    const dataOffset = entry.offset + localHeader(entry).length;
    expectedOffset = dataOffset + entry.sizeBytes;
    const path = textOf(entry.name);
    if (path === null) {
      return {
        directory: null,
        findings: [packageFinding('PACKAGE_NAME_UNSAFE', `entry ${entries.length + 1}`, 'the name is not UTF-8')],
      };
    }
    entries.push({ ...entry, path, dataOffset });
    at += again.length;
  }
  if (entries.length !== end.entries || expectedOffset !== end.offset) {
    const found = `${entries.length} entries up to ${expectedOffset}`;
    return {
      directory: null,
      findings: [structure('end record', `${end.entries} entries up to ${end.offset}`, found)],
    };
  }
  const root = entries[0]?.path.split('/')[0] ?? '';
  return { directory: { root, entries, offset: end.offset }, findings: nameFindings(root, entries) };
}

/** The end records, compared with those we would write for what they say. */
async function readEnd(source: ByteSource): Promise<{ entries: number; offset: number; sizeBytes: number } | Finding> {
  const tail = Buffer.from(await source.read(Math.max(0, source.sizeBytes - 98), 98));
  const end = tail.subarray(Math.max(0, tail.length - 22));
  if (end.length < 22 || end.readUInt32LE(0) !== 0x06054b50)
    return truncated(source, 'the end of central directory record');
  let entries = end.readUInt16LE(10);
  let sizeBytes = end.readUInt32LE(12);
  let offset = end.readUInt32LE(16);
  if (entries === 0xffff || sizeBytes === 0xffffffff || offset === 0xffffffff) {
    if (tail.length < 98 || tail.readUInt32LE(0) !== 0x06064b50) return truncated(source, 'the ZIP64 end record');
    entries = Number(tail.readBigUInt64LE(32));
    sizeBytes = Number(tail.readBigUInt64LE(40));
    offset = Number(tail.readBigUInt64LE(48));
  }
  if (![entries, sizeBytes, offset].every(Number.isSafeInteger) || sizeBytes > MAX_CENTRAL_BYTES) {
    return structure('end record', `a central directory of at most ${MAX_CENTRAL_BYTES} bytes`, `${sizeBytes} bytes`);
  }
  const again = endRecords(entries, offset, sizeBytes);
  if (!again.equals(tail.subarray(Math.max(0, tail.length - again.length))))
    return structure('end record', 'end records by the rules', 'other fields');
  if (offset + sizeBytes + again.length !== source.sizeBytes) {
    return structure('end record', `a file of ${offset + sizeBytes + again.length} bytes`, `${source.sizeBytes} bytes`);
  }
  return { entries, offset, sizeBytes };
}

/** The values of a central header; null when it does not fit or a ZIP64 field is not as expected. */
function parseCentral(b: Buffer, at: number): ZipEntry | null {
  if (at + 46 > b.length) return null;
  const nameBytes = b.readUInt16LE(at + 28);
  const extraBytes = b.readUInt16LE(at + 30);
  const extraAt = at + 46 + nameBytes;
  if (extraAt + extraBytes > b.length) return null;
  let sizeBytes = b.readUInt32LE(at + 24);
  let offset = b.readUInt32LE(at + 42);
  const big = needsZip64(sizeBytes);
  const far = offset === 0xffffffff;
  if (extraBytes !== (big || far ? 4 + (big ? 16 : 0) + (far ? 8 : 0) : 0)) return null;
  if (big) sizeBytes = Number(b.readBigUInt64LE(extraAt + 4));
  if (far) offset = Number(b.readBigUInt64LE(extraAt + 4 + (big ? 16 : 0)));
  if (!Number.isSafeInteger(sizeBytes) || !Number.isSafeInteger(offset)) return null;
  return { name: b.subarray(at + 46, extraAt), sizeBytes, crc32: b.readUInt32LE(at + 16), offset };
}

function nameFindings(root: string, entries: readonly DirectoryEntry[]): Finding[] {
  const findings: Finding[] = [];
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const { path } of entries) {
    const inner = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : '';
    if (!isSafePath(root) || !isSafePath(inner.startsWith(DATA) ? inner.slice(DATA.length) : inner)) {
      findings.push(packageFinding('PACKAGE_NAME_UNSAFE', path, 'the name is unsafe or outside the root folder'));
    }
    if (files.has(path)) findings.push(packageFinding('PACKAGE_NAME_REPEATED', path, 'two entries have this name'));
    files.add(path);
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
      folders.add(path.slice(0, slash));
  }
  for (const path of files) {
    if (folders.has(path))
      findings.push(packageFinding('PACKAGE_NAME_REPEATED', path, 'a file has the name of a folder'));
  }
  return findings;
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function truncated(source: ByteSource, what: string): Finding {
  return packageFinding(
    'PACKAGE_ZIP_TRUNCATED',
    'package',
    `${what} is not where it belongs in a file of ${source.sizeBytes} bytes`,
  );
}

function structure(where: string, expected: string, found: string): Finding {
  return packageFinding('PACKAGE_ZIP_STRUCTURE', where, `${where}: expected ${expected}, found ${found}`, {
    expected,
    found,
  });
}
