/** Texts as they are compared in a search. Glossary: search form 检索形式. */

/** Longer is a paragraph, not a name: what is behind it is found in the record, not by search. */
export const MAX_SEARCHED_CHARACTERS = 500;

/**
 * NFKC, lower case, each run of white space and control characters as one space, none at the ends: `Ａ１２  北京` → `a12 北京`.
 * Cut to 500 characters, never through a surrogate pair.
 */
export function searchForm(text: string): string {
  const form = text
    .slice(0, 4 * MAX_SEARCHED_CHARACTERS)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
  const characters = [...form];
  return characters.length <= MAX_SEARCHED_CHARACTERS ? form : characters.slice(0, MAX_SEARCHED_CHARACTERS).join('');
}

/** The words of a free text: all have to be there. At most 8; the same one counts once. */
export const MAX_WORDS = 8;
export function wordsOf(text: string): string[] {
  return [...new Set(searchForm(text).split(' '))].filter((word) => word !== '').slice(0, MAX_WORDS);
}
