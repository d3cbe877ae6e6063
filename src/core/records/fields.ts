import { type Finding } from '../finding.js';
import { agree, type Rendition, withDeclared } from './agreement.js';
import { checkMetadata, type MetadataRule } from './dictionary/check.js';
import { declaredBy } from './dictionary/declared.js';
import { type DictionaryEntry } from './dictionary/entry.js';
import { DICTIONARY, entryOf } from './dictionary/index.js';
import { type SourcedFact } from './fact.js';
import { type KindField, type KindInput } from './kind.js';

/** What the files and the sender say of the fields of a kind. */
export interface Fields {
  facts: SourcedFact[];
  findings: Finding[];
  /** Names that no element has: not checked. */
  unknown: string[];
  /** The first of a key: as one form, or as it stands when it is not of its type. */
  said(key: string): string | null;
  fact(key: string): SourcedFact | undefined;
}

/** Documents that a scheme of the fonds maps. */
export const MAPPED = 'mapped';

/**
 * Facts of the documents named (mapped ones among them), in the order of `documents`, then what only the sender says.
 * Differences between files, or with the declaration, are findings.
 */
export function readFields(
  { declaration, files }: KindInput,
  documents: readonly string[],
  entries: readonly DictionaryEntry[],
): Fields {
  const known = [...documents, MAPPED];
  const renditions: Rendition[] = known.flatMap((id) =>
    files.flatMap(({ name, documents }) =>
      documents.filter(({ document }) => document === id).map((document) => ({ file: name, document })),
    ),
  );
  const declared = declaredBy(declaration, entries);
  const { facts, findings } = withDeclared(agree(renditions), declared.facts);
  const fact = (key: string) => facts.find((one) => one.key === key);
  return {
    facts,
    findings,
    unknown: declared.unknown,
    fact,
    said: (key) => fact(key)?.value ?? fact(key)?.text ?? null,
  };
}

/** The elements of these areas of the dictionary. */
export function entriesIn(...areas: readonly DictionaryEntry['area'][]): readonly DictionaryEntry[] {
  return DICTIONARY.filter(({ area }) => areas.includes(area));
}

export function entriesNamed(...keys: readonly string[]): readonly DictionaryEntry[] {
  return DICTIONARY.filter(({ key }) => keys.includes(key));
}

/** Are the fields there, and of their type, length and value list? What the declaration says outside `metadata` counts too. */
export function checkFields(
  fields: readonly KindField[],
  { facts }: Pick<Fields, 'facts'>,
  { declaration }: KindInput,
  own: readonly DictionaryEntry[] = [],
): Finding[] {
  const rules = fields.flatMap(({ key, obligation, condition }): MetadataRule[] => {
    const entry = own.find((one) => one.key === key) ?? entryOf(key);
    return entry === undefined ? [] : [{ entry, obligation, ...(typeof condition === 'object' ? { condition } : {}) }];
  });
  const values = new Map<string, string[]>();
  for (const { key, text } of facts) values.set(key, [...(values.get(key) ?? []), text]);
  const { title, creator, date, retention, classification } = declaration;
  const outside = { title, creator, date, 'retention-period': retention, 'security-class': classification };
  for (const [key, text] of Object.entries(outside))
    if (text !== undefined && !values.has(key)) values.set(key, [text]);
  return checkMetadata(rules, values, 'metadata').findings;
}
