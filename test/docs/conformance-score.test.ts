import { describe, expect, it } from '@jest/globals';
import { judge, outcomeOf, score, type VerdictLine } from '../../scripts/conformance/corpus/score.mjs';

const entry = (path: string, expected_class: string, group = 'signed') => ({
  path,
  group,
  expected: '',
  expected_class,
});
const ENTRIES = [
  entry('good', 'valid'),
  entry('changed', 'modified'),
  entry('plain', 'unsigned'),
  entry('companion', 'companion'),
];
const answered = (line: VerdictLine) => new Map(ENTRIES.map(({ path }) => [path, line]));

describe('the score of a corpus run', () => {
  it.each([
    [{ verdict: 'TOTAL_PASSED' }],
    [{ verdict: 'INDETERMINATE', integrity: 'intact' }],
    [{ verdict: 'TOTAL_FAILED', integrity: 'intact' }],
    [{ verdict: 'INDETERMINATE', integrity: 'unknown' }],
    [{ verdict: 'NO_SIGNATURE' }],
    [{ verdict: 'MALFORMED' }],
  ] as [VerdictLine][])('no constant answer earns both columns: %j', (line) => {
    const row = score(ENTRIES, answered(line)).groups.get('signed')!;
    expect([row.good, row.bad]).toEqual([1, 1]);
    expect(row.goodAccepted + row.badCaught).toBeLessThan(2);
  });

  it('a file without a line is a crash, also for a signed one that nobody looks at', () => {
    const row = score(ENTRIES, new Map()).groups.get('signed')!;
    expect(row['crash']).toBe(3);
  });

  it('accepting what was changed is a false accept, whatever the words', () => {
    for (const line of [
      { verdict: 'TOTAL_PASSED', integrity: 'broken' },
      { verdict: 'INDETERMINATE', integrity: 'intact' },
    ])
      // prettier-ignore
      expect(judge('changed-after-signing', outcomeOf(line))).toBe('false-accept');
  });

  it('asking for content is safe and no answer', () => {
    const line = { verdict: 'INDETERMINATE', integrity: 'unknown', reason: 'needs-content: the signed file' };
    expect(judge('valid', outcomeOf(line))).toBe('needs-content');
    expect(judge('modified', outcomeOf(line))).toBe('needs-content');
  });

  it('a disputed entry is set aside or takes its other class', () => {
    const lines = answered({ verdict: 'INDETERMINATE', integrity: 'intact' });
    const row = score(ENTRIES, lines, { changed: { class: null }, plain: { class: 'valid' } }).groups.get('signed')!;
    expect([row.scored, row.goodAccepted, row.bad]).toEqual([2, 2, 0]);
  });
});
