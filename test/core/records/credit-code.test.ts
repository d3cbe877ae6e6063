import { describe, expect, it } from '@jest/globals';
import { creditCodeCheck, taxIdProblem } from '../../../src/core/records/credit-code.js';

describe('统一社会信用代码', () => {
  // That of the Ministry of Finance, as it is printed everywhere; two of samples.
  it.each(['11100000000013186G', '919900000000000192', '91990000000000027W'])('%s is one', (code) => {
    expect(creditCodeCheck(code.slice(0, 17))).toBe(code[17]);
    expect(taxIdProblem(code)).toBeNull();
  });

  it.each([
    ['a wrong last character', '919900000000000193', '2'],
    ['two digits changed places', '919900000000001092', null],
    ['a letter that none has', '9199000000000O0192', null],
  ])('%s', (_, code, expected) => {
    const problem = taxIdProblem(code);
    expect(problem).not.toBeNull();
    if (expected !== null) expect(problem!.expected).toBe(expected);
  });

  it.each([
    ['15 digits of the time before', '110108123456789'],
    ['20', '11010812345678901234'],
    ['the number of a person who sells', '11010519491231002X'],
    ['a full-width one', '９１９９００００００００００００１９２'],
  ])('nothing is said of %s', (_, code) => expect(taxIdProblem(code)).toBeNull());
});
