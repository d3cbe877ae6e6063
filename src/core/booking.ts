import { absolute, add, compare, type Decimal, negate, subtract, withPlaces } from './records/decimal.js';

/** What of a voucher is spoken for, in its own currency. */
export interface VoucherSums {
  /** As archived, below zero for a red invoice; null when no file says it: then it can only be taken whole. */
  amount: Decimal | null;
  /** What its red invoices take away: zero or more, as a size without a sign. */
  reds: Decimal;
  /** Of claims that wait for their confirmation, and of those that are booked; with the sign of `amount`. */
  held: Decimal;
  confirmed: Decimal;
  /** How many: the sums of a voucher without an amount say nothing. */
  holds: number;
  confirmations: number;
}

/**
 * OPEN 未占用 · PARTLY 部分占用 · CLAIMED 已占用, not all of it booked yet · BOOKED 已入账 · OVERCLAIMED 超额: a red invoice
 * came for what was taken already · CANCELLED 已冲销: red invoices took all of it before anybody did.
 */
export type VoucherState = 'OPEN' | 'PARTLY' | 'CLAIMED' | 'BOOKED' | 'OVERCLAIMED' | 'CANCELLED';

export type ClaimDecision =
  /** Null: the whole of a voucher without an amount. */
  | { kind: 'granted'; amount: Decimal | null }
  /** Less is left than was asked for; nothing, for one that asked for the rest. */
  | { kind: 'taken' }
  | { kind: 'wrong-amount'; why: string };

export const ZERO: Decimal = { units: 0n, scale: 0 };

const signOf = (one: Decimal): number => compare(one, ZERO);

/** Where there is nothing to divide, a voucher has one owner. */
const isWhole = ({ amount }: VoucherSums): boolean => amount === null || signOf(amount) === 0;

/** What is left to claim, with the sign of the amount; the other sign when too much is taken. Null without an amount. */
export function remainderOf({ amount, reds, held, confirmed }: VoucherSums): Decimal | null {
  if (amount === null) return null;
  const net = signOf(amount) < 0 ? add(amount, reds) : subtract(amount, reds);
  return subtract(net, add(held, confirmed));
}

/** What is left, as a size: below zero when too much is taken. Null where there is nothing to divide. */
function roomOf(sums: VoucherSums): Decimal | null {
  if (isWhole(sums)) return null;
  const left = remainderOf(sums)!;
  return signOf(sums.amount!) < 0 ? negate(left) : left;
}

export function stateOf(sums: VoucherSums): VoucherState {
  const { holds, confirmations } = sums;
  const taken = holds + confirmations > 0;
  const room = roomOf(sums);
  if (room === null) return !taken ? 'OPEN' : holds > 0 ? 'CLAIMED' : 'BOOKED';
  const left = signOf(room);
  if (!taken) return left > 0 ? 'OPEN' : 'CANCELLED';
  if (left < 0) return 'OVERCLAIMED';
  if (left > 0) return 'PARTLY';
  return holds > 0 ? 'CLAIMED' : 'BOOKED';
}

/** `asked` null: the whole remainder. */
export function decideClaim(sums: VoucherSums, asked: Decimal | null): ClaimDecision {
  const room = roomOf(sums);
  if (room === null) {
    if (asked !== null && !(sums.amount !== null && signOf(asked) === 0))
      return { kind: 'wrong-amount', why: 'the voucher has no amount to divide: claim it whole, without an amount' };
    return sums.holds + sums.confirmations > 0 ? { kind: 'taken' } : { kind: 'granted', amount: sums.amount };
  }
  if (asked === null)
    return signOf(room) > 0
      ? { kind: 'granted', amount: withPlaces(remainderOf(sums)!, sums.amount!.scale) }
      : { kind: 'taken' };
  if (signOf(asked) !== signOf(sums.amount!))
    return { kind: 'wrong-amount', why: 'the amount of a claim has the sign of its voucher, and is not zero' };
  return compare(absolute(asked), room) <= 0 ? { kind: 'granted', amount: asked } : { kind: 'taken' };
}
