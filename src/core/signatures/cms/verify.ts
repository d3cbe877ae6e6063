import { type Finding } from '../../finding.js';
import { type Certificate } from '../certificate.js';
import { type Der, DerError } from '../der.js';
import { type Evidence, foundOnly, type Place, type SignedBytes, type Verified } from '../evidence.js';
import { type Check, wrong } from '../facts.js';
import { signatureFinding } from '../findings.js';
import { verifySignatureTimestamps } from '../timestamp/signature-timestamps.js';
import { ATTRIBUTE } from './attributes.js';
import { digestsOf, signedBytes } from './digests.js';
import { verifyEvidenceRecords } from './evidence-records.js';
import { levelOf } from './level.js';
import { collectValues } from './material.js';
import { readSignedData, readSigner, type SignedData, type SignerInfo } from './signed-data.js';
import { type SignerContext, verifySigner } from './signer.js';

export interface SignedDataOptions {
  place: Place;
  /**
   * Content that is not inside. When it is given it is what counts, whatever stands inside; null takes what stands
   * inside, and asks for the content where there is none.
   */
  detached: SignedBytes | null;
  /** Judges content that stands inside, where the container says what it has to be (adbe.pkcs7.sha1: a digest). */
  inside?: (content: Uint8Array) => Check | Promise<Check>;
  /** Certificates beside the SignedData that may be a signer's. */
  certificates?: readonly Certificate[];
}

const MAX_COUNTER_DEPTH = 4;
/** Signers and counter-signatures of one SignedData, together; more are told and not looked at. */
const MAX_VERIFIED = 500;

/** What is shared by all that is verified of one SignedData. */
interface Work {
  data: SignedData;
  findings: Finding[];
  /** How many more are looked at. */
  left: number;
}

/**
 * Every signer of a SignedData (RFC 5652, CAdES of ETSI EN 319 122-1, GB/T 35275), with its time-stamps and
 * counter-signatures nested in it: one Evidence each. Never throws for what the bytes say; what is no SignedData is
 * evidence of which nothing is known, with the reason.
 */
export async function verifySignedData(bytes: Uint8Array, options: SignedDataOptions): Promise<Verified> {
  const { place } = options;
  try {
    const data = readSignedData(bytes);
    if (data.signers.length === 0) throw new DerError('no signer inside');
    return await verifyRead(data, options);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { evidence: [foundOnly(place, `can't be read as a signature: ${error.message}`)], findings: [] };
  }
}

/** The same of a SignedData that is already taken apart. Throws DerError where an attribute can't be read. */
export async function verifyRead(data: SignedData, options: SignedDataOptions): Promise<Verified> {
  const { place } = options;
  const content = options.detached ?? (data.content === null ? null : signedBytes(...data.content));
  const digests = content === null ? null : await digestsOf(content, data.signers.flatMap(algorithmOf));
  const inside = options.inside && data.content ? await options.inside(Buffer.concat(data.content)) : null;
  const evidence: Evidence[] = [];
  const work: Work = { data, findings: structureFindings(data, place.where), left: MAX_VERIFIED };
  for (const [i, signer] of data.signers.entries()) {
    const own = data.signers.length === 1 ? place : { ...place, id: `${place.id}:${i + 1}` };
    if ('unreadable' in signer) {
      evidence.push(foundOnly(own, `can't be read as a signature: ${signer.unreadable}`));
      continue;
    }
    const context: SignerContext = {
      place: own,
      certificates: [...data.certificates, ...(options.certificates ?? [])],
      contentType: data.contentType,
      content: content && digests ? { data: content, digests } : null,
    };
    const one = await verifyWithAttributes(signer, context, work, 0);
    if (inside !== null && inside.is !== 'right' && one.digests.is !== 'wrong') one.digests = inside;
    evidence.push(one);
  }
  return { evidence, findings: work.findings };
}

const algorithmOf = (signer: SignedData['signers'][number]) =>
  'unreadable' in signer || signer.digest === null ? [] : [signer.digest];

function structureFindings(data: SignedData, where: string): Finding[] {
  const findings: Finding[] = [];
  if (data.departure !== null) findings.push(signatureFinding('CMS_BER', where, `encoded in BER: ${data.departure}`));
  if (data.trailingBytes > 0)
    findings.push(signatureFinding('CMS_TRAILING_BYTES', where, `${data.trailingBytes} bytes follow the signature`));
  return findings;
}

/** One signer with its unsigned attributes: time-stamps, counter-signatures, values for building chains. */
async function verifyWithAttributes(
  signer: SignerInfo,
  context: SignerContext,
  work: Work,
  depth: number,
): Promise<Evidence> {
  const { data, findings } = work;
  if (work.left-- <= 0) return foundOnly(context.place, `more than ${MAX_VERIFIED} signatures in one`);
  const verified = await verifySigner(signer, context);
  const { evidence } = verified;
  findings.push(...verified.findings);
  evidence.material = {
    certificates: [...data.material.certificates],
    crls: [...data.material.crls],
    ocsps: [...data.material.ocsps],
  };
  const unread = collectValues([...signer.unsigned, ...(signer.signed ?? [])], evidence.material);
  if (unread !== null) findings.push(signatureFinding('CMS_VALUES_UNREADABLE', context.place.where, unread));
  const stamped = { data, signer, content: context.content?.data ?? null };
  const stamps = await verifySignatureTimestamps(stamped, context.place, context.certificates);
  const recorded = { data, signer, content: context.content, outermost: depth === 0 };
  const records = await verifyEvidenceRecords(recorded, context.place);
  evidence.timestamps = [...stamps.timestamps, ...records.evidence];
  findings.push(...stamps.findings, ...records.findings);
  evidence.counterSignatures = await verifyCounterSignatures(signer, context, work, depth);
  evidence.level = levelOf(signer, evidence);
  if (evidence.profile === undefined && evidence.level !== null) evidence.profile = 'CAdES';
  return evidence;
}

/** RFC 5652 11.4: a SignerInfo over the octets of the value it stands beside. */
async function verifyCounterSignatures(
  signer: SignerInfo,
  context: SignerContext,
  work: Work,
  depth: number,
): Promise<Evidence[]> {
  const values = signer.unsigned.flatMap(({ oid, values }) => (oid === ATTRIBUTE.counterSignature ? values : []));
  const list: Evidence[] = [];
  for (const [i, value] of values.slice(0, work.left + 1).entries()) {
    const { container, where } = context.place;
    const place: Place = { id: `${context.place.id}/counter:${i + 1}`, kind: 'counter-signature', container, where };
    list.push(await counterSignature(value, place));
  }
  return list;

  async function counterSignature(value: Der, place: Place): Promise<Evidence> {
    if (depth >= MAX_COUNTER_DEPTH) return foundOnly(place, 'counter-signed too deep to be looked at');
    const info = readCounter(value);
    if ('unreadable' in info) {
      const why = `the counter-signature can't be read: ${info.unreadable}`;
      return { ...foundOnly(place, why), document: wrong(why) };
    }
    const content = signedBytes(signer.value);
    const digests = await digestsOf(content, info.digest === null ? [] : [info.digest]);
    const own: SignerContext = {
      place,
      certificates: context.certificates,
      contentType: null,
      content: { data: content, digests },
    };
    return verifyWithAttributes(info, own, work, depth + 1);
  }
}

function readCounter(value: Der): SignerInfo | { unreadable: string } {
  try {
    return readSigner(value);
  } catch (error) {
    if (error instanceof DerError) return { unreadable: error.message };
    throw error;
  }
}
