import { parseCapitals } from '../../../src/core/records/capitals.js';
import { encodeDecimal } from '../../../src/core/records/decimal.js';
import { factOf } from '../../../src/core/records/fact-value.js';
import { checkCapitals, checkSum } from '../../../src/core/records/sums.js';

describe('amounts in capitals', () => {
  it.each([
    ['壹仟壹佰叁拾圆整', '1130.00'],
    ['人民币 壹仟壹佰叁拾元正', '1130.00'],
    ['⊗壹万零伍佰圆伍角陆分', '10500.56'],
    ['壹佰万零叁圆零伍分', '1000003.05'],
    ['叁亿零贰万圆整', '300020000.00'],
    ['拾伍圆整', '15.00'],
    ['贰拾亿圆整', '2000000000.00'],
    ['伍角', '0.50'],
    ['零圆整', '0.00'],
    ['叁分', '0.03'],
    ['（负数）壹佰伍拾圆伍角', '-150.50'],
    ['负壹佰伍拾圆整', '-150.00'],
    ['一千二百三十四元五角', '1234.50'],
    ['壹仟捌佰元零角零分', '1800.00'],
    ['壹萬貳仟圓整', '12000.00'],
  ])('%s is %s', (text, value) => expect(encodeDecimal(parseCapitals(text)!)).toBe(value));

  it.each(['', '整', '壹壹圆', '壹佰X圆整', '1130.00', '壹佰圆柒厘', '元'.repeat(100), '壹佰圆伍角伍角'])(
    '%s is none',
    (text) => expect(parseCapitals(text)).toBeNull(),
  );
});

const facts = (said: Record<string, string>) =>
  Object.entries(said).map(([key, text]) => ({
    ...factOf({ key, type: key === 'total-in-words' ? 'text' : 'amount', text, place: `/${key}` }),
    file: 'f',
    reader: 'r/1',
  }));

describe('a total and its parts', () => {
  const sum = { total: 'total', parts: ['net', 'tax'], more: ['fee'] };
  it.each([
    ['the sum', { total: '113.00', net: '100.00', tax: '13.00' }, 0],
    ['a hundredth off', { total: '113.01', net: '100.00', tax: '13.00' }, 0],
    ['with what may be there', { total: '115.00', net: '100.00', tax: '13.00', fee: '2' }, 0],
    ['negative', { total: '-113.00', net: '-100.00', tax: '-13.00' }, 0],
    ['two hundredths off', { total: '113.02', net: '100.00', tax: '13.00' }, 1],
    ['a part missing', { total: '113.02', net: '100.00' }, 0],
    ['a part no number', { total: '113.02', net: '100.00', tax: '***' }, 0],
  ])('%s', (_, said, findings) => expect(checkSum(facts(said as unknown as Record<string, string>), sum)).toHaveLength(findings));

  it('says both sides', () => {
    expect(checkSum(facts({ total: '114', net: '100', tax: '13' }), sum)).toEqual([
      expect.objectContaining({ code: 'SUM_DIFFERS', where: 'f /total', expected: 'net + tax = 113', found: 'total = 114' }),
    ]);
  });
}); // prettier-ignore

describe('capitals beside figures', () => {
  const codes = (figures: string, words: string) =>
    checkCapitals(facts({ amount: figures, 'total-in-words': words }), 'amount').map(({ code }) => code);
  it('agree, differ, or can not be read', () => {
    expect(codes('1130.00', '壹仟壹佰叁拾圆整')).toEqual([]);
    expect(codes('-150.00', '（负数）壹佰伍拾圆整')).toEqual([]);
    expect(codes('-150.00', '壹佰伍拾圆整')).toEqual([]);
    expect(codes('150.00', '（负数）壹佰伍拾圆整')).toEqual(['CAPITALS_DIFFER']);
    expect(codes('1130.01', '壹仟壹佰叁拾圆整')).toEqual(['CAPITALS_DIFFER']);
    expect(codes('1130.00', '见附件')).toEqual(['CAPITALS_UNREADABLE']);
  });
});
