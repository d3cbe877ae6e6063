import { parseXml, type XmlLimits, type XmlProblem, type XmlTag } from '../../xml.js';

/** An attribute that is no namespace declaration. */
export interface TreeAttribute {
  name: string;
  prefix: string;
  local: string;
  uri: string;
  value: string;
}

export interface TreeText {
  kind: 'text' | 'comment';
  value: string;
}

export interface TreeInstruction {
  kind: 'instruction';
  target: string;
  value: string;
}

export type TreeNode = TreeElement | TreeText | TreeInstruction;

/** The root node of XPath: what stands before and after the document element is its child too. */
export class TreeDocument {
  readonly kind = 'document';
  readonly parent = null;
  readonly children: TreeNode[] = [];
  /** In document order. */
  readonly elements: TreeElement[] = [];
  private ids: Map<string, TreeElement[]> | null = null;

  get root(): TreeElement {
    return this.elements[0]!;
  }

  /** Elements that carry this id. More than one: which one is meant depends on who reads. */
  byId(id: string): readonly TreeElement[] {
    this.ids ??= idsOf(this.elements);
    return this.ids.get(id) ?? [];
  }
}

export class TreeElement {
  readonly kind = 'element';
  readonly children: TreeNode[] = [];
  /** Order of the last element inside (its own when there is none): `order`–`last` is the subtree. */
  last: number;

  constructor(
    readonly parent: TreeElement | TreeDocument,
    readonly name: string,
    readonly prefix: string,
    readonly local: string,
    readonly uri: string,
    readonly attributes: readonly TreeAttribute[],
    /** Declared on this tag: prefix (empty for the default) and namespace. */
    readonly declared: readonly (readonly [prefix: string, uri: string])[],
    /** Place among the elements of the document. */
    readonly order: number,
  ) {
    this.last = order;
  }

  /** Itself or anything below. */
  holds(other: TreeElement): boolean {
    return this.order <= other.order && other.order <= this.last;
  }

  is(uri: string, local: string): boolean {
    return this.local === local && this.uri === uri;
  }

  get elements(): TreeElement[] {
    return this.children.filter((node) => node.kind === 'element');
  }

  all(uri: string, local: string): TreeElement[] {
    return this.elements.filter((one) => one.is(uri, local));
  }

  /** The first such child. */
  child(uri: string, local: string): TreeElement | undefined {
    return this.elements.find((one) => one.is(uri, local));
  }

  /** An attribute without a prefix. */
  attribute(local: string): string | undefined {
    return this.attributes.find((one) => one.prefix === '' && one.local === local)?.value;
  }

  /** Its own character data; comments inside do not cut it, as they do not cut what is signed. */
  get text(): string {
    let text = '';
    for (const node of this.children) if (node.kind === 'text') text += node.value;
    return text;
  }

  /** Namespace of a prefix in scope; undefined when there is none. */
  namespace(prefix: string): string | undefined {
    for (const [declared, uri] of this.declared) if (declared === prefix) return uri;
    return this.parent.kind === 'element' ? this.parent.namespace(prefix) : undefined;
  }

  /** e.g. `/Invoice/Signature[2]/Object`; for people. */
  get path(): string {
    const { local, parent } = this;
    if (parent.kind === 'document') return `/${local}`.slice(0, MAX_PATH);
    parent.steps ??= stepsOf(parent);
    return `${parent.path}/${parent.steps.get(this)!}`.slice(0, MAX_PATH);
  }

  /** Of each child; made when one is asked for. */
  private steps: Map<TreeElement, string> | null = null;
}

/** Names of children, counted where several are alike. */
function stepsOf(parent: TreeElement): Map<TreeElement, string> {
  const alike = new Map<string, TreeElement[]>();
  for (const element of parent.elements) {
    const name = `${element.uri} ${element.local}`;
    const list = alike.get(name);
    if (list) list.push(element);
    else alike.set(name, [element]);
  }
  const steps = new Map<TreeElement, string>();
  for (const list of alike.values())
    for (const [i, element] of list.entries()) steps.set(element, list.length > 1 ? `${element.local}[${i + 1}]` : element.local); // prettier-ignore
  return steps;
}

const XML = 'http://www.w3.org/XML/1998/namespace';
const MAX_PATH = 300;
const ID_NAMES = new Set(['Id', 'ID', 'id']);

/** Without a DTD no attribute is of type ID; these are the names by which signatures in the world refer. */
function idsOf(elements: readonly TreeElement[]): Map<string, TreeElement[]> {
  const ids = new Map<string, TreeElement[]>();
  for (const element of elements) {
    const own = new Set<string>();
    for (const { prefix, local, uri, value } of element.attributes)
      if (prefix === '' ? ID_NAMES.has(local) : local === 'id' && uri === XML) own.add(value);
    for (const id of own) {
      const known = ids.get(id);
      if (known) known.push(element);
      else ids.set(id, [element]);
    }
  }
  return ids;
}

/** Reads a whole document into memory, or says why it can't: not well-formed, a DTD, past the limits. */
export function readTree(bytes: Uint8Array, limits: XmlLimits): TreeDocument | XmlProblem {
  const document = new TreeDocument();
  let at: TreeElement | TreeDocument = document;
  let nodes = 0;
  const add = (node: TreeNode) => {
    nodes++;
    at.children.push(node);
  };
  const problem = parseXml(
    bytes,
    {
      open(tag) {
        const element: TreeElement = elementOf(tag, at, document.elements.length);
        document.elements.push(element);
        add(element);
        at = element;
      },
      close() {
        const closed = at as TreeElement;
        closed.last = document.elements.length - 1;
        at = closed.parent;
      },
      text(value) {
        // White space between what stands outside of the document element is no node (XPath 5.1).
        if (at.kind === 'element' && value !== '') add({ kind: 'text', value });
      },
      comment: (value) => add({ kind: 'comment', value }),
      instruction: (target, value) => add({ kind: 'instruction', target, value }),
    },
    limits,
  );
  if (problem !== null) return problem;
  return nodes > MAX_NODES_PER_ITEM * limits.maxItems
    ? { code: 'XML_TOO_COMPLEX', message: `${nodes} nodes`, line: 0, column: 0 }
    : document;
}

/** Comments and instructions are bounded by the size of the file; this bounds what is done with them. */
const MAX_NODES_PER_ITEM = 10;

function elementOf(tag: XmlTag, parent: TreeElement | TreeDocument, order: number): TreeElement {
  const attributes: TreeAttribute[] = [];
  const declared: [string, string][] = [];
  for (const [name, { value, prefix = '', local = name, uri = '' }] of Object.entries(tag.attributes)) {
    if (name === 'xmlns') declared.push(['', value]);
    else if (prefix === 'xmlns') declared.push([local, value]);
    else attributes.push({ name, prefix, local, uri, value });
  }
  const { prefix = '', local, uri } = tag;
  return new TreeElement(parent, prefix === '' ? local : `${prefix}:${local}`, prefix, local, uri, attributes, declared, order); // prettier-ignore
}
