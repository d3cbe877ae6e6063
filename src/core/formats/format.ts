import { type ByteSource } from '../byte-source.js';
import { type Given } from '../signatures/given.js';
import { type Reading } from './report.js';

/** What every reader obeys; the Isolate adds a limit on wall time and memory from outside. */
export interface ReadLimits {
  /** Entries of a container, objects of a PDF, elements of an XML file. */
  maxItems: number;
  /** Sum of what may be inflated from one file. */
  maxInflatedBytes: number;
  /** Nesting of XML elements, PDF arrays, containers. */
  maxDepth: number;
}

export const DEFAULT_LIMITS: ReadLimits = { maxItems: 100_000, maxInflatedBytes: 512 * 1024 * 1024, maxDepth: 100 };

/** One line of FORMATS. */
export interface Format {
  id: string;
  /** Chinese and English name for people. */
  zh: string;
  en: string;
  /**
   * Sees the first and the last 4,096 bytes (the same bytes when the file is shorter) and never the name.
   * Cheap and forgiving: `read` decides.
   */
  matches(head: Uint8Array, tail: Uint8Array): boolean;
  /**
   * Reads by range and reports. Never throws for anything in the bytes: what it can't read is a finding.
   * `given` is for signatures over what is not inside, by those whose certificate is not.
   * Returns null when, after a closer look, the file is not of this format (the next line is asked).
   */
  read(source: ByteSource, limits: ReadLimits, given: Given): Promise<Reading | null>;
}
