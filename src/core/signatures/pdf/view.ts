import { type PdfDocument } from '../../pdf/document.js';
import { dictOf, type PdfDict, PdfRef, type PdfValue } from '../../pdf/objects.js';
import { type PdfRevision } from '../../pdf/revisions.js';
import { type Budget } from './budget.js';
import { type FormField, formFields } from './fields.js';

/** The document as of one revision, with the objects that have a role of their own. */
export interface PdfView {
  document: PdfDocument;
  revision: PdfRevision;
  catalog: PdfDict;
  pages: PdfPage[];
  fields: FormField[];
  /** What an object number is; an object without a role is judged wherever it is reached. */
  roles: Map<number, 'catalog' | 'page' | 'annotation'>;
  fieldByNumber: Map<number, FormField>;
}

export interface PdfPage {
  number: number;
  dict: PdfDict;
  annotations: PdfValue[];
}

/** Keys of annotations and fields that name other annotations, fields or pages. */
export const NAMING: ReadonlySet<string> = new Set(['P', 'Parent', 'Kids', 'Popup', 'IRT', 'A', 'AA', 'Dest']);

const MAX_PAGES = 50_000;

/** Null when the catalog, the page tree or the form can't be read to their end. */
export async function viewOf(document: PdfDocument, revision: PdfRevision, budget: Budget): Promise<PdfView | null> {
  const root = revision.trailer.get('Root');
  const catalog = dictOf(await document.resolve(root));
  if (catalog === undefined) return null;
  const pages = await pagesOf(document, catalog);
  const { fields, complete } = await formFields(document, catalog);
  if (pages === null || !complete || document.isExhausted) return null;
  budget.steps -= pages.length + fields.length;
  const roles: PdfView['roles'] = new Map();
  const fieldByNumber = new Map<number, FormField>();
  for (const field of fields)
    if (field.number !== null) {
      roles.set(field.number, 'annotation');
      fieldByNumber.set(field.number, field);
    }
  for (const { annotations } of pages)
    for (const annotation of annotations) if (annotation instanceof PdfRef) roles.set(annotation.number, 'annotation');
  for (const { number } of pages) roles.set(number, 'page');
  if (root instanceof PdfRef) roles.set(root.number, 'catalog');
  // A stream has data beside its keys, which no rule for fields or pages speaks of: it is judged wherever it is used.
  for (const number of [...roles.keys()])
    if ((await document.head(new PdfRef(number, 0)))?.streamAt != null) roles.delete(number);
  return { document, revision, catalog, pages, fields, roles, fieldByNumber };
}

/** Pages in their order (ISO 32000-1 7.7.3). */
async function pagesOf(document: PdfDocument, catalog: PdfDict): Promise<PdfPage[] | null> {
  const pages: PdfPage[] = [];
  const seen = new Set<number>();
  const stack: { value: PdfValue; depth: number }[] = [{ value: catalog.get('Pages') ?? null, depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const number = next.value instanceof PdfRef ? next.value.number : null;
    if (number !== null && seen.has(number)) continue;
    if (number !== null) seen.add(number);
    const dict = dictOf(await document.resolve(next.value));
    if (dict === undefined) continue;
    const kids = await document.resolve(dict.get('Kids'));
    if (Array.isArray(kids)) {
      if (next.depth > document.limits.maxDepth || stack.length + kids.length > MAX_PAGES) return null;
      for (const kid of [...kids].reverse()) stack.push({ value: kid, depth: next.depth + 1 });
      continue;
    }
    // A page that stands inside its parent has no number to know it by; it is compared with the tree.
    if (number === null) continue;
    if (pages.length >= MAX_PAGES) return null;
    const annotations = await document.resolve(dict.get('Annots'));
    pages.push({ number, dict, annotations: Array.isArray(annotations) ? annotations : [] });
  }
  return pages;
}
