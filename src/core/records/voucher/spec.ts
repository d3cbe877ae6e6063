import { type Finding } from '../../finding.js';
import { type DeclaredNames } from '../agreement.js';
import { type SourcedFact } from '../fact.js';
import { type FoundRelation, type KindField } from '../kind.js';

/** What one kind of voucher is, apart from what all of them share. */
export interface VoucherSpec {
  /** As in a declaration. */
  id: string;
  zh: string;
  en: string;
  /** Prefix of its taxonomy: its documents are `xbrl-<prefix>`. */
  prefix: string;
  fields: readonly KindField[];
  /** What the sender calls its facts, where the dictionary has no name or means another. */
  names: DeclaredNames;
  /** Parts of the duplicate key after the kind; null when they are not all said. */
  identity(facts: readonly SourcedFact[]): string[] | null;
  /** What an ERP books of it; null for what is no voucher to book, a statement. */
  amountKey: string | null;
  title(say: (key: string) => string | null): (string | null)[];
  check(facts: readonly SourcedFact[]): Finding[];
  relations?(facts: readonly SourcedFact[]): FoundRelation[];
  retention: string;
}

/** The value of the first of these keys that is said of the whole. */
export function said(facts: readonly SourcedFact[], ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const found = facts.find((fact) => fact.key === key && fact.group === undefined && fact.value !== null);
    if (found !== undefined) return found.value;
  }
  return null;
}

/** Of a part of a key: written the same whatever its widths and spaces. */
export const plainPart = (text: string): string => text.normalize('NFKC').replace(/[\s:]/g, '').toUpperCase();

/** A number this long tells vouchers apart without knowing who gave it. */
const LONG_NUMBER = 10;

/** Issuer and number. A bank that does not name itself in its data leaves only the number, and a short one is not enough. */
export function issuedNumber(
  facts: readonly SourcedFact[],
  issuers: readonly string[],
  numbers: readonly string[],
): string[] | null {
  const [issuer, number] = [said(facts, ...issuers), said(facts, ...numbers)];
  if (number === null) return null;
  if (issuer !== null) return [plainPart(issuer), plainPart(number)];
  return number.length >= LONG_NUMBER ? ['', plainPart(number)] : null;
}
