import { dictOf, nameOf, PdfRef, PdfString, type PdfValue } from '../../pdf/objects.js';
import { type Difference } from './difference.js';
import { type Budget } from './budget.js';
import { Comparison, pathOf } from './compare.js';
import { NAMING, type PdfPage, type PdfView } from './view.js';

/** Page tree, content, resources, and annotations that are no fields. */
export async function pageChanges(
  before: PdfView,
  after: PdfView,
  strict: Comparison,
  budget: Budget,
): Promise<Difference[]> {
  const found: Difference[] = [];
  const content = (what: string): Difference => ({ kind: 'page-content', what, never: 'what a page shows may never change' }); // prettier-ignore
  // Pages are told by their number here, so that one that is exchanged for another is seen in the tree.
  const [tree, nowTree] = [before.catalog.get('Pages'), after.catalog.get('Pages')];
  for (const what of await strict.differences(tree, nowTree, pathOf('Pages'), { stop: 'content' }))
    found.push(content(what));
  const pages = new Map(after.pages.map((page) => [page.number, page]));
  for (const [i, page] of before.pages.entries()) {
    const now = pages.get(page.number);
    if (now === undefined) continue;
    const path = pathOf(`page ${i + 1}`);
    for (const key of new Set([...page.dict.keys(), ...now.dict.keys()])) {
      const [old, is] = [page.dict.get(key), now.dict.get(key)];
      // By name only where they are what the name says: a dictionary may be more than a page.
      if (key === 'Annots' && (await isList(before, old)) && (await isList(after, is))) continue;
      const told = await strict.differences(old, is, pathOf(key, path), { stop: 'content' });
      if (
        key === 'LastModified' &&
        told.length > 0 &&
        [old, is].every((one) => one === undefined || one instanceof PdfString)
      )
        found.push({ kind: 'metadata', what: `page ${i + 1}/${key}` }); // prettier-ignore
      else found.push(...told.map(content));
    }
    found.push(...(await annotationChanges(before, after, page, now, `page ${i + 1}`, budget)));
  }
  return found;
}

async function isList(view: PdfView, value: PdfValue | undefined): Promise<boolean> {
  return value === undefined || Array.isArray(await view.document.resolve(value));
}

async function annotationChanges(
  before: PdfView,
  after: PdfView,
  page: PdfPage,
  now: PdfPage,
  where: string,
  budget: Budget,
): Promise<Difference[]> {
  const found: Difference[] = [];
  const remaining = [...now.annotations];
  for (const [i, annotation] of page.annotations.entries()) {
    const at = remaining.findIndex((one) => sameAnnotation(annotation, one));
    if (at < 0) {
      const isField = annotation instanceof PdfRef && before.fieldByNumber.has(annotation.number);
      const what = `${where}/Annots/${i} is gone`;
      found.push(
        isField ? { kind: 'other', what, never: 'a field was taken off its page' } : { kind: 'annotation', what },
      );
      continue;
    }
    const [same] = remaining.splice(at, 1);
    // Fields are compared as fields, when they are fields in both.
    if (annotation instanceof PdfRef && before.fieldByNumber.has(annotation.number) && after.fieldByNumber.has(annotation.number)) continue; // prettier-ignore
    found.push(...(await changedAnnotation(before, after, annotation, same, `${where}/Annots/${i}`, budget)));
  }
  for (const annotation of remaining) {
    const number = annotation instanceof PdfRef ? annotation.number : null;
    const dict = dictOf(await after.document.resolve(annotation));
    if (dict === undefined) continue;
    const subtype = nameOf(await after.document.resolve(dict.get('Subtype'))) ?? '?';
    // The widget of a field is judged with the form: of a new one, or of a signature field that was on no page yet.
    const field = number === null ? undefined : after.fieldByNumber.get(number);
    const was = number === null ? undefined : before.fieldByNumber.get(number);
    if (subtype === 'Widget' && field !== undefined && (was === undefined || was.type === 'Sig')) continue;
    found.push({ kind: 'annotation', what: `${where}/Annots: new ${subtype}` });
  }
  return found;
}

/** The same object, or, for those that stand inside the page, any other that does; they are compared then. */
function sameAnnotation(one: PdfValue, other: PdfValue): boolean {
  if (one instanceof PdfRef) return other instanceof PdfRef && one.number === other.number;
  return !(other instanceof PdfRef);
}

async function changedAnnotation(
  before: PdfView,
  after: PdfView,
  old: PdfValue,
  now: PdfValue | undefined,
  where: string,
  budget: Budget,
): Promise<Difference[]> {
  const [oldDict, nowDict] = [dictOf(await before.document.resolve(old)), dictOf(await after.document.resolve(now))];
  if (oldDict === undefined && nowDict === undefined) return [];
  const comparison = new Comparison(before, after, budget);
  const keys = new Set([...(oldDict?.keys() ?? []), ...(nowDict?.keys() ?? [])]);
  for (const key of keys) {
    const stop = NAMING.has(key) ? 'all' : 'shown';
    const found = await comparison.differences(oldDict?.get(key), nowDict?.get(key), pathOf(key), { most: 1, stop });
    if (found.length > 0) return [{ kind: 'annotation', what: `${where}/${key}` }];
  }
  return [];
}
