import { describe, expect, it } from '@jest/globals';
import { intakeFinding } from '../../src/archive/findings.js';
import { decide, DEFAULT_POLICY } from '../../src/archive/policy.js';
import { type Finding } from '../../src/core/finding.js';
import { type SignatureReport } from '../../src/core/record.js';

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
  it('refuses for what it lists and nothing else', () => {
    expect(
      decide([intakeFinding('DIGEST_MISMATCH', 'f', 'm'), finding('PDF_TRUNCATED', 'error')], DEFAULT_POLICY),
    ).toEqual({ refuse: true, because: ['DIGEST_MISMATCH'] });
  });
});
