import { dictOf, nameOf, PdfRef, type PdfValue } from '../../pdf/objects.js';
import { dictAt, type Difference } from './difference.js';
import { type Budget } from './budget.js';
import { Comparison, pathOf } from './compare.js';
import { type FormField } from './fields.js';
import { NAMING, type PdfView } from './view.js';

/** May change on any field: flags like read-only that come with a lock, and a type that was left out. */
const ALWAYS = new Set(['Ff', 'Type']);
/** What filling in a field changes: its value. */
const VALUE = new Set(['V', 'AS', 'I', 'RV']);
/** How the value is shown; may change only together with the value. */
const SHOWN = new Set(['AP', 'DA', 'Q', 'F', 'M', 'MK']);
/** Annotation flags (ISO 32000-1 table 165) that make a widget appear or vanish: Invisible, Hidden, NoView. */
const VISIBILITY = 1 | 2 | 32;
/** Would run or open something. */
const ACTIONS = ['A', 'AA'];

export interface FormChanges {
  differences: Difference[];
  /** Numbers of signature fields that were not there before, widgets included. */
  newFields: Set<number>;
}

export async function formChanges(
  before: PdfView,
  after: PdfView,
  strict: Comparison,
  budget: Budget,
): Promise<FormChanges> {
  const differences = await formDictionary(before, after, strict);
  const newFields = new Set<number>();
  const old = new Map(before.fields.flatMap((field) => (field.number === null ? [] : [[field.number, field]])));
  const kept = new Set<number>();
  const changed: { field: FormField; keys: Set<string>; old: FormField }[] = [];
  for (const [i, field] of after.fields.entries()) {
    const was = field.number === null ? undefined : old.get(field.number);
    if (was === undefined) {
      differences.push(...(await newField(before, after, field, i)));
      if (field.number !== null && isSignature(after.fields, i)) newFields.add(field.number);
      continue;
    }
    kept.add(was.number as number);
    const keys = await changedKeys(before, after, was, field, budget);
    if (keys.size > 0) changed.push({ field, keys, old: was });
  }
  for (const field of before.fields)
    if (field.number === null || !kept.has(field.number))
      if (field.number !== null || !(await sameDirectField(before, after, field, budget)))
        differences.push({
          kind: 'other',
          what: `field ${field.name}`,
          never: 'a field was taken away',
          field: field.name,
        });
  // The value may stand in the field and the appearance in its widgets: they are judged by their name.
  const withValue = new Set(
    changed.filter(({ keys }) => keys.has('V') || keys.has('AS')).map(({ field }) => field.name),
  );
  for (const { field, keys, old: was } of changed)
    differences.push(...(await judgeField(before, after, was, field, keys, withValue.has(field.name))));
  return { differences, newFields };
}

/** A field that stands inside its parent has no number: it has to be found again as it was. */
async function sameDirectField(before: PdfView, after: PdfView, field: FormField, budget: Budget): Promise<boolean> {
  for (const now of after.fields)
    if (now.number === null && now.name === field.name && (await changedKeys(before, after, field, now, budget)).size === 0) return true; // prettier-ignore
  return false;
}

async function changedKeys(
  before: PdfView,
  after: PdfView,
  old: FormField,
  now: FormField,
  budget: Budget,
): Promise<Set<string>> {
  const keys = new Set<string>();
  const comparison = new Comparison(before, after, budget);
  for (const key of new Set([...old.dict.keys(), ...now.dict.keys()])) {
    const stop = NAMING.has(key) ? 'all' : 'shown';
    const told = await comparison.differences(old.dict.get(key), now.dict.get(key), pathOf(key), { most: 1, stop });
    if (told.length > 0) keys.add(key);
  }
  if (old.name !== now.name) keys.add('T');
  return keys;
}

async function judgeField(
  before: PdfView,
  after: PdfView,
  old: FormField,
  now: FormField,
  keys: Set<string>,
  withValue: boolean,
): Promise<Difference[]> {
  const what = `field ${now.name || '(without a name)'}: ${[...keys].join(', ')}`;
  const never = (why: string, attack?: Difference['attack']): Difference[] => [
    { kind: 'other', what, never: why, field: now.name, ...(attack === undefined ? {} : { attack }) },
  ];
  const rest = [...keys].filter((key) => !ALWAYS.has(key));
  const signed = old.dict.get('V') !== undefined && old.dict.get('V') !== null;
  if (old.type === 'Sig' && signed && rest.length > 0)
    return never('a field that was signed before was changed', keys.has('V') ? 'signature' : 'appearance');
  if (rest.some((key) => !VALUE.has(key) && !SHOWN.has(key)))
    return never('more of a field than its value was changed');
  if (keys.has('F') && visibilityChanged(old, now))
    return never('a field was hidden or brought to light', 'appearance');
  if (rest.length > 0 && isPushButton(old)) return never('a button was changed', 'appearance');
  if (rest.length > 0 && !withValue)
    return never('what a field shows was changed, and its value was not', 'appearance');
  if (old.type !== 'Sig') return [{ kind: 'form-fill', what, field: now.name }];
  const value = dictOf(await after.document.resolve(now.dict.get('V')));
  return [{ kind: await kindOfSignature(after, value), what, field: now.name }];
}

/** Has no value that could be filled in (ISO 32000-1 table 226, bit 17). */
function isPushButton({ type, dict }: FormField): boolean {
  const flags = dict.get('Ff');
  return type === 'Btn' && typeof flags === 'number' && (flags & 0x10000) !== 0;
}

function visibilityChanged(old: FormField, now: FormField): boolean {
  const flags = ({ dict }: FormField) => {
    const value = dict.get('F') ?? 0;
    return typeof value === 'number' ? value & VISIBILITY : NaN;
  };
  return flags(old) !== flags(now);
}

async function kindOfSignature(
  view: PdfView,
  value: ReadonlyMap<string, PdfValue> | undefined,
): Promise<'signature' | 'time-stamp'> {
  return nameOf(await view.document.resolve(value?.get('Type'))) === 'DocTimeStamp' ? 'time-stamp' : 'signature';
}

/** Only signature fields may be added, and nothing that was there before may become one. */
async function newField(before: PdfView, after: PdfView, field: FormField, index: number): Promise<Difference[]> {
  const what = `field ${field.name || '(without a name)'} is new`;
  const never = (why: string): Difference[] => [{ kind: 'other', what, never: why, field: field.name }];
  if (!isSignature(after.fields, index)) return never('a field was added that is none of a signature');
  const parent = after.fields[field.parent];
  if (field.number === null) {
    const had = before.fields.some((one) => one.number === null && one.name === field.name);
    if (!had) return never('a field was added without an object of its own');
    return [];
  }
  // Numbers of free or missing objects only; the walk over the pages sees what such a number meant there.
  if (
    (await before.document.head(new PdfRef(field.number, 0))) !== undefined &&
    before.roles.get(field.number) === undefined
  )
    return never('an object that was there before was made a field');
  if (ACTIONS.some((key) => field.dict.has(key))) return never('a field was added with an action');
  if (
    parent !== undefined &&
    parent.type === 'Sig' &&
    !field.named &&
    parent.number !== null &&
    before.fieldByNumber.has(parent.number)
  )
    return never('a signature field got another widget');
  const value = dictOf(await after.document.resolve(field.dict.get('V') ?? parent?.dict.get('V')));
  const reference = field.dict.get('V');
  if (reference instanceof PdfRef && (await before.document.head(reference)) !== undefined)
    return never('a field was added that shows a signature of before');
  // Whoever signs answers for what is drawn with the signature; nobody does for a field that is left empty.
  if (value === undefined && field.dict.has('AP') && (await hasArea(after, field)))
    return never('a field was added that shows something and that nobody signed');
  return [{ kind: await kindOfSignature(after, value), what, field: field.name }];
}

async function hasArea(view: PdfView, { dict }: FormField): Promise<boolean> {
  const rectangle = await view.document.resolve(dict.get('Rect'));
  if (!Array.isArray(rectangle) || rectangle.length !== 4) return true;
  const [left, bottom, right, top] = rectangle;
  return left !== right && bottom !== top;
}

/** A signature field or one of its widgets, or a node above such fields only. */
function isSignature(fields: readonly FormField[], index: number): boolean {
  const field = fields[index] as FormField;
  if (field.type !== undefined) return field.type === 'Sig';
  const kids = fields.flatMap((one, i) => (one.parent === index ? [i] : []));
  return kids.length > 0 && kids.every((kid) => isSignature(fields, kid));
}

/** The dictionary of the form (ISO 32000-1 table 218). */
async function formDictionary(before: PdfView, after: PdfView, strict: Comparison): Promise<Difference[]> {
  const [old, now] = [await dictAt(before, before.catalog.get('AcroForm')), await dictAt(after, after.catalog.get('AcroForm'))]; // prettier-ignore
  const found: Difference[] = [];
  const path = pathOf('AcroForm', pathOf('catalog'));
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    if (key === 'Fields') continue;
    const [was, is] = [old.get(key), now.get(key)];
    // Both say only that there are signatures, and that they are appended (bits 1 and 2).
    if (key === 'SigFlags' && typeof is === 'number' && is >= (typeof was === 'number' ? was : 0)) continue;
    // Asking the reader to draw the fields anew would show values in place of signed appearances.
    if (key === 'NeedAppearances' && (await after.document.resolve(is)) !== true) continue;
    if ((key === 'DA' || key === 'Q' || key === 'DR') && was === undefined) continue;
    if (key === 'DR') {
      for (const what of await changedResources(before, after, was, is, strict)) found.push(other(what));
      continue;
    }
    for (const what of await strict.differences(was, is, pathOf(key, path))) found.push(other(what));
  }
  return found;
}

const other = (what: string): Difference => ({ kind: 'other', what, never: 'the form was changed beyond its fields' });

/** Resources may be added; those that fields are drawn with stay what they were. */
async function changedResources(
  before: PdfView,
  after: PdfView,
  was: PdfValue | undefined,
  is: PdfValue | undefined,
  strict: Comparison,
): Promise<string[]> {
  const [old, now] = [await dictAt(before, was), await dictAt(after, is)];
  const found: string[] = [];
  for (const [category, value] of old) {
    const [oldOnes, nowOnes] = [await dictAt(before, value), await dictAt(after, now.get(category))];
    const path = pathOf(category, pathOf('DR', pathOf('AcroForm')));
    for (const [name, resource] of oldOnes)
      found.push(...(await strict.differences(resource, nowOnes.get(name), pathOf(name, path))));
  }
  return found;
}
