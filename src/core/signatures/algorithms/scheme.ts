import { Der, DerError, SEQUENCE } from '../der.js';
import { nil, objectIdentifier } from '../der-writer.js';
import { DEFAULT_ID } from '../sm2.js';
import { isSm2, KEY, type PublicKey } from './key.js';
import { type PssParameters, readPssParameters } from './pss.js';
import { type Algorithm, algorithmOf } from './table.js';

/** Layout of r and s: DER, side by side in the length of the curve, or whichever it is. */
export type Encoding = 'der' | 'raw' | 'either';

/** All that is needed, beside the key, to check a value. Digests as node:crypto names them. */
export type Scheme =
  | { kind: 'rsa-pkcs1'; hash: string }
  | ({ kind: 'rsa-pss' } & PssParameters)
  | { kind: 'ecdsa' | 'dsa'; hash: string; encoding: Encoding }
  | { kind: 'eddsa' }
  /** Distinguishing identifiers that may have been meant; null: none at all, e = SM3(M). */
  | { kind: 'sm2'; ids: readonly (string | null)[]; encoding: Encoding };

/** AlgorithmIdentifier (RFC 5280 4.1.1.2). */
export interface AlgorithmIdentifier {
  oid: string;
  /** DER; null when absent. */
  parameters: Uint8Array | null;
}

/** Throws DerError. */
export function readAlgorithm(identifier: Der): AlgorithmIdentifier {
  const [oid, parameters, ...more] = identifier.expect(SEQUENCE, 'AlgorithmIdentifier').children;
  if (!oid || more.length > 0) throw new DerError('an AlgorithmIdentifier without its members');
  return { oid: oid.oid, parameters: parameters?.bytes ?? null };
}

/** What the container says beside the AlgorithmIdentifier. */
export interface Beside {
  /** Digest where the algorithm names none (RFC 5652 5.3). */
  hash?: string | null;
  /** Distinguishing identifier of an SM2 signer, when one is agreed. */
  sm2Id?: string;
}

/** `impossible`: no value of this algorithm can be made with this key. */
export type NoScheme = { why: string; impossible: boolean };

/** The key algorithms by which each kind of value can be made. */
const KEYS: Readonly<Record<Algorithm['kind'], readonly string[]>> = {
  'rsa-pkcs1': [KEY.rsa],
  'rsa-pss': [KEY.rsa, KEY.rsaPss],
  ecdsa: [KEY.ec],
  dsa: [KEY.dsa],
  eddsa: [KEY.ed25519, KEY.ed448],
  sm2: [KEY.ec, KEY.sm2],
};
const KNOWN_KEYS = new Set<string>(Object.values(KEY));
/** Without being told, the standard one; then none and an empty one, as some software signs. */
const USUAL_IDS = [DEFAULT_ID, null, ''];

/** Never throws. */
export function schemeOf({ oid, parameters }: AlgorithmIdentifier, key: PublicKey, beside: Beside): Scheme | NoScheme {
  const algorithm = algorithmOf(oid);
  if (algorithm === null) return { why: `the algorithm ${oid} is not known here`, impossible: false };
  const hash = algorithm.hash ?? beside.hash ?? null;
  const sm2 = isSm2(key);
  // ecPublicKey beside SM3 is what some software writes for SM2.
  if (sm2 && (algorithm.kind === 'sm2' || (oid === KEY.ec && hash === 'sm3')))
    return { kind: 'sm2', ids: beside.sm2Id === undefined ? USUAL_IDS : [beside.sm2Id], encoding: 'either' };
  const fits = KEYS[algorithm.kind].includes(key.keyAlgorithm) && sm2 === (algorithm.kind === 'sm2');
  if (!fits) {
    // An SM2 key is used for more than is standardised, so what it can't make is not said.
    const impossible = !sm2 && KNOWN_KEYS.has(key.keyAlgorithm);
    return { why: `${algorithm.name} with a key of ${key.curve ?? key.keyAlgorithm}`, impossible };
  }
  if (algorithm.kind === 'rsa-pss') return pssOf(parameters, key);
  if (parameters !== null && !Buffer.from(parameters).equals(nil()) && !repeatsKey(algorithm, parameters, key))
    return { why: `parameters that ${algorithm.name} does not have`, impossible: false };
  if (algorithm.kind === 'eddsa')
    return oid === key.keyAlgorithm
      ? { kind: 'eddsa' }
      : { why: `${algorithm.name} with a key of ${key.keyAlgorithm}`, impossible: true };
  if (hash === null) return { why: `${algorithm.name} names no digest, nor does what is beside it`, impossible: false };
  if (algorithm.kind === 'rsa-pkcs1') return { kind: 'rsa-pkcs1', hash };
  // RFC 5480 2.1.1: a named curve, and none spelled out (CVE-2020-0601).
  if (algorithm.kind === 'ecdsa' && key.curve === null)
    return { why: 'a key whose curve is spelled out instead of named', impossible: false };
  return { kind: algorithm.kind === 'dsa' ? 'dsa' : 'ecdsa', hash, encoding: algorithm.encoding ?? 'either' };
}

/** With ecPublicKey, a name of keys, the curve is written; and with others for ECDSA too, where it has to be the key's. */
const repeatsKey = ({ oid, kind }: Algorithm, parameters: Uint8Array, { curve }: PublicKey): boolean =>
  parameters[0] === 0x06 &&
  (oid === KEY.ec ||
    kind === 'sm2' ||
    (kind === 'ecdsa' && curve !== null && objectIdentifier(curve).equals(Buffer.from(parameters))));

function pssOf(parameters: Uint8Array | null, key: PublicKey): Scheme | NoScheme {
  if (parameters === null) return { why: 'RSASSA-PSS without its parameters', impossible: false };
  try {
    const said = readPssParameters(parameters);
    const bound = key.keyAlgorithm === KEY.rsaPss ? keyParameters(key) : null;
    // RFC 4055 3.3
    if (bound && (bound.hash !== said.hash || bound.mgf1Hash !== said.mgf1Hash || bound.saltBytes > said.saltBytes))
      return { why: 'RSASSA-PSS with other parameters than its key allows', impossible: true };
    return { kind: 'rsa-pss', ...said };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { why: error.message, impossible: false };
  }
}

/** Null: the key leaves them open. Throws DerError. */
function keyParameters({ spki }: PublicKey): PssParameters | null {
  const parameters = Der.read(spki).children[0]?.children[1];
  return parameters ? readPssParameters(parameters.bytes) : null;
}
