import { createHash } from 'node:crypto';
import { type Certificate, readCertificate } from './certificate.js';
import { Der, DerError, OCTET_STRING, SEQUENCE, SET } from './der.js';
import { type AlgorithmUse, type Check, RIGHT } from './facts.js';
import { checkValue } from './value.js';

/** One signer of a SignedData (RFC 5652 5.3), taken apart. */
export interface VerifiedSigner {
  /** Hex of the serial number or key identifier the signer is named by. */
  id: string;
  digests: Check;
  value: Check;
  digestAlgorithm: string | null;
  algorithm: AlgorithmUse | null;
  signer: Certificate | null;
  claimedTime: string | null;
  /** What is there beside and was not verified: time-stamps, counter-signatures. */
  unverified: string[];
}

export interface VerifiedCms {
  /** DER of every certificate inside. */
  certificates: Uint8Array[];
  /** Object identifier of what is signed. */
  contentType: string;
  signers: VerifiedSigner[];
}

const ATTRIBUTE = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
export const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.8': 'sha3-256',
  '2.16.840.1.101.3.4.2.9': 'sha3-384',
  '2.16.840.1.101.3.4.2.10': 'sha3-512',
  '1.2.156.10197.1.401': 'sm3',
};
const MAX_SIGNERS = 100;

/**
 * Every signer of a SignedData (RFC 5652 5.4–5.6): the content against the attribute messageDigest, the value over the
 * attributes as they are encoded, the certificate against the attribute that names it (RFC 5035). Without content that
 * content has to be given. Throws DerError for what is no SignedData in DER.
 */
export function verifyCms(bytes: Uint8Array, detached: Uint8Array | null): VerifiedCms {
  const [type, wrapped] = Der.read(bytes).expect(SEQUENCE, 'ContentInfo').children;
  if (!type || !wrapped?.isContext(0)) throw new DerError('no ContentInfo');
  const [, , contentInfo, ...rest] = wrapped.inner.expect(SEQUENCE, 'SignedData').children;
  const [contentType, inside] = contentInfo?.expect(SEQUENCE, 'EncapsulatedContentInfo').children ?? [];
  if (!contentType) throw new DerError('no EncapsulatedContentInfo');
  const content = inside ? inside.inner.expect(OCTET_STRING, 'eContent').contents : detached;
  const certificates = (rest.find((element) => element.isContext(0))?.children ?? []).flatMap(readable);
  const infos = rest.at(-1)?.expect(SET, 'signerInfos').children ?? [];
  if (infos.length > MAX_SIGNERS) throw new DerError(`${infos.length} signers`);
  return {
    certificates: certificates.map((one) => one.bytes),
    contentType: contentType.oid,
    signers: infos.map((info) => verifySigner(info, contentType.oid, content, certificates)),
  };
}

function verifySigner(
  info: Der,
  contentType: string,
  content: Uint8Array | null,
  certificates: readonly Certificate[],
): VerifiedSigner {
  const [, sid, digestAlgorithm, ...members] = info.expect(SEQUENCE, 'SignerInfo').children;
  const attributes = members[0]?.isContext(0) ? members.shift()! : null;
  const [algorithm, value, unsigned] = members;
  if (!sid || !digestAlgorithm || !algorithm || !value) throw new DerError('a SignerInfo without its members');
  const id = sid.is(SEQUENCE) ? sid.children[1] : sid;
  if (!id) throw new DerError('a SignerInfo without an identifier');
  const name = Buffer.from(id.contents).toString('hex');
  // By key identifier only where no other certificate can be meant.
  const signer = sid.is(SEQUENCE) ? certificates.find((one) => one.serial === name) : certificates.length === 1 ? certificates[0] : undefined; // prettier-ignore
  const hash = HASHES[digestAlgorithm.children[0]?.oid ?? ''] ?? null;
  const said = attributes ? attributesOf(attributes) : null;
  const verified: VerifiedSigner = {
    id: name,
    digests: digestsOf(hash, content, said, contentType, signer),
    value: { is: 'not-checked', why: 'needs-content: the certificate of the signer is not inside' },
    digestAlgorithm: hash,
    algorithm: null,
    signer: signer ?? null,
    claimedTime: said?.get(ATTRIBUTE.signingTime)?.[0]?.time ?? null,
    unverified: unsigned ? unsigned.children.map((one) => one.children[0]?.oid ?? '?') : [],
  };
  // RFC 5652 5.4: the tag [0] IMPLICIT is replaced by SET OF; the order stays as it is encoded.
  const message = attributes ? Buffer.concat([Buffer.from([SET]), attributes.bytes.subarray(1)]) : content;
  if (message === null)
    verified.value = { is: 'not-checked', why: 'needs-content: the value is over content that is not given' };
  else if (signer) {
    const [oid] = algorithm.expect(SEQUENCE, 'signature algorithm').children;
    const octets = value.expect(OCTET_STRING, 'signature value').contents;
    const checked = checkValue(oid?.oid ?? '', message, octets, signer, { hash });
    verified.value = checked.check;
    verified.algorithm = checked.algorithm;
  }
  return verified;
}

type Attributes = ReadonlyMap<string, Der[]>;

/** Type → values. An attribute that stands twice is refused: which one counts is not agreed (RFC 5652 5.3). */
function attributesOf(attributes: Der): Attributes {
  const found = new Map<string, Der[]>();
  for (const attribute of attributes.children) {
    const [type, values] = attribute.expect(SEQUENCE, 'Attribute').children;
    if (!type || !values) throw new DerError('an attribute without a value');
    if (found.has(type.oid)) throw new DerError(`the attribute ${type.oid} stands twice`);
    found.set(type.oid, values.expect(SET, 'attribute values').children);
  }
  return found;
}

function digestsOf(
  hash: string | null,
  content: Uint8Array | null,
  said: Attributes | null,
  contentType: string,
  signer: Certificate | undefined,
): Check {
  if (said) {
    const type = said.get(ATTRIBUTE.contentType)?.[0];
    if (type && type.oid !== contentType) return { is: 'wrong', why: `signed as ${type.oid}, is ${contentType}` };
    const named = signer ? namedCertificate(said, signer) : RIGHT;
    if (named.is !== 'right') return named;
  }
  if (content === null) return { is: 'not-checked', why: 'needs-content: the signed content is not inside' };
  if (hash === null) return { is: 'not-checked', why: 'the digest algorithm is not known here' };
  // Without attributes the value itself is over the content.
  if (!said) return RIGHT;
  const stated = said.get(ATTRIBUTE.messageDigest);
  if (stated?.length !== 1) return { is: 'wrong', why: 'no message digest is signed' };
  const right = createHash(hash).update(content).digest().equals(stated[0]!.expect(OCTET_STRING, 'message digest').contents); // prettier-ignore
  return right ? RIGHT : { is: 'wrong', why: 'the content is not the one that was signed' };
}

/** RFC 5035: the first certificate named is the signer's. */
function namedCertificate(said: Attributes, signer: Certificate): Check {
  for (const [attribute, fallback] of [
    [ATTRIBUTE.signingCertificateV2, 'sha256'],
    [ATTRIBUTE.signingCertificate, 'sha1'],
  ] as const) {
    // prettier-ignore
    const first = said.get(attribute)?.[0]?.children[0]?.children[0]?.children;
    if (!first) continue;
    const own = first[0]?.is(SEQUENCE) ? first[0] : null;
    const hash = own ? HASHES[own.children[0]?.oid ?? ''] : fallback;
    const digest = (own ? first[1] : first[0])?.expect(OCTET_STRING, 'certHash').contents;
    if (!hash || !digest) return { is: 'not-checked', why: 'the signing certificate is named by an unknown digest' };
    if (!createHash(hash).update(signer.bytes).digest().equals(digest))
      return { is: 'wrong', why: 'the certificate is not the one that the signature names' };
  }
  return RIGHT;
}

/** Attribute certificates and what can't be read are no signer's. */
function readable(element: Der): Certificate[] {
  if (!element.is(SEQUENCE)) return [];
  try {
    return [readCertificate(element.bytes)];
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}
