import { type Certificate, certificateFacts } from '../certificate.js';
import { type Evidence } from '../evidence.js';
import { type ChainFacts, type Check, notChecked, RIGHT, type SignatureFacts, wrong } from '../facts.js';
import { chainOf, type ChainOutcome } from '../path/chain.js';
import { type Moment, momentOf, type Purposes, type Role, type Session, timeOf } from '../path/session.js';
import { type Strength, strengthAt } from '../policy/strength.js';
import { type Conclusion } from './integrity.js';

/** Between which times a signature was provably made, and what proves it. */
export interface Bounds {
  /** It existed then: a time-stamp over it. Null: nothing but now. */
  existed: { time: Moment; by: string } | null;
  /** It was made after that: a time-stamp it is itself over. */
  madeAfter: Moment | null;
}

export interface Trusted {
  conclusion: Conclusion;
  chain: ChainFacts | null;
  strength: Check;
  sealMaker: SignatureFacts['sealMaker'] | null;
}

/**
 * EN 319 102-1 5.2.3 (who signed), 5.2.6 (X.509), 5.2.8 (acceptance), 5.5.4 and 5.6.2 (with what is proven of the time),
 * for a signature that is intact. The first that does not hold is the conclusion.
 */
export function trusted(evidence: Evidence, bounds: Bounds, session: Session): Trusted {
  const { signer } = evidence;
  const time = bounds.existed?.time ?? session.now;
  const strength = strengthOf(evidence, time, session);
  const told: Omit<Trusted, 'conclusion'> = {
    chain: null,
    strength: strength.is === 'strong' ? RIGHT : wrong(strength.why),
    sealMaker: evidence.seal ? sealMakerFacts(evidence.seal, null) : null,
  };
  const say = (conclusion: Conclusion): Trusted => ({ ...told, conclusion });
  if (signer === null)
    return say(open('NO_SIGNING_CERTIFICATE_FOUND', 'intact; whose key it is, no certificate says', evidence));
  if (session.pool.anchors.length === 0)
    return say(open('NO_CERTIFICATE_CHAIN_FOUND', 'intact; no trust anchor was given, so nothing is said of the signer', evidence)); // prettier-ignore

  const chain = chainFor(signer, ...placeOf(evidence), bounds, session);
  told.chain = chain.facts;
  const maker = evidence.seal ? chainFor(evidence.seal.maker, 'signer', ['seal-maker'], bounds, session) : null;
  if (evidence.seal && maker) told.sealMaker = sealMakerFacts(evidence.seal, maker.facts);

  return say(
    signerProblem(chain, signer, bounds) ??
      weakness(strength, bounds, session) ??
      timeProblem(evidence, bounds, session) ??
      (maker && evidence.seal ? makerProblem(maker, evidence.seal.maker, bounds) : null) ?? {
        verdict: 'TOTAL_PASSED',
        subIndication: null,
        reason: passed(evidence, chain, bounds),
      },
  );
}

function open(subIndication: Conclusion['subIndication'], reason: string, { coverage }: Evidence): Conclusion {
  const partial = coverage.extent === 'partial' ? ' (as far as it covers the document)' : '';
  return { verdict: 'INDETERMINATE', subIndication, reason: reason.replace('intact', `intact${partial}`) };
}

/** What its signer has to be fit for, and for what the anchor must be trusted. */
function placeOf({ kind, profile }: Evidence): [Role, Purposes] {
  if (kind === 'timestamp') return ['timestamp', ['timestamp']];
  if (kind === 'seal') return ['signer', ['seal', 'signature']];
  if (profile === 'CRL') return ['crl', ['signature']];
  if (profile === 'OCSP') return ['ocsp', ['signature']];
  return ['signer', ['signature']];
}

function chainFor(
  certificate: Certificate,
  role: Role,
  purposes: Purposes,
  bounds: Bounds,
  session: Session,
): ChainOutcome {
  // prettier-ignore
  return chainOf({ certificate, role, purposes, proven: bounds.existed?.time ?? null }, session);
}

function strengthOf({ kind, algorithm, digestAlgorithms }: Evidence, time: Moment, { policy }: Session): Strength {
  return strengthAt(policy.algorithms, kind === 'timestamp' ? 'timestamp' : 'signature', timeOf(time), algorithm, digestAlgorithms); // prettier-ignore
}

/**
 * TOTAL_FAILED only where it is proven that the signature was made outside (5.1.3 table 5): a time-stamp that it is
 * over, after the revocation or the end; or its own existence before the beginning.
 */
function signerProblem(
  { problem }: ChainOutcome,
  signer: Certificate,
  { existed, madeAfter }: Bounds,
): Conclusion | null {
  if (existed && signer.notBefore !== null && existed.time < momentOf(signer.notBefore))
    return {
      verdict: 'TOTAL_FAILED',
      subIndication: 'NOT_YET_VALID',
      reason: `it existed at ${timeOf(existed.time)}, before its certificate was valid (${signer.notBefore})`,
    };
  if (!problem) return null;
  const { sub, why, revokedSince, endedAt } = problem;
  if (sub === 'REVOKED_NO_POE' && madeAfter !== null && revokedSince !== undefined && madeAfter >= revokedSince)
    return { verdict: 'TOTAL_FAILED', subIndication: 'REVOKED', reason: `${why}; it was signed after ${timeOf(madeAfter)}` }; // prettier-ignore
  if (sub === 'OUT_OF_BOUNDS_NO_POE' && madeAfter !== null && endedAt !== undefined && madeAfter > endedAt)
    return { verdict: 'TOTAL_FAILED', subIndication: 'EXPIRED', reason: `${why}; it was signed after ${timeOf(madeAfter)}` }; // prettier-ignore
  return { verdict: 'INDETERMINATE', subIndication: sub, reason: `intact; ${why}` };
}

function makerProblem({ problem }: ChainOutcome, maker: Certificate, bounds: Bounds): Conclusion | null {
  const said = problem ? signerProblem({ problem } as ChainOutcome, maker, { ...bounds, madeAfter: null }) : null;
  return said && { ...said, reason: said.reason.replace('intact; ', 'intact; the maker of the seal: ') };
}

/** 5.2.8.4.2.6, 5.6.2.4: an algorithm that had ended by the latest time it is proven for. */
function weakness(strength: Strength, { madeAfter }: Bounds, session: Session): Conclusion | null {
  if (strength.is === 'strong') return null;
  // Never trusted, or surely made after the end: no older proof could help.
  const late = strength.is === 'ended' && madeAfter !== null && madeAfter < session.now;
  const subIndication = strength.is === 'never' || late ? 'CRYPTO_CONSTRAINTS_FAILURE' : 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'; // prettier-ignore
  return { verdict: 'INDETERMINATE', subIndication, reason: `intact; ${strength.why}` };
}

function timeProblem(evidence: Evidence, { existed, madeAfter }: Bounds, session: Session): Conclusion | null {
  const bad = (subIndication: Conclusion['subIndication'], reason: string): Conclusion => ({ verdict: 'INDETERMINATE', subIndication, reason: `intact; ${reason}` }); // prettier-ignore
  // 5.5.4: a time-stamp over the content can't be younger than one over the signature.
  if (existed && madeAfter !== null && madeAfter > existed.time)
    return bad('TIMESTAMP_ORDER_FAILURE', `signed after ${timeOf(madeAfter)} by one time-stamp, before ${timeOf(existed.time)} by another`); // prettier-ignore
  const { timestamp, seal, claimedTime } = evidence;
  if (timestamp && momentOf(timestamp.time) > session.now + session.policy.clockSkewSeconds * 1000)
    return bad('SIG_CONSTRAINTS_FAILURE', `its time, ${timestamp.time}, lies after the time of control`);
  if (!seal) return null;
  // GB/T 38540-2020 7.4: the seal was valid when it was used.
  const time = existed?.time ?? session.now;
  const claimed = claimedTime === null ? null : momentOf(claimedTime);
  const [from, until] = [seal.validFrom, seal.validUntil].map((one) => (one === null ? null : momentOf(one)));
  if (from == null || until == null) return bad('SIG_CONSTRAINTS_FAILURE', 'the period of validity of the seal can not be read'); // prettier-ignore
  const outside = (moment: Moment) => moment < from || moment > until;
  const period = `the seal is valid from ${seal.validFrom} until ${seal.validUntil}`;
  if (claimed !== null && outside(claimed)) return bad('SIG_CONSTRAINTS_FAILURE', `${period}, used at ${claimedTime} by its own word`); // prettier-ignore
  if (outside(time)) return bad('OUT_OF_BOUNDS_NO_POE', `${period}, and nothing proves that it was used then`);
  return null;
}

function sealMakerFacts(
  seal: NonNullable<Evidence['seal']>,
  chain: ChainFacts | null,
): NonNullable<SignatureFacts['sealMaker']> {
  // prettier-ignore
  const { maker, value, validFrom, validUntil } = seal;
  return { signer: certificateFacts(maker), value, chain, validFrom, validUntil };
}

function passed({ coverage, kind }: Evidence, { facts }: ChainOutcome, { existed }: Bounds): string {
  const partial = coverage.extent === 'partial' ? ', as far as it covers the document' : '';
  const who = kind === 'timestamp' ? 'the authority' : kind === 'seal' ? 'signer and maker of the seal' : 'the signer';
  const when = existed ? `; it existed at ${timeOf(existed.time)}, by ${existed.by}` : '';
  return `intact${partial}; ${who} leads to the anchor ${facts.anchor?.subject ?? '?'} and was not revoked${when}`;
}

export const UNKNOWN_POLICY: Trusted = {
  conclusion: { verdict: 'INDETERMINATE', subIndication: 'POLICY_PROCESSING_ERROR', reason: 'intact; the policy is not known here' }, // prettier-ignore
  chain: null,
  strength: notChecked('the policy is not known here'),
  sealMaker: null,
};
