import { type Declaration } from '../../record.js';
import { type SourcedFact } from '../fact.js';
import { factOf } from '../fact-value.js';
import { type DictionaryEntry } from './entry.js';
import { DICTIONARY, entryNamed } from './index.js';

export const DECLARATION_READER = 'declaration/1';

/** What a sender says beside the files, as facts of the file `declaration`. */
export interface Declared {
  facts: SourcedFact[];
  /** Members of `metadata` that no element is called: kept, and not checked. */
  unknown: string[];
}

/**
 * The members of `metadata`, by key or by any name of an element (see entryNamed); `first` are asked before the dictionary:
 * the elements of the kind. Of a list each is a fact: the second and further ones are of a group, `holder-name/2`.
 */
export function declaredBy({ metadata = {} }: Declaration, first: readonly DictionaryEntry[]): Declared {
  const declared: Declared = { facts: [], unknown: [] };
  const counts = new Map<string, number>();
  for (const [name, said] of Object.entries(metadata)) {
    const entry = entryNamed(name, first) ?? entryNamed(name, DICTIONARY);
    const texts = (Array.isArray(said) ? (said as unknown[]) : [said]).map(textOf);
    if (entry === undefined || entry.type === 'group' || texts.includes(null)) {
      declared.unknown.push(name);
      continue;
    }
    const { key, type } = entry;
    for (const text of texts as string[]) {
      if (text.trim() === '') continue;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      declared.facts.push({
        ...factOf({ key, type, text, place: `metadata/${name}`, ...groupOf(key, count) }),
        file: 'declaration',
        reader: DECLARATION_READER,
      });
    }
  }
  return declared;
}

/** The first of a repeated thing stands alone, so that it is found by its key; the others are a group. */
export function groupOf(key: string, count: number): { group?: string } {
  return count === 1 ? {} : { group: `${key}/${count}` };
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
