import { type Finding } from '../../finding.js';
import { type DocumentFacts, type Fact } from '../fact.js';

/** What is the same for all invoices of one part of the world. */
export interface InvoiceRules {
  /** `e-invoice:<key>`; null when the facts of the record do not say enough. */
  keyOf(facts: readonly Fact[]): string | null;
  /** Does what one document says hold together? `file` is its declared name; a finding's place is `<file> <place>`. */
  check(document: DocumentFacts, file: string): Finding[];
  /** Duplicate keys of the invoices that this one corrects, by the facts that say so. */
  correctsOf(facts: readonly Fact[]): { key: string; by: Fact }[];
  /** ISO 4217, where no document says it. */
  currency: string;
}
