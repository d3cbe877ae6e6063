import { type Certificate, fingerprint } from '../certificate.js';
import { type Check, notChecked } from '../facts.js';
import { type Policy } from '../policy/policies.js';
import { type TrustPurpose } from '../trust.js';
import { type SignedBy, signedBy } from './known.js';
import { type Pool } from './pool.js';

/** Checks of signatures one file may ask for in building paths: what is beyond is said, not done. */
const MAX_CHECKS = 400;

/** The work on one file: what is known, and how much may still be asked. */
export class Session {
  private left = MAX_CHECKS;
  private readonly asked = new Map<string, SignedBy>();

  constructor(
    readonly pool: Pool,
    readonly policy: Policy,
    /** Time of control. */
    readonly now: Moment,
    /** By SHA-256 (hex) of certificates and revocation data: when they provably existed. */
    readonly proven: ReadonlyMap<string, Moment>,
  ) {}

  /** A certificate under the key of its issuer. */
  certificateBy(certificate: Certificate, issuer: Certificate): SignedBy {
    return this.by(fingerprint(certificate), certificate.signed, issuer);
  }

  by(name: string, signed: Certificate['signed'], issuer: Certificate): SignedBy {
    const key = `${name} ${fingerprint(issuer)}`;
    const known = this.asked.get(key);
    if (known) return known;
    // Counted whether another file asked it before or not: a report must not depend on what was seen earlier.
    const answer = this.left-- > 0 ? signedBy(name, signed, issuer) : TOO_MANY;
    this.asked.set(key, answer);
    return answer;
  }
}

const TOO_MANY: SignedBy = {
  check: notChecked(`more than ${MAX_CHECKS} signatures over certificates`),
  algorithm: null,
};

/** Milliseconds since 1970. */
export type Moment = number;

export const momentOf = (rfc3339: string): Moment => Date.parse(rfc3339);
/** RFC 3339, whole seconds. */
export const timeOf = (moment: Moment): string => new Date(moment).toISOString().replace(/\.\d+Z$/, 'Z');

/** What a certificate has to be fit for. */
export type Role = 'signer' | 'timestamp' | 'ocsp' | 'crl';

/** For what an anchor has to be trusted, to end a path: one of these, or `all`. */
export type Purposes = readonly Exclude<TrustPurpose, 'all'>[];

export const isRight = (check: Check): boolean => check.is === 'right';
