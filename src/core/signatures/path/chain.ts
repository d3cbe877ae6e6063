import { type SubIndication } from '../../record.js';
import { type Certificate, certificateFacts } from '../certificate.js';
import { type ChainFacts, type ChainLink, notChecked, RIGHT, wrong } from '../facts.js';
import { type Answer, notNeeded, revocationOf } from '../revocation/status.js';
import { findPaths, type Path } from './build.js';
import { type Moment, type Purposes, type Role, type Session, timeOf } from './session.js';
import { type Problem, validatePath } from './validate.js';

/** What a chain comes to under the policy; `problem` null: it holds. */
export interface ChainOutcome {
  facts: ChainFacts;
  problem: (Problem & { revokedSince?: Moment; endedAt?: Moment }) | null;
}

export interface ChainQuestion {
  certificate: Certificate;
  role: Role;
  purposes: Purposes;
  /** Latest time by which the signature provably existed, when that is earlier than the time of control. */
  proven: Moment | null;
}

/**
 * X.509 validation (EN 319 102-1 5.2.6): now; and where that does not hold and an earlier existence is proven, at that
 * time, with all that is known today of revocation (5.5.4, 5.6.2). The best of the paths is told.
 */
export function chainOf(question: ChainQuestion, session: Session): ChainOutcome {
  const { certificate, purposes, proven } = question;
  const { paths, partial, otherPurposes } = findPaths(certificate, purposes, session);
  if (paths.length === 0) return noPath(partial, purposes, otherPurposes, session);
  let best: ChainOutcome | null = null;
  for (const time of proven === null ? [session.now] : [session.now, proven]) {
    // What is proven says more of the signature than now: without a good answer its problem is the one to tell.
    best = null;
    for (const path of paths) {
      const outcome = lookAt(path, question, time, session);
      if (outcome.problem === null) return outcome;
      if (best === null || rank(outcome) > rank(best)) best = outcome;
    }
  }
  return best!;
}

/** The further a path got, the more is its problem the one to tell. */
const ORDER: readonly SubIndication[] = ['CERTIFICATE_CHAIN_GENERAL_FAILURE', 'CHAIN_CONSTRAINTS_FAILURE', 'CRYPTO_CONSTRAINTS_FAILURE', 'OUT_OF_BOUNDS_NO_POE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'REVOKED_CA_NO_POE', 'REVOKED_NO_POE', 'REVOCATION_OUT_OF_BOUNDS_NO_POE', 'TRY_LATER']; // prettier-ignore
const rank = ({ problem }: ChainOutcome): number => (problem ? ORDER.indexOf(problem.sub) : ORDER.length);

function noPath(
  partial: readonly Certificate[],
  purposes: Purposes,
  otherPurposes: readonly string[],
  session: Session,
): ChainOutcome {
  const last = partial.at(-1)!;
  const why =
    otherPurposes.length > 0
      ? `the path ends at an anchor for ${otherPurposes.join(', ')}, not for ${purposes.join(' or ')}`
      : last.issuerKey === last.subjectKey
        ? `the path ends at ${last.subject}, which is no anchor`
        : `no certificate of ${last.issuer} leads on to an anchor`;
  const links = partial.map((certificate): ChainLink => ({
    ...certificateFacts(certificate),
    check: notChecked('no anchor above it'),
    revocation: { status: 'unknown', why: 'not asked without an anchor', revokedAt: null, source: null },
  }));
  return {
    facts: { at: timeOf(session.now), check: wrong(why), anchor: null, links },
    problem: { sub: 'NO_CERTIFICATE_CHAIN_FOUND', why },
  };
}

function lookAt(path: Path, question: ChainQuestion, time: Moment, session: Session): ChainOutcome {
  const { certificates, anchor, direct } = path;
  const problems = validatePath(path, question.role, time, session);
  const links: ChainLink[] = [];
  let first: ChainOutcome['problem'] = null;
  // From the top: what an authority is worth is asked before what it says of those below (RFC 5280 6.1).
  for (let i = certificates.length - 1; i >= 0; i--) {
    const certificate = certificates[i]!;
    const issuer = certificates[i + 1] ?? anchor;
    const answer = direct
      ? notNeeded('it is itself an anchor')
      : revocationOf({ certificate, issuer, time, purposes: question.purposes }, session);
    const problem = problems[i] ?? revocationProblem(answer, i === 0, time, question, session);
    links.unshift({
      ...certificateFacts(certificate),
      check: problem ? (problem.sub === 'TRY_LATER' ? notChecked : wrong)(problem.why) : RIGHT,
      revocation: answer.facts,
    });
    if (problem && (first === null || weightOf(problem) < weightOf(first)))
      first = {
        ...problem,
        why: `${certificate.subject}: ${problem.why}`,
        ...(i === 0 && answer.revokedSince !== null ? { revokedSince: answer.revokedSince } : {}),
        ...(i === 0 && certificate.notAfter !== null ? { endedAt: Date.parse(certificate.notAfter) } : {}),
      };
  }
  const check = first ? (first.sub === 'TRY_LATER' ? notChecked : wrong)(first.why) : RIGHT;
  return { facts: { at: timeOf(time), check, anchor: certificateFacts(anchor), links }, problem: first };
}

/** Within one path the gravest problem is told. */
const weightOf = ({ sub }: Problem): number => ORDER.indexOf(sub);

function revocationProblem(
  answer: Answer,
  isSigner: boolean,
  time: Moment,
  { role, purposes }: ChainQuestion,
  { policy }: Session,
): Problem | null {
  if (answer.is === 'revoked' && answer.revokedSince! <= time)
    return { sub: isSigner ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE', why: `revoked at ${answer.facts.revokedAt}` };
  // Revoked later: what was before that stands, and the revocation itself says that it was known and good until then.
  if (answer.is === 'good' || answer.is === 'not-needed' || answer.is === 'revoked') return null;
  const asked = role === 'timestamp' ? 'timestamp' : (purposes[0] ?? 'signature');
  if (policy.revocation[asked] === 'if-present') return null;
  const why = `whether it was revoked is not known: ${answer.facts.why ?? ''}`;
  return { sub: answer.is === 'unproven' ? 'REVOCATION_OUT_OF_BOUNDS_NO_POE' : 'TRY_LATER', why };
}
