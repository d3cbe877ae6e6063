import { type Finding } from '../finding.js';
import { type FileReport, type FormatFacts, type SignaturePresence } from '../record.js';
import { formatFinding } from './findings.js';

/**
 * Puts a report together and says the same about wholeness everywhere: an error-level finding breaks the file,
 * something left unchecked leaves it unknown, and only a file with neither is whole.
 */
export function reportOf(
  facts: Omit<FormatFacts, 'whole'>,
  findings: Finding[],
  options: { signatures?: SignaturePresence[]; unchecked?: boolean } = {},
): FileReport {
  const signatures = options.signatures ?? [];
  const broken = findings.some((finding) => finding.severity === 'error');
  findings.push(...notVerified(signatures));
  return {
    facts: { ...facts, whole: broken ? 'broken' : options.unchecked ? 'unknown' : 'whole' },
    signatures,
    findings,
  };
}

/** Says of each signature that was only found that it was not verified. */
export function notVerified(signatures: readonly SignaturePresence[]): Finding[] {
  return signatures
    .filter(({ facts }) => facts === undefined)
    .map(({ kind, id, where }) =>
      formatFinding('SIGNATURE_NOT_VERIFIED', where, `${kind} ${id} is present, not yet verified`),
    );
}

/** A signature that is there; nothing is said of its worth. */
export function presenceOf(
  presence: Pick<SignaturePresence, 'id' | 'kind' | 'container' | 'where'> & { profile?: string; note?: string },
): SignaturePresence {
  const { note, profile, ...rest } = presence;
  return {
    ...rest,
    ...(profile === undefined ? {} : { profile }),
    verdict: 'INDETERMINATE',
    reason: note === undefined ? 'not yet verified' : `not yet verified; ${note}`,
  };
}
