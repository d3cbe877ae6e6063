import { type CheckReport } from '../core/checks/result.js';
import { archivingSchemeOf } from '../core/checks/schemes/index.js';
import { type Finding } from '../core/finding.js';
import { type RecordState, type SignatureReport } from '../core/record.js';

/** What refuses a record, as data: everything else is archived with its findings. */
export interface IntakePolicy {
  id: string;
  /** Codes that refuse, whatever else is said. */
  refuse: readonly string[];
  /** A finding of this severity or worse keeps a record from being registered at once. */
  registerBelow: 'error' | 'warning';
  /**
   * A signature with one of these verdicts keeps a record from being registered at once. INDETERMINATE is not among them
   * by default: what is intact and only waits for trust is registered, and queued for another look.
   */
  holdVerdicts: readonly SignatureReport['verdict'][];
}

export const DEFAULT_POLICY: IntakePolicy = {
  id: 'dantao/intake/v2',
  refuse: [
    'RECORD_EMPTY',
    'FILE_MISSING',
    'FILE_UNDECLARED',
    'FILE_PART_REPEATED',
    'FILE_NAME_REPEATED',
    'SIZE_MISMATCH',
    'DIGEST_MISMATCH',
    'FONDS_UNKNOWN',
    'CLASSIFIED_NOT_ALLOWED',
    'SENDER_SIGNATURE_INVALID',
    'SENDER_KEY_UNKNOWN',
    'ZIP_ENTRY_OUTSIDE',
    'ZIP_ENTRY_DUPLICATE',
    'ZIP_ENTRY_SYMLINK',
    'ZIP_BOMB',
  ],
  registerBelow: 'error',
  holdVerdicts: ['TOTAL_FAILED'],
};

/** `CHECK_VIRUS`: the items that failed, or wait for a person. */
function failedChecks({ results }: Pick<CheckReport, 'results'>): string[] {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const open = failed.length > 0 ? failed : results.filter(({ outcome }) => outcome === 'manual');
  return open.map(({ item }) => checkCode(item));
}

/** How an item stands among the reasons of a state. */
export function checkCode(item: string): string {
  return `CHECK_${item.toUpperCase().replaceAll('-', '_')}`;
}

/** Why a record waits that no look at it answers: only a person does. */
const DECIDED_BY_A_PERSON: readonly string[] = ['DUPLICATE_CONFLICT'];

/**
 * Whether a check registers a record that was only received: it is the check of its kind at archiving, it passed, and
 * nothing else keeps the record back, be it a finding, a verdict, or a decision that nobody took yet.
 */
export function registersNow(
  record: { kind: string; state: RecordState; stateReason: readonly string[]; findings: readonly Finding[] },
  files: Parameters<typeof decide>[2],
  report: Pick<CheckReport, 'scheme' | 'results' | 'total'>,
  policy: IntakePolicy,
): boolean {
  if (record.state !== 'received' || report.scheme.id !== archivingSchemeOf(record.kind).id) return false;
  if (report.total.outcome !== 'passed') return false;
  if (record.stateReason.some((code) => DECIDED_BY_A_PERSON.includes(code))) return false;
  // What failed before and could not be looked at now has not passed: a scanner that is down clears no virus.
  const unseen = report.results.filter(({ outcome }) => outcome === 'not-checked').map(({ item }) => checkCode(item));
  if (record.stateReason.some((code) => unseen.includes(code))) return false;
  const decision = decide(record.findings, policy, files, report);
  return !decision.refuse && decision.state === 'registered';
}

export type Decision = { refuse: true; because: string[] } | { refuse: false; state: RecordState; reason: string[] };

/**
 * The same findings, verdicts and policy always give the same decision. `reason` holds what kept the record from being
 * registered: codes of findings, `SIGNATURE_<verdict>`, and `CHECK_<item>` where nothing else says it.
 */
export function decide(
  findings: readonly Finding[],
  policy: IntakePolicy,
  files: readonly { signatures: readonly Pick<SignatureReport, 'verdict'>[] }[] = [],
  checks: Pick<CheckReport, 'results' | 'total'> | null = null,
): Decision {
  const because = [...new Set(findings.filter((f) => policy.refuse.includes(f.code)).map((f) => f.code))];
  if (because.length > 0) return { refuse: true, because };
  const weighs = (f: Finding) =>
    f.severity === 'error' || (policy.registerBelow === 'warning' && f.severity === 'warning');
  const held = files
    .flatMap(({ signatures }) => signatures)
    .filter(({ verdict }) => policy.holdVerdicts.includes(verdict))
    .map(({ verdict }) => `SIGNATURE_${verdict}`);
  const found = [...new Set([...findings.filter(weighs).map((f) => f.code), ...held])];
  const failed = !checks || checks.total.outcome === 'passed' ? [] : failedChecks(checks);
  // What the findings say already needs no second name; a check that fails for another reason says its own, and a virus always.
  const reason = found.length > 0 ? [...found, ...failed.filter((code) => code === 'CHECK_VIRUS')] : failed;
  return { refuse: false, state: reason.length > 0 ? 'received' : 'registered', reason };
}
