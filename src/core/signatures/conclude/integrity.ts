import { type SignatureReport } from '../../record.js';
import { type Evidence } from '../evidence.js';

export type Conclusion = Pick<SignatureReport, 'verdict' | 'subIndication' | 'reason'>;

/**
 * Is what was signed intact, whoever signed it. `failure` is what stands when it is not, or is not known; it goes before
 * anything that could be said of the signer.
 */
export function integrityOf(
  evidence: Pick<Evidence, 'digests' | 'value' | 'document' | 'signer'>,
): { integrity: 'intact'; failure: null } | { integrity: 'broken' | 'unknown'; failure: Conclusion } {
  const { digests, value, document, signer } = evidence;
  const checks = [
    ['HASH_FAILURE', digests],
    ['SIG_CRYPTO_FAILURE', value],
    ['FORMAT_FAILURE', document],
  ] as const;
  for (const [subIndication, check] of checks)
    if (check.is === 'wrong')
      return { integrity: 'broken', failure: { verdict: 'TOTAL_FAILED', subIndication, reason: check.why } };
  for (const [, check] of checks)
    if (check.is === 'not-checked') {
      const missing = check.why.startsWith('needs-content');
      // What is missing when all digests are right and nobody is named is who signed.
      const nobody = missing && check === value && digests.is === 'right' && signer === null;
      const subIndication = nobody ? 'NO_SIGNING_CERTIFICATE_FOUND' : missing ? 'SIGNED_DATA_NOT_FOUND' : null;
      return { integrity: 'unknown', failure: { verdict: 'INDETERMINATE', subIndication, reason: check.why } };
    }
  return { integrity: 'intact', failure: null };
}
