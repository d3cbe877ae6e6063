import { type ByteSource, chunksOf } from '../byte-source.js';
import { TextDecoder } from 'node:util';

export type TextEncodingName = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'GB18030' | 'ASCII';

/** Control characters that text does not hold; tab, line ends, form feed and escape may stand. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/;
/** Private use, specials and unassigned planes: what binary data mostly turns into when read as GB18030. */
const ODD = /[\ue000-\uf8ff\ufff0-\uffff\u0080-\u009f]|[\u{20000}-\u{10ffff}]/gu;

/** A quick look at the beginning: could this be text? */
export function looksLikeText(head: Uint8Array): boolean {
  if (hasWideMark(head)) return true;
  for (const byte of head)
    if (byte < 9 || byte === 11 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127) return false;
  return true;
}

const hasWideMark = (head: Uint8Array): boolean =>
  (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);

/** The encoding in which every byte of the source is text, else null. */
export async function detectTextEncoding(source: ByteSource): Promise<TextEncodingName | null> {
  const head = await source.read(0, 4);
  if (hasWideMark(head)) {
    const name = head[0] === 0xff ? 'UTF-16LE' : 'UTF-16BE';
    return (await isTextIn(source, name, 0)) ? name : null;
  }
  let ascii = true;
  for await (const piece of chunksOf(source)) {
    if (!isAscii(piece)) {
      ascii = false;
      break;
    }
  }
  if (await isTextIn(source, 'UTF-8', 1)) return ascii ? 'ASCII' : 'UTF-8';
  return !ascii && (await isTextIn(source, 'GB18030', 0.05)) ? 'GB18030' : null;
}

function isAscii(piece: Uint8Array): boolean {
  for (const byte of piece) if (byte >= 0x80) return false;
  return true;
}

async function isTextIn(source: ByteSource, encoding: TextEncodingName, maxOdd: number): Promise<boolean> {
  const decoder = new TextDecoder(encoding.toLowerCase(), { fatal: true });
  let odd = 0;
  let characters = 0;
  try {
    for await (const piece of chunksOf(source)) {
      const text = decoder.decode(piece, { stream: true });
      if (CONTROL.test(text)) return false;
      if (maxOdd < 1) odd += text.match(ODD)?.length ?? 0;
      characters += text.length;
    }
    decoder.decode();
  } catch {
    return false;
  }
  return maxOdd >= 1 || odd <= characters * maxOdd;
}
