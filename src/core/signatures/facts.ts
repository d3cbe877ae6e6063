/** `not-checked` always comes with a reason; it is never counted as right, nor as wrong. `needs-content: …` begins the reason when what is missing was not given. */
export type Check = { is: 'right' } | { is: 'wrong' | 'not-checked'; why: string };

export const RIGHT: Check = { is: 'right' };
export const wrong = (why: string): Check => ({ is: 'wrong', why });
export const notChecked = (why: string): Check => ({ is: 'not-checked', why });

/** Which part of the file a signature speaks of. Lists are cut at MAX_NAMED places. */
export interface Coverage {
  /** `whole`: nothing that can be seen or read in the document lies outside what this signature covers. */
  extent: 'whole' | 'partial' | 'unknown';
  /** Byte ranges (`bytes 0–1023`), paths inside a container, or element ids. */
  covers: string[];
  outside: string[];
}

export const MAX_NAMED = 50;
export const NOTHING_COVERED: Coverage = { extent: 'unknown', covers: [], outside: [] };

/** Something that came after the signature: one later revision of a document, classified. */
export interface Change {
  /** e.g. `revision 3, bytes 20480–24575`. */
  where: string;
  kind:
    'time-stamp' | 'validation-data' | 'form-fill' | 'annotation' | 'signature' | 'metadata' | 'page-content' | 'other';
  /** By what the signature itself permits (DocMDP, FieldMDP) and the policy for what it leaves open. */
  permitted: boolean;
  why: string;
}

/** How a value was made. */
export interface AlgorithmUse {
  /** For people: `SM3withSM2`, `sha256WithRSAEncryption`, `RSASSA-PSS (sha256)`. */
  name: string;
  /** Object identifier, or the URI in XML. */
  id: string;
  /** Name as node:crypto knows it (`sha256`, `sm3`); null when the algorithm has none of its own. */
  digest: string | null;
  key: {
    type: 'rsa' | 'ec' | 'eddsa' | 'sm2' | 'dsa' | 'hmac' | 'unknown';
    /** Length of the modulus or of the curve's field. */
    bits: number | null;
    curve: string | null;
  };
}

/** A certificate as a report names it. */
export interface CertificateFacts {
  /** RFC 4514 text of what the certificate says of itself; proves nothing without a chain. */
  subject: string;
  issuer: string;
  /** Hex. */
  serial: string;
  notBefore: string | null;
  notAfter: string | null;
  sha256: string;
}

/** One certificate of a chain, signer first. */
export interface ChainLink extends CertificateFacts {
  /** Everything RFC 5280 6.1 asks of this certificate in its place, at the time of control. */
  check: Check;
  revocation: RevocationFacts;
}

export interface RevocationFacts {
  status: 'good' | 'revoked' | 'unknown' | 'not-needed';
  /** Why unknown, or the reason of the revocation. */
  why: string | null;
  revokedAt: string | null;
  /** `ocsp` or `crl`, when it was produced, and the SHA-256 of its bytes. */
  source: { kind: 'ocsp' | 'crl'; producedAt: string; nextUpdate: string | null; sha256: string; from: 'document' | 'snapshot' } | null; // prettier-ignore
}

export interface ChainFacts {
  /** RFC 3339: the time the path was looked at for; the time of control, or an earlier one that is proven. */
  at?: string;
  /** A path to an anchor of the snapshot exists and holds. */
  check: Check;
  anchor: CertificateFacts | null;
  links: ChainLink[];
}

/** What is true of one signature. Facts first: the verdict follows from them and the policy. JSON, and the same for the same input. */
export interface SignatureFacts {
  /** Every digest the signature states of what it covers. */
  digests: Check;
  /** The signature value, over exactly what it signs. */
  value: Check;
  /** What is shown today is what was signed: no forbidden change, wrapping, shadow or spoofing. */
  document: Check;
  coverage: Coverage;
  changes: Change[];
  algorithm: string | null;
  /** Are digest, value and key strong at the proven time by the table of the policy. */
  strength: Check;
  signer: CertificateFacts | null;
  /** As the signature claims it; proves nothing. */
  claimedTime: string | null;
  /** Latest time by which the signature provably existed, and what proves it. */
  provenAt: { time: string; by: string } | null;
  /** AdES level as built: `B-B`, `B-T`, `B-LT`, `B-LTA`. */
  level: string | null;
  /** Null: not looked at, for no trust was given. */
  chain: ChainFacts | null;
  /** Of a time-stamp: what it says and what it is over. */
  timestamp?: TimestampFacts;
  /** Of a seal: who made it, whether it is as it was made, and its period of validity as the seal states it. */
  sealMaker?: {
    signer: CertificateFacts;
    value: Check;
    chain: ChainFacts | null;
    validFrom: string | null;
    validUntil: string | null;
  };
}

/** RFC 3161 2.4.2. */
export interface TimestampFacts {
  /** RFC 3339 with its fraction. */
  time: string;
  /** What is proven to have existed. */
  over: 'content' | 'signature' | 'signature-and-references' | 'references' | 'archive' | 'document' | 'data';
  /** Microseconds; null when the token states none. */
  accuracyMicros: number | null;
  policy: string;
  serial: string;
}
