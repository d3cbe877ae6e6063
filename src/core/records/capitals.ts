import { type Decimal } from './decimal.js';

/** Financial capitals (大写) and the plain forms that appear in their place. */
const DIGITS: Readonly<Record<string, bigint>> = digitsOf(
  '零壹贰叁肆伍陆柒捌玖',
  '〇一二三四五六七八九',
  '〇弌弍弎肆伍陸柒捌玖',
  '○壹貳叄肆伍陸柒捌玖',
  '零壹貮參肆伍陆柒捌玖',
);
const TENS: Readonly<Record<string, bigint>> = { 拾: 10n, 十: 10n, 佰: 100n, 百: 100n, 仟: 1000n, 千: 1000n };
const MYRIADS: Readonly<Record<string, bigint>> = { 万: 10_000n, 萬: 10_000n, 亿: 100_000_000n, 億: 100_000_000n };

function digitsOf(...rows: readonly string[]): Record<string, bigint> {
  const digits = Object.create(null) as Record<string, bigint>;
  for (const row of rows) for (const [value, character] of [...row].entries()) digits[character] ??= BigInt(value);
  digits['两'] = digits['兩'] = 2n;
  return digits;
}

const MAX_LENGTH = 80;

/**
 * 人民币壹仟壹佰叁拾圆整 → 1130.00; （负数）壹佰伍拾圆伍角 → -150.50; the circled × that is printed before capitals is no part of them. Null for anything else: nothing is guessed. Amounts as they are
 * written on vouchers: units of 圆 (元), 角, 分 and below, in falling order.
 */
export function parseCapitals(text: string): Decimal | null {
  if (text.length > MAX_LENGTH) return null;
  let said = text
    .normalize('NFKC')
    .replace(/[\s:：¥￥⊗]/g, '')
    // NFKC makes an x of ⓧ.
    .replace(/^[x×]/i, '')
    .replace(/^(人民币|RMB|CNY)/i, '');
  const negative = /^\(?(负数?|負數?|红字)\)?/.exec(said)?.[0] ?? '';
  said = said.slice(negative.length).replace(/^(人民币|RMB|CNY)/i, '');
  const [, whole = '', rest = ''] = /^(?:([^圆元圓角分]*)[圆元圓])?(.*)$/.exec(said) ?? [];
  const units = whole === '' ? 0n : wholeOf(whole);
  const below = rest.replace(/[整正]$/, '');
  const part = partOf(below);
  if (units === null || part === null || whole + below === '') return null;
  const cents = units * 100n + part;
  return { units: negative === '' ? cents : -cents, scale: 2 };
}

/** 壹仟零叁拾万零伍 → 10300005 */
function wholeOf(text: string): bigint | null {
  let total = 0n;
  let section = 0n;
  let digit: bigint | null = null;
  for (const character of text) {
    const value = DIGITS[character];
    const ten = TENS[character];
    const myriad = MYRIADS[character];
    if (value !== undefined) {
      // Two digits side by side are no number, unless one is the 零 of a gap.
      if (digit !== null && digit !== 0n) return null;
      digit = value;
    } else if (ten !== undefined) {
      section += (digit === null || digit === 0n ? 1n : digit) * ten;
      digit = null;
    } else if (myriad !== undefined) {
      section += digit ?? 0n;
      total = myriad === 10_000n ? total + section * myriad : (total + section) * myriad;
      section = 0n;
      digit = null;
    } else return null;
  }
  return total + section + (digit ?? 0n);
}

/** 伍角陆分 → 56; 零伍分 → 5; nothing → 0. */
function partOf(text: string): bigint | null {
  const [match, , tenth = '零', , hundredth = '零'] = /^零?((.)角)?零?((.)分)?零?$/.exec(text) ?? [];
  if (match === undefined) return null;
  const [ten, one] = [DIGITS[tenth], DIGITS[hundredth]];
  return ten === undefined || one === undefined ? null : ten * 10n + one;
}
