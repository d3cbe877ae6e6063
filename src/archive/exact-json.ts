const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*/g;

/**
 * What `JSON.parse` loses without a word (RFC 7493 2.2, 2.3): a member that stands twice, of which only the last stays,
 * and a number with more digits than a double holds. `value` is `text`, parsed. Null: nothing was lost.
 */
export function lossOf(text: string, value: unknown): string | null {
  let members = 0;
  for (const [token, colon] of text.matchAll(STRING_OR_NUMBER)) {
    if (colon !== undefined) members++;
    else if (token[0] !== '"' && digitsOf(token) !== digitsOf(String(Number(token))))
      return `the number ${token.slice(0, 60)} has more digits than JSON readers keep: send it as a text`;
  }
  return members === membersOf(value) ? null : 'an object names a member twice';
}

/** The digits that count: `-0.10e3` → `1`, `1200` → `12`. */
function digitsOf(number: string): string {
  return number
    .replace(/e.*$/i, '')
    .replace(/[^\dA-Za-z]/g, '')
    .replace(/^0+|0+$/g, '');
}

function membersOf(value: unknown): number {
  let members = 0;
  const open = [value];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    const inside: unknown[] = Object.values(node);
    if (!Array.isArray(node)) members += inside.length;
    for (const child of inside) if (typeof child === 'object' && child !== null) open.push(child);
  }
  return members;
}
