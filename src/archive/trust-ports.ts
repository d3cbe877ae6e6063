import { type TrustMaterial, type TrustPurpose } from '../core/signatures/trust.js';
import { type Page } from './page.js';

export type TrustKind = 'anchor' | 'certificate' | 'crl' | 'ocsp';

/** Something that verdicts may rest on, with who put it there. Nothing is deleted: what is no longer trusted is withdrawn. */
export interface TrustItem {
  id: string;
  /** Null: for the whole archive. A fonds' own items come on top of these. */
  fonds: string | null;
  kind: TrustKind;
  /** Of an anchor: what it is trusted for. */
  purpose: TrustPurpose | null;
  /** For people: the subject of a certificate, issuer and day of a CRL. */
  label: string;
  /** Of its DER, hex. */
  sha256: string;
  sizeBytes: number;
  addedAt: Date;
  addedBy: string;
  withdrawn: { at: Date; by: string; reason: string } | null;
}

export interface NewTrustItem {
  kind: TrustKind;
  purpose: TrustPurpose | null;
  label: string;
  bytes: Uint8Array;
  sha256: string;
}

/** Where the bytes of a trust snapshot lie in the object store. */
export interface SnapshotRow {
  /** SHA-256 of the bytes, hex. */
  digest: string;
  key: string;
  sizeBytes: number;
  /** When it was first in force here. */
  at: Date;
}

/** Counts every change of trust in the archive; the fonds that have items of their own in force. */
export interface TrustState {
  version: number;
  fonds: string[];
}

/** The trust of an archive: items, each change with its event in one transaction, and the snapshots made of them. */
export abstract class TrustItems {
  /** One statement that reads few rows: asked about once a second. */
  abstract state(): Promise<TrustState>;
  /** All or none. What is in force there already stays as it is; both are given back, in the order given. */
  abstract add(
    items: readonly NewTrustItem[],
    fonds: string | null,
    actor: string,
    requestId: string,
  ): Promise<{ items: TrustItem[]; added: number }>;
  /** Throws TRUST_UNKNOWN; withdrawing again changes nothing. */
  abstract withdraw(id: string, reason: string, actor: string, requestId: string): Promise<TrustItem>;
  /** Those for the whole archive and those of the fonds in `scope` (null: of all), in order of addition. */
  abstract items(
    filter: { scope: string[] | null; withdrawn: boolean },
    limit: number,
    after: string | null,
  ): Promise<Page<TrustItem>>;
  /** What is in force for a fonds; null: for those without items of their own. */
  abstract inForce(fonds: string | null): Promise<TrustMaterial>;
  /** Noted once; after its bytes are durable. */
  abstract noteSnapshot(row: SnapshotRow): Promise<void>;
  abstract snapshot(digest: string): Promise<SnapshotRow | null>;
  /** Newest first. */
  abstract snapshots(limit: number, after: string | null): Promise<Page<SnapshotRow>>;
}
