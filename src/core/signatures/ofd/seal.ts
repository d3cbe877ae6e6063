import { type Certificate, readCertificate } from '../certificate.js';
import { sequence } from '../der-writer.js';
import { BIT_STRING, Der, DerError, OCTET_STRING, SEQUENCE } from '../der.js';

/** An electronic seal (SESeal), as it lies in Seal.esl and inside every signature made with it. */
export interface Seal {
  bytes: Uint8Array;
  /** GM/T 0031-2014, GB/T 38540-2020, GM/T 0031-2025. */
  version: 1 | 4 | 5;
  name: string;
  /** RFC 3339; null when unreadable. */
  validFrom: string | null;
  validUntil: string | null;
  /** Certificates that may seal with it, or their digests (GB/T 38540-2020 certListType 2). */
  signers: Uint8Array[];
  signersAreDigests: boolean;
  /** The maker's own signature over the seal. */
  maker: Certificate;
  algorithm: string;
  /** What the value may be over: as the standard of its version says first, as the other versions do after. */
  signed: readonly [Uint8Array, Uint8Array];
  value: Uint8Array;
  /** V5: a time-stamp over the maker's value, as found. */
  timestamp: Uint8Array | null;
}

/** A signature made with a seal (SES_Signature). */
export interface SealSignature {
  version: Seal['version'];
  seal: Seal;
  /** DER of TBS_Sign: what the value is over. */
  signed: Uint8Array;
  dataHash: Uint8Array;
  propertyInfo: string;
  claimedTime: string | null;
  signer: Certificate;
  algorithm: string;
  value: Uint8Array;
  /** The element that holds it, of which some time-stamps are. */
  valueElement: Uint8Array;
  /** A time-stamp over the value, as found; V1 has none. */
  timestamp: Uint8Array | null;
}

const octets = (element: Der): Uint8Array =>
  element.is(BIT_STRING) ? element.bits : element.expect(OCTET_STRING, 'octets').contents;

/** A certificate stands in an OCTET STRING; some software leaves that out. */
const certificateOf = (element: Der): Uint8Array => (element.is(SEQUENCE) ? element.bytes : octets(element));

/** An OID; some software writes an AlgorithmIdentifier. */
const oidOf = (algorithm: Der): string =>
  algorithm.is(SEQUENCE) ? take(algorithm.children, 1, 'algorithm')[0]!.oid : algorithm.oid;

/** `most`: no more than these may stand there. */
function take(elements: readonly Der[], count: number, what: string, most = Infinity): Der[] {
  if (elements.length > most) throw new DerError(`${what}: ${elements.length} members, at most ${most}`);
  if (elements.length < count) throw new DerError(`${what}: ${elements.length} members, expected ${count}`);
  return elements as Der[];
}

/** SES_Signature of any version (GB/T 38540-2020 7.2, GM/T 0031). Throws DerError. */
export function readSealSignature(bytes: Uint8Array): SealSignature {
  const members = Der.read(bytes).expect(SEQUENCE, 'SES_Signature').children;
  const toSign = take(members, 2, 'SES_Signature')[0]!.expect(SEQUENCE, 'TBS_Sign');
  const fields = take(toSign.children, 5, 'TBS_Sign') as [Der, Der, Der, Der, Der, ...Der[]];
  const [, sealElement, timeInfo, dataHash, propertyInfo] = fields;
  const seal = readSeal(sealElement.bytes);
  const common = {
    seal,
    signed: toSign.bytes,
    dataHash: octets(dataHash),
    propertyInfo: propertyInfo.text,
    claimedTime: timeOf(timeInfo),
  };
  if (members.length === 2) {
    const [, , , , , cert, algorithm] = take(fields, 7, 'TBS_Sign') as [Der, Der, Der, Der, Der, Der, Der];
    const [, value] = members as [Der, Der];
    return { ...common, version: 1, signer: readCertificate(certificateOf(cert)), algorithm: oidOf(algorithm), value: octets(value), valueElement: value.bytes, timestamp: null }; // prettier-ignore
  }
  const [, cert, algorithm, value, timestamp] = take(members, 4, 'SES_Signature', 5) as [Der, Der, Der, Der, Der?];
  return {
    ...common,
    version: seal.version === 5 ? 5 : 4,
    signer: readCertificate(certificateOf(cert)),
    algorithm: oidOf(algorithm),
    value: octets(value),
    valueElement: value.bytes,
    timestamp: timestampOf(timestamp),
  };
}

/** CertDigestObj: the name of a digest, and the digest. A certificate begins with a SEQUENCE. */
const isDigest = (item: Der): boolean => item.is(SEQUENCE) && item.children[0]?.is(SEQUENCE) === false;

/** SESeal of any version. Throws DerError. */
export function readSeal(bytes: Uint8Array): Seal {
  const element = Der.read(bytes).expect(SEQUENCE, 'SESeal');
  const members = take(element.children, 2, 'SESeal');
  const info = members[0]!.expect(SEQUENCE, 'SES_SealInfo');
  const [header, , property] = take(info.children, 4, 'SES_SealInfo') as [Der, Der, Der];
  const fields = property.expect(SEQUENCE, 'SES_ESPropertyInfo').children;
  // V4 and V5 say before the list what is in it; V1 does not.
  const listAt = fields.findIndex((field) => field.is(SEQUENCE));
  const list = fields[listAt];
  if (!list) throw new DerError('SES_ESPropertyInfo: no list of certificates');
  const signersAreDigests = list.children.some(isDigest);
  const [, name] = fields;
  const [, validFrom, validUntil] = fields.slice(listAt + 1);
  const common = {
    bytes: element.bytes,
    name: name?.text.slice(0, 200) ?? '',
    validFrom: validFrom?.time ?? null,
    validUntil: validUntil?.time ?? null,
    signers: list.children.map((item) =>
      isDigest(item) ? octets(take(item.children, 2, 'CertDigestObj')[1]!) : certificateOf(item),
    ),
    signersAreDigests,
  };
  const old = members.length === 2;
  const own = old ? members[1]!.expect(SEQUENCE, 'SES_SignInfo').children : members.slice(1);
  const [cert, algorithm, value, timestamp] = take(own, 3, 'SESeal', old ? 3 : 4) as [Der, Der, Der, Der?];
  // GM/T 0031-2014 5.3: over SES_SealInfo, the maker's certificate and the algorithm; GB/T 38540: over SES_SealInfo.
  const three = sequence([info.bytes, cert.bytes, algorithm.bytes]);
  return {
    ...common,
    version: old ? 1 : versionOf(header) === 5n ? 5 : 4,
    maker: readCertificate(certificateOf(cert)),
    algorithm: oidOf(algorithm),
    signed: old ? [three, info.bytes] : [info.bytes, three],
    value: octets(value),
    timestamp: timestampOf(timestamp),
  };
}

/** Certificates of a seal: its maker's, and of those who may use it. Throws DerError. */
export function certificatesOfSeal(bytes: Uint8Array): Uint8Array[] {
  const { maker, signers, signersAreDigests } = readSeal(bytes);
  return [maker.bytes, ...(signersAreDigests ? [] : signers)];
}

function versionOf(header: Der): bigint {
  const version = header.expect(SEQUENCE, 'SES_Header').children[1];
  if (!version) throw new DerError('SES_Header: no version');
  return version.integer;
}

/** GeneralizedTime or UTCTime; V1 holds it in a BIT STRING, as text or as an element. */
function timeOf(element: Der): string | null {
  if (!element.is(BIT_STRING) && !element.is(OCTET_STRING)) return element.time;
  const inside = octets(element);
  try {
    return Der.read(inside).time;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return Der.textTime(Buffer.from(inside).toString('latin1'));
  }
}

/** [0] EXPLICIT BIT STRING; the octets inside are the token. */
function timestampOf(element: Der | undefined): Uint8Array | null {
  if (!element) return null;
  if (!element.isContext(0)) throw new DerError('something else stands where a time-stamp belongs');
  const { inner } = element;
  return inner.is(BIT_STRING) || inner.is(OCTET_STRING) ? octets(inner) : inner.bytes;
}
