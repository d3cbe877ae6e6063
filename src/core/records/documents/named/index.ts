import { type XmlElement } from '../../../xml-tree.js';
import { groupOf } from '../../dictionary/declared.js';
import { type DictionaryEntry } from '../../dictionary/entry.js';
import { entryNamed } from '../../dictionary/index.js';
import { type Fact } from '../../fact.js';
import { factOf, placeIn } from '../../fact-value.js';
import { type Carried, type DocumentReader } from '../../reader.js';

/**
 * Documents whose elements are called as the dictionary calls them: no public schema says what they are called, so names are
 * data (zh, en and aliases of the entries). What has another name is left alone: not checked, never wrong.
 */
export interface NamedDocument {
  id: string;
  version: number;
  zh: string;
  en: string;
  entries: readonly DictionaryEntry[];
  /** Is it such a document? `keys`: what was found by name. */
  isOne: (carried: Carried, keys: ReadonlySet<string>) => boolean;
}

interface NamedText {
  name: string;
  text: string;
  place: string;
}

/** More names than these are no metadata, and every one costs a look-up. */
const MAX_NAMES = 2000;
const MAX_DEPTH = 12;
const MAX_TEXT = 4000;
const MAX_VALUES = 100;
/** Attributes that hold the name of an element called `Data`, `CustomData`, `Item`. */
const NAME_ATTRIBUTES = ['Name', 'name', 'key'];

export function namedReader({ id, version, zh, en, entries, isOne }: NamedDocument): DocumentReader {
  return {
    id,
    version,
    zh,
    en,
    basis: 'implementations',
    matches: (carried) => isOne(carried, new Set(factsIn(carried, entries).map(({ key }) => key))),
    read: (carried) => ({ facts: factsIn(carried, entries), findings: [] }),
  };
}

function factsIn(carried: Carried, entries: readonly DictionaryEntry[]): Fact[] {
  const counts = new Map<string, number>();
  const members = new Map<string, number>();
  return textsIn(carried).flatMap(({ name, text, place }) => {
    const entry = entryNamed(name, entries);
    if (entry === undefined || entry.type === 'group' || text.trim() === '') return [];
    const { key, type, repeatable } = entry;
    if (entry.group !== undefined) {
      // What stands in one element is of one member: a step with its time and its opinion.
      const parent = place.slice(0, place.lastIndexOf('/'));
      const number = members.get(parent) ?? members.size + 1;
      members.set(parent, number);
      if (number > MAX_VALUES) return [];
      return [factOf({ key, type, text: text.slice(0, MAX_TEXT), place, group: `${entry.group}/${number}` })];
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > (repeatable ? MAX_VALUES : 1)) return [];
    return [factOf({ key, type, text: text.slice(0, MAX_TEXT), place, ...groupOf(key, count) })];
  });
}

function textsIn(carried: Carried): NamedText[] {
  switch (carried.kind) {
    case 'xml':
      return leaves(carried.root, 0, carried.carrier, []);
    case 'tags':
      return [
        ...carried.data,
        ...carried.tags.map(({ path, text, place }) => ({ name: nameIn(path), text, place })),
      ].slice(0, MAX_NAMES);
    default:
      return [];
  }
}

const nameIn = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\[\d+\]$/, '');

/** Elements with text and without children, and attributes, in the order of the document. */
function leaves(element: XmlElement, depth: number, carrier: string, found: NamedText[]): NamedText[] {
  if (depth > MAX_DEPTH || found.length >= MAX_NAMES) return found;
  const { local, attributes, children, text, place } = element;
  for (const [name, value] of Object.entries(attributes))
    found.push({ name, text: value, place: placeIn(carrier, `${place}/@${name}`) });
  if (children.length === 0) {
    const called = NAME_ATTRIBUTES.map((name) => attributes[name]).find((name) => name !== undefined);
    found.push({ name: called ?? local, text, place: placeIn(carrier, place) });
  }
  for (const child of children) leaves(child, depth + 1, carrier, found);
  return found;
}
