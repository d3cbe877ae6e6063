/** Why bytes are not DER. Never leaves this folder: a verifier turns it into "not checked" or a finding. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

const MAX_DEPTH = 40;
const MAX_CHILDREN = 200_000;
const MAX_ELEMENTS = 2_000_000;
const CONTEXT = 0x80;
const CONSTRUCTED = 0x20;

/** What a reading met that BER allows and DER does not; shared by every element of it. */
interface Departures {
  first: string | null;
  /** Elements looked at, also when only passed over: nested indefinite lengths are walked at each level. */
  elements: number;
}

/**
 * One element of DER (X.690), read strictly: definite lengths in their shortest form, tags below 31, nothing past the
 * end. Children are read when asked for. `bytes` is the whole element, `contents` what is inside (without the
 * end-of-contents octets of an indefinite length). `readBer` also takes what BER allows, and remembers that it did.
 */
export class Der {
  private constructor(
    readonly tag: number,
    readonly bytes: Uint8Array,
    readonly contents: Uint8Array,
    private readonly depth: number,
    /** Null: only DER is taken. */
    private readonly departures: Departures | null,
  ) {}

  /** The one element that fills all of `bytes`. Throws DerError. */
  static read(bytes: Uint8Array): Der {
    return Der.whole(bytes, null);
  }

  /** The same, in BER: indefinite lengths, long forms of lengths, strings in pieces. Throws DerError. */
  static readBer(bytes: Uint8Array): Der {
    return Der.whole(bytes, { first: null, elements: 0 });
  }

  /** The first element in BER, whatever follows it. Throws DerError. */
  static firstBer(bytes: Uint8Array): Der {
    return Der.at(bytes, 0, { first: null, elements: 0 });
  }

  private static whole(bytes: Uint8Array, departures: Departures | null): Der {
    const element = Der.at(bytes, 0, departures);
    if (element.bytes.length !== bytes.length) throw new DerError('bytes follow the element');
    return element;
  }

  private static at(bytes: Uint8Array, depth: number, departures: Departures | null): Der {
    if (depth > MAX_DEPTH) throw new DerError('nested too deep');
    if (departures && ++departures.elements > MAX_ELEMENTS) throw new DerError('too many elements');
    const [tag, first] = bytes;
    if (tag === undefined || first === undefined) throw new DerError('cut short');
    if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of more than one byte');
    if (first === 0x80 && departures) return Der.indefinite(tag, bytes, depth, departures);
    let length = first;
    let start = 2;
    if (first > 0x7f) {
      const count = first & 0x7f;
      if (count === 0 || count > (departures ? 8 : 4)) throw new DerError('an indefinite or huge length');
      start += count;
      if (bytes.length < start) throw new DerError('cut short');
      length = 0;
      for (const byte of bytes.subarray(2, start)) length = length * 256 + byte;
      if (length < 0x80 || bytes[2] === 0) {
        if (!departures) throw new DerError('a length not in its shortest form');
        departures.first ??= 'a length not in its shortest form';
      }
    }
    if (bytes.length < start + length) throw new DerError('cut short');
    return new Der(tag, bytes.subarray(0, start + length), bytes.subarray(start, start + length), depth, departures);
  }

  /** X.690 8.1.3.6: elements until two zero octets. */
  private static indefinite(tag: number, bytes: Uint8Array, depth: number, departures: Departures): Der {
    if ((tag & CONSTRUCTED) === 0) throw new DerError('a primitive of indefinite length');
    departures.first ??= 'an indefinite length';
    let end = 2;
    while (bytes[end] !== 0 || bytes[end + 1] !== 0)
      end += Der.at(bytes.subarray(end), depth + 1, departures).bytes.length;
    return new Der(tag, bytes.subarray(0, end + 2), bytes.subarray(2, end), depth, departures);
  }

  /** What was met so far that is not DER, anywhere in the same reading; null when nothing. */
  get departure(): string | null {
    return this.departures?.first ?? null;
  }

  /** The elements inside. Throws DerError for a primitive. */
  get children(): Der[] {
    if ((this.tag & CONSTRUCTED) === 0) throw new DerError('expected a constructed element');
    const list: Der[] = [];
    for (let rest = this.contents; rest.length > 0; rest = rest.subarray(list.at(-1)!.bytes.length)) {
      if (list.length >= MAX_CHILDREN) throw new DerError('too many elements');
      list.push(Der.at(rest, this.depth + 1, this.departures));
    }
    return list;
  }

  /** The octets of a string, in the pieces BER may have cut it into (X.690 8.7.3). Throws DerError. */
  get pieces(): Uint8Array[] {
    if ((this.tag & CONSTRUCTED) === 0) return [this.contents];
    if (!this.departures) throw new DerError('a string in pieces');
    this.departures.first ??= 'a string in pieces';
    return this.children.flatMap((piece) => {
      if ((piece.tag & ~CONSTRUCTED) !== OCTET_STRING) throw new DerError('a piece that is no string');
      return piece.pieces;
    });
  }

  /** The octets of an OCTET STRING, whole or (in BER) in pieces. Throws DerError for anything else. */
  octetString(what: string): Uint8Array {
    return this.is(OCTET_STRING | CONSTRUCTED) ? this.octets : this.expect(OCTET_STRING, what).contents;
  }

  /** The octets of a string as one. */
  get octets(): Uint8Array {
    const { pieces } = this;
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  /** The element inside an OCTET STRING or an explicit tag. */
  get inner(): Der {
    const element = Der.at(this.contents, this.depth + 1, this.departures);
    if (element.bytes.length !== this.contents.length) throw new DerError('bytes follow the element');
    return element;
  }

  is(tag: number): boolean {
    return this.tag === tag;
  }

  /** True for `[number]`, constructed. */
  isContext(number: number): boolean {
    return this.tag === (CONTEXT | CONSTRUCTED | number);
  }

  expect(tag: number, what: string): this {
    if (this.tag !== tag)
      throw new DerError(`${what}: expected tag 0x${tag.toString(16)}, found 0x${this.tag.toString(16)}`);
    return this;
  }

  get oid(): string {
    this.expect(OID, 'object identifier');
    const parts: number[] = [];
    let value = 0;
    for (const [i, byte] of this.contents.entries()) {
      if (value === 0 && byte === 0x80) throw new DerError('an object identifier not in its shortest form');
      value = value * 128 + (byte & 0x7f);
      if (value > Number.MAX_SAFE_INTEGER) throw new DerError('an object identifier with a huge part');
      if (byte & 0x80) {
        if (i === this.contents.length - 1) throw new DerError('cut short');
        continue;
      }
      if (parts.length === 0)
        parts.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
      else parts.push(value);
      value = 0;
    }
    return parts.join('.');
  }

  /** Non-negative. Throws DerError for others and for one that is not in its shortest form. */
  get integer(): bigint {
    this.expect(INTEGER, 'integer');
    const [first, second] = this.contents;
    if (first === undefined || first & 0x80) throw new DerError('a negative or empty integer');
    if (first === 0 && second !== undefined && !(second & 0x80))
      throw new DerError('an integer not in its shortest form');
    return BigInt(`0x${Buffer.from(this.contents).toString('hex')}`);
  }

  /** Whole bytes of a BIT STRING. */
  get bits(): Uint8Array {
    this.expect(BIT_STRING, 'bit string');
    if (this.contents[0] !== 0) throw new DerError('a bit string that is not of whole bytes');
    return this.contents.subarray(1);
  }

  get text(): string {
    // BMPString is UTF-16BE; the others are ASCII or UTF-8, and what is neither shows as U+FFFD.
    if (this.tag === BMP_STRING && this.contents.length % 2 === 0)
      return Buffer.from(this.contents).swap16().toString('utf16le');
    return Buffer.from(this.contents).toString('utf8');
  }

  /** UTCTime or GeneralizedTime (RFC 5280 4.1.2.5) as RFC 3339; null when it is no such time. */
  get time(): string | null {
    return Der.textTime(this.text);
  }

  static textTime(text: string): string | null {
    const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?Z$/.exec(text);
    if (!match) return null;
    const [, year = '', month, day, hour, minute, second = '00'] = match;
    const full = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
    const iso = `${full}-${month}-${day}T${hour}:${minute}:${second}Z`;
    return Number.isNaN(Date.parse(iso)) ? null : iso;
  }
}

export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const NULL = 0x05;
export const OID = 0x06;
export const BMP_STRING = 0x1e;
export const SEQUENCE = 0x30;
export const SET = 0x31;
