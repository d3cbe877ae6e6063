import { type Finding } from '../../finding.js';
import { type Decimal, absolute, add, compare, encodeDecimal, multiply, round, subtract } from '../decimal.js';
import { type SourcedFact } from '../fact.js';
import { recordFinding } from '../findings.js';
import { amountOf, byKey, checkCapitals, checkSum } from '../sums.js';
import { INVOICE_TOLERANCE, type InvoiceTolerance } from '../tolerance.js';

/** A line of the invoice, by key. */
type Line = ReadonlyMap<string, SourcedFact>;

/**
 * Lines, totals and words of one rendition. What is missing, masked (`***`) or no number is not checked; severity is never more than
 * a warning. With 差额征税 the tax is not that of the amount shown, so it is not computed.
 */
export function checkArithmetic(
  facts: readonly SourcedFact[],
  tolerance: InvoiceTolerance = INVOICE_TOLERANCE,
): Finding[] {
  const lines = linesOf(facts);
  const differential =
    byKey(facts, 'deductible-amount') !== undefined || /差额/.test(byKey(facts, 'remark')?.text ?? '');
  return [
    ...checkSum(facts, {
      total: 'total-with-tax',
      parts: ['total-without-tax', 'total-tax'],
      tolerance: tolerance.sum,
    }),
    ...checkCapitals(facts, 'total-with-tax'),
    ...checkLines(facts, lines, 'amount', 'total-without-tax', tolerance),
    ...checkLines(facts, lines, 'tax-amount', 'total-tax', tolerance),
    ...lines.flatMap((line) => [
      ...checkPrice(line, tolerance),
      ...(differential ? [] : checkTax(line, tolerance)),
      ...checkWithTax(line, tolerance),
    ]),
  ];
}

function linesOf(facts: readonly SourcedFact[]): Line[] {
  const lines = new Map<string, Map<string, SourcedFact>>();
  for (const fact of facts) {
    if (fact.group === undefined || !/^line\/\d+$/.test(fact.group)) continue;
    const line = lines.get(fact.group) ?? new Map<string, SourcedFact>();
    lines.set(fact.group, line.set(fact.key, fact));
  }
  return [...lines.values()];
}

const amountIn = (line: Line, key: string): Decimal | null => amountOf(line.get(key));

const within = (one: Decimal, other: Decimal, tolerance: Decimal): boolean =>
  compare(absolute(subtract(one, other)), tolerance) <= 0;

/** Every line must say it: else the sum would be of some lines only. */
function checkLines(
  facts: readonly SourcedFact[],
  lines: readonly Line[],
  key: string,
  total: string,
  { sum: tolerance }: InvoiceTolerance,
): Finding[] {
  const said = byKey(facts, total);
  const stated = amountOf(said);
  const amounts = lines.map((line) => amountIn(line, key));
  if (said === undefined || stated === null || amounts.length === 0 || amounts.includes(null)) return [];
  const sum = (amounts as Decimal[]).reduce(add);
  if (within(sum, stated, tolerance)) return [];
  return [
    recordFinding('INVOICE_LINES_DIFFER', placeOf(said), `${lines.length} × ${key} is not ${total}`, {
      expected: `${lines.length} × ${key} = ${encodeDecimal(sum)}`,
      found: `${total} = ${said.text}`,
    }),
  ];
}

/** What the last digit leaves open: 3.33 may be anything from 3.325 to 3.335. */
const halfDigit = ({ scale }: Decimal): Decimal => ({ units: 5n, scale: scale + 1 });

function checkPrice(line: Line, { lineAmount }: InvoiceTolerance): Finding[] {
  const [quantity, price, amount] = [
    amountIn(line, 'quantity'),
    amountIn(line, 'unit-price'),
    amountIn(line, 'amount'),
  ];
  if (quantity === null || price === null || amount === null) return [];
  const open = add(multiply(absolute(quantity), halfDigit(price)), multiply(absolute(price), halfDigit(quantity)));
  // A quantity without a fraction is counted, not measured.
  const rounding = quantity.scale === 0 ? multiply(absolute(quantity), halfDigit(price)) : open;
  const product = multiply(quantity, price);
  if (within(product, amount, add(lineAmount, rounding))) return [];
  return [lineFinding(line, 'amount', `quantity × unit-price = ${encodeDecimal(round(product, 2))}`)];
}

function checkTax(line: Line, { lineTax }: InvoiceTolerance): Finding[] {
  const [amount, rate, tax] = [amountIn(line, 'amount'), amountIn(line, 'tax-rate'), amountIn(line, 'tax-amount')];
  if (amount === null || rate === null || tax === null) return [];
  const product = multiply(amount, rate);
  return within(product, tax, lineTax)
    ? []
    : [lineFinding(line, 'tax-amount', `amount × tax-rate = ${encodeDecimal(round(product, 2))}`)];
}

function checkWithTax(line: Line, { sum: tolerance }: InvoiceTolerance): Finding[] {
  const [amount, tax] = [amountIn(line, 'amount'), amountIn(line, 'tax-amount')];
  const total = amountIn(line, 'amount-with-tax');
  if (amount === null || tax === null || total === null || within(add(amount, tax), total, tolerance)) return [];
  return [lineFinding(line, 'amount-with-tax', `amount + tax-amount = ${encodeDecimal(add(amount, tax))}`)];
}

function lineFinding(line: Line, key: string, expected: string): Finding {
  const said = line.get(key)!;
  return recordFinding('INVOICE_LINE_DIFFERS', placeOf(said), `${said.group}: ${key} is ${said.text}, ${expected}`, {
    expected,
    found: `${said.group} ${key} = ${said.text}`,
  });
}

const placeOf = ({ file, place }: SourcedFact): string => `${file} ${place}`;
