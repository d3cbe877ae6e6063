import { pipeline } from 'node:stream/promises';
import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { bufferOver } from './bytes.js';
import { type ByteSource, chunksOf, SliceSource } from './byte-source.js';
import { formatFinding } from './formats/findings.js';
import { type ReadLimits } from './formats/format.js';
import { type Finding } from './finding.js';
import { parseZipDirectory, type ZipDirectory, type ZipEntry } from './zip-directory.js';

export { type ZipEntry } from './zip-directory.js';

const STORED = 0;
const DEFLATED = 8;
/** More than this of one entry is not held in memory. */
const MAX_READ_BYTES = 64 << 20;
const LOCAL_HEADER_BYTES = 30;
/** Entries up to this size are inflated in one call; larger ones stream. */
const AT_ONCE_BYTES = 8 << 20;
/** Deflate can not do better than 1032:1; documents do not come near 500:1. */
const BOMB_RATIO = 500;
const BOMB_FROM_BYTES = 32 << 20;

/** A ZIP whose central directory could be read. What it says is checked against the bytes, never believed. */
export class ZipArchive {
  /** False once something was left unchecked (encrypted, a method we do not know). */
  checkedAll = true;
  readonly byName = new Map<string, ZipEntry>();
  private inflatedBytes = 0;
  /** Whether each entry's local header agrees, and where its data starts; filled by checkPlaces. */
  private readonly dataOffsets = new Map<ZipEntry, number>();

  constructor(
    private readonly source: ByteSource,
    readonly directory: ZipDirectory,
    readonly limits: ReadLimits,
    readonly findings: Finding[],
  ) {
    for (const entry of directory.entries) if (!this.byName.has(entry.name)) this.byName.set(entry.name, entry);
  }

  get entries(): readonly ZipEntry[] {
    return this.directory.entries;
  }

  /** Local header against central directory, one entry against the next, and the sum of sizes against the limit. */
  async checkPlaces(): Promise<void> {
    const { leadingBytes, trailingBytes, directoryOffset } = this.directory;
    if (leadingBytes > 0) this.hidden('start of file', `${leadingBytes} bytes stand before the archive`, leadingBytes);
    if (trailingBytes > 0) this.hidden('end of file', `${trailingBytes} bytes stand after the archive`, trailingBytes);
    const declaredBytes = this.entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
    const packedBytes = this.entries.reduce((sum, entry) => sum + entry.compressedBytes, 0);
    if (
      declaredBytes > this.limits.maxInflatedBytes ||
      (declaredBytes > BOMB_FROM_BYTES && declaredBytes > packedBytes * BOMB_RATIO)
    ) {
      this.add('ZIP_BOMB', 'archive', `${packedBytes} packed bytes would become ${declaredBytes}`, {
        expected: `≤ ${this.limits.maxInflatedBytes} bytes and ≤ ${BOMB_RATIO}:1`,
        found: `${declaredBytes} bytes`,
      });
    }
    const inOrder = [...this.entries].sort((a, b) => a.headerOffset - b.headerOffset);
    let freeFrom = leadingBytes;
    let hiddenBytes = 0;
    for (const entry of inOrder) {
      const dataOffset = await this.checkLocalHeader(entry);
      if (dataOffset === null) continue;
      const end = dataOffset + entry.compressedBytes;
      if (entry.headerOffset < freeFrom || end > directoryOffset) {
        this.add('ZIP_ENTRY_OVERLAP', entry.name, 'the entry lies over another one or over the directory', {
          expected: `${freeFrom} to ${directoryOffset}`,
          found: `${entry.headerOffset} to ${end}`,
        });
      } else {
        hiddenBytes += entry.headerOffset - freeFrom;
        this.dataOffsets.set(entry, dataOffset);
      }
      // A data descriptor (APPNOTE 4.3.9) takes 12 to 24 bytes; which of them is only known by looking.
      freeFrom = Math.max(freeFrom, end + ((entry.flags & 8) === 0 ? 0 : await this.descriptorBytes(end)));
    }
    hiddenBytes += Math.max(0, directoryOffset - freeFrom);
    if (hiddenBytes > 0 && inOrder.length > 0 && this.dataOffsets.size === inOrder.length) {
      this.hidden('between entries', `${hiddenBytes} bytes belong to no entry`, hiddenBytes);
    }
  }

  /** Inflates everything and compares size and CRC-32; `except` names what was read and so checked before. */
  async checkContents(except?: ReadonlySet<string>): Promise<void> {
    for (const entry of this.entries) {
      if (except?.has(entry.name) === true && this.byName.get(entry.name) === entry) continue;
      await this.inflate(entry, false);
    }
  }

  /** The bytes of an entry, checked; null when they can't be had (the finding says why) or are more than `maxBytes`. */
  async read(entry: ZipEntry, maxBytes = MAX_READ_BYTES): Promise<Buffer | null> {
    if (entry.sizeBytes > maxBytes) {
      this.checkedAll = false;
      return null;
    }
    return this.inflate(entry, true);
  }

  private async inflate(entry: ZipEntry, keep: boolean): Promise<Buffer | null> {
    const dataOffset = this.dataOffsets.get(entry);
    if (dataOffset === undefined) return null;
    if (entry.encrypted || (entry.method !== STORED && entry.method !== DEFLATED)) {
      this.checkedAll = false;
      if (entry.encrypted) this.add('ZIP_ENCRYPTED', entry.name, 'the entry is encrypted: not looked at');
      else
        this.add('ZIP_METHOD_UNSUPPORTED', entry.name, `compression method ${entry.method}: not looked at`, {
          found: String(entry.method),
        });
      return null;
    }
    if (this.inflatedBytes + entry.sizeBytes > this.limits.maxInflatedBytes) {
      this.checkedAll = false;
      return null;
    }
    this.inflatedBytes += entry.sizeBytes;
    const slice = new SliceSource(this.source, dataOffset, entry.compressedBytes);
    const result =
      entry.method === STORED
        ? await summed(chunksOf(slice), keep)
        : entry.sizeBytes <= AT_ONCE_BYTES && entry.compressedBytes <= AT_ONCE_BYTES
          ? inflateAtOnce(await slice.read(0, entry.compressedBytes), entry.sizeBytes)
          : await inflateStreaming(slice, entry.sizeBytes, keep);
    if (typeof result === 'string') {
      this.add('ZIP_SIZE_LIES', entry.name, result, { expected: `${entry.sizeBytes} bytes`, found: result });
      return null;
    }
    if (
      result.sizeBytes !== entry.sizeBytes ||
      (result.packedBytes ?? entry.compressedBytes) !== entry.compressedBytes
    ) {
      this.add('ZIP_SIZE_LIES', entry.name, 'the entry is not as long as the directory says', {
        expected: `${entry.sizeBytes} bytes from ${entry.compressedBytes}`,
        found: `${result.sizeBytes} bytes from ${result.packedBytes ?? result.sizeBytes}`,
      });
      return null;
    }
    if (result.crc !== entry.crc32) {
      this.add('ZIP_CRC_MISMATCH', entry.name, 'the CRC-32 of the inflated bytes is not the declared one', {
        expected: hex(entry.crc32),
        found: hex(result.crc),
      });
      return null;
    }
    return result.bytes;
  }

  /** Where the data starts; null after a finding. */
  private async checkLocalHeader(entry: ZipEntry): Promise<number | null> {
    const header = bufferOver(await this.source.read(entry.headerOffset, LOCAL_HEADER_BYTES + entry.nameBytes.length));
    if (header.length < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== 0x04034b50) {
      this.add('ZIP_TRUNCATED', entry.name, 'no local header where the directory points', {
        found: `offset ${entry.headerOffset}`,
      });
      return null;
    }
    const lies: string[] = [];
    const nameLength = header.readUInt16LE(26);
    if (nameLength !== entry.nameBytes.length || !header.subarray(LOCAL_HEADER_BYTES).equals(entry.nameBytes))
      lies.push('name');
    if (header.readUInt16LE(8) !== entry.method) lies.push('method');
    // Bits 0 (encrypted) and 3 (sizes follow); tools differ in the others.
    if (((header.readUInt16LE(6) ^ entry.flags) & 1) !== 0) lies.push('encryption flag');
    const later = (header.readUInt16LE(6) & 8) !== 0;
    const agrees = (local: number, central: number) =>
      local === central || (later && local === 0) || local === 0xffffffff;
    if (!agrees(header.readUInt32LE(14), entry.crc32)) lies.push('CRC-32');
    if (!agrees(header.readUInt32LE(18), entry.compressedBytes)) lies.push('compressed size');
    if (!agrees(header.readUInt32LE(22), entry.sizeBytes)) lies.push('size');
    const dataOffset = entry.headerOffset + LOCAL_HEADER_BYTES + nameLength + header.readUInt16LE(28);
    if (dataOffset + entry.compressedBytes > this.source.sizeBytes)
      lies.push('place: the data would end after the file');
    // Encrypted entries carry their header inside the data; a stored one is else as long as it is packed.
    if (entry.method === STORED && !entry.encrypted && entry.sizeBytes !== entry.compressedBytes)
      lies.push('size of a stored entry');
    if (lies.length === 0) return dataOffset;
    this.add('ZIP_SIZE_LIES', entry.name, `local header and directory differ: ${lies.join(', ')}`, {
      expected: `as in the directory: ${entry.sizeBytes} bytes from ${entry.compressedBytes}`,
      found: lies.join(', '),
    });
    return null;
  }

  private async descriptorBytes(at: number): Promise<number> {
    const bytes = bufferOver(await this.source.read(at, 28));
    // With or without its signature, with sizes of 4 or 8 bytes: what follows is a signature PK.. again.
    for (const length of [16, 12, 24, 20]) {
      if (bytes.length >= length + 4 && bytes.readUInt16LE(length) === 0x4b50) return length;
    }
    return 0;
  }

  private hidden(where: string, message: string, count: number): void {
    this.add('ZIP_HIDDEN_BYTES', where, message, { expected: '0 bytes', found: `${count} bytes` });
  }

  private add(...finding: Parameters<typeof formatFinding>): void {
    addBounded(this.findings, formatFinding(...finding));
  }
}

/** Enough for a person; a hostile archive could else make a hundred thousand. */
const MAX_FINDINGS_OF_A_CODE = 50;

function addBounded(findings: Finding[], finding: Finding): void {
  let same = 0;
  for (const { code } of findings) if (code === finding.code) same++;
  if (same < MAX_FINDINGS_OF_A_CODE) findings.push(finding);
}

/** Opens and checks everything but the contents; null (with findings) when there is no directory to go by. */
export async function openZip(source: ByteSource, limits: ReadLimits, findings: Finding[]): Promise<ZipArchive | null> {
  const directory = await parseZipDirectory(source, limits.maxItems, findings);
  if (directory === null) return null;
  checkNames(directory.entries, findings);
  const archive = new ZipArchive(source, directory, limits, findings);
  await archive.checkPlaces();
  return archive;
}

function checkNames(entries: readonly ZipEntry[], findings: Finding[]): void {
  const exact = new Set<string>();
  const folded = new Map<string, string>();
  for (const { name, symlink } of entries) {
    const outside = outsideReason(name);
    if (outside !== null)
      addBounded(findings, formatFinding('ZIP_ENTRY_OUTSIDE', name, `entry name ${outside}`, { found: name }));
    if (symlink) addBounded(findings, formatFinding('ZIP_ENTRY_SYMLINK', name, 'the entry is a symbolic link'));
    const key = name.normalize('NFKC').toLowerCase();
    const alike = folded.get(key);
    if (exact.has(name)) addBounded(findings, formatFinding('ZIP_ENTRY_DUPLICATE', name, 'two entries have this name'));
    else if (alike !== undefined) {
      addBounded(
        findings,
        formatFinding('ZIP_ENTRY_ALIKE', name, 'differs from another entry only in case or normalisation', {
          found: alike,
        }),
      );
    }
    exact.add(name);
    folded.set(key, name);
  }
}

/** Why a name could leave the folder it is unpacked into, on any system; null when it can't. */
export function outsideReason(name: string): string | null {
  if (name === '') return 'is empty';
  if (name.includes('\0')) return 'contains NUL';
  if (name.includes('\\')) return 'contains a backslash';
  if (name.startsWith('/')) return 'is absolute';
  if (/^[A-Za-z]:/.test(name)) return 'names a drive';
  if (name.split('/').includes('..')) return 'climbs with ..';
  return null;
}

interface Summed {
  sizeBytes: number;
  crc: number;
  bytes: Buffer | null;
  /** How much of the packed data was used up, where it is known. */
  packedBytes?: number;
}

function inflateAtOnce(packed: Uint8Array, sizeBytes: number): Summed | string {
  try {
    // One byte more than promised is allowed, so that a lie shows; the chunk is what is allocated at first.
    const { buffer, engine } = inflateRawSync(packed, {
      maxOutputLength: sizeBytes + 1,
      chunkSize: Math.min(Math.max(sizeBytes + 1, 64), 1 << 20),
      info: true,
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    return { sizeBytes: buffer.length, crc: crc32(buffer), bytes: buffer, packedBytes: engine.bytesWritten };
  } catch (error) {
    return inflateProblem(error);
  }
}

async function inflateStreaming(slice: ByteSource, sizeBytes: number, keep: boolean): Promise<Summed | string> {
  const inflate = createInflateRaw({ chunkSize: 1 << 18 });
  try {
    let summary: Summed | string = 'nothing came out';
    await pipeline(chunksOf(slice), inflate, async (pieces: AsyncIterable<Buffer>) => {
      summary = await summed(pieces, keep, sizeBytes);
    });
    const result = summary as Summed | string;
    return typeof result === 'string' ? result : { ...result, packedBytes: inflate.bytesWritten };
  } catch (error) {
    return inflateProblem(error);
  }
}

async function summed(pieces: AsyncIterable<Uint8Array>, keep: boolean, maxBytes = Infinity): Promise<Summed> {
  let sizeBytes = 0;
  let crc = 0;
  const kept: Uint8Array[] = [];
  for await (const piece of pieces) {
    sizeBytes += piece.length;
    crc = crc32(piece, crc);
    if (keep) kept.push(piece);
    if (sizeBytes > maxBytes) break;
  }
  return { sizeBytes, crc, bytes: keep ? Buffer.concat(kept) : null };
}

function inflateProblem(error: unknown): string {
  const { code, errno } = error as { code?: string; errno?: number };
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'more bytes come out than declared';
  if (errno === constants.Z_BUF_ERROR) return 'the compressed data ends too early';
  return `the compressed data is broken (${code ?? 'inflate failed'})`;
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
