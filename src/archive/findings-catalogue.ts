import { type Finding, type FindingKind } from '../core/finding.js';
import { CORE_FINDINGS, translateBy } from '../core/findings-catalogue.js';
import { INTAKE_FINDINGS, STORED_FINDINGS } from './findings.js';

/** Every finding a person can meet; docs/findings.md is compared with it by a test. */
export const CATALOGUE: Record<string, FindingKind> = { ...CORE_FINDINGS, ...INTAKE_FINDINGS, ...STORED_FINDINGS };

/** The finding in the language of the reader. A code of a later version stays as it was written. */
export function translate(finding: Finding, locale: 'zh-CN' | 'en'): Finding {
  return translateBy(CATALOGUE, finding, locale);
}
