import { type PdfDocument } from './document.js';
import { openFont, type PdfFont } from './font.js';
import { dictOf, nameOf, PdfCutOff, type PdfDict, PdfKeyword, PdfLexer, PdfRef, PdfString, PdfSyntaxError, type PdfValue } from './objects.js'; // prettier-ignore

/** A run of text as it is shown: in points of the page, y from the top to the baseline. */
export interface TextRun {
  text: string;
  x: number;
  y: number;
  width: number;
  /** The size of the font as it appears. */
  height: number;
}

export interface TextLimits {
  /** Runs of one page. */
  maxRuns: number;
  /** Operators and operands of one page, forms included. */
  maxTokens: number;
  /** Decoded content of one page, forms included. */
  maxBytes: number;
}

type Matrix = readonly [number, number, number, number, number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
const MAX_FORM_DEPTH = 6;
const MAX_STACK = 256;
/** Rendering mode of text that is not painted. */
const INVISIBLE = 3;
/** A jump of more than this share of the font's size is a gap between two texts, not between two letters. */
const GAP = 0.6;

interface State {
  matrix: Matrix;
  font: PdfFont | null;
  size: number;
  characterSpace: number;
  wordSpace: number;
  scale: number;
  leading: number;
  rise: number;
  mode: number;
}

/** Fonts of the page itself, of forms it shows, of graphics states it takes. */
const SOURCES_OF_FONTS = ['Font', 'XObject', 'ExtGState'] as const;

/**
 * The text that a page shows (ISO 32000-1 9.4), in the order of its operators. Invisible text (rendering mode 3: what an OCR put
 * behind a scan) is not shown and not read; glyphs whose text the file does not tell leave a gap. Bounded; no runs when the limits
 * were reached: a part of a page is not the page. `tokens` tells what it cost.
 */
export async function textOfPage(
  document: PdfDocument,
  page: PdfDict,
  limits: TextLimits,
): Promise<{ runs: TextRun[] | null; tokens: number }> {
  const resources = dictOf(await document.resolve(await inherited(document, page, 'Resources')));
  // Without a font there is no text, however much is drawn: a page of pictures costs nothing.
  if (!SOURCES_OF_FONTS.some((name) => resources?.has(name))) return { runs: [], tokens: 0 };
  const box = await boxOf(document, page);
  const reader = new PageReader(document, limits);
  const contents = await document.resolve(page.get('Contents'));
  const streams = Array.isArray(contents) ? contents.slice(0, 1000) : [page.get('Contents')];
  const pieces: Buffer[] = [];
  for (const stream of streams) {
    const bytes = await reader.bytesOf(stream);
    // Streams of one page may be cut anywhere between two tokens.
    if (bytes !== undefined) pieces.push(bytes, Buffer.from('\n'));
  }
  await reader.run(Buffer.concat(pieces), resources, box.matrix, 0);
  const runs = reader.exhausted ? null : reader.runs.map((run) => ({ ...run, y: box.height - run.y }));
  return { runs, tokens: reader.tokens };
}

/** Attributes of pages are inherited (ISO 32000-1 7.7.3.4). */
async function inherited(document: PdfDocument, page: PdfDict, key: string): Promise<PdfValue | undefined> {
  let node: PdfDict | undefined = page;
  for (let level = 0; node !== undefined && level < 32; level++) {
    const value = node.get(key);
    if (value !== undefined && value !== null) return value;
    node = dictOf(await document.resolve(node.get('Parent')));
  }
  return undefined;
}

/** Where the page lies: its lower left corner at the origin, turned as it is shown. */
async function boxOf(document: PdfDocument, page: PdfDict): Promise<{ matrix: Matrix; height: number }> {
  const value = await document.resolve(await inherited(document, page, 'MediaBox'));
  const said = Array.isArray(value) ? value.map((one) => (typeof one === 'number' ? one : NaN)) : [];
  const [a, b, c, d] = said.length === 4 && said.every(Number.isFinite) ? said : [0, 0, 595, 842];
  const [left, bottom, right, top] = [Math.min(a!, c!), Math.min(b!, d!), Math.max(a!, c!), Math.max(b!, d!)];
  const turn = await document.resolve(await inherited(document, page, 'Rotate'));
  const [width, height] = [right - left, top - bottom];
  switch (typeof turn === 'number' ? ((turn % 360) + 360) % 360 : 0) {
    case 90:
      return { matrix: [0, -1, 1, 0, -bottom, right], height: width };
    case 180:
      return { matrix: [-1, 0, 0, -1, right, top], height };
    case 270:
      return { matrix: [0, 1, -1, 0, top, -left], height: width };
    default:
      return { matrix: [1, 0, 0, 1, -left, -bottom], height };
  }
}

function times(one: Matrix, other: Matrix): Matrix {
  const [a, b, c, d, e, f] = one;
  const [g, h, i, j, k, l] = other;
  return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l];
}

class PageReader {
  readonly runs: TextRun[] = [];
  exhausted = false;
  tokens = 0;
  private bytes = 0;
  private readonly fonts = new Map<PdfValue, PdfFont>();

  constructor(
    private readonly document: PdfDocument,
    private readonly limits: TextLimits,
  ) {}

  async bytesOf(value: PdfValue | undefined): Promise<Buffer | undefined> {
    const left = this.limits.maxBytes - this.bytes;
    if (!(value instanceof PdfRef)) return undefined;
    const object = await this.document.object(value, Math.max(left, 1));
    const data = object === undefined ? undefined : this.document.dataOf(object, Math.max(left, 1));
    // A stream that is larger than what is left can't be had, which looks like one that is broken.
    this.bytes += data?.length ?? 0;
    if (this.bytes > this.limits.maxBytes) this.exhausted = true;
    return data;
  }

  /** One content stream: a page's or a form's. */
  async run(content: Buffer, resources: PdfDict | undefined, matrix: Matrix, depth: number): Promise<void> {
    const lexer = new PdfLexer(content, 0, 16);
    const stack: State[] = [];
    let state: State = { matrix, font: null, size: 0, characterSpace: 0, wordSpace: 0, scale: 1, leading: 0, rise: 0, mode: 0 }; // prettier-ignore
    let line = IDENTITY;
    let text = IDENTITY;
    let operands: PdfValue[] = [];
    const number = (at: number): number => (typeof operands[at] === 'number' ? operands[at] : 0);
    const six = (): Matrix => [number(0), number(1), number(2), number(3), number(4), number(5)];
    const move = (x: number, y: number): void => {
      line = times([1, 0, 0, 1, x, y], line);
      text = line;
    };
    while (!this.exhausted) {
      const token = next(lexer, content);
      if (token === undefined) return;
      if (++this.tokens > this.limits.maxTokens) this.exhausted = true;
      if (!(token instanceof PdfKeyword)) {
        if (operands.length < 64) operands.push(token);
        continue;
      }
      switch (token.word) {
        case 'q':
          if (stack.length < MAX_STACK) stack.push(state);
          else this.exhausted = true;
          break;
        case 'Q':
          state = stack.pop() ?? state;
          break;
        case 'cm':
          state = { ...state, matrix: times(six(), state.matrix) };
          break;
        case 'BT':
          line = text = IDENTITY;
          break;
        case 'Tf':
          state = { ...state, font: await this.fontNamed(nameOf(operands[0]), resources), size: number(1) };
          break;
        case 'Tc':
          state = { ...state, characterSpace: number(0) };
          break;
        case 'Tw':
          state = { ...state, wordSpace: number(0) };
          break;
        case 'Tz':
          state = { ...state, scale: number(0) / 100 };
          break;
        case 'TL':
          state = { ...state, leading: number(0) };
          break;
        case 'Ts':
          state = { ...state, rise: number(0) };
          break;
        case 'Tr':
          state = { ...state, mode: number(0) };
          break;
        case 'Td':
          move(number(0), number(1));
          break;
        case 'TD':
          state = { ...state, leading: -number(1) };
          move(number(0), number(1));
          break;
        case 'Tm':
          line = text = six();
          break;
        case 'T*':
          move(0, -state.leading);
          break;
        case 'Tj':
          text = this.show(operands, state, text);
          break;
        case 'TJ':
          text = this.show(Array.isArray(operands[0]) ? operands[0] : [], state, text);
          break;
        case "'":
          move(0, -state.leading);
          text = this.show(operands, state, text);
          break;
        case '"':
          state = { ...state, wordSpace: number(0), characterSpace: number(1) };
          move(0, -state.leading);
          text = this.show(operands.slice(2), state, text);
          break;
        case 'Do':
          await this.form(nameOf(operands[0]), resources, state.matrix, depth);
          break;
        case 'BI':
          skipInlineImage(lexer, content);
          break;
      }
      operands = [];
    }
  }

  /** Strings are shown, numbers between them move back by thousandths; the text matrix after it. */
  private show(parts: readonly PdfValue[], state: State, from: Matrix): Matrix {
    let text = from;
    let start = from;
    let shown = '';
    const flush = (): void => {
      if (state.mode !== INVISIBLE && shown.trim() !== '') this.add(shown, start, text, state);
      shown = '';
    };
    const advance = (by: number): void => {
      text = times([1, 0, 0, 1, by * state.scale, 0], text);
    };
    for (const part of parts) {
      if (typeof part === 'number') {
        if (Math.abs(part) > GAP * 1000) flush();
        advance((-part / 1000) * state.size);
      }
      if (!(part instanceof PdfString) || state.font === null) continue;
      for (const character of state.font.shown(part.bytes)) {
        this.tokens++;
        if (character.text === '') flush();
        if (shown === '') start = text;
        shown += character.text;
        advance((character.width / 1000) * state.size);
        const spacing = state.characterSpace + (character.space ? state.wordSpace : 0);
        if (Math.abs(spacing) > GAP * Math.abs(state.size)) flush();
        advance(spacing);
      }
    }
    flush();
    return text;
  }

  private add(text: string, from: Matrix, to: Matrix, state: State): void {
    const at = times(times([1, 0, 0, 1, 0, state.rise], from), state.matrix);
    const end = times(times([1, 0, 0, 1, 0, state.rise], to), state.matrix);
    const height = Math.hypot(at[2], at[3]) * Math.abs(state.size);
    const width = Math.hypot(end[4] - at[4], end[5] - at[5]);
    if (![at[4], at[5], width, height].every(Number.isFinite)) return;
    if (this.runs.length >= this.limits.maxRuns) this.exhausted = true;
    else this.runs.push({ text, x: at[4], y: at[5], width, height });
  }

  private async fontNamed(name: string | undefined, resources: PdfDict | undefined): Promise<PdfFont | null> {
    const fonts = dictOf(await this.document.resolve(resources?.get('Font')));
    const value = name === undefined ? undefined : fonts?.get(name);
    if (value === undefined) return null;
    const key = value instanceof PdfRef ? value.number : value;
    const known = this.fonts.get(key);
    if (known !== undefined) return known;
    const dict = dictOf(await this.document.resolve(value));
    if (dict === undefined) return null;
    const font = await openFont(this.document, dict);
    if (this.fonts.size >= 200) this.exhausted = true;
    this.fonts.set(key, font);
    return font;
  }

  private async form(
    name: string | undefined,
    resources: PdfDict | undefined,
    matrix: Matrix,
    depth: number,
  ): Promise<void> {
    // prettier-ignore
    const objects = dictOf(await this.document.resolve(resources?.get('XObject')));
    const ref = name === undefined ? undefined : objects?.get(name);
    const dict = ref instanceof PdfRef ? dictOf(await this.document.resolve(ref)) : undefined;
    if (dict === undefined || nameOf(dict.get('Subtype')) !== 'Form') return;
    if (depth >= MAX_FORM_DEPTH) {
      this.exhausted = true;
      return;
    }
    // A form that shows nothing but another form, many times over, is many tokens without many bytes.
    this.tokens += 100;
    const content = await this.bytesOf(ref);
    if (content === undefined) return;
    const own = await this.document.resolve(dict.get('Matrix'));
    const numbers =
      Array.isArray(own) && own.length === 6 && own.every((one) => typeof one === 'number') ? own : IDENTITY;
    const inside = dictOf(await this.document.resolve(dict.get('Resources'))) ?? resources;
    await this.run(content, inside, times(numbers as unknown as Matrix, matrix), depth + 1);
  }
}

/** The next operand or operator; what is neither is passed over. Undefined at the end. */
function next(lexer: PdfLexer, content: Buffer): PdfValue | undefined {
  for (;;) {
    lexer.skipSpace();
    if (lexer.at >= content.length) return undefined;
    const before = lexer.at;
    try {
      return lexer.value();
    } catch (error) {
      if (!(error instanceof PdfSyntaxError)) throw error;
      // What is opened and never closed: to look for its end again from every byte on would take for ever.
      if (error instanceof PdfCutOff) return undefined;
      lexer.at = Math.max(lexer.at, before + 1);
    }
  }
}

/** Up to EI between white space (ISO 32000-1 8.9.7): the data of the image are any bytes. */
function skipInlineImage(lexer: PdfLexer, content: Buffer): void {
  const data = content.indexOf('ID', lexer.at);
  for (let at = data < 0 ? -1 : content.indexOf('EI', data + 2); at >= 0; at = content.indexOf('EI', at + 2)) {
    const [before, after] = [content[at - 1] ?? 32, content[at + 2] ?? 32];
    if (before <= 32 && after <= 32) {
      lexer.at = at + 2;
      return;
    }
  }
  lexer.at = content.length;
}
