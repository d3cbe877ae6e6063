import { type Certificate, fingerprint } from '../certificate.js';
import { type Material } from '../evidence.js';
import { type Crl, readCrl } from '../revocation/crl.js';
import { type OcspResponse, readOcsp } from '../revocation/ocsp.js';
import { type TrustPurpose, type TrustSnapshot } from '../trust.js';
import { certificateOf } from './known.js';

export type From = 'document' | 'snapshot';
export interface Anchor {
  purpose: TrustPurpose;
  certificate: Certificate;
}

/** A file names so much material at most; more is left aside. */
const MOST = { certificates: 500, crls: 100, ocsps: 200 } as const;

/** Certificates by subject, and revocation data by who gave it. */
export class Pool {
  private readonly bySubject = new Map<string, Certificate[]>();
  private readonly seen = new Set<string>();
  readonly crls: { crl: Crl; from: From }[] = [];
  readonly ocsps: { ocsp: OcspResponse; from: From }[] = [];

  constructor(
    readonly anchors: readonly Anchor[],
    private readonly beneath: Pool | null = null,
  ) {}

  add(material: Material, from: From): void {
    for (const bytes of material.certificates) {
      const certificate = certificateOf(bytes);
      if (certificate) this.addCertificate(certificate, from);
    }
    for (const bytes of material.crls) {
      const crl = from === 'snapshot' || this.crls.length < MOST.crls ? readCrl(bytes) : null;
      if (crl && this.isNew(crl.sha256)) this.crls.push({ crl, from });
    }
    for (const bytes of material.ocsps) {
      const ocsp = from === 'snapshot' || this.ocsps.length < MOST.ocsps ? readOcsp(bytes) : null;
      if (ocsp && this.isNew(ocsp.sha256)) {
        this.ocsps.push({ ocsp, from });
        for (const inside of ocsp.certificates) this.addCertificate(inside, from);
      }
    }
  }

  addCertificate(certificate: Certificate, from: From): void {
    if (from === 'document' && this.seen.size >= MOST.certificates + MOST.crls + MOST.ocsps) return;
    if (!this.isNew(fingerprint(certificate))) return;
    const list = this.bySubject.get(certificate.subjectKey);
    if (list) list.push(certificate);
    else this.bySubject.set(certificate.subjectKey, [certificate]);
  }

  private isNew(name: string): boolean {
    if (this.beneath?.seen.has(name) || this.seen.has(name)) return false;
    this.seen.add(name);
    return true;
  }

  /** Every certificate, anchors first. */
  certificates(): readonly Certificate[] {
    return [...(this.beneath?.certificates() ?? []), ...[...this.bySubject.values()].flat()];
  }

  called(subjectKey: string): readonly Certificate[] {
    const own = this.bySubject.get(subjectKey) ?? [];
    const below = this.beneath?.called(subjectKey) ?? [];
    return below.length === 0 ? own : [...below, ...own];
  }

  *everyCrl(): Generator<{ crl: Crl; from: From }> {
    if (this.beneath) yield* this.beneath.everyCrl();
    yield* this.crls;
  }

  *everyOcsp(): Generator<{ ocsp: OcspResponse; from: From }> {
    if (this.beneath) yield* this.beneath.everyOcsp();
    yield* this.ocsps;
  }
}

const snapshots = new WeakMap<TrustSnapshot, Pool>();

/** Of a snapshot, taken apart once for as long as that snapshot is held. */
export function poolOf(trust: TrustSnapshot): Pool {
  let pool = snapshots.get(trust);
  if (!pool) {
    const anchors = trust.anchors.flatMap(({ purpose, certificate: bytes }) => {
      const certificate = certificateOf(bytes);
      return certificate ? [{ purpose, certificate }] : [];
    });
    pool = new Pool(anchors);
    for (const { certificate } of anchors) pool.addCertificate(certificate, 'snapshot');
    pool.add(trust, 'snapshot');
    snapshots.set(trust, pool);
  }
  return pool;
}
