import { type Certificate } from '../certificate.js';
import { digestName, digestOf } from './algorithms.js';
import { certificateOf } from './key-info.js';
import { base64, DSIG, xadesChild, xadesChildren } from './names.js';
import { type TreeElement } from './tree.js';

/** SigningCertificate or SigningCertificateV2: digests by which the signature names its certificate. */
export interface NamedCertificates {
  matches(certificate: Uint8Array): boolean;
  /** One of them is by a digest that is not known here. */
  unknown: boolean;
}

/** xades:QualifyingProperties of one signature, taken apart; nothing is checked yet. */
export interface Properties {
  element: TreeElement;
  /** More than one, or one that is not built as XAdES says. */
  doubled: boolean;
  signed: TreeElement | undefined;
  unsigned: TreeElement | undefined;
  signingTime: string | null;
  named: NamedCertificates | null;
  /** From CertificateValues and the like: anyone may add to them. */
  certificates: Certificate[];
  crls: Uint8Array[];
  ocsps: Uint8Array[];
}

const MAX_VALUES = 200;

/** Null for a signature without them. */
export function readProperties(signature: TreeElement): Properties | null {
  const found = signature.all(DSIG, 'Object').flatMap((object) => xadesChildren(object, 'QualifyingProperties'));
  const [element] = found;
  if (!element) return null;
  const [signed, ...moreSigned] = xadesChildren(element, 'SignedProperties');
  const [unsigned, ...moreUnsigned] = xadesChildren(element, 'UnsignedProperties');
  const signatureProperties = xadesChild(signed, 'SignedSignatureProperties');
  const values = xadesChild(unsigned, 'UnsignedSignatureProperties')?.elements ?? [];
  const properties: Properties = {
    element,
    doubled: found.length > 1 || moreSigned.length > 0 || moreUnsigned.length > 0,
    signed,
    unsigned,
    signingTime: timeOf(xadesChild(signatureProperties, 'SigningTime')?.text),
    named: namedBy(signatureProperties),
    certificates: [],
    crls: [],
    ocsps: [],
  };
  for (const value of values) readValues(value, properties);
  return properties;
}

/** xs:dateTime with a zone as RFC 3339; null for others. */
function timeOf(text: string | undefined): string | null {
  const plain = text?.trim() ?? '';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(plain)) return null;
  return Number.isNaN(Date.parse(plain)) ? null : plain;
}

function namedBy(properties: TreeElement | undefined): NamedCertificates | null {
  const certificates = [...xadesChildren(properties, 'SigningCertificate'), ...xadesChildren(properties, 'SigningCertificateV2')]; // prettier-ignore
  if (certificates.length === 0) return null;
  const digests = certificates
    .flatMap((one) => xadesChildren(one, 'Cert'))
    .slice(0, MAX_VALUES)
    .map((cert) => {
      const digest = xadesChild(cert, 'CertDigest');
      // XAdES 1.1.1 has DigestMethod and DigestValue in its own namespace.
      const member = (local: string) => digest?.child(DSIG, local) ?? xadesChild(digest, local);
      return { hash: digestName(member('DigestMethod')?.attribute('Algorithm') ?? ''), value: base64(member('DigestValue')?.text ?? '') }; // prettier-ignore
    });
  // By algorithm, so that each certificate is digested once for each, however many digests are listed.
  const values = new Map<string, Set<string>>();
  for (const { hash, value } of digests)
    if (hash !== null && value !== null) values.set(hash, (values.get(hash) ?? new Set()).add(value.toString('hex')));
  return {
    matches: (certificate) =>
      [...values].some(([hash, stated]) => stated.has(digestOf(hash, certificate)?.toString('hex') ?? '-')),
    unknown: digests.some(({ hash }) => hash === null),
  };
}

type Values = Pick<Properties, 'certificates' | 'crls' | 'ocsps'>;

/** DER of all validation data inside these properties. */
export function valuesIn(elements: readonly TreeElement[]): Uint8Array[] {
  const values: Values = { certificates: [], crls: [], ocsps: [] };
  for (const element of elements) readValues(element, values);
  return [...values.certificates.map((one) => one.bytes), ...values.crls, ...values.ocsps];
}

/** Certificates, CRLs and OCSP responses wherever XAdES-LT puts them. */
function readValues(element: TreeElement, into: Values): void {
  const lists = { EncapsulatedX509Certificate: 'certificate', EncapsulatedCRLValue: 'crl', EncapsulatedOCSPValue: 'ocsp' } as const; // prettier-ignore
  const kind = lists[element.local as keyof typeof lists];
  if (!kind) {
    // Of a counter-signature the values are its own.
    if (!element.is(DSIG, 'Signature')) for (const child of element.elements) readValues(child, into);
    return;
  }
  const bytes = base64(element.text);
  if (!bytes) return;
  if (kind === 'crl' && into.crls.length < MAX_VALUES) into.crls.push(bytes);
  if (kind === 'ocsp' && into.ocsps.length < MAX_VALUES) into.ocsps.push(bytes);
  if (kind !== 'certificate' || into.certificates.length >= MAX_VALUES) return;
  const certificate = certificateOf(bytes);
  if (certificate) into.certificates.push(certificate);
}
