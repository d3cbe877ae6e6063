import { type Finding } from '../../finding.js';
import { type Fact, type SourcedFact } from '../fact.js';

/** What is the same for all invoices of one part of the world. */
export interface InvoiceRules {
  /** `e-invoice:<key>`; null when the facts of the record do not say enough. */
  keyOf(facts: readonly Fact[]): string | null;
  /** Does what one document says hold together? Arithmetic, words, check characters. A finding's place is `<file> <place>`. */
  check(facts: readonly SourcedFact[]): Finding[];
  /** The same of what all documents and the declaration say together. */
  checkRecord(facts: readonly SourcedFact[]): Finding[];
  /** Duplicate keys of the invoices that this one corrects, by the facts that say so. */
  correctsOf(facts: readonly SourcedFact[]): { key: string; by: SourcedFact }[];
  /** Slug of that relation. */
  relation: 'red-of' | 'corrects';
  /** What a booking may claim; negative for what is given back. */
  amountOf(facts: readonly Fact[]): string | null;
  /** ISO 4217, where no document says it. */
  currency: string;
}
