import { bufferOver } from '../../bytes.js';
import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { formatFinding } from '../findings.js';
import { type Format, type ReadLimits } from '../format.js';
import { type Reading, readingOf } from '../report.js';

/** Bytes of a value by type (TIFF 6.0 2, BigTIFF 16 to 18). */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const OFFSETS = [273, 324];
const COUNTS = [279, 325];
const MAX_DIRECTORIES = 10_000;

/** TIFF 6.0: every directory, every value and every strip or tile inside the file. */
export const tiff: Format = {
  id: 'tiff',
  zh: 'TIFF 图像',
  en: 'TIFF image',
  matches: (head) => /^(II[*+]\0|MM\0[*+])$/.test(Buffer.from(head.subarray(0, 4)).toString('latin1')),
  read: async (source, limits) => new TiffReader(source, limits).read(),
};

class TiffReader {
  private readonly findings: Finding[] = [];
  private little = true;
  private big = false;
  private items = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly limits: ReadLimits,
  ) {}

  async read(): Promise<Reading> {
    const head = bufferOver(await this.source.read(0, 16));
    this.little = head[0] === 0x49;
    this.big = head[this.little ? 2 : 3] === 0x2b;
    let next = head.length < (this.big ? 16 : 8) ? 0 : this.number(head, this.big ? 8 : 4, this.big ? 8 : 4);
    if (next === 0) this.add('TIFF_TRUNCATED', 'offset 0', 'there is no directory');
    const seen = new Set<number>();
    while (next !== 0 && this.findings.length === 0) {
      if (seen.has(next) || seen.size >= MAX_DIRECTORIES) {
        this.add(
          'TIFF_BROKEN',
          `offset ${next}`,
          seen.has(next) ? 'the directories run in a circle' : 'too many directories',
        );
        break;
      }
      seen.add(next);
      next = await this.directory(next);
    }
    return readingOf(
      {
        format: 'tiff',
        pronom: [this.big ? 'fmt/1917' : 'fmt/353'],
        mimeType: 'image/tiff',
        description: `${this.big ? 'BigTIFF' : 'TIFF'}, ${seen.size} ${seen.size === 1 ? 'image' : 'images'}`,
        version: '6.0',
      },
      this.findings,
    );
  }

  /** Checks one directory; gives the offset of the next, 0 for the last. */
  private async directory(offset: number): Promise<number> {
    const [countBytes, entryBytes, wordBytes] = this.big ? [8, 20, 8] : [2, 12, 4];
    const where = `directory at offset ${offset}`;
    const count = this.number(bufferOver(await this.source.read(offset, countBytes)), 0, countBytes);
    const end = offset + countBytes + count * entryBytes;
    if (count === 0 || end + wordBytes > this.source.sizeBytes) {
      this.add(
        count === 0 ? 'TIFF_BROKEN' : 'TIFF_TRUNCATED',
        where,
        count === 0 ? 'the directory is empty' : 'the directory reaches past the end of the file',
      );
      return 0;
    }
    if ((this.items += count) > this.limits.maxItems) {
      this.add('TIFF_BROKEN', where, 'too many entries');
      return 0;
    }
    const table = bufferOver(await this.source.read(offset + countBytes, count * entryBytes + wordBytes));
    const values = new Map<number, number[]>();
    for (let i = 0; i < count; i++) {
      const at = i * entryBytes;
      const tag = this.number(table, at, 2);
      const valueBytes = (TYPE_BYTES[this.number(table, at + 2, 2)] ?? 0) * this.number(table, at + 4, wordBytes);
      const width = TYPE_BYTES[this.number(table, at + 2, 2)] ?? 0;
      const inline = valueBytes <= wordBytes;
      const place = at + 4 + wordBytes;
      const valueAt = inline ? 0 : this.number(table, place, wordBytes);
      if (!inline && valueAt + valueBytes > this.source.sizeBytes) {
        this.add('TIFF_TRUNCATED', `${where}, tag ${tag}`, 'the value lies past the end of the file', {
          expected: `≤ ${this.source.sizeBytes}`,
          found: `${valueAt + valueBytes}`,
        });
        return 0;
      }
      if (
        (OFFSETS.includes(tag) || COUNTS.includes(tag)) &&
        [2, 4, 8].includes(width) &&
        valueBytes / width <= this.limits.maxItems
      ) {
        if ((this.items += valueBytes / width) > this.limits.maxItems * 10) {
          this.add('TIFF_BROKEN', where, 'too many strips or tiles');
          return 0;
        }
        const bytes = inline
          ? table.subarray(place, place + valueBytes)
          : bufferOver(await this.source.read(valueAt, valueBytes));
        values.set(
          tag,
          Array.from({ length: Math.floor(bytes.length / width) }, (_, k) => this.number(bytes, k * width, width)),
        );
      }
    }
    this.checkImageData(values, where);
    return this.number(table, count * entryBytes, wordBytes);
  }

  private checkImageData(values: Map<number, number[]>, where: string): void {
    for (const [i, tag] of OFFSETS.entries()) {
      const offsets = values.get(tag);
      const counts = values.get(COUNTS[i] as number);
      if (offsets === undefined) continue;
      if (counts !== undefined && counts.length !== offsets.length) {
        this.add('TIFF_BROKEN', where, 'as many offsets as byte counts are needed', {
          expected: `${offsets.length}`,
          found: `${counts.length}`,
        });
        return;
      }
      const past = offsets.findIndex((offset, k) => offset + (counts?.[k] ?? 1) > this.source.sizeBytes);
      if (past >= 0) {
        this.add('TIFF_TRUNCATED', `${where}, strip or tile ${past}`, 'image data lies past the end of the file', {
          expected: `≤ ${this.source.sizeBytes}`,
          found: `${(offsets[past] as number) + (counts?.[past] ?? 1)}`,
        });
        return;
      }
    }
  }

  /** Unsigned; 0 when it is cut off, infinite when it is too large to be an offset. */
  private number(bytes: Buffer, at: number, width: number): number {
    if (at + width > bytes.length) return 0;
    if (width === 2) return this.little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
    if (width === 4) return this.little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    const value = Number(this.little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
    return Number.isSafeInteger(value) ? value : Number.MAX_SAFE_INTEGER;
  }

  private add(...finding: Parameters<typeof formatFinding>): void {
    this.findings.push(formatFinding(...finding));
  }
}
