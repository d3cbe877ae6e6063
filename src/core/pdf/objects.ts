import { bufferOver } from '../bytes.js';

/** PDF objects as values (ISO 32000-1 7.3). Numbers, booleans and null are themselves. */
export type PdfValue = number | boolean | null | PdfName | PdfString | PdfRef | PdfDict | PdfKeyword | PdfValue[];

export class PdfName {
  constructor(readonly name: string) {}
}
/** Decoded when asked for: signature contents are kilobytes of hexadecimal that most readers never want. */
export class PdfString {
  private decoded: Buffer | undefined;
  constructor(
    private readonly raw: Buffer,
    private readonly form: 'plain' | 'escaped' | 'hexadecimal',
    /** Where the string begins and ends in the bytes it was read from, its delimiters included. */
    readonly start: number,
    readonly end: number,
  ) {}
  get bytes(): Buffer {
    return (this.decoded ??= this.form === 'plain' ? this.raw : this.form === 'escaped' ? unescape(this.raw) : unhex(this.raw)); // prettier-ignore
  }
  /** The same string in the same place with other bytes: what is left after decryption. */
  with(bytes: Buffer): PdfString {
    return new PdfString(bytes, 'plain', this.start, this.end);
  }
}
export class PdfRef {
  constructor(
    readonly number: number,
    readonly generation: number,
  ) {}
}
export type PdfDict = Map<string, PdfValue>;
/** How much a reader may look at: objects of a file, nesting, and what may be inflated from it. */
export interface PdfLimits {
  maxItems: number;
  maxInflatedBytes: number;
  maxDepth: number;
}

const REPEATED = new WeakSet<PdfDict>();
/** Did a key stand twice in it? Readers do not agree which one counts; here it is the last. */
export const hasRepeatedKey = (dict: PdfDict): boolean => REPEATED.has(dict);
export const markRepeatedKey = (dict: PdfDict): unknown => REPEATED.add(dict);

/** `obj`, `stream`, `xref`, `R`, … : anything regular that is no object. */
export class PdfKeyword {
  constructor(readonly word: string) {}
}

/** Thrown when the bytes are no object; never leaves the folder. */
export class PdfSyntaxError extends Error {}
/** The object goes on after the last byte at hand. */
export class PdfCutOff extends PdfSyntaxError {}

const SPACE = 1;
const DELIMITER = 2;
/** ISO 32000-1 tables 1 and 2; 0 is a regular character. */
const CLASS = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) CLASS[code] = SPACE;
for (const char of '()<>[]{}/%') CLASS[char.charCodeAt(0)] = DELIMITER;

export const isSpace = (byte: number | undefined): boolean => byte !== undefined && CLASS[byte] === SPACE;

/** Reads objects from bytes in memory, one after the other. */
export class PdfLexer {
  private readonly bytes: Buffer;
  constructor(
    bytes: Uint8Array,
    public at: number,
    private readonly maxDepth: number,
  ) {
    this.bytes = bufferOver(bytes);
  }

  /** The next object; `n g R` is put together. */
  value(depth = 0): PdfValue {
    if (depth > this.maxDepth) throw new PdfSyntaxError(`nested deeper than ${this.maxDepth}`);
    const value = this.token(depth);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return value;
    // Perhaps a reference: look two tokens ahead, cheaply.
    const back = this.at;
    this.skipSpace();
    const second = this.bytes[this.at];
    if (second !== undefined && second >= 0x30 && second <= 0x39) {
      const generation = this.token(depth);
      this.skipSpace();
      const follower = this.bytes[this.at + 1];
      if (
        Number.isInteger(generation) &&
        this.bytes[this.at] === 0x52 &&
        (follower === undefined || CLASS[follower] !== 0)
      ) {
        this.at++;
        return new PdfRef(value, generation as number);
      }
    }
    this.at = back;
    return value;
  }

  /** The next keyword, or null when something else stands there (which is then still to be read). */
  keyword(): string | null {
    this.skipSpace();
    const back = this.at;
    let end = back;
    while (end < this.bytes.length && CLASS[this.bytes[end] as number] === 0) end++;
    if (end === back || end - back > 32) return null;
    this.at = end;
    return this.bytes.toString('latin1', back, end);
  }

  skipSpace(): void {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte === undefined) return;
      if (CLASS[byte] === SPACE) this.at++;
      else if (byte === 0x25) this.skipComment();
      else return;
    }
  }

  private skipComment(): void {
    while (this.at < this.bytes.length && this.bytes[this.at] !== 10 && this.bytes[this.at] !== 13) this.at++;
  }

  private token(depth: number): PdfValue {
    this.skipSpace();
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new PdfCutOff('ends inside an object');
    switch (byte) {
      case 0x2f:
        return this.name();
      case 0x28:
        return this.literal();
      case 0x5b:
        return this.array(depth);
      case 0x3c:
        return this.bytes[this.at + 1] === 0x3c ? this.dict(depth) : this.hexadecimal();
    }
    const start = this.at;
    while (this.at < this.bytes.length && CLASS[this.bytes[this.at] as number] === 0) this.at++;
    if (this.at === start) throw new PdfSyntaxError(`unexpected ${String.fromCharCode(byte)}`);
    if (this.at - start > 256) return new PdfKeyword('');
    const word = this.bytes.toString('latin1', start, this.at);
    if ((byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x2e) {
      // No exponents and no 0x: those are no numbers in PDF.
      const number = /^[+-]?[\d.]+$/.test(word) ? Number(word) : NaN;
      if (Number.isFinite(number)) return number;
    }
    return word === 'true' ? true : word === 'false' ? false : word === 'null' ? null : new PdfKeyword(word);
  }

  private name(): PdfName {
    const start = ++this.at;
    while (this.at < this.bytes.length && CLASS[this.bytes[this.at] as number] === 0) this.at++;
    const raw = this.bytes.toString('latin1', start, this.at);
    return new PdfName(
      raw.includes('#')
        ? raw.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
        : raw,
    );
  }

  private array(depth: number): PdfValue[] {
    this.at++;
    const items: PdfValue[] = [];
    for (;;) {
      this.skipSpace();
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new PdfCutOff('ends inside an array');
      if (byte === 0x5d) {
        this.at++;
        return items;
      }
      const item = this.value(depth + 1);
      if (item instanceof PdfKeyword) throw new PdfSyntaxError(`${item.word} inside an array`);
      items.push(item);
    }
  }

  private dict(depth: number): PdfDict {
    this.at += 2;
    const dict: PdfDict = new Map();
    for (;;) {
      this.skipSpace();
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new PdfCutOff('ends inside a dictionary');
      if (byte === 0x3e) {
        if (this.bytes[this.at + 1] === undefined) throw new PdfCutOff('ends inside a dictionary');
        if (this.bytes[this.at + 1] !== 0x3e) throw new PdfSyntaxError('a single > inside a dictionary');
        this.at += 2;
        return dict;
      }
      if (byte !== 0x2f) throw new PdfSyntaxError('a key of a dictionary is no name');
      const key = this.name().name;
      this.skipSpace();
      // A key without a value before >> counts as null, as readers do.
      if (this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e) continue;
      const value = this.value(depth + 1);
      if (value instanceof PdfKeyword) throw new PdfSyntaxError(`${value.word} inside a dictionary`);
      if (dict.has(key)) REPEATED.add(dict);
      dict.set(key, value);
    }
  }

  private literal(): PdfString {
    let open = 1;
    let escaped = false;
    const start = ++this.at;
    for (; ; this.at++) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new PdfCutOff('ends inside a string');
      if (byte === 0x5c) {
        escaped = true;
        this.at++;
      } else if (byte === 0x28) open++;
      else if (byte === 0x29 && --open === 0) break;
    }
    const raw = this.bytes.subarray(start, this.at++);
    return new PdfString(raw, escaped ? 'escaped' : 'plain', start - 1, this.at);
  }

  private hexadecimal(): PdfString {
    const start = ++this.at;
    const end = this.bytes.indexOf(0x3e, start);
    if (end < 0) throw new PdfCutOff('ends inside a string');
    this.at = end + 1;
    return new PdfString(this.bytes.subarray(start, end), 'hexadecimal', start - 1, this.at);
  }
}

function unhex(raw: Buffer): Buffer {
  const digits = raw.toString('latin1').replace(/[^0-9A-Fa-f]/g, '');
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
}

/** ISO 32000-1 table 3. */
function unescape(raw: Buffer): Buffer {
  const SIMPLE: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, f: 12 };
  const out: number[] = [];
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] as number;
    if (byte !== 0x5c) {
      out.push(byte);
      continue;
    }
    const next = raw[++at];
    if (next === undefined) break;
    if (next >= 0x30 && next <= 0x37) {
      let code = 0;
      let digits = 0;
      while (digits < 3 && (raw[at] as number) >= 0x30 && (raw[at] as number) <= 0x37) {
        code = code * 8 + (raw[at++] as number) - 0x30;
        digits++;
      }
      at--;
      out.push(code & 0xff);
    } else if (next === 13) {
      if (raw[at + 1] === 10) at++;
    } else if (next !== 10) out.push(SIMPLE[String.fromCharCode(next)] ?? next);
  }
  return Buffer.from(out);
}

/** A text string: UTF-16BE or UTF-8 with its mark, else Latin-1 (near enough to PDFDocEncoding for a name). */
export function textOf(value: PdfValue | undefined): string | undefined {
  if (!(value instanceof PdfString)) return undefined;
  const { bytes } = value;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3);
  return bytes.toString('latin1');
}

export const nameOf = (value: PdfValue | undefined): string | undefined =>
  value instanceof PdfName ? value.name : undefined;
export const dictOf = (value: PdfValue | undefined): PdfDict | undefined => (value instanceof Map ? value : undefined);
