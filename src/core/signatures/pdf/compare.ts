import { type PdfDocument } from '../../pdf/document.js';
import { type IndirectObject } from '../../pdf/indirect-object.js';
import { dictOf, PdfName, PdfRef, PdfString, type PdfValue } from '../../pdf/objects.js';
import { type Budget, spend, Undecided } from './budget.js';
import { type PdfView } from './view.js';

const MAX_COMPARED_STREAM = 64 << 20;

interface Step {
  before: PdfValue | undefined;
  after: PdfValue | undefined;
  path: Path;
  /** Inside the structure tree, where elements may be added (see `added`). */
  structure: boolean;
  /** Roles that are judged elsewhere. */
  stop: Stop;
}

/**
 * At which roles a walk stops. Not at all of them everywhere: a dictionary may be a field and, say, the resources of a
 * page at once, and what a field may change a page may not. `content`: only at pages. `shown` (what an annotation shows):
 * also at the catalog. `all`: where fields and annotations are named as such.
 */
export type Stop = 'content' | 'shown' | 'all';
const STOPS: Readonly<Record<Stop, ReadonlySet<string>>> = {
  content: new Set(['page']),
  shown: new Set(['page', 'catalog']),
  all: new Set(['page', 'catalog', 'annotation']),
};

/** Keys from the outside in; a text is made of them only when there is something to report. */
export interface Path {
  key: string;
  above: Path | null;
}

export const pathOf = (key: string, above: Path | null = null): Path => ({ key, above });

export function textOfPath(path: Path): string {
  const keys: string[] = [];
  for (let at: Path | null = path; at !== null; at = at.above) keys.unshift(at.key);
  return (keys.length > 8 ? [...keys.slice(0, 3), '…', ...keys.slice(-4)] : keys).join('/');
}

/** An element that is new in the structure tree, or under a new key of its parent tree. */
export interface AddedElement {
  value: PdfValue;
  path: Path;
}

/**
 * Walks the same place of two revisions side by side, through every reference, and tells where they differ. So an
 * object that is used in two places is judged in both, whatever a revision calls it. Objects that have the same role in
 * both (a page, an annotation or field, the catalog) are left to whoever judges that role, see Stop.
 */
export class Comparison {
  private readonly seen = new Set<string>();
  readonly added: AddedElement[] = [];

  constructor(
    private readonly before: PdfView,
    private readonly after: PdfView,
    private readonly budget: Budget,
  ) {}

  /** Where they differ, at most `most` places. A place that was walked before is not walked again. */
  async differences(
    before: PdfValue | undefined,
    after: PdfValue | undefined,
    path: Path,
    { most = 5, structure = false, stop = 'all' }: { most?: number; structure?: boolean; stop?: Stop } = {},
  ): Promise<string[]> {
    const found: string[] = [];
    const steps: Step[] = [{ before, after, path, structure, stop }];
    for (let step = steps.pop(); step !== undefined && found.length < most; step = steps.pop()) {
      spend(this.budget, 1);
      if (!(await this.compare(step, steps))) found.push(textOfPath(step.path));
    }
    return found;
  }

  /** False when they differ here; what is below is pushed. */
  private async compare(step: Step, steps: Step[]): Promise<boolean> {
    const { before, after } = step;
    if (before instanceof PdfRef || after instanceof PdfRef) return this.compareReferences(step, steps);
    return this.compareValues(step, steps, false);
  }

  private async compareReferences(step: Step, steps: Step[]): Promise<boolean> {
    const { before, after } = step;
    const key = `${before instanceof PdfRef ? before.number : 'd'}-${after instanceof PdfRef ? after.number : 'd'}${step.structure ? 's' : ''}${step.stop}`;
    const both = before instanceof PdfRef && after instanceof PdfRef;
    if (both) {
      if (before.number === after.number) {
        const role = this.before.roles.get(before.number);
        if (role !== undefined && STOPS[step.stop].has(role) && role === this.after.roles.get(after.number))
          return true;
      }
      if (this.seen.has(key)) return true;
      this.seen.add(key);
    }
    const old = before instanceof PdfRef ? await headOf(this.before.document, before) : undefined;
    const now = after instanceof PdfRef ? await headOf(this.after.document, after) : undefined;
    if (both && before.number === after.number && old !== undefined) {
      const place = this.before.document.placeKey(before.number);
      if (place !== undefined && place === this.after.document.placeKey(before.number)) {
        if (!(await this.endsInside(old, before))) return false;
        for (const value of references(old.value)) steps.push({ ...step, before: value, after: value, path: pathOf(`object ${value.number}`, step.path) }); // prettier-ignore
        return true;
      }
    }
    const isStream = old?.streamAt != null || now?.streamAt != null;
    if (isStream && !(await this.sameData(before, after))) return false;
    // What a reference names may be a reference again: one step at a time, so that no chain is too long to be followed.
    const values = { ...step, before: before instanceof PdfRef ? old?.value : before, after: after instanceof PdfRef ? now?.value : after }; // prettier-ignore
    if (values.before instanceof PdfRef || values.after instanceof PdfRef) {
      steps.push(values);
      return true;
    }
    return this.compareValues(values, steps, isStream);
  }

  private compareValues(step: Step, steps: Step[], isStream: boolean): boolean {
    const before = step.before ?? null;
    const after = step.after ?? null;
    if (before === after) {
      // The very same value, read once for both; what it refers to may have changed all the same.
      for (const value of references(before)) steps.push({ ...step, before: value, after: value, path: pathOf(`object ${value.number}`, step.path) }); // prettier-ignore
      return true;
    }
    if (step.structure && isElementList(step.path.key)) return this.compareElements(before, after, step, steps);
    if (before === null || after === null) return false;
    if (before instanceof PdfName) return after instanceof PdfName && before.name === after.name;
    if (before instanceof PdfString) return after instanceof PdfString && before.bytes.equals(after.bytes);
    if (Array.isArray(before)) {
      if (!Array.isArray(after) || before.length !== after.length) return false;
      for (const [i, item] of before.entries())
        steps.push({ ...step, before: item, after: after[i], path: pathOf(String(i), step.path) });
      return true;
    }
    const [old, now] = [dictOf(before), dictOf(after)];
    if (old === undefined || now === undefined) return false;
    for (const name of new Set([...old.keys(), ...now.keys()])) {
      // The data was compared, however its length is written.
      if (isStream && name === 'Length') continue;
      if (step.structure && name === 'ParentTreeNextKey') continue;
      steps.push({ ...step, before: old.get(name), after: now.get(name), path: pathOf(name, step.path) });
    }
    return true;
  }

  /** /K and the numbers of the parent tree: what was there stays, in its order; what is new is handed out. */
  private compareElements(before: PdfValue, after: PdfValue, step: Step, steps: Step[]): boolean {
    const old = listOf(before);
    const now = listOf(after);
    const size = step.path.key === 'Nums' ? 2 : 1;
    let at = 0;
    for (let i = 0; i < now.length; i += size) {
      const known = at < old.length && sameReference(old[at], now[i]);
      const path = pathOf(String(i), step.path);
      if (known || (size === 1 && at < old.length && !(now[i] instanceof PdfRef))) {
        for (let part = 0; part < size; part++)
          steps.push({ ...step, before: old[at + part], after: now[i + part], path });
        at += size;
      } else this.added.push({ value: now[i + size - 1] ?? null, path });
    }
    return at >= old.length;
  }

  /** Data of a stream that would end behind its revision is not what was there when the revision was written. */
  private async endsInside(object: IndirectObject, ref: PdfRef): Promise<boolean> {
    const limit = this.before.revision.end;
    if (object.end > limit) return false;
    if (object.streamAt === null) return true;
    const declared = await this.before.document.resolve(dictOf(object.value)?.get('Length'));
    if (typeof declared === 'number' && declared >= 0) return object.streamAt + declared <= limit;
    const whole = await this.before.document.object(ref, MAX_COMPARED_STREAM);
    return whole !== undefined && whole.end <= limit;
  }

  private async sameData(before: PdfValue | undefined, after: PdfValue | undefined): Promise<boolean> {
    const [old, now] = await Promise.all([dataOf(this.before.document, before), dataOf(this.after.document, after)]);
    if (old === undefined || now === undefined) return false;
    this.budget.streamBytes -= old.length + now.length;
    if (this.budget.streamBytes < 0) throw new Undecided('more data than is compared');
    return Buffer.compare(old, now) === 0;
  }
}

const isElementList = (key: string): boolean => key === 'K' || key === 'Nums';
const listOf = (value: PdfValue): PdfValue[] => (Array.isArray(value) ? value : value === null ? [] : [value]);

function sameReference(one: PdfValue | undefined, other: PdfValue | undefined): boolean {
  if (one instanceof PdfRef) return other instanceof PdfRef && one.number === other.number;
  return one === other;
}

/** Undefined for an object that is not there. Throws Undecided for one that is there and can't be read. */
async function headOf(document: PdfDocument, ref: PdfRef): Promise<IndirectObject | undefined> {
  const object = await document.head(ref);
  if (object === undefined && document.isPlaced(ref.number)) throw new Undecided(`object ${ref.number} can't be read`);
  if (document.isExhausted) throw new Undecided('more than is read of one file');
  return object;
}

/** Data as it stands in the file, before any filter. */
async function dataOf(document: PdfDocument, value: PdfValue | undefined): Promise<Uint8Array | undefined> {
  if (!(value instanceof PdfRef)) return undefined;
  return (await document.object(value, MAX_COMPARED_STREAM))?.data ?? undefined;
}

/** Every reference inside a value. */
function references(value: PdfValue, into: PdfRef[] = []): PdfRef[] {
  if (value instanceof PdfRef) into.push(value);
  else if (Array.isArray(value)) for (const item of value) references(item, into);
  else if (value instanceof Map) for (const item of value.values()) references(item, into);
  return into;
}
