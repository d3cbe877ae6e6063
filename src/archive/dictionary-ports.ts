/** What a fonds adds to the dictionary: `element`, one metadata element; `kind`, one version of a kind of records. */
export type DictionarySort = 'element' | 'kind';

/** One addition, with who made it. Nothing is changed or removed: what no longer holds is withdrawn. */
export interface DictionaryItem {
  id: string;
  fonds: string;
  sort: DictionarySort;
  /** Key of the element, id of the kind. */
  name: string;
  /** Of a kind, counted from 1; an element has one. */
  version: number;
  /** DictionaryEntry of an element, KindScheme of a kind (core/records). */
  body: unknown;
  addedAt: Date;
  addedBy: string;
  withdrawn: { at: Date; by: string; reason: string } | null;
}

/** Counts every change in the archive; the fonds that have additions in force. */
export interface DictionaryState {
  version: number;
  fonds: string[];
}

/** The additions of fonds, each change with its event in one transaction. */
export abstract class DictionaryItems {
  /** One statement that reads few rows: asked about once a second. */
  abstract state(): Promise<DictionaryState>;
  /**
   * An element is added once for ever: NAME_TAKEN when its key was ever there. A kind gets its next version, unless the newest
   * in force has the same body: then that one is given back and nothing is added. `body` is given the version.
   */
  abstract add(
    fonds: string,
    item: { sort: DictionarySort; name: string; body: (version: number) => unknown },
    actor: string,
    requestId: string,
  ): Promise<DictionaryItem>;
  /** All versions of it; DICTIONARY_UNKNOWN. Withdrawing again changes nothing. */
  abstract withdraw(
    fonds: string,
    item: { sort: DictionarySort; name: string },
    reason: string,
    actor: string,
    requestId: string,
  ): Promise<DictionaryItem[]>;
  /** Of one fonds, in order of addition. */
  abstract items(fonds: string, withdrawn: boolean): Promise<DictionaryItem[]>;
}
