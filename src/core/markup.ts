import { escapeAttribute, escapeText } from './xml-text.js';

/** Markup that is ready; only made here, so that no text gets past the escaping. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = string | number | boolean | Markup | null | undefined | readonly Content[];

/** An element. Texts are escaped; null and undefined leave nothing. An attribute that is undefined is left out. */
export function element(
  name: string,
  content: Content,
  attributes: Readonly<Record<string, string | undefined>> = {},
): Markup {
  const tag = startTag(name, attributes);
  const inner = contentOf(content);
  return new Markup(inner === '' ? `<${tag}/>` : `<${tag}>${inner}</${name}>`);
}

/** The same for HTML, where only void elements have no end tag, and those are not made here. */
export function htmlElement(
  name: string,
  content: Content,
  attributes: Readonly<Record<string, string | undefined>> = {},
): Markup {
  return new Markup(`<${startTag(name, attributes)}>${contentOf(content)}</${name}>`);
}

function startTag(name: string, attributes: Readonly<Record<string, string | undefined>>): string {
  let tag = name;
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) tag += ` ${key}="${escapeAttribute(value)}"`;
  return tag;
}

function contentOf(content: Content): string {
  if (content === null || content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(contentOf).join('');
  return escapeText(String(content));
}

/** A text that fits xs:anyURI: a part of a URN, percent-encoded (RFC 8141); lone surrogates become U+FFFD. */
export function urnPart(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}

/** xs:dateTime of an RFC 3339 text; null for what is no such time. */
export function dateTime(text: string): string | null {
  const fits = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-](0\d|1[0-3]):[0-5]\d)$/.test(text);
  // Date.parse knows months and days; it rolls 31 February over, which xs:dateTime refuses.
  const day = fits ? new Date(`${text.slice(0, 10)}T00:00:00Z`) : null;
  const real = day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  return real && !Number.isNaN(Date.parse(text)) ? text : null;
}
