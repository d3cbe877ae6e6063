import { type Finding } from './finding.js';
import { type BookingData } from './records/booking/encode.js';
import { type DocumentFacts } from './records/fact.js';
import { type Origin } from './records/origin.js';
import { type SignatureFacts } from './signatures/facts.js';

/** The shared nouns. Glossary with the Chinese terms: docs/philosophy.md. */

/** Lower-case hex of each digest of one file (64, 128 and 64 characters). */
export interface Digests {
  sha256: string;
  sha512: string;
  sm3: string;
}

/** What a sender says of one file; kept apart from what we find. */
export interface DeclaredFile {
  /** Name of the multipart part that carries the bytes. */
  part: string;
  /** Path with folders, `/` between them, exactly as sent. */
  name: string;
  /** 正本, 附件, 处理单, rendition … : free text of the sender. */
  role?: string;
  /** Where the sender has it from. */
  origin?: Origin;
  sizeBytes?: number;
  digests?: Partial<Digests>;
}

/** A relation (关联) to another record, as declared. */
export interface DeclaredRelation {
  type: string;
  /** Our id of it. */
  record?: string;
  /** Its duplicate key: `e-invoice:26991000000000000001`. */
  key?: string;
  /** Of the same source system. */
  businessKey?: string;
}

/** What is not here yet (待补): the record is incomplete until it is. */
export interface DeclaredExpects {
  /** The day after which it is overdue, YYYY-MM-DD. */
  until?: string;
  /** Files that come as a version: how many (1 when left out) with this name, role or digest. */
  files?: { name?: string; role?: string; sha256?: string; count?: number }[];
  /** Other records of the fonds, by their duplicate key, or by business key (`system` is the record's own when left out). */
  records?: { duplicateKey?: string; system?: string; businessKey?: string }[];
}

/** The result of an outside verification (查验), as the sender has it: of an invoice at the platform of the tax bureau, say. */
export interface DeclaredVerification {
  /** Declared name of a file; absent: the whole record. */
  of?: string;
  /** In the words of who verified. */
  result: string;
  /** Who: 全国增值税发票查验平台. */
  source: string;
  /** A day or an RFC 3339 time. */
  at: string;
}

/** The `record` part of a submission (件), as sent. */
export interface Declaration {
  /** Code of the fonds (全宗号). */
  fonds: string;
  /** A line of KINDS, a kind of the fonds, or `auto`. */
  kind: string;
  /** Left out: the title pattern of the kind gives one. */
  title?: string;
  creator?: string;
  /** As sent: `2026`, `2026-03`, `2026-03-17` or an RFC 3339 time. */
  date?: string;
  retention?: string;
  /** 密级; 绝密/机密/秘密 are refused unless the deployment is declared for them. */
  classification?: string;
  source?: { system: string; businessKey: string };
  metadata?: Record<string, unknown>;
  relations?: DeclaredRelation[];
  verifications?: DeclaredVerification[];
  expects?: DeclaredExpects;
  /** Of which the archive makes the booking information (入账信息), when the sender has none. */
  booking?: BookingData;
  files: DeclaredFile[];
}

/** Sub-indications of EN 319 102-1 5.1.3 table 6, as far as a policy of ours concludes them. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'POLICY_PROCESSING_ERROR'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'REVOCATION_OUT_OF_BOUNDS_NO_POE'
  | 'NO_POE'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND'
  | 'CUSTOM';

/** What is said of one signature, seal, time-stamp or counter-signature: facts, then the verdict under a policy. */
export interface SignatureReport {
  /** Stable within the file: field name, signature id, path inside the container. */
  id: string;
  kind: 'signature' | 'seal' | 'timestamp' | 'counter-signature' | 'evidence-record';
  container: 'pdf' | 'ofd' | 'xml' | 'cms' | 'zip' | 'jws' | 'other';
  /** e.g. `ETSI.CAdES.detached`, `Seal`, `XMLDSig`. */
  profile?: string;
  where: string;
  /** Of a time-stamp or counter-signature: the id of what it belongs to. */
  of?: string;
  /** Name and version of the policy the verdict follows, e.g. `etsi/1`; absent when no trust and time were given. */
  policy?: string;
  /** EN 319 102-1 main indication. Not checked is never passed. */
  verdict: 'TOTAL_PASSED' | 'TOTAL_FAILED' | 'INDETERMINATE';
  subIndication: SubIndication | null;
  reason: string;
  /** Is what was signed intact, whoever signed it. */
  integrity: 'intact' | 'broken' | 'unknown';
  /** What the verdict rests on. */
  facts: SignatureFacts;
}

/** What recognition found of one file. */
export interface FormatFacts {
  /** Our own id of a line in FORMATS: `pdf`, `ofd`, `xml`, `png`, … `unknown`. */
  format: string;
  /** PRONOM ids, best first; empty where none exists or none was told apart. */
  pronom: string[];
  mimeType: string;
  /** e.g. `PDF 1.7, claims PDF/A-3b`, `OFD 1.0`, `XML EInvoice 数电票`. */
  description: string;
  version?: string;
  /** What a document claims of itself without proof, e.g. `PDF/A-2b`. */
  claims?: string[];
  encrypted?: boolean;
  /** 'whole': every structural check passed; 'broken': an error-level finding; 'unknown': not checked (never counts as whole). */
  whole: 'whole' | 'broken' | 'unknown';
}

/** The whole of what a reader says of one file. */
export interface FileReport {
  facts: FormatFacts;
  signatures: SignatureReport[];
  /** What it says as a document (an invoice, a voucher, a certificate); empty when no reader knows it. */
  documents: DocumentFacts[];
  findings: Finding[];
}

/** A file as received: declared, measured, recognised. */
export interface ReceivedFile {
  declared: DeclaredFile;
  /** Path under representations/rep1/data/; equals `declared.name` unless that is unsafe. */
  path: string;
  sizeBytes: number;
  digests: Digests;
  /** CRC-32 (ISO 3309) of the bytes, unsigned; the ZIP writer needs it. */
  crc32: number;
  facts: FormatFacts;
  signatures: SignatureReport[];
  /** What the readers found, `where` inside the file; only while the record is being received. */
  findings?: Finding[];
  /** What it says as a document; only while the record is being received, afterwards in the package. */
  documents?: DocumentFacts[];
}

/** received 已接收 · incomplete 待补 · registered 已归档 · refused 已拒收 · withdrawn 已撤回 */
export type RecordState = 'received' | 'incomplete' | 'registered' | 'refused' | 'withdrawn';
