/** Electronic seals and signatures made with them: GM/T 0031-2014 (V1), GB/T 38540-2020 (V4), GM/T 0031-2025 (V5). */
import * as der from './der.mjs';
import { digest } from './keys.mjs';

const VENDOR = 'DANTAO-SEED';
/** OID of the algorithm of a key: the first member of its AlgorithmIdentifier. */
const algorithmOf = (key) => {
  const inside = der.inside(key.algorithm);
  return inside.subarray(0, 2 + inside[1]);
};

/**
 * SESeal, signed by its `maker` for `holder` (or for the certificates in `list`). `picture`: a PNG, 30 × 30 mm.
 * `digests`: the list holds digests by SM3 instead of certificates. `timestamp`: what makes a token from the value.
 */
export function makeSeal({
  id,
  name,
  maker,
  holder,
  picture,
  version = 4,
  list = [holder.certificate],
  digests = false,
  from = '2020-01-02T00:00:00Z',
  until = '2034-12-31T00:00:00Z',
  timestamp,
}) {
  const moment = (iso) => (version === 1 ? der.utcTime : der.generalizedTime)(der.compactTime(iso));
  const item = (one) => (digests ? der.sequence(der.printable('SM3'), der.octets(digest('sm3', one))) : der.octets(one)); // prettier-ignore
  const info = der.sequence(
    der.sequence(der.ia5String('ES'), der.integer(version), der.ia5String(VENDOR)),
    der.ia5String(id),
    der.sequence(
      der.integer(1), // company seal
      der.utf8String(name),
      ...(version === 1 ? [] : [der.integer(digests ? 2 : 1)]),
      der.sequence(...list.map(item)),
      moment(from),
      moment(from),
      moment(until),
    ),
    der.sequence(der.ia5String('PNG'), der.octets(picture), der.integer(30), der.integer(30)),
  );
  const cert = der.octets(maker.certificate);
  const algorithm = algorithmOf(maker.key);
  if (version === 1) {
    const value = maker.key.sign(der.sequence(info, cert, algorithm));
    return der.sequence(info, der.sequence(cert, algorithm, der.bitString(value)));
  }
  const value = maker.key.sign(info);
  const stamp = timestamp ? [der.explicit(0, der.bitString(timestamp(value)))] : [];
  return der.sequence(info, cert, algorithm, der.bitString(value), ...stamp);
}

/**
 * SES_Signature over the bytes of Signature.xml: their digest stands in TBS_Sign, `holder` signs TBS_Sign. `at`:
 * `20201105020000Z`. `timestamp`: what makes a token from the value.
 */
export function signWithSeal({
  seal,
  holder,
  signatureXml,
  path,
  at,
  version = 4,
  hash = 'sm3',
  dataHash = digest(hash, signatureXml),
  timestamp,
}) {
  const cert = der.octets(holder.certificate);
  const algorithm = algorithmOf(holder.key);
  const time = version === 1 ? der.bitString(Buffer.from(at, 'latin1')) : der.generalizedTime(at);
  const toSign = der.sequence(
    der.integer(version),
    seal,
    time,
    der.bitString(dataHash),
    der.ia5String(path),
    ...(version === 1 ? [cert, algorithm] : []),
  );
  const value = holder.key.sign(toSign);
  if (version === 1) return der.sequence(toSign, der.bitString(value));
  const stamp = timestamp ? [der.explicit(0, der.bitString(timestamp(value)))] : [];
  return der.sequence(toSign, cert, algorithm, der.bitString(value), ...stamp);
}
