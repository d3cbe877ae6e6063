import { type Resolve } from './beside.js';
import { type Certificate } from '../certificate.js';
import { type Check, notChecked, RIGHT, wrong } from '../facts.js';
import { digestName, digestOf } from './algorithms.js';
import { type Budget, type NodeSet } from './canonical.js';
import { base64, DSIG } from './names.js';
import { type TreeDocument, TreeElement } from './tree.js';
import { type Data, transform, type Transformed, type Transforming } from './transforms.js';

/** What one ds:Reference says and what came of it. */
export interface CheckedReference {
  element: TreeElement;
  /** Null: the attribute is left out. */
  uri: string | null;
  type: string;
  /** Node's name of the digest; null when unknown here. */
  hash: string | null;
  check: Check;
  problem: ReferenceProblem | null;
  /** The element or document it leads to, when that is in the same document. */
  target: TreeElement | TreeDocument | null;
  /** The file of the record it leads to, when that is outside of the document. */
  file: string | null;
  /** What the digest speaks for; null unless the digest is right. */
  nodes: NodeSet | null;
  /** What the transforms gave, before canonicalisation; null when there is none. */
  data: Data | null;
}

export type ReferenceProblem = 'digest' | 'missing' | 'duplicate' | 'transform';

/** What the references of a document are looked up in. */
export interface Surroundings {
  document: TreeDocument;
  limits: Transforming['limits'];
  budget: Budget;
  /** What is not in the document; null when it was not given. Nothing is fetched. */
  resolve: Resolve;
  /** For signers whose certificate is not inside. */
  certificates: () => readonly Certificate[];
}

/** Dereferences, transforms and digests (XMLDSig 3.2.1). Throws TooMuchWork. */
export function checkReference(element: TreeElement, signature: TreeElement, around: Surroundings): CheckedReference {
  const uri = element.attribute('URI') ?? null;
  const algorithm = element.child(DSIG, 'DigestMethod')?.attribute('Algorithm') ?? '';
  const hash = digestName(algorithm);
  const base = { element, uri, type: element.attribute('Type') ?? '', hash, problem: null, target: null, file: null, nodes: null, data: null }; // prettier-ignore
  const found = dereference(uri, around);
  if ('check' in found) return { ...base, ...found };
  const { target, data, file = null } = found;
  const done = transform(data, element.child(DSIG, 'Transforms'), { signature, ...around });
  if ('why' in done)
    return { ...base, target, file, check: notChecked(done.why), problem: done.forbidden ? 'transform' : null };
  if (hash === null) return { ...base, target, file, check: notChecked(`the digest algorithm ${algorithm.slice(0, 100)} is not known here`) }; // prettier-ignore
  return { ...base, target, file, ...compared(done, hash, element, uri) };
}

function compared(
  { octets, data, nodes }: Transformed,
  hash: string,
  element: TreeElement,
  uri: string | null,
): Pick<CheckedReference, 'check' | 'problem' | 'nodes' | 'data'> {
  const stated = base64(element.child(DSIG, 'DigestValue')?.text ?? '');
  const digest = digestOf(hash, octets);
  if (digest === null) return { check: notChecked(`the digest ${hash} is not there`), problem: null, nodes: null, data }; // prettier-ignore
  if (stated && digest.equals(stated)) return { check: RIGHT, problem: null, nodes, data };
  return {
    check: wrong(`what ${named(uri)} refers to is not what was signed`),
    problem: 'digest',
    nodes: null,
    data,
  };
}

export const named = (uri: string | null): string => (uri === null ? 'the reference without URI' : uri === '' ? 'the reference to the whole document' : `the reference ${uri.slice(0, 200)}`); // prettier-ignore

type Found =
  | { target: TreeElement | TreeDocument | null; file?: string; data: Data }
  | Pick<CheckedReference, 'check' | 'problem'>;

/** XMLDSig 4.4.3.1 and 4.4.3.3: the two bare names leave comments out, the two XPointers keep them. */
function dereference(uri: string | null, around: Surroundings): Found {
  const { document } = around;
  if (uri === '' || uri === '#xpointer(/)') return whole(document, document, uri !== '');
  const pointer = uri === null ? null : /^#xpointer\(id\((?:'([^']*)'|"([^"]*)")\)\)$/.exec(uri);
  if (uri?.startsWith('#')) {
    const id = pointer ? (pointer[1] ?? pointer[2] ?? '') : uri.slice(1);
    // `#` alone leads nowhere in particular.
    if (!pointer && (id === '' || id.startsWith('xpointer(')))
      return { check: notChecked(`the pointer ${uri.slice(0, 100)} is not followed`), problem: 'transform' };
    const elements = document.byId(id).length > 0 ? document.byId(id) : document.byId(decoded(id));
    if (elements.length > 1)
      return { check: wrong(`${elements.length} elements carry the id ${id.slice(0, 100)}`), problem: 'duplicate' };
    if (elements.length === 0) return missing(id, around);
    return whole(elements[0]!, document, pointer !== null);
  }
  const outside = around.resolve(uri ?? '');
  if (outside && 'why' in outside) return { check: notChecked(outside.why), problem: null };
  if (outside) {
    const { name, octets } = outside;
    around.budget.spend(octets.length >> 3);
    return { target: null, file: name, data: { kind: 'octets', octets } };
  }
  const what = uri === null ? 'content that the reference does not name' : uri.slice(0, 200);
  return { check: notChecked(`needs-content: ${what} is not inside`), problem: null };
}

/** Schemas may make ids of other attributes (wsu:Id, AssertionID): which element is meant is then not ours to guess. */
function missing(id: string, { document, budget }: Surroundings): Pick<CheckedReference, 'check' | 'problem'> {
  budget.spend(document.elements.length);
  const carrier = document.elements.flatMap(({ attributes }) => attributes.filter(({ value, local }) => value === id && /id$/i.test(local)))[0]; // prettier-ignore
  if (carrier) return { check: notChecked(`the id ${id.slice(0, 100)} stands in ${carrier.name.slice(0, 100)}, which is not taken for an id`), problem: null }; // prettier-ignore
  return { check: wrong(`no element carries the id ${id.slice(0, 100)}`), problem: 'missing' };
}

function whole(apex: TreeElement | TreeDocument, document: TreeDocument, comments: boolean): Found {
  return { target: apex, data: { kind: 'nodes', document, nodes: { apex, keeps: () => true, comments } } };
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/**
 * Where dsig itself says an element belongs inside of a signature; content that was moved away from there was moved by
 * someone else. Outside of signatures its names are free: envelopes are built of them too.
 */
export function isMisplaced(target: TreeElement | TreeDocument | null): boolean {
  if (!(target instanceof TreeElement) || target.uri !== DSIG) return false;
  const { parent } = target;
  const named = (one: TreeElement | TreeDocument, local: string) => one instanceof TreeElement && one.is(DSIG, local);
  if (target.local === 'SignatureValue') return !named(parent, 'Signature');
  if (target.local !== 'Object' && target.local !== 'Manifest' && target.local !== 'SignatureProperties') return false;
  const placed = target.local === 'Object' ? target : parent;
  if (placed === parent && !named(parent, 'Object')) return insideSignature(target);
  return !named(placed.parent!, 'Signature') && insideSignature(target);
}

function insideSignature(element: TreeElement): boolean {
  for (let at = element.parent; at.kind === 'element'; at = at.parent) if (at.is(DSIG, 'Signature')) return true;
  return false;
}
