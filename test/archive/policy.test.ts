import { describe, expect, it } from '@jest/globals';
import { intakeFinding } from '../../src/archive/findings.js';
import { decide, DEFAULT_POLICY } from '../../src/archive/policy.js';
import { type Finding } from '../../src/core/finding.js';

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
  it('refuses for what it lists and nothing else', () => {
    expect(
      decide([intakeFinding('DIGEST_MISMATCH', 'f', 'm'), finding('PDF_TRUNCATED', 'error')], DEFAULT_POLICY),
    ).toEqual({ refuse: true, because: ['DIGEST_MISMATCH'] });
  });
});
