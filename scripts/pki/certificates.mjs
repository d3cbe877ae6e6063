/** X.509 v3 certificates (RFC 5280) over throw-away keys. */
import * as der from './der.mjs';
import { digest } from './keys.mjs';

const TYPES = { C: '2.5.4.6', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3' };

/** X.501 name of these, in order: `{ C: 'CN', O: '…', CN: '…' }`. */
export const nameOf = (parts) =>
  der.sequence(
    ...Object.entries(parts).map(([type, value]) =>
      der.set(der.sequence(der.oid(TYPES[type]), type === 'C' ? der.printable(value) : der.utf8String(value))),
    ),
  );

export const keyId = (spki) => digest('sha1', spki).subarray(0, 20);
export const extension = (type, critical, value) =>
  der.sequence(der.oid(type), ...(critical ? [der.boolean(true)] : []), der.octets(value));

/** Bits of keyUsage (RFC 5280 4.2.1.3), in their order. */
const USAGES = ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement', 'keyCertSign', 'cRLSign']; // prettier-ignore
function usageOf(names) {
  const bits = names.reduce((all, name) => all | (0x80 >> USAGES.indexOf(name)), 0);
  let unused = 0;
  while (unused < 7 && !(bits & (1 << unused))) unused++;
  return der.bitString(Buffer.from([bits]), unused);
}

export const EKU = {
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  codeSigning: '1.3.6.1.5.5.7.3.3',
};

/** GeneralName uniformResourceIdentifier. */
const uri = (text) => der.element(0x86, Buffer.from(text, 'latin1'));

function extensionsOf({
  ca,
  pathLength,
  usage,
  eku,
  ekuCritical,
  crlUrl,
  ocspUrl,
  policies,
  key,
  signer,
  without,
  more,
}) {
  const list = [
    ['basicConstraints', () => extension('2.5.29.19', true, der.sequence(...(ca ? [der.boolean(true)] : []), ...(pathLength === undefined ? [] : [der.integer(pathLength)])))],
    ['keyUsage', () => extension('2.5.29.15', true, usageOf(usage ?? (ca ? ['keyCertSign', 'cRLSign'] : ['digitalSignature', 'nonRepudiation'])))],
    ['subjectKeyIdentifier', () => extension('2.5.29.14', false, der.octets(keyId(key.spki)))],
    ['authorityKeyIdentifier', () => extension('2.5.29.35', false, der.sequence(der.implicit(0, keyId(signer.key.spki), false)))],
    ['extendedKeyUsage', eku && (() => extension('2.5.29.37', ekuCritical, der.sequence(...eku.map(der.oid))))],
    ['crlDistributionPoints', crlUrl && (() => extension('2.5.29.31', false, der.sequence(der.sequence(der.explicit(0, der.explicit(0, uri(crlUrl)))))))],
    ['authorityInfoAccess', ocspUrl && (() => extension('1.3.6.1.5.5.7.1.1', false, der.sequence(der.sequence(der.oid('1.3.6.1.5.5.7.48.1'), uri(ocspUrl)))))],
    ['certificatePolicies', policies && (() => extension('2.5.29.32', false, der.sequence(...policies.map((one) => der.sequence(der.oid(one))))))],
  ]; // prettier-ignore
  const wanted = list.flatMap(([name, make]) => (make && !without.includes(name) ? [make()] : []));
  return [...wanted, ...more.map(({ oid, critical = false, value }) => extension(oid, critical, value))];
}

/**
 * One certificate and what its holder needs to sign. Without `issuer` it signs itself. Serial numbers follow the order
 * of issue unless given, so the same program gives the same bytes.
 */
export function issue({
  key,
  name,
  issuer,
  serial,
  ca = issuer === undefined,
  from = '2020-01-01T00:00:00Z',
  until = '2034-12-31T23:59:59Z',
  ekuCritical = false,
  without = [],
  extensions = [],
  ...rest
}) {
  const subject = Buffer.isBuffer(name) ? name : nameOf(typeof name === 'string' ? { C: 'CN', O: 'Dantao test', CN: name } : name); // prettier-ignore
  const signer = issuer ?? { key, name: subject };
  const number = serial ?? (issuer ? (issuer.issued += 1) : 1);
  const list = extensionsOf({ ...rest, ca, ekuCritical, key, signer, without, more: extensions });
  const body = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(number),
    signer.key.algorithm,
    signer.name,
    der.sequence(der.time(from), der.time(until)),
    subject,
    key.spki,
    ...(list.length > 0 ? [der.explicit(3, der.sequence(...list))] : []),
  );
  const certificate = der.sequence(body, signer.key.algorithm, der.bitString(signer.key.sign(body)));
  return { key, name: subject, serial: number, certificate, issuer: issuer ?? null, issued: 100 };
}

export const pem = (bytes) =>
  Buffer.from(
    `-----BEGIN CERTIFICATE-----\n${bytes
      .toString('base64')
      .replace(/(.{64})/g, '$1\n')
      .trimEnd()}\n-----END CERTIFICATE-----\n`,
  );
