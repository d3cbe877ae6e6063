import { bufferOver } from '../../bytes.js';
import { type ByteSource } from '../../byte-source.js';
import { type ReadLimits } from '../format.js';
import { type CrossReference, type PdfPlace } from './cross-reference.js';
import { type IndirectObject, parseObjectHead, readIndirect } from './indirect-object.js';
import { dictOf, PdfLexer, PdfRef, PdfSyntaxError, type PdfValue } from './objects.js';
import { decodeStream, PdfStreamProblem } from './stream-data.js';

const MAX_STREAM_BYTES = 32 << 20;
const MAX_OPEN_STREAMS = 16;

interface ObjectStream {
  bytes: Buffer;
  /** Offset by object number. */
  places: Map<number, number>;
}

/** Finds objects by their number. What can't be had is undefined, for whatever reason. */
export class PdfDocument {
  private readonly objectStreams = new Map<number, ObjectStream | null>();
  private inflatedBytes = 0;

  constructor(
    readonly source: ByteSource,
    readonly reference: CrossReference,
    /** Where the header begins: offsets count from there. */
    readonly shift: number,
    readonly limits: ReadLimits,
    readonly encrypted: boolean,
  ) {}

  /** The value itself, or what a reference points at (through at most eight references). */
  async resolve(value: PdfValue | undefined): Promise<PdfValue | undefined> {
    let current = value;
    for (let hops = 0; current instanceof PdfRef; hops++) {
      if (hops === 8) return undefined;
      current = (await this.object(current, 0))?.value;
    }
    return current;
  }

  /** With the data of a stream up to `maxDataBytes`; 0: without. */
  async object(ref: PdfRef, maxDataBytes = MAX_STREAM_BYTES): Promise<IndirectObject | undefined> {
    const place = this.reference.places.get(ref.number);
    if (place === undefined) return undefined;
    try {
      return place.kind === 'offset' ? await this.atOffset(place, ref, maxDataBytes) : await this.inside(place, ref);
    } catch (error) {
      if (error instanceof PdfSyntaxError || error instanceof PdfStreamProblem) return undefined;
      throw error;
    }
  }

  /** The decoded data of a stream; undefined when it can't be had or is more than `maxBytes`. */
  dataOf(object: IndirectObject, maxBytes: number): Buffer | undefined {
    const dict = dictOf(object.value);
    if (dict === undefined || object.data === null || this.encrypted) return undefined;
    const left = this.limits.maxInflatedBytes - this.inflatedBytes;
    if (left <= 0) return undefined;
    try {
      const data = decodeStream(dict, object.data, Math.min(maxBytes, left));
      this.inflatedBytes += data.length;
      return data;
    } catch (error) {
      if (error instanceof PdfStreamProblem) return undefined;
      throw error;
    }
  }

  private async atOffset(
    place: PdfPlace & { kind: 'offset' },
    ref: PdfRef,
    maxDataBytes: number,
  ): Promise<IndirectObject | undefined> {
    const object = await readIndirect(
      this.source,
      place.offset + this.shift,
      this.limits,
      maxDataBytes,
      async (length) => {
        const at = this.reference.places.get(length.number);
        if (at?.kind !== 'offset') return null;
        const bytes = await this.source.read(at.offset + this.shift, 64);
        const head = parseObjectHead(bytes);
        if (head === null || head.number !== length.number) return null;
        const value = new PdfLexer(bytes, head.end, 1).value();
        return typeof value === 'number' ? value : null;
      },
    );
    return object?.number === ref.number ? object : undefined;
  }

  private async inside(place: PdfPlace & { kind: 'inside' }, ref: PdfRef): Promise<IndirectObject | undefined> {
    if (this.encrypted) return undefined;
    const stream = await this.objectStream(place.stream);
    const at = stream?.places.get(ref.number);
    if (stream == null || at === undefined || at > stream.bytes.length) return undefined;
    const value = new PdfLexer(stream.bytes, at, this.limits.maxDepth).value();
    return { number: ref.number, generation: 0, value, data: null };
  }

  /** ISO 32000-1 7.5.7. */
  private async objectStream(number: number): Promise<ObjectStream | null> {
    const known = this.objectStreams.get(number);
    if (known !== undefined) return known;
    // Only so many are held open; a form over all of them is re-read rather than kept.
    if (this.objectStreams.size >= MAX_OPEN_STREAMS) this.objectStreams.clear();
    const stream = await this.parseObjectStream(number);
    this.objectStreams.set(number, stream);
    return stream;
  }

  private async parseObjectStream(number: number): Promise<ObjectStream | null> {
    const place = this.reference.places.get(number);
    if (place?.kind !== 'offset') return null;
    const object = await this.atOffset(place, new PdfRef(number, 0), MAX_STREAM_BYTES);
    const dict = dictOf(object?.value);
    const count = dict?.get('N');
    const first = dict?.get('First');
    if (
      object === undefined ||
      typeof count !== 'number' ||
      typeof first !== 'number' ||
      count > this.limits.maxItems ||
      count < 0
    )
      return null;
    const bytes = this.dataOf(object, MAX_STREAM_BYTES);
    if (bytes === undefined) return null;
    const lexer = new PdfLexer(bytes, 0, 1);
    const places = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      const inner = Number(lexer.keyword());
      const at = Number(lexer.keyword());
      if (!Number.isSafeInteger(inner) || !Number.isSafeInteger(at)) return null;
      if (!places.has(inner)) places.set(inner, at + first);
    }
    return { bytes, places };
  }
}

/** Which objects are not where the cross-reference says: number and offset of at most `maxListed`, and their count. */
export async function misplacedObjects(
  document: PdfDocument,
  maxListed: number,
): Promise<{ count: number; listed: string[] }> {
  const { reference, source, shift } = document;
  const placed: { number: number; offset: number; generation: number }[] = [];
  let count = 0;
  const listed: string[] = [];
  const wrong = (what: string) => {
    if (++count <= maxListed) listed.push(what);
  };
  const streams = new Set<number>();
  for (const [number, place] of reference.places) {
    if (place.kind === 'offset') placed.push({ number, offset: place.offset, generation: place.generation });
    else streams.add(place.stream);
  }
  for (const stream of streams)
    if (reference.places.get(stream)?.kind !== 'offset') wrong(`object stream ${stream} missing`);
  // In the order of the file, so that a block cache reads each part once.
  placed.sort((a, b) => a.offset - b.offset);
  for (const { number, offset, generation } of placed) {
    // A used entry with offset 0 is what some writers leave for objects they never wrote (ISO 32000-1 7.3.10: null).
    if (number === 0 || offset === 0) continue;
    const head = parseObjectHead(bufferOver(await source.read(offset + shift, 40)));
    if (head === null || head.number !== number || head.generation !== generation)
      wrong(`object ${number} at offset ${offset}`);
  }
  return { count, listed };
}
