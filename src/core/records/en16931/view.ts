import { type Decimal, add, parseDecimal } from '../decimal.js';
import { type Fact } from '../fact.js';
import { type Mapped } from '../xml-mapping.js';

const ZERO: Decimal = { units: 0n, scale: 0 };

/** UNTDID 1001. */
export const CREDIT_NOTES: ReadonlySet<string> = new Set(['81', '83', '261', '262', '296', '308', '381', '396', '420', '458', '532']); // prettier-ignore

/** An invoice as the rules of EN 16931-1 ask for it: terms by key, groups by name. The empty group is the document. */
export class InvoiceView {
  private readonly terms = new Map<string, Map<string, Fact>>();
  private readonly families = new Map<string, string[]>();

  constructor(private readonly mapped: Mapped) {
    for (const fact of mapped.facts) {
      const group = fact.group ?? '';
      let terms = this.terms.get(group);
      if (terms === undefined) this.terms.set(group, (terms = new Map<string, Fact>()));
      if (!terms.has(fact.key)) terms.set(fact.key, fact);
    }
    for (const name of mapped.groups.keys()) {
      const family = name.slice(0, name.lastIndexOf('/'));
      const names = this.families.get(family);
      if (names === undefined) this.families.set(family, [name]);
      else names.push(name);
    }
  }

  all(): readonly Fact[] {
    return this.mapped.facts;
  }

  fact(key: string, group = ''): Fact | undefined {
    return this.terms.get(group)?.get(key);
  }

  text(key: string, group = ''): string | undefined {
    return this.fact(key, group)?.text;
  }

  has(key: string, group = ''): boolean {
    return this.fact(key, group) !== undefined;
  }

  /** By its root in UBL, by its type (UNTDID 1001) elsewhere. */
  get isCreditNote(): boolean {
    return this.place(null).endsWith('/CreditNote') || CREDIT_NOTES.has(this.text('invoice-type') ?? '');
  }

  /** Null: not there, or no number (which is said elsewhere). */
  number(key: string, group = ''): Decimal | null {
    const value = this.fact(key, group)?.value;
    return value == null ? null : parseDecimal(value);
  }

  /** Groups of this family: `line` → `line/1`, `line/2`; `line/1/allowance` → `line/1/allowance/1`. */
  groups(family: string): readonly string[] {
    return this.families.get(family) ?? [];
  }

  /** Sum of one term over groups; a group without it adds nothing. Null when one is there and is no number. */
  sum(key: string, groups: readonly string[]): Decimal | null {
    let sum = ZERO;
    for (const group of groups) {
      if (!this.has(key, group)) continue;
      const number = this.number(key, group);
      if (number === null) return null;
      sum = add(sum, number);
    }
    return sum;
  }

  /** Where the term, else its group, else the document stands. */
  place(key: string | null, group = ''): string {
    return (key === null ? undefined : this.fact(key, group)?.place) ?? this.mapped.groups.get(group) ?? group;
  }
}
