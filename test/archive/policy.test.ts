import { describe, expect, it } from '@jest/globals';
import { intakeFinding } from '../../src/archive/findings.js';
import { decide, DEFAULT_POLICY, registersNow } from '../../src/archive/policy.js';
import { type CheckTotal, type ItemResult } from '../../src/core/checks/result.js';
import { type Finding } from '../../src/core/finding.js';
import { type RecordState, type SignatureReport } from '../../src/core/record.js';

const finding = (code: string, severity: Finding['severity']): Finding => ({
  code,
  severity,
  where: 'a',
  message: 'm',
  action: 'do',
});

describe('the intake policy', () => {
  it('registers a record without error-level findings', () => {
    expect(decide([finding('FORMAT_UNKNOWN', 'warning')], DEFAULT_POLICY)).toEqual({
      refuse: false,
      state: 'registered',
      reason: [],
    });
  });
  it('keeps a broken record as received and says why', () => {
    expect(decide([finding('PDF_TRUNCATED', 'error'), finding('PDF_TRUNCATED', 'error')], DEFAULT_POLICY)).toEqual({
      refuse: false,
      state: 'received',
      reason: ['PDF_TRUNCATED'],
    });
  });
  it('keeps a record with a failed signature as received, whatever failed; one that is only open is registered', () => {
    const files = (...verdicts: SignatureReport['verdict'][]) =>
      verdicts.map((verdict) => ({ signatures: [{ verdict }] }));
    expect(decide([], DEFAULT_POLICY, files('TOTAL_PASSED', 'TOTAL_FAILED', 'TOTAL_FAILED'))).toEqual({
      refuse: false,
      state: 'received',
      reason: ['SIGNATURE_TOTAL_FAILED'],
    });
    const open = files('TOTAL_PASSED', 'INDETERMINATE');
    expect(decide([], DEFAULT_POLICY, open)).toMatchObject({ state: 'registered', reason: [] });
    const strict = { ...DEFAULT_POLICY, holdVerdicts: ['TOTAL_FAILED', 'INDETERMINATE'] as const };
    expect(decide([], strict, open)).toMatchObject({ state: 'received', reason: ['SIGNATURE_INDETERMINATE'] });
  });
  it('always names a virus, and other checks where nothing else says it', () => {
    const total = { outcome: 'failed' as const, vetoed: ['virus'], counts: {} as CheckTotal['counts'] };
    const failed = (item: string): ItemResult => ({ item, outcome: 'failed', evidence: [] });
    const checks = { total, results: [failed('virus'), failed('content-whole')] };
    expect(decide([], DEFAULT_POLICY, [], checks)).toMatchObject({
      state: 'received',
      reason: ['CHECK_VIRUS', 'CHECK_CONTENT_WHOLE'],
    });
    expect(decide([finding('PDF_TRUNCATED', 'error')], DEFAULT_POLICY, [], checks)).toMatchObject({
      state: 'received',
      reason: ['PDF_TRUNCATED', 'CHECK_VIRUS'],
    });
  });
  it('refuses for what it lists and nothing else', () => {
    expect(
      decide([intakeFinding('DIGEST_MISMATCH', 'f', 'm'), finding('PDF_TRUNCATED', 'error')], DEFAULT_POLICY),
    ).toEqual({ refuse: true, because: ['DIGEST_MISMATCH'] });
  });
});

describe('a check of a received record', () => {
  const counts = { passed: 1, warning: 0, failed: 0, 'not-checked': 0, 'not-applicable': 0, manual: 0 };
  const received = { kind: 'e-invoice', state: 'received' as RecordState, stateReason: ['CHECK_VIRUS'], findings: [] as Finding[] }; // prettier-ignore
  const now = (
    record: Partial<typeof received>,
    scheme = 'dantao/accounting',
    outcome: CheckTotal['outcome'] = 'passed',
  ) => {
    const report = { scheme: { id: scheme, version: 1 }, results: [], total: { outcome, vetoed: [], counts } };
    return registersNow({ ...received, ...record }, [], report, DEFAULT_POLICY);
  };

  it('registers it where it passed the check of its kind', () => {
    expect(now({})).toBe(true);
    expect(now({ kind: 'generic' }, 'dantao/archiving')).toBe(true);
  });
  it('does not where a person has to decide between it and another record', () => {
    expect(now({ stateReason: ['DUPLICATE_CONFLICT'], findings: [finding('DUPLICATE_CONFLICT', 'warning')] })).toBe(
      false,
    );
    // The finding stays after the decision; what keeps a record back is the reason.
    expect(now({ findings: [finding('DUPLICATE_CONFLICT', 'warning')] })).toBe(true);
  });
  it('does not where what failed before could not be looked at this time', () => {
    const report = (outcome: ItemResult['outcome']) => ({
      scheme: { id: 'dantao/accounting', version: 1 },
      results: [{ item: 'virus', outcome, evidence: [] }],
      total: { outcome: 'passed' as const, vetoed: [], counts },
    });
    expect(registersNow(received, [], report('passed'), DEFAULT_POLICY)).toBe(true);
    expect(registersNow(received, [], report('not-checked'), DEFAULT_POLICY)).toBe(false);
    const other = { ...received, stateReason: ['CHECK_CONTENT_WHOLE'] };
    expect(registersNow(other, [], report('not-checked'), DEFAULT_POLICY)).toBe(true);
  });
  it('does not by the scheme of another kind or another stage', () => {
    expect(now({}, 'dantao/archiving')).toBe(false);
    expect(now({}, 'dantao/long-term')).toBe(false);
  });
  it('does not where it failed, where a finding is left, or where the record is in another state', () => {
    expect(now({}, 'dantao/accounting', 'failed')).toBe(false);
    expect(now({ findings: [finding('PDF_TRUNCATED', 'error')] })).toBe(false);
    expect(now({ state: 'incomplete' })).toBe(false);
    expect(now({ state: 'withdrawn' })).toBe(false);
  });
});
