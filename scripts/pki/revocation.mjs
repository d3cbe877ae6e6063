/** Certificate revocation lists (RFC 5280 5) and OCSP responses (RFC 6960). */
import { extension, keyId } from './certificates.mjs';
import * as der from './der.mjs';
import { digest, digestAlgorithm } from './keys.mjs';

/** DER of a CertificateList signed by `issuer`. `revoked`: `[{ serial, at, reason? }]`, reason as a CRLReason number. */
export function crl({ issuer, thisUpdate, nextUpdate, number = 1, revoked = [], extensions = [] }) {
  const entries = revoked.map(({ serial, at, reason }) =>
    der.sequence(
      der.integer(serial),
      der.time(at),
      ...(reason === undefined ? [] : [der.sequence(extension('2.5.29.21', false, der.enumerated(reason)))]),
    ),
  );
  const body = der.sequence(
    der.integer(1),
    issuer.key.algorithm,
    issuer.name,
    der.time(thisUpdate),
    ...(nextUpdate === undefined ? [] : [der.time(nextUpdate)]),
    ...(entries.length > 0 ? [der.sequence(...entries)] : []),
    der.explicit(
      0,
      der.sequence(
        extension('2.5.29.35', false, der.sequence(der.implicit(0, keyId(issuer.key.spki), false))),
        extension('2.5.29.20', false, der.integer(number)),
        ...extensions.map(({ oid, critical = false, value }) => extension(oid, critical, value)),
      ),
    ),
  );
  return der.sequence(body, issuer.key.algorithm, der.bitString(issuer.key.sign(body)));
}

/** The bits of subjectPublicKey: what CertID and ResponderID byKey are digests of. */
function keyBits(spki) {
  const [, keyAt] = membersOf(spki);
  return membersOf(keyAt, true)[0];
}

/** Members of a SEQUENCE, or with `bits` the whole bytes of a BIT STRING. */
function membersOf(bytes, bits = false) {
  const head = (at) => (bytes[at + 1] < 0x80 ? [2, bytes[at + 1]] : [2 + (bytes[at + 1] & 0x7f), Number(`0x${bytes.subarray(at + 2, at + 2 + (bytes[at + 1] & 0x7f)).toString('hex')}`)]); // prettier-ignore
  const [header] = head(0);
  if (bits) return [bytes.subarray(header + 1)];
  const list = [];
  for (let at = header; at < bytes.length;) {
    const [own, length] = head(at);
    list.push(bytes.subarray(at, at + own + length));
    at += own + length;
  }
  return list;
}

/**
 * DER of a BasicOCSPResponse (`basic: true`) or of the OCSPResponse around it. `responder` signs: the issuer itself, or
 * one it delegated to, whose certificate then belongs into `certificates`. `status`: `good`, `unknown`, or
 * `{ revokedAt, reason? }`.
 */
export function ocsp({
  responder,
  certificate: holder,
  issuer = holder.issuer,
  status = 'good',
  producedAt,
  thisUpdate = producedAt,
  nextUpdate,
  hash = 'sha1',
  byKey = false,
  certificates = [],
  extensions = [],
  basic = false,
}) {
  const id = der.sequence(
    digestAlgorithm(hash),
    der.octets(digest(hash, issuer.name)),
    der.octets(digest(hash, keyBits(issuer.key.spki))),
    der.integer(holder.serial),
  );
  const general = (iso) => der.generalizedTime(der.compactTime(iso));
  const said =
    status === 'good'
      ? der.element(0x80)
      : status === 'unknown'
        ? der.element(0x82)
        : der.element(
            0xa1,
            general(status.revokedAt),
            ...(status.reason === undefined ? [] : [der.explicit(0, der.enumerated(status.reason))]),
          );
  const single = der.sequence(
    id,
    said,
    general(thisUpdate),
    ...(nextUpdate === undefined ? [] : [der.explicit(0, general(nextUpdate))]),
  );
  const body = der.sequence(
    byKey ? der.explicit(2, der.octets(digest('sha1', keyBits(responder.key.spki)))) : der.explicit(1, responder.name),
    general(producedAt),
    der.sequence(single),
    ...(extensions.length === 0
      ? []
      : [der.explicit(1, der.sequence(...extensions.map(({ oid, critical, value }) => extension(oid, critical, value))))]), // prettier-ignore
  );
  const response = der.sequence(
    body,
    responder.key.algorithm,
    der.bitString(responder.key.sign(body)),
    ...(certificates.length === 0 ? [] : [der.explicit(0, der.sequence(...certificates.map((c) => c.certificate)))]),
  );
  if (basic) return response;
  const bytes = der.sequence(der.oid('1.3.6.1.5.5.7.48.1.1'), der.octets(response));
  return der.sequence(der.enumerated(0), der.explicit(0, bytes));
}
