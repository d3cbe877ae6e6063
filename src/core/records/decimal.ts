/** Exact arithmetic on decimals as text: money is never a float. */

/** A whole number of `10^-scale`: 113.00 is { units: 11300n, scale: 2 }. */
export interface Decimal {
  units: bigint;
  scale: number;
}

/** Longer is no amount of this world, and costs quadratic time. */
const MAX_DIGITS = 60;
const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** `-1130.00` → decimal; null for anything but an optional sign, digits and one point, or more than 60 digits. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > MAX_DIGITS + 2) return null;
  const [, sign, whole = '', part = ''] = PLAIN.exec(text) ?? [];
  if (sign === undefined || whole + part === '') return null;
  const units = BigInt(whole + part);
  return { units: sign === '-' ? -units : units, scale: part.length };
}

export function encodeDecimal({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const unitsAt = ({ units, scale }: Decimal, at: number): bigint => units * 10n ** BigInt(at - scale);

export function add(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale);
  return { units: unitsAt(one, scale) + unitsAt(other, scale), scale };
}

export const negate = ({ units, scale }: Decimal): Decimal => ({ units: -units, scale });

export const subtract = (one: Decimal, other: Decimal): Decimal => add(one, negate(other));

export const multiply = (one: Decimal, other: Decimal): Decimal => ({
  units: one.units * other.units,
  scale: one.scale + other.scale,
});

/** Negative, zero or positive, as `one - other` is. `1.10` and `1.1` are equal. */
export function compare(one: Decimal, other: Decimal): number {
  const { units } = subtract(one, other);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

export const absolute = ({ units, scale }: Decimal): Decimal => ({ units: units < 0n ? -units : units, scale });

/** Half away from zero, as invoices round. */
export function round({ units, scale }: Decimal, to: number): Decimal {
  if (scale <= to) return { units: units * 10n ** BigInt(to - scale), scale: to };
  const step = 10n ** BigInt(scale - to);
  const half = step / 2n;
  return { units: (units < 0n ? units - half : units + half) / step, scale: to };
}

/** The same value with as few places as it needs, and `least` at least: 0.10 → 0.1, 5 → 5.00 for two. */
export function withPlaces({ units, scale }: Decimal, least: number): Decimal {
  if (scale < least) return { units: units * 10n ** BigInt(least - scale), scale: least };
  while (scale > least && units % 10n === 0n) [units, scale] = [units / 10n, scale - 1];
  return { units, scale };
}
