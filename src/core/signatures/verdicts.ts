import { type FileReport, type SignatureReport } from '../record.js';
import { type ValidationContext } from './trust.js';

/** Under what the reports of a record were made: with it, the files and the software, they can be made again. */
export interface ValidationConditions {
  /** Digest of the trust snapshot, hex. */
  trust: string;
  /** As asked for; `auto` lets each container take its own. */
  policy: string;
  /** RFC 3339, the time of control. */
  at: string;
}

export function conditionsOf({ trust, policy, at }: ValidationContext): ValidationConditions {
  return { trust: trust.digest, policy, at: at.toISOString() };
}

/** Every report counts: time-stamps and counter-signatures too. */
export interface VerdictCounts {
  total: number;
  passed: number;
  indeterminate: number;
  failed: number;
}

type Judged = { signatures: readonly Pick<SignatureReport, 'verdict'>[] };

export function countVerdicts(files: readonly Judged[]): VerdictCounts {
  const counts: VerdictCounts = { total: 0, passed: 0, indeterminate: 0, failed: 0 };
  for (const { signatures } of files) {
    for (const { verdict } of signatures) {
      counts.total += 1;
      counts[FIELD[verdict]] += 1;
    }
  }
  return counts;
}

const FIELD = { TOTAL_PASSED: 'passed', INDETERMINATE: 'indeterminate', TOTAL_FAILED: 'failed' } as const;

/** A signature that did not pass, as the queue shows it. */
export interface OpenSignature {
  file: string;
  id: string;
  kind: SignatureReport['kind'];
  verdict: SignatureReport['verdict'];
  subIndication: SignatureReport['subIndication'];
  reason: string;
}

/**
 * What could change the verdicts of a record. `trust`: a signature that is intact, but whose signer or time was not
 * established, so that anchors or revocation data may settle it. `other`: content, a key or a reader is missing.
 * `nothing`: all passed, or what failed is broken for good.
 */
export type Awaits = 'trust' | 'other' | 'nothing';

export function awaitsOf(files: readonly { signatures: readonly SignatureReport[] }[]): Awaits {
  const open = files.flatMap((file) => file.signatures).filter(({ verdict }) => verdict !== 'TOTAL_PASSED');
  if (open.some(({ integrity }) => integrity === 'intact')) return 'trust';
  return open.some(({ verdict }) => verdict === 'INDETERMINATE') ? 'other' : 'nothing';
}

const MOST_OPEN = 50;
const MOST_REASON = 500;

/** The first MOST_OPEN signatures that did not pass, with why. */
export function openOf(files: readonly { path: string; signatures: readonly SignatureReport[] }[]): OpenSignature[] {
  const open: OpenSignature[] = [];
  for (const { path, signatures } of files) {
    for (const { id, kind, verdict, subIndication, reason } of signatures) {
      if (verdict === 'TOTAL_PASSED') continue;
      if (open.length === MOST_OPEN) return open;
      open.push({ file: path, id, kind, verdict, subIndication, reason: reason.slice(0, MOST_REASON) });
    }
  }
  return open;
}

const APART: ReadonlySet<string> = new Set(['cms', 'xml']);

/** May a file of this format be a signature over another file? */
export const standsApart = (format: string): boolean => APART.has(format);

/** Does a file hold a signature over something that is not inside, so that the other files of its record may help? */
export function asksForContent({ facts, signatures, findings }: Omit<FileReport, 'documents'>): boolean {
  if (!standsApart(facts.format)) return false;
  return (
    signatures.some((one) => one.facts.digests.is === 'not-checked') ||
    findings.some(({ code }) => code === 'TIMESTAMP_CONTENT_ELSEWHERE')
  );
}
