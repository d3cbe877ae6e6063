import { type Finding } from '../finding.js';
import { type Declaration, type FormatFacts, type SignatureReport } from '../record.js';
import { type KindField } from './dictionary/entry.js';
import { type DocumentFacts, type SourcedFact } from './fact.js';
import { type KindScheme } from './generic/scheme.js';
import { type Origin } from './origin.js';

export { type KindField } from './dictionary/entry.js';

/** A file of the record as its kind sees it. */
export interface KindFile {
  /** Declared name. */
  name: string;
  role?: string;
  origin?: Origin;
  format: Pick<FormatFacts, 'format' | 'mimeType' | 'whole'>;
  documents: readonly DocumentFacts[];
  signatures: readonly Pick<SignatureReport, 'kind' | 'container' | 'integrity'>[];
}

export interface KindInput {
  declaration: Declaration;
  files: readonly KindFile[];
  /** What the fonds has added to this kind. */
  scheme?: KindScheme;
}

/** A relation (关联) that the files themselves state. */
export interface FoundRelation {
  /** Slug: `red-of`, `renews`, `booked-by`, `original-of`. */
  type: string;
  /** Duplicate key of the other record: `e-invoice:26991000000000000001`. */
  key: string;
  place: string;
  file: string;
}

/** What may be claimed for a booking. */
export interface VoucherFacts {
  /** The duplicate key. */
  key: string;
  /** Decimal text, may be negative for red ones; null when no file says it. */
  amount: string | null;
  currency: string;
}

/** What the archive says of a record of this kind: a function of the declaration and of what the files say. */
export interface KindReading {
  /** One per key and group: the most trustworthy rendition's, with its source. */
  facts: SourcedFact[];
  /** `<kind>:<key>`; null when the files and the declaration do not say enough. The same key in one fonds is a duplicate. */
  duplicateKey: string | null;
  /** By the kind's title pattern; null when a part of it is missing. */
  title: string | null;
  relations: FoundRelation[];
  voucher: VoucherFacts | null;
  findings: Finding[];
  /** Names of the files in the order the archive shows them, where the kind has one: accounting voucher, originals, the rest. */
  order?: string[];
}

/** With the kind it is kept under: the declared one, or what `auto` came to. */
export type RecordReading = { kind: string } & KindReading;

/** One line of KINDS. */
export interface RecordKind {
  /** As in a declaration: `e-invoice`. */
  id: string;
  zh: string;
  en: string;
  /** What it was built from; `own`: given as data by the fonds. */
  basis: 'standard' | 'implementations' | 'own';
  fields: readonly KindField[];
  /** How surely these files are of this kind: 0 no, 1 could be, 2 a document of this kind is the main one. Highest wins for `auto`. */
  recognise(input: KindInput): 0 | 1 | 2;
  read(input: KindInput): KindReading;
  /** Default class (档案门类) and period (保管期限) where the fonds has no table of its own: `KU`, `D30`. */
  defaults: { classification: string | null; retention: string | null };
}
