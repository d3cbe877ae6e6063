import { type FactType } from '../fact.js';

/** Whose numbering: M22 of one scheme is another element in the next. DA/T 48 has no numbers, its paths stand below 封装内容. */
export type MetadataScheme = 'DA/T 46' | 'DA/T 94' | 'DA/T 48' | 'EN 16931';

export type Obligation = 'required' | 'conditional' | 'optional';

/** When a conditional element is required, as data: `{ key: 'x', is: 'absent' }`, `{ key: 'x', is: ['秘密'] }`. */
export interface MetadataCondition {
  key: string;
  is: 'present' | 'absent' | readonly string[];
}

/** A field of a kind. The M-number belongs to the scheme: M40 means one thing in DA/T 46 and another in DA/T 94. */
export interface KindField {
  /** Slug of the metadata dictionary. */
  key: string;
  obligation: Obligation;
  /** Of a conditional one: in words for people, or as data that is checked. */
  condition?: string | MetadataCondition;
}

/** A: read in the text of the standard; B: in public code or documents that follow it; C: general knowledge, never a hard rule. */
export type SourceGrade = 'A' | 'B' | 'C';

export const DICTIONARY_AREAS = [
  'archive',
  'invoice',
  'voucher',
  'accounting',
  'certificate',
  'service',
  'official-document',
  'own',
] as const;

/** The table an element stands in; `own`: added by a fonds. */
export type DictionaryArea = (typeof DICTIONARY_AREAS)[number];

/** One element of the metadata dictionary (元数据字典). Columns after the element entries of DA/T 46. */
export interface DictionaryEntry {
  /** The slug that facts carry. Never changes its meaning and is never removed. */
  key: string;
  zh: string;
  en: string;
  /** `group`: holds other elements and has no value of its own. */
  type: FactType | 'group';
  area: DictionaryArea;
  /** Key of the element it belongs to: `fonds-code` is within `archival-code`. */
  within?: string;
  /** Of a fact that is said once per member of a repeated group: `line`, `entry`. */
  group?: string;
  numbers: Readonly<Partial<Record<MetadataScheme, string>>>;
  /** A scheme that gives no obligation has no member. */
  obligation: Readonly<Partial<Record<MetadataScheme, Obligation>>>;
  condition?: MetadataCondition;
  /** The only values it may have. */
  values?: readonly string[];
  /** In characters (Unicode code points). */
  maxLength?: number;
  repeatable: boolean;
  /** Other names under which senders declare it. */
  aliases: readonly string[];
  source: string;
  grade: SourceGrade;
}

type Rest = Partial<
  Pick<
    DictionaryEntry,
    | 'within'
    | 'group'
    | 'numbers'
    | 'obligation'
    | 'condition'
    | 'values'
    | 'maxLength'
    | 'repeatable'
    | 'aliases'
    | 'source'
    | 'grade'
  >
>;

/** A row of a table: key, Chinese, English, type, and what is not as usual there. */
export type EntryRow = readonly [key: string, zh: string, en: string, type: DictionaryEntry['type'], more?: Rest];

/** A table of elements with what is the same for all of them. */
export function entriesOf(
  shared: Pick<DictionaryEntry, 'area' | 'source' | 'grade'> & Pick<Rest, 'group'>,
  rows: readonly EntryRow[],
): DictionaryEntry[] {
  return rows.map(([key, zh, en, type, more]) => ({
    key,
    zh,
    en,
    type,
    numbers: {},
    obligation: {},
    repeatable: false,
    aliases: [],
    ...shared,
    ...more,
  }));
}
