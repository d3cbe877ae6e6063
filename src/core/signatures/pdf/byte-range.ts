import { type ByteSource } from '../../byte-source.js';
import { type PdfRevision } from '../../pdf/revisions.js';
import { type PdfValue } from '../../pdf/objects.js';
import { type SignedBytes } from '../evidence.js';
import { type Range, type SharedDigests } from './shared-digests.js';
import { type SignatureDictionary } from './signature-dictionary.js';

/** What a signature covers, when its /ByteRange is what it has to be; else what is wrong with it. */
export type RangeCheck = GoodRange | { wrong: RangeProblem; why: string; covered: SignedBytes | null };

/** Its gap is where /Contents stands. */
export interface GoodRange extends Range {
  covered: SignedBytes;
  /** The one that ends there. */
  revision: PdfRevision;
}

export type RangeProblem =
  | 'PDF_SIGNATURE_CONTENTS_MISSING'
  | 'PDF_SIGNATURE_RANGE_MISSING'
  | 'PDF_SIGNATURE_RANGE_GAP'
  | 'PDF_SIGNATURE_RANGE_END'
  | 'PDF_SIGNATURE_AMBIGUOUS';

/**
 * ISO 32000-1 12.8.1, read strictly: four numbers; from the first byte; leaving out exactly the string of /Contents of
 * this dictionary; up to the end of a revision. Everything else has been an attack (universal forgery, wrapping,
 * incremental saving with a shortened range), and no reader agrees with another on it.
 */
export async function checkByteRange(
  source: ByteSource,
  dictionary: SignatureDictionary,
  revisions: readonly PdfRevision[],
  shared: SharedDigests,
): Promise<RangeCheck> {
  const { byteRange, contents } = dictionary;
  if (dictionary.ambiguous)
    return { wrong: 'PDF_SIGNATURE_AMBIGUOUS', why: 'a key stands twice in the signature dictionary', covered: null };
  if (contents === null || contents.bytes.length === 0)
    return { wrong: 'PDF_SIGNATURE_CONTENTS_MISSING', why: '/Contents is missing or empty', covered: null };
  if (!isRange(byteRange, source.sizeBytes)) {
    const why = `/ByteRange is not four numbers within the file: ${describe(byteRange)}`;
    return { wrong: 'PDF_SIGNATURE_RANGE_MISSING', why, covered: null };
  }
  const [, firstEnd, secondStart, secondBytes] = byteRange;
  const end = secondStart + secondBytes;
  const covered = coveredBytes(source, firstEnd, secondStart, end);
  if (firstEnd !== contents.start || secondStart !== contents.end) {
    const why = `/ByteRange leaves out bytes ${firstEnd}–${secondStart - 1}, /Contents stands at ${contents.start < 0 ? 'no place in the file' : `${contents.start}–${contents.end - 1}`}`; // prettier-ignore
    return { wrong: 'PDF_SIGNATURE_RANGE_GAP', why, covered };
  }
  const stray = await strayInGap(source, firstEnd, secondStart);
  if (stray !== null) return { wrong: 'PDF_SIGNATURE_RANGE_GAP', why: stray, covered };
  const revision = revisions.find(({ eof, end: last }) => end >= eof && end <= last);
  if (revision === undefined) {
    const why = `/ByteRange ends at ${end}, where no revision of the document ends`;
    return { wrong: 'PDF_SIGNATURE_RANGE_END', why, covered };
  }
  const range = { firstEnd, secondStart, end };
  shared.add(range);
  return { covered: { ...covered, digest: (algorithm) => shared.digest(range, algorithm) }, ...range, revision };
}

function isRange(value: PdfValue | undefined, sizeBytes: number): value is [number, number, number, number] {
  if (!Array.isArray(value) || value.length !== 4) return false;
  if (!value.every((one) => typeof one === 'number' && Number.isSafeInteger(one) && one >= 0)) return false;
  const [start, firstBytes, secondStart, secondBytes] = value as number[] as [number, number, number, number];
  return start === 0 && firstBytes > 0 && secondStart > firstBytes && secondBytes > 0 && secondStart + secondBytes <= sizeBytes; // prettier-ignore
}

const describe = (value: PdfValue | undefined): string =>
  Array.isArray(value) ? `[${value.slice(0, 8).map((one) => (typeof one === 'number' ? one : '?')).join(' ')}${value.length > 8 ? ' …' : ''}]` : value === undefined || value === null ? 'none' : 'no array'; // prettier-ignore

/** The gap holds `<`, hexadecimal digits, `>` and nothing else; what a reader skips there nobody signed. */
async function strayInGap(source: ByteSource, start: number, end: number): Promise<string | null> {
  const piece = 1 << 16;
  for (let at = start; at < end; at += piece) {
    const bytes = await source.read(at, Math.min(piece, end - at));
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      const place = at + i;
      const wanted = place === start ? byte === 0x3c : place === end - 1 ? byte === 0x3e : isHex(byte);
      if (!wanted) return `byte ${place} in the place of the signature value is no hexadecimal digit`;
    }
  }
  return null;
}

const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

/** Everything up to `end` but the gap. */
function coveredBytes(source: ByteSource, firstEnd: number, secondStart: number, end: number): SignedBytes {
  const PIECE = 1 << 20;
  return {
    sizeBytes: firstEnd + end - secondStart,
    async *chunks() {
      for (const [from, until] of [
        [0, firstEnd],
        [secondStart, end],
      ] as const)
        for (let at = from; at < until;) {
          const bytes = await source.read(at, Math.min(PIECE, until - at));
          if (bytes.length === 0) return;
          at += bytes.length;
          yield bytes;
        }
    },
  };
}

/**
 * Where the first BER element ends, so that the padding behind it can be looked at; null when it never does.
 * Indefinite lengths (X.690 8.1.3.6) are walked without recursion.
 */
export function elementEnd(bytes: Uint8Array): number | null {
  let open = 0;
  let at = 0;
  for (;;) {
    if (at + 2 > bytes.length) return null;
    const endOfContents = bytes[at] === 0 && bytes[at + 1] === 0;
    if (endOfContents && open > 0) {
      at += 2;
      if (--open === 0) return at;
      continue;
    }
    // Tags above 30 do not occur at the places that are walked.
    if (((bytes[at] as number) & 0x1f) === 0x1f) return null;
    const first = bytes[at + 1] as number;
    at += 2;
    if (first === 0x80) {
      open++;
      continue;
    }
    let length = first;
    if (first > 0x80) {
      const width = first & 0x7f;
      if (width > 4 || at + width > bytes.length) return null;
      length = 0;
      for (let i = 0; i < width; i++) length = length * 256 + (bytes[at + i] as number);
      at += width;
    }
    at += length;
    if (at > bytes.length) return null;
    if (open === 0) return at;
  }
}
