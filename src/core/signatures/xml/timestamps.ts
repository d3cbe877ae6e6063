import { type Finding } from '../../finding.js';
import { type Evidence, foundOnly, type SignedBytes } from '../evidence.js';
import { type TimestampFacts } from '../facts.js';
import { verifyTimestampToken } from '../timestamp/token.js';
import { CANONICAL_DEFAULT, canonicalize, type CanonicalMethod, canonicalMethod } from './canonical.js';
import { base64, DSIG, isXades, xadesChild } from './names.js';
import { type CheckedReference, type Surroundings } from './references.js';
import { type VerifiedSignature } from './signature.js';
import { type TreeElement } from './tree.js';
import { inclusivePrefixes, octetsOf } from './transforms.js';
import { valuesIn } from './xades.js';

const MAX_TIMESTAMPS = 100;

/** Every time-stamp of one signature, each over what ETSI EN 319 132-1 says it is over. Throws TooMuchWork. */
export async function verifyTimestamps(
  signature: VerifiedSignature,
  around: Surroundings,
  findings: Finding[],
): Promise<Evidence[]> {
  const { properties, evidence, keyInfo } = signature;
  if (!properties) return [];
  const signedList = xadesChild(properties.signed, 'SignedDataObjectProperties')?.elements ?? [];
  const unsignedList = xadesChild(properties.unsigned, 'UnsignedSignatureProperties')?.elements ?? [];
  const certificates = [...keyInfo.certificates, ...properties.certificates];
  const found: Evidence[] = [];
  const ids = new Map<TreeElement, string[]>();
  for (const element of [...signedList, ...unsignedList]) {
    const over = isXades(element) ? OVER[element.local] : undefined;
    if (over === undefined) continue;
    const tokens = element.elements.filter((one) => one.local === 'EncapsulatedTimeStamp' && isXades(one));
    const others = tokens.length === 0 ? [undefined] : tokens;
    for (const token of others) {
      if (found.length >= MAX_TIMESTAMPS) return found;
      const id = element.attribute('Id') ?? `${evidence.id}/${element.local}[${found.length}]`;
      const place = { id: id.slice(0, 200), container: 'xml', profile: element.local, where: (token ?? element).path } as const; // prettier-ignore
      const bytes = token ? base64(token.text) : null;
      if (!bytes) {
        found.push(foundOnly({ ...place, kind: 'timestamp' }, token ? 'the time-stamp is no base64' : 'a time-stamp in XML, which no one issues')); // prettier-ignore
        continue;
      }
      const data = imprintForms(element, over, unsignedList, signature, around);
      const verified = await verifyTimestampToken(bytes, { place, over, data, certificates });
      const proves = provenBy(over, unsignedList.slice(0, unsignedList.indexOf(element)), ids);
      found.push(proves ? { ...verified.evidence, proves } : verified.evidence);
      ids.set(element, [...(ids.get(element) ?? []), place.id]);
      findings.push(...verified.findings);
    }
  }
  return found;
}

/** What lies inside the properties before it, where its kind is over those (EN 319 132-1 5.5.2, annex A.1.5). */
function provenBy(
  over: TimestampFacts['over'],
  before: readonly TreeElement[],
  ids: ReadonlyMap<TreeElement, string[]>,
): Evidence['proves'] | null {
  if (over !== 'archive' && over !== 'signature-and-references') return null;
  const inside = over === 'archive' ? before : before.filter(({ local }) => local === 'SignatureTimeStamp');
  return {
    evidence: inside.flatMap((one) => ids.get(one) ?? []),
    material: over === 'archive' ? valuesIn(inside) : [],
  };
}

const OVER: Readonly<Record<string, TimestampFacts['over']>> = {
  AllDataObjectsTimeStamp: 'content',
  IndividualDataObjectsTimeStamp: 'content',
  SignatureTimeStamp: 'signature',
  SigAndRefsTimeStamp: 'signature-and-references',
  SigAndRefsTimeStampV2: 'signature-and-references',
  RefsOnlyTimeStamp: 'references',
  RefsOnlyTimeStampV2: 'references',
  ArchiveTimeStamp: 'archive',
  ArchiveTimeStampV2: 'archive',
};

/** Null: what it is over is not at hand. */
function imprintForms(
  element: TreeElement,
  over: TimestampFacts['over'],
  unsignedList: TreeElement[],
  signature: VerifiedSignature,
  around: Surroundings,
): SignedBytes[] | null {
  const named = element.child(DSIG, 'CanonicalizationMethod');
  // Left out, or empty: Canonical XML 1.0 (EN 319 132-1 4.5).
  const method = canonicalMethod(named?.attribute('Algorithm') || '') ?? CANONICAL_DEFAULT;
  const prefixes = named ? inclusivePrefixes(named, method) : [];
  const octets = (one: TreeElement) => canonicalize({ apex: one, keeps: () => true, comments: true }, method, around.budget, prefixes); // prettier-ignore
  const before = unsignedList.slice(0, unsignedList.indexOf(element));
  const value = signature.element.child(DSIG, 'SignatureValue');
  if (!value) return null;
  if (over === 'signature') return forms([octets(value)]);
  if (over === 'content') return contentForms(element, signature.references, method, around);
  if (over === 'archive') return archiveForms(element, before, signature, octets, method, around);
  const names = element.local.endsWith('V2') ? REFERENCES_V2 : REFERENCES;
  const wanted = over === 'references' ? names : [...names, 'SignatureTimeStamp'];
  const properties = before.filter((one) => isXades(one) && wanted.includes(one.local));
  const parts = properties.map(octets);
  return forms(over === 'references' ? parts : [octets(value), ...parts]);
}

/** EN 319 132-1 annex A.1.5: the properties of TS 101 903 and the later ones are not mixed. */
const REFERENCES = ['CompleteCertificateRefs', 'CompleteRevocationRefs', 'AttributeCertificateRefs', 'AttributeRevocationRefs']; // prettier-ignore
const REFERENCES_V2 = ['CompleteCertificateRefsV2', 'CompleteRevocationRefs', 'AttributeCertificateRefsV2', 'AttributeRevocationRefs']; // prettier-ignore

function forms(...list: Uint8Array[][]): SignedBytes[] {
  return list.map((parts) => ({ sizeBytes: parts.reduce((sum, part) => sum + part.length, 0), chunks: () => parts }));
}

/** 5.2.8: what the references gave, beside that of the signed properties. */
function contentForms(
  element: TreeElement,
  references: readonly CheckedReference[],
  method: CanonicalMethod,
  around: Surroundings,
): SignedBytes[] | null {
  const includes = element.elements.filter((one) => one.local === 'Include' && isXades(one));
  const included = new Set(includes.map((one) => one.attribute('URI')));
  const wanted = references.filter((one) =>
    element.local === 'AllDataObjectsTimeStamp'
      ? !one.type.endsWith('#SignedProperties')
      : included.has(`#${one.element.attribute('Id') ?? ''}`),
  );
  return dataForms(wanted, method, around);
}

/** With the canonicalisation that the time-stamp names, and with the one that XMLDSig implies: both are written. */
function dataForms(
  references: CheckedReference[],
  method: CanonicalMethod,
  around: Surroundings,
): SignedBytes[] | null {
  // prettier-ignore
  if (references.length === 0 || references.some(({ data }) => data === null)) return null;
  const octets = (how: CanonicalMethod) => references.map(({ data }) => octetsOf(data!, how, around.budget)); // prettier-ignore
  return forms(octets(method), ...(references.some(({ data }) => data!.kind === 'nodes') ? [octets(CANONICAL_DEFAULT)] : [])); // prettier-ignore
}

/**
 * 5.5.2: references, SignedInfo, value, KeyInfo, the unsigned properties before it, and the objects. The standard leaves
 * out objects that a reference leads to already; most of those who write 1.4.1 put them in: both are over all there is.
 */
function archiveForms(
  element: TreeElement,
  before: TreeElement[],
  { element: signature, references }: VerifiedSignature,
  octets: (one: TreeElement) => Uint8Array,
  method: CanonicalMethod,
  around: Surroundings,
): SignedBytes[] | null {
  const data = dataForms(references, method, around);
  if (!data) return null;
  const own = ['SignedInfo', 'SignatureValue', 'KeyInfo'].flatMap((local) => signature.child(DSIG, local) ?? []);
  const objects = signature.all(DSIG, 'Object').filter((one) => !xadesChild(one, 'QualifyingProperties'));
  const referred = new Set<unknown>(references.map(({ target }) => target));
  const unreferred = objects.filter((object) => !referred.has(object));
  const parts = [...own, ...before].map(octets);
  const endings = (unreferred.length < objects.length ? [unreferred, objects] : [objects]).map((list) => list.map(octets)); // prettier-ignore
  return forms(...data.flatMap((one) => endings.map((end) => [...(one.chunks() as Uint8Array[]), ...parts, ...end])));
}

/** B-B, B-T, B-LT, B-LTA as built (EN 319 132-1 6); null for what is no XAdES. */
export function levelOf({ properties }: VerifiedSignature): string | null {
  if (!properties?.signed) return null;
  const names = new Set(xadesChild(properties.unsigned, 'UnsignedSignatureProperties')?.elements.map(({ local }) => local)); // prettier-ignore
  if (names.has('ArchiveTimeStamp')) return 'B-LTA';
  if (!names.has('SignatureTimeStamp')) return 'B-B';
  return names.has('CertificateValues') || names.has('RevocationValues') ? 'B-LT' : 'B-T';
}
