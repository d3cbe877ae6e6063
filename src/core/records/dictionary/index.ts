import { ARCHIVE_ENTRIES } from './archive.js';
import { type DictionaryEntry, type MetadataScheme } from './entry.js';
import { FACT_ENTRIES } from './facts.js';

export { type DictionaryEntry } from './entry.js';

/**
 * The metadata dictionary (元数据字典): every element that Dantao knows, one row each. A new element is a row in the table of
 * its area. Rows are never removed and never change their meaning: archived packages name them.
 */
export const DICTIONARY: readonly DictionaryEntry[] = [...ARCHIVE_ENTRIES, ...FACT_ENTRIES];

/** Keys that are not rows: elements of other dictionaries keep their own names, `xbrl:<prefix>:<local name>`, `einvoice:<element>`. */
const TAXONOMY = /^(xbrl|einvoice):/;
/** Begin the keys of elements that a fonds adds, so that a later version of the dictionary never takes one. */
export const OWN_PREFIX = 'own-';

const byKey = new Map(DICTIONARY.map((entry) => [entry.key, entry]));

export function entryOf(key: string): DictionaryEntry | undefined {
  return byKey.get(key);
}

/** Does the dictionary, or a taxonomy, know this key of a fact? */
export function isKnownKey(key: string): boolean {
  return byKey.has(key) || TAXONOMY.test(key);
}

/** The element that has this number in a scheme: `('DA/T 46', 'M22')` → title. */
export function entryNumbered(scheme: MetadataScheme, number: string): DictionaryEntry | undefined {
  return DICTIONARY.find((entry) => entry.numbers[scheme] === number);
}

const NAMES = new WeakMap<readonly DictionaryEntry[], ReadonlyMap<string, DictionaryEntry | null>>();

/**
 * The element that a sender means by a name: its key, its Chinese or English name, or an alias, without regard to case and
 * white space. A key wins over a name, a name over an alias; what two elements could be is none.
 */
export function entryNamed(
  name: string,
  entries: readonly DictionaryEntry[] = DICTIONARY,
): DictionaryEntry | undefined {
  let names = NAMES.get(entries);
  if (names === undefined) {
    names = namesOf(entries);
    NAMES.set(entries, names);
  }
  return names.get(folded(name)) ?? undefined;
}

function namesOf(entries: readonly DictionaryEntry[]): ReadonlyMap<string, DictionaryEntry | null> {
  const names = new Map<string, DictionaryEntry | null>();
  const ranks: ((entry: DictionaryEntry) => readonly string[])[] = [
    ({ key }) => [key],
    ({ zh, en }) => [zh, en],
    ({ aliases }) => aliases,
  ];
  for (const rank of ranks) {
    const here = new Map<string, DictionaryEntry | null>();
    for (const entry of entries)
      for (const name of rank(entry)) {
        const at = folded(name);
        here.set(at, here.has(at) && here.get(at) !== entry ? null : entry);
      }
    for (const [name, entry] of here) if (!names.has(name)) names.set(name, entry);
  }
  return names;
}

function folded(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}
