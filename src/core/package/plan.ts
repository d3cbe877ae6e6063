import { type CheckReport } from '../checks/result.js';
import { type Finding } from '../finding.js';
import { type Declaration, type ReceivedFile } from '../record.js';
import { type RecordReading } from '../records/kind.js';
import { type ValidationConditions } from '../signatures/verdicts.js';

/** Everything the bytes of one AIP version are a function of. Same input → same bytes, on every machine. */
export interface PackageInput {
  /** UUIDv7 of the record; OBJID is `urn:uuid:` + this. */
  recordId: string;
  /** 1 for the first; later versions keep the OBJID and hold what they add. */
  version: number;
  /** Of a version after the first, and only of it. */
  change?: PackageChange;
  /** UUID. */
  fondsId: string;
  /** Code of the fonds when the record was received. */
  fondsCode: string;
  test: boolean;
  /** The time of the received event: every time in METS and PREMIS comes from here. */
  at: Date;
  /** `urn:uuid:<record>/event/1`; of a later version `urn:uuid:<record>/version/<n>`. */
  eventId: string;
  /** UUID of the principal that sent the record. */
  actor: string;
  /** 32 bytes. */
  nonce: Uint8Array;
  /** Hex SHA-256 of the submission (docs/package-format.md); a re-send after a crash is recognised by it. */
  fingerprint: string;
  /** The `record` part, byte for byte. */
  declarationBytes: Uint8Array;
  declaration: Declaration;
  /** The sender's detached JWS and the public key it was checked with; without it the archive asserts the origin. */
  senderSignature?: { jws: string; kid: string; jwk: Record<string, unknown> };
  /** In the order of the declaration. */
  files: ReceivedFile[];
  findings: Finding[];
  /** Under what the signatures of the files were judged; without it nothing was said of any signer. */
  validation?: ValidationConditions;
  /** What was checked on the way in; without it the package holds no report of it. */
  checks?: CheckReport;
  /** What the record says; without it the package holds no facts. */
  reading?: RecordReading;
  software: { name: string; version: string };
}

/** Why there is another version, and which package it follows (docs/package-format.md §9). */
export interface PackageChange {
  /** UUID of the try. Part of the key: a try that never came to its commit keeps no other from its place. */
  id: string;
  /** `rendition`: the same record sent again in another form. `addition`: what somebody added or corrected, and why. */
  kind: 'rendition' | 'addition';
  reason?: string;
  /** On what it rests: a decision, a rule, a letter. */
  basis?: string;
  approver?: string;
  previous: PreviousPackage;
}

/** The package a version follows, by its digests: the versions of a record are a chain. */
export interface PreviousPackage {
  version: number;
  sizeBytes: number;
  sha256: string;
  sha512: string;
}

/** A package as pieces in order: literal bytes, or the whole of file `file`. */
export type Segment = { bytes: Uint8Array } | { file: number };

export interface PackagePlan {
  segments: Segment[];
  sizeBytes: number;
  /** Per file of the input: where its bytes start in the package. */
  offsets: number[];
  /** Path of each file inside the package, e.g. `<root>/representations/rep1/data/发票.pdf`. */
  paths: string[];
  /** Suggested object key: `aip/v1/<hash2>/<fonds uuid>/<yyyy>/<uuid>/v00001.zip`, `…/v00002-<change>.zip`. */
  key: string;
}
