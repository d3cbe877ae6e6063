import { type Extension, EKU, type Holder, issue } from '../../../scripts/pki/certificates.mjs';
import { ecKey, rsaKey } from '../../../scripts/pki/keys.mjs';
import { crl, ocsp } from '../../../scripts/pki/revocation.mjs';
import { readCertificate } from '../../../src/core/signatures/certificate.js';
import { type Evidence, foundOnly } from '../../../src/core/signatures/evidence.js';
import { type AlgorithmUse, RIGHT, type TimestampFacts } from '../../../src/core/signatures/facts.js';
import { judge } from '../../../src/core/signatures/judge.js';
import { makeTrustSnapshot, type TrustMaterial, type TrustPurpose } from '../../../src/core/signatures/trust.js';

/** A small world in which everything holds; each test makes one thing in it false. */
export const NOW = '2026-03-17T09:12:44Z';
export const THEN = '2026-01-01T00:00:00Z';
const LATER = '2026-06-01T00:00:00Z';

export const root = issue({ key: rsaKey('root'), name: 'Test root' });
export const ca = issue({ key: rsaKey('sub'), name: 'Test CA', issuer: root, ca: true, pathLength: 0 });
export const signer = issue({ key: ecKey('alice'), name: 'Alice', issuer: ca });
export const tsa = issue({ key: ecKey('tsa'), name: 'TSA', issuer: ca, eku: [EKU.timeStamping], ekuCritical: true });

type Revoked = { serial: number; at: string; reason?: number }[];
export const listOf = (
  issuer: Holder,
  revoked: Revoked = [],
  times: { thisUpdate?: string; nextUpdate?: string } = {},
) => crl({ issuer, thisUpdate: '2026-03-01T00:00:00Z', nextUpdate: LATER, revoked, ...times });
export const answerOf = (certificate: Holder, more: Partial<Parameters<typeof ocsp>[0]> = {}) =>
  ocsp({ responder: ca, certificate, producedAt: '2026-03-01T00:00:00Z', nextUpdate: LATER, ...more });
export const LISTS = [listOf(root), listOf(ca)];

const SHA256_ECDSA: AlgorithmUse = { name: 'ecdsa-with-SHA256', id: '1.2.840.10045.4.3.2', digest: 'sha256', key: { type: 'ec', bits: 256, curve: 'prime256v1' } }; // prettier-ignore

/** Evidence that is right in itself, by this holder. */
export function by(holder: Holder | null, more: Partial<Evidence> = {}): Evidence {
  return {
    ...foundOnly({ id: 's', kind: 'signature', container: 'cms', where: 'here' }, ''),
    digests: RIGHT,
    value: RIGHT,
    coverage: { extent: 'whole', covers: [], outside: [] },
    digestAlgorithms: ['sha256'],
    algorithm: SHA256_ECDSA,
    signer: holder && readCertificate(holder.certificate),
    material: { certificates: [ca.certificate], crls: [], ocsps: [] },
    ...more,
  };
}

/** A time-stamp that is right in itself. */
export function stamp(
  time: string,
  more: Partial<Evidence> & { over?: TimestampFacts['over']; holder?: Holder } = {},
): Evidence {
  // prettier-ignore
  const { over = 'signature', holder = tsa, ...rest } = more;
  const timestamp: TimestampFacts = { time, over, accuracyMicros: null, policy: '1.2.3', serial: '1' };
  return by(holder, { id: `t ${time}`, kind: 'timestamp', timestamp, ...rest });
}

export function trusting(more: Partial<TrustMaterial> & { purpose?: TrustPurpose } = {}) {
  const { purpose = 'all', ...material } = more;
  const anchors = [{ purpose, certificate: root.certificate }];
  return makeTrustSnapshot({ anchors, certificates: [], crls: LISTS, ocsps: [], ...material });
}

export interface World {
  trust?: Partial<TrustMaterial> & { purpose?: TrustPurpose };
  at?: string;
  policy?: string;
}

export function reportsFor(evidence: Evidence | Evidence[], { trust = {}, at = NOW, policy = 'auto' }: World = {}) {
  return judge([evidence].flat(), { trust: trusting(trust), at: new Date(at), policy });
}

/** `TOTAL_PASSED`, or the main indication with its sub-indication. */
export function verdictOf(evidence: Evidence | Evidence[], world: World = {}): string {
  const { verdict, subIndication } = reportsFor(evidence, world)[0]!;
  return subIndication === null ? verdict : `${verdict}/${subIndication}`;
}

export const extension = (oid: string, value: Buffer, critical = false): Extension => ({ oid, critical, value });
