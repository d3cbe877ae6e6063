import { type Coverage, MAX_NAMED } from '../facts.js';
import { fileInWords } from '../given.js';
import { DSIG, isXades } from './names.js';
import { type CheckedReference } from './references.js';
import { type TreeDocument, type TreeElement } from './tree.js';

/** Which elements right digests speak for: `marks[order]` is 1. */
export function coveredBy(references: readonly CheckedReference[], document: TreeDocument): Uint8Array {
  const marks = new Uint8Array(document.elements.length);
  for (const { nodes } of references) {
    if (nodes === null) continue;
    const { apex } = nodes;
    const [from, to] = apex.kind === 'document' ? [0, marks.length - 1] : [apex.order, apex.last];
    for (let i = from; i <= to; i++) if (nodes.keeps(document.elements[i]!)) marks[i] = 1;
  }
  return marks;
}

/**
 * What a signature speaks for, and what in the document it does not. Signatures are no content of their own; what they
 * carry in ds:Object is, but for properties and manifests. `files`: of the record, outside of the document.
 */
export function coverageOf(marks: Uint8Array, document: TreeDocument, files: readonly string[] = []): Coverage {
  const covers = files.slice(0, MAX_NAMED).map(fileInWords);
  const outside: string[] = [];
  const coveredUpTo = counted(document, (element) => marks[element.order] === 1);
  const signaturesUpTo = counted(document, (element) => element.is(DSIG, 'Signature'));
  const holds = (counts: Int32Array, { order, last }: TreeElement) => counts[last + 1]! > counts[order]!;
  const name = (list: string[], element: TreeElement) => {
    if (list.length < MAX_NAMED) list.push(element.path);
  };
  const visit = (element: TreeElement, aboveCovered: boolean, aboveContent: boolean): void => {
    const covered = marks[element.order] === 1;
    const content = isContent(element, aboveContent);
    if (covered && !aboveCovered) name(covers, element);
    if (!covered && content) {
      // What is wholly outside is named once; a frame around what is signed counts when it says something itself.
      if (!holds(coveredUpTo, element) && !holds(signaturesUpTo, element)) return name(outside, element);
      if (saysSomething(element)) name(outside, element);
    }
    if (covered && coveredUpTo[element.last + 1]! - coveredUpTo[element.order]! === 1 + element.last - element.order) return; // prettier-ignore
    for (const child of element.children) if (child.kind === 'element') visit(child, covered, content);
  };
  visit(document.root, false, true);
  return { extent: outside.length === 0 && covers.length > 0 ? 'whole' : 'partial', covers, outside };
}

/** `counts[i]`: how many of the first i elements pass. */
function counted(document: TreeDocument, test: (element: TreeElement) => boolean): Int32Array {
  const counts = new Int32Array(document.elements.length + 1);
  for (const [i, element] of document.elements.entries()) counts[i + 1] = counts[i]! + (test(element) ? 1 : 0);
  return counts;
}

function isContent(element: TreeElement, above: boolean): boolean {
  if (element.is(DSIG, 'Object'))
    return element.text.trim() !== '' || element.elements.length === 0 || !element.elements.every(isMachinery);
  return above && !element.is(DSIG, 'Signature') && !isMachinery(element);
}

const isMachinery = (element: TreeElement): boolean =>
  element.is(DSIG, 'Manifest') ||
  element.is(DSIG, 'SignatureProperties') ||
  (element.local === 'QualifyingProperties' && isXades(element));

const saysSomething = (element: TreeElement): boolean =>
  element.text.trim() !== '' ||
  element.attributes.some(({ local, prefix }) => prefix !== 'xsi' && prefix !== 'xml' && !/^id$/i.test(local));
