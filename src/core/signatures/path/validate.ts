import { type Certificate } from '../certificate.js';
import { extensionsOf, PURPOSE } from '../extensions.js';
import { strengthAt } from '../policy/strength.js';
import { type SubIndication } from '../../record.js';
import { type Path } from './build.js';
import { ALL_NAMES, nameOutside, narrowed } from './names.js';
import { PolicyState } from './policies.js';
import { type Moment, momentOf, type Role, type Session, timeOf } from './session.js';

/** What is wrong with one certificate in its place, and how EN 319 102-1 5.2.6 calls it. */
export interface Problem {
  sub: SubIndication;
  why: string;
}

/**
 * RFC 5280 6.1 at a time, for each certificate of a path (signer first): the first rule it breaks, or null. That each
 * is signed by the next was seen in building; revocation is asked for apart.
 */
export function validatePath(path: Path, role: Role, time: Moment, session: Session): (Problem | null)[] {
  const { certificates, anchor, direct } = path;
  const above = direct ? [] : [...certificates].reverse();
  const problems: (Problem | null)[] = direct ? [ownRules(certificates[0]!, role, time, session)] : walk(above, anchor, role, time, session).reverse(); // prettier-ignore
  if (session.policy.anchorValidity === 'checked' && !problems.some((one) => one !== null)) {
    const late = outOfBounds(anchor, time);
    if (late) problems[problems.length - 1] = { ...late, why: `the anchor: ${late.why}` };
  }
  return problems;
}

/** From the certificate under the anchor down to the signer. */
function walk(
  certificates: readonly Certificate[],
  anchor: Certificate,
  role: Role,
  time: Moment,
  session: Session,
): (Problem | null)[] {
  const top = extensionsOf(anchor);
  const policies = new PolicyState(certificates.length);
  // RFC 5937: what the anchor itself says of those below it is kept too.
  let names = narrowed(ALL_NAMES, top.nameConstraints);
  let room = top.basicConstraints?.pathLen ?? Infinity;
  let issuer = anchor;
  return certificates.map((certificate, i) => {
    const last = i === certificates.length - 1;
    const said = extensionsOf(certificate);
    const selfIssued = certificate.subjectKey === certificate.issuerKey;
    const general = (why: string | null): Problem | null => (why === null ? null : { sub: 'CERTIFICATE_CHAIN_GENERAL_FAILURE', why }); // prettier-ignore
    let problem: Problem | null =
      (last ? ownRules(certificate, role, time, session) : authorityRules(certificate, time)) ??
      general(selfIssued && !last ? null : nameOutside(certificate, said, names)) ??
      general(policies.enter(said, selfIssued, last)) ??
      signedWeakly(certificate, issuer, time, session);
    if (!last) {
      if (!selfIssued && room-- <= 0) problem ??= general('more authorities follow than one above allows (pathLenConstraint)'); // prettier-ignore
      problem ??= general(policies.leave(said, selfIssued));
      names = narrowed(names, said.nameConstraints);
      room = Math.min(room, said.basicConstraints?.pathLen ?? Infinity);
    } else problem ??= general(policies.end(said, selfIssued));
    issuer = certificate;
    return problem;
  });
}

function readable(certificate: Certificate): Problem | null {
  const { malformed, unknownCritical } = extensionsOf(certificate);
  if (malformed.length > 0)
    return { sub: 'CERTIFICATE_CHAIN_GENERAL_FAILURE', why: `extension ${malformed[0]} can not be read` };
  if (unknownCritical.length > 0)
    return { sub: 'CERTIFICATE_CHAIN_GENERAL_FAILURE', why: `critical extension ${unknownCritical[0]} is not understood` }; // prettier-ignore
  return null;
}

export function outOfBounds({ notBefore, notAfter }: Certificate, time: Moment): Problem | null {
  if (notBefore === null || notAfter === null)
    return { sub: 'CERTIFICATE_CHAIN_GENERAL_FAILURE', why: 'its period of validity can not be read' };
  if (time < momentOf(notBefore))
    return { sub: 'OUT_OF_BOUNDS_NO_POE', why: `valid from ${notBefore}, not yet at ${timeOf(time)}` };
  // The second that notAfter names is inside (RFC 5280 4.1.2.5).
  if (time >= momentOf(notAfter) + 1000)
    return { sub: 'OUT_OF_BOUNDS_NO_POE', why: `valid until ${notAfter}, no more at ${timeOf(time)}` };
  return null;
}

/** RFC 5280 6.1.4 k–n. */
function authorityRules(certificate: Certificate, time: Moment): Problem | null {
  const { basicConstraints, keyUsage } = extensionsOf(certificate);
  const general = (why: string): Problem => ({ sub: 'CERTIFICATE_CHAIN_GENERAL_FAILURE', why });
  const unreadable = readable(certificate);
  if (unreadable) return unreadable;
  if (certificate.version !== 3) return general(`an authority of version ${certificate.version}`);
  if (!basicConstraints?.ca) return general('not the certificate of an authority (basicConstraints)');
  if (keyUsage && !keyUsage.has('keyCertSign')) return general('may not sign certificates (keyUsage)');
  return outOfBounds(certificate, time);
}

/** What is asked of the certificate at the end, by what it did. */
function ownRules(certificate: Certificate, role: Role, time: Moment, session: Session): Problem | null {
  return readable(certificate) ?? fitFor(certificate, role, session) ?? outOfBounds(certificate, time);
}

function fitFor(certificate: Certificate, role: Role, { policy }: Session): Problem | null {
  const { keyUsage, extendedKeyUsage } = extensionsOf(certificate);
  const unfit = (why: string): Problem => ({ sub: 'CHAIN_CONSTRAINTS_FAILURE', why });
  if (role === 'crl')
    return keyUsage?.has('cRLSign') === false ? unfit('may not sign revocation lists (keyUsage)') : null;
  if (keyUsage && !policy.signerKeyUsage.some((usage) => keyUsage.has(usage)))
    return unfit('may not be used for signatures (keyUsage)');
  if (role === 'timestamp') {
    // RFC 3161 2.3: this purpose alone, and critical.
    const alone = extendedKeyUsage?.purposes.length === 1 && extendedKeyUsage.purposes[0] === PURPOSE.timeStamping;
    if (!alone) return unfit('not a certificate for time-stamping alone (extendedKeyUsage)');
    if (!extendedKeyUsage.critical) return unfit('its purpose, time-stamping, is not marked critical');
  }
  if (role === 'ocsp' && !extendedKeyUsage?.purposes.includes(PURPOSE.ocspSigning))
    return unfit('not a certificate for OCSP responses (extendedKeyUsage)');
  return null;
}

function signedWeakly(certificate: Certificate, issuer: Certificate, time: Moment, session: Session): Problem | null {
  const { algorithm } = session.certificateBy(certificate, issuer);
  const strength = strengthAt(session.policy.algorithms, 'certificate', timeOf(time), algorithm, []);
  if (strength.is === 'strong') return null;
  const sub = strength.is === 'never' ? 'CRYPTO_CONSTRAINTS_FAILURE' : 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE';
  return { sub, why: `signed weakly: ${strength.why}` };
}
