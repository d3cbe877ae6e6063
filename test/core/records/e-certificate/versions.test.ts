import { describe, expect, it } from '@jest/globals';
import { inForceOn, type IssuedVersion } from '../../../../src/core/records/e-certificate/versions.js';

const version = (record: string, validFrom: string | null, validUntil: string | null, more: Partial<IssuedVersion> = {}): IssuedVersion => ({ record, validFrom, validUntil, issued: null, status: null, after: [], ...more }); // prettier-ignore

describe('which version was in force on a day', () => {
  const first = version('1', '2024-01-01', '2026-12-31', { issued: '2023-12-20' });
  const changed = version('2', '2024-01-01', '2026-12-31', { issued: '2025-06-01', after: ['1'] });
  const renewed = version('3', '2027-01-01', '2029-12', { issued: '2026-11-01', after: ['2'] });
  const revoked = version('4', '2027-01-01', '2029-12', { issued: '2028-05-05', status: '已注销', after: ['3'] });
  const all = [first, changed, renewed, revoked];

  it.each([
    ['2023-12-31', []],
    ['2024-01-01', ['1']],
    ['2025-05-31', ['1']],
    ['2025-06-01', ['2']],
    ['2026-11-15', ['2']],
    ['2026-12-31', ['2']],
    ['2027-01-01', ['3']],
    ['2028-05-04', ['3']],
    ['2028-05-05', []],
    ['2031-01-01', []],
  ])('on %s: %j', (day, records) => {
    expect(inForceOn(all, day)).toEqual(records);
    expect(inForceOn(all.toReversed(), day)).toEqual(records);
  });

  it.each<[string, IssuedVersion, string, boolean]>([
    ['a month, on its last day', version('a', '2026-03', '2026-03'), '2026-03-31', true],
    ['a month, after it', version('a', '2026-03', '2026-03'), '2026-04-01', false],
    ['a year, on its last day', version('a', '2026', '2026'), '2026-12-31', true],
    ['without an end', version('a', '2026-03-17', null), '2099-01-01', true],
    ['without a beginning', version('a', null, '2030-01-01'), '2026-01-01', false],
    ['with its day of issue alone', version('a', null, null, { issued: '2026-01-01' }), '2026-01-01', true],
  ])('%s', (_, one, day, is) => {
    expect(inForceOn([one], day)).toEqual(is ? ['a'] : []);
  });
});
