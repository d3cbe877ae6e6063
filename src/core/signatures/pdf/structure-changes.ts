import { dictOf, nameOf, PdfRef, type PdfValue } from '../../pdf/objects.js';
import { type Difference } from './difference.js';
import { type AddedElement, type Comparison, pathOf, textOfPath } from './compare.js';
import { type PdfView } from './view.js';

const MAX_ADDED = 1000;
const ELEMENT_KEYS = new Set(['Type', 'S', 'P', 'Pg', 'K', 'ID', 'T']);

/**
 * The structure tree (ISO 32000-1 14.7). A new signature field of a tagged document gets an element of its own; such
 * an element says nothing of other content, and so goes with the signature. Everything else is never permitted.
 */
export async function structureChanges(
  before: PdfView,
  after: PdfView,
  strict: Comparison,
  newFields: ReadonlySet<number>,
): Promise<Difference[]> {
  const path = pathOf('StructTreeRoot', pathOf('catalog'));
  const [old, now] = [before.catalog.get('StructTreeRoot'), after.catalog.get('StructTreeRoot')];
  const found: Difference[] = [];
  const never = (what: string) =>
    found.push({ kind: 'other', what, never: 'the structure of the document was changed' });
  for (const what of await strict.differences(old, now, path, { structure: true })) never(what);
  const added = strict.added.splice(0);
  if (added.length > MAX_ADDED) never(`${textOfPath(path)}: ${added.length} new elements`);
  else
    for (const element of added)
      if (!(await isOfNewField(after, element.value, newFields, 0))) never(describe(element));
  if (added.length > 0 && found.length === 0)
    found.push({ kind: 'signature', what: 'structure element of a new field' });
  return found;
}

const describe = ({ path }: AddedElement): string => `${textOfPath(path)} is new`;

/** Holds nothing but references to new fields (object reference dictionaries, ISO 32000-1 table 325). */
async function isOfNewField(
  view: PdfView,
  value: PdfValue,
  newFields: ReadonlySet<number>,
  depth: number,
): Promise<boolean> {
  if (depth > 8) return false;
  const resolved = await view.document.resolve(value);
  if (Array.isArray(resolved)) {
    for (const item of resolved) if (!(await isOfNewField(view, item, newFields, depth + 1))) return false;
    return true;
  }
  const dict = dictOf(resolved);
  if (dict === undefined) return false;
  if (nameOf(dict.get('Type')) === 'OBJR') {
    const object = dict.get('Obj');
    return object instanceof PdfRef && newFields.has(object.number);
  }
  if ([...dict.keys()].some((key) => !ELEMENT_KEYS.has(key))) return false;
  return isOfNewField(view, dict.get('K') ?? null, newFields, depth + 1);
}
