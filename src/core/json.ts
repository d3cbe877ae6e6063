/**
 * RFC 8785 (JCS) for what we put in: strings, integers within ±2^53, booleans, null, arrays, plain objects.
 * Floats are refused: two languages print them differently. Lone surrogates are refused (RFC 8785 3.2.2.2).
 */
export function canonicalJson(value: unknown): string {
  return encode(value, 0, true);
}

/** The same, but numbers as ECMAScript prints them (which is what RFC 8785 3.2.2.3 asks): for what others sent. */
export function canonicalJsonOfAny(value: unknown): string {
  return encode(value, 0, false);
}

/**
 * The same for values that hold names found inside hostile files: where a lone surrogate stands, which JSON in UTF-8
 * can't carry, U+FFFD stands, and null for a number that is none.
 */
export function canonicalJsonRepaired(value: unknown): string {
  try {
    return canonicalJsonOfAny(value);
  } catch {
    return canonicalJsonOfAny(wellFormed(value));
  }
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)]));
  return value;
}

/** Names come from us and are few; each is checked and quoted once. */
const quotedNames = new Map<string, string>();
const MAX_QUOTED_NAMES = 1000;

function encode(value: unknown, depth: number, integersOnly: boolean): string {
  if (depth > 100) throw new RangeError('JSON nested deeper than 100');
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      if (!Number.isFinite(value) || (integersOnly && !Number.isSafeInteger(value)))
        throw new TypeError(`not a safe integer: ${value}`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object': {
      if (value === null) return 'null';
      let members = '';
      if (Array.isArray(value)) {
        for (const item of value) members += `${members === '' ? '' : ','}${encode(item, depth + 1, integersOnly)}`;
        return `[${members}]`;
      }
      const object = value as Record<string, unknown>;
      for (const key of inOrder(Object.keys(object))) {
        if (object[key] === undefined) continue;
        members += `${members === '' ? '' : ','}${quotedName(key)}:${encode(object[key], depth + 1, integersOnly)}`;
      }
      return `{${members}}`;
    }
    default:
      throw new TypeError(`not JSON: ${typeof value}`);
  }
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('lone surrogate in a string');
  return JSON.stringify(text);
}

function quotedName(name: string): string {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  const text = quoted(name);
  if (quotedNames.size < MAX_QUOTED_NAMES && name.length < 100) quotedNames.set(name, text);
  return text;
}

/** By UTF-16 code units, as RFC 8785 3.2.3 wants and `>` compares. In place; objects of ours have few members. */
function inOrder(names: string[]): string[] {
  if (names.length > 50) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i]!;
    let at = i;
    for (; at > 0 && names[at - 1]! > name; at--) names[at] = names[at - 1]!;
    names[at] = name;
  }
  return names;
}
