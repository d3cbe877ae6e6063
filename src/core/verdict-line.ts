import { type FileReport, type SignatureReport } from './record.js';
import { AUTO, readRecord } from './records/index.js';
import { type RecordReading } from './records/kind.js';
import { invoiceValidity } from './records/invoice-validity.js';
import { type SignatureFacts } from './signatures/facts.js';
import { onlyUnverifiable } from './signatures/index.js';
import { type ValidationConditions } from './signatures/verdicts.js';
import { SIGNATURE_FINDINGS } from './signatures/findings.js';

/** EN 319 102-1 main indications, and what stands when there is nothing to indicate. */
export type Verdict = 'TOTAL_PASSED' | 'INDETERMINATE' | 'TOTAL_FAILED' | 'NO_SIGNATURE' | 'UNSUPPORTED' | 'MALFORMED';

/**
 * One file's answer as `dantao inspect --json` prints it: verdict first, then what it rests on. Integrity is about what
 * was signed, so it stays unknown until signatures are verified. What the file says as a document stands beside it. Findings of severity info are left out. `conditions`:
 * under what signers were judged; `trust` is the digest of the snapshot.
 */
export function verdictLine(
  file: string,
  report: FileReport,
  ms: number,
  conditions?: ValidationConditions,
): Record<string, unknown> {
  const { verdict, reason, integrity } = verdictOf(report);
  const said = recordOfOne(file, report);
  return {
    file,
    verdict,
    integrity,
    reason,
    ms: Math.round(ms),
    format: report.facts.pronom,
    validity: invoiceValidity(report.documents, report.findings),
    description: report.facts.description,
    whole: report.facts.whole,
    ...(conditions === undefined ? {} : conditions),
    signatures: report.signatures.map(
      ({ id, kind, profile, where, of, policy, verdict: said, subIndication, integrity, facts }) => ({
        id,
        kind,
        ...(profile === undefined ? {} : { standard: profile }),
        where,
        ...(of === undefined ? {} : { of }),
        verdict: said,
        subIndication,
        ...(policy === undefined ? {} : { policy }),
        integrity,
        coverage: facts.coverage.extent,
        digest: WORDS[facts.digests.is],
        value: WORDS[facts.value.is],
        changes: changesOf(facts),
        algorithm: facts.algorithm,
        signer: facts.signer?.subject ?? null,
        time: facts.timestamp?.time ?? facts.claimedTime,
        ...(facts.provenAt === null ? {} : { provenAt: facts.provenAt.time }),
        ...(facts.chain === null
          ? {}
          : { chain: facts.chain.links.map(({ subject }) => subject), anchor: facts.chain.anchor?.subject ?? null }),
      }),
    ),
    kind: said.kind,
    ...(report.documents.length === 0 ? {} : { documents: report.documents }),
    ...(said.facts.length === 0 ? {} : { duplicateKey: said.duplicateKey, facts: said.facts }),
    findings: [...report.findings, ...said.findings]
      .filter(({ severity }) => severity !== 'info')
      .map(({ code, severity, where, message, expected, found }) => ({
        code,
        severity,
        where,
        message,
        ...(expected === undefined ? {} : { expected }),
        ...(found === undefined ? {} : { found }),
      })),
  };
}

/** The file as a record of its own, with nothing declared. */
export function recordOfOne(file: string, { facts, signatures, documents }: FileReport): RecordReading {
  return readRecord({
    declaration: { fonds: '', kind: AUTO, files: [{ part: 'f', name: file }] },
    files: [{ name: file, format: facts, documents, signatures }],
  });
}

/**
 * Errors of a file that was read to its end all the same: its signatures can be looked for and verified,
 * so it is incomplete, not malformed.
 */
const READABLE = new Set(['OFD_REFERENCE_MISSING']);

const WORDS = { right: 'ok', wrong: 'wrong', 'not-checked': 'not-checked' } as const;

export type Integrity = 'intact' | 'broken' | 'unknown';

/** Of the whole file: the worst of its signatures, or why there is none to speak of. */
export function verdictOf(report: Omit<FileReport, 'documents'>): {
  verdict: Verdict;
  reason: string;
  integrity: Integrity;
} {
  const { signatures } = report;
  const said = structureOf(report);
  if (said) return { ...said, integrity: 'unknown' };
  if (onlyUnverifiable(signatures))
    return { verdict: 'UNSUPPORTED', reason: oneLine(signatures[0]!.reason), integrity: 'unknown' };
  // The worst of its signatures.
  const worst =
    signatures.find((one) => one.integrity === 'broken') ??
    signatures.find((one) => one.integrity !== 'intact') ??
    signatures.find((one) => one.verdict === 'TOTAL_FAILED') ??
    signatures.find((one) => one.verdict === 'INDETERMINATE') ??
    signatures[0]!;
  return { verdict: worst.verdict, reason: reasonOf(worst), integrity: worst.integrity };
}

/** What there is to say without a signature to judge; null when there is one. */
function structureOf({
  facts,
  signatures,
  findings,
}: Omit<FileReport, 'documents'>): { verdict: Verdict; reason: string } | null {
  const error = findings.find(
    ({ code, severity }) => severity === 'error' && !READABLE.has(code) && !(code in SIGNATURE_FINDINGS),
  );
  if (facts.whole === 'broken' && error !== undefined) {
    return { verdict: 'MALFORMED', reason: `${error.code}: ${oneLine(error.message)}` };
  }
  if (signatures.length > 0) return null;
  if (facts.whole === 'unknown') {
    const warning = findings.find(({ severity }) => severity !== 'info');
    return {
      verdict: 'UNSUPPORTED',
      reason: warning === undefined ? 'not looked at' : `${warning.code}: ${oneLine(warning.message)}`,
    };
  }
  return { verdict: 'NO_SIGNATURE', reason: 'no signature or seal found' };
}

/** The sub-indication goes before what was found; `needs-content:` has to begin the line (the scorer reads it). */
function reasonOf({ subIndication, reason }: SignatureReport): string {
  const why = oneLine(reason);
  return subIndication === null || why.startsWith('needs-content:') ? why : `${subIndication}: ${why}`;
}

/** `none`, or the kinds of what came after the signature. */
function changesOf({ changes, document }: SignatureFacts): string {
  const kinds = [...new Set(changes.map(({ kind, permitted }) => (permitted ? kind : `forbidden ${kind}`)))];
  return kinds.length > 0 ? kinds.join(', ') : document.is === 'wrong' ? 'forbidden' : 'none';
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
