import { describe, expect, it } from '@jest/globals';
import { type SignatureReport } from '../../../src/core/record.js';
import { awaitsOf, countVerdicts, openOf } from '../../../src/core/signatures/verdicts.js';

type Said = Pick<SignatureReport, 'verdict' | 'integrity'>;
const report = (said: Said, id = 's1') =>
  ({ id, kind: 'seal', subIndication: null, reason: 'r'.repeat(900), ...said }) as SignatureReport;
const passed: Said = { verdict: 'TOTAL_PASSED', integrity: 'intact' };
const noChain: Said = { verdict: 'INDETERMINATE', integrity: 'intact' };
const noContent: Said = { verdict: 'INDETERMINATE', integrity: 'unknown' };
const broken: Said = { verdict: 'TOTAL_FAILED', integrity: 'broken' };
const revoked: Said = { verdict: 'TOTAL_FAILED', integrity: 'intact' };
const files = (...said: Said[]) => said.map((one, i) => ({ path: `f${i}`, signatures: [report(one)] }));

describe('the verdicts of a record', () => {
  it('are counted over all files, each report once', () => {
    expect(countVerdicts([...files(passed, noChain, broken), { signatures: [] }])).toEqual({
      total: 3,
      passed: 1,
      indeterminate: 1,
      failed: 1,
    });
    expect(countVerdicts([])).toEqual({ total: 0, passed: 0, indeterminate: 0, failed: 0 });
  });

  it.each([
    ['all passed', [passed, passed], 'nothing'],
    ['no signature at all', [], 'nothing'],
    ['intact without a chain', [passed, noChain], 'trust'],
    ['failed by its certificate alone', [revoked], 'trust'],
    ['without its content', [noContent], 'other'],
    ['one without a chain beside one without content', [noContent, noChain], 'trust'],
    ['broken for good', [broken, passed], 'nothing'],
    ['broken beside one without content', [broken, noContent], 'other'],
  ])('%s waits for what could change it', (_, said, awaits) => {
    expect(awaitsOf(files(...said))).toBe(awaits);
  });

  it('what is open is named, bounded in number and length', () => {
    expect(openOf(files(passed, noChain))).toMatchObject([{ file: 'f1', id: 's1', verdict: 'INDETERMINATE' }]);
    const many = openOf(files(...Array.from({ length: 80 }, () => noChain)));
    expect([many.length, many[0]!.reason.length]).toEqual([50, 500]);
  });
});
