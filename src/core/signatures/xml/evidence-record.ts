import { type Finding } from '../../finding.js';
import { type Evidence } from '../evidence.js';
import { groupDigest } from '../evidence-record/hash-tree.js';
import {
  type ArchiveChain,
  type ArchiveTimestamp,
  MAX_TIMESTAMPS,
  verifyEvidenceRecord,
} from '../evidence-record/record.js';
import { digestName, digestOf, lengthOf } from './algorithms.js';
import { CANONICAL_DEFAULT, canonicalize, type CanonicalMethod, canonicalMethod, type NodeSet } from './canonical.js';
import { base64 } from './names.js';
import { type Surroundings } from './references.js';
import { TreeDocument, TreeElement } from './tree.js';

export const ERS = 'urn:ietf:params:xml:ns:ers';

/**
 * What a record protects: the digests of its objects by this algorithm, in forms of which any one will do; a text says
 * why there are none.
 */
export type Protected = (hash: string, method: CanonicalMethod) => Uint8Array[][] | string;

const MAX_LISTS = 1000;
const UPROOTED =
  'needs-content: inclusive canonicalisation takes namespaces of the document that the record was made in';

/** An EvidenceRecord element (RFC 6283 3). Throws TooMuchWork. */
export async function verifyXmlEvidenceRecord(
  element: TreeElement,
  id: string,
  objects: Protected,
  around: Surroundings,
): Promise<{ evidence: Evidence; findings: Finding[] }> {
  const copies = new Map<TreeElement, TreeElement>();
  /** As it stands here, and as it stood alone before it was put into a signature: namespaces above are not its own. */
  const standalone = (apex: TreeElement, keeps: (one: TreeElement) => boolean): NodeSet[] => {
    if (copies.size === 0) copyOf(element, new TreeDocument(), copies);
    const originals = new Map([...copies].map(([original, copy]) => [copy, original]));
    around.budget.spend(copies.size);
    return [within(apex, keeps), within(copies.get(apex)!, (one) => keeps(originals.get(one)!))];
  };
  // A file of its own may have been cut out of a signature.
  const uprooted = element.parent.kind === 'document';
  const sequence = element.child(ERS, 'ArchiveTimeStampSequence');
  // One more than is verified, so that too many are seen to be.
  const chainElements = inOrder(sequence?.all(ERS, 'ArchiveTimeStampChain') ?? []).slice(0, MAX_TIMESTAMPS + 1);
  const chains = chainElements.map((chain, i): ArchiveChain => {
    const named = digestName(chain.child(ERS, 'DigestMethod')?.attribute('Algorithm') ?? '');
    const hash = named !== null && lengthOf(named) !== null ? named : null;
    const canonical = chain.child(ERS, 'CanonicalizationMethod')?.attribute('Algorithm') ?? '';
    const method = canonicalMethod(canonical) ?? CANONICAL_DEFAULT;
    const elements = inOrder(chain.all(ERS, 'ArchiveTimeStamp')).slice(0, MAX_TIMESTAMPS + 1);
    const earlier = new Set(chainElements.slice(0, i));
    /** The objects; for a renewal what is renewed (RFC 6283 4.2.1), for a new chain both (4.2.2). */
    const leavesOf = (renewed: TreeElement | null, hash: string, how: CanonicalMethod): ArchiveTimestamp['leaves'] => {
      const before = renewed?.child(ERS, 'TimeStamp');
      if (before) return standalone(before, () => true).map((set) => [digestOf(hash, canonicalize(set, how, around.budget))!]); // prettier-ignore
      const forms = objects(hash, how);
      if (typeof forms === 'string') return { why: forms };
      if (i === 0 || !sequence) return forms.flatMap((form) => [[groupDigest(form, hash)], form]);
      const keeps = (one: TreeElement) => one.parent !== sequence || earlier.has(one);
      const chainDigests = standalone(sequence, keeps).map((set) => digestOf(hash, canonicalize(set, how, around.budget))!); // prettier-ignore
      return forms.flatMap((form) => chainDigests.flatMap((chainDigest) => [[groupDigest(form, hash), chainDigest], [...form, chainDigest]])); // prettier-ignore
    };
    const timestamps = elements.map((one, k): ArchiveTimestamp => {
      const lists = inOrder(one.child(ERS, 'HashTree')?.all(ERS, 'Sequence') ?? []).slice(0, MAX_LISTS);
      const token = one.child(ERS, 'TimeStamp')?.child(ERS, 'TimeStampToken');
      return {
        where: one.path,
        doubt: uprooted && !method.exclusive ? UPROOTED : null,
        lists: lists.map((list) => list.all(ERS, 'DigestValue').map((value) => base64(value.text) ?? Buffer.alloc(0))),
        token: token?.attribute('Type') === 'RFC3161' ? base64(token.text) : null,
        leaves: hash === null ? { why: 'a digest that is not known here' } : leavesOf(k === 0 ? null : elements[k - 1]!, hash, method), // prettier-ignore
      };
    });
    return { hash, timestamps };
  });
  const place = { id, container: 'xml', profile: 'RFC 6283', where: element.path } as const;
  return verifyEvidenceRecord(chains, place);
}

/** What is below the apex and not below an element that is left out. */
function within(apex: TreeElement, keeps: (one: TreeElement) => boolean): NodeSet {
  const kept = (one: TreeElement | TreeDocument): boolean =>
    one.kind === 'element' && keeps(one) && (one === apex || kept(one.parent));
  return { apex, comments: true, keeps: kept };
}

/** By the attribute Order, which has to be counted from 1. */
function inOrder(elements: TreeElement[]): TreeElement[] {
  const place = (one: TreeElement) => Number(one.attribute('Order') ?? 0);
  return [...elements].sort((a, b) => place(a) - place(b));
}

function copyOf(
  element: TreeElement,
  parent: TreeElement | TreeDocument,
  copies: Map<TreeElement, TreeElement>,
): TreeElement {
  // prettier-ignore
  const { name, prefix, local, uri, attributes, declared } = element;
  const copy = new TreeElement(parent, name, prefix, local, uri, attributes, declared, copies.size);
  copies.set(element, copy);
  for (const child of element.children) copy.children.push(child.kind === 'element' ? copyOf(child, copy, copies) : child); // prettier-ignore
  copy.last = copies.size - 1;
  return copy;
}
