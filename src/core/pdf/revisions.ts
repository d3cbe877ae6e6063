import { bufferOver } from '../bytes.js';
import { type ByteSource } from '../byte-source.js';
import { type CrossReference, type PdfPlace, type XrefSection } from './cross-reference.js';
import { type PlaceTable } from './document.js';
import { isSpace, type PdfDict } from './objects.js';

/** What one saving of the file wrote: a contiguous piece that ends with its own `%%EOF` (ISO 32000-1 7.5.6). */
export interface PdfRevision {
  /** The oldest is 1. */
  number: number;
  /** Newest first; a linearised file begins with two that belong together (ISO 32000-1 annex F). */
  sections: XrefSection[];
  trailer: PdfDict;
  start: number;
  /** Right after `%%EOF`. */
  eof: number;
  /** After the white space that follows it. */
  end: number;
}

export interface Revisions {
  /** Oldest first. */
  list: PdfRevision[];
  /** Why the sections are no row of savings, one behind the other; null when they are. */
  disorder: string | null;
  /** The chain was not read to its beginning, for the bounds: what older revisions say is not known. */
  cutShort: boolean;
  /** Bytes after the last revision. */
  tailBytes: number;
}

const MAX_REVISIONS = 500;
const LOOK_BYTES = 1 << 16;

/** Groups the sections of the /Prev chain into savings and finds where each ends. Never by counting `%%EOF`. */
export async function revisionsOf(source: ByteSource, reference: CrossReference, shift: number): Promise<Revisions> {
  const groups: XrefSection[][] = [];
  for (const section of reference.sections) {
    const newer = groups.at(-1);
    // The first-page section of a linearised file stands before the section that its /Prev names.
    if (newer !== undefined && section.offset > (newer.at(-1) as XrefSection).offset) newer.push(section);
    else groups.push([section]);
  }
  groups.reverse();
  const list: PdfRevision[] = [];
  let disorder: string | null = groups.length > MAX_REVISIONS ? `more than ${MAX_REVISIONS} revisions` : null;
  let start = 0;
  for (const [i, sections] of groups.slice(0, MAX_REVISIONS).entries()) {
    const last = sections.reduce((one, other) => (other.offset > one.offset ? other : one));
    const ends = await endOf(source, last.end);
    const where = `the cross-reference at offset ${(sections[0] as XrefSection).offset}`;
    if (sections.length > (i === 0 ? 2 : 1)) disorder ??= `${where} stands before what it updates`;
    if (sections.some(({ offset }) => offset < start)) disorder ??= `${where} lies inside an earlier revision`;
    if (sections.some(({ ambiguous }) => ambiguous)) disorder ??= `${where} names two places for one object`;
    if (ends === null) {
      disorder ??= `no startxref and %%EOF after ${where}`;
      break;
    }
    // Who reads the file as it was then begins here: it has to be the same section.
    const named = (sections[0] as XrefSection).offset - shift - ends.startxref;
    if (named < 0 || named > 32) disorder ??= `the startxref of revision ${i + 1} names another place than ${where}`;
    list.push({
      number: i + 1,
      sections,
      trailer: (sections[0] as XrefSection).trailer,
      start,
      eof: ends.eof,
      end: ends.end,
    });
    start = ends.end;
  }
  return { list, disorder, cutShort: unreadOf(reference) !== null, tailBytes: Math.max(0, source.sizeBytes - start) };
}

/** The /Prev that the oldest section read still names. */
function unreadOf({ sections }: CrossReference): number | null {
  const previous = sections.at(-1)?.trailer.get('Prev');
  return typeof previous === 'number' ? previous : null;
}

/** Finds `startxref n %%EOF` behind a section. */
async function endOf(
  source: ByteSource,
  from: number,
): Promise<{ startxref: number; eof: number; end: number } | null> {
  const bytes = bufferOver(await source.read(from, LOOK_BYTES));
  const keyword = bytes.indexOf('startxref');
  if (keyword < 0) return null;
  const match = /^startxref\s+(\d{1,15})\s+%%EOF/.exec(bytes.toString('latin1', keyword, keyword + 64));
  if (match === null) return null;
  const eof = keyword + match[0].length;
  let end = eof;
  while (isSpace(bytes[end])) end++;
  return { startxref: Number(match[1]), eof: from + eof, end: from + end };
}

/** Where objects are as of one revision; what would lie past its end is not there yet. */
export class RevisionTable implements PlaceTable {
  private constructor(
    private readonly entries: ReadonlyMap<number, PdfPlace | null>,
    private readonly end: number,
  ) {}

  static of(revisions: readonly PdfRevision[], upTo: PdfRevision, shift: number): RevisionTable {
    const entries = new Map<number, PdfPlace | null>();
    for (const revision of revisions) {
      if (revision.number > upTo.number) break;
      // Oldest section first, so that the newest has the last word.
      for (const section of [...revision.sections].reverse())
        for (const [number, place] of section.entries) entries.set(number, place);
    }
    return new RevisionTable(entries, upTo.end - shift);
  }

  get(number: number): PdfPlace | undefined {
    const place = this.entries.get(number) ?? undefined;
    return place?.kind === 'offset' && place.offset >= this.end ? undefined : place;
  }

  get size(): number {
    return this.entries.size;
  }
}
