import { bufferOver } from '../bytes.js';
import { type ByteSource } from '../byte-source.js';
import { dictOf, PdfCutOff, PdfLexer, type PdfLimits, PdfRef, PdfSyntaxError, type PdfValue } from './objects.js';

export interface IndirectObject {
  number: number;
  generation: number;
  value: PdfValue;
  /** Of `n g obj` in the file; null for one inside an object stream. */
  offset: number | null;
  /** After the value, or after the data of a stream when that was asked for; of its stream for one inside. */
  end: number;
  /** Right after the keyword `stream`; null when it is none. */
  streamAt: number | null;
  /** Undecoded bytes of a stream; null for other objects. */
  data: Uint8Array | null;
}

const FIRST_BYTES = 1 << 14;
const MAX_OBJECT_BYTES = 4 << 20;

/** Finds the value of an indirect /Length. */
export type LengthOf = (ref: PdfRef) => Promise<number | null>;

/**
 * Reads `n g obj … endobj` at an offset; null when no object begins there. Throws PdfSyntaxError when it begins and
 * is broken. Stream data is cut where /Length says, else at `endstream`, and never longer than `maxStreamBytes`
 * (0: the data is not wanted).
 */
export async function readIndirect(
  source: ByteSource,
  offset: number,
  limits: PdfLimits,
  maxStreamBytes: number,
  lengthOf?: LengthOf,
): Promise<IndirectObject | null> {
  for (let length = FIRST_BYTES; ; length *= 8) {
    const bytes = await source.read(offset, length);
    const head = parseObjectHead(bytes);
    if (head === null) return null;
    const lexer = new PdfLexer(bytes, head.end, limits.maxDepth);
    try {
      const value = lexer.value();
      const dict = dictOf(value);
      const data = dict !== undefined && lexer.keyword() === 'stream' ? lexer.at : null;
      if (lexer.at >= bytes.length && bytes.length === length) throw new PdfCutOff('ends inside an object');
      if (data === null || dict === undefined || maxStreamBytes === 0) {
        const streamAt = data === null ? null : offset + data;
        return { ...head, value, offset, end: offset + lexer.at, streamAt, data: null };
      }
      const declared = dict.get('Length');
      const known =
        declared instanceof PdfRef
          ? ((await lengthOf?.(declared)) ?? null)
          : typeof declared === 'number'
            ? declared
            : null;
      const found = await streamData(source, offset + data, known, maxStreamBytes);
      return { ...head, value, offset, streamAt: offset + data, ...found };
    } catch (error) {
      if (!(error instanceof PdfCutOff) || bytes.length < length || length >= MAX_OBJECT_BYTES) throw error;
    }
  }
}

/** `n g obj`, white space before it allowed; null when it is something else. */
export function parseObjectHead(bytes: Uint8Array): { number: number; generation: number; end: number } | null {
  let at = 0;
  const space = () => {
    const from = at;
    while (
      at < bytes.length &&
      (bytes[at] === 32 ||
        (bytes[at] as number) === 10 ||
        bytes[at] === 13 ||
        bytes[at] === 9 ||
        bytes[at] === 0 ||
        bytes[at] === 12)
    )
      at++;
    return at > from;
  };
  const digits = (): number => {
    let value = 0;
    const from = at;
    while (at < bytes.length && at - from < 11 && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39)
      value = value * 10 + (bytes[at++] as number) - 0x30;
    return at > from ? value : -1;
  };
  space();
  const number = digits();
  if (number < 0 || !space()) return null;
  const generation = digits();
  if (generation < 0 || !space()) return null;
  if (bytes[at] !== 0x6f || bytes[at + 1] !== 0x62 || bytes[at + 2] !== 0x6a) return null;
  return { number, generation, end: at + 3 };
}

async function streamData(
  source: ByteSource,
  at: number,
  declared: number | null,
  maxBytes: number,
): Promise<{ data: Uint8Array; end: number }> {
  const ends = bufferOver(await source.read(at, 2));
  const start = at + (ends[0] === 13 && ends[1] === 10 ? 2 : ends[0] === 10 || ends[0] === 13 ? 1 : 0);
  if (declared !== null && Number.isSafeInteger(declared) && declared >= 0) {
    const after = bufferOver(await source.read(start + declared, 20)).toString('latin1');
    if (declared > maxBytes && /^\s*endstream/.test(after)) throw new PdfSyntaxError(`a stream of ${declared} bytes`);
    if (/^\s*endstream/.test(after)) return { data: await source.read(start, declared), end: start + declared };
  }
  // The length is missing or wrong: up to the keyword.
  for (let length = 1 << 14; ; length *= 8) {
    const bytes = bufferOver(await source.read(start, length));
    const end = bytes.indexOf('endstream', 0, 'latin1');
    if (end >= 0) {
      const until = bytes[end - 1] === 10 ? (bytes[end - 2] === 13 ? end - 2 : end - 1) : end;
      return { data: bytes.subarray(0, until), end: start + until };
    }
    if (bytes.length < length || length > maxBytes) throw new PdfSyntaxError('a stream without its end');
  }
}
