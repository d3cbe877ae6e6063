import { constants, createHash, createVerify, type KeyObject, publicDecrypt, verify } from 'node:crypto';
import { bitString, octetString, nil, objectIdentifier, sequence } from '../der-writer.js';
import { Der, DerError, SEQUENCE } from '../der.js';
import { type Check, notChecked, RIGHT, wrong } from '../facts.js';
import { readSm2Signature, sm2Prefix, sm2Residue, sm2Scalar } from '../sm2.js';
import { digestOid } from './digests.js';
import { KEY, keyObject, type PublicKey } from './key.js';
import { pssKeyInfo } from './pss.js';
import { type Encoding, type Scheme } from './scheme.js';

/** A check under way: takes the message piece by piece, then answers for a value. */
export interface Running {
  update(piece: Uint8Array): void;
  /** `remarks`: what differs from the standard though the value verifies. Throws DerError. */
  verify(value: Uint8Array): { check: Check; remarks: string[] };
}

/** Ed25519 reads its message twice (RFC 8032 5.1.6), so all of it has to be held. */
const MAX_HELD_BYTES = 64 << 20;

const answer = (right: boolean, why: string, remarks: string[] = []) => ({ check: right ? RIGHT : wrong(why), remarks: right ? remarks : [] }); // prettier-ignore

/** Throws DerError for a key or digest that can't be used: that is "not checked", never "wrong". */
export function startVerifying(scheme: Scheme, key: PublicKey): Running {
  switch (scheme.kind) {
    case 'sm2':
      return runSm2(scheme, key);
    case 'eddsa':
      return runEddsa(keyObject(key));
    case 'rsa-pkcs1':
      return scheme.hash === 'sm3' ? runRsaSm3(keyObject(key)) : runDigested(scheme.hash, keyObject(key), {});
    case 'rsa-pss': {
      const bound = pssKey(key, scheme);
      return runDigested(scheme.hash, bound, { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltBytes }); // prettier-ignore
    }
    case 'ecdsa':
    case 'dsa':
      return runTwoNumbers(scheme.hash, scheme.encoding, keyObject(key));
  }
}

/**
 * Bound to the parameters, so that OpenSSL holds to all of them. It reads no SHA-3 there and takes SHA-1 instead, without
 * a word: where both digests are the same a plain key does, and where not the check can't be made.
 */
function pssKey({ publicKey }: PublicKey, scheme: Extract<Scheme, { kind: 'rsa-pss' }>): KeyObject {
  const bound = keyObject({ spki: pssKeyInfo(publicKey, scheme) });
  const { hashAlgorithm, mgf1HashAlgorithm, saltLength } = bound.asymmetricKeyDetails ?? {};
  const said = [scheme.hash, scheme.mgf1Hash, scheme.saltBytes];
  if ([hashAlgorithm, mgf1HashAlgorithm, saltLength].every((value, i) => value === said[i])) return bound;
  if (scheme.hash !== scheme.mgf1Hash) throw new DerError(`RSASSA-PSS with ${scheme.hash} and ${scheme.mgf1Hash}`);
  return keyObject({ spki: sequence([sequence([objectIdentifier(KEY.rsa), nil()]), bitString(publicKey)]) });
}

function runDigested(hash: string, key: KeyObject, options: { padding?: number; saltLength?: number }): Running {
  const verifier = verifierOf(hash);
  return {
    update: (piece) => void verifier.update(piece),
    verify(value) {
      let right: boolean;
      try {
        right = verifier.verify({ key, ...options }, value);
      } catch (error) {
        throw new DerError((error as Error).message);
      }
      return answer(right, 'the value does not verify');
    },
  };
}

function verifierOf(hash: string): ReturnType<typeof createVerify> {
  try {
    return createVerify(hash);
  } catch {
    throw new DerError(`the digest ${hash} is not there`);
  }
}

/** ECDSA and DSA. What is no DER of two integers may be r ‖ s. */
function runTwoNumbers(hash: string, encoding: Encoding, key: KeyObject): Running {
  const verifier = verifierOf(hash);
  return {
    update: (piece) => void verifier.update(piece),
    verify(value) {
      const der = encoding === 'der' || (encoding === 'either' && isTwoIntegers(value));
      let right: boolean;
      try {
        right = verifier.verify({ key, dsaEncoding: der ? 'der' : 'ieee-p1363' }, value);
      } catch {
        // Two numbers of another length than the key's.
        right = false;
      }
      return answer(right, 'the value does not verify', der || encoding === 'raw' ? [] : [RAW]);
    },
  };
}

const RAW = 'the value is raw r ‖ s, not DER';

function isTwoIntegers(value: Uint8Array): boolean {
  try {
    return Der.read(value).expect(SEQUENCE, 'r and s').children.length === 2;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

function runEddsa(key: KeyObject): Running {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  return {
    update(piece) {
      bytes += piece.length;
      if (bytes <= MAX_HELD_BYTES) pieces.push(Uint8Array.from(piece));
      else pieces.length = 0;
    },
    verify(value) {
      if (bytes > MAX_HELD_BYTES)
        return {
          check: notChecked(`a message of ${bytes} bytes, which this algorithm has to hold whole`),
          remarks: [],
        };
      return answer(verify(null, Buffer.concat(pieces), key, value), 'the value does not verify');
    },
  };
}

/** OpenSSL does not let RSA sign an SM3 digest: its DigestInfo (RFC 8017 9.2) is compared here. */
function runRsaSm3(key: KeyObject): Running {
  const hash = createHash('sm3');
  return {
    update: (piece) => void hash.update(piece),
    verify(value) {
      const expected = sequence([sequence([objectIdentifier(digestOid('sm3')), nil()]), octetString(hash.digest())]);
      let found: Buffer;
      try {
        found = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, value);
      } catch {
        return answer(false, 'the value is no PKCS #1 signature by this key');
      }
      return answer(found.equals(expected), 'the value does not verify');
    },
  };
}

/** One computation on the curve serves every identifier: it gives the digest that the value is over. */
function runSm2({ ids, encoding }: Extract<Scheme, { kind: 'sm2' }>, key: PublicKey): Running {
  const hashes = ids.map((id) => createHash('sm3').update(sm2Prefix(key.publicKey, id)));
  return {
    update: (piece) => hashes.forEach((hash) => hash.update(piece)),
    verify(value) {
      const signature = readSm2Signature(value);
      if (!signature) return answer(false, 'the value is no SM2 signature');
      if (encoding !== 'either' && signature.der !== (encoding === 'der'))
        return answer(false, `the value is not laid out as ${encoding === 'der' ? 'DER' : 'r ‖ s'}`);
      const signed = sm2Residue(signature, key.publicKey);
      const at = hashes.findIndex((hash) => sm2Scalar(hash.digest()) === signed);
      const remarks = encoding === 'either' && !signature.der ? [RAW] : [];
      if (ids.length > 1 && ids[at] === null) remarks.push('signed without a distinguishing identifier');
      if (ids.length > 1 && ids[at] === '') remarks.push('signed with an empty distinguishing identifier');
      return answer(at >= 0, 'the SM2 value does not verify', remarks);
    },
  };
}
