/** Array literals for `unnest` (PostgreSQL manual 8.15.2), written here because the driver's own take a third of a commit. */

/** Any strings; they may hold quotes, backslashes, braces. */
export function textArray(values: readonly (string | null)[]): string {
  let out = '{';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (i > 0) out += ',';
    if (value === null || value === undefined) out += 'NULL';
    else out += SPECIAL.test(value) ? `"${value.replace(ESCAPED, '\\$&')}"` : `"${value}"`;
  }
  return out + '}';
}
const SPECIAL = /["\\]/;
const ESCAPED = /["\\]/g;

/** Strings that need no quotes: UUIDs, numbers, hex, ISO times. */
export function plainArray(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}
