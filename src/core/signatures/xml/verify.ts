import { type Finding } from '../../finding.js';
import { type XmlLimits } from '../../xml.js';
import { type Evidence, foundOnly, type Verified } from '../evidence.js';
import { type Check, MAX_NAMED, notChecked, RIGHT, wrong } from '../facts.js';
import { signatureFinding } from '../findings.js';
import { fileInWords, type Given, NOTHING_GIVEN } from '../given.js';
import { filesBeside } from './beside.js';
import { Budget, TooMuchWork } from './canonical.js';
import { coverageOf } from './coverage.js';
import { ERS, type Protected, verifyXmlEvidenceRecord } from './evidence-record.js';
import { DSIG, isXades, xadesChild } from './names.js';
import { protectedFiles } from './record-beside.js';
import { type Surroundings } from './references.js';
import { verifySignature, type VerifiedSignature } from './signature.js';
import { sealingRecords } from './sealing.js';
import { levelOf, verifyTimestamps } from './timestamps.js';
import { readTree, type TreeDocument, TreeElement } from './tree.js';

export interface XmlSignatureOptions {
  limits: XmlLimits;
  /** Where references that lead out of the document are followed, and signers looked for whose certificate is not inside. */
  given?: Given;
  /** Signatures inside of such an element are left alone. */
  leave?: (element: TreeElement) => boolean;
}

const MAX_SIGNATURES = 100;
/** What may be canonicalised for one file, beside a multiple of its size and of the files that it refers to. */
const BASE_BUDGET = 24 << 20;
const BUDGET_PER_BYTE = 10;
const MAX_BUDGET = 400 << 20;
const MAX_LISTED = 20;

/**
 * Every ds:Signature of a document: its references to bytes, its value, its XAdES properties, time-stamps and
 * counter-signatures. Null for what is not well-formed, has a DTD or is past the limits. Never throws for what the
 * bytes say.
 */
export async function verifyXmlSignatures(bytes: Uint8Array, options: XmlSignatureOptions): Promise<Verified | null> {
  const document = readTree(bytes, options.limits);
  if (!('elements' in document)) return null;
  const given = options.given ?? NOTHING_GIVEN;
  const { resolve, heldBytes } = await filesBeside(document, given);
  const budget = new Budget(Math.min(MAX_BUDGET, BASE_BUDGET + BUDGET_PER_BYTE * (bytes.length + heldBytes)));
  const around: Surroundings = { document, limits: options.limits, budget, resolve, certificates: given.certificates };
  const findings: Finding[] = [];
  const verified: VerifiedSignature[] = [];
  const evidence: Evidence[] = [];
  for (const [i, element] of standing(document, options.leave)
    .slice(0, MAX_SIGNATURES + 1)
    .entries()) {
    const place = { id: idOf(element, i), kind: 'signature' } as const;
    const one = i < MAX_SIGNATURES ? await verifyOne(element, place, around, findings, verified) : `more than ${MAX_SIGNATURES} signatures`; // prettier-ignore
    if (typeof one === 'string') evidence.push(foundOnly({ ...place, container: 'xml', where: element.path }, one));
    else {
      evidence.push(one.evidence);
    }
  }
  lookBeside(verified, document, findings);
  if (document.root.is(ERS, 'EvidenceRecord')) evidence.push(await alone(document.root, around, findings, given));
  return { evidence, findings };
}

/** A record as a file of its own: its time-stamps and their trees are here, what it protects is another file or elsewhere. */
async function alone(record: TreeElement, around: Surroundings, findings: Finding[], given: Given): Promise<Evidence> {
  const verify = (objects: Protected) => verifyXmlEvidenceRecord(record, 'EvidenceRecord', objects, around);
  try {
    let verified: Awaited<ReturnType<typeof verify>> | null = null;
    for (const { names, objects } of await protectedFiles(record, given)) {
      const one = await verify(objects);
      const right = one.evidence.digests.is === 'right';
      if (right) one.evidence.coverage.covers = names.slice(0, MAX_NAMED).map(fileInWords);
      if (right || !verified) verified = one;
      if (right) break;
    }
    verified ??= await verify(() => 'needs-content: what the evidence record protects is not given');
    findings.push(...verified.findings);
    return verified.evidence;
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    return foundOnly({ id: 'EvidenceRecord', kind: 'evidence-record', container: 'xml', where: record.path }, TOO_MUCH);
  }
}

const TOO_MUCH = 'verifying it takes more work than is done for one file';

/** Signatures of their own: what countersigns another inside its properties belongs to that one. */
function standing(document: TreeDocument, leave: XmlSignatureOptions['leave']): TreeElement[] {
  const countersigns = ({ parent }: TreeElement) => parent instanceof TreeElement && parent.local === 'CounterSignature' && isXades(parent); // prettier-ignore
  const left = (element: TreeElement) => {
    for (let at: TreeElement | TreeDocument = element; at.kind === 'element'; at = at.parent) if (leave?.(at)) return true; // prettier-ignore
    return false;
  };
  return document.elements.filter((one) => one.is(DSIG, 'Signature') && !countersigns(one) && !left(one));
}

const idOf = (element: TreeElement, i: number): string => (element.attribute('Id') || `Signature[${i}]`).slice(0, 200);

/** A text says why it was not verified. */
async function verifyOne(
  element: TreeElement,
  place: Pick<Evidence, 'id' | 'kind'>,
  around: Surroundings,
  findings: Finding[],
  /** Grows by all that could be verified, counter-signatures too. */
  all: VerifiedSignature[],
): Promise<VerifiedSignature | string> {
  try {
    const verified = verifySignature(element, place, around, findings);
    const { evidence, properties } = verified;
    if (properties) {
      const { certificates, crls, ocsps } = evidence.material;
      certificates.push(...properties.certificates.map((one) => one.bytes));
      crls.push(...properties.crls);
      ocsps.push(...properties.ocsps);
    }
    refine(verified, checkProperties(verified), findings);
    evidence.level = levelOf(verified);
    evidence.timestamps = [
      ...(await verifyTimestamps(verified, around, findings)),
      ...(await sealingRecords(verified, around, findings)),
    ];
    evidence.counterSignatures = await counterSignatures(verified, around, findings, all);
    all.push(verified);
    return verified;
  } catch (error) {
    if (error instanceof TooMuchWork) return TOO_MUCH;
    throw error;
  }
}

type Refusal = readonly [code: Parameters<typeof signatureFinding>[0], why: string];

function refine({ evidence }: VerifiedSignature, refusal: Refusal | null, findings: Finding[]): void {
  if (!refusal) return;
  const [code, why] = refusal;
  findings.push(signatureFinding(code, evidence.where, why));
  if (evidence.document.is !== 'wrong') evidence.document = wrong(why);
}

/** EN 319 132-1 4.3 and 4.4: the properties are those of this signature, and this signature signs them. */
function checkProperties({ element, properties, references, marks }: VerifiedSignature): Refusal | null {
  const signed = properties?.signed;
  const meant = references.find(({ type, target: to }) => type.endsWith('#SignedProperties') && to instanceof TreeElement && to !== signed); // prettier-ignore
  if (meant) return ['XML_SIGNATURE_WRAPPED', 'the signed properties are not those that are shown'];
  if (!properties) return null;
  if (properties.doubled) return ['XML_SIGNATURE_STRUCTURE', 'properties that stand twice'];
  const target = properties.element.attribute('Target') ?? '';
  const id = element.attribute('Id');
  if (target !== '' && target !== `#${id ?? ''}`)
    return ['XML_SIGNATURE_WRAPPED', `properties of ${target.slice(0, 100)} inside the signature ${id?.slice(0, 100) ?? 'without an id'}`]; // prettier-ignore
  // One that is not right says so itself; one that is right may have left something out.
  if (!signed || references.some(({ target: to, check }) => to === signed && check.is !== 'right')) return null;
  if (marks.subarray(signed.order, signed.last + 1).every((mark) => mark === 1)) return null;
  return ['XML_SIGNATURE_PROPERTIES_UNSIGNED', 'no reference leads to the properties that the signature shows as signed']; // prettier-ignore
}

/** EN 319 132-1 5.2.7: what stands in a signature's properties as its counter-signature signs its value. */
async function counterSignatures(
  parent: VerifiedSignature,
  around: Surroundings,
  findings: Finding[],
  all: VerifiedSignature[],
): Promise<Evidence[]> {
  const list = xadesChild(parent.properties?.unsigned, 'UnsignedSignatureProperties')?.elements ?? [];
  const found: Evidence[] = [];
  for (const property of list.filter((one) => one.local === 'CounterSignature' && isXades(one))) {
    for (const element of property.all(DSIG, 'Signature')) {
      const place = { id: idOf(element, found.length), kind: 'counter-signature' } as const;
      const one = found.length < MAX_SIGNATURES ? await verifyOne(element, place, around, findings, all) : 'too many';
      if (typeof one === 'string') {
        found.push(foundOnly({ ...place, container: 'xml', where: element.path }, one));
        continue;
      }
      const value = parent.element.child(DSIG, 'SignatureValue');
      if (!one.references.some(({ target }) => target === value))
        refine(one, ['XML_SIGNATURE_COUNTER_FOREIGN', 'does not sign the value of the signature that it stands in'], findings); // prettier-ignore
      found.push(one.evidence);
    }
  }
  return found;
}

/**
 * What no intact signature speaks for is named. An unsigned element with the name of a signed one is worse: where
 * readers look for a name, they may take the one for the other (McIntosh and Austel, XML signature element wrapping).
 */
function lookBeside(verified: VerifiedSignature[], document: TreeDocument, findings: Finding[]): void {
  const intact = verified.filter(({ evidence: { digests, value } }) => digests.is === 'right' && value.is === 'right');
  if (intact.length === 0) return;
  const covered = new Uint8Array(document.elements.length);
  for (const { marks } of intact) for (let i = 0; i < marks.length; i++) if (marks[i] === 1) covered[i] = 1;
  for (const path of coverageOf(covered, document).outside.slice(0, MAX_LISTED))
    findings.push(signatureFinding('XML_SIGNATURE_UNCOVERED', path, 'no intact signature covers this element'));
  const bare = new Map<string, TreeElement[]>();
  for (const element of document.elements) {
    if (covered[element.order] === 1) continue;
    const name = `${element.uri} ${element.local}`;
    const alike = bare.get(name);
    // A few are enough to find one that does not hold the signed one.
    if (!alike) bare.set(name, [element]);
    else if (alike.length < MAX_LISTED) alike.push(element);
  }
  for (const one of intact) {
    const { evidence } = one;
    const check = decoys(one, bare);
    if (check.is === 'right' || evidence.document.is === 'wrong') continue;
    evidence.document = check;
    if (check.is === 'wrong') findings.push(signatureFinding('XML_SIGNATURE_DECOY', evidence.where, check.why));
  }
}

function decoys({ references }: VerifiedSignature, bare: ReadonlyMap<string, TreeElement[]>): Check {
  let doubt: Check = RIGHT;
  for (const { target, nodes } of references) {
    if (!(target instanceof TreeElement) || nodes === null || target.uri === DSIG || isXades(target)) continue;
    const twin = bare.get(`${target.uri} ${target.local}`)?.find((one) => !one.holds(target) && !target.holds(one));
    if (!twin) continue;
    const why = `${twin.path} is not signed and has the name of ${target.path}, which is`;
    if (twin.parent !== target.parent) return wrong(why);
    doubt = notChecked(why);
  }
  return doubt;
}
