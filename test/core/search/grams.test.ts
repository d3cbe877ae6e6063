import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gramsOf, gramsToFind } from '../../../src/core/search/grams.js';
import { MAX_SEARCHED_CHARACTERS, searchForm, wordsOf } from '../../../src/core/search/search-form.js';

const letters = fc.string({ unit: fc.constantFrom(...'0123456789abc中国公司-（. 𠮷'), maxLength: 30 }).map(searchForm);

describe('grams', () => {
  it('a text has every gram of each of its parts', () => {
    fc.assert(
      fc.property(letters, letters, letters, (before, part, after) => {
        const text = searchForm(before + part + after);
        fc.pre(text === before + part + after);
        const grams = gramsOf(text);
        const at = { start: before === '', end: after === '' };
        for (const gram of [...gramsToFind(part), ...gramsToFind(part, at)]) expect(grams).toContain(gram);
      }),
    );
  });

  it.each([
    ['中', ['中']],
    ['公司', ['公司']],
    ['ab', ['ab']],
    ['a', []],
    ['12', []],
    ['123', []],
    ['1234', ['1234']],
    ['12345', ['1234', '2345']],
    ['a12', ['a1']],
    ['𠮷野', ['𠮷野']],
    ['-', ['-']],
  ])('of the fragment %s', (fragment, expected) => {
    expect(gramsToFind(fragment)).toEqual(expected);
  });

  it('tells the whole and the beginning from a part', () => {
    const whole = gramsToFind('公司', { start: true, end: true });
    const beginning = gramsToFind('公司', { start: true });
    const has = (text: string, grams: string[]) => grams.every((gram) => gramsOf(text).has(gram));
    expect([has('公司', whole), has('公司章程', whole), has('有限公司', whole)]).toEqual([true, false, false]);
    expect([has('公司', beginning), has('公司章程', beginning), has('有限公司', beginning)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the form in which texts are compared', () => {
  it.each([
    ['ＡＢ\u3000１２', 'ab 12'],
    ['  A\n\tB  ', 'a b'],
    ['（股份）', '(股份)'],
    ['\ud800x', 'x'],
    ['\0\u0007', ''],
  ])('%j → %j', (text, form) => expect(searchForm(text)).toBe(form));

  it('is its own form, holds no control character, and ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const form = searchForm(text);
        expect(form).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        expect([...form].length).toBeLessThanOrEqual(MAX_SEARCHED_CHARACTERS);
        if ([...form].length < MAX_SEARCHED_CHARACTERS) expect(searchForm(form)).toBe(form);
      }),
    );
  });

  it('has at most eight words, each once', () => {
    expect(wordsOf('a b A ｂ c')).toEqual(['a', 'b', 'c']);
    expect(wordsOf('1 2 3 4 5 6 7 8 9')).toHaveLength(8);
  });
});
