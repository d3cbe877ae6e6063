import { type ByteSource } from '../core/byte-source.js';
import { type ScanVerdict } from '../core/checks/subject.js';

/** Looks for viruses in what came from strangers. */
export abstract class VirusScanner {
  /**
   * Never throws for the file or for the scanner: one that is down, too slow or too small for the file gives `not-scanned`
   * with the reason. `clean` is only said of a file that the scanner had whole. Throws what reading the file throws.
   */
  abstract scan(file: ByteSource): Promise<ScanVerdict>;
  /** Program and signature database, as it names them itself; null when it does not answer. */
  abstract version(): Promise<string | null>;
}
