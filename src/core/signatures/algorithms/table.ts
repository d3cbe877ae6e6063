import { KEY } from './key.js';

/** How a value is made and laid out. */
export type Kind = 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa' | 'dsa' | 'eddsa' | 'sm2';

export interface Algorithm {
  oid: string;
  name: string;
  kind: Kind;
  /** As node:crypto names it; null when parameters or the container say it, or there is none. */
  hash: string | null;
  /**
   * What may stand beside the OID: `null-or-absent` is what RFC 4055 asks of PKCS #1 v1.5 and what is written for others
   * too; `pss` RSASSA-PSS-params.
   */
  parameters: 'null-or-absent' | 'pss';
  /** How r and s are laid out: DER (RFC 3279 2.2.3), or side by side (BSI TR-03111 5.2.1). */
  encoding?: 'der' | 'raw';
  /** Standard or common practice that names it. */
  source: string;
}

const line = (kind: Kind, source: string) => (oid: string, name: string, hash: string | null, more: Partial<Algorithm> = {}): Algorithm => ({ oid, name, kind, hash, parameters: 'null-or-absent', source, ...more }); // prettier-ignore
const rsa = line('rsa-pkcs1', 'RFC 8017 A.2.4');
const ecdsa = line('ecdsa', 'RFC 5758 3.2');
const dsa = line('dsa', 'RFC 5758 3.1');
const sm2 = line('sm2', 'GM/T 0006-2012');
const plain = { encoding: 'raw', source: 'BSI TR-03111 5.2.1' } as const;
const nist = { source: 'NIST CSOR, FIPS 202' } as const;

/**
 * Every algorithm of signature values that is known, by object identifier. A line without a hash takes that of the
 * container (RFC 5652 5.3: the digestAlgorithm beside it).
 */
export const ALGORITHMS: readonly Algorithm[] = [
  rsa(KEY.rsa, 'rsaEncryption', null, { source: 'RFC 3370 3.2' }),
  rsa('1.2.840.113549.1.1.4', 'md5WithRSAEncryption', 'md5'),
  rsa('1.2.840.113549.1.1.5', 'sha1WithRSAEncryption', 'sha1'),
  rsa('1.3.14.3.2.29', 'sha1WithRSASignature', 'sha1', { source: 'OIW' }),
  rsa('1.3.36.3.3.1.2', 'rsaSignatureWithripemd160', 'ripemd160', { source: 'TeleTrusT' }),
  rsa('1.2.840.113549.1.1.14', 'sha224WithRSAEncryption', 'sha224'),
  rsa('1.2.840.113549.1.1.11', 'sha256WithRSAEncryption', 'sha256'),
  rsa('1.2.840.113549.1.1.12', 'sha384WithRSAEncryption', 'sha384'),
  rsa('1.2.840.113549.1.1.13', 'sha512WithRSAEncryption', 'sha512'),
  rsa('1.2.840.113549.1.1.15', 'sha512-224WithRSAEncryption', 'sha512-224'),
  rsa('1.2.840.113549.1.1.16', 'sha512-256WithRSAEncryption', 'sha512-256'),
  rsa('2.16.840.1.101.3.4.3.13', 'id-rsassa-pkcs1-v1-5-with-sha3-224', 'sha3-224', nist),
  rsa('2.16.840.1.101.3.4.3.14', 'id-rsassa-pkcs1-v1-5-with-sha3-256', 'sha3-256', nist),
  rsa('2.16.840.1.101.3.4.3.15', 'id-rsassa-pkcs1-v1-5-with-sha3-384', 'sha3-384', nist),
  rsa('2.16.840.1.101.3.4.3.16', 'id-rsassa-pkcs1-v1-5-with-sha3-512', 'sha3-512', nist),
  rsa('1.2.156.10197.1.504', 'sm3WithRSAEncryption', 'sm3', { source: 'GM/T 0006-2012' }),
  line('rsa-pss', 'RFC 8017 A.2.3')(KEY.rsaPss, 'RSASSA-PSS', null, { parameters: 'pss' }),
  ecdsa(KEY.ec, 'ecPublicKey', null, { source: 'written for ECDSA by common software' }),
  ecdsa('1.2.840.10045.4.1', 'ecdsa-with-SHA1', 'sha1', { source: 'RFC 3279 2.2.3' }),
  ecdsa('1.2.840.10045.4.3.1', 'ecdsa-with-SHA224', 'sha224'),
  ecdsa('1.2.840.10045.4.3.2', 'ecdsa-with-SHA256', 'sha256'),
  ecdsa('1.2.840.10045.4.3.3', 'ecdsa-with-SHA384', 'sha384'),
  ecdsa('1.2.840.10045.4.3.4', 'ecdsa-with-SHA512', 'sha512'),
  ecdsa('2.16.840.1.101.3.4.3.9', 'id-ecdsa-with-sha3-224', 'sha3-224', nist),
  ecdsa('2.16.840.1.101.3.4.3.10', 'id-ecdsa-with-sha3-256', 'sha3-256', nist),
  ecdsa('2.16.840.1.101.3.4.3.11', 'id-ecdsa-with-sha3-384', 'sha3-384', nist),
  ecdsa('2.16.840.1.101.3.4.3.12', 'id-ecdsa-with-sha3-512', 'sha3-512', nist),
  ecdsa('0.4.0.127.0.7.1.1.4.1.1', 'ecdsa-plain-SHA1', 'sha1', plain),
  ecdsa('0.4.0.127.0.7.1.1.4.1.2', 'ecdsa-plain-SHA224', 'sha224', plain),
  ecdsa('0.4.0.127.0.7.1.1.4.1.3', 'ecdsa-plain-SHA256', 'sha256', plain),
  ecdsa('0.4.0.127.0.7.1.1.4.1.4', 'ecdsa-plain-SHA384', 'sha384', plain),
  ecdsa('0.4.0.127.0.7.1.1.4.1.5', 'ecdsa-plain-SHA512', 'sha512', plain),
  dsa(KEY.dsa, 'id-dsa', null, { source: 'RFC 3370 3.1' }),
  dsa('1.2.840.10040.4.3', 'dsa-with-sha1', 'sha1', { source: 'RFC 3279 2.2.2' }),
  dsa('1.3.14.3.2.27', 'dsaWithSHA1', 'sha1', { source: 'OIW' }),
  dsa('2.16.840.1.101.3.4.3.1', 'dsa-with-sha224', 'sha224'),
  dsa('2.16.840.1.101.3.4.3.2', 'dsa-with-sha256', 'sha256'),
  dsa('2.16.840.1.101.3.4.3.3', 'dsa-with-sha384', 'sha384', nist),
  dsa('2.16.840.1.101.3.4.3.4', 'dsa-with-sha512', 'sha512', nist),
  line('eddsa', 'RFC 8410, RFC 8419')(KEY.ed25519, 'Ed25519', null),
  line('eddsa', 'RFC 8410, RFC 8419')(KEY.ed448, 'Ed448', null),
  sm2('1.2.156.10197.1.501', 'SM3withSM2', 'sm3'),
  // Written for SM3withSM2 by software that mistook one for the other: the curve, the curve for signing, and a typo that is spread.
  sm2(KEY.sm2, 'SM2', 'sm3', { source: 'common practice' }),
  sm2('1.2.156.10197.1.301.1', 'SM2-sign', 'sm3', { source: 'GM/T 0010-2012' }),
  sm2('1.2.156.10197.501', 'SM3withSM2', 'sm3', { source: 'a spread typo' }),
];

const BY_OID = new Map(ALGORITHMS.map((algorithm) => [algorithm.oid, algorithm]));

export const algorithmOf = (oid: string): Algorithm | null => BY_OID.get(oid) ?? null;
