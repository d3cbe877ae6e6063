import { type TreeAttribute, type TreeDocument, type TreeElement, type TreeNode } from './tree.js';
import { joinReferences } from './uri.js';

/** Canonical XML 1.0 and 1.1 (inclusive) and Exclusive XML Canonicalization 1.0. */
export interface CanonicalMethod {
  exclusive: boolean;
  /** Canonical XML 1.1: xml:id is not inherited, xml:base is joined. */
  version: '1.0' | '1.1';
  comments: boolean;
}

const METHODS: readonly (readonly [uri: string, Omit<CanonicalMethod, 'comments'>])[] = [
  ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315', { exclusive: false, version: '1.0' }],
  ['http://www.w3.org/2006/12/xml-c14n11', { exclusive: false, version: '1.1' }],
  ['http://www.w3.org/2001/10/xml-exc-c14n#', { exclusive: true, version: '1.0' }],
];

export function canonicalMethod(uri: string): CanonicalMethod | null {
  for (const [name, method] of METHODS) {
    if (uri === name) return { ...method, comments: false };
    // The exclusive identifier ends in `#` already.
    if (uri === `${name}${name.endsWith('#') ? '' : '#'}WithComments`) return { ...method, comments: true };
  }
  return null;
}

export const CANONICAL_DEFAULT: CanonicalMethod = { exclusive: false, version: '1.0', comments: false };

/**
 * The nodes that a reference selects: elements by `keeps`; text, attributes, comments and instructions go with their
 * element. A set that takes an element's text and leaves the element does not exist here.
 */
export interface NodeSet {
  /** Where the walk begins; nothing outside of it is in the set. */
  apex: TreeElement | TreeDocument;
  keeps(element: TreeElement | TreeDocument): boolean;
  comments: boolean;
}

/** How much may still be done for one file: attackers repeat references over the same megabytes. */
export class Budget {
  constructor(private left: number) {}
  /** Throws TooMuchWork. */
  spend(units: number): void {
    this.left -= units;
    if (this.left < 0) throw new TooMuchWork();
  }
}

/** Never leaves this folder: becomes "not checked". */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

/** `inclusive`: prefixes of an InclusiveNamespaces list, `#default` for the default. Throws TooMuchWork. */
export function canonicalize(
  set: NodeSet,
  method: CanonicalMethod,
  budget: Budget,
  inclusive: readonly string[] = [],
): Buffer {
  const writer = new Writer(set, method, budget, new Set(inclusive.map((one) => (one === '#default' ? '' : one))));
  writer.node(set.apex, null);
  return Buffer.from(writer.text, 'utf8');
}

/** What the nearest ancestors in the output declare: a chain, so that siblings share it. */
interface Scope {
  above: Scope | null;
  declared: ReadonlyMap<string, string>;
}

const XML = 'http://www.w3.org/XML/1998/namespace';

/** What a node costs beside its characters. */
const NODE_COST = 20;

class Writer {
  private readonly pieces: string[] = [];

  constructor(
    private readonly set: NodeSet,
    private readonly method: CanonicalMethod,
    private readonly budget: Budget,
    private readonly inclusive: ReadonlySet<string>,
  ) {}

  get text(): string {
    return this.pieces.join('');
  }

  private write(piece: string): void {
    this.budget.spend(piece.length);
    this.pieces.push(piece);
  }

  node(node: TreeNode | TreeDocument, scope: Scope | null): void {
    this.budget.spend(NODE_COST);
    if (node.kind === 'document') return this.document(node);
    if (node.kind === 'element') return this.element(node, scope);
    if (node.kind === 'text') return this.write(escapeText(node.value));
    if (node.kind === 'instruction')
      return this.write(`<?${node.target}${node.value === '' ? '' : ` ${carriage(node.value)}`}?>`);
    if (this.method.comments && this.set.comments) this.write(`<!--${carriage(node.value)}-->`);
  }

  /** Canonical XML 2.3: a line feed parts what stands beside the document element from it. */
  private document(document: TreeDocument): void {
    const keeps = this.set.keeps(document);
    let after = false;
    for (const node of document.children) {
      if (node.kind === 'element') {
        this.element(node, null);
        after = true;
        continue;
      }
      if (!keeps || (node.kind === 'comment' && !(this.method.comments && this.set.comments))) continue;
      if (after) this.write('\n');
      this.node(node, null);
      if (!after) this.write('\n');
    }
  }

  private element(element: TreeElement, scope: Scope | null): void {
    if (!this.set.keeps(element)) {
      for (const node of element.children) if (node.kind === 'element') this.node(node, scope);
      return;
    }
    const declared = this.namespaces(element, scope);
    this.write(`<${element.name}`);
    if (declared !== null)
      for (const [prefix, uri] of [...declared].sort(([a], [b]) => compare(a, b)))
        this.write(` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(uri)}"`);
    for (const { name, value } of this.attributes(element)) this.write(` ${name}="${escapeAttribute(value)}"`);
    this.write('>');
    const inside = declared === null ? scope : { above: scope, declared };
    for (const node of element.children) this.node(node, inside);
    this.write(`</${element.name}>`);
  }

  private parentKept(element: TreeElement): boolean {
    return element !== this.set.apex && this.set.keeps(element.parent);
  }

  /** Declarations to write: those that the output above does not say already. */
  private namespaces(element: TreeElement, scope: Scope | null): Map<string, string> | null {
    let declared: Map<string, string> | null = null;
    const consider = (prefix: string, uri: string) => {
      if (prefix === 'xml' || declared?.has(prefix)) return;
      // `xmlns=""` only where it takes something back.
      if (uri !== lookUp(scope, prefix) && (uri !== '' || prefix === '')) (declared ??= new Map()).set(prefix, uri);
    };
    if (this.method.exclusive) {
      // Exclusive 3: what the element and its attributes use, and the list.
      consider(element.prefix, element.uri);
      for (const { prefix, uri } of element.attributes) if (prefix !== '') consider(prefix, uri);
      for (const prefix of this.inclusive) {
        this.budget.spend(1);
        const uri = element.namespace(prefix);
        if (uri !== undefined) consider(prefix, uri);
      }
      return declared;
    }
    if (this.parentKept(element)) {
      for (const [prefix, uri] of element.declared) consider(prefix, uri);
      return declared;
    }
    const seen = new Set<string>();
    for (let at: TreeElement | TreeDocument = element; at.kind === 'element'; at = at.parent) {
      this.budget.spend(1 + at.declared.length);
      for (const [prefix, uri] of at.declared) {
        if (seen.has(prefix)) continue;
        seen.add(prefix);
        consider(prefix, uri);
      }
    }
    if (!seen.has('')) consider('', '');
    return declared;
  }

  private attributes(element: TreeElement): readonly TreeAttribute[] {
    const own =
      this.method.exclusive || this.parentKept(element)
        ? element.attributes
        : this.rebased(element, [...element.attributes, ...this.inherited(element)]);
    return own.length < 2 ? own : sorted([...own]);
  }

  /**
   * Attributes of the namespace xml that an element without its parent takes from above: all of them (Canonical XML 1.0
   * 2.4); xml:lang and xml:space alone (1.1).
   */
  private inherited(element: TreeElement): TreeAttribute[] {
    const found = new Map<string, TreeAttribute>();
    for (let at = element.parent; at.kind === 'element'; at = at.parent) {
      this.budget.spend(1 + at.attributes.length);
      for (const attribute of at.attributes)
        if (attribute.uri === XML && !found.has(attribute.local)) found.set(attribute.local, attribute);
    }
    return [...found.values()].filter(
      ({ local }) =>
        (this.method.version === '1.0' || local === 'lang' || local === 'space') &&
        !element.attributes.some((one) => one.uri === XML && one.local === local),
    );
  }

  /** Canonical XML 1.1 2.4: xml:base of omitted ancestors is joined with the element's own. */
  private rebased(element: TreeElement, attributes: TreeAttribute[]): TreeAttribute[] {
    if (this.method.version !== '1.1') return attributes;
    const above: string[] = [];
    for (let at = element.parent; at.kind === 'element' && !this.keepsInside(at); at = at.parent) {
      const base = at.attributes.find(isBase)?.value;
      if (base !== undefined) above.unshift(base);
    }
    if (above.length === 0) return attributes;
    const own = attributes.find(isBase);
    const value = (own ? [...above, own.value] : above).reduce((base, reference) => joinReferences(base, reference));
    const others = attributes.filter((one) => !isBase(one));
    return value === '' ? others : [...others, { name: 'xml:base', prefix: 'xml', local: 'base', uri: XML, value }];
  }

  /** False for what stands above the apex. */
  private keepsInside(element: TreeElement): boolean {
    const { apex } = this.set;
    return (apex.kind === 'document' || apex.holds(element)) && this.set.keeps(element);
  }
}

const isBase = ({ uri, local }: TreeAttribute) => uri === XML && local === 'base';

/** Empty: nothing above declares it. */
function lookUp(scope: Scope | null, prefix: string): string {
  for (let at = scope; at !== null; at = at.above) {
    const uri = at.declared.get(prefix);
    if (uri !== undefined) return uri;
  }
  return '';
}

/** By namespace, then local name; those without a namespace first (Canonical XML 2.2). */
function sorted(attributes: TreeAttribute[]): TreeAttribute[] {
  return attributes.sort((a, b) => compare(a.uri, b.uri) || compare(a.local, b.local));
}

/** By code points, which is not the order of UTF-16. */
function compare(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (one === other) continue;
    // A surrogate stands for a code point above all that are written with one unit.
    const [high, otherHigh] = [(one & 0xf800) === 0xd800, (other & 0xf800) === 0xd800];
    return high === otherHigh ? one - other : high ? 1 : -1;
  }
  return a.length - b.length;
}

const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const ATTRIBUTE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};
const escapeText = (text: string) => text.replace(/[&<>\r]/g, (one) => TEXT[one]!);
const escapeAttribute = (text: string) => text.replace(/[&<"\t\n\r]/g, (one) => ATTRIBUTE[one]!);
const carriage = (text: string) => text.replaceAll('\r', '&#xD;');
