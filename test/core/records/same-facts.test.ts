import { describe, expect, it } from '@jest/globals';
import { type FactType, type SourcedFact } from '../../../src/core/records/fact.js';
import { agree, differencesOf, mergedFacts } from '../../../src/core/records/same-facts.js';

const fact = (key: string, value: string | null, type: FactType = 'text', more: Partial<SourcedFact> = {}): SourcedFact => ({ key, type, text: value ?? '?', value, place: `/${key}`, file: 'a.xml', reader: 'x/1', ...more }); // prettier-ignore
const keys = (one: SourcedFact[], other: SourcedFact[]) => differencesOf(one, other).map(({ key }) => key);

describe('differencesOf', () => {
  it.each<[string, SourcedFact, SourcedFact]>([
    ['amounts with other zeros', fact('amount', '1130.00', 'amount'), fact('amount', '1130', 'amount')],
    ['a day and the time on it', fact('issue-date', '2026-03-17', 'date'), fact('issue-date', '2026-03-17T09:30:00', 'date')],
    ['a name in other widths and spaces', fact('seller-name', '示例（北京）公司'), fact('seller-name', '示例(北京) 公司')],
    ['what only one of them says', fact('seller-name', 'x'), fact('buyer-name', 'y')],
    ['a remark', fact('remark', 'x'), fact('remark', 'y')],
    ['a line', fact('amount', '1', 'amount', { group: 'line/1' }), fact('amount', '2', 'amount', { group: 'line/1' })],
    ['an element that no table knows', fact('cbc:Note', 'x'), fact('cbc:Note', 'y')],
  ])('is none for %s', (_, one, other) => expect(keys([one], [other])).toEqual([])); // prettier-ignore

  it.each<[string, SourcedFact, SourcedFact]>([
    ['an amount of a cent more', fact('amount', '1130.01', 'amount'), fact('amount', '1130.00', 'amount')],
    ['another day', fact('issue-date', '2026-03-18', 'date'), fact('issue-date', '2026-03-17', 'date')],
    ['another name', fact('seller-name', '甲'), fact('seller-name', '乙')],
    ['what can’t be read, said in other words', fact('amount', null, 'amount'), fact('amount', '1', 'amount')],
  ])('tells %s with both places', (_, one, other) => {
    expect(differencesOf([one], [other])).toEqual([
      { key: one.key, one: { text: one.text, file: one.file, place: one.place }, other: { text: other.text, file: other.file, place: other.place } }, // prettier-ignore
    ]);
  });
});

describe('agree', () => {
  const number = fact('invoice-number', '26', 'identifier');
  const amount = fact('total-with-tax', '113.00', 'amount');

  it('where both say an amount, a date or a name, and nothing is said differently', () => {
    expect(agree([number, amount], [number, amount, fact('buyer-name', '甲')])).toBe(true);
    expect(agree([number, fact('seller-name', '甲')], [number, fact('seller-name', '甲')])).toBe(true);
    expect(agree([number, amount], [number, { ...amount, value: '114.00' }])).toBe(false);
  });
  it('not where a number or an identifier is all that both say', () => {
    expect(agree([number, amount], [number])).toBe(false);
    expect(agree([number, amount], [number, fact('seller-name', '甲')])).toBe(false);
    expect(agree([number, fact('seller-id', '91', 'identifier')], [number, fact('seller-id', '91', 'identifier')])).toBe(false); // prettier-ignore
    expect(agree([number, fact('currency', 'CNY', 'code')], [number, fact('currency', 'CNY', 'code')])).toBe(false);
    expect(agree([], [])).toBe(false);
    const line = { ...amount, group: 'line/1' };
    expect(agree([number, line], [number, line])).toBe(false);
  });
});

describe('mergedFacts', () => {
  it('keeps what was said first and adds what is new', () => {
    const [first, later] = [[fact('a', '1')], [fact('a', '2'), fact('b', '3')]];
    expect(mergedFacts(first, later).map(({ key, value }) => [key, value])).toEqual([['a', '1'], ['b', '3']]); // prettier-ignore
  });
});
