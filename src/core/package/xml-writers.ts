import { type ReceivedFile } from '../record.js';
import { type ValidationConditions } from '../signatures/verdicts.js';

/** What METS.xml says of one file. */
export interface ListedFile {
  /** NCName, unique in the document. */
  id: string;
  /** From the root folder. */
  path: string;
  mimeType: string;
  sizeBytes: number;
  sha512: string;
}

/** A metadata file: `dmd` for descriptive, `prov` for everything about origin and history. */
export interface ListedMetadata extends ListedFile {
  section: 'dmd' | 'prov';
  mdType: 'DC' | 'PREMIS' | 'OTHER';
  /** MDTYPEVERSION for PREMIS, OTHERMDTYPE for OTHER. */
  detail?: string;
}

export interface MetsFacts {
  objid: string;
  title: string;
  /** RFC 3339; the only time in the document. */
  at: string;
  software: { name: string; version: string };
  metadata: readonly ListedMetadata[];
  documentation: ListedFile;
  schema: ListedFile;
  files: readonly ListedFile[];
}

export interface PremisFacts {
  objid: string;
  at: string;
  eventId: string;
  /** UUID of the principal that sent the record. */
  actor: string;
  software: { name: string; version: string };
  /** Under what the signatures of the files were judged. */
  validation?: ValidationConditions | undefined;
  files: readonly Pick<ReceivedFile, 'declared' | 'sizeBytes' | 'digests' | 'facts' | 'signatures'>[];
}

export interface DcFacts {
  objid: string;
  title: string;
  kind: string;
  creator?: string;
  date?: string;
  businessKey?: string;
}

/** Two of these exist and give the same bytes: one by templates, for speed, and one by xmlbuilder2, to compare it with. */
export interface XmlWriters {
  mets(facts: MetsFacts): string;
  premis(facts: PremisFacts): string;
  dc(facts: DcFacts): string;
}
