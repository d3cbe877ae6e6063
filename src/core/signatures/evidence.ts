import { type Finding } from '../finding.js';
import { type Certificate } from './certificate.js';
import { type AlgorithmUse, type Change, type Check, type Coverage, notChecked, NOTHING_COVERED, RIGHT, type TimestampFacts } from './facts.js'; // prettier-ignore

/**
 * One signature, seal, time-stamp or counter-signature as the reader of its container took it apart: cryptographic
 * facts, and the material for a chain. Says nothing of trust. Holds bytes, so it stays in the process that read the file.
 */
export interface Evidence {
  /** Stable within the file: field name, signature id, path inside the container. */
  id: string;
  kind: 'signature' | 'seal' | 'timestamp' | 'counter-signature' | 'evidence-record';
  container: 'pdf' | 'ofd' | 'xml' | 'cms' | 'zip' | 'jws' | 'other';
  /** e.g. `ETSI.CAdES.detached`, `Seal`, `XAdES`. */
  profile?: string;
  where: string;
  digests: Check;
  value: Check;
  document: Check;
  coverage: Coverage;
  changes: Change[];
  /** Digests by which content is named (`sha256`, `md5`), beside the one inside the algorithm of the value. */
  digestAlgorithms: string[];
  algorithm: AlgorithmUse | null;
  signer: Certificate | null;
  claimedTime: string | null;
  level: string | null;
  /** What comes with the signature for building chains; DER, as found. */
  material: Material;
  /** Present when kind is `timestamp`. */
  timestamp?: TimestampFacts;
  /**
   * Of a time-stamp: what it proves to have existed beside the signature it hangs on. `evidence`: ids of evidence of the
   * same file whose bytes lie inside what it covers (earlier signatures and time-stamps); `material`: certificates and
   * revocation data inside what it covers, as they stand in `material`. Absent: nothing beside.
   */
  proves?: { evidence: string[]; material: Uint8Array[] };
  /** Time-stamps and counter-signatures that belong to this one; each is reported beside it. */
  timestamps: Evidence[];
  counterSignatures: Evidence[];
  /** A value whose certificate is not with it: one that is given from outside may have the key to it. */
  openValue?: OpenValue;
  /** OFD: the seal's maker is judged like a signer of its own. */
  seal?: { maker: Certificate; value: Check; validFrom: string | null; validUntil: string | null };
}

export interface OpenValue {
  /** Object identifier. */
  algorithm: string;
  message: Uint8Array;
  value: Uint8Array;
}

export interface Material {
  certificates: Uint8Array[];
  crls: Uint8Array[];
  /** BasicOCSPResponse or OCSPResponse. */
  ocsps: Uint8Array[];
}

export const noMaterial = (): Material => ({ certificates: [], crls: [], ocsps: [] });

/** Content that a signature is over and that need not fit into memory. Each call of `chunks` starts again. */
export interface SignedBytes {
  readonly sizeBytes: number;
  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** The same digest by a shorter way, where several signatures are over much the same; null for an unknown algorithm. */
  digest?(algorithm: string): Promise<Buffer | null>;
}

/** Where a signature stands, and what it is said to be. */
export type Place = Pick<Evidence, 'id' | 'kind' | 'container' | 'where'> & { profile?: string };

/** A signature that is there and of which nothing is known yet; `why` says why it was not verified. */
export function foundOnly({ profile, ...place }: Place, why: string): Evidence {
  return {
    ...place,
    ...(profile === undefined ? {} : { profile }),
    digests: notChecked(why),
    value: notChecked(why),
    document: RIGHT,
    coverage: NOTHING_COVERED,
    changes: [],
    digestAlgorithms: [],
    algorithm: null,
    signer: null,
    claimedTime: null,
    level: null,
    material: noMaterial(),
    timestamps: [],
    counterSignatures: [],
  };
}

/** What a container's verifier hands back: evidence, and findings of its own. */
export interface Verified {
  evidence: Evidence[];
  findings: Finding[];
}
