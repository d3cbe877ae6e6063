import { crc32 } from 'node:zlib';
import { ArchiveError } from '../core/error.js';
import { centralHeader, endRecords, localHeader, type ZipEntry } from '../core/package/zip-records.js';
import { type SubmissionPart } from './submission.js';

/** Sizes and sum stand behind the bytes: they are not known before (APPNOTE 4.3.9, 4.4.4 bit 3). */
const FLAGS = 0x0808;
const RECORDS = 'records';
/** A record of the ZIP form holds its size in four bytes; larger files are sent as records of their own. */
const MAX_PART_BYTES = 0xffff_ffff;

/**
 * A batch that comes as parts, as the ZIP it stands for: the part `records` first (JSON lines) becomes `records.jsonl`, each other one
 * `files/<name of the part>`. The same parts in the same order give the same bytes, so that a re-send is recognised. Nothing
 * is held but the list of names. Throws REQUEST_INVALID when `records` is not the first part or a name stands there twice.
 */
export async function* zipOfParts(parts: AsyncIterable<SubmissionPart>): AsyncGenerator<Uint8Array> {
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let offset = 0;
  for await (const { name, body } of parts) {
    if ((entries.length === 0) !== (name === RECORDS)) throw invalid(name, `the first part, and no other, is named "${RECORDS}"`); // prettier-ignore
    if (names.has(name)) throw invalid(name, `part "${name}" came more than once`);
    names.add(name);
    const entry: ZipEntry = {
      name: Buffer.from(name === RECORDS ? 'records.jsonl' : `files/${name}`),
      sizeBytes: 0,
      crc32: 0,
      offset,
    };
    const head = localHeader(entry);
    head.writeUInt16LE(FLAGS, 6);
    yield head;
    for await (const piece of body) {
      entry.sizeBytes += piece.length;
      if (entry.sizeBytes >= MAX_PART_BYTES)
        throw new ArchiveError('REQUEST_TOO_LARGE', `part "${name}" is larger than a batch takes`, {
          detail: { limit: MAX_PART_BYTES, part: name },
        });
      entry.crc32 = crc32(piece, entry.crc32);
      yield piece;
    }
    const descriptor = Buffer.alloc(16);
    descriptor.writeUInt32LE(0x08074b50, 0);
    descriptor.writeUInt32LE(entry.crc32, 4);
    descriptor.writeUInt32LE(entry.sizeBytes, 8);
    descriptor.writeUInt32LE(entry.sizeBytes, 12);
    yield descriptor;
    offset += head.length + entry.sizeBytes + descriptor.length;
    entries.push(entry);
  }
  if (entries.length === 0) throw invalid(RECORDS, `there is no part "${RECORDS}"`);
  const directory = entries.map((entry) => {
    const header = centralHeader(entry);
    header.writeUInt16LE(FLAGS, 8);
    return header;
  });
  yield* directory;
  yield endRecords(
    entries.length,
    offset,
    directory.reduce((sum, { length }) => sum + length, 0),
  );
}

function invalid(part: string, message: string): ArchiveError {
  return new ArchiveError('REQUEST_INVALID', message, { detail: { errors: [{ path: `/${part}`, message }] } });
}
