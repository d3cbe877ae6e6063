import { Der, DerError, SET } from '../der.js';
import { ATTRIBUTE } from './attributes.js';
import { type Attribute, type SignerInfo } from './signed-data.js';

/** RFC 6211: a signed copy of the two algorithm identifiers. */
const ALGORITHM_PROTECTION = '1.2.840.113549.1.9.52';

/**
 * Attributes that stand once and have one value (RFC 5652 11, ETSI EN 319 122-1 5.2). The one that names the signing
 * certificate is met twice, and each of them has to be right.
 */
const ONCE = new Set<string>([
  ATTRIBUTE.contentType,
  ATTRIBUTE.messageDigest,
  ATTRIBUTE.signingTime,
  ATTRIBUTE.signaturePolicy,
  ALGORITHM_PROTECTION,
]);

/** The first attribute that stands or speaks twice where it may once; readers differ in which they take. */
export function repeatedAttribute(signed: readonly Attribute[]): string | null {
  const seen = new Set<string>();
  for (const { oid, values } of signed) {
    if (ONCE.has(oid) && (seen.has(oid) || values.length > 1)) return oid;
    seen.add(oid);
  }
  return null;
}

/** False when the signed copy names other algorithms than the SignerInfo does. */
export function algorithmsAgree({ signed, digestAlgorithm, signatureAlgorithm }: SignerInfo): boolean {
  const [copy] = signed?.find(({ oid }) => oid === ALGORITHM_PROTECTION)?.values ?? [];
  if (!copy) return true;
  const [digest, ...others] = copy.children;
  const signature = others.find((one) => one.isContext(1));
  return (
    digest?.children[0]?.oid === digestAlgorithm.children[0]?.oid &&
    (signature === undefined || signature.children[0]?.oid === signatureAlgorithm.oid)
  );
}

/**
 * A signature over attributes can be shown as one over content, when the attributes are dropped and their DER is put in
 * the content's place: the value then verifies. No document is a SET of attributes with a message digest.
 */
export function contentIsAttributes(content: Uint8Array): boolean {
  try {
    const set = Der.read(content);
    return set.is(SET) && set.children.some((one) => one.children[0]?.oid === ATTRIBUTE.messageDigest);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}
