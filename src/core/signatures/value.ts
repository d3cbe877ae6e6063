import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Certificate } from './certificate.js';
import { type AlgorithmUse, type Check } from './facts.js';
import { DEFAULT_ID, readSm2Signature, sm2Digest, verifySm2 } from './sm2.js';

export interface ValueCheck {
  check: Check;
  algorithm: AlgorithmUse;
  /** What differs from the standard though the value verifies. */
  remarks: string[];
}

const SM2_CURVE = '1.2.156.10197.1.301';
const SM3_WITH_SM2 = '1.2.156.10197.1.501';
/** Written for SM3withSM2 by software that mistook one for the other: the curve, SM3 alone, and a typo that is spread. */
const MEANT_AS_SM2 = new Set([SM3_WITH_SM2, SM2_CURVE, '1.2.156.10197.1.301.1', '1.2.156.10197.501']);
const RSA_KEY = '1.2.840.113549.1.1.1';
const EC_KEY = '1.2.840.10045.2.1';
/** Algorithms that name their digest themselves. */
const NAMED: Readonly<Record<string, { name: string; hash: string; key: string }>> = {
  '1.2.840.113549.1.1.4': { name: 'md5WithRSAEncryption', hash: 'md5', key: RSA_KEY },
  '1.2.840.113549.1.1.5': { name: 'sha1WithRSAEncryption', hash: 'sha1', key: RSA_KEY },
  '1.2.840.113549.1.1.14': { name: 'sha224WithRSAEncryption', hash: 'sha224', key: RSA_KEY },
  '1.2.840.113549.1.1.11': { name: 'sha256WithRSAEncryption', hash: 'sha256', key: RSA_KEY },
  '1.2.840.113549.1.1.12': { name: 'sha384WithRSAEncryption', hash: 'sha384', key: RSA_KEY },
  '1.2.840.113549.1.1.13': { name: 'sha512WithRSAEncryption', hash: 'sha512', key: RSA_KEY },
  '1.2.840.10045.4.1': { name: 'ecdsa-with-SHA1', hash: 'sha1', key: EC_KEY },
  '1.2.840.10045.4.3.1': { name: 'ecdsa-with-SHA224', hash: 'sha224', key: EC_KEY },
  '1.2.840.10045.4.3.2': { name: 'ecdsa-with-SHA256', hash: 'sha256', key: EC_KEY },
  '1.2.840.10045.4.3.3': { name: 'ecdsa-with-SHA384', hash: 'sha384', key: EC_KEY },
  '1.2.840.10045.4.3.4': { name: 'ecdsa-with-SHA512', hash: 'sha512', key: EC_KEY },
};
const WEAK = new Set(['md5', 'sha1']);

const unknownUse = (id: string): AlgorithmUse => ({ name: id, id, digest: null, key: { type: 'unknown', bits: null, curve: null } }); // prettier-ignore

function keyOf(key: KeyObject): AlgorithmUse['key'] {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return { type: 'rsa', bits: modulusLength ?? null, curve: null };
  return { type: 'ec', bits: null, curve: namedCurve ?? null };
}

/**
 * Does the value verify over the message with this certificate's key? The key decides the path: an SM2 key never goes
 * through node:crypto, which answers false for it without saying why.
 */
export function checkValue(
  algorithm: string,
  message: Uint8Array,
  value: Uint8Array,
  signer: Certificate,
  /** Digest where the algorithm names none (RFC 5652: that of the content). */
  more: { hash: string | null } = { hash: null },
): ValueCheck {
  try {
    if (signer.curve === SM2_CURVE) return checkSm2(algorithm, message, value, signer);
    // rsaEncryption and ecPublicKey leave the digest to the container.
    const bare = (algorithm === RSA_KEY || algorithm === EC_KEY) && more.hash !== null && more.hash !== 'sm3';
    const named = bare
      ? { name: `${more.hash} with ${algorithm === RSA_KEY ? 'RSA' : 'ECDSA'}`, hash: more.hash!, key: algorithm }
      : NAMED[algorithm];
    if (named && signer.keyAlgorithm === named.key) {
      const key = createPublicKey({ key: Buffer.from(signer.spki), format: 'der', type: 'spki' });
      const right = verify(named.hash, message, key, value);
      return {
        check: right ? { is: 'right' } : { is: 'wrong', why: `the ${named.name} value does not verify` },
        algorithm: { name: named.name, id: algorithm, digest: named.hash, key: keyOf(key) },
        remarks: WEAK.has(named.hash) ? [`${named.hash} is weak`] : [],
      };
    }
    const why = `algorithm ${algorithm} with a key of ${signer.curve ?? signer.keyAlgorithm} is not known here`;
    return { check: { is: 'not-checked', why }, algorithm: unknownUse(algorithm), remarks: [] };
  } catch (error) {
    // A key that node:crypto can't load is said, not taken for a wrong value.
    const why = `the key or the value can't be read: ${(error as Error).message}`;
    return { check: { is: 'not-checked', why }, algorithm: unknownUse(algorithm), remarks: [] };
  }
}

function checkSm2(algorithm: string, message: Uint8Array, value: Uint8Array, signer: Certificate): ValueCheck {
  const use: AlgorithmUse = { name: 'SM3withSM2', id: algorithm, digest: 'sm3', key: { type: 'sm2', bits: 256, curve: SM2_CURVE } }; // prettier-ignore
  if (!MEANT_AS_SM2.has(algorithm)) {
    const why = `algorithm ${algorithm} with an SM2 key`;
    return { check: { is: 'not-checked', why }, algorithm: unknownUse(algorithm), remarks: [] };
  }
  const remarks = algorithm === SM3_WITH_SM2 ? [] : [`names the algorithm ${algorithm}`];
  const signature = readSm2Signature(value);
  if (!signature) return { check: { is: 'wrong', why: 'the value is no SM2 signature' }, algorithm: use, remarks };
  if (!signature.der) remarks.push('the value is raw r ‖ s, not DER');
  for (const id of [DEFAULT_ID, null]) {
    if (!verifySm2(sm2Digest(message, signer.publicKey, id), signature, signer.publicKey)) continue;
    if (id === null) remarks.push('signed without a distinguishing identifier');
    return { check: { is: 'right' }, algorithm: use, remarks };
  }
  return { check: { is: 'wrong', why: 'the SM2 value does not verify' }, algorithm: use, remarks };
}
