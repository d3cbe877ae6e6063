/** Control characters and line ends, and the overrides that make a listing show another name. */
const HOSTILE = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/** What a hostile name or message can't do in a terminal or on a page: control characters and overrides become visible. */
export function visible(text: string): string {
  return text.toWellFormed().replace(HOSTILE, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

/** At most `characters` of it, with an ellipsis where it was cut. */
export function shortened(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const all = Array.from(text.slice(0, 2 * characters));
  return all.length <= characters && text.length <= 2 * characters ? text : `${all.slice(0, characters - 1).join('')}…`;
}
