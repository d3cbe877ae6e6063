import { createHash } from 'node:crypto';
import { isSm2, KEY, keyFacts, type PublicKey } from '../algorithms/key.js';
import { type Scheme } from '../algorithms/scheme.js';
import { type Certificate } from '../certificate.js';
import { type AlgorithmUse, type Check, wrong } from '../facts.js';
import { DEFAULT_ID } from '../sm2.js';
import { checkScheme } from '../value.js';
import { DSIG, DSIG11, DSIG_MORE } from './names.js';
import { type TreeElement } from './tree.js';

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const MORE_2007 = 'http://www.w3.org/2007/05/xmldsig-more#';
const MORE_2021 = 'http://www.w3.org/2021/04/xmldsig-more#';

/** RFC 9231 2.1 and XMLDSig 1.1 6.2; for SM3 what is met in the wild, for nothing is registered. */
const DIGESTS: Readonly<Record<string, string>> = {
  [`${DSIG}sha1`]: 'sha1',
  [`${DSIG_MORE}md5`]: 'md5',
  [`${DSIG_MORE}sha224`]: 'sha224',
  [`${XMLENC}sha256`]: 'sha256',
  [`${DSIG_MORE}sha384`]: 'sha384',
  [`${XMLENC}sha512`]: 'sha512',
  [`${XMLENC}ripemd160`]: 'ripemd160',
  [`${MORE_2007}sha3-224`]: 'sha3-224',
  [`${MORE_2007}sha3-256`]: 'sha3-256',
  [`${MORE_2007}sha3-384`]: 'sha3-384',
  [`${MORE_2007}sha3-512`]: 'sha3-512',
  [`${DSIG_MORE}sm3`]: 'sm3',
  [`${XMLENC}sm3`]: 'sm3',
  'urn:oid:1.2.156.10197.1.401': 'sm3',
};

/** Node's name of a DigestMethod; null when unknown here. */
export const digestName = (uri: string): string | null => DIGESTS[uri] ?? null;

/** Null when this build of OpenSSL does not have it. */
export function digestOf(hash: string, octets: Uint8Array): Buffer | null {
  try {
    return createHash(hash).update(octets).digest();
  } catch {
    return null;
  }
}

/** Bytes of a digest. */
export const lengthOf = (hash: string): number | null => digestOf(hash, new Uint8Array())?.length ?? null;

/** `scheme` null: an HMAC, whose key is a secret. */
export interface SignatureMethod {
  uri: string;
  name: string;
  hash: string | null;
  scheme: Scheme | null;
}

const HASHES = ['md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
const SHA3 = ['sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'] as const;

type Row = Omit<SignatureMethod, 'uri'>;
const rsa = (hash: string): Row => ({ name: `RSA (${hash})`, hash, scheme: { kind: 'rsa-pkcs1', hash } });
const pss = (hash: string, saltBytes: number, mgf1Hash = hash): Row => ({
  name: `RSASSA-PSS (${hash})`,
  hash,
  scheme: { kind: 'rsa-pss', hash, mgf1Hash, saltBytes },
});
/** XMLDSig 6.4: the value is r ‖ s. */
const two = (kind: 'ecdsa' | 'dsa', hash: string): Row => ({
  name: `${kind.toUpperCase()} (${hash})`,
  hash,
  scheme: { kind, hash, encoding: 'raw' },
});
const hmac = (hash: string): Row => ({ name: `HMAC (${hash})`, hash, scheme: null });
const EDDSA: Row = { name: 'EdDSA', hash: null, scheme: { kind: 'eddsa' } };
const SM2: Row = { name: 'SM3withSM2', hash: 'sm3', scheme: { kind: 'sm2', ids: [DEFAULT_ID, null], encoding: 'either' } }; // prettier-ignore

/** RFC 9231 2.2 and 2.3, XMLDSig 1.1 6.3 and 6.4; for SM2 what is met in the wild. */
const METHODS = new Map<string, Row>([
  [`${DSIG}rsa-sha1`, rsa('sha1')],
  [`${DSIG}dsa-sha1`, two('dsa', 'sha1')],
  [`${DSIG}hmac-sha1`, hmac('sha1')],
  [`${DSIG11}dsa-sha256`, two('dsa', 'sha256')],
  ...HASHES.flatMap((hash): [string, Row][] => [
    [`${DSIG_MORE}rsa-${hash}`, rsa(hash)],
    [`${DSIG_MORE}ecdsa-${hash}`, two('ecdsa', hash)],
    [`${MORE_2007}ecdsa-${hash}`, two('ecdsa', hash)],
    [`${DSIG_MORE}hmac-${hash}`, hmac(hash)],
    [`${MORE_2007}${hash}-rsa-MGF1`, pss(hash, lengthOf(hash) ?? 20)],
  ]),
  ...SHA3.flatMap((hash): [string, Row][] => [
    [`${MORE_2007}${hash}-rsa-MGF1`, pss(hash, lengthOf(hash) ?? 32)],
    [`${MORE_2021}ecdsa-${hash}`, two('ecdsa', hash)],
    [`${MORE_2021}rsa-${hash}`, rsa(hash)],
  ]),
  [`${MORE_2021}eddsa-ed25519`, EDDSA],
  [`${MORE_2021}eddsa-ed448`, EDDSA],
  [`${DSIG_MORE}sm2-sm3`, SM2],
  [`${DSIG_MORE}sm3-sm2`, SM2],
  ['urn:oid:1.2.156.10197.1.501', SM2],
]);

/** The algorithm of the value; null when unknown here or when its parameters are not ones that can be checked. */
export function signatureMethod(element: TreeElement): SignatureMethod | null {
  const uri = element.attribute('Algorithm') ?? '';
  const row = uri === `${MORE_2007}rsa-pss` ? pssOf(element) : METHODS.get(uri);
  return row ? { uri, ...row } : null;
}

/** RFC 9231 2.3.9: SHA-256, its length as salt, MGF1 with the same digest unless said otherwise. */
function pssOf(element: TreeElement): Row | null {
  const parameters = element.child(MORE_2007, 'RSAPSSParams');
  const digest = parameters?.child(DSIG, 'DigestMethod')?.attribute('Algorithm') ?? `${XMLENC}sha256`;
  const mask = parameters?.child(MORE_2007, 'MaskGenerationFunction')?.child(DSIG, 'DigestMethod')?.attribute('Algorithm') ?? digest; // prettier-ignore
  const [hash, mgf1Hash] = [digestName(digest), digestName(mask)];
  const trailer = parameters?.child(MORE_2007, 'TrailerField')?.text.trim() ?? '1';
  if (hash === null || mgf1Hash === null || trailer !== '1') return null;
  const salt = parameters?.child(MORE_2007, 'SaltLength')?.text.trim() ?? String(lengthOf(hash) ?? '');
  return /^\d{1,4}$/.test(salt) ? pss(hash, Number(salt), mgf1Hash) : null;
}

/** A key that a signature may have been made with, and the certificate it came in. */
export interface VerificationKey {
  key: PublicKey;
  certificate: Certificate | null;
}

/** What the method says; the key when one is known. */
export function useOf({ name, uri, hash, scheme }: SignatureMethod, key: PublicKey | null): AlgorithmUse {
  const type = scheme === null ? 'hmac' : TYPES[scheme.kind];
  return { name, id: uri, digest: hash, key: key ? keyFacts(key) : { type, bits: null, curve: null } };
}

const TYPES = { 'rsa-pkcs1': 'rsa', 'rsa-pss': 'rsa', ecdsa: 'ec', dsa: 'dsa', eddsa: 'eddsa', sm2: 'sm2' } as const;
const KEYS: Readonly<Record<Scheme['kind'], readonly string[]>> = {
  'rsa-pkcs1': [KEY.rsa],
  'rsa-pss': [KEY.rsa, KEY.rsaPss],
  ecdsa: [KEY.ec],
  dsa: [KEY.dsa],
  eddsa: [KEY.ed25519, KEY.ed448],
  sm2: [KEY.ec, KEY.sm2],
};

/** Does the value verify over the message with this key? Never throws. */
export function checkXmlValue(scheme: Scheme, message: Uint8Array, value: Uint8Array, { key }: VerificationKey): Check {
  if (!KEYS[scheme.kind].includes(key.keyAlgorithm) || (scheme.kind === 'sm2') !== isSm2(key))
    return wrong(`the value was not made with a key of ${key.curve ?? key.keyAlgorithm}`);
  const bits = scheme.kind === 'ecdsa' ? keyFacts(key).bits : null;
  const laidOut = bits === null ? value : (halvesOf(value, Math.ceil(bits / 8)) ?? value);
  return checkScheme(scheme, message, laidOut, key).check;
}
/** Both halves at the length that OpenSSL wants; older writers left zeros out, or wrote too many. */
function halvesOf(value: Uint8Array, length: number): Uint8Array | null {
  if (value.length === 2 * length) return value;
  if (value.length % 2 !== 0 || value.length === 0 || value.length > 4 * length) return null;
  const half = value.length / 2;
  const parts = [value.subarray(0, half), value.subarray(half)].map((part) => {
    const digits = part.subarray(
      Math.max(
        0,
        part.findIndex((byte) => byte !== 0),
      ),
    );
    return digits.length > length ? null : Buffer.concat([Buffer.alloc(length - digits.length), digits]);
  });
  return parts[0] && parts[1] ? Buffer.concat([parts[0], parts[1]]) : null;
}
