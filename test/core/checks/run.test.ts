import { runChecks, totalOf } from '../../../src/core/checks/run.js';
import { METHODS } from '../../../src/core/checks/methods/index.js';
import { type CheckScheme, type SchemeItem, schemeProblems } from '../../../src/core/checks/scheme.js';
import { SCHEMES } from '../../../src/core/checks/schemes/index.js';
import { AT, subject } from './subjects.js';
import { intakeFinding } from '../../../src/archive/findings.js';

const SOFTWARE = { name: 'dantao', version: '0.0.0' };

const item = (key: string, more: Partial<SchemeItem> = {}): SchemeItem => ({
  key,
  zh: key,
  en: key,
  group: 'authenticity',
  object: 'file',
  method: 'fixity',
  severity: 'error',
  veto: false,
  clause: 'DA/T 70-2018',
  grade: 'B',
  ...more,
});

const scheme = (...items: SchemeItem[]): CheckScheme => ({
  id: 'test/archiving',
  version: 1,
  zh: '试验',
  en: 'Trial',
  basis: 'none',
  stage: 'archiving',
  items,
});

const outcomes = (one: CheckScheme, of = subject()) =>
  runChecks(one, of, AT, SOFTWARE).results.map(({ outcome }) => outcome);

describe('a check of a record by a scheme', () => {
  it('gives one result per item, in the order of the scheme, and the total last', () => {
    const report = runChecks(scheme(item('a'), item('b', { method: 'not-established' })), subject(), AT, SOFTWARE);
    expect(report.results.map((one) => [one.item, one.outcome])).toEqual([
      ['a', 'passed'],
      ['b', 'not-checked'],
    ]);
    expect(report.total).toEqual({
      outcome: 'passed',
      vetoed: [],
      counts: { passed: 1, warning: 0, failed: 0, 'not-checked': 1, 'not-applicable': 0, manual: 0 },
    });
    expect(report.at).toBe('2026-03-17T09:12:44.000Z');
  });

  it('fails the whole when an item fails, and names the veto', () => {
    const findings = [
      intakeFinding('DIGEST_MISMATCH', 'a.txt', 'other bytes', { expected: 'sha256:1', found: 'sha256:2' }),
    ];
    const report = runChecks(scheme(item('a', { veto: true })), subject({ findings }), AT, SOFTWARE);
    expect(report.total).toMatchObject({ outcome: 'failed', vetoed: ['a'] });
    expect(report.results[0]).toMatchObject({
      expected: 'sha256:1',
      found: 'sha256:2',
      evidence: [{ finding: 'DIGEST_MISMATCH' }],
    });
  });

  it('only warns where the item weighs as a warning', () => {
    const findings = [intakeFinding('SIZE_MISMATCH', 'a.txt', 'shorter')];
    expect(outcomes(scheme(item('a', { severity: 'warning' })), subject({ findings }))).toEqual(['warning']);
  });

  it.each<[string, Partial<SchemeItem>, string]>([
    ['of another kind', { applies: { kinds: ['e-invoice'] } }, 'not-applicable'],
    ['of this kind', { applies: { kinds: ['generic'] } }, 'passed'],
    ['of a format that is not there', { applies: { formats: ['ofd'] } }, 'not-applicable'],
    ['on a fact that is not said', { applies: { fact: { key: 'invoice-number' } } }, 'not-applicable'],
    ['switched off', { off: 'no scanner here' }, 'not-checked'],
    ['for a person', { method: 'manual' }, 'manual'],
  ])('says %s for what it is', (_, more, outcome) => {
    expect(outcomes(scheme(item('a', more)))).toEqual([outcome]);
  });

  it('is open while a person has to look at an item that weighs as an error', () => {
    const one = scheme(item('a', { method: 'manual' }));
    expect(runChecks(one, subject(), AT, SOFTWARE).total.outcome).toBe('open');
    expect(totalOf(one, [{ item: 'a', outcome: 'passed', evidence: [] }]).outcome).toBe('passed');
  });

  it('never takes an undeclared digest for a right one', () => {
    const undeclared = subject();
    delete undeclared.files[0]!.declared.digests;
    expect(outcomes(scheme(item('a')), undeclared)).toEqual(['not-checked']);
  });
});

describe('a scheme', () => {
  it('is refused with reasons when it can not be used', () => {
    const wrong = scheme(
      item('a'),
      item('a'),
      item('b', { method: 'guess' }),
      item('c', { veto: true, grade: 'C' }),
      item('d', { veto: true, severity: 'warning' }),
    );
    expect(schemeProblems(wrong, new Set(Object.keys(METHODS)))).toEqual([
      'a stands there twice',
      'b: no method "guess"',
      'c: a rule of grade C never vetoes',
      'd: a veto weighs as an error',
    ]);
    expect(schemeProblems(scheme(item('a')), new Set(Object.keys(METHODS)))).toEqual([]);
  });
});

describe('the built-in schemes', () => {
  const methods = new Set(Object.keys(METHODS));
  it.each(SCHEMES.map((one) => [one.id, one] as const))('%s can be used, and runs on a record', (_, one) => {
    expect(schemeProblems(one, methods)).toEqual([]);
    const report = runChecks(one, subject(), AT, SOFTWARE);
    expect(report.results.map((result) => result.item)).toEqual(one.items.map(({ key }) => key));
    expect(Object.values(report.total.counts).reduce((sum, count) => sum + count, 0)).toBe(one.items.length);
  });

  it('leave no method without an item', () => {
    const used = new Set(SCHEMES.flatMap(({ items }) => items.map(({ method }) => method)));
    expect([...methods].filter((method) => !used.has(method))).toEqual([]);
  });
});
