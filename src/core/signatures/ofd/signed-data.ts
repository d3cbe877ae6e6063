import { type Certificate, readCertificate } from '../certificate.js';
import { Der, DerError, INTEGER, OCTET_STRING, SEQUENCE, SET } from '../der.js';

/** The one signer of a SignedData (GB/T 35275-2017, GM/T 0010; RFC 5652 is alike). */
export interface SignedData {
  /** What is inside, when anything is. */
  content: Uint8Array | null;
  /** The attribute messageDigest. */
  messageDigest: Uint8Array | null;
  /** Signed attributes as the value is over them: DER of a SET. Null: the value is over the content. */
  attributes: Uint8Array | null;
  signer: Certificate;
  algorithm: string;
  value: Uint8Array;
}

const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';

/** Throws DerError, also for anything but exactly one signer whose certificate is inside. */
export function readSignedData(bytes: Uint8Array): SignedData {
  const [type, wrapped] = Der.read(bytes).expect(SEQUENCE, 'ContentInfo').children;
  if (
    !type ||
    !wrapped?.isContext(0) ||
    !/^(1\.2\.156\.10197\.6\.1\.4\.2\.2|1\.2\.840\.113549\.1\.7\.2)$/.test(type.oid)
  )
    throw new DerError('no SignedData');
  const [, , contentInfo, ...rest] = wrapped.inner.expect(SEQUENCE, 'SignedData').children;
  const certificates = rest.find((element) => element.isContext(0))?.children ?? [];
  const infos = rest.at(-1)?.expect(SET, 'signerInfos').children ?? [];
  const [info] = infos;
  if (!contentInfo || !info || infos.length !== 1) throw new DerError(`${infos.length} signers, expected one`);
  const [, issuerAndSerial, , ...members] = info.expect(SEQUENCE, 'SignerInfo').children;
  const attributes = members[0]?.isContext(0) ? members.shift()! : null;
  const [algorithm, value] = members;
  if (!issuerAndSerial || !algorithm || !value) throw new DerError('a signer without a value');
  const serial = issuerAndSerial
    .expect(SEQUENCE, 'IssuerAndSerialNumber')
    .children[1]?.expect(INTEGER, 'serial number');
  const signer = certificates
    .map((certificate) => readCertificate(certificate.bytes))
    .find((certificate) => serial && certificate.serial === Buffer.from(serial.contents).toString('hex'));
  if (!signer) throw new DerError('the certificate of the signer is not inside');
  const inside = contentInfo.children[1];
  return {
    content: inside ? contentOf(inside) : null,
    messageDigest: attributes ? messageDigestOf(attributes) : null,
    // RFC 5652 5.4: the tag [0] IMPLICIT is replaced by SET OF.
    attributes: attributes ? Buffer.concat([Buffer.from([SET]), attributes.bytes.subarray(1)]) : null,
    signer,
    algorithm: algorithm.expect(SEQUENCE, 'signature algorithm').children[0]?.oid ?? '',
    value: value.expect(OCTET_STRING, 'signature value').contents,
  };
}

function contentOf(wrapped: Der): Uint8Array {
  const { inner } = wrapped;
  return inner.is(OCTET_STRING) ? inner.contents : inner.bytes;
}

function messageDigestOf(attributes: Der): Uint8Array {
  const found = attributes.children.map((one) => one.children).filter(([type]) => type?.oid === MESSAGE_DIGEST);
  const value = found[0]?.[1]?.children[0];
  if (found.length !== 1 || !value) throw new DerError('signed attributes without one message digest');
  return value.expect(OCTET_STRING, 'message digest').contents;
}
