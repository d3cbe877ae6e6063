import { ArchiveError } from '../core/error.js';
import { type DictionaryEntry } from '../core/records/dictionary/entry.js';
import { entryNamed, entryOf, isKnownKey } from '../core/records/dictionary/index.js';
import { type SchemeMappings, mappingsOf } from '../core/records/generic/mapping.js';
import { type FondsSchemes, type KindScheme, NO_SCHEMES } from '../core/records/generic/scheme.js';
import { slotsOf } from '../core/records/pattern.js';
import { type DictionaryItem, type DictionaryItems } from './dictionary-ports.js';
import { type Access, type Clock, type Principal } from './ports.js';

/** How old what is known of a fonds may be: a change made by another process is in force here after it. */
const FRESH_MS = 1_000;
/** Of one fonds, withdrawn ones and versions counted: each submission is read with them. */
const MOST_ITEMS = 1_000;

/** The schemes of a fonds with the mappings that readers get. */
export interface PresentSchemes {
  schemes: FondsSchemes;
  mappings: readonly SchemeMappings[];
}

const NOTHING: PresentSchemes = { schemes: NO_SCHEMES, mappings: [] };

export type NewElement = Pick<DictionaryEntry, 'key' | 'zh' | 'en' | 'type' | 'values' | 'maxLength' | 'repeatable' | 'aliases' | 'source'>; // prettier-ignore

/** The metadata dictionary with what fonds add to it: elements, and kinds of records as data. */
export class Dictionary {
  private version = -1;
  private ownFonds = new Set<string>();
  private asked = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | null = null;
  private readonly present = new Map<string, Promise<PresentSchemes>>();

  constructor(
    private readonly items: DictionaryItems,
    private readonly access: Access,
    private readonly clock: Clock,
  ) {}

  /** What is in force for a fonds. No question per record: whether something changed is asked at most once in FRESH_MS. */
  async current(fonds: string): Promise<PresentSchemes> {
    await this.refresh();
    if (!this.ownFonds.has(fonds)) return NOTHING;
    let one = this.present.get(fonds);
    if (one === undefined) {
      one = this.build(fonds);
      this.present.set(fonds, one);
      one.catch(() => this.present.get(fonds) === one && this.present.delete(fonds));
    }
    return one;
  }

  /** By the code of a fonds the caller may see. Throws FONDS_UNKNOWN. */
  async list(principal: Principal, code: string, withdrawn: boolean): Promise<DictionaryItem[]> {
    return this.items.items(await this.visibleFonds(principal, code), withdrawn);
  }

  /** Throws NAME_TAKEN for a key that is, or was, there, and for a name that another element of the fonds has. */
  async addElement(
    principal: Principal,
    code: string,
    element: NewElement,
    requestId: string,
  ): Promise<DictionaryItem> {
    const fonds = await this.visibleFonds(principal, code);
    const there = await this.roomIn(fonds);
    const own = elementsOf(there.filter(({ withdrawn }) => withdrawn === null));
    for (const name of [element.zh, element.en, ...element.aliases])
      if (entryNamed(name, own) !== undefined)
        throw new ArchiveError('NAME_TAKEN', `another element of the fonds is called ${name}`);
    const entry: DictionaryEntry = { ...element, area: 'own', numbers: {}, obligation: {}, grade: 'A' };
    const item = { sort: 'element', name: element.key, body: () => entry } as const;
    return this.changed(this.items.add(fonds, item, principal.id, requestId));
  }

  /** Throws REQUEST_INVALID naming each part that can't be: an unknown key, a slot of a pattern that is no field. */
  async addKind(
    principal: Principal,
    code: string,
    kind: Omit<KindScheme, 'version'>,
    requestId: string,
  ): Promise<DictionaryItem> {
    // prettier-ignore
    const fonds = await this.visibleFonds(principal, code);
    const there = await this.roomIn(fonds);
    assertWhole(kind, elementsOf(there.filter(({ withdrawn }) => withdrawn === null)));
    const item = {
      sort: 'kind',
      name: kind.id,
      body: (version: number): KindScheme => ({ ...kind, version }),
    } as const;
    return this.changed(this.items.add(fonds, item, principal.id, requestId));
  }

  /** Records that were read with it keep what they say. Throws DICTIONARY_UNKNOWN. */
  async withdraw(
    principal: Principal,
    code: string,
    { sort, name, reason }: { sort: DictionaryItem['sort']; name: string; reason: string },
    requestId: string,
  ): Promise<DictionaryItem[]> {
    const fonds = await this.visibleFonds(principal, code);
    return this.changed(this.items.withdraw(fonds, { sort, name }, reason, principal.id, requestId));
  }

  private async changed<T>(change: Promise<T>): Promise<T> {
    const done = await change;
    this.asked = Number.NEGATIVE_INFINITY;
    return done;
  }

  private async roomIn(fonds: string): Promise<DictionaryItem[]> {
    const there = await this.items.items(fonds, true);
    if (there.length >= MOST_ITEMS)
      throw invalid([{ path: '', message: `the fonds has ${there.length} additions, at most ${MOST_ITEMS}` }]);
    return there;
  }

  private async refresh(): Promise<void> {
    // Again when a change made here, while the question was on its way, made the answer old before it came.
    for (;;) {
      const age = this.clock.now().getTime() - this.asked;
      if (age >= 0 && age < FRESH_MS) return;
      this.asking ??= this.ask().finally(() => (this.asking = null));
      await this.asking;
    }
  }

  private async ask(): Promise<void> {
    const asked = (this.asked = this.clock.now().getTime());
    try {
      const { version, fonds } = await this.items.state();
      if (version === this.version) return;
      this.version = version;
      this.ownFonds = new Set(fonds);
      this.present.clear();
    } catch (error) {
      if (this.asked === asked) this.asked = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  private async build(fonds: string): Promise<PresentSchemes> {
    const items = await this.items.items(fonds, false);
    const newest = new Map<string, KindScheme>();
    // In order of version within a name.
    for (const { sort, name, body } of items) if (sort === 'kind') newest.set(name, body as KindScheme);
    const schemes = { kinds: [...newest.values()], elements: elementsOf(items) };
    return { schemes, mappings: mappingsOf(schemes) };
  }

  private async visibleFonds(principal: Principal, code: string): Promise<string> {
    const fonds = await this.access.fondsByCode(code);
    const hidden = principal.role !== 'administrator' && principal.fonds !== null && !principal.fonds.includes(fonds?.id ?? ''); // prettier-ignore
    if (!fonds || hidden) throw new ArchiveError('FONDS_UNKNOWN', `no fonds "${code}"`);
    return fonds.id;
  }
}

function elementsOf(items: readonly DictionaryItem[]): DictionaryEntry[] {
  return items.filter(({ sort }) => sort === 'element').map(({ body }) => body as DictionaryEntry);
}

/** A kind names only what is known: nothing of it would ever be asked, found or filled otherwise. */
function assertWhole(kind: Omit<KindScheme, 'version'>, own: readonly DictionaryEntry[]): void {
  const errors: { path: string; message: string }[] = [];
  const known = (key: string) => isKnownKey(key) || own.some((entry) => entry.key === key);
  const ask = (path: string, key: string) => {
    const type = (own.find((entry) => entry.key === key) ?? entryOf(key))?.type;
    if (!known(key)) errors.push({ path, message: `${key} is no element of the dictionary` });
    else if (type === 'group') errors.push({ path, message: `${key} holds other elements and has no value` });
  };
  const repeated = (path: string, names: readonly string[]) => {
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) errors.push({ path, message: `${twice} is there twice` });
  };
  kind.fields.forEach(({ key, condition }, index) => {
    ask(`/fields/${index}/key`, key);
    if (typeof condition === 'object') ask(`/fields/${index}/condition/key`, condition.key);
  });
  kind.mappings.forEach(({ key }, index) => ask(`/mappings/${index}/key`, key));
  for (const path of ['duplicateKey', 'title'] as const)
    for (const key of slotsOf(kind[path] ?? '')) ask(`/${path}`, key);
  if (kind.duplicateKey !== null && slotsOf(kind.duplicateKey).length === 0)
    errors.push({ path: '/duplicateKey', message: 'has no {key} in it: every record would be the same' });
  repeated('/fields', kind.fields.map(({ key }) => key)); // prettier-ignore
  repeated('/files', kind.files.flatMap(({ role, aliases = [] }) => [role, ...aliases])); // prettier-ignore
  repeated('/profiles', (kind.profiles ?? []).map(({ code }) => code)); // prettier-ignore
  kind.files.forEach(({ min, max }, index) => {
    if (max !== null && max < min) errors.push({ path: `/files/${index}/max`, message: 'is less than min' });
  });
  kind.profiles?.forEach(({ steps, materials }, index) => {
    steps.forEach(({ key }, step) => ask(`/profiles/${index}/steps/${step}/key`, key));
    materials.forEach(({ condition }, at) => {
      if (condition !== undefined) ask(`/profiles/${index}/materials/${at}/condition/key`, condition.key);
    });
  });
  if (errors.length > 0) throw invalid(errors.slice(0, 50));
}

function invalid(errors: { path: string; message: string }[]): ArchiveError {
  return new ArchiveError('REQUEST_INVALID', errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; '), { detail: { errors } }); // prettier-ignore
}
