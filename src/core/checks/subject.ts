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
  /** What the process of archiving left: sender's key, transport, receipt. */
  process: { senderSigned: boolean; authenticated: boolean; events: readonly string[] };
}
