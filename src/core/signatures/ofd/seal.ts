import { type Certificate, readCertificate } from '../certificate.js';
import { sequence } from '../der-writer.js';
import { BIT_STRING, Der, DerError, OCTET_STRING, OID, SEQUENCE } from '../der.js';

/** An electronic seal (SESeal), as it lies in Seal.esl and inside every signature made with it. */
export interface Seal {
  bytes: Uint8Array;
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
  signed: Uint8Array;
  value: Uint8Array;
}

/** A signature made with a seal (SES_Signature). */
export interface SealSignature {
  /** GM/T 0031-2014, GB/T 38540-2020, GM/T 0031-2025. */
  version: 1 | 4 | 5;
  seal: Seal;
  /** DER of TBS_Sign: what the value is over. */
  signed: Uint8Array;
  dataHash: Uint8Array;
  propertyInfo: string;
  claimedTime: string | null;
  signer: Certificate;
  algorithm: string;
  value: Uint8Array;
}

const octets = (element: Der): Uint8Array =>
  element.is(BIT_STRING) ? element.bits : element.expect(OCTET_STRING, 'octets').contents;

function take(elements: readonly Der[], count: number, what: string): Der[] {
  if (elements.length < count) throw new DerError(`${what}: ${elements.length} members, expected ${count}`);
  return elements as Der[];
}

/** SES_Signature of any version (GB/T 38540-2020 7.2, GM/T 0031). Throws DerError. */
export function readSealSignature(bytes: Uint8Array): SealSignature {
  const members = Der.read(bytes).expect(SEQUENCE, 'SES_Signature').children;
  const toSign = take(members, 2, 'SES_Signature')[0]!.expect(SEQUENCE, 'TBS_Sign');
  const fields = take(toSign.children, 5, 'TBS_Sign') as [Der, Der, Der, Der, Der, ...Der[]];
  const [, sealElement, timeInfo, dataHash, propertyInfo] = fields;
  const common = {
    signed: toSign.bytes,
    dataHash: octets(dataHash),
    propertyInfo: propertyInfo.text,
    claimedTime: timeInfo.time,
  };
  if (members.length === 2) {
    const [, , , , , cert, algorithm] = take(fields, 7, 'TBS_Sign') as [Der, Der, Der, Der, Der, Der, Der];
    return {
      ...common,
      version: 1,
      seal: readSeal(sealElement.bytes),
      signer: readCertificate(octets(cert)),
      algorithm: algorithm.oid,
      value: octets(members[1]!),
    };
  }
  const [, cert, algorithm, value] = take(members, 4, 'SES_Signature') as [Der, Der, Der, Der];
  const seal = readSeal(sealElement.bytes);
  return {
    ...common,
    version: versionOf(sealElement) === 5n ? 5 : 4,
    seal,
    signer: readCertificate(octets(cert)),
    algorithm: algorithm.oid,
    value: octets(value),
  };
}

/** SESeal of any version. Throws DerError. */
export function readSeal(bytes: Uint8Array): Seal {
  const element = Der.read(bytes).expect(SEQUENCE, 'SESeal');
  const members = take(element.children, 2, 'SESeal');
  const info = members[0]!.expect(SEQUENCE, 'SES_SealInfo');
  const [, , property] = take(info.children, 4, 'SES_SealInfo') as [Der, Der, Der];
  const fields = property.expect(SEQUENCE, 'SES_ESPropertyInfo').children;
  // V4 and V5 say before the list what is in it; V1 does not.
  const listAt = fields.findIndex((field) => field.is(SEQUENCE));
  const list = fields[listAt];
  if (!list) throw new DerError('SES_ESPropertyInfo: no list of certificates');
  const signersAreDigests = list.children.some((item) => item.is(SEQUENCE));
  const [, name] = fields;
  const [, validFrom, validUntil] = fields.slice(listAt + 1);
  const common = {
    bytes: element.bytes,
    name: name?.text.slice(0, 200) ?? '',
    validFrom: validFrom?.time ?? null,
    validUntil: validUntil?.time ?? null,
    signers: list.children.map((item) =>
      item.is(SEQUENCE) ? octets(take(item.children, 2, 'CertDigestObj')[1]!) : octets(item),
    ),
    signersAreDigests,
  };
  if (members.length === 2) {
    const signInfo = take(members[1]!.expect(SEQUENCE, 'SES_SignInfo').children, 3, 'SES_SignInfo') as [Der, Der, Der];
    const [cert, algorithm, value] = signInfo;
    // GM/T 0031-2014 5.3: over the DER of SES_SealInfo, the maker's certificate and the algorithm.
    const signed = sequence([info.bytes, cert.bytes, algorithm.expect(OID, 'algorithm').bytes]);
    return { ...common, maker: readCertificate(octets(cert)), algorithm: algorithm.oid, signed, value: octets(value) };
  }
  const [, cert, algorithm, value] = take(members, 4, 'SESeal') as [Der, Der, Der, Der];
  return {
    ...common,
    maker: readCertificate(octets(cert)),
    algorithm: algorithm.oid,
    signed: info.bytes,
    value: octets(value),
  };
}

function versionOf(seal: Der): bigint {
  const header = seal.children[0]?.children[0]?.children[1];
  if (!header) throw new DerError('SES_Header: no version');
  return header.integer;
}
