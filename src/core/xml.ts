import { TextDecoder } from 'node:util';
import { SaxesParser, type SaxesTag } from 'saxes';
import { type ByteSource, chunksOf } from './byte-source.js';

/** Elements are told as they come; nothing is kept. */
export interface XmlListener {
  /** `attributes` are those of the tag, namespaced. Depth of the root is 1. */
  open?(tag: XmlTag, depth: number): void;
  close?(tag: XmlTag, depth: number): void;
  /** Character data and CDATA sections, in pieces as they stand. */
  text?(text: string): void;
  comment?(text: string): void;
  instruction?(target: string, data: string): void;
}

/** XML_NAMESPACES_BROKEN: well-formed, but not by Namespaces in XML. */
export type XmlProblemCode =
  'XML_DTD' | 'XML_NOT_WELL_FORMED' | 'XML_NAMESPACES_BROKEN' | 'XML_TOO_COMPLEX' | 'XML_ENCODING_UNSUPPORTED';

export interface XmlProblem {
  code: XmlProblemCode;
  message: string;
  line: number;
  column: number;
}

export interface XmlLimits {
  maxItems: number;
  maxDepth: number;
}

/** A prologue longer than this is not searched for its end. */
const MAX_PROLOGUE_CHARS = 1 << 20;
const MAX_ATTRIBUTES = 10_000;
/** Same list as the WHATWG labels we are ready to meet; others are said to be unsupported. */
const ENCODINGS = new Set(
  'utf-8 utf8 us-ascii ascii utf-16 utf-16le utf-16be iso-10646-ucs-2 gb2312 gbk gb18030 gb_2312-80 big5 iso-8859-1 iso-8859-15 windows-1252 windows-1250 windows-1251 shift_jis euc-kr'.split(
    ' ',
  ),
);

/** Prefix, local name and namespace are absent when namespaces are off. */
export interface XmlTagAttribute {
  value: string;
  prefix?: string;
  local?: string;
  uri?: string;
}

/** What listens needs of a tag, whether or not namespaces could be told. */
export interface XmlTag {
  local: string;
  /** Empty when namespaces are off. */
  uri: string;
  /** Absent when namespaces are off. */
  prefix?: string;
  /** By the name as it stands. */
  attributes: Record<string, XmlTagAttribute>;
  /** Declared on this tag: prefix to namespace. */
  ns?: Record<string, string>;
}

export interface XmlOptions {
  /** Off: prefixes are cut off and not looked up. */
  namespaces?: boolean;
}

/**
 * Parses bytes in memory. Null: well-formed, namespace-well-formed and without a DTD. What the listener was told
 * before a problem stays told.
 */
export function parseXml(
  bytes: Uint8Array,
  listener: XmlListener,
  limits: XmlLimits,
  options: XmlOptions = {},
): XmlProblem | null {
  const problem = parseOnce(bytes, listener, limits, options);
  if (problem?.code !== 'XML_NOT_WELL_FORMED' || options.namespaces === false) return problem;
  const plain = parseOnce(bytes, {}, limits, { namespaces: false });
  return plain === null ? { ...problem, code: 'XML_NAMESPACES_BROKEN' } : problem;
}

function parseOnce(
  bytes: Uint8Array,
  listener: XmlListener,
  limits: XmlLimits,
  options: XmlOptions,
): XmlProblem | null {
  const reader = new XmlReader(listener, limits, options);
  return reader.feed(bytes) ?? reader.end();
}

/** The same, read by range in pieces. */
export async function readXml(
  source: ByteSource,
  listener: XmlListener,
  limits: XmlLimits,
): Promise<XmlProblem | null> {
  const problem = await readOnce(source, listener, limits, {});
  if (problem?.code !== 'XML_NOT_WELL_FORMED') return problem;
  const plain = await readOnce(source, {}, limits, { namespaces: false });
  return plain === null ? { ...problem, code: 'XML_NAMESPACES_BROKEN' } : problem;
}

async function readOnce(
  source: ByteSource,
  listener: XmlListener,
  limits: XmlLimits,
  options: XmlOptions,
): Promise<XmlProblem | null> {
  const reader = new XmlReader(listener, limits, options);
  for await (const piece of chunksOf(source)) {
    const problem = reader.feed(piece);
    if (problem !== null) return problem;
  }
  return reader.end();
}

/** What encoding the bytes say they are in (XML 1.0 appendix F): byte order mark first, then the declaration. */
export function detectXmlEncoding(head: Uint8Array): string {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0 && b === 0x3c) return 'utf-16be';
  if (a === 0x3c && b === 0) return 'utf-16le';
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 300)).toString('latin1');
  const declared =
    /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']/.exec(start)?.[1]?.toLowerCase() ?? 'utf-8';
  // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
  return declared.startsWith('utf-16') || declared === 'iso-10646-ucs-2' ? 'utf-8' : declared;
}

/** Thrown inside saxes callbacks to stop; never leaves this file. */
class Stop extends Error {
  constructor(readonly problem: Omit<XmlProblem, 'line' | 'column'>) {
    super(problem.message);
  }
}

class XmlReader {
  private decoder: TextDecoder | null = null;
  private readonly parser: SaxesParser;
  private depth = 0;
  private items = 0;
  /** Text held back until the prologue is known to hold no DOCTYPE; null once it is. */
  private prologue: string | null = '';

  constructor(listener: XmlListener, limits: XmlLimits, options: XmlOptions) {
    const namespaces = options.namespaces ?? true;
    const parser = new SaxesParser({ xmlns: namespaces });
    this.parser = parser;
    const told = (tag: SaxesTag): XmlTag => (namespaces ? (tag as unknown as XmlTag) : withoutNamespaces(tag));
    let attributes = 0;
    parser.on('opentagstart', () => {
      attributes = 0;
      if (++this.depth > limits.maxDepth)
        throw new Stop({ code: 'XML_TOO_COMPLEX', message: `nested deeper than ${limits.maxDepth}` });
      if (++this.items > limits.maxItems)
        throw new Stop({ code: 'XML_TOO_COMPLEX', message: `more than ${limits.maxItems} elements` });
    });
    parser.on('attribute', () => {
      if (++attributes > MAX_ATTRIBUTES)
        throw new Stop({ code: 'XML_TOO_COMPLEX', message: `more than ${MAX_ATTRIBUTES} attributes` });
    });
    parser.on('opentag', (tag) => listener.open?.(told(tag), this.depth));
    parser.on('closetag', (tag) => {
      listener.close?.(told(tag), this.depth);
      this.depth--;
    });
    if (listener.text !== undefined) {
      const text = listener.text.bind(listener);
      parser.on('text', text);
      parser.on('cdata', text);
    }
    if (listener.comment !== undefined) parser.on('comment', listener.comment.bind(listener));
    if (listener.instruction !== undefined) {
      const instruction = listener.instruction.bind(listener);
      parser.on('processinginstruction', ({ target, body }) => instruction(target, body));
    }
    // A second line: the prologue is searched before the parser sees anything.
    parser.on('doctype', () => {
      throw new Stop({ code: 'XML_DTD', message: 'a document type declaration' });
    });
  }

  feed(bytes: Uint8Array): XmlProblem | null {
    if (this.decoder === null) {
      const label = detectXmlEncoding(bytes);
      if (!ENCODINGS.has(label)) return { code: 'XML_ENCODING_UNSUPPORTED', message: label, line: 1, column: 0 };
      this.decoder = new TextDecoder(label, { fatal: true });
    }
    return this.guarded(() => this.push((this.decoder as TextDecoder).decode(bytes, { stream: true })));
  }

  end(): XmlProblem | null {
    return this.guarded(() => {
      this.push(this.decoder?.decode() ?? '');
      if (this.prologue !== null) this.parser.write(this.prologue);
      this.parser.close();
    });
  }

  private push(text: string): void {
    if (this.prologue === null) {
      this.parser.write(text);
      return;
    }
    this.prologue += text;
    const next = scanPrologue(this.prologue);
    if (next === 'doctype') throw new Stop({ code: 'XML_DTD', message: 'a document type declaration' });
    if (next === 'more' && this.prologue.length > MAX_PROLOGUE_CHARS) {
      throw new Stop({ code: 'XML_TOO_COMPLEX', message: `no element in the first ${MAX_PROLOGUE_CHARS} characters` });
    }
    if (next === 'content') {
      this.parser.write(this.prologue);
      this.prologue = null;
    }
  }

  private guarded(step: () => void): XmlProblem | null {
    const place = { line: this.parser.line, column: this.parser.column };
    try {
      step();
      return null;
    } catch (error) {
      Object.assign(place, { line: this.parser.line, column: this.parser.column });
      if (error instanceof Stop) return { ...error.problem, ...place };
      const { message, code } = error as { message?: string; code?: string };
      // A fatal TextDecoder says ERR_ENCODING_INVALID_ENCODED_DATA; saxes says "line:column: what".
      const what =
        code === undefined
          ? (message ?? 'not well-formed').replace(/^\d+:\d+: /, '')
          : 'bytes that are not text in the declared encoding';
      return { code: 'XML_NOT_WELL_FORMED', message: what.slice(0, 300), ...place };
    }
  }
}

function withoutNamespaces(tag: SaxesTag): XmlTag {
  const attributes: XmlTag['attributes'] = {};
  // Without namespaces saxes gives each attribute as plain text.
  for (const [name, value] of Object.entries(tag.attributes as Record<string, string>)) attributes[name] = { value };
  return { local: tag.name.slice(tag.name.indexOf(':') + 1), uri: '', attributes };
}

/** What follows the declaration, comments, processing instructions and white space of the prologue. */
function scanPrologue(text: string): 'doctype' | 'content' | 'more' {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (;;) {
    while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
    if (text.length - at < 9)
      return text.charAt(at) === '<' && '?!'.includes(text.charAt(at + 1))
        ? 'more'
        : at >= text.length || text.length - at < 2
          ? 'more'
          : 'content';
    if (text.startsWith('<?', at)) {
      const end = text.indexOf('?>', at + 2);
      if (end < 0) return 'more';
      at = end + 2;
    } else if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4);
      if (end < 0) return 'more';
      at = end + 3;
    } else {
      // Any case: some readers are lenient, and then this is where they would be led astray.
      return text.slice(at, at + 9).toUpperCase() === '<!DOCTYPE' ? 'doctype' : 'content';
    }
  }
}
