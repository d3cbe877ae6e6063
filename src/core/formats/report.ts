import { type Finding } from '../finding.js';
import { type FormatFacts } from '../record.js';
import { type Evidence } from '../signatures/evidence.js';

/** What a reader says of one file; judging the evidence comes after it. */
export interface Reading {
  facts: FormatFacts;
  evidence: Evidence[];
  findings: Finding[];
}

/**
 * Puts a reading together and says the same about wholeness everywhere: an error-level finding breaks the file,
 * something left unchecked leaves it unknown, and only a file with neither is whole.
 */
export function readingOf(
  facts: Omit<FormatFacts, 'whole'>,
  findings: Finding[],
  options: { evidence?: Evidence[]; unchecked?: boolean } = {},
): Reading {
  const broken = findings.some((finding) => finding.severity === 'error');
  return {
    facts: { ...facts, whole: broken ? 'broken' : options.unchecked ? 'unknown' : 'whole' },
    evidence: options.evidence ?? [],
    findings,
  };
}
