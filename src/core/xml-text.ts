/**
 * Text for XML 1.0. What it can't carry (production [2] Char, and CR, which §2.11 turns into LF) becomes U+FFFD in both
 * writers; record.json keeps the true text.
 */

const UNFIT =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Character data that a parser gives back as written here. */
export function fitText(text: string): string {
  return text.replace(UNFIT, '\ufffd');
}

/** For attributes, where §3.3.3 turns white space into spaces anyway. */
export function fitAttribute(text: string): string {
  return fitText(text.replace(/[\t\n\r]/g, ' '));
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeText(text: string): string {
  return fitText(text).replace(/[&<>]/g, (c) => ESCAPES[c]!);
}

export function escapeAttribute(text: string): string {
  return fitAttribute(text).replace(/[&<>"]/g, (c) => ESCAPES[c]!);
}
