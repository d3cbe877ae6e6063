import { type Finding } from '../finding.js';
import { type PackageReport } from '../package/check.js';
import { type Declaration, type ReceivedFile } from '../record.js';
import { type RecordReading } from '../records/kind.js';

/** What a virus scanner said of a file; `not-scanned` with the reason (larger than its limit, not configured). */
export interface ScanVerdict {
  is: 'clean' | 'infected' | 'not-scanned';
  /** Name of the signature, or why it was not scanned. */
  detail: string;
  /** `ClamAV 1.4.6/27000` */
  scanner: string | null;
}

/** Everything the methods may look at. Facts of the moment (scan, package) are handed in: methods are pure. */
export interface CheckSubject {
  recordId: string;
  /** When it is looked at: a later date than this lies in the future. */
  at: Date;
  declaration: Declaration;
  reading: RecordReading;
  /** In the order of the declaration, with what the readers found. */
  files: readonly ReceivedFile[];
  /** Of intake: what arrived against what was declared, by the readers, by the kind. */
  findings: readonly Finding[];
  /** By path of the file; absent: no scanner was asked. */
  scans?: ReadonlyMap<string, ScanVerdict>;
  /** The package as read again from the store; absent: it was not read for this look. */
  stored?: { report: PackageReport; registered: { sha256: string; sha512: string; sizeBytes: number } };
  /** The fonds has approved its metadata dictionary: only then does a missing required element fail. */
  dictionaryApproved: boolean;
  /** Archival number (档号), once there is one, and the pattern it was made by. */
  archivalNumber?: { number: string; problems: readonly string[] };
  /** What the sender said would come, in all: files (件数 of the transfer list) and bytes; absent: it said neither. */
  announced?: { files?: number; sizeBytes?: number };
  /** The rows of the register were read for this look. */
  registered?: boolean;
  /** Of the closed volume or period it is in; absent: none is closed. */
  serials?: { of: string; missing: readonly string[] };
  /** What the archiving scope (归档范围) says of it, and by which row; absent: the fonds has no table in force. */
  scope?: { inScope: boolean | null; by: string };
  /** What the process of archiving left: sender's key, transport, receipt. */
  process: { senderSigned: boolean; authenticated: boolean; events: readonly string[] };
}
