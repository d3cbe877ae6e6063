import { type Certificate, fingerprint } from '../certificate.js';
import { extensionsOf } from '../extensions.js';
import { type Anchor } from './pool.js';
import { isRight, type Purposes, type Session } from './session.js';

export interface Path {
  /** Signer first, without the anchor; a signer that is itself trusted is its own path. */
  certificates: Certificate[];
  anchor: Certificate;
  /** The signer itself is the anchor. */
  direct: boolean;
}

export interface Found {
  paths: Path[];
  /** As far as the issuers are known, when no path was found. */
  partial: Certificate[];
  /** Purposes of anchors that are reached, and do not count here. */
  otherPurposes: string[];
}

const MAX_LENGTH = 10;
const MAX_PATHS = 20;
const MAX_STEPS = 300;

/**
 * Paths from a certificate to anchors, shortest first among those that share a way. Every signature on the way is
 * verified; nothing else is, so that a path with another fault can still be told. Loops, length and number are bounded.
 */
export function findPaths(signer: Certificate, purposes: Purposes, session: Session): Found {
  const search = new Search(purposes, session);
  search.from([signer]);
  const { paths, partial, otherPurposes } = search;
  return { paths, partial, otherPurposes: [...otherPurposes].sort() };
}

class Search {
  readonly paths: Path[] = [];
  partial: Certificate[] = [];
  readonly otherPurposes = new Set<string>();
  private steps = 0;

  constructor(
    private readonly purposes: Purposes,
    private readonly session: Session,
  ) {}

  from(way: readonly Certificate[]): void {
    if (way.length > this.partial.length) this.partial = [...way];
    const last = way.at(-1)!;
    if (way.length === 1 && this.anchorsOf(last).some((anchor) => this.counts(anchor)))
      this.paths.push({ certificates: [last], anchor: last, direct: true });
    for (const { certificate, anchor } of this.issuersOf(last, way)) {
      if (this.paths.length >= MAX_PATHS || this.steps++ >= MAX_STEPS) return;
      if (!isRight(this.session.certificateBy(last, certificate).check)) continue;
      if (anchor) this.paths.push({ certificates: [...way], anchor: certificate, direct: false });
      else if (way.length < MAX_LENGTH) this.from([...way, certificate]);
    }
  }

  private anchorsOf(certificate: Certificate): Anchor[] {
    const name = fingerprint(certificate);
    return this.session.pool.anchors.filter((anchor) => fingerprint(anchor.certificate) === name);
  }

  private counts({ purpose }: Anchor): boolean {
    if (purpose === 'all' || this.purposes.includes(purpose)) return true;
    this.otherPurposes.add(purpose);
    return false;
  }

  /** Anchors first, then by the key identifier, the end of validity and the digest: always in the same order. */
  private issuersOf(certificate: Certificate, way: readonly Certificate[]) {
    const { authorityKeyId } = extensionsOf(certificate);
    return this.session.pool
      .called(certificate.issuerKey)
      .filter((issuer) => !way.some((one) => sameSubject(one, issuer)))
      .map((issuer) => {
        const anchors = this.anchorsOf(issuer);
        const { subjectKeyId } = extensionsOf(issuer);
        const fits = authorityKeyId === null || subjectKeyId === null ? 1 : authorityKeyId === subjectKeyId ? 0 : 2;
        return { certificate: issuer, anchor: anchors.some((one) => this.counts(one)), fits };
      })
      .sort(
        (a, b) =>
          Number(b.anchor) - Number(a.anchor) ||
          a.fits - b.fits ||
          compare(b.certificate.notAfter ?? '', a.certificate.notAfter ?? '') ||
          compare(fingerprint(a.certificate), fingerprint(b.certificate)),
      );
  }
}

/** RFC 4158 2.4.2: the same name with the same key a second time brings nothing new. */
const sameSubject = (a: Certificate, b: Certificate): boolean =>
  a.subjectKey === b.subjectKey && Buffer.from(a.spki).equals(b.spki);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
