import { type CodeMap, parseCodeMap } from './code-map.js';
import { type PdfDocument } from './document.js';
import { textOfGlyph } from './glyph-names.js';
import { dictOf, nameOf, type PdfDict, PdfRef, type PdfValue } from './objects.js';

const MAX_MAP_BYTES = 2 << 20;
const MAX_WIDTHS = 70_000;

/** A character as it is shown: its text (empty when the font does not tell) and how far it moves on, in 1/1000 of the font's size. */
export interface ShownCharacter {
  text: string;
  width: number;
  /** A single byte 32: word spacing counts. */
  space: boolean;
}

export interface PdfFont {
  shown(bytes: Buffer): ShownCharacter[];
}

/** Predefined CMaps (ISO 32000-1 table 118) whose codes are characters of a known encoding; their CIDs are not needed for text. */
const ENCODINGS: readonly [RegExp, string][] = [
  [/^Uni(GB|CNS|JIS|JIS2004|JISX0213|JISX02132004|KS)-(UCS2|UTF16)-(HW-)?[HV]$/, 'utf-16be'],
  [/^(GBK-EUC|GBKp-EUC|GBK2K|GB-EUC|GBpc-EUC)-[HV]$/, 'gb18030'],
  [/^(B5pc|ETen-B5|ETenms-B5|HKscs-B5)-[HV]$/, 'big5'],
  [/^(83pv|90ms|90msp|90pv)-RKSJ-[HV]$/, 'shift_jis'],
  [/^(KSC-EUC|KSCms-UHC|KSCms-UHC-HW|KSCpc-EUC)-[HV]$/, 'euc-kr'],
];

/** 0x80 to 0x9F of WinAnsiEncoding. Written out: what runtimes call windows-1252 is Latin-1 in some of them. */
const WINDOWS = [...'€\u2022‚ƒ„…†‡ˆ‰Š‹Œ\u2022Ž\u2022\u2022‘’“”•–—˜™š›œ\u2022žŸ'];

/** What text the codes of a font are, as far as the file says it: ToUnicode first, then an encoding that is known. */
export async function openFont(document: PdfDocument, dict: PdfDict): Promise<PdfFont> {
  const map = await toUnicode(document, dict);
  return nameOf(await document.resolve(dict.get('Subtype'))) === 'Type0'
    ? compositeFont(document, dict, map)
    : simpleFont(document, dict, map);
}

async function toUnicode(document: PdfDocument, dict: PdfDict): Promise<CodeMap | null> {
  const ref = dict.get('ToUnicode');
  const object = ref instanceof PdfRef ? await document.object(ref, MAX_MAP_BYTES) : undefined;
  const bytes = object === undefined ? undefined : document.dataOf(object, MAX_MAP_BYTES);
  const map = bytes === undefined ? null : parseCodeMap(bytes);
  return map === null || map.texts.size === 0 ? null : map;
}

async function compositeFont(document: PdfDocument, dict: PdfDict, map: CodeMap | null): Promise<PdfFont> {
  const encoding = nameOf(await document.resolve(dict.get('Encoding'))) ?? '';
  const known = ENCODINGS.find(([name]) => name.test(encoding))?.[1];
  const decoder = known === undefined ? null : new TextDecoder(known);
  const fonts = await document.resolve(dict.get('DescendantFonts'));
  const descendant = dictOf(await document.resolve(Array.isArray(fonts) ? fonts[0] : undefined));
  const identity = decoder === null;
  const { widths, otherwise } = await widthsOfCids(document, descendant, identity);
  const single = map?.lengths.length === 1 ? map.lengths[0]! : 2;
  return {
    shown: (bytes) => {
      const characters: ShownCharacter[] = [];
      for (let at = 0; at < bytes.length;) {
        const length = Math.min(known === undefined ? single : lengthIn(known, bytes, at), bytes.length - at);
        const code = bytes.readUIntBE(at, Math.min(length, 4));
        const piece = bytes.subarray(at, at + length);
        const text = map?.texts.get(code) ?? (decoder === null ? '' : decoder.decode(piece).replaceAll('\ufffd', ''));
        // Without the CIDs of a predefined CMap: Latin letters are half as wide as the others.
        const width = identity ? (widths.get(code) ?? otherwise) : /^[\0-\u00ff]$/.test(text) ? 500 : otherwise;
        characters.push({ text, width, space: length === 1 && code === 32 });
        at += Math.max(length, 1);
      }
      return characters;
    },
  };
}

/** How many bytes the next character takes. */
function lengthIn(encoding: string, bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  if (encoding === 'utf-16be') return first >= 0xd8 && first <= 0xdb ? 4 : 2;
  if (first < 0x81 || (encoding === 'shift_jis' && first >= 0xa0 && first <= 0xdf)) return 1;
  const second = bytes[at + 1] ?? 0;
  return encoding === 'gb18030' && second >= 0x30 && second <= 0x39 ? 4 : 2;
}

/** ISO 32000-1 9.7.4.3: `c [w …]` and `first last w`. */
async function widthsOfCids(
  document: PdfDocument,
  font: PdfDict | undefined,
  wanted: boolean,
): Promise<{ widths: Map<number, number>; otherwise: number }> {
  const widths = new Map<number, number>();
  const fallback = await document.resolve(font?.get('DW'));
  const otherwise = typeof fallback === 'number' ? fallback : 1000;
  const list = wanted ? await document.resolve(font?.get('W')) : undefined;
  if (!Array.isArray(list)) return { widths, otherwise };
  for (let at = 0; at + 1 < list.length && widths.size < MAX_WIDTHS;) {
    const first = await document.resolve(list[at]);
    const second = await document.resolve(list[at + 1]);
    if (typeof first !== 'number') break;
    if (Array.isArray(second)) {
      for (const [index, width] of second.slice(0, MAX_WIDTHS).entries())
        if (typeof width === 'number') widths.set(first + index, width);
      at += 2;
    } else {
      const width = await document.resolve(list[at + 2]);
      if (typeof second !== 'number' || typeof width !== 'number') break;
      for (let cid = first; cid <= second && widths.size < MAX_WIDTHS; cid++) widths.set(cid, width);
      at += 3;
    }
  }
  return { widths, otherwise };
}

async function simpleFont(document: PdfDocument, dict: PdfDict, map: CodeMap | null): Promise<PdfFont> {
  const encoding = await document.resolve(dict.get('Encoding'));
  const named = nameOf(encoding) ?? nameOf(await document.resolve(dictOf(encoding)?.get('BaseEncoding')));
  const mac = named === 'MacRomanEncoding' ? new TextDecoder('macintosh') : null;
  const texts = Array.from({ length: 256 }, (_, code) => {
    if (code < 32) return '';
    return mac?.decode(Buffer.from([code])) ?? WINDOWS[code - 0x80] ?? String.fromCharCode(code);
  });
  const differences = await document.resolve(dictOf(encoding)?.get('Differences'));
  if (Array.isArray(differences)) {
    let code = 0;
    for (const one of differences.slice(0, 1024)) {
      if (typeof one === 'number') code = one;
      else if (code >= 0 && code < 256) texts[code++] = textOfGlyph(nameOf(one) ?? '') ?? '';
    }
  }
  const first = await document.resolve(dict.get('FirstChar'));
  const list = await document.resolve(dict.get('Widths'));
  const widths: readonly PdfValue[] = Array.isArray(list) ? list : [];
  return {
    shown: (bytes) =>
      [...bytes].map((code) => {
        const width = widths[code - (typeof first === 'number' ? first : 0)];
        return {
          text: map?.texts.get(code) ?? texts[code]!,
          width: typeof width === 'number' ? width : 500,
          space: code === 32,
        };
      }),
  };
}
