/** 统一社会信用代码 (GB 32100-2015) and the identifier of a person (GB 11643-1999) that stands in its place for some sellers. */

/** Without I, O, S, V, Z; a character's place is its value. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const SHAPE = /^[0-9A-HJ-NPQRTUWXY]{18}$/;
const PERSON = /^\d{6}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]$/;

/** The 18th character for the 17 before it: weights 3^i mod 31, MOD 31. Null when they are none of a credit code. */
export function creditCodeCheck(first17: string): string | null {
  if (!SHAPE.test(`${first17}0`)) return null;
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET[(31 - (sum % 31)) % 31]!;
}

/** GB 11643 (ISO 7064 MOD 11-2). */
function isPersonNumber(text: string): boolean {
  if (!PERSON.test(text)) return false;
  let sum = 0;
  for (const [index, character] of [...text].entries())
    sum += (character === 'X' ? 10 : Number(character)) * (2 ** (17 - index) % 11);
  return sum % 11 === 1;
}

/**
 * What is wrong with a tax identifier (纳税人识别号) of 18 characters; null when nothing is, and for identifiers of other lengths,
 * which were given out without a check character. `expected` is null when a character can't stand in one.
 */
export function taxIdProblem(text: string): { expected: string | null } | null {
  const said = text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  if (said.length !== 18 || isPersonNumber(said)) return null;
  if (!SHAPE.test(said)) return { expected: null };
  const expected = creditCodeCheck(said.slice(0, 17));
  return expected === said[17] ? null : { expected };
}
