import { SaxesParser, type SaxesTagNS } from 'saxes';

export interface XmlHandlers {
  open?(tag: SaxesTagNS): void;
  /** With the text directly inside the element, entities resolved. */
  close?(tag: SaxesTagNS, text: string): void;
}

const MAX_DEPTH = 64;

/** Walks through a document. Gives why it can't be used (not UTF-8, not well-formed, a DTD, too deep), or null. */
export function walkXml(bytes: Uint8Array, handlers: XmlHandlers): string | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'not UTF-8';
  }
  const parser = new SaxesParser({ xmlns: true });
  const texts: string[] = [];
  // A DTD could define entities and defaults; our documents have none (package-format §11).
  parser.on('doctype', () => {
    throw new TypeError('a DTD');
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    if (texts.push('') > MAX_DEPTH) throw new TypeError(`elements nested deeper than ${MAX_DEPTH}`);
    handlers.open?.(tag);
  });
  const addText = (piece: string) => {
    if (texts.length > 0) texts[texts.length - 1] += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', (tag) => {
    const text = texts.pop()!;
    handlers.close?.(tag, text);
  });
  try {
    parser.write(text).close();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
