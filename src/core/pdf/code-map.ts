import { dictOf, PdfCutOff, PdfKeyword, PdfLexer, PdfString, PdfSyntaxError, type PdfValue } from './objects.js';

const MAX_ENTRIES = 70_000;
const MAX_TEXT_BYTES = 64;
const MAX_TOKENS = 300_000;

/** Character codes → text, as a ToUnicode CMap has it (ISO 32000-1 9.10.3). */
export interface CodeMap {
  /** Lengths of codes in bytes that the code space allows, ascending. */
  lengths: number[];
  /** `<length>:<code>` would be exact; fonts have codes of one length, or lengths that do not meet. */
  texts: Map<number, string>;
}

/** Bounded; what can't be read of it is left out. */
export function parseCodeMap(bytes: Buffer): CodeMap {
  const map: CodeMap = { lengths: [], texts: new Map() };
  const lengths = new Set<number>();
  const lexer = new PdfLexer(bytes, 0, 8);
  let operands: PdfValue[] = [];
  for (let tokens = 0; tokens < MAX_TOKENS; tokens++) {
    let token: PdfValue;
    try {
      token = lexer.value();
    } catch (error) {
      if (!(error instanceof PdfSyntaxError)) throw error;
      if (error instanceof PdfCutOff || lexer.at >= bytes.length) break;
      lexer.at++;
      continue;
    }
    if (!(token instanceof PdfKeyword)) {
      if (dictOf(token) === undefined) operands.push(token);
      continue;
    }
    if (token.word === 'endcodespacerange') for (const one of operands) if (one instanceof PdfString) lengths.add(one.bytes.length); // prettier-ignore
    if (token.word === 'endbfchar') addCharacters(map, operands);
    if (token.word === 'endbfrange') addRanges(map, operands);
    operands = [];
    if (map.texts.size >= MAX_ENTRIES) break;
  }
  map.lengths = [...lengths].filter((length) => length >= 1 && length <= 4).sort((a, b) => a - b);
  return map;
}

const codeOf = (value: PdfValue | undefined): number | null =>
  value instanceof PdfString && value.bytes.length >= 1 && value.bytes.length <= 4
    ? value.bytes.readUIntBE(0, value.bytes.length)
    : null;

function textOf(value: PdfValue | undefined): string | null {
  if (!(value instanceof PdfString) || value.bytes.length > MAX_TEXT_BYTES) return null;
  const bytes = value.bytes.length === 1 ? Buffer.from([0, value.bytes[0]!]) : value.bytes;
  return new TextDecoder('utf-16be').decode(bytes).replaceAll('\0', '');
}

function addCharacters(map: CodeMap, operands: readonly PdfValue[]): void {
  for (let at = 0; at + 1 < operands.length && map.texts.size < MAX_ENTRIES; at += 2) {
    const [code, text] = [codeOf(operands[at]), textOf(operands[at + 1])];
    if (code !== null && text !== null) map.texts.set(code, text);
  }
}

function addRanges(map: CodeMap, operands: readonly PdfValue[]): void {
  for (let at = 0; at + 2 < operands.length; at += 3) {
    const [first, last, target] = [codeOf(operands[at]), codeOf(operands[at + 1]), operands[at + 2]];
    if (first === null || last === null) continue;
    const text = textOf(target);
    for (let code = first; code <= last && map.texts.size < MAX_ENTRIES; code++) {
      const said = Array.isArray(target)
        ? textOf(target[code - first])
        : text === null
          ? null
          : after(text, code - first);
      if (said === null) break;
      map.texts.set(code, said);
    }
  }
}

/** The last character of the text counts up. */
function after(text: string, steps: number): string | null {
  if (steps === 0 || text === '') return text;
  const characters = [...text];
  const next = characters.at(-1)!.codePointAt(0)! + steps;
  return next > 0x10ffff ? null : characters.slice(0, -1).join('') + String.fromCodePoint(next);
}
