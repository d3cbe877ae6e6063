import { type XmlElement } from '../../xml-tree.js';
import { entryOf } from '../dictionary/index.js';
import { groupOf } from '../dictionary/declared.js';
import { type DocumentFacts, type Fact, type FactType } from '../fact.js';
import { factOf, placeIn } from '../fact-value.js';
import { MAPPED } from '../fields.js';
import { type Carried, type CarriedTags } from '../reader.js';
import { type FieldMapping, type FondsSchemes } from './scheme.js';

/** The mappings of one scheme, ready for a reader that knows no fonds. */
export interface SchemeMappings {
  /** `construction-file/3` */
  scheme: string;
  rows: readonly (FieldMapping & { type: FactType })[];
}

/** Longer is no metadata; the file keeps it. */
const MAX_TEXT = 4000;
/** Of one element of the dictionary in one document. */
const MAX_VALUES = 100;

/** Those schemes that map anything; rows whose key nobody knows are left out. */
export function mappingsOf({ kinds, elements }: FondsSchemes): SchemeMappings[] {
  return kinds.flatMap(({ id, version, mappings }) => {
    const rows = mappings.flatMap((row) => {
      const type = (elements.find(({ key }) => key === row.key) ?? entryOf(row.key))?.type;
      return type === undefined || type === 'group' ? [] : [{ ...row, type }];
    });
    return rows.length === 0 ? [] : [{ scheme: `${id}/${version}`, rows }];
  });
}

/** What each scheme reads out of this document; nothing where none of its rows finds anything. */
export function mappedDocuments(carried: Carried, mappings: readonly SchemeMappings[]): DocumentFacts[] {
  return mappings.flatMap(({ scheme, rows }) => {
    const facts = rows.flatMap((row) => factsOf(carried, row));
    const found = grouped(facts);
    return found.length === 0
      ? []
      : [{ document: MAPPED, reader: `mapping:${scheme}`, profile: scheme, carrier: carried.carrier, facts: found }];
  });
}

function factsOf(carried: Carried, { document, path, key, type }: SchemeMappings['rows'][number]): Fact[] {
  if (typeof document === 'string') {
    if (carried.kind !== 'tags') return [];
    return saidIn(carried, document, path).map(({ text, place }) => factOf({ key, type, text: text.slice(0, MAX_TEXT), place })); // prettier-ignore
  }
  if (carried.kind !== 'xml' || carried.root.local !== document.root) return [];
  if (document.namespace !== undefined && carried.root.uri !== document.namespace) return [];
  return select(carried.root, path).map(({ text, place }) =>
    factOf({ key, type, text: text.slice(0, MAX_TEXT), place: placeIn(carried.carrier, place) }),
  );
}

function saidIn({ data, tags }: CarriedTags, from: 'ofd-data' | 'ofd-tags', path: string) {
  if (from === 'ofd-data') return data.filter(({ name }) => name.trim() === path);
  return tags.filter((tag) => tag.path.replace(/\[\d+\]/g, '') === path);
}

/** Text → place, of every element on the path, or of its attribute. */
function select(root: XmlElement, path: string): { text: string; place: string }[] {
  const steps = path.split('/');
  const attribute = steps.at(-1)?.startsWith('@') ? steps.pop()!.slice(1) : undefined;
  let here: XmlElement[] = [root];
  for (const step of steps) {
    const next: XmlElement[] = [];
    for (const { children } of here)
      for (const child of children) if (next.length < MAX_VALUES && fits(child, step)) next.push(child);
    here = next;
  }
  return here.flatMap((element) => {
    const text = attribute === undefined ? element.text : element.attributes[attribute];
    const place = attribute === undefined ? element.place : `${element.place}/@${attribute}`;
    return text === undefined || text.trim() === '' ? [] : [{ text, place }];
  });
}

/** `Item`, or one of several of a name: `Item[name=ZZMC]`. */
function fits({ local, attributes }: XmlElement, step: string): boolean {
  const [, name, attribute, value] = /^([^[\]]+)(?:\[([^[\]=]+)=([^[\]]*)\])?$/.exec(step) ?? [];
  return local === name && (attribute === undefined || attributes[attribute] === value);
}

/** A thing that is there again is of a group (see groupOf). */
function grouped(facts: readonly Fact[]): Fact[] {
  const counts = new Map<string, number>();
  return facts.flatMap((fact) => {
    const count = (counts.get(fact.key) ?? 0) + 1;
    counts.set(fact.key, count);
    return count > MAX_VALUES ? [] : [{ ...fact, ...groupOf(fact.key, count) }];
  });
}
