import { type Evidence } from '../evidence.js';
import { type Check } from '../facts.js';
import { ATTRIBUTE } from './attributes.js';
import { type SignerInfo } from './signed-data.js';
import { SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2 } from './signing-certificate.js';

/**
 * The level of ETSI EN 319 122-1 6 as the signature is built; null for plain CMS, which names no signing certificate.
 * A time-stamp that is wrong raises no level.
 */
export function levelOf(signer: SignerInfo, evidence: Evidence): string | null {
  const named = signer.signed?.some(({ oid }) => oid === SIGNING_CERTIFICATE || oid === SIGNING_CERTIFICATE_V2);
  if (named !== true) return null;
  const good = evidence.timestamps.filter(({ digests, value, document }) => [digests, value, document].every(isRight));
  const has = (over: string) => good.some(({ timestamp }) => timestamp?.over === over);
  const { crls, ocsps } = evidence.material;
  const values =
    signer.unsigned.some(({ oid }) => oid === ATTRIBUTE.revocationValues) || crls.length + ocsps.length > 0;
  if (!has('signature')) return has('archive') && values ? 'B-LTA' : 'B-B';
  if (!values) return 'B-T';
  return has('archive') ? 'B-LTA' : 'B-LT';
}

const isRight = (check: Check) => check.is === 'right';
