import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compare, parseDecimal } from '../../../src/core/records/decimal.js';
import { amountCover, amountTerms, dayCover, dayTerms, daysOf } from '../../../src/core/search/ranges.js';

const amounts = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.integer({ min: 0, max: 8 }))
  .map(([minus, units, scale]) => {
    const digits = units.toString().padStart(scale + 1, '0');
    return `${minus ? '-' : ''}${scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`}`;
  });
const meets = (cover: string[], terms: string[]) => terms.some((term) => cover.includes(term));

describe('amounts', () => {
  it('within a range are in a box of its cover', () => {
    fc.assert(
      fc.property(amounts, amounts, amounts, (...three) => {
        const [low, middle, high] = three.sort((a, b) => compare(parseDecimal(a)!, parseDecimal(b)!));
        for (const [min, max] of [[low, high], [null, high], [low, null], [middle, middle]] as const) {
          const cover = amountCover(min, max)!;
          expect(meets(cover, amountTerms(middle))).toBe(true);
          expect(cover.length).toBeLessThan(140);
        }
      }),
    );
  }); // prettier-ignore

  it('far outside are in none', () => {
    const cover = amountCover('1000', '2000')!;
    for (const value of ['999', '2010', '100', '10000', '-1500', '0']) expect([value, meets(cover, amountTerms(value))]).toEqual([value, false]); // prettier-ignore
  });

  it.each(['', 'x', '1e5', '1'.repeat(70)])('%s is none', (text) => {
    expect([amountTerms(text), amountCover(text, null)]).toEqual([[], null]);
  });

  it('larger than any are still found', () => {
    const huge = '9'.repeat(40);
    expect(meets(amountCover('1', null)!, amountTerms(huge))).toBe(true);
    expect(meets(amountCover(huge, huge)!, amountTerms(huge))).toBe(true);
  });
});

describe('days', () => {
  const days = fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

  it('within a range are in its cover, however long it is', () => {
    fc.assert(
      fc.property(days, days, days, (...three) => {
        const [low, middle, high] = three.sort();
        for (const [from, until] of [[low, high], [null, high], [low, null], [middle, middle]] as const)
          expect(meets(dayCover(from, until), dayTerms(middle, middle))).toBe(true);
        expect(dayCover(low, high).length).toBeLessThan(80);
      }),
    );
  }); // prettier-ignore

  it('of other months are in none', () => {
    const cover = dayCover('2026-03-01', '2026-05-31');
    for (const day of ['2026-02-28', '2026-06-01', '2025-04-01']) expect([day, meets(cover, dayTerms(day, day))]).toEqual([day, false]); // prettier-ignore
  });

  it.each([
    ['2026', '2026-01-01', '2026-12-31'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2026-03-17', '2026-03-17', '2026-03-17'],
    ['2026-03-17T10:00:00+08:00', '2026-03-17', '2026-03-17'],
  ])('%s means %s to %s', (text, since, until) => expect(daysOf(text)).toEqual({ since, until }));

  it.each(['0000', '2026-02-30', '2026-13', '20260317', ''])('%s is none', (text) => expect(daysOf(text)).toBeNull());

  it('a month is found by each of its days', () => {
    const { since, until } = daysOf('2026-03')!;
    expect(meets(dayCover('2026-03-31', '2026-03-31'), dayTerms(since, until))).toBe(true);
  });
});
