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

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function encode(value: unknown, depth: number, integersOnly: boolean): string {
  if (depth > 100) throw new RangeError('JSON nested deeper than 100');
  switch (typeof value) {
    case 'string':
      if (LONE.test(value)) throw new TypeError('lone surrogate in a string');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value) || (integersOnly && !Number.isSafeInteger(value)))
        throw new TypeError(`not a safe integer: ${value}`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map((v) => encode(v, depth + 1, integersOnly)).join(',')}]`;
      const object = value as Record<string, unknown>;
      // Default sort compares UTF-16 code units, as RFC 8785 3.2.3 wants.
      const keys = Object.keys(object)
        .filter((k) => object[k] !== undefined)
        .sort();
      return `{${keys.map((k) => `${encode(k, depth, integersOnly)}:${encode(object[k], depth + 1, integersOnly)}`).join(',')}}`;
    }
    default:
      throw new TypeError(`not JSON: ${typeof value}`);
  }
}
