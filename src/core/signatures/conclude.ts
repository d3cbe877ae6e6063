import { type SignaturePresence } from '../record.js';
import { type SignatureFacts } from './signature-facts.js';

/**
 * The main indication of EN 319 102-1, never stronger than what was checked: without a trust anchor an intact signature
 * is INDETERMINATE / NO_CERTIFICATE_CHAIN_FOUND. `bare`: a part that people see and no intact signature covers.
 */
export function conclude(
  facts: SignatureFacts,
  bare: string | null,
): Pick<SignaturePresence, 'verdict' | 'reason' | 'integrity' | 'facts'> {
  const { digests, value } = facts;
  const wrong = [digests, value].find((check) => check.is === 'wrong');
  if (wrong && 'why' in wrong) {
    const sub = digests.is === 'wrong' ? 'HASH_FAILURE' : 'SIG_CRYPTO_FAILURE';
    return { verdict: 'TOTAL_FAILED', reason: `${sub}: ${wrong.why}`, integrity: 'broken', facts };
  }
  const open = [digests, value].find((check) => check.is === 'not-checked');
  if (open && 'why' in open) return { verdict: 'INDETERMINATE', reason: open.why, integrity: 'unknown', facts };
  if (bare === null)
    return {
      verdict: 'INDETERMINATE',
      reason: `NO_CERTIFICATE_CHAIN_FOUND: intact${facts.coverage === 'partial' ? ', as far as it covers the document' : ''}; no trust anchor was given, so nothing is said of the signer`,
      integrity: 'intact',
      facts,
    };
  return {
    verdict: 'INDETERMINATE',
    reason: `what it covers is intact, but no intact signature covers ${bare.slice(0, 200)}`,
    integrity: 'unknown',
    facts,
  };
}
