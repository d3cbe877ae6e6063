import { bufferOver } from '../bytes.js';
import { type ByteSource } from '../byte-source.js';
import { readCrossReference } from './cross-reference.js';
import { PdfDocument } from './document.js';
import { dictOf, type PdfDict, type PdfLimits } from './objects.js';

/** Readers look for the header in the first 1,024 bytes (ISO 32000-1 annex H, note 13). */
export const HEADER_WITHIN = 1024;
const TAIL_BYTES = 2048;
const MAX_TAIL_BYTES = 1 << 20;

/** A PDF whose objects can be asked for, as its last revision has them. */
export interface OpenedPdf {
  document: PdfDocument;
  catalog: PdfDict;
}

/**
 * For readers of what a PDF carries; what is wrong with it is said by its format. Null when there is no cross-reference, no
 * catalog, or when it is encrypted under a password.
 */
export async function openPdf(source: ByteSource, limits: PdfLimits): Promise<OpenedPdf | null> {
  const header = bufferOver(await source.read(0, HEADER_WITHIN + 16)).indexOf('%PDF-');
  const startxref = await lastStartxref(source);
  if (startxref === null) return null;
  const { base, reference } = await referenceFrom(source, startxref, Math.max(header, 0), limits);
  if (reference === null) return null;
  const document = await PdfDocument.open(source, reference, base, limits);
  const catalog = document.closed === null ? dictOf(await document.resolve(reference.trailer.get('Root'))) : undefined;
  return catalog === undefined ? null : { document, catalog };
}

/**
 * Bytes before the header: offsets count from the header by the book, from the file's start in some files. `base` is where
 * they count from in this one.
 */
export async function referenceFrom(source: ByteSource, startxref: number, shift: number, limits: PdfLimits) {
  const read = await readCrossReference(source, startxref, shift, limits);
  if (shift > 0 && (read.reference === null || read.problems.length > 0)) {
    const other = await readCrossReference(source, startxref, 0, limits);
    if (other.problems.length < read.problems.length) return { base: 0, ...other };
  }
  return { base: shift, ...read };
}

/** The offset that the last `startxref` before the last `%%EOF` names (ISO 32000-1 7.5.5). */
async function lastStartxref(source: ByteSource): Promise<number | null> {
  for (let length = TAIL_BYTES; ; length *= 16) {
    const tail = bufferOver(await source.read(Math.max(0, source.sizeBytes - length), length));
    const eof = tail.lastIndexOf('%%EOF');
    const offset = startxrefBefore(tail, eof);
    if (offset !== null) return offset;
    if (length >= source.sizeBytes || length >= MAX_TAIL_BYTES) return null;
  }
}

/** In these bytes, before this place (negative: anywhere). */
export function startxrefBefore(tail: Buffer, eof: number): number | null {
  const keyword = tail.lastIndexOf('startxref', eof < 0 ? undefined : eof);
  const digits = keyword < 0 ? null : /^startxref\s+(\d{1,15})\s/.exec(tail.toString('latin1', keyword, keyword + 64));
  return digits === null ? null : Number(digits[1]);
}
