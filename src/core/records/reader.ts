import { type Finding } from '../finding.js';
import { type XmlElement } from '../xml-tree.js';
import { type Fact } from './fact.js';

/** Something inside a file, or the file itself, that can say facts. Made by core/records/carriers. */
export type Carried = CarriedXml | CarriedTags | CarriedPages;

/** An XML document: the file itself (`carrier` empty), an attachment of an OFD, an embedded file of a PDF. */
export interface CarriedXml {
  kind: 'xml';
  carrier: string;
  /** Name of the attachment, without folders; empty for the file itself. */
  name: string;
  root: XmlElement;
  /** From the file's container, where it says more: `AFRelationship` of a PDF, `Format` of an OFD attachment. */
  relation?: string;
}

/** Named texts of a fixed-layout document: OFD CustomDatas (`name`) and CustomTags (`path` of elements → text on the page). */
export interface CarriedTags {
  kind: 'tags';
  carrier: string;
  /** CustomData@Name → text. */
  data: { name: string; text: string; place: string }[];
  /**
   * `Buyer/BuyerName` below the root of the tag tree → the texts its ObjectRefs point at: each, and joined in order. Elements
   * of one name are counted from the second on: `GoodsInfos/GoodsInfo[2]/Item`.
   */
  tags: { path: string; text: string; texts: string[]; place: string }[];
}

/** Text of a page description, with positions in points (1/72 inch), y from the top. */
export interface CarriedPages {
  kind: 'pages';
  carrier: string;
  pages: { number: number; items: { text: string; x: number; y: number; width: number; height: number }[] }[];
}

/** What the metadata (XMP) of a PDF announces of an invoice it carries (Factur-X 1.0 clause 6.3, ZUGFeRD 1.0). */
export interface AnnouncedInvoice {
  /** `INVOICE`, `ORDER` */
  documentType?: string;
  fileName?: string;
  /** `EN 16931`, `BASIC WL` */
  level?: string;
}

/** What a carrier gives: the documents, and what could not be opened. */
export interface CarriedIn {
  carried: Carried[];
  findings: Finding[];
  announced?: AnnouncedInvoice;
}

export interface DocumentReading {
  profile?: string;
  facts: Fact[];
  findings: Finding[];
}

/** One line of READERS. Pure and bounded; never throws for anything in the bytes: what it can't read is a finding. */
export interface DocumentReader {
  /** `cn-einvoice` */
  id: string;
  /** Counted up when the same bytes would give other facts. */
  version: number;
  zh: string;
  en: string;
  /** What it was built from: a standard's text, or public implementations of it (docs/kinds/). */
  basis: 'standard' | 'implementations';
  matches(carried: Carried): boolean;
  read(carried: Carried): DocumentReading;
}
