import { type SignaturePresence } from '../record.js';
import { type Check } from './value.js';

/** What is true of one signature, apart from any trust in its signer. */
export interface SignatureFacts {
  /** Every digest the signature states of what it covers. */
  digests: Check;
  /** The signature value, over exactly what it signs. */
  value: Check;
  /** `whole`: nothing that can be seen or read in the document lies outside what this signature covers. */
  coverage: 'whole' | 'partial' | 'unknown';
  algorithm: string | null;
  /** Subject of the signer's certificate, as it says of itself. */
  signer: string | null;
  /** As the signature claims it; proves nothing. */
  claimedTime: string | null;
}

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
