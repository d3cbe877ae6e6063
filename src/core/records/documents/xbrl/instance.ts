import { type Finding } from '../../../finding.js';
import { type XmlElement, childrenOf, descend, textIn } from '../../../xml-tree.js';
import { recordFinding } from '../../findings.js';

/** XBRL 2.1, namespace of `xbrl`, `context`, `unit`. Its newer sibling for linkbases is not read: no file outside is ever opened. */
export const INSTANCE = 'http://www.xbrl.org/2003/instance';

/** Facts of one instance. A bank statement has some ten per transaction: room for some five thousand of them. */
const MAX_ITEMS = 50_000;
/** Tuples in tuples: the vouchers have two levels. */
const MAX_NESTING = 8;
const MAX_TEXT = 10_000;

/** A fact of XBRL: an item of a taxonomy, alone or inside tuples. */
export interface XbrlItem {
  /** Last path segment of its namespace: `rai`. */
  prefix: string;
  local: string;
  /** Null: nil, or no text. */
  text: string | null;
  /** ISO 4217, of its unit. */
  currency?: string;
  /** Digits after the point that are exact; null for INF and for none said. */
  decimals: number | null;
  contextRef?: string;
  /** The tuples it is in, outermost first. */
  tuples: readonly XbrlTuple[];
  place: string;
}

export interface XbrlTuple {
  local: string;
  /** How many of this name came before it in the whole instance, plus one. */
  number: number;
}

export interface XbrlInstance {
  /** Identifiers of the entities of its contexts, with their places. In some families the voucher's number, in others the issuer's. */
  entities: { text: string; place: string }[];
  /** `link:schemaRef`: what the instance says it follows. Never opened. */
  schemaRefs: string[];
  items: XbrlItem[];
  findings: Finding[];
}

/** `http://xbrl.mof.gov.cn/taxonomy/2021-11-30/rai` → rai, 2021-11-30. Null for a namespace of another publisher. */
export function taxonomyOf(uri: string): { prefix: string; date: string | null } | null {
  if (!/^https?:\/\/xbrl\.mof\.gov\.cn\/taxonomy\//i.test(uri)) return null;
  const segments = uri
    .split('/')
    .filter((segment) => segment !== '')
    .slice(3);
  const prefix = segments.at(-1);
  if (prefix === undefined || !/^[A-Za-z][\w-]{0,30}$/.test(prefix)) return null;
  return {
    prefix: prefix.toLowerCase(),
    date: segments.find((segment) => /^\d{4}-\d{2}-\d{2}$/.test(segment)) ?? null,
  };
}

/** Contexts, units and facts of a tree whose root is `xbrl`. `carrierPlace` puts a path inside its carrier. Pure and bounded. */
export function readInstance(root: XmlElement, carrierPlace: (path: string) => string): XbrlInstance {
  const contexts = new Set(childrenOf(root, 'context').map(({ attributes }) => attributes['id']));
  const units = new Map(childrenOf(root, 'unit').map((unit) => [unit.attributes['id'], currencyOf(unit)]));
  const items: XbrlItem[] = [];
  const findings: Finding[] = [];
  const counts = new Map<string, number>();
  const missing = new Set<string>();
  let full = false;

  const tooLarge = (element: XmlElement, why: string) => {
    if (full) return;
    full = true;
    findings.push(recordFinding('XBRL_TOO_LARGE', carrierPlace(element.place), why));
  };
  const reference = (element: XmlElement, name: 'contextRef' | 'unitRef', known: (id: string) => boolean) => {
    const id = element.attributes[name];
    if (id === undefined || known(id) || missing.size >= 20 || missing.has(`${name} ${id}`)) return;
    missing.add(`${name} ${id}`);
    findings.push(
      recordFinding('XBRL_REFERENCE_MISSING', carrierPlace(element.place), `${name} names ${id}, which is not there`, {
        found: `${name}="${id.slice(0, 100)}"`,
      }),
    );
  };
  const walk = (parent: XmlElement, tuples: readonly XbrlTuple[]): void => {
    for (const element of parent.children) {
      if (full) return;
      const taxonomy = taxonomyOf(element.uri);
      if (taxonomy === null) continue;
      if (element.children.length > 0) {
        const number = (counts.get(element.local) ?? 0) + 1;
        counts.set(element.local, number);
        if (tuples.length >= MAX_NESTING) tooLarge(element, `tuples are nested deeper than ${MAX_NESTING}`);
        else walk(element, [...tuples, { local: element.local, number }]);
        continue;
      }
      if (items.length >= MAX_ITEMS) return tooLarge(element, `more than ${MAX_ITEMS} facts`);
      const text = isNil(element) ? null : (textIn(element) ?? null);
      if (text !== null && text.length > MAX_TEXT) return tooLarge(element, `a fact of ${text.length} characters`);
      reference(element, 'contextRef', (id) => contexts.has(id));
      reference(element, 'unitRef', (id) => units.has(id));
      const { contextRef, unitRef } = element.attributes;
      const currency = unitRef === undefined ? undefined : units.get(unitRef);
      items.push({
        prefix: taxonomy.prefix,
        local: element.local,
        text,
        ...(currency === undefined ? {} : { currency }),
        decimals: decimalsOf(element),
        ...(contextRef === undefined ? {} : { contextRef }),
        tuples,
        place: carrierPlace(element.place),
      });
    }
  };
  walk(root, []);
  return { entities: entitiesOf(root, carrierPlace), schemaRefs: schemaRefsOf(root), items, findings };
}

function isNil({ attributes }: XmlElement): boolean {
  return Object.entries(attributes).some(
    ([name, value]) => /^([^:]+:)?nil$/.test(name) && (value.trim() === 'true' || value.trim() === '1'),
  );
}

/** `iso4217:CNY` → CNY; undefined for shares, pure numbers and quotients. */
function currencyOf(unit: XmlElement): string | undefined {
  return /^(?:[^:\s]+:)?([A-Z]{3})$/.exec(textIn(descend(unit, 'measure')) ?? '')?.[1];
}

function decimalsOf({ attributes }: XmlElement): number | null {
  const said = attributes['decimals']?.trim();
  return said !== undefined && /^-?\d{1,2}$/.test(said) ? Number(said) : null;
}

function entitiesOf(root: XmlElement, carrierPlace: (path: string) => string): { text: string; place: string }[] {
  const seen = new Set<string>();
  return childrenOf(root, 'context')
    .slice(0, 100)
    .flatMap((context) => {
      const identifier = descend(context, 'entity', 'identifier');
      const text = textIn(identifier);
      if (identifier === undefined || text === undefined || text.length > 200 || seen.has(text)) return [];
      seen.add(text);
      return [{ text, place: carrierPlace(identifier.place) }];
    });
}

function schemaRefsOf(root: XmlElement): string[] {
  return childrenOf(root, 'schemaRef')
    .slice(0, 20)
    .flatMap(({ attributes }) =>
      Object.entries(attributes).flatMap(([name, value]) =>
        /^([^:]+:)?href$/.test(name) ? [value.slice(0, 500)] : [],
      ),
    );
}
