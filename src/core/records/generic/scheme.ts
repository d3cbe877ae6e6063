import { type DictionaryEntry, type KindField, type MetadataCondition, type Obligation } from '../dictionary/entry.js';

/** A role that files of the record have. */
export interface SchemeRole {
  role: string;
  /** Other names senders use for it. */
  aliases?: readonly string[];
  min: number;
  /** Null: any number. */
  max: number | null;
}

/** Where a file says a thing: an element of an XML document, or a named text of an OFD. */
export interface FieldMapping {
  /** `root` and `namespace` of an XML document; `ofd-data` and `ofd-tags` for CustomDatas and CustomTags of an OFD. */
  document: { root: string; namespace?: string } | 'ofd-data' | 'ofd-tags';
  /** Local names below the root: `Header/EIid`, `Person/@id`; the name of a CustomData; the path of a CustomTag. */
  path: string;
  key: string;
}

/**
 * A kind of record as data of a fonds: a construction project's file, a record of some business system. With the id of a kind
 * that is built in it adds to that kind: fields, mappings, profiles. Published versions never change.
 */
export interface KindScheme {
  id: string;
  /** Counted from 1. */
  version: number;
  zh: string;
  en: string;
  fields: readonly KindField[];
  files: readonly SchemeRole[];
  /** `{own-project-code}:{document-number}`; null: nothing is a duplicate. */
  duplicateKey: string | null;
  /** `{own-project-name}（{own-stage}）` */
  title: string | null;
  mappings: readonly FieldMapping[];
  /** Of government-service items. */
  profiles?: readonly ServiceProfile[];
  defaults: { classification: string | null; retention: string | null };
}

/** A material (材料) that an item asks for. */
export interface ServiceMaterial {
  name: string;
  /** Other names of it. */
  aliases?: readonly string[];
  /** Roles of files that it may have; a file counts by its role or by its name. */
  roles?: readonly string[];
  obligation: Obligation;
  condition?: MetadataCondition;
}

/** A step of handling (办理环节): the date it leaves in the metadata. */
export interface ServiceStep {
  key: string;
  zh: string;
  required: boolean;
}

/** What an item (事项) asks of its record: data, one profile per item code. */
export interface ServiceProfile {
  /** 事项编码; `*` for any other. */
  code: string;
  zh: string;
  materials: readonly ServiceMaterial[];
  /** In their order. */
  steps: readonly ServiceStep[];
}

/** What a fonds has of its own; the newest version of each kind. */
export interface FondsSchemes {
  kinds: readonly KindScheme[];
  elements: readonly DictionaryEntry[];
}

export const NO_SCHEMES: FondsSchemes = { kinds: [], elements: [] };
