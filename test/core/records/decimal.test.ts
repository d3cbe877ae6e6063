import {
  add,
  compare,
  encodeDecimal,
  multiply,
  parseDecimal,
  round,
  subtract,
} from '../../../src/core/records/decimal.js';

const d = (text: string) => parseDecimal(text)!;

describe('decimals as text', () => {
  it.each(['0', '113.00', '-1130.00', '0.1', '-0.05', '12345678901234567890.123456789'])(
    'keeps %s as it stands',
    (text) => {
      expect(encodeDecimal(d(text))).toBe(text);
    },
  );

  it.each(['', '.', '-', '1,000', '1e3', '1.2.3', ' 1', '０１', 'NaN', '9'.repeat(100)])(
    'takes "%s" for no decimal',
    (text) => {
      expect(parseDecimal(text)).toBeNull();
    },
  );

  it('adds, subtracts and multiplies exactly where floats do not', () => {
    expect(encodeDecimal(add(d('0.1'), d('0.2')))).toBe('0.3');
    expect(encodeDecimal(subtract(d('1'), d('0.99')))).toBe('0.01');
    expect(encodeDecimal(multiply(d('1.005'), d('100')))).toBe('100.500');
  });

  it('compares by value, not by digits', () => {
    expect(compare(d('1.10'), d('1.1'))).toBe(0);
    expect(compare(d('-2'), d('1'))).toBe(-1);
    expect(compare(d('9007199254740993'), d('9007199254740992'))).toBe(1);
  });

  it.each([
    ['1.005', 2, '1.01'],
    ['-1.005', 2, '-1.01'],
    ['1.004', 2, '1.00'],
    ['1', 2, '1.00'],
  ])('rounds %s to %d places as %s', (text, to, out) => {
    expect(encodeDecimal(round(d(text), to))).toBe(out);
  });
});
