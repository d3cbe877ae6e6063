/** Continuity of serials (连续性): numbers that are counted up, `记-0001`, `DEMO-2026-0042`, within a closed period. */

/** Numbers that agree in everything before their last digits. */
export interface SerialSeries {
  /** What stands before the digits: `记-`. */
  before: string;
  /** Least digits, as the numbers are written. */
  width: number;
  first: number;
  last: number;
  /** Of different numbers. */
  count: number;
  missingCount: number;
  /** The first of them, written as the others are. */
  missing: string[];
  /** Numbers that more than one record has, each with those records. */
  repeated: { number: string; records: string[] }[];
}

export interface Continuity {
  series: SerialSeries[];
  /** Numbers that end in no digits, or in too many: not checked. */
  notChecked: string[];
}

const MAX_LISTED = 100;
const SERIAL = /^(.*?)(\d{1,9})$/su;

/**
 * Gaps and repetitions. The start of a series is its least number, or 1 where `fromOne`: a period that begins anew. A number that
 * is no serial is listed as not checked.
 */
export function continuityOf(
  numbers: Iterable<{ record: string; number: string }>,
  { fromOne = false }: { fromOne?: boolean } = {},
): Continuity {
  const series = new Map<string, { width: number; at: Map<number, string[]> }>();
  const notChecked: string[] = [];
  for (const { record, number } of numbers) {
    const said = number.normalize('NFKC').trim();
    const [, before, digits] = SERIAL.exec(said) ?? [];
    // Longer than nine digits in a row: an identifier, not a count.
    if (before === undefined || digits === undefined || /\d$/.test(before)) {
      if (notChecked.length < MAX_LISTED) notChecked.push(number);
      continue;
    }
    const one = series.get(before) ?? { width: digits.length, at: new Map<number, string[]>() };
    series.set(before, one);
    one.width = Math.min(one.width, digits.length);
    const serial = Number(digits);
    const there = one.at.get(serial);
    if (there === undefined) one.at.set(serial, [record]);
    else if (!there.includes(record)) there.push(record);
  }
  return {
    series: [...series].map(([before, { width, at }]) => seriesOf(before, width, at, fromOne)).sort(byName),
    notChecked,
  };
}

const byName = (one: SerialSeries, other: SerialSeries): number => (one.before < other.before ? -1 : 1);

function seriesOf(before: string, width: number, at: ReadonlyMap<number, string[]>, fromOne: boolean): SerialSeries {
  const serials = [...at.keys()].sort((one, other) => one - other);
  const written = (serial: number) => before + String(serial).padStart(width, '0');
  const first = fromOne ? Math.min(1, serials[0]!) : serials[0]!;
  const last = serials.at(-1)!;
  const missing: string[] = [];
  let next = first;
  // From one number to the next that is there: a gap of a billion costs no more than a hundred lines.
  for (const serial of serials) {
    for (; next < serial && missing.length < MAX_LISTED; next++) missing.push(written(next));
    next = serial + 1;
  }
  return {
    before,
    width,
    first,
    last,
    count: serials.length,
    missingCount: last - first + 1 - serials.length,
    missing,
    repeated: serials
      .filter((serial) => at.get(serial)!.length > 1)
      .slice(0, MAX_LISTED)
      .map((serial) => ({ number: written(serial), records: at.get(serial)!.slice(0, MAX_LISTED) })),
  };
}
