import { type Finding } from '../finding.js';
import { type Fact, type FactType } from './fact.js';
import { factOf, placeIn } from './fact-value.js';
import { recordFinding } from './findings.js';

/** More is no value of an invoice; it is neither kept nor cut. */
const MAX_CHARS = 4000;
const MAX_FACTS = 50_000;
const MAX_FINDINGS = 20;
/** Chinese invoices print stars where an amount or a rate is not shown (差额征税, 免税). */
const MASKED = /^\*+$/;

/** What stands in the place of a rate, and what it means for the tax. */
const TREATMENTS: Readonly<Record<string, string>> = Object.assign(Object.create(null) as Record<string, string>, {
  免税: 'exempt',
  不征税: 'not-taxed',
  普通零税率: 'zero-rated',
  出口零税: 'zero-rated',
  出口零税率: 'zero-rated',
});

/** Collects what a Chinese invoice says, whatever carries it. Every reader says the same thing under the same key. */
export class CnInvoiceFacts {
  readonly facts: Fact[] = [];
  readonly findings: Finding[] = [];

  constructor(private readonly carrier: string) {}

  /** Nothing is said for an empty text, nor for stars instead of an amount. */
  say(key: string, type: FactType, text: string | undefined, place: string, group?: string): void {
    const exact = text?.trim() ?? '';
    if (exact === '' || this.facts.length >= MAX_FACTS) return;
    if ((type === 'amount' || type === 'number') && MASKED.test(exact)) return;
    const where = placeIn(this.carrier, place);
    if (exact.length > MAX_CHARS) return this.unreadable(key, where, `${exact.length} characters`);
    const fact = factOf({ key, type, text: exact, place: where, ...(group === undefined ? {} : { group }) });
    if (fact.value === null) this.unreadable(key, where, exact.slice(0, 200));
    this.facts.push(fact);
  }

  /** `0.06`, `6%` and `6` (no rate of the tax is 100 % or more) are the same rate; 免税 and its like are a treatment, not a rate. */
  rate(text: string | undefined, place: string, group?: string): void {
    const exact = text?.trim() ?? '';
    const treatment = TREATMENTS[exact];
    if (treatment === undefined) {
      const whole = /^\d{1,2}(\.\d+)?$/.test(exact) && Number(exact) >= 1;
      const at = this.facts.length;
      this.say('tax-rate', 'number', exact, place, group);
      const fact = this.facts[at];
      if (whole && fact !== undefined)
        this.facts[at] = { ...fact, value: factOf({ ...fact, text: `${exact}%` }).value };
      return;
    }
    this.say('tax-treatment', 'code', exact, place, group);
    const fact = this.facts.at(-1);
    if (fact?.key === 'tax-treatment') this.facts[this.facts.length - 1] = { ...fact, value: treatment };
  }

  valueOf(key: string): string | null {
    return this.facts.find((fact) => fact.key === key && fact.group === undefined)?.value ?? null;
  }

  find(...finding: Parameters<typeof recordFinding>): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push(recordFinding(...finding));
  }

  private unreadable(key: string, where: string, found: string): void {
    this.find('INVOICE_VALUE_UNREADABLE', where, `${key} can't be read as what it is`, { expected: key, found });
  }
}

/**
 * The blue invoice that a red one names in its remark, by the words that the tax software prints there: a number of 20 digits,
 * or code and number. Only labelled numbers count.
 */
export function redReferenceIn(remark: string): { number: string; code?: string } | null {
  const said = remark.slice(0, MAX_CHARS).normalize('NFKC').replace(/\s+/g, '');
  const old = /对应(?:正数|蓝字)发票代码:?(\d{10}|\d{12})号码:?(\d{8})(?!\d)/.exec(said);
  if (old !== null) return { code: old[1]!, number: old[2]! };
  const full = /(?:被红冲|对应)(?:的)?蓝字(?:数电票|数电发票|发票|电子发票)?号码:?(\d{20})(?!\d)/.exec(said);
  return full === null ? null : { number: full[1]! };
}
