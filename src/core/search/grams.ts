/**
 * Fragments by which a text is found. A text is `^text$`; its grams are all pairs of neighbouring characters, but four at a time
 * of digits and the ends beside them (two or three digits are in nearly every record and tell nothing), and each character
 * alone that is neither a digit nor a Latin letter: a Chinese character may be asked for alone.
 */

const START = '\u0002';
const END = '\u0003';
/** Digits, and the ends. */
const isNumeric = (character: string) => character === START || character === END || /^[0-9]$/.test(character);
const RUN = 4;
const LATIN = /^[0-9a-z]$/;

/** All grams of a text in search form. */
export function gramsOf(form: string): Set<string> {
  const grams = new Set<string>();
  if (form !== '') collect([START, ...form, END], grams);
  for (const character of form) if (!LATIN.test(character) && character !== ' ') grams.add(character);
  return grams;
}

/**
 * Grams that every text holding `fragment` has (at its beginning or end, where said). Empty when the fragment is too short to
 * tell: one Latin letter, up to three digits.
 */
export function gramsToFind(fragment: string, at: { start?: boolean; end?: boolean } = {}): string[] {
  if (fragment === '') return [];
  const characters = [...(at.start ? [START] : []), ...fragment, ...(at.end ? [END] : [])];
  const grams = new Set<string>();
  collect(characters, grams);
  if (grams.size === 0 && characters.length === 1 && !LATIN.test(fragment)) grams.add(fragment);
  return [...grams];
}

function collect(characters: readonly string[], grams: Set<string>): void {
  let run = 0;
  for (let i = 0; i < characters.length; i++) {
    const numeric = isNumeric(characters[i]!);
    if (i > 0 && !(numeric && run > 0)) grams.add(characters[i - 1]! + characters[i]!);
    run = numeric ? run + 1 : 0;
    if (run >= RUN) grams.add(characters.slice(i - RUN + 1, i + 1).join(''));
  }
}
