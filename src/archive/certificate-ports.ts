import { type RecordRow } from './ports.js';

export type CertificateRow = Pick<
  RecordRow,
  'id' | 'fonds' | 'title' | 'state' | 'duplicateKey' | 'facts' | 'receivedAt'
>;

/** A certificate's record and one that it comes after, as its files or its sender say. */
export interface CertificateLink {
  type: string;
  record: string;
  after: string;
}

/** Records of certificates by what they are and what they follow. `scope`: fonds of the caller, null for every one. */
export abstract class CertificateRecords {
  /** Those with one of these duplicate keys; at most `limit`. */
  abstract byKeys(keys: readonly string[], scope: string[] | null, limit: number): Promise<CertificateRow[]>;
  /** Relations in force of these types from or to these records, with the records at their other ends; at most `limit`. */
  abstract linked(
    records: readonly string[],
    types: readonly string[],
    scope: string[] | null,
    limit: number,
  ): Promise<{ links: CertificateLink[]; rows: CertificateRow[] }>;
}
