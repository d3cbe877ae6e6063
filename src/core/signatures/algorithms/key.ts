import { createPublicKey, type KeyObject } from 'node:crypto';
import { bitString, integer, nil, objectIdentifier, sequence } from '../der-writer.js';
import { Der, DerError, SEQUENCE } from '../der.js';
import { type AlgorithmUse } from '../facts.js';

/** A public key as X.509 carries it (RFC 5280 4.1.2.7); a Certificate is one too. */
export interface PublicKey {
  /** SubjectPublicKeyInfo, whole. */
  spki: Uint8Array;
  keyAlgorithm: string;
  /** Object identifier of the named curve, when there is one. */
  curve: string | null;
  /** The bits of subjectPublicKey. */
  publicKey: Uint8Array;
}

export const KEY = {
  rsa: '1.2.840.113549.1.1.1',
  /** RFC 4055: a key for RSASSA-PSS alone. */
  rsaPss: '1.2.840.113549.1.1.10',
  ec: '1.2.840.10045.2.1',
  dsa: '1.2.840.10040.4.1',
  ed25519: '1.3.101.112',
  ed448: '1.3.101.113',
  /** GM/T 0006: the curve; some software names the key by it too. */
  sm2: '1.2.156.10197.1.301',
} as const;

/** Throws DerError. */
export function readPublicKey(spki: Uint8Array): PublicKey {
  const [algorithm, bits] = Der.read(spki).expect(SEQUENCE, 'SubjectPublicKeyInfo').children;
  const [keyAlgorithm, parameters] = algorithm?.expect(SEQUENCE, 'key algorithm').children ?? [];
  if (!keyAlgorithm || !bits) throw new DerError('a key without its parts');
  const curve = parameters?.tag === keyAlgorithm.tag ? parameters.oid : null;
  return { spki, keyAlgorithm: keyAlgorithm.oid, curve, publicKey: bits.bits };
}

/** From the numbers as XML carries them (RFC 3279 2.3.1), unsigned and big-endian. */
export function rsaPublicKey(modulus: Uint8Array, exponent: Uint8Array): PublicKey {
  const key = sequence([integer(modulus), integer(exponent)]);
  return readPublicKey(sequence([sequence([objectIdentifier(KEY.rsa), nil()]), bitString(key)]));
}

/** `point`: 04 ‖ X ‖ Y. */
export function ecPublicKey(curve: string, point: Uint8Array): PublicKey {
  const algorithm = sequence([objectIdentifier(KEY.ec), objectIdentifier(curve)]);
  return readPublicKey(sequence([algorithm, bitString(point)]));
}

/** RFC 3279 2.3.2. */
export function dsaPublicKey(p: Uint8Array, q: Uint8Array, g: Uint8Array, y: Uint8Array): PublicKey {
  const parameters = sequence([p, q, g].map(integer));
  return readPublicKey(sequence([sequence([objectIdentifier(KEY.dsa), parameters]), bitString(integer(y))]));
}

/** An SM2 key never goes to node:crypto, which answers false for it without saying why. */
export const isSm2 = ({ curve, keyAlgorithm }: PublicKey): boolean => curve === KEY.sm2 || keyAlgorithm === KEY.sm2;

/** Loading a key costs more than verifying with it, and the same authorities come with every document. Named by all of their bytes. */
const loaded = new Map<string, KeyObject>();
const MAX_LOADED = 256;
const MAX_KEPT_BYTES = 2048;

/** Throws DerError for a key that node:crypto can't load. */
export function keyObject({ spki }: Pick<PublicKey, 'spki'>): KeyObject {
  const name = spki.length > MAX_KEPT_BYTES ? null : Buffer.from(spki).toString('latin1');
  const known = name === null ? undefined : loaded.get(name);
  if (known) return known;
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch (error) {
    throw new DerError(`the key can't be loaded: ${(error as Error).message}`);
  }
  if (name !== null) {
    if (loaded.size >= MAX_LOADED) loaded.delete(loaded.keys().next().value!);
    loaded.set(name, key);
  }
  return key;
}

export const UNKNOWN_KEY: AlgorithmUse['key'] = { type: 'unknown', bits: null, curve: null };

/** Never throws: what can't be loaded is unknown. */
export function keyFacts(key: PublicKey): AlgorithmUse['key'] {
  if (isSm2(key)) return { type: 'sm2', bits: 256, curve: KEY.sm2 };
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = keyObject(key);
    if (type === 'rsa' || type === 'rsa-pss') return { type: 'rsa', bits: details?.modulusLength ?? null, curve: null };
    if (type === 'dsa') return { type: 'dsa', bits: details?.modulusLength ?? null, curve: null };
    if (type === 'ed25519' || type === 'ed448')
      return { type: 'eddsa', bits: type === 'ed25519' ? 256 : 456, curve: type };
    if (type === 'ec') {
      const curve = details?.namedCurve ?? null;
      return { type: 'ec', bits: curve === null ? null : (CURVE_BITS[curve] ?? null), curve };
    }
  } catch {
    // Said where the value is checked.
  }
  return UNKNOWN_KEY;
}

/** Bits of the field, by OpenSSL's name of the curve. */
const CURVE_BITS: Readonly<Record<string, number>> = {
  prime192v1: 192,
  secp224r1: 224,
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  brainpoolP256r1: 256,
  brainpoolP384r1: 384,
  brainpoolP512r1: 512,
};
