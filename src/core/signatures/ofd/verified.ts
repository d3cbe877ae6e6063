import { type Finding } from '../../finding.js';
import { type Check } from '../facts.js';
import { type Evidence, type Place } from '../evidence.js';
import { signatureFinding } from '../findings.js';

/** The files of the document, by path from the root. */
export interface OfdContainer {
  /** Null when there is none, or it could not be read within the limits. */
  read(path: string): Promise<Uint8Array | null>;
  /** Of the file, made once however often it is named. Null as for `read`. */
  digest(path: string, algorithm: string): Promise<Buffer | null>;
  /** False when all signatures together have named more files than a document has. */
  mayName(count: number): boolean;
  /** A location as written in a file of that folder; null when nothing is there. */
  find(location: string, folder: string): string | null;
  /** Every file that the location may mean, the most likely first. */
  all(location: string, folder: string): string[];
}

export type OfdPlace = Place;

export interface VerifiedOfdSignature {
  evidence: Evidence;
  findings: Finding[];
  /** Paths whose digest the signature states and the bytes have. */
  covered: Set<string>;
  /** Paths of the signature itself. */
  own: Set<string>;
}

export function add(result: VerifiedOfdSignature, ...finding: Parameters<typeof signatureFinding>): void {
  result.findings.push(signatureFinding(...finding));
}

/** What is wrong weighs more than what was not checked, and that more than what is right. */
export function worse(a: Check, b: Check): Check {
  if (a.is === 'wrong') return a;
  return b.is === 'wrong' || a.is === 'right' ? b : a;
}
