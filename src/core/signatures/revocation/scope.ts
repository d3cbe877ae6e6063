import { type Certificate } from '../certificate.js';
import { Der, DerError } from '../der.js';
import { nameKeys } from '../distinguished-name.js';
import { type DistributionPoint, extensionsOf, type GeneralName, NAME_KIND } from '../extensions.js';
import { type Crl } from './crl.js';

/**
 * Does this list speak of this certificate (RFC 5280 6.3.3 b)? Null when it does and is complete for it; `partial`: only
 * what it names as revoked counts; else why not.
 */
export function scopeProblem(crl: Crl, certificate: Certificate): { partial: boolean; why: string } | null {
  const { scope } = crl;
  const { basicConstraints, crlDistributionPoints: points } = extensionsOf(certificate);
  const outside = (why: string) => ({ partial: false, why });
  // RFC 5280 6.3.3 b 1: a point that names the issuer of its list is met by an indirect list of that issuer, others by the certificate's own issuer.
  const own = crl.issuerKey === certificate.issuerKey;
  const eligible = points.filter(({ crlIssuer }) => crlIssuer.length === 0 ? own : scope.indirect && crlIssuer.some((name) => isNamed(name, crl.issuerKey))); // prettier-ignore
  if (!own && eligible.length === 0) return outside('it is of another issuer');
  if (scope.only === 'attribute') return outside('it is for attribute certificates only');
  if (scope.only === 'user' && basicConstraints?.ca) return outside('it is for end entities only');
  if (scope.only === 'ca' && !basicConstraints?.ca) return outside('it is for authorities only');
  if (scope.names && !eligible.some((point) => meets(point, scope.names!)))
    return outside('it is of another distribution point');
  if (crl.delta) return { partial: true, why: 'it is a delta, which says nothing good by itself' };
  return scope.someReasons ? { partial: true, why: 'it is for some reasons only' } : null;
}

/** Either side names the point, or the one who issues its list. */
function meets({ names, crlIssuer }: DistributionPoint, wanted: readonly GeneralName[]): boolean {
  return (names ?? crlIssuer).some((name) => wanted.some((other) => same(name, other)));
}

function same(a: GeneralName, b: GeneralName): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind !== NAME_KIND.directory) return Buffer.from(a.bytes).equals(b.bytes);
  const key = keyOf(a);
  return key !== null && key === keyOf(b);
}

const isNamed = (name: GeneralName, key: string): boolean => name.kind === NAME_KIND.directory && keyOf(name) === key;

function keyOf({ bytes }: GeneralName): string | null {
  try {
    return nameKeys(Der.read(bytes)).join('\n');
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}
