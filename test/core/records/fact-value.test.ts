import { factOf, placeIn, valueOf } from '../../../src/core/records/fact-value.js';

describe('the one form of a value', () => {
  it.each([
    ['1130.00', '1130.00'],
    [' -1,130.50 ', '-1130.50'],
    ['¥1,130.00', '1130.00'],
    ['-￥５.00元', '-5.00'],
    ['CNY 550.46', '550.46'],
    ['.5', '0.5'],
    ['9%', '0.09'],
    ['1.5%', '0.015'],
  ])('reads the amount %s', (text, value) => expect(valueOf('amount', text)).toBe(value));

  it.each(['', '***', '免税', '1,13.00', '1.2.3', '壹佰', '1e3', '%', '¥', '-', '1'.repeat(90)])(
    'guesses no amount from %s',
    (text) => expect(valueOf('amount', text)).toBeNull(),
  );

  it.each([
    ['2026-03-17', '2026-03-17'],
    ['2026年3月17日', '2026-03-17'],
    ['2026 年 03 月 17 日', '2026-03-17'],
    ['2026/3/7', '2026-03-07'],
    ['2026.03.17', '2026-03-17'],
    ['20260317', '2026-03-17'],
    ['2026年3月', '2026-03'],
    ['202603', '2026-03'],
    ['2026-03', '2026-03'],
    ['2026', '2026'],
    ['2026年', '2026'],
    ['2026-03-17T10:20:30+08:00', '2026-03-17T10:20:30+08:00'],
    ['2026-03-17 10:20', '2026-03-17T10:20:00'],
    ['2026年03月17日 10:20:30', '2026-03-17T10:20:30'],
  ])('reads the date %s', (text, value) => expect(valueOf('date', text)).toBe(value));

  it.each(['null', '2026-02-30', '2026-13', '26-03-17', '2026-03-17T25:00', '17 March 2026', '0000', '2026-03-17x'])(
    'guesses no date from %s',
    (text) => expect(valueOf('date', text)).toBeNull(),
  );

  it.each([
    ['是', 'true'],
    ['1', 'true'],
    ['FALSE', 'false'],
    ['否', 'false'],
    ['constructor', null],
  ])('reads the yes or no %s', (text, value) => expect(valueOf('boolean', text)).toBe(value));

  it('keeps identifiers as they are and takes off the white space around every text', () => {
    expect(
      factOf({ key: 'invoice-number', type: 'identifier', text: ' 0012 \n', place: '/a', group: 'line/1' }),
    ).toEqual({ key: 'invoice-number', type: 'identifier', text: '0012', value: '0012', group: 'line/1', place: '/a' });
    expect(placeIn('', '/xbrl/Fare')).toBe('/xbrl/Fare');
    expect(placeIn('Doc_0/Attachs/a.xml', '/xbrl/Fare')).toBe('Doc_0/Attachs/a.xml#/xbrl/Fare');
  });
});
