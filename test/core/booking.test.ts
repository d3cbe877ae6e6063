import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideClaim, remainderOf, stateOf, type VoucherSums, ZERO } from '../../src/core/booking.js';
import { absolute, add, compare, encodeDecimal, parseDecimal } from '../../src/core/records/decimal.js';

const of = (text: string) => parseDecimal(text)!;
const sums = (amount: string | null, more: Partial<VoucherSums> = {}): VoucherSums => ({
  amount: amount === null ? null : of(amount),
  reds: ZERO,
  held: ZERO,
  confirmed: ZERO,
  holds: 0,
  confirmations: 0,
  ...more,
});

describe('how a voucher stands', () => {
  it.each([
    ['nothing taken', '113.00', {}, 'OPEN', '113.00'],
    ['a part held', '113.00', { held: of('13'), holds: 1 }, 'PARTLY', '100.00'],
    ['a part booked', '113.00', { confirmed: of('13'), confirmations: 1 }, 'PARTLY', '100.00'],
    ['all held', '113.00', { held: of('113'), holds: 1 }, 'CLAIMED', '0.00'],
    ['all taken, some held', '3', { held: of('1'), holds: 1, confirmed: of('2'), confirmations: 1 }, 'CLAIMED', '0'],
    ['all booked', '113.00', { confirmed: of('113'), confirmations: 2 }, 'BOOKED', '0.00'],
    ['red of the rest', '113.00', { confirmed: of('100'), confirmations: 1, reds: of('13') }, 'BOOKED', '0.00'],
    ['red of what is booked', '113.00', { confirmed: of('113'), confirmations: 1, reds: of('113.00') }, 'OVERCLAIMED', '-113.00'], // prettier-ignore
    ['red of what is held', '113.00', { held: of('113'), holds: 1, reds: of('0.01') }, 'OVERCLAIMED', '-0.01'],
    ['red of a part', '113.00', { reds: of('13') }, 'OPEN', '100.00'],
    ['red before anybody', '113.00', { reds: of('113') }, 'CANCELLED', '0.00'],
    ['a red one', '-113.00', { held: of('-13'), holds: 1 }, 'PARTLY', '-100.00'],
    ['a red one, booked', '-113.00', { confirmed: of('-113'), confirmations: 1 }, 'BOOKED', '0.00'],
    ['a red one of a red one', '-5', { confirmed: of('-5'), confirmations: 1, reds: of('2') }, 'OVERCLAIMED', '2'],
  ])('%s', (_, amount, more, state, left) => {
    const one = sums(amount, more);
    expect([stateOf(one), encodeDecimal(remainderOf(one)!)]).toEqual([state, left]);
  });

  it.each([[null], ['0.00']])('of the amount %s it has one owner', (amount) => {
    expect(stateOf(sums(amount))).toBe('OPEN');
    expect(stateOf(sums(amount, { holds: 1 }))).toBe('CLAIMED');
    expect(stateOf(sums(amount, { confirmations: 1 }))).toBe('BOOKED');
    expect(decideClaim(sums(amount), null)).toEqual({ kind: 'granted', amount: amount === null ? null : of(amount) });
    expect(decideClaim(sums(amount, { holds: 1 }), null)).toEqual({ kind: 'taken' });
    expect(decideClaim(sums(amount), of('1')).kind).toBe('wrong-amount');
  });
});

describe('whether a claim is granted', () => {
  it('never takes more than there is, whatever comes in whatever order', () => {
    const cents = fc.integer({ min: -200_000, max: 200_000 });
    const asked = fc.array(fc.option(cents, { nil: null }), { maxLength: 40 });
    fc.assert(
      fc.property(cents, fc.nat(150_000), asked, (amount, reds, all) => {
        const one = sums(null, {
          amount: { units: BigInt(amount), scale: 2 },
          reds: { units: BigInt(reds), scale: 2 },
        });
        for (const cent of all) {
          const said = decideClaim(one, cent === null ? null : { units: BigInt(cent), scale: 2 });
          if (said.kind !== 'granted') continue;
          one.held = add(one.held, said.amount!);
          one.holds += 1;
        }
        const within = compare(absolute(one.held), absolute(one.amount!)) <= 0;
        const left = remainderOf(one)!;
        // Of nothing there is nothing to divide, and a red invoice takes nothing from it: it has one owner.
        if (amount === 0) return expect([within, one.holds <= 1]).toEqual([true, true]);
        const sign = amount < 0 ? -1 : 1;
        expect([within, one.holds === 0 || compare(left, ZERO) * sign >= 0]).toEqual([true, true]);
      }),
    );
  });

  it('the rest is what is left, with the places of the amount', () => {
    const said = decideClaim(sums('113.00', { held: of('13.000'), holds: 1 }), null);
    expect(said.kind === 'granted' && encodeDecimal(said.amount!)).toBe('100.00');
  });
});
