import { createHash } from 'node:crypto';
import { type Certificate, fingerprint } from '../certificate.js';
import { extensionsOf } from '../extensions.js';
import { type RevocationFacts } from '../facts.js';
import { findPaths, type Path } from '../path/build.js';
import { type From } from '../path/pool.js';
import { isRight, type Moment, momentOf, type Purposes, type Session, timeOf } from '../path/session.js';
import { outOfBounds, validatePath } from '../path/validate.js';
import { strengthAt } from '../policy/strength.js';
import { type Crl, entryOf, HOLD, isCompromise, REASONS, REMOVED } from './crl.js';
import { type OcspAnswer, type OcspResponse } from './ocsp.js';
import { isResponder } from './responder.js';
import { scopeProblem } from './scope.js';

/** What is asked: the state of a certificate at a time, by everything that is known at the time of control. */
export interface Question {
  certificate: Certificate;
  issuer: Certificate;
  time: Moment;
  purposes: Purposes;
}

/**
 * `good`: by data that is fresh for the time asked about. `stale`: good, by data that is too old for it. `unproven`: the
 * only data is by someone whose own certificate has ended, and nothing proves that it is older than that end.
 */
export interface Answer {
  is: 'good' | 'revoked' | 'stale' | 'unproven' | 'unknown' | 'not-needed';
  facts: RevocationFacts;
  /** From when on it counts as revoked. */
  revokedSince: Moment | null;
}

/** One statement about the certificate by someone who may make it. */
interface Statement {
  revoked: { since: Moment; at: string; reason: number | null } | null;
  /** Good is only said of what the source still keeps track of. */
  good: boolean;
  thisUpdate: string;
  nextUpdate: string | null;
  source: NonNullable<RevocationFacts['source']>;
}

type Said = Statement | { why: string; unproven?: boolean };

const HOUR = 3_600_000;
/** A responder whose own state is asked for, whose responder's state is asked for … */
const MAX_DEPTH = 2;

export function revocationOf(question: Question, session: Session, depth = 0): Answer {
  const { certificate } = question;
  if (extensionsOf(certificate).withoutRevocation) return notNeeded('it says of itself that none is published');
  const said = [...fromOcsps(question, session, depth), ...fromCrls(question, session, depth)];
  const statements = said.filter((one): one is Statement => !('why' in one));
  const refused = said.filter((one) => 'why' in one);
  const newest = latest(statements);
  // A revocation is for ever, unless it was a hold: then the newest word counts (RFC 5280 5.3.1).
  const revoked =
    statements.filter((one) => one.revoked && one.revoked.reason !== HOLD).sort((a, b) => a.revoked!.since - b.revoked!.since)[0] ??
    (newest?.revoked ? newest : undefined); // prettier-ignore
  if (revoked?.revoked) {
    const { at, reason, since } = revoked.revoked;
    const why = reason === null ? 'no reason is given' : (REASONS[reason] ?? `reason ${reason}`);
    return { is: 'revoked', revokedSince: since, facts: { status: 'revoked', why, revokedAt: at, source: revoked.source } }; // prettier-ignore
  }
  const good = latest(statements.filter((one) => one.good));
  if (good) {
    const fresh = isFresh(good, question.time, session);
    const why = fresh ? null : `what is known is of ${good.thisUpdate} and too old for ${timeOf(question.time)}`;
    const facts: RevocationFacts = { status: fresh ? 'good' : 'unknown', why, revokedAt: null, source: good.source };
    return { is: fresh ? 'good' : 'stale', revokedSince: null, facts };
  }
  const why = refused[0]?.why ?? (newest ? 'the source does not keep track of certificates that have ended' : 'no revocation data'); // prettier-ignore
  const facts: RevocationFacts = { status: 'unknown', why, revokedAt: null, source: newest?.source ?? null };
  return { is: refused.some((one) => one.unproven) ? 'unproven' : 'unknown', revokedSince: null, facts };
}

export const notNeeded = (why: string): Answer => ({
  is: 'not-needed',
  revokedSince: null,
  facts: { status: 'not-needed', why, revokedAt: null, source: null },
});

function latest(statements: readonly Statement[]): Statement | undefined {
  return statements.reduce<Statement | undefined>((best, one) => (best && best.thisUpdate >= one.thisUpdate ? best : one), undefined); // prettier-ignore
}

/** Issued after the time asked about, or meant to last beyond it (EN 319 102-1 5.2.5.4). */
function isFresh({ thisUpdate, nextUpdate }: Statement, time: Moment, { policy }: Session): boolean {
  if (momentOf(thisUpdate) >= time) return true;
  if (nextUpdate !== null) return momentOf(nextUpdate) >= time;
  return time - momentOf(thisUpdate) <= policy.maxAgeWithoutNextUpdateHours * HOUR;
}

function* fromOcsps(question: Question, session: Session, depth: number): Generator<Said> {
  for (const { ocsp, from } of session.pool.everyOcsp()) {
    const answers = ocsp.answers.filter((answer) => isAbout(answer, question));
    if (answers.length === 0) continue;
    const unfit = ocsp.unusable ?? unfitResponder(ocsp, from, question, session, depth);
    for (const answer of answers) yield unfit === null ? ocspSays(ocsp, answer, from, question, session) : asSaid(unfit); // prettier-ignore
  }
}

type Unfit = string | { why: string; unproven: true };
const asSaid = (unfit: Unfit): Said => (typeof unfit === 'string' ? { why: unfit } : unfit);

function isAbout(answer: OcspAnswer, { certificate, issuer }: Question): boolean {
  if (answer.serial !== certificate.serial) return false;
  const digest = DIGESTS[answer.digest];
  const hash = (bytes: Uint8Array) => createHash(digest!).update(bytes).digest('hex');
  return digest !== undefined && hash(certificate.issuerBytes) === answer.issuerName && hash(issuer.publicKey) === answer.issuerKey; // prettier-ignore
}

const DIGESTS: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '1.2.156.10197.1.401': 'sm3',
};

function ocspSays(
  ocsp: OcspResponse,
  answer: OcspAnswer,
  from: From,
  { certificate }: Question,
  { now, policy }: Session,
): Said {
  // prettier-ignore
  const { thisUpdate, nextUpdate, status, revokedAt, reason } = answer;
  if (answer.unusable) return { why: answer.unusable };
  if (momentOf(thisUpdate) > now + policy.clockSkewSeconds * 1000) return { why: `an OCSP response of ${thisUpdate}, in the future` }; // prettier-ignore
  if (status === 'unknown') return { why: 'the responder does not know the certificate' };
  const { notAfter } = certificate;
  const kept = notAfter === null || thisUpdate <= notAfter || (answer.archiveCutoff !== null && answer.archiveCutoff <= notAfter); // prettier-ignore
  return {
    revoked: status === 'revoked' ? { since: momentOf(revokedAt!), at: revokedAt!, reason } : null,
    good: status === 'good' && kept,
    thisUpdate,
    nextUpdate,
    source: { kind: 'ocsp', producedAt: ocsp.producedAt, nextUpdate, sha256: ocsp.sha256, from },
  };
}

/** RFC 6960 4.2.2.2: by the issuer itself, or by one whom it named for this. Null: it may speak. */
function unfitResponder(
  ocsp: OcspResponse,
  from: From,
  question: Question,
  session: Session,
  depth: number,
): Unfit | null {
  // prettier-ignore
  const { issuer, purposes } = question;
  if (isResponder(issuer, ocsp) && isRight(session.by(ocsp.sha256, ocsp.signed, issuer).check)) return weak(ocsp, issuer, session); // prettier-ignore
  let unfit: Unfit = 'the responder is not the issuer, and none whom the issuer named';
  for (const responder of candidates(ocsp, session)) {
    if (responder.issuerKey !== issuer.subjectKey || !isRight(session.certificateBy(responder, issuer).check)) continue;
    if (!isRight(session.by(ocsp.sha256, ocsp.signed, responder).check)) {
      unfit = 'the signature of an OCSP response does not verify';
      continue;
    }
    const path = { certificates: [responder], anchor: issuer, direct: false };
    const time = provenTime(responder, ocsp.sha256, ocsp.producedAt, from, session);
    if (time === null) {
      unfit = { why: `the certificate of the responder has ended, and nothing proves that the response is older`, unproven: true }; // prettier-ignore
      continue;
    }
    const [problem] = validatePath(path, 'ocsp', time, session);
    if (problem) {
      unfit = `the responder: ${problem.why}`;
      continue;
    }
    if (!extensionsOf(responder).ocspNoCheck) {
      if (depth >= MAX_DEPTH) return 'the state of the responder is not known';
      const own = revocationOf({ certificate: responder, issuer, time, purposes }, session, depth + 1);
      if (own.is !== 'good' && own.is !== 'not-needed') {
        unfit = `the state of the responder is ${own.facts.status}: ${own.facts.why ?? ''}`;
        continue;
      }
    }
    return weak(ocsp, responder, session);
  }
  return unfit;
}

function* candidates(ocsp: OcspResponse, session: Session): Generator<Certificate> {
  const seen = new Set<string>();
  const beside = 'name' in ocsp.responder ? session.pool.called(ocsp.responder.name) : [];
  for (const one of [...ocsp.certificates, ...beside]) {
    if (seen.has(fingerprint(one)) || !isResponder(one, ocsp)) continue;
    seen.add(fingerprint(one));
    yield one;
  }
}

function weak({ sha256, signed, producedAt }: OcspResponse, signer: Certificate, session: Session): string | null {
  const { algorithm } = session.by(sha256, signed, signer);
  const strength = strengthAt(session.policy.algorithms, 'certificate', producedAt, algorithm, []);
  return strength.is === 'strong' ? null : `signed weakly: ${strength.why}`;
}

/**
 * A time at which the certificate of who signed is to be looked at: now; where that is too late, a time at which the data
 * provably existed. What the snapshot holds was vouched for by who made the snapshot. Null: there is none.
 */
function provenTime(
  signer: Certificate,
  sha256: string,
  producedAt: string,
  from: From,
  session: Session,
): Moment | null {
  // prettier-ignore
  if (!outOfBounds(signer, session.now)) return session.now;
  if (from === 'snapshot') return momentOf(producedAt);
  const proven = session.proven.get(sha256);
  return proven !== undefined && !outOfBounds(signer, proven) ? proven : null;
}

function* fromCrls(question: Question, session: Session, depth: number): Generator<Said> {
  for (const { crl, from } of session.pool.everyCrl()) {
    const scope = scopeProblem(crl, question.certificate);
    if (scope && !scope.partial) continue;
    const unfit = crl.unusable ?? unfitCrlIssuer(crl, from, question, session, depth);
    yield unfit === null ? crlSays(crl, from, scope?.partial ?? false, question, session) : asSaid(unfit);
  }
}

function crlSays(crl: Crl, from: From, partial: boolean, { certificate }: Question, { now, policy }: Session): Said {
  const { thisUpdate, nextUpdate, sha256 } = crl;
  if (momentOf(thisUpdate) > now + policy.clockSkewSeconds * 1000) return { why: `a CRL of ${thisUpdate}, in the future` }; // prettier-ignore
  const entry = entryOf(crl, certificate.serial, certificate.issuerKey);
  if (typeof entry === 'string') return { why: `a CRL can not be used: ${entry}` };
  const { notAfter } = certificate;
  const kept = notAfter === null || thisUpdate <= notAfter || (crl.expiredKeptSince !== null && crl.expiredKeptSince <= notAfter); // prettier-ignore
  const listed = entry !== null && entry.reason !== REMOVED;
  if (partial && !listed) return { why: 'a CRL that does not tell of every revocation says nothing good' };
  // Of a compromised key the CA may say since when: a signature after that is not its holder's.
  const compromised = listed && isCompromise(entry.reason) && entry.invalidSince !== null ? [entry.invalidSince] : [];
  return {
    revoked: listed ? { since: Math.min(...[entry.revokedAt, ...compromised].map(momentOf)), at: entry.revokedAt, reason: entry.reason } : null, // prettier-ignore
    good: !listed && kept,
    thisUpdate,
    nextUpdate,
    source: { kind: 'crl', producedAt: thisUpdate, nextUpdate, sha256, from },
  };
}

/** RFC 5280 6.3.3 f, g. Null: it may speak. */
function unfitCrlIssuer(crl: Crl, from: From, question: Question, session: Session, depth: number): Unfit | null {
  const { issuer, purposes } = question;
  let unfit: Unfit = 'the signature of a CRL does not verify under the key of its issuer';
  const others = session.pool.called(crl.issuerKey).filter((one) => fingerprint(one) !== fingerprint(issuer));
  for (const signer of issuer.subjectKey === crl.issuerKey ? [issuer, ...others] : others) {
    const { check, algorithm } = session.by(crl.sha256, crl.signed, signer);
    if (!isRight(check)) continue;
    const strength = strengthAt(session.policy.algorithms, 'certificate', crl.thisUpdate, algorithm, []);
    if (strength.is !== 'strong') return `a CRL is signed weakly: ${strength.why}`;
    if (extensionsOf(signer).keyUsage?.has('cRLSign') === false) {
      unfit = 'the issuer of a CRL may not sign one (keyUsage)';
      continue;
    }
    // The issuer's own place in the path is looked at with the path.
    if (signer === issuer || Buffer.from(signer.spki).equals(issuer.spki)) return null;
    const time = provenTime(signer, crl.sha256, crl.thisUpdate, from, session);
    if (time === null) {
      unfit = { why: 'the certificate of the issuer of a CRL has ended, and nothing proves that the CRL is older', unproven: true }; // prettier-ignore
      continue;
    }
    const holds = depth < MAX_DEPTH && findPaths(signer, purposes, session).paths.some((path) => issuerHolds(path, time, purposes, session, depth)); // prettier-ignore
    if (holds) return null;
    unfit = 'the issuer of a CRL is not trusted';
  }
  return unfit;
}

/** The path of an issuer of CRLs, with the state of each certificate in it: a revoked issuer vouches for nobody. */
function issuerHolds(path: Path, time: Moment, purposes: Purposes, session: Session, depth: number): boolean {
  if (validatePath(path, 'crl', time, session).some((problem) => problem !== null)) return false;
  if (path.direct) return true;
  return path.certificates.every((certificate, i) => {
    const issuer = path.certificates[i + 1] ?? path.anchor;
    const { is } = revocationOf({ certificate, issuer, time, purposes }, session, depth + 1);
    return is === 'good' || is === 'not-needed';
  });
}
