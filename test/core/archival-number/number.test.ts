import { checkNumber, formatNumber, scopeOf } from '../../../src/core/archival-number/number.js';
import { type NumberPattern, parsePattern } from '../../../src/core/archival-number/pattern.js';
import { STANDARD_PATTERNS } from '../../../src/core/archival-number/standard-patterns.js';

function pattern(template: string): NumberPattern {
  const parsed = parsePattern(template);
  if ('problems' in parsed) throw new Error(parsed.problems.join('; '));
  return parsed;
}

const ITEM = pattern('{fonds}-{class}·{year}-{period}-{organisation?}-{item:4}');
const VALUES = { fonds: 'Z109', class: 'WS', year: '2011', period: 'Y', organisation: 'BGS' };

describe('a pattern of archival numbers', () => {
  it.each(STANDARD_PATTERNS.map(({ id, template }) => [id, template]))(
    '%s of the standards can be used',
    (_, template) => {
      expect(parsePattern(template)).not.toHaveProperty('problems');
    },
  );

  it.each([
    ['{fonds}-{item}', '{item} needs a width, e.g. {item:4}'],
    ['{fonds}-{item:0}', '{item} has a width of 1 to 9'],
    ['{fonds}-{item:4?}', '{item} is counted up: it can not be left out'],
    ['{fonds}{item:4}', 'nothing stands between {fonds} and {item}'],
    ['{fonds}--{item:4}', '"--" before {item}: expected one of - · . / _'],
    [
      '{fonds}-{colour}-{item:4}',
      'there is no segment {colour}: fonds, class, year, period, organisation, project, catalogue, file, item, page',
    ],
    ['{fonds:4}-{item:4}', '{fonds} is no serial: it has no width'],
    ['{item:4}-{item:4}', '{item} stands there twice'],
    ['{item:4}-{fonds}', 'the last segment is a serial, so that two records never get one number'],
    ['{fonds}-x', '"-x" is no segment: expected {name}, {name:width} or {name?}'],
    ['', 'the last segment is a serial, so that two records never get one number'],
  ])('%s is refused with a reason', (template, problem) => {
    expect(parsePattern(template)).toEqual({ problems: [problem] });
  });
});

describe('an archival number', () => {
  it('is made of values and serials, zero-filled', () => {
    expect(formatNumber(ITEM, VALUES, { item: 1 })).toEqual({ number: 'Z109-WS·2011-Y-BGS-0001' });
  });

  it('leaves an optional segment out together with what stands before it', () => {
    expect(formatNumber(ITEM, { ...VALUES, organisation: '' }, { item: 12 })).toEqual({
      number: 'Z109-WS·2011-Y-0012',
    });
    expect(formatNumber(pattern('{fonds?}-{class}-{file:4}-{item:4}'), { class: 'KU·PZ·2026·D30' }, { file: 3, item: 7 })).toEqual({ number: 'KU·PZ·2026·D30-0003-0007' }); // prettier-ignore
  });

  it('says what is missing or does not fit, and never makes a wider number', () => {
    expect(formatNumber(ITEM, { fonds: 'Z109', class: 'W-S', year: '2011', period: 'Y' }, { item: 10_000 })).toEqual({
      problems: [
        '{class} "W-S": letters, digits and Chinese characters only',
        '{item} 10000 does not fit into 4 digits',
      ],
    });
    expect(formatNumber(ITEM, { fonds: 'Z109' }, {})).toEqual({
      problems: ['{class} has no value', '{year} has no value', '{period} has no value', '{item} has no serial'],
    });
  });

  it('is counted among the records that agree in everything before the serial', () => {
    expect(scopeOf(ITEM, VALUES, 'item')).toBe(scopeOf(ITEM, { ...VALUES, organisation: ' BGS ' }, 'item'));
    expect(scopeOf(ITEM, VALUES, 'item')).not.toBe(scopeOf(ITEM, { ...VALUES, year: '2012' }, 'item'));
    const file = pattern('{class}-{file:4}-{item:4}');
    expect(scopeOf(file, VALUES, 'item', { file: 1 })).not.toBe(scopeOf(file, VALUES, 'item', { file: 2 }));
  });

  it.each([
    ['Z109-WS·2011-Y-BGS-0001', []],
    ['Z109-WS·2011-Y-0001', []],
    ['Z109-WS·2012-Y-BGS-0001', ['{year} is 2012, the record says 2011']],
    [
      'Z109-WS·2011-Y-BGS-001',
      ['Z109-WS·2011-Y-BGS-001 does not follow {fonds}-{class}·{year}-{period}-{organisation?}-{item:4}'],
    ],
    [
      'Z109-WS·2011-Y-BGS-0000',
      ['Z109-WS·2011-Y-BGS-0000 does not follow {fonds}-{class}·{year}-{period}-{organisation?}-{item:4}'],
    ],
    [
      'Z109－WS·2011-Y-BGS-0001',
      ['Z109－WS·2011-Y-BGS-0001 does not follow {fonds}-{class}·{year}-{period}-{organisation?}-{item:4}'],
    ],
    ['', [' does not follow {fonds}-{class}·{year}-{period}-{organisation?}-{item:4}']],
  ])('%s is checked against its pattern', (number, problems) => {
    expect(checkNumber(ITEM, number, VALUES)).toEqual(problems);
  });

  it('that was made follows its pattern, whatever was left out', () => {
    for (const { template } of STANDARD_PATTERNS) {
      const one = pattern(template);
      for (const values of [
        { ...VALUES, catalogue: '1' },
        { class: 'KU', fonds: 'A001', year: '2026', period: 'D30' },
      ]) {
        const made = formatNumber(one, values, { file: 9, item: 31 });
        expect(made).toHaveProperty('number');
        expect(checkNumber(one, (made as { number: string }).number, values)).toEqual([]);
      }
    }
  });
});
