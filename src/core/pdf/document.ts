import { bufferOver } from '../bytes.js';
import { type ByteSource } from '../byte-source.js';
import { type CrossReference, type PdfPlace } from './cross-reference.js';
import { openEncryption, type PdfCipher } from './encryption.js';
import { type IndirectObject, parseObjectHead, readIndirect } from './indirect-object.js';
import { dictOf, hasRepeatedKey, markRepeatedKey, type PdfDict, PdfLexer, type PdfLimits, PdfRef, PdfString, PdfSyntaxError, type PdfValue } from './objects.js'; // prettier-ignore
import { decodeStream, PdfStreamProblem } from './stream-data.js';

const MAX_STREAM_BYTES = 32 << 20;
const MAX_OPEN_STREAMS = 16;
const MAX_KEPT_OBJECTS = 50_000;
const SOON_BYTES = 1 << 14;
const MAX_READ_BYTES = 2 ** 30;
const HEAD_BYTES = 40;
const PIECE_BYTES = 1 << 14;

interface ObjectStream {
  bytes: Buffer;
  /** Offset by object number. */
  places: Map<number, number>;
  /** Of its data, in the file. */
  end: number;
}

/** Where objects are, as of one revision. */
export interface PlaceTable {
  get(number: number): PdfPlace | undefined;
}

/** What the views of one file share: objects already read, by their place in the file, and how much was inflated. */
interface Shared {
  objects: Map<string, IndirectObject | null>;
  objectStreams: Map<number, ObjectStream | null>;
  inflatedBytes: number;
  /** Read beyond the first bytes of objects: what huge objects cost. */
  readBytes: number;
  /** Something was left unread for the bounds, so that what is missing may not be missing. */
  exhausted: boolean;
  /** Number of the dictionary of the encryption, whose own strings are in clear. */
  inClear: number;
}

/** Finds objects by their number. What can't be had is undefined, for whatever reason. */
export class PdfDocument {
  private constructor(
    readonly source: ByteSource,
    readonly reference: CrossReference,
    private readonly table: PlaceTable,
    /** Where the header begins: offsets count from there. */
    readonly shift: number,
    readonly limits: PdfLimits,
    readonly encrypted: boolean,
    private cipher: PdfCipher | null,
    /** Why what is encrypted stays closed. */
    public closed: string | null,
    private readonly shared: Shared,
  ) {}

  static async open(
    source: ByteSource,
    reference: CrossReference,
    shift: number,
    limits: PdfLimits,
  ): Promise<PdfDocument> {
    const encrypt = reference.trailer.get('Encrypt');
    const encrypted = encrypt !== undefined && encrypt !== null;
    const shared: Shared = {
      objects: new Map(),
      objectStreams: new Map(),
      inflatedBytes: 0,
      readBytes: 0,
      exhausted: false,
      inClear: -1,
    };
    const closed = encrypted ? 'encrypted' : null;
    const document = new PdfDocument(source, reference, reference.places, shift, limits, encrypted, null, closed, shared); // prettier-ignore
    if (encrypted) await document.unlock(encrypt);
    return document;
  }

  /** The same file as another table sees it: an earlier revision. */
  as(table: PlaceTable): PdfDocument {
    const { source, reference, shift, limits, encrypted, cipher, closed, shared } = this;
    return new PdfDocument(source, reference, table, shift, limits, encrypted, cipher, closed, shared);
  }

  private async unlock(encrypt: PdfValue): Promise<void> {
    const dict = dictOf(await this.resolve(encrypt));
    const id = await this.resolve(this.reference.trailer.get('ID'));
    const first = Array.isArray(id) ? await this.resolve(id[0]) : undefined;
    if (dict !== undefined) for (const [key, value] of dict) dict.set(key, (await this.resolve(value)) ?? null);
    const opened = openEncryption(
      dict ?? new Map<string, PdfValue>(),
      first instanceof PdfString ? first.bytes : Buffer.alloc(0),
    );
    // What was read so far was read as it stands, and the dictionary of the encryption itself is in clear.
    this.shared.objects.clear();
    if (encrypt instanceof PdfRef) this.shared.inClear = encrypt.number;
    if ('closed' in opened) this.closed = opened.closed;
    else [this.cipher, this.closed] = [opened.cipher, null];
  }

  /** The value itself, or what a reference points at (through at most eight references). */
  async resolve(value: PdfValue | undefined): Promise<PdfValue | undefined> {
    let current = value;
    for (let hops = 0; current instanceof PdfRef; hops++) {
      if (hops === 8) return undefined;
      current = (await this.head(current))?.value;
    }
    return current;
  }

  /** What tells one version of an object from another: its offset, or its place inside an object stream. */
  placeKey(number: number): string | undefined {
    const place = this.table.get(number);
    if (place === undefined) return undefined;
    if (place.kind === 'offset') return `@${place.offset}`;
    const stream = this.table.get(place.stream);
    return stream?.kind === 'offset' ? `${stream.offset}:${place.index}` : undefined;
  }

  /** Does the table say that it is somewhere? Offset 0 is what some writers leave for objects they never wrote. */
  isPlaced(number: number): boolean {
    const place = this.table.get(number);
    return place !== undefined && (place.kind !== 'offset' || place.offset !== 0);
  }

  get isExhausted(): boolean {
    return this.shared.exhausted;
  }

  /** The object without the data of a stream; read once. */
  async head(ref: PdfRef): Promise<IndirectObject | undefined> {
    const key = this.placeKey(ref.number);
    if (key === undefined) return undefined;
    // The number belongs to the key: a table may name a place under a number that does not stand there.
    const known = this.shared.objects.get(`${ref.number}${key}`);
    if (known !== undefined) return known ?? undefined;
    const object = await this.object(ref, 0);
    if (this.shared.objects.size >= MAX_KEPT_OBJECTS) this.shared.objects.clear();
    this.shared.objects.set(`${ref.number}${key}`, object ?? null);
    return object;
  }

  /** With the data of a stream up to `maxDataBytes`; 0: without. */
  async object(ref: PdfRef, maxDataBytes = MAX_STREAM_BYTES): Promise<IndirectObject | undefined> {
    const place = this.table.get(ref.number);
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
    if (dict === undefined || object.data === null || (this.encrypted && this.cipher === null)) return undefined;
    const left = this.limits.maxInflatedBytes - this.shared.inflatedBytes;
    if (left <= 0) this.shared.exhausted = true;
    if (left <= 0) return undefined;
    try {
      const plain = this.cipher?.stream(object.number, object.generation, dict, object.data) ?? object.data;
      const data = decodeStream(dict, plain, Math.min(maxBytes, left));
      this.shared.inflatedBytes += data.length;
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
    const lengthOf = async (length: PdfRef) => {
      const at = this.table.get(length.number);
      if (at?.kind === 'inside') {
        // An object stream whose own length lies in an object stream would go round for ever.
        const value = at.stream === ref.number ? undefined : (await this.inside(at, length))?.value;
        return typeof value === 'number' ? value : null;
      }
      if (at === undefined) return null;
      const bytes = await this.source.read(at.offset + this.shift, 64);
      const head = parseObjectHead(bytes);
      if (head === null || head.number !== length.number) return null;
      const value = new PdfLexer(bytes, head.end, 1).value();
      return typeof value === 'number' ? value : null;
    };
    if (this.shared.readBytes > MAX_READ_BYTES) this.shared.exhausted = true;
    if (this.shared.exhausted) return undefined;
    const object = await readIndirect(this.counted, place.offset + this.shift, this.limits, maxDataBytes, lengthOf);
    if (object?.number !== ref.number) return undefined;
    const { cipher } = this;
    if (cipher === null || object.number === this.shared.inClear) return object;
    return { ...object, value: inPlain(object.value, (bytes) => cipher.string(object.number, object.generation, bytes)) }; // prettier-ignore
  }

  /** Counts what is read of objects that do not end soon: their numbers may be many and their bytes the same. */
  private readonly counted: ByteSource = {
    sizeBytes: 0,
    read: (offset, length) => {
      if (length > SOON_BYTES) this.shared.readBytes += Math.min(length, Math.max(0, this.source.sizeBytes - offset));
      return this.source.read(offset, length);
    },
  };

  private depth = 0;
  private async inside(place: PdfPlace & { kind: 'inside' }, ref: PdfRef): Promise<IndirectObject | undefined> {
    if (this.depth > 4) return undefined;
    this.depth++;
    const stream = await this.objectStream(place.stream).finally(() => this.depth--);
    const at = stream?.places.get(ref.number);
    if (stream == null || at === undefined || at > stream.bytes.length) return undefined;
    const lexer = new PdfLexer(stream.bytes, at, this.limits.maxDepth);
    const value = lexer.value();
    return { number: ref.number, generation: 0, value, offset: null, end: stream.end, streamAt: null, data: null };
  }

  /** ISO 32000-1 7.5.7. */
  private async objectStream(number: number): Promise<ObjectStream | null> {
    const place = this.table.get(number);
    if (place?.kind !== 'offset') return null;
    const { objectStreams } = this.shared;
    const known = objectStreams.get(place.offset);
    if (known !== undefined) return known;
    // Only so many are held open; a form over all of them is re-read rather than kept.
    if (objectStreams.size >= MAX_OPEN_STREAMS) objectStreams.clear();
    const stream = await this.parseObjectStream(place, number);
    objectStreams.set(place.offset, stream);
    return stream;
  }

  private async parseObjectStream(place: PdfPlace & { kind: 'offset' }, number: number): Promise<ObjectStream | null> {
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
    return { bytes, places, end: object.end };
  }
}

/** A copy with its strings decrypted; the value of a signature never is encrypted (ISO 32000-1 7.6.1). */
function inPlain(value: PdfValue, open: (bytes: Buffer) => Buffer): PdfValue {
  if (value instanceof PdfString) return value.with(open(value.bytes));
  if (Array.isArray(value)) return value.map((item) => inPlain(item, open));
  const dict = dictOf(value);
  if (dict === undefined) return value;
  const plain: PdfDict = new Map();
  for (const [key, item] of dict)
    plain.set(key, key === 'Contents' && dict.has('ByteRange') ? item : inPlain(item, open));
  if (hasRepeatedKey(dict)) markRepeatedKey(plain);
  return plain;
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
  let piece = { start: 0, bytes: bufferOver(new Uint8Array(0)) };
  for (const { number, offset, generation } of placed) {
    // A used entry with offset 0 is what some writers leave for objects they never wrote (ISO 32000-1 7.3.10: null).
    if (number === 0 || offset === 0) continue;
    const at = offset + shift;
    // Many small objects stand side by side: one read serves them all.
    if (at + HEAD_BYTES > piece.start + piece.bytes.length)
      piece = { start: at, bytes: bufferOver(await source.read(at, PIECE_BYTES)) };
    const head = parseObjectHead(piece.bytes.subarray(at - piece.start, at - piece.start + HEAD_BYTES));
    if (head === null || head.number !== number || head.generation !== generation)
      wrong(`object ${number} at offset ${offset}`);
  }
  return { count, listed };
}
