import { type Finding } from '../../finding.js';
import { type Evidence, noMaterial } from '../evidence.js';
import { type Check, notChecked, NOTHING_COVERED, RIGHT, wrong } from '../facts.js';
import { signatureFinding } from '../findings.js';
import { checkXmlValue, lengthOf, type SignatureMethod, signatureMethod, useOf, type VerificationKey } from './algorithms.js'; // prettier-ignore
import { canonicalize, canonicalMethod } from './canonical.js';
import { coverageOf, coveredBy } from './coverage.js';
import { type KeyInfo, readKeyInfo } from './key-info.js';
import { base64, DSIG } from './names.js';
import { checkReference, type CheckedReference, isMisplaced, named, type ReferenceProblem, type Surroundings } from './references.js'; // prettier-ignore
import { TreeElement } from './tree.js';
import { inclusivePrefixes } from './transforms.js';
import { type NamedCertificates, type Properties, readProperties } from './xades.js';

/** One ds:Signature, verified as far as XMLDSig itself goes, with what belongs to it taken apart. */
export interface VerifiedSignature {
  element: TreeElement;
  evidence: Evidence;
  references: CheckedReference[];
  /** Those of signed manifests. */
  manifests: CheckedReference[];
  properties: Properties | null;
  keyInfo: KeyInfo;
  /** `marks[order]`: does a right digest speak for this element? */
  marks: Uint8Array;
}

const MAX_REFERENCES = 1000;
const MAX_KEYS = 20;

type Report = (code: Parameters<typeof signatureFinding>[0], message: string) => void;

/** Throws TooMuchWork. */
export function verifySignature(
  element: TreeElement,
  place: Pick<Evidence, 'id' | 'kind'>,
  around: Surroundings,
  findings: Finding[],
): VerifiedSignature {
  const where = element.path;
  const report: Report = (code, message) => void findings.push(signatureFinding(code, where, message));
  const properties = readProperties(element);
  const keyInfo = readKeyInfo(element.child(DSIG, 'KeyInfo'), around.document);
  const [info, ...moreInfos] = element.all(DSIG, 'SignedInfo');
  const [value, ...moreValues] = element.all(DSIG, 'SignatureValue');
  const evidence: Evidence = {
    ...place,
    container: 'xml',
    profile: properties ? 'XAdES' : 'XMLDSig',
    where,
    digests: RIGHT,
    value: RIGHT,
    document: RIGHT,
    coverage: NOTHING_COVERED,
    changes: [],
    digestAlgorithms: [],
    algorithm: null,
    signer: null,
    claimedTime: properties?.signingTime ?? null,
    level: null,
    material: { ...noMaterial(), certificates: keyInfo.certificates.map((one) => one.bytes), crls: keyInfo.crls },
    timestamps: [],
    counterSignatures: [],
  };
  const verified: VerifiedSignature = { element, evidence, references: [], manifests: [], properties, keyInfo, marks: new Uint8Array(around.document.elements.length) }; // prettier-ignore
  if (!info || !value || moreInfos.length > 0 || moreValues.length > 0) {
    const why = 'not exactly one SignedInfo and one SignatureValue';
    report('XML_SIGNATURE_STRUCTURE', why);
    Object.assign(evidence, { digests: notChecked(why), value: notChecked(why), document: wrong(why) });
    return verified;
  }

  const list = info.all(DSIG, 'Reference');
  if (list.length === 0 || list.length > MAX_REFERENCES) {
    const why = `${list.length} references`;
    report('XML_SIGNATURE_STRUCTURE', why);
    Object.assign(evidence, { digests: notChecked(why), document: list.length === 0 ? wrong(why) : RIGHT });
  } else {
    const references = list.map((one) => checkReference(one, element, around));
    const manifests = manifestReferences(references, element, around);
    verified.references = references;
    verified.manifests = manifests;
    verified.marks = coveredBy([...references, ...manifests], around.document);
    evidence.coverage = coverageOf(verified.marks, around.document, filesOf([...references, ...manifests]));
    evidence.digests = worst([...references, ...manifests].map(({ check }) => check));
    evidence.digestAlgorithms = [...new Set([...references, ...manifests].flatMap(({ hash }) => hash ?? []))];
    evidence.document = placeOf([...references, ...manifests], report);
    for (const { check, uri, problem } of [...references, ...manifests])
      if (problem && check.is !== 'right') report(FINDINGS[problem], `${named(uri)}: ${check.why}`);
  }
  checkSignedInfo(verified, info, value, around, report);
  return verified;
}

const FINDINGS: Readonly<Record<ReferenceProblem, Parameters<Report>[0]>> = {
  digest: 'XML_SIGNATURE_CONTENT_CHANGED',
  missing: 'XML_SIGNATURE_REFERENCE_MISSING',
  duplicate: 'XML_SIGNATURE_ID_DUPLICATE',
  transform: 'XML_SIGNATURE_TRANSFORM_REFUSED',
};

/** Files of the record whose digests are right. */
const filesOf = (references: readonly CheckedReference[]): string[] => [
  ...new Set(references.flatMap(({ file, check }) => (file !== null && check.is === 'right' ? [file] : []))),
];

/** The references of a manifest are stated by the signature as its own are (XMLDSig 5.1); once, not manifests in them. */
function manifestReferences(
  references: CheckedReference[],
  signature: TreeElement,
  around: Surroundings,
): CheckedReference[] {
  // prettier-ignore
  const manifests = references.flatMap(({ target, check }) =>
    target instanceof TreeElement && target.is(DSIG, 'Manifest') && check.is === 'right' ? [target] : [],
  );
  return manifests
    .flatMap((manifest) => manifest.all(DSIG, 'Reference'))
    .slice(0, MAX_REFERENCES)
    .map((one) => checkReference(one, signature, around));
}

function placeOf(references: CheckedReference[], report: Report): Check {
  const duplicate = references.find(({ problem }) => problem === 'duplicate');
  if (duplicate?.check.is === 'wrong') return duplicate.check;
  const moved = references.find(({ target }) => isMisplaced(target));
  if (!moved) return RIGHT;
  const why = `${named(moved.uri)} leads to a ds:${(moved.target as TreeElement).local} that is not where it belongs`;
  report('XML_SIGNATURE_WRAPPED', why);
  return wrong(why);
}

/** The first that is wrong, or else the first that is not checked; what lacks content after what is said otherwise. */
export function worst(checks: readonly Check[]): Check {
  return (
    checks.find(({ is }) => is === 'wrong') ??
    checks.find((one) => one.is === 'not-checked' && !one.why.startsWith('needs-content')) ??
    checks.find(({ is }) => is === 'not-checked') ??
    RIGHT
  );
}

function checkSignedInfo(
  verified: VerifiedSignature,
  info: TreeElement,
  element: TreeElement,
  around: Surroundings,
  report: Report,
): void {
  // prettier-ignore
  const { evidence, keyInfo, properties } = verified;
  const canonical = info.child(DSIG, 'CanonicalizationMethod');
  const canonicalUri = canonical?.attribute('Algorithm') ?? '';
  const how = canonicalMethod(canonicalUri);
  const methodElement = info.child(DSIG, 'SignatureMethod');
  const method = methodElement ? signatureMethod(methodElement) : null;
  if (method) evidence.algorithm = useOf(method, null);
  if (!how || !canonical) {
    evidence.value = notChecked(`the canonicalisation ${canonicalUri.slice(0, 100)} is not carried out`);
    return;
  }
  if (!method || !methodElement) {
    const named = methodElement?.attribute('Algorithm') ?? '';
    evidence.value = notChecked(`the signature algorithm ${named.slice(0, 100)} is not known here`);
    return;
  }
  if (method.scheme === null) {
    evidence.value = hmac(method, methodElement, report);
    return;
  }
  const value = base64(element.text);
  if (!value || value.length === 0) {
    report('XML_SIGNATURE_VALUE_WRONG', 'the value is no base64');
    evidence.value = wrong('the value is no base64');
    return;
  }
  const message = canonicalize({ apex: info, keeps: () => true, comments: true }, how, around.budget, inclusivePrefixes(canonical, how)); // prettier-ignore
  const chosen = choose(keysOf(keyInfo, properties, around), (key) =>
    checkXmlValue(method.scheme!, message, value, key),
  );
  evidence.value = chosen.check;
  if (chosen.key) evidence.algorithm = useOf(method, chosen.key.key);
  evidence.signer = chosen.key?.certificate ?? null;
  if (chosen.check.is === 'wrong') report('XML_SIGNATURE_VALUE_WRONG', chosen.check.why);
  if (chosen.check.is === 'right' && properties?.named) {
    const said = namedBySignature(chosen.key!, properties.named);
    if (said.is === 'right') return;
    if (said.is === 'wrong') report('XML_SIGNATURE_CERTIFICATE_MISMATCH', said.why);
    if (said.is === 'wrong' || evidence.digests.is === 'right') evidence.digests = said;
  } else if (
    chosen.key === null &&
    properties?.named &&
    keyInfo.unreadable.length > 0 &&
    !keyInfo.unreadable.some((bytes) => properties.named!.matches(bytes))
  ) {
    const why = 'the certificate inside is not the one that the signature names, and can not be read';
    report('XML_SIGNATURE_CERTIFICATE_MISMATCH', why);
    evidence.digests = wrong(why);
  } else if (chosen.key === null && keyInfo.elsewhere.length > 0 && evidence.value.is === 'not-checked') {
    evidence.value = notChecked(`needs-content: the key is not inside (${keyInfo.elsewhere.slice(0, 5).join(', ')})`);
  }
}

/** Certificates that the signature names come first, then the others, then bare keys. */
function keysOf(keyInfo: KeyInfo, properties: Properties | null, around: Surroundings): VerificationKey[] {
  const inside = [...keyInfo.certificates, ...(properties?.certificates ?? [])];
  // Given from outside, only one that the signature itself names is its signer's.
  const named = properties?.named ?? null;
  const given = inside.length === 0 && named ? around.certificates().filter(({ bytes }) => named.matches(bytes)) : [];
  const certificates = [...inside, ...given];
  const isNamed = (bytes: Uint8Array) => properties?.named?.matches(bytes) === true;
  const keys = certificates.map((certificate): VerificationKey => ({ key: certificate, certificate }));
  return [
    ...keys.filter(({ certificate }) => isNamed(certificate!.bytes)),
    ...keys.filter(({ certificate }) => !isNamed(certificate!.bytes)).slice(0, keyInfo.certificates.length),
    ...keyInfo.keys,
  ].slice(0, MAX_KEYS);
}

function choose(
  keys: readonly VerificationKey[],
  check: (key: VerificationKey) => Check,
): { check: Check; key: VerificationKey | null } {
  // prettier-ignore
  let best: { check: Check; key: VerificationKey | null } = {
    check: notChecked('needs-content: neither a certificate nor a key is inside'),
    key: null,
  };
  for (const key of keys) {
    const result = check(key);
    if (result.is === 'right') return { check: result, key };
    if (best.key === null || (best.check.is === 'not-checked' && result.is === 'wrong')) best = { check: result, key };
  }
  return best;
}

/** XAdES 5.2.2: the certificate of the signer is one that the signature names, or else was put in its place. */
function namedBySignature({ certificate }: VerificationKey, named: NamedCertificates): Check {
  // A bare key says nothing of who signed, so there is no one to mistake.
  if (!certificate) return RIGHT;
  if (named.matches(certificate.bytes)) return RIGHT;
  return named.unknown
    ? notChecked('the signing certificate is named by an unknown digest')
    : wrong('the certificate is not the one that the signature names');
}

/**
 * XMLDSig 1.1 4.4.2 (CVE-2009-0217): who may say how many bits of an HMAC count can sign without the key. Fewer than
 * 80, or than half of the digest, is refused before a key is asked for.
 */
function hmac(method: SignatureMethod, element: TreeElement, report: Report): Check {
  const said = element.child(DSIG, 'HMACOutputLength')?.text.trim();
  const bits = 8 * (lengthOf(method.hash ?? '') ?? 0);
  const least = Math.max(80, bits / 2);
  if (said !== undefined && !(/^\d{1,6}$/.test(said) && Number(said) >= least)) {
    const why = `the HMAC is cut to ${said.slice(0, 10)} bits, at least ${least} are asked for`;
    report('XML_SIGNATURE_HMAC_SHORT', why);
    return wrong(why);
  }
  return notChecked('needs-content: the secret key of the HMAC is not inside');
}
