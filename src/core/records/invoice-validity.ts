import { type Finding } from '../finding.js';
import { type DocumentFacts } from './fact.js';
import { type RecordFindingCode } from './findings.js';
import { invoiceProfile } from './invoice-profile.js';

/** Never `valid`: schemas, national rules of a CIUS and PDF/A are not looked at, and not looked at is never passed. */
export type InvoiceValidity = 'invalid' | 'unknown';

/**
 * Findings that stand for a rule which is `fatal` in the Schematron of CEN/TC 434, or of XRechnung for an invoice that says it is one. Unknown codes are left out, for lists grow and an
 * invoice may be younger than ours.
 */
const FATAL: ReadonlySet<string> = new Set<RecordFindingCode>([
  'EN16931_TERM_MISSING',
  'EN16931_TOTAL_WRONG',
  'EN16931_VALUE_NOT_ALLOWED',
  'EN16931_VALUE_UNREADABLE',
  'EN16931_VAT_WRONG',
]);
/** What Factur-X 1.0 clause 6.3 demands of the PDF around it. */
const FATAL_AROUND: ReadonlySet<string> = new Set<RecordFindingCode>([
  'HYBRID_INVOICE_MISSING',
  'HYBRID_PROFILE_DIFFERS',
]);

/** By the document rules of EN 16931-1 and of its profiles; extensions and older documents may do otherwise, so nothing is said of them. */
export function invoiceValidity(documents: readonly DocumentFacts[], findings: readonly Finding[]): InvoiceValidity {
  if (findings.some(({ code }) => FATAL_AROUND.has(code))) return 'invalid';
  const broken = documents.some(({ carrier, facts }) => {
    const rules = invoiceProfile(facts.find(({ key }) => key === 'specification-id')?.text)?.rules;
    return (
      (rules === 'core' || rules === 'header') &&
      findings.some(({ code, where }) => FATAL.has(code) && (carrier === '' || where.startsWith(`${carrier}#`)))
    );
  });
  return broken ? 'invalid' : 'unknown';
}
