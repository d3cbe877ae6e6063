import { PdfName, PdfString } from '../../pdf/objects.js';
import { type PdfRevision } from '../../pdf/revisions.js';
import { type Budget, Undecided } from './budget.js';
import { Comparison, pathOf } from './compare.js';
import { type Difference } from './difference.js';
import { formChanges } from './form-changes.js';
import { pageChanges } from './page-changes.js';
import { structureChanges } from './structure-changes.js';
import { type PdfView } from './view.js';

export interface RevisionChanges {
  revision: PdfRevision;
  differences: Difference[];
  /** Why nothing can be said of it; null when it was looked at whole. */
  unknown: string | null;
}

/** Everything a revision changed against the one before it, as far as it can be reached. */
export async function changesBetween(before: PdfView, after: PdfView, budget: Budget): Promise<RevisionChanges> {
  const { revision } = after;
  try {
    return { revision, differences: await differencesBetween(before, after, budget), unknown: null };
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return { revision, differences: [], unknown: error.message };
  }
}

async function differencesBetween(before: PdfView, after: PdfView, budget: Budget): Promise<Difference[]> {
  const found: Difference[] = [];
  // Whatever is used by pages or the catalog is compared strictly; what a field shows is compared for itself.
  const strict = new Comparison(before, after, budget);
  found.push(...(await pageChanges(before, after, strict, budget)));
  const form = await formChanges(before, after, strict, budget);
  found.push(...form.differences);
  found.push(...(await catalogChanges(before, after, strict, form.newFields, budget)));
  found.push(...(await trailerChanges(before, after, strict, budget)));
  return found;
}

/** Of the file's own bookkeeping, or with rules of their own; a value under any other key is compared where it refers. */
const TRAILER_KEYS = new Set(['Root', 'Info', 'Encrypt', 'ID', 'Size', 'Prev', 'XRefStm', 'Type', 'W', 'Index', 'Filter', 'DecodeParms', 'Length']); // prettier-ignore

/** Keys of the catalog with rules of their own; a difference under any other is never permitted. */
const OWN_RULE = new Set(['AcroForm', 'Pages', 'DSS', 'Metadata', 'Extensions', 'Version', 'StructTreeRoot']);

async function catalogChanges(
  before: PdfView,
  after: PdfView,
  strict: Comparison,
  newFields: ReadonlySet<number>,
  budget: Budget,
): Promise<Difference[]> {
  const [old, now] = [before.catalog, after.catalog];
  const found: Difference[] = [];
  const differs = async (key: string) =>
    (await new Comparison(before, after, budget).differences(old.get(key), now.get(key), pathOf(key), { most: 1 })).length > 0; // prettier-ignore
  if (await differs('DSS')) found.push({ kind: 'validation-data', what: 'catalog/DSS' });
  // Developers' extensions only say what a reader should know to read the rest (ISO 32000-1 7.12).
  for (const key of ['Metadata', 'Extensions', 'Version'])
    if (await differs(key)) found.push({ kind: 'metadata', what: `catalog/${key}` });
  found.push(...(await structureChanges(before, after, strict, newFields)));
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    if (OWN_RULE.has(key)) continue;
    for (const what of await strict.differences(old.get(key), now.get(key), pathOf(key, pathOf('catalog'))))
      found.push({ kind: 'other', what, never: 'the catalog says something else' });
  }
  return found;
}

async function trailerChanges(
  before: PdfView,
  after: PdfView,
  strict: Comparison,
  budget: Budget,
): Promise<Difference[]> {
  const [old, now] = [before.revision.trailer, after.revision.trailer];
  const found: Difference[] = [];
  // Another object may be the catalog: some writers give it a new number. Its keys were compared one by one.
  for (const what of await strict.differences(
    old.get('Encrypt'),
    now.get('Encrypt'),
    pathOf('Encrypt', pathOf('trailer')),
  ))
    // prettier-ignore
    found.push({ kind: 'other', what, never: 'the encryption was changed' });
  for (const [key, value] of old) {
    const is = now.get(key);
    // Checksums and the like change with every saving and show nothing; objects that hang on the trailer might.
    if (TRAILER_KEYS.has(key) || is === undefined || typeof value !== 'object' || value instanceof PdfName || value instanceof PdfString) continue; // prettier-ignore
    for (const what of await strict.differences(value, is, pathOf(key, pathOf('trailer'))))
      found.push({ kind: 'other', what, never: 'what hangs on the trailer was changed' });
  }
  const info = await new Comparison(before, after, budget).differences(old.get('Info'), now.get('Info'), pathOf('Info'), { most: 1 }); // prettier-ignore
  if (info.length > 0) found.push({ kind: 'metadata', what: 'trailer/Info' });
  return found;
}
