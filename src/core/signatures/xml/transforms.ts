import { type XmlLimits } from '../../xml.js';
import {
  type Budget,
  CANONICAL_DEFAULT,
  type CanonicalMethod,
  canonicalize,
  canonicalMethod,
  type NodeSet,
} from './canonical.js';
import { base64, DSIG, EXCLUSIVE, FILTER2 } from './names.js';
import { readTree, type TreeDocument, TreeElement } from './tree.js';
import { compileFilter, compilePath, type Selected } from './xpath.js';

export type Data = { kind: 'octets'; octets: Uint8Array } | { kind: 'nodes'; document: TreeDocument; nodes: NodeSet };

/** Nodes in this canonical form. Throws TooMuchWork. */
export function octetsOf(data: Data, method: CanonicalMethod, budget: Budget): Uint8Array {
  if (data.kind === 'nodes') return canonicalize(data.nodes, method, budget);
  // They are there already, but whoever asks will digest them.
  budget.spend(data.octets.length >> 3);
  return data.octets;
}

export interface Transforming {
  signature: TreeElement;
  /** The document that holds the signature. */
  document: TreeDocument;
  limits: XmlLimits;
  budget: Budget;
}

export interface Transformed {
  octets: Uint8Array;
  /** What stood before the last canonicalisation that nobody asked for: a time-stamp may ask for another. */
  data: Data;
  /** Nodes of the document that these octets speak for; null when they came from elsewhere. */
  nodes: NodeSet | null;
}

/** Why a chain of transforms was not carried out. */
export interface NotTransformed {
  why: string;
  /** A transform that is refused whatever it would give. */
  forbidden: boolean;
}

const MAX_TRANSFORMS = 10;
const ENVELOPED = `${DSIG}enveloped-signature`;
const BASE64 = `${DSIG}base64`;
const XPATH = 'http://www.w3.org/TR/1999/REC-xpath-19991116';

/**
 * XMLDSig 4.4.3.2: each transform takes what the one before gave; nodes at the end, or where octets are asked for, are
 * canonicalised. Only the transforms named here are carried out: XSLT and the rest of XPath would let a signature say
 * that it covers what nobody sees. Throws TooMuchWork.
 */
export function transform(
  data: Data,
  list: TreeElement | undefined,
  context: Transforming,
): Transformed | NotTransformed {
  // prettier-ignore
  const steps = list?.all(DSIG, 'Transform') ?? [];
  if (steps.length > MAX_TRANSFORMS) return { why: `${steps.length} transforms`, forbidden: true };
  let now = data;
  // What the first nodes were survives canonicalisation and base64, as long as they come from this document.
  let nodes: NodeSet | null = data.kind === 'nodes' && data.document === context.document ? data.nodes : null;
  for (const step of steps) {
    const result = once(now, step, context);
    if ('why' in result) return result;
    // Octets that are parsed again are a document of their own: what is taken out of it is not followed back.
    if (result.kind === 'nodes') nodes = result.document === context.document ? result.nodes : null;
    // Of an element that is decoded the text alone is signed.
    else if (step.attribute('Algorithm') === BASE64 && nodes !== null) nodes = leafOnly(nodes);
    now = result;
  }
  if (now.kind === 'octets') return { octets: now.octets, data: now, nodes };
  return { octets: canonicalize(now.nodes, CANONICAL_DEFAULT, context.budget), data: now, nodes };
}

function once(data: Data, step: TreeElement, context: Transforming): Data | NotTransformed {
  const algorithm = step.attribute('Algorithm') ?? '';
  const method = canonicalMethod(algorithm);
  if (method) {
    const input = asNodes(data, context);
    if ('why' in input) return input;
    return { kind: 'octets', octets: canonicalize(input.nodes, method, context.budget, inclusivePrefixes(step, method)) }; // prettier-ignore
  }
  if (algorithm === BASE64) {
    const octets = data.kind === 'octets' ? base64(Buffer.from(data.octets).toString('latin1')) : base64(textOf(data.nodes, context.budget)); // prettier-ignore
    return octets ? { kind: 'octets', octets } : { why: 'what is to be decoded is no base64', forbidden: false };
  }
  if (algorithm !== ENVELOPED && algorithm !== XPATH && algorithm !== FILTER2)
    return { why: `the transform ${algorithm.slice(0, 100)} is not carried out`, forbidden: true };
  const input = asNodes(data, context);
  if ('why' in input) return input;
  const { nodes, document } = input;
  if (algorithm === ENVELOPED) {
    const { signature } = context;
    if (document !== context.document) return { why: 'the signature is not enveloped in what it signs', forbidden: false }; // prettier-ignore
    return narrowed(input, (node) => node.kind === 'document' || !signature.holds(node));
  }
  const refused = (expression: string): NotTransformed => ({
    why: `the XPath expression ${expression.trim().slice(0, 100)} is outside of what is evaluated`,
    forbidden: false,
  });
  if (algorithm === XPATH) {
    const [at] = step.all(DSIG, 'XPath');
    const test = at && compileFilter(at.text, at, context.signature);
    if (!test) return refused(at?.text ?? '');
    return narrowed(input, test);
  }
  // XPath Filter 2.0 3.3: every operation in turn on a set that begins with all nodes; then what the input has of it.
  const operations: ((node: Selected, now: boolean) => boolean)[] = [];
  for (const at of step.all(FILTER2, 'XPath')) {
    const path = compilePath(at.text, at);
    const filter = at.attribute('Filter');
    if (!path || (filter !== 'intersect' && filter !== 'subtract' && filter !== 'union')) return refused(at.text);
    const inside = subtrees(path(document, context.budget), document);
    operations.push((node, now) =>
      filter === 'intersect' ? now && inside(node) : filter === 'subtract' ? now && !inside(node) : now || inside(node),
    );
  }
  if (operations.length === 0) return refused('');
  return { kind: 'nodes', document, nodes: { ...nodes, keeps: (node) => nodes.keeps(node) && operations.reduce((now, one) => one(node, now), true) } }; // prettier-ignore
}

const leafOnly = (nodes: NodeSet): NodeSet | null =>
  nodes.apex.kind === 'element' && nodes.apex.elements.length === 0 ? nodes : null;

function narrowed(input: Extract<Data, { kind: 'nodes' }>, test: (node: Selected) => boolean): Data {
  const { nodes } = input;
  return { ...input, nodes: { ...nodes, keeps: (node) => nodes.keeps(node) && test(node) } };
}

/** Are a node or one of those above it selected? */
function subtrees(selected: ReadonlySet<Selected>, document: TreeDocument): (node: Selected) => boolean {
  if (selected.has(document)) return () => true;
  const marked = new Uint8Array(document.elements.length);
  let inside = -1;
  for (const element of document.elements) {
    if (selected.has(element)) inside = Math.max(inside, element.last);
    if (element.order <= inside) marked[element.order] = 1;
  }
  return (node) => node instanceof TreeElement && marked[node.order] === 1;
}

/** Octets are parsed: without a DTD, under the limits of the file. */
function asNodes(data: Data, context: Transforming): Extract<Data, { kind: 'nodes' }> | NotTransformed {
  if (data.kind === 'nodes') return data;
  // A tree takes several times the work of writing it.
  context.budget.spend(4 * data.octets.length);
  const document = readTree(data.octets, context.limits);
  if ('code' in document) return { why: `what is to be parsed is no XML: ${document.code}`, forbidden: false };
  return { kind: 'nodes', document, nodes: { apex: document, keeps: () => true, comments: true } };
}

export function inclusivePrefixes(step: TreeElement, method: CanonicalMethod): string[] {
  if (!method.exclusive) return [];
  const list = step.child(EXCLUSIVE, 'InclusiveNamespaces')?.attribute('PrefixList') ?? '';
  return list.split(/[ \t\r\n]+/).filter((one) => one !== '').slice(0, 100); // prettier-ignore
}

/** The string value of the nodes. */
function textOf(nodes: NodeSet, budget: Budget): string {
  const pieces: string[] = [];
  const visit = (node: Selected): void => {
    const kept = nodes.keeps(node);
    for (const child of node.children) {
      budget.spend(child.kind === 'text' ? 1 + child.value.length : 1);
      if (child.kind === 'element') visit(child);
      else if (child.kind === 'text' && kept) pieces.push(child.value);
    }
  };
  visit(nodes.apex);
  return pieces.join('');
}
