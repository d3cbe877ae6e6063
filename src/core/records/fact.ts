/** What a record says, taken from its files word by word. Glossary: fact 事实, source 出处. */

/** `amount`: a decimal as text, never a float. `date`: `2026`, `2026-03`, `2026-03-17` or RFC 3339, as exact as the source. */
export type FactType = 'text' | 'identifier' | 'code' | 'amount' | 'number' | 'date' | 'boolean';

/** One thing a file says. */
export interface Fact {
  /** Slug of the metadata dictionary (core/records/dictionary): `invoice-number`, `total-with-tax`. */
  key: string;
  type: FactType;
  /** Exactly as it stands in the file, without the white space around it. */
  text: string;
  /**
   * The same in one form, so that two places can be compared: amounts and numbers `-1130.00` (digits kept, no grouping, no
   * currency), dates `2026-03-17`, `true`/`false`; other types as in `text`. Null when the text is not of its type: then there
   * is a finding, and nothing is guessed.
   */
  value: string | null;
  /** ISO 4217, of an amount where the file says it. */
  currency?: string;
  /** Of a repeated group: `line/1`, `entry/2`, counted from 1. Absent for what is said of the whole. */
  group?: string;
  /** Where inside the file: an element path, a page and position, an attachment and a path in it. */
  place: string;
}

/** A fact with the file and the reader it comes from. `file` is the declared name; `declaration` for what the sender said. */
export interface SourcedFact extends Fact {
  file: string;
  /** Id and version of the reader: `cn-einvoice/1`. */
  reader: string;
}

/** What one file, or one document carried inside it, says. */
export interface DocumentFacts {
  /** Id of a line in READERS: `cn-einvoice`, `ubl-invoice`, `xbrl-rai`. */
  document: string;
  /** `cn-einvoice/1` */
  reader: string;
  /** What the document says it follows: a customization id, a taxonomy with its date. */
  profile?: string;
  /** Empty: the file itself. Otherwise the path or name of what carries it: `Doc_0/Attachs/original_invoice.xml`. */
  carrier: string;
  facts: Fact[];
}
