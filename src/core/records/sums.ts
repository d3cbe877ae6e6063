import { type Finding } from '../finding.js';
import { parseCapitals } from './capitals.js';
import { type Decimal, absolute, add, compare, encodeDecimal, parseDecimal, subtract } from './decimal.js';
import { type SourcedFact } from './fact.js';
import { recordFinding } from './findings.js';

/** By how much two amounts may differ and still agree: a hundredth, for what each was rounded. Data, so that a kind may be stricter. */
export const TOLERANCE: Decimal = { units: 1n, scale: 2 };

/** The amount of a fact; null when it is not there or is none. */
export function amountOf(fact: SourcedFact | undefined): Decimal | null {
  return fact?.value == null ? null : parseDecimal(fact.value);
}

/** The facts of the whole, by key: the first of each. */
export const byKey = (facts: readonly SourcedFact[], key: string): SourcedFact | undefined =>
  facts.find((fact) => fact.key === key && fact.group === undefined);

export interface Sum {
  total: string;
  /** Must all be there; without one the sum is not checked. */
  parts: readonly string[];
  /** Count when they are there. */
  more?: readonly string[];
  tolerance?: Decimal;
}

/** A total that is not the sum of its parts. Nothing when one of them is missing: not checked is not wrong. */
export function checkSum(
  facts: readonly SourcedFact[],
  { total, parts, more = [], tolerance = TOLERANCE }: Sum,
): Finding[] {
  const said = byKey(facts, total);
  const stated = amountOf(said);
  const needed = parts.map((key) => amountOf(byKey(facts, key)));
  const rest = more.map((key) => amountOf(byKey(facts, key))).filter((one) => one !== null);
  if (said === undefined || stated === null || needed.some((one) => one === null)) return [];
  const sum = [...(needed as Decimal[]), ...rest].reduce(add);
  if (agrees(stated, sum, tolerance)) return [];
  const terms = [...parts, ...more].filter((key) => byKey(facts, key) !== undefined);
  return [
    recordFinding(
      'SUM_DIFFERS',
      `${said.file} ${said.place}`,
      `${total} is ${said.text}, ${terms.join(' + ')} is ${encodeDecimal(sum)}`,
      {
        expected: `${terms.join(' + ')} = ${encodeDecimal(sum)}`,
        found: `${total} = ${said.text}`,
      },
    ),
  ];
}

export function agrees(one: Decimal, other: Decimal, tolerance: Decimal = TOLERANCE): boolean {
  return compare(absolute(subtract(one, other)), tolerance) <= 0;
}

/** An amount in capitals that is not the one in figures, or can't be read. */
export function checkCapitals(facts: readonly SourcedFact[], figures: string, words = 'total-in-words'): Finding[] {
  const [said, written] = [byKey(facts, figures), byKey(facts, words)];
  const stated = amountOf(said);
  if (said === undefined || written === undefined || stated === null) return [];
  const read = parseCapitals(written.text);
  // On a red invoice the capitals may leave the sign to the figures.
  if (read !== null && (agrees(read, stated, ZERO) || agrees(read, absolute(stated), ZERO))) return [];
  return [
    recordFinding(
      read === null ? 'CAPITALS_UNREADABLE' : 'CAPITALS_DIFFER',
      `${written.file} ${written.place}`,
      read === null
        ? `${written.text} is no amount`
        : `${written.text} is ${encodeDecimal(read)}, ${figures} is ${said.text}`,
      { expected: said.text, found: written.text },
    ),
  ];
}

const ZERO: Decimal = { units: 0n, scale: 2 };
