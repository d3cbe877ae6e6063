/** CMS SignedData (RFC 5652; GB/T 35275 with `gm`) and RFC 3161 time-stamp tokens. */
import { keyId } from './certificates.mjs';
import * as der from './der.mjs';
import { digest, digestAlgorithm } from './keys.mjs';

export const CMS = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  gmData: '1.2.156.10197.6.1.4.2.1',
  gmSignedData: '1.2.156.10197.6.1.4.2.2',
  sm2Sign: '1.2.156.10197.1.301.1',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  counterSignature: '1.2.840.113549.1.9.6',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  signatureTimeStamp: '1.2.840.113549.1.9.16.2.14',
};

/** `{ oid, values }` with the values in DER. */
export const attribute = (oid, ...values) => der.sequence(der.oid(oid), der.set(...values));

/** RFC 5035 signingCertificateV2 naming the holder's certificate. */
export const signingCertificateV2 = (holder, hash = 'sha256') =>
  attribute(
    CMS.signingCertificateV2,
    der.sequence(
      der.sequence(
        der.sequence(
          ...(hash === 'sha256' ? [] : [digestAlgorithm(hash)]),
          der.octets(digest(hash, holder.certificate)),
        ),
      ),
    ),
  );

/**
 * One SignerInfo. `attributes`: DER of more signed attributes, or null for none at all; `unsigned`: DER of attributes,
 * or a function of the signature value that gives them (time-stamps). `digest` stands for that of the content.
 */
export function signerInfo({
  holder,
  hash = holder.key.hash,
  content,
  contentDigest = digest(hash, content),
  contentType = CMS.data,
  attributes = [],
  signingTime,
  unsigned = [],
  byKey = false,
  algorithm = holder.key.algorithm,
}) {
  const issuer = holder.issuer ?? holder;
  const sid = byKey ? der.implicit(0, keyId(holder.key.spki), false) : der.sequence(issuer.name, der.integer(holder.serial)); // prettier-ignore
  const signed =
    attributes === null
      ? null
      : der.set(
          attribute(CMS.contentType, der.oid(contentType)),
          attribute(CMS.messageDigest, der.octets(contentDigest)),
          ...(signingTime === undefined ? [] : [attribute(CMS.signingTime, der.time(signingTime))]),
          ...attributes,
        );
  const value = holder.key.sign(signed ?? content);
  const beside = typeof unsigned === 'function' ? unsigned(value) : unsigned;
  return der.sequence(
    der.integer(byKey ? 3 : 1),
    sid,
    digestAlgorithm(hash),
    ...(signed ? [der.implicit(0, der.inside(signed))] : []),
    algorithm,
    der.octets(value),
    ...(beside.length === 0 ? [] : [der.implicit(1, der.inside(der.set(...beside)))]),
  );
}

/** ContentInfo with SignedData. `signers`: what `signerInfo` takes, or DER. Without `attached` the content stays outside. */
export function signedData({
  content,
  signers,
  attached = false,
  contentType,
  certificates,
  crls = [],
  gm = false,
  version = 1,
}) {
  const type = contentType ?? (gm ? CMS.gmData : CMS.data);
  // GB/T 35275 names SM2 for signing where CMS names SM3withSM2.
  const own = ({ holder }) =>
    gm && holder.key.kind === 'sm2' ? { algorithm: der.sequence(der.oid(CMS.sm2Sign)) } : {};
  const infos = signers.map((one) =>
    Buffer.isBuffer(one) ? one : signerInfo({ content, contentType: type, ...own(one), ...one }),
  );
  const hashes = [...new Set(signers.map((one) => (Buffer.isBuffer(one) ? 'sha256' : (one.hash ?? one.holder.key.hash))))]; // prettier-ignore
  const inside = certificates ?? signers.filter((one) => !Buffer.isBuffer(one)).map(({ holder }) => holder);
  const set = (number, list) => (list.length === 0 ? [] : [der.implicit(number, Buffer.concat(list))]);
  return der.sequence(
    der.oid(gm ? CMS.gmSignedData : CMS.signedData),
    der.explicit(
      0,
      der.sequence(
        der.integer(version),
        der.set(...hashes.map(digestAlgorithm)),
        der.sequence(der.oid(type), ...(attached ? [der.explicit(0, der.octets(content))] : [])),
        ...set(
          0,
          inside.map((holder) => (Buffer.isBuffer(holder) ? holder : holder.certificate)),
        ),
        ...set(1, crls),
        der.set(...infos),
      ),
    ),
  );
}

/** RFC 3161 TimeStampToken over `message` (or over an `imprint` that is already a digest). `at`: with any fraction. */
export function timestampToken({
  tsa,
  message,
  hash = tsa.key.hash,
  imprint = digest(hash, message),
  at,
  serial = 1,
  policy = '1.2.3.4.5',
  accuracyMicros,
  nonce,
  certificates = [tsa],
  attributes = [],
  unsigned = [],
}) {
  const accuracy = () => {
    const [seconds, millis, micros] = [Math.floor(accuracyMicros / 1e6), Math.floor(accuracyMicros / 1e3) % 1e3, accuracyMicros % 1e3]; // prettier-ignore
    const implicitInteger = (number, value) => der.element(0x80 | number, der.inside(der.integer(value)));
    return der.sequence(
      ...(seconds ? [der.integer(seconds)] : []),
      ...(millis ? [implicitInteger(0, millis)] : []),
      ...(micros ? [implicitInteger(1, micros)] : []),
    );
  };
  const info = der.sequence(
    der.integer(1),
    der.oid(policy),
    der.sequence(digestAlgorithm(hash), der.octets(imprint)),
    der.integer(serial),
    der.generalizedTime(der.compactTime(at)),
    ...(accuracyMicros === undefined ? [] : [accuracy()]),
    ...(nonce === undefined ? [] : [der.integer(nonce)]),
  );
  return signedData({
    content: info,
    contentType: CMS.tstInfo,
    attached: true,
    certificates,
    version: 3,
    signers: [{ holder: tsa, attributes: [signingCertificateV2(tsa), ...attributes], unsigned }],
  });
}

/** RFC 3161 TimeStampResp, granted. */
export const timestampResponse = (token) => der.sequence(der.sequence(der.integer(0)), token);

/** Unsigned attribute with a time-stamp over a signature value: for `unsigned` of signerInfo. */
export const signatureTimestamp = (options) => (value) => [
  attribute(CMS.signatureTimeStamp, timestampToken({ message: value, ...options })),
];
