import { type SignatureReport } from '../record.js';
import { certificateFacts } from './certificate.js';
import { type Evidence } from './evidence.js';
import { type ValidationContext } from './trust.js';
import { notChecked, type SignatureFacts } from './facts.js';

/**
 * Facts first, verdict last: one report for each piece of evidence, its time-stamps and counter-signatures behind it.
 * The main indication is that of EN 319 102-1, never stronger than what was checked.
 */
export function judge(evidence: readonly Evidence[], context: ValidationContext | null): SignatureReport[] {
  return evidence.flatMap((one) => [reportOf(one), ...nested(one, context)]);
}

function nested(parent: Evidence, context: ValidationContext | null): SignatureReport[] {
  return judge([...parent.timestamps, ...parent.counterSignatures], context).map((report) => ({
    of: parent.id,
    ...report,
  }));
}

function reportOf(evidence: Evidence): SignatureReport {
  const { id, kind, container, profile, where } = evidence;
  const facts = factsOf(evidence);
  return {
    id,
    kind,
    container,
    ...(profile === undefined ? {} : { profile }),
    where,
    ...conclude(facts),
    facts,
  };
}

function factsOf(evidence: Evidence): SignatureFacts {
  const { digests, value, document, coverage, changes, algorithm, signer, claimedTime, level, timestamp } = evidence;
  return {
    digests,
    value,
    document,
    coverage,
    changes,
    algorithm: algorithm?.name ?? null,
    strength: notChecked('no table of algorithms was asked'),
    signer: signer ? certificateFacts(signer) : null,
    claimedTime,
    provenAt: null,
    level,
    chain: null,
    ...(timestamp === undefined ? {} : { timestamp }),
  };
}

function conclude(facts: SignatureFacts): Pick<SignatureReport, 'verdict' | 'subIndication' | 'reason' | 'integrity'> {
  const checks = [
    ['HASH_FAILURE', facts.digests],
    ['SIG_CRYPTO_FAILURE', facts.value],
    ['FORMAT_FAILURE', facts.document],
  ] as const;
  for (const [subIndication, check] of checks)
    if (check.is === 'wrong') return { verdict: 'TOTAL_FAILED', subIndication, reason: check.why, integrity: 'broken' };
  for (const [, check] of checks)
    if (check.is === 'not-checked')
      return {
        verdict: 'INDETERMINATE',
        subIndication: check.why.startsWith('needs-content') ? 'SIGNED_DATA_NOT_FOUND' : null,
        reason: check.why,
        integrity: 'unknown',
      };
  const partial = facts.coverage.extent === 'partial' ? ', as far as it covers the document' : '';
  return {
    verdict: 'INDETERMINATE',
    subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    reason: `intact${partial}; no trust anchor was given, so nothing is said of the signer`,
    integrity: 'intact',
  };
}
