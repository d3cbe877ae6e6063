import { createHash } from 'node:crypto';
import { type Finding } from '../../finding.js';
import { type Certificate } from '../certificate.js';
import { type PdfDocument } from '../../pdf/document.js';
import { dictOf, type PdfDict } from '../../pdf/objects.js';
import { type PdfRevision, type Revisions, RevisionTable } from '../../pdf/revisions.js';
import { verifySignedData } from '../cms/verify.js';
import { type Evidence, foundOnly, type Place, type SignedBytes, type Verified } from '../evidence.js';
import { type Check, type Coverage, notChecked, NOTHING_COVERED, RIGHT, wrong } from '../facts.js';
import { signatureFinding } from '../findings.js';
import { verifyTimestampToken } from '../timestamp/token.js';
import { checkByteRange, elementEnd, type GoodRange, type RangeCheck } from './byte-range.js';
import { type RevisionChanges, changesBetween } from './changes.js';
import { newBudget } from './budget.js';
import { formFields, type SignatureField, signedFields } from './fields.js';
import { judgeChanges, placeOf } from './judge-changes.js';
import { verifyRsaSha1 } from './rsa-sha1.js';
import { readSecurityStore, type StoredValue } from './security-store.js';
import { SharedDigests } from './shared-digests.js';
import { readSignatureDictionary, type SignatureDictionary } from './signature-dictionary.js';
import { viewOf } from './view.js';

const MAX_SIGNATURES = 200;
/** Revisions that are searched for signatures that are gone. */
const MAX_LOOKED_BACK = 20;

export interface PdfSignatures extends Verified {
  /** False when part of the form can't be read: signatures may be there unseen. */
  complete: boolean;
}

/** One signed field, taken apart. */
interface Found {
  field: SignatureField;
  place: Place;
  dictionary: SignatureDictionary | null;
  range: RangeCheck | null;
}

/**
 * Every signature and document time-stamp of the form (ISO 32000-1 12.8): its bytes, its value, and what every later
 * revision changed against what it permits. The document is looked at as its last revision shows it; an empty field is
 * no signature. Throws only what the source throws.
 */
export async function verifyPdfSignatures(
  document: PdfDocument,
  catalog: PdfDict,
  revisions: Revisions,
  /** Beside the document: for signers whose certificate is not inside. */
  certificates: readonly Certificate[] = [],
): Promise<PdfSignatures> {
  const { fields, complete } = await formFields(document, catalog);
  const found = await findSigned(document, signedFields(fields).slice(0, MAX_SIGNATURES), revisions);
  const removed = await removedSignatures(document, found, revisions);
  if (found.length === 0) return { evidence: [], findings: removed, complete };
  const later = await laterChanges(document, found, revisions);
  const store = await readSecurityStore(document, catalog);
  const result: PdfSignatures = { evidence: [], findings: removed, complete };
  const ends = new Map<string, number>();
  for (const one of found) {
    const { evidence, findings } = await verifyOne(document, one, revisions, later, certificates);
    result.evidence.push(...evidence);
    result.findings.push(...findings);
    if (one.range !== null && 'revision' in one.range) for (const { id } of evidence) ends.set(id, one.range.end);
  }
  addStore(result.evidence, store, ends);
  return result;
}

async function findSigned(document: PdfDocument, signed: SignatureField[], revisions: Revisions): Promise<Found[]> {
  const found: Found[] = [];
  const ids = new Set<string>();
  const dictionaries = new Set<number>();
  const shared = new SharedDigests(document.source);
  for (const field of signed) {
    const dictionary = await readSignatureDictionary(document, field);
    if (dictionary !== null && isPlaceholder(dictionary)) continue;
    const number = dictionary?.number ?? null;
    // Two fields may show one signature; it is one all the same.
    if (number !== null && dictionaries.has(number)) continue;
    if (number !== null) dictionaries.add(number);
    const name = field.name === '' ? `Signature[${found.length}]` : field.name.slice(0, 200);
    const id = ids.has(name) ? `${name}#${found.length + 1}` : name;
    ids.add(id);
    const place: Place = {
      id,
      kind: dictionary?.isTimestamp ? 'timestamp' : 'signature',
      container: 'pdf',
      ...(dictionary?.subFilter === undefined ? {} : { profile: dictionary.subFilter }),
      where: number === null ? `field ${name}` : `object ${number}`,
    };
    const range = dictionary && (await checkByteRange(document.source, dictionary, revisions.list, shared));
    found.push({ field, place, dictionary, range });
  }
  return found;
}

/** Signatures of earlier revisions that stand in no field any more: cleared, or taken away to hide what they said. */
async function removedSignatures(
  document: PdfDocument,
  found: readonly Found[],
  revisions: Revisions,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const seen = new Set(found.map(({ field }) => field.name));
  for (const revision of revisions.list.slice(0, -1).reverse().slice(0, MAX_LOOKED_BACK)) {
    const then = document.as(RevisionTable.of(revisions.list, revision, document.shift));
    const catalog = dictOf(await then.resolve(revision.trailer.get('Root')));
    if (catalog === undefined) continue;
    for (const field of signedFields((await formFields(then, catalog)).fields)) {
      if (seen.has(field.name)) continue;
      const dictionary = await readSignatureDictionary(then, field);
      if (dictionary === null || isPlaceholder(dictionary)) continue;
      seen.add(field.name);
      const message = `revision ${revision.number} was signed in the field ${field.name}, which is no longer signed`;
      if (findings.length < MAX_SIGNATURES) findings.push(signatureFinding('PDF_SIGNATURE_REMOVED', placeOf(revision), message)); // prettier-ignore
    }
  }
  return findings;
}

/** Room that was left for a value and never filled: nobody has signed yet. */
const isPlaceholder = ({ contents }: SignatureDictionary): boolean =>
  contents !== null && contents.bytes.length > 0 && contents.bytes.every((byte) => byte === 0);

/** What each revision after the first signed one changed; null when the revisions can't be told apart. */
async function laterChanges(
  document: PdfDocument,
  found: readonly Found[],
  revisions: Revisions,
): Promise<RevisionChanges[] | null> {
  if (revisions.disorder !== null) return null;
  const signed = found.flatMap(({ range }) => (range !== null && 'revision' in range ? [range.revision.number] : []));
  const first = Math.min(...signed);
  const changes: RevisionChanges[] = [];
  const budget = newBudget();
  const view = (revision: PdfRevision) => {
    const table = RevisionTable.of(revisions.list, revision, document.shift);
    budget.steps -= table.size;
    return budget.steps < 0 ? null : viewOf(document.as(table), revision, budget);
  };
  const rest = revisions.list.filter(({ number }) => number >= first);
  let before = rest.length > 1 ? await view(rest[0] as PdfRevision) : null;
  for (const revision of rest.slice(1)) {
    const after = await view(revision);
    if (before === null || after === null)
      changes.push({ revision, differences: [], unknown: 'its pages or its form can not be read' }); // prettier-ignore
    else changes.push(await changesBetween(before, after, budget));
    before = after;
  }
  return changes;
}

async function verifyOne(
  document: PdfDocument,
  { place, dictionary, range }: Found,
  revisions: Revisions,
  later: readonly RevisionChanges[] | null,
  certificates: readonly Certificate[],
): Promise<Verified> {
  if (dictionary === null || range === null) {
    const why = 'the signature dictionary can not be read';
    return failed(foundOnly(place, why), 'PDF_SIGNATURE_CONTENTS_MISSING', why);
  }
  if (document.closed !== null) {
    const why = `the document is ${document.closed}`;
    const evidence = { ...foundOnly(place, why), document: notChecked(why) };
    return { evidence: [evidence], findings: [signatureFinding('PDF_SIGNATURE_CLOSED', place.where, why)] };
  }
  const { covered } = range;
  const value = covered === null ? null : await verifyValue(dictionary, covered, place, certificates);
  const evidence = value?.evidence ?? [foundOnly(place, 'wrong' in range ? range.why : '')];
  const findings: Finding[] = [...(value?.findings ?? [])];
  for (const one of evidence) one.claimedTime ??= dictionary.claimedTime;
  if ('wrong' in range) {
    findings.push(signatureFinding(range.wrong, place.where, range.why));
    for (const one of evidence) {
      one.document = wrong(range.why);
      one.coverage = NOTHING_COVERED;
    }
    return { evidence, findings };
  }
  const problems = [
    signersProblem(evidence, place, findings),
    paddingProblem(dictionary, place, findings),
    await standing(document, dictionary, range.revision, revisions, place, findings),
  ];
  const after = later?.filter(({ revision }) => revision.number > range.revision.number) ?? [];
  const judged = judgeChanges(after, dictionary.permissions, place.where);
  findings.push(...judged.findings);
  const checks = [...problems, judged.document];
  const check = checks.find(({ is }) => is === 'wrong') ?? checks.find(({ is }) => is === 'not-checked') ?? RIGHT;
  for (const one of evidence) {
    one.changes = judged.changes;
    one.coverage = coverageOf(range, revisions, judged.changes.every(({ kind }) => kind === 'time-stamp' || kind === 'validation-data')); // prettier-ignore
    if (one.document.is === 'right' || check.is === 'wrong') one.document = check;
  }
  return { evidence, findings };
}

function failed(evidence: Evidence, code: Parameters<typeof signatureFinding>[0], why: string): Verified {
  return { evidence: [{ ...evidence, document: wrong(why) }], findings: [signatureFinding(code, evidence.where, why)] };
}

/** Digest and value, by what /SubFilter says the contents are (ISO 32000-1 12.8.3, ETSI EN 319 142-1). */
async function verifyValue(
  dictionary: SignatureDictionary,
  covered: SignedBytes,
  place: Place,
  certificates: readonly Certificate[],
): Promise<Verified> {
  const contents = dictionary.contents?.bytes ?? Buffer.alloc(0);
  const bytes = contents.subarray(0, elementEnd(contents) ?? contents.length);
  switch (dictionary.subFilter) {
    case 'ETSI.CAdES.detached':
    case 'adbe.pkcs7.detached':
      return verifySignedData(bytes, { place, detached: covered, certificates });
    case 'adbe.pkcs7.sha1':
      return verifySha1Inside(bytes, covered, place, certificates);
    case 'adbe.x509.rsa_sha1': {
      const evidence = await verifyRsaSha1(bytes, dictionary.certificates, covered, place);
      const findings = evidence.value.is === 'wrong' ? [signatureFinding('PDF_SIGNATURE_VALUE_WRONG', place.where, evidence.value.why)] : []; // prettier-ignore
      return { evidence: [evidence], findings: [...findings, weakDigest(place)] };
    }
    case 'ETSI.RFC3161': {
      const { evidence, findings } = await verifyTimestampToken(bytes, {
        place,
        over: 'document',
        data: covered,
        certificates,
      });
      return { evidence: [evidence], findings };
    }
    default: {
      const why = `the form ${dictionary.subFilter ?? 'without /SubFilter'} is not known here`;
      return { evidence: [foundOnly(place, why)], findings: [signatureFinding('PDF_SIGNATURE_FORM_UNKNOWN', place.where, why)] }; // prettier-ignore
    }
  }
}

/** ISO 32000-1 12.8.3.3.1: what is signed inside is the SHA-1 of the bytes. */
async function verifySha1Inside(
  bytes: Uint8Array,
  covered: SignedBytes,
  place: Place,
  certificates: readonly Certificate[],
): Promise<Verified> {
  const hash = createHash('sha1');
  for await (const piece of covered.chunks()) hash.update(piece);
  const right = hash.digest();
  const findings = [weakDigest(place)];
  const verified = await verifySignedData(bytes, {
    place,
    detached: null,
    certificates,
    inside: (content) => {
      if (right.equals(content)) return RIGHT;
      const why = 'the document is not the one that was signed';
      findings.push(signatureFinding('PDF_SIGNATURE_DIGEST_WRONG', place.where, why));
      return wrong(why);
    },
  });
  for (const one of verified.evidence) one.digestAlgorithms = [...new Set([...one.digestAlgorithms, 'sha1'])];
  return { evidence: verified.evidence, findings: [...verified.findings, ...findings] };
}

const weakDigest = ({ where }: Place): Finding =>
  signatureFinding('SIGNATURE_WEAK_DIGEST', where, 'the document is named by its SHA-1');

/** ISO 32000-2 12.8.3.3, ETSI EN 319 142-1 4.1: one signer for each signature dictionary. */
function signersProblem(evidence: readonly Evidence[], place: Place, findings: Finding[]): Check {
  if (evidence.length === 1) return RIGHT;
  const why = `${evidence.length} signers in one signature`;
  findings.push(signatureFinding('PDF_SIGNATURE_SIGNERS', place.where, why));
  return wrong(why);
}

/** Behind the value stands nothing but the zeros it was padded with: nobody signed what stands there. */
function paddingProblem({ contents }: SignatureDictionary, place: Place, findings: Finding[]): Check {
  const bytes = contents?.bytes ?? Buffer.alloc(0);
  const end = elementEnd(bytes);
  if (end === null || bytes.subarray(end).every((byte) => byte === 0)) return RIGHT;
  const why = 'something stands behind the signature value in /Contents';
  findings.push(signatureFinding('PDF_SIGNATURE_PADDING', place.where, why));
  return wrong(why);
}

/** Is the signature still the object it was in its own revision, and is the file a row of savings to its end? */
async function standing(
  document: PdfDocument,
  dictionary: SignatureDictionary,
  revision: PdfRevision,
  revisions: Revisions,
  place: Place,
  findings: Finding[],
): Promise<Check> {
  if (revisions.disorder !== null) {
    findings.push(signatureFinding('PDF_SIGNATURE_REVISIONS', place.where, revisions.disorder));
    return wrong(revisions.disorder);
  }
  if (revisions.cutShort) return notChecked('the cross-reference has more objects than are looked at');
  if (revisions.tailBytes > 0) {
    const why = `${revisions.tailBytes} bytes stand after the last revision`;
    findings.push(signatureFinding('PDF_SIGNATURE_TAIL', place.where, why));
    return wrong(why);
  }
  if (dictionary.number === null || revision.number === revisions.list.length) return RIGHT;
  const then = document.as(RevisionTable.of(revisions.list, revision, document.shift));
  if (then.placeKey(dictionary.number) === document.placeKey(dictionary.number)) return RIGHT;
  const why = 'the signature is not the one that stood in the revision it covers';
  findings.push(signatureFinding('PDF_SIGNATURE_REPLACED', place.where, why));
  return wrong(why);
}

function coverageOf(range: GoodRange, revisions: Revisions, nothingSeen: boolean): Coverage {
  const { firstEnd, secondStart, end } = range;
  const after = revisions.list.filter(({ number }) => number > range.revision.number);
  return {
    extent: after.length === 0 || nothingSeen ? 'whole' : 'partial',
    covers: [`bytes 0–${firstEnd - 1}`, `bytes ${secondStart}–${end - 1}`],
    outside: [`bytes ${firstEnd}–${secondStart - 1} (the signature value)`, ...after.slice(0, 40).map(placeOf)],
  };
}

/**
 * The security store serves every signature of the document. A document time-stamp proves what lies inside its bytes:
 * earlier signatures, and the parts of the store that were there (ETSI EN 319 142-1 5.4).
 */
function addStore(
  evidence: readonly Evidence[],
  store: readonly StoredValue[],
  ends: ReadonlyMap<string, number>,
): void {
  const isGood = ({ digests, value, document }: Evidence) =>
    [digests, value, document].every(({ is }) => is === 'right');
  const stamps = evidence.filter((one) => one.timestamp?.over === 'document' && ends.has(one.id));
  for (const one of evidence) for (const { kind, bytes } of store) one.material[kind].push(bytes);
  for (const stamp of stamps) {
    const end = ends.get(stamp.id) as number;
    stamp.proves = {
      evidence: evidence.flatMap(({ id }) => (id !== stamp.id && (ends.get(id) ?? Infinity) < end ? [id] : [])),
      material: store.filter((one) => one.end <= end).map(({ bytes }) => bytes),
    };
  }
  for (const one of evidence) {
    if (one.level === null || one.profile !== 'ETSI.CAdES.detached') continue;
    const covering = stamps.filter((stamp) => isGood(stamp) && stamp.proves?.evidence.includes(one.id));
    if (one.level === 'B-B' && covering.length > 0) one.level = 'B-T';
    if (one.level === 'B-T' && store.some(({ kind }) => kind !== 'certificates')) one.level = 'B-LT';
    if (one.level === 'B-LT' && covering.some((stamp) => (stamp.proves?.material.length ?? 0) > 0)) one.level = 'B-LTA';
  }
}
