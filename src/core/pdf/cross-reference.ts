import { bufferOver } from '../bytes.js';
import { type ByteSource } from '../byte-source.js';
import { readIndirect } from './indirect-object.js';
import { dictOf, isSpace, type PdfDict, PdfLexer, type PdfLimits, PdfSyntaxError } from './objects.js';
import { decodeStream, PdfStreamProblem } from './stream-data.js';

/** Where an object is: at an offset of the file, or inside an object stream (ISO 32000-1 7.5.8.3). */
export type PdfPlace =
  { kind: 'offset'; offset: number; generation: number } | { kind: 'inside'; stream: number; index: number };

export interface CrossReference {
  /** By object number; the newest section that speaks of a number wins, free ones are left out. */
  places: Map<number, PdfPlace>;
  /** The newest trailer. */
  trailer: PdfDict;
  /** Newest first. */
  sections: XrefSection[];
}

/** One cross-reference table or stream with its trailer; what a hybrid file adds to it stands in it (7.5.8.4). */
export interface XrefSection {
  /** Where it begins in the file. */
  offset: number;
  /** Right after its trailer dictionary, or after the data of the stream. */
  end: number;
  /** Null: the object is free. */
  entries: Map<number, PdfPlace | null>;
  trailer: PdfDict;
  /** It says of one object two things: readers do not agree which one counts. */
  ambiguous: boolean;
}

export interface CrossReferenceProblem {
  /** PDF_NOT_LOOKED_AT: not wrong, but more than the limits allow. */
  code: 'PDF_XREF_BROKEN' | 'PDF_TRAILER_BROKEN' | 'PDF_NOT_LOOKED_AT';
  where: string;
  message: string;
}

const PIECE_BYTES = 4096;
const MAX_SECTIONS = 1000;
const MAX_STREAM_BYTES = 16 << 20;
/** Inflated from all sections together: a chain of a thousand bombs is still a bomb. */
const MAX_CHAIN_BYTES = 128 << 20;

/** Reads the chain of sections from `startxref` back through /Prev; `shift` is where the header begins. */
export async function readCrossReference(
  source: ByteSource,
  startxref: number,
  shift: number,
  limits: PdfLimits,
): Promise<{ reference: CrossReference | null; problems: CrossReferenceProblem[] }> {
  const problems: CrossReferenceProblem[] = [];
  const places = new Map<number, PdfPlace | null>();
  const sections: XrefSection[] = [];
  const seen = new Set<number>();
  const budget = { bytes: MAX_CHAIN_BYTES };
  let trailer: PdfDict | null = null;
  for (let offset: number | null = startxref; offset !== null;) {
    if (seen.has(offset) || seen.size >= MAX_SECTIONS) {
      problems.push(
        xref(offset, seen.has(offset) ? 'the chain of /Prev runs in a circle' : `more than ${MAX_SECTIONS} sections`),
      );
      break;
    }
    seen.add(offset);
    const section = await readSection(source, offset + shift, limits, budget).catch(asProblem);
    if ('message' in section) {
      problems.push({ ...section, where: `offset ${offset}` });
      break;
    }
    trailer ??= section.trailer;
    // A hybrid file's stream comes before /Prev, and its own /Prev is not followed (ISO 32000-1 7.5.8.4).
    const hybrid = offsetAt(section.trailer, 'XRefStm', offset, problems);
    if (hybrid !== null) {
      const extra = await readSection(source, hybrid + shift, limits, budget).catch(asProblem);
      if ('message' in extra) problems.push({ ...extra, where: `offset ${hybrid}` });
      else addHidden(section, extra);
    }
    sections.push(section);
    for (const [number, place] of section.entries) if (!places.has(number)) places.set(number, place);
    if (places.size > limits.maxItems) {
      problems.push({
        code: 'PDF_NOT_LOOKED_AT',
        where: `offset ${offset}`,
        message: `more than ${limits.maxItems} objects`,
      });
      break;
    }
    offset = offsetAt(section.trailer, 'Prev', offset, problems);
  }
  if (trailer === null) return { reference: null, problems };
  const live = new Map<number, PdfPlace>();
  for (const [number, place] of places) if (place !== null) live.set(number, place);
  return { reference: { places: live, trailer, sections }, problems };
}

/** What the table calls free is hidden from old readers only: the stream says where it is (ISO 32000-1 7.5.8.4). */
function addHidden(table: XrefSection, stream: XrefSection): void {
  for (const [number, place] of stream.entries) {
    const known = table.entries.get(number);
    if (known === undefined || known === null) table.entries.set(number, place);
    else if (place !== null && !samePlace(known, place)) table.ambiguous = true;
  }
  table.ambiguous ||= stream.ambiguous;
}

export function samePlace(one: PdfPlace, other: PdfPlace): boolean {
  return one.kind === 'offset'
    ? other.kind === 'offset' && one.offset === other.offset
    : other.kind === 'inside' && one.stream === other.stream && one.index === other.index;
}

/** The first entry of a section that speaks of a number counts. */
function put(section: XrefSection, number: number, place: PdfPlace | null): void {
  const known = section.entries.get(number);
  if (known === undefined) section.entries.set(number, place);
  else if (known === null ? place !== null : place === null || !samePlace(known, place)) section.ambiguous = true;
}

/** The offset under a key of a trailer; null when there is none (or it is none, which is a problem). */
function offsetAt(trailer: PdfDict, key: string, offset: number, problems: CrossReferenceProblem[]): number | null {
  const value = trailer.get(key);
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  problems.push({
    code: 'PDF_TRAILER_BROKEN',
    where: `offset ${offset}`,
    message: `/${key} of the trailer is no offset`,
  });
  return null;
}

const xref = (offset: number, message: string): CrossReferenceProblem => ({
  code: 'PDF_XREF_BROKEN',
  where: `offset ${offset}`,
  message,
});

class SectionProblem extends Error {
  constructor(
    readonly code: CrossReferenceProblem['code'],
    message: string,
  ) {
    super(message);
  }
}

function asProblem(error: unknown): Omit<CrossReferenceProblem, 'where'> {
  if (error instanceof SectionProblem) return { code: error.code, message: error.message };
  if (error instanceof PdfSyntaxError || error instanceof PdfStreamProblem)
    return { code: 'PDF_XREF_BROKEN', message: error.message };
  throw error;
}

async function readSection(
  source: ByteSource,
  offset: number,
  limits: PdfLimits,
  budget: { bytes: number },
): Promise<XrefSection> {
  if (offset >= source.sizeBytes)
    throw new SectionProblem('PDF_XREF_BROKEN', `the cross-reference would begin after the end of the file`);
  const head = bufferOver(await source.read(offset, 32));
  let start = 0;
  while (isSpace(head[start])) start++;
  if (head.toString('latin1', start, start + 4) === 'xref') {
    return readTable(source, offset + start, limits);
  }
  return readStream(source, offset + start, limits, budget);
}

/** ISO 32000-1 7.5.4: subsections of 20-byte entries, then `trailer` and its dictionary. */
async function readTable(source: ByteSource, offset: number, limits: PdfLimits): Promise<XrefSection> {
  const section: XrefSection = { offset, end: offset, entries: new Map(), trailer: new Map(), ambiguous: false };
  let at = offset + 4;
  for (;;) {
    const line = bufferOver(await source.read(at, 64));
    const lexer = new PdfLexer(line, 0, 2);
    const first = lexer.keyword();
    if (first === 'trailer') {
      at += lexer.at;
      break;
    }
    const count = lexer.keyword();
    if (first === null || count === null || !/^\d{1,10}$/.test(first) || !/^\d{1,10}$/.test(count)) {
      throw new SectionProblem('PDF_XREF_BROKEN', `no subsection and no trailer at offset ${at}`);
    }
    while (isSpace(line[lexer.at])) lexer.at++;
    at = await readSubsection(source, at + lexer.at, Number(first), Number(count), section, limits);
  }
  return Object.assign(section, await readTrailer(source, at, limits));
}

async function readSubsection(
  source: ByteSource,
  offset: number,
  first: number,
  count: number,
  section: XrefSection,
  limits: PdfLimits,
): Promise<number> {
  if (offset + count * 18 > source.sizeBytes)
    throw new SectionProblem('PDF_XREF_BROKEN', `a subsection of ${count} entries does not fit the file`);
  if (count > limits.maxItems) throw new SectionProblem('PDF_NOT_LOOKED_AT', `a subsection of ${count} entries`);
  let at = offset;
  let piece = bufferOver(await source.read(at, Math.min(count * 20 + 2, PIECE_BYTES)));
  let inPiece = 0;
  for (let index = 0; index < count; index++) {
    if (inPiece + 22 > piece.length) {
      at += inPiece;
      piece = bufferOver(await source.read(at, PIECE_BYTES));
      inPiece = 0;
    }
    const entry = parseEntry(piece, inPiece);
    if (entry === null) {
      throw new SectionProblem(
        'PDF_XREF_BROKEN',
        `entry ${index} of the subsection ${first} ${count} is not \`nnnnnnnnnn ggggg n\` (offset ${at + inPiece})`,
      );
    }
    put(
      section,
      first + index,
      entry.free ? null : { kind: 'offset', offset: entry.offset, generation: entry.generation },
    );
    inPiece += 18;
    // Two bytes of line end by the book; some writers put one.
    for (let ends = 0; ends < 2 && isSpace(piece[inPiece]); ends++) inPiece++;
  }
  return at + inPiece;
}

function parseEntry(piece: Buffer, at: number): { offset: number; generation: number; free: boolean } | null {
  if (at + 18 > piece.length || piece[at + 10] !== 0x20 || piece[at + 16] !== 0x20) return null;
  const type = piece[at + 17];
  if (type !== 0x6e && type !== 0x66) return null;
  let offset = 0;
  for (let i = at; i < at + 10; i++) {
    const digit = (piece[i] as number) - 0x30;
    if (digit < 0 || digit > 9) return null;
    offset = offset * 10 + digit;
  }
  let generation = 0;
  for (let i = at + 11; i < at + 16; i++) {
    const digit = (piece[i] as number) - 0x30;
    if (digit < 0 || digit > 9) return null;
    generation = generation * 10 + digit;
  }
  return { offset, generation, free: type === 0x66 };
}

async function readTrailer(
  source: ByteSource,
  offset: number,
  limits: PdfLimits,
): Promise<{ trailer: PdfDict; end: number }> {
  for (let length = PIECE_BYTES; ; length *= 4) {
    const bytes = await source.read(offset, length);
    try {
      const lexer = new PdfLexer(bytes, 0, limits.maxDepth);
      const trailer = dictOf(lexer.value());
      if (trailer === undefined)
        throw new SectionProblem('PDF_TRAILER_BROKEN', 'no dictionary after the keyword trailer');
      return { trailer, end: offset + lexer.at };
    } catch (error) {
      if (!(error instanceof PdfSyntaxError)) throw error;
      if (bytes.length < length || length > 1 << 20)
        throw new SectionProblem('PDF_TRAILER_BROKEN', `the trailer dictionary is broken: ${error.message}`);
    }
  }
}

/** ISO 32000-1 7.5.8. */
async function readStream(
  source: ByteSource,
  offset: number,
  limits: PdfLimits,
  budget: { bytes: number },
): Promise<XrefSection> {
  const object = await readIndirect(source, offset, limits, MAX_STREAM_BYTES);
  const dict = dictOf(object?.value);
  if (object === null || dict === undefined || object.data === null) {
    throw new SectionProblem('PDF_XREF_BROKEN', `neither a cross-reference table nor a stream at offset ${offset}`);
  }
  const widths = dict.get('W');
  if (
    !Array.isArray(widths) ||
    widths.length < 3 ||
    !widths.every((w) => typeof w === 'number' && Number.isInteger(w) && w >= 0 && w <= 8)
  ) {
    throw new SectionProblem('PDF_XREF_BROKEN', 'the cross-reference stream has no usable /W');
  }
  const [typeBytes, secondBytes, thirdBytes] = widths as [number, number, number];
  const size = dict.get('Size');
  const index = dict.get('Index') ?? [0, typeof size === 'number' ? size : 0];
  if (
    !Array.isArray(index) ||
    index.length % 2 !== 0 ||
    !index.every((n) => typeof n === 'number' && Number.isInteger(n) && n >= 0)
  ) {
    throw new SectionProblem('PDF_XREF_BROKEN', 'the cross-reference stream has no usable /Index');
  }
  const rows = decodeStream(dict, object.data, Math.min(MAX_STREAM_BYTES, Math.max(budget.bytes, 1)));
  budget.bytes -= rows.length;
  const rowBytes = (widths as number[]).reduce((sum, width) => sum + width, 0);
  if (rowBytes === 0) throw new SectionProblem('PDF_XREF_BROKEN', 'the cross-reference stream has empty rows');
  const section: XrefSection = { offset, end: object.end, entries: new Map(), trailer: dict, ambiguous: false };
  let at = 0;
  for (let pair = 0; pair < index.length; pair += 2) {
    const [first, count] = index.slice(pair, pair + 2) as [number, number];
    if (count > limits.maxItems) throw new SectionProblem('PDF_NOT_LOOKED_AT', `a subsection of ${count} entries`);
    for (let i = 0; i < count; i++, at += rowBytes) {
      if (at + rowBytes > rows.length)
        throw new SectionProblem('PDF_XREF_BROKEN', 'the cross-reference stream has fewer rows than /Index says');
      const type = typeBytes === 0 ? 1 : bigEndian(rows, at, typeBytes);
      const second = bigEndian(rows, at + typeBytes, secondBytes);
      const third = bigEndian(rows, at + typeBytes + secondBytes, thirdBytes);
      put(
        section,
        first + i,
        type === 1
          ? { kind: 'offset', offset: second, generation: third }
          : type === 2
            ? { kind: 'inside', stream: second, index: third }
            : null,
      );
    }
  }
  return section;
}

function bigEndian(bytes: Buffer, at: number, width: number): number {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + (bytes[at + i] as number);
  return value;
}
