/**
 * Fragments by which a text is found. A text is `^text$`; its grams are all pairs of neighbouring characters, but triples where
 * both are digits (pairs of digits are in nearly every number and tell nothing), and each character alone that is neither a
 * digit nor a Latin letter: a Chinese character may be asked for alone.
 */

const START = '\u0002';
const END = '\u0003';
const DIGIT = /^[0-9]$/;
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
 * tell: one Latin letter, one or two digits.
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
  for (let i = 0; i + 1 < characters.length; i++) {
    const [one, two, three] = [characters[i]!, characters[i + 1]!, characters[i + 2]];
    if (!DIGIT.test(one) || !DIGIT.test(two)) grams.add(one + two);
    else if (three !== undefined && DIGIT.test(three)) grams.add(one + two + three);
  }
}
