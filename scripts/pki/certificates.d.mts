import { type Key } from './keys.mjs';

/** A certificate and what its holder needs to sign and to issue. */
export interface Holder {
  key: Key;
  /** DER of the X.501 name. */
  name: Buffer;
  serial: number;
  /** DER. */
  certificate: Buffer;
  issuer: Holder | null;
}
type Usage =
  'digitalSignature' | 'nonRepudiation' | 'keyEncipherment' | 'dataEncipherment' | 'keyAgreement' | 'keyCertSign' | 'cRLSign'; // prettier-ignore
export interface Extension {
  oid: string;
  critical?: boolean;
  value: Buffer;
}
export interface Issue {
  key: Key;
  /** A common name, parts of a name, or DER. */
  name: string | { C?: string; O?: string; OU?: string; CN?: string } | Buffer;
  /** None: it signs itself. */
  issuer?: Holder;
  serial?: number;
  /** Default: true without issuer. */
  ca?: boolean;
  pathLength?: number;
  /** RFC 3339 in UTC; default 2020-01-01 to 2034-12-31. */
  from?: string;
  until?: string;
  usage?: Usage[];
  /** Object identifiers, e.g. of EKU. */
  eku?: string[];
  ekuCritical?: boolean;
  crlUrl?: string;
  ocspUrl?: string;
  policies?: string[];
  /** Names of extensions that are left out: `basicConstraints`, `keyUsage`, `authorityKeyIdentifier` … */
  without?: string[];
  extensions?: Extension[];
}
export function issue(options: Issue): Holder;
export function nameOf(parts: Record<string, string>): Buffer;
export function keyId(spki: Uint8Array): Buffer;
export function extension(oid: string, critical: boolean, value: Uint8Array): Buffer;
export function pem(certificate: Uint8Array): Buffer;
export const EKU: { timeStamping: string; ocspSigning: string; emailProtection: string; codeSigning: string };
