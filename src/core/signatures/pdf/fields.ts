import { type PdfDocument } from '../../pdf/document.js';
import { dictOf, nameOf, type PdfDict, PdfRef, type PdfValue, textOf } from '../../pdf/objects.js';

const MAX_FIELDS = 20_000;

/** One field of the form or one of its widgets (ISO 32000-1 12.7.3). */
export interface FormField {
  /** Fully qualified. */
  name: string;
  /** Number of the object; null for a dictionary that stands inside its parent. */
  number: number | null;
  dict: PdfDict;
  /** `Sig`, `Tx`, `Btn`, `Ch`; inherited. */
  type: string | undefined;
  /** Index of the field it is a kid of; -1 at the top. */
  parent: number;
  /** Has a name of its own: a field, not only a widget of the field above it. */
  named: boolean;
}

/** All fields, parents before kids; `complete` is false when part of the form can't be read. */
export async function formFields(
  document: PdfDocument,
  catalog: PdfDict,
): Promise<{ fields: FormField[]; complete: boolean }> {
  const fields: FormField[] = [];
  const form = catalog.get('AcroForm');
  if (form === undefined || form === null) return { fields, complete: true };
  const dict = dictOf(await document.resolve(form));
  const top = await document.resolve(dict?.get('Fields'));
  if (!Array.isArray(top)) return { fields, complete: dict !== undefined && (top === undefined || top === null) };
  let complete = true;
  const seen = new Set<number>();
  const queue = top.map((value) => ({ value, parent: -1, depth: 0 }));
  const most = Math.min(MAX_FIELDS, document.limits.maxItems);
  for (let taken = 0; taken < queue.length; taken++) {
    const next = queue[taken] as { value: PdfValue; parent: number; depth: number };
    if (taken > most || next.depth > document.limits.maxDepth) return { fields, complete: false };
    const number = next.value instanceof PdfRef ? next.value.number : null;
    if (number !== null && seen.has(number)) continue;
    if (number !== null) seen.add(number);
    const field = dictOf(await document.resolve(next.value));
    if (field === undefined) {
      complete = false;
      continue;
    }
    const above = fields[next.parent];
    const own = textOf(await document.resolve(field.get('T')));
    const name = own === undefined ? (above?.name ?? '') : above === undefined || above.name === '' ? own : `${above.name}.${own}`; // prettier-ignore
    const type = nameOf(await document.resolve(field.get('FT'))) ?? above?.type;
    fields.push({ name, number, dict: field, type, parent: next.parent, named: own !== undefined });
    const kids = await document.resolve(field.get('Kids'));
    if (!Array.isArray(kids)) continue;
    if (queue.length + kids.length > document.limits.maxItems) return { fields, complete: false };
    const parent = fields.length - 1;
    for (const kid of kids) queue.push({ value: kid, parent, depth: next.depth + 1 });
  }
  return { fields, complete };
}

/** A value of a signature field; an empty field is no signature. */
export interface SignatureField extends FormField {
  /** As it stands under /V: a reference by the book, a dictionary in some files. */
  value: PdfValue;
}

export function signedFields(fields: readonly FormField[]): SignatureField[] {
  return fields.flatMap((field) => {
    const value = field.dict.get('V');
    return field.type === 'Sig' && value !== undefined && value !== null ? [{ ...field, value }] : [];
  });
}
