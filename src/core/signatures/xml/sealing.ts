import { type Finding } from '../../finding.js';
import { type Evidence, foundOnly } from '../evidence.js';
import { DerError } from '../der.js';
import { readEvidenceRecord } from '../evidence-record/asn1.js';
import { verifyEvidenceRecord } from '../evidence-record/record.js';
import { digestOf } from './algorithms.js';
import { CANONICAL_DEFAULT, canonicalize, type CanonicalMethod, canonicalMethod } from './canonical.js';
import { ERS, type Protected, verifyXmlEvidenceRecord } from './evidence-record.js';
import { base64, DSIG, xadesChild } from './names.js';
import { type CheckedReference, named, type Surroundings } from './references.js';
import { type VerifiedSignature } from './signature.js';
import { octetsOf } from './transforms.js';
import { type TreeElement } from './tree.js';

/** ETSI TS 119 132-3. */
const XADES_EN = 'http://uri.etsi.org/19132/v1.1.1#';
const MAX_RECORDS = 20;

/** Evidence records in the unsigned properties of a signature (TS 119 132-3 5). Throws TooMuchWork. */
export async function sealingRecords(
  signature: VerifiedSignature,
  around: Surroundings,
  findings: Finding[],
): Promise<Evidence[]> {
  const list = xadesChild(signature.properties?.unsigned, 'UnsignedSignatureProperties')?.elements ?? [];
  const found: Evidence[] = [];
  for (const [i, property] of list.entries()) {
    if (!property.is(XADES_EN, 'SealingEvidenceRecords')) continue;
    const objects = protectedBy(signature, list.slice(0, i), around);
    for (const record of property.elements) {
      const id = `${signature.evidence.id}/${record.local}[${found.length}]`;
      const verified = found.length < MAX_RECORDS ? await verifyOne(record, id, objects, around) : 'too many';
      if (typeof verified === 'string') {
        found.push(foundOnly({ id, kind: 'evidence-record', container: 'xml', where: record.path }, verified));
        if (found.length > MAX_RECORDS) return found;
        continue;
      }
      found.push(verified.evidence);
      findings.push(...verified.findings);
    }
  }
  return found;
}

/** A text says why it was not verified. */
async function verifyOne(
  record: TreeElement,
  id: string,
  objects: Protected,
  around: Surroundings,
): Promise<{ evidence: Evidence; findings: Finding[] } | string> {
  if (record.is(ERS, 'EvidenceRecord')) return verifyXmlEvidenceRecord(record, id, objects, around);
  if (!record.is(XADES_EN, 'ASN1EvidenceRecord')) return 'this kind of evidence record is not verified';
  const bytes = base64(record.text);
  if (!bytes) return 'the evidence record is no base64';
  try {
    const chains = readEvidenceRecord(bytes, record.path, (hash) => objects(hash, CANONICAL_DEFAULT));
    return await verifyEvidenceRecord(chains, { id, container: 'xml', profile: 'RFC 4998', where: record.path });
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return `the evidence record can't be read: ${error.message}`;
  }
}

/**
 * Clause 5.2: what the references gave, SignedInfo, value, KeyInfo, the unsigned properties before the records, the
 * objects, and what signed manifests refer to. Which canonicalisation is meant is not said clearly: that of SignedInfo,
 * of the record, or the default.
 */
function protectedBy(signature: VerifiedSignature, before: TreeElement[], around: Surroundings): Protected {
  const { element, references, manifests } = signature;
  const info = element.child(DSIG, 'SignedInfo');
  const own = canonicalMethod(info?.child(DSIG, 'CanonicalizationMethod')?.attribute('Algorithm') ?? '');
  const objects = element.all(DSIG, 'Object').filter((one) => !xadesChild(one, 'QualifyingProperties'));
  const members = ['SignedInfo', 'SignatureValue', 'KeyInfo'].flatMap((local) => element.child(DSIG, local) ?? []);
  const elements = [...members, ...before, ...objects];
  const referred = [...references, ...manifests];
  return (hash, ofRecord) => {
    const missing = referred.find((one) => one.data === null && one.hash !== hash);
    if (missing) return `needs-content: ${named(missing.uri)} is not inside`;
    const methods = [own ?? CANONICAL_DEFAULT, ofRecord, CANONICAL_DEFAULT];
    const different = methods.filter((one, i) => methods.findIndex((other) => same(one, other)) === i);
    return different.map((how) => {
      const octets = (one: TreeElement) => canonicalize({ apex: one, keeps: () => true, comments: true }, how, around.budget); // prettier-ignore
      return [...referred.map((one) => digestOfData(one, hash, how, around)), ...elements.map((one) => digestOf(hash, octets(one))!)]; // prettier-ignore
    });
  };
}

const same = (one: CanonicalMethod, other: CanonicalMethod): boolean =>
  one.exclusive === other.exclusive && one.version === other.version && one.comments === other.comments;

/** Of what is not inside the signature states the digest. */
function digestOfData(
  { data, element }: CheckedReference,
  hash: string,
  how: CanonicalMethod,
  around: Surroundings,
): Uint8Array {
  // prettier-ignore
  if (data === null) return base64(element.child(DSIG, 'DigestValue')?.text ?? '') ?? Buffer.alloc(0);
  return digestOf(hash, octetsOf(data, how, around.budget))!;
}
