import { selectAll } from '../xml-select.js';
import { type XmlElement } from '../xml-tree.js';
import { type Fact, type FactType } from './fact.js';
import { factOf, placeIn } from './fact-value.js';

/**
 * Where a fact stands in a vocabulary: key, type, path (core/xml-select.ts) below the element of its group. The first element that says
 * something counts, and of several rows of one key the first.
 */
export type MappingRow = readonly [key: string, type: FactType, path: string];

/** What is said once per element: `line/1`, `line/2`, and inside a line `line/1/allowance/1`. */
export interface MappingGroup {
  group: string;
  path: string;
  rows: readonly MappingRow[];
  groups?: readonly MappingGroup[];
}

export interface Mapping {
  rows: readonly MappingRow[];
  groups: readonly MappingGroup[];
}

export interface Vocabulary {
  /** Namespaces that count. */
  of: (uri: string) => boolean;
  /** From the file's container, for places. */
  carrier: string;
  /** Of amounts that name none of their own. */
  currency?: string;
  /** The one form of a date where the vocabulary has its own ways; undefined: as usual. */
  dateOf?: (element: XmlElement, text: string) => string | undefined;
}

/** Percentages stand as `19.00` and mean 0.19: one thing has one form, whatever the document. */
const PERCENTAGES: ReadonlySet<string> = new Set(['tax-rate', 'percentage']);
const MAX_TEXT = 4000;

/** What a document says by a mapping. */
export interface Mapped {
  facts: Fact[];
  /** Every group that is there with its place, also one that says nothing: `line/1`, `line/1/allowance/1`. */
  groups: Map<string, string>;
}

/** Everything of the mapping that the tree has, groups after the rows. */
export function mappedFacts(root: XmlElement, { rows, groups }: Mapping, vocabulary: Vocabulary): Mapped {
  const mapped: Mapped = { facts: [], groups: new Map() };
  rowsOf(root, rows, undefined, vocabulary, mapped.facts);
  groupsOf(root, groups, '', vocabulary, mapped);
  return mapped;
}

function groupsOf(
  from: XmlElement,
  groups: readonly MappingGroup[],
  within: string,
  vocabulary: Vocabulary,
  mapped: Mapped,
): void {
  // prettier-ignore
  const counts = new Map<string, number>();
  for (const { group, path, rows, groups: inner = [] } of groups)
    for (const element of selectAll(from, path, vocabulary.of)) {
      const number = (counts.get(group) ?? 0) + 1;
      counts.set(group, number);
      const name = `${within}${group}/${number}`;
      mapped.groups.set(name, placeIn(vocabulary.carrier, element.place));
      rowsOf(element, rows, name, vocabulary, mapped.facts);
      groupsOf(element, inner, `${name}/`, vocabulary, mapped);
    }
}

function rowsOf(
  from: XmlElement,
  rows: readonly MappingRow[],
  group: string | undefined,
  vocabulary: Vocabulary,
  facts: Fact[],
): void {
  // prettier-ignore
  const said = new Set<string>();
  for (const [key, type, path] of rows) {
    if (said.has(key)) continue;
    const [way = '', attribute] = path.split('/@');
    const found = attribute === undefined && way === '' ? [from] : selectAll(from, way, vocabulary.of);
    // An element that is there and empty says nothing; the next of its name may.
    const element = found.find((one) => textOf(one, attribute) !== '');
    if (element === undefined) continue;
    said.add(key);
    facts.push(factIn(element, attribute, { key, type, group }, vocabulary));
  }
}

const textOf = (element: XmlElement, attribute: string | undefined): string =>
  (attribute === undefined ? element.text : (element.attributes[attribute] ?? '')).trim();

/** The fact that this element (or its attribute) states. */
export function factIn(
  element: XmlElement,
  attribute: string | undefined,
  { key, type, group }: { key: string; type: FactType; group: string | undefined },
  { carrier, currency, dateOf }: Vocabulary,
): Fact {
  const text = textOf(element, attribute).slice(0, MAX_TEXT);
  const place = placeIn(carrier, attribute === undefined ? element.place : `${element.place}/@${attribute}`);
  const said = element.attributes['currencyID']?.trim() ?? currency;
  const fact = factOf({
    key,
    type,
    text,
    place,
    ...(group === undefined ? {} : { group }),
    ...(type === 'amount' && said !== undefined && said !== '' ? { currency: said } : {}),
  });
  if (PERCENTAGES.has(key)) return { ...fact, value: factOf({ key, type, text: `${text}%`, place }).value };
  const date = type === 'date' ? dateOf?.(element, text) : undefined;
  return date === undefined ? fact : { ...fact, value: factOf({ key, type, text: date, place }).value };
}
