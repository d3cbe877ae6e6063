import { type Finding } from '../../finding.js';
import { type Certificate } from '../certificate.js';
import { ATTRIBUTE } from '../cms/attributes.js';
import { digestsOf } from '../cms/digests.js';
import { type Attribute, readSignedData } from '../cms/signed-data.js';
import { type Der, DerError, OCTET_STRING } from '../der.js';
import { type Evidence } from '../evidence.js';
import { type TimestampFacts, wrong } from '../facts.js';
import { signatureFinding } from '../findings.js';
import {
  archiveImprintV2,
  archiveImprintV3,
  type HashIndex,
  missingFromIndex,
  readHashIndex,
  referencesImprint,
  signatureImprint,
  type Stamped,
} from './archive-imprint.js';
import { provenByIndex, provenByReferences, provenByWhole, type Stamps } from './proven.js';
import { type TokenOptions, type VerifiedToken, verifyTimestampToken } from './token.js';
import { readTstInfo } from './tst-info.js';

const OVER: Readonly<Record<string, TimestampFacts['over']>> = {
  [ATTRIBUTE.contentTimestamp]: 'content',
  [ATTRIBUTE.signatureTimestamp]: 'signature',
  [ATTRIBUTE.escTimestamp]: 'signature-and-references',
  [ATTRIBUTE.referencesTimestamp]: 'references',
  [ATTRIBUTE.archiveTimestamp1]: 'archive',
  [ATTRIBUTE.archiveTimestamp2]: 'archive',
  [ATTRIBUTE.archiveTimestamp3]: 'archive',
};
const MAX_TIMESTAMPS = 100;

export interface VerifiedTimestamps {
  timestamps: Evidence[];
  findings: Finding[];
}

/** Every time-stamp in the attributes of one signer, in the order they stand, each against what its kind is over. */
export async function verifySignatureTimestamps(
  stamped: Stamped,
  parent: Pick<Evidence, 'id' | 'container' | 'where'>,
  certificates: readonly Certificate[],
): Promise<VerifiedTimestamps> {
  const result: VerifiedTimestamps = { timestamps: [], findings: [] };
  const found = [...(stamped.signer.signed ?? []), ...stamped.signer.unsigned].flatMap((attribute) =>
    attribute.oid in OVER ? attribute.values.map((value) => ({ attribute, value })) : [],
  );
  const stamps = found.slice(0, MAX_TIMESTAMPS).map((one, i) => ({ ...one, id: `${parent.id}/timestamp:${i + 1}` }));
  for (const { attribute, value, id } of stamps) {
    const place = { id, container: parent.container, where: parent.where };
    const { evidence, findings } = await verifyOne(stamped, attribute, value, place, certificates);
    const proves = provenBy(stamped, attribute, value, stamps);
    result.timestamps.push(proves ? { ...evidence, proves } : evidence);
    result.findings.push(...findings);
  }
  return result;
}

function provenBy(stamped: Stamped, attribute: Attribute, value: Der, stamps: Stamps): Evidence['proves'] | null {
  if (attribute.oid === ATTRIBUTE.escTimestamp) return provenByReferences(stamps);
  if (attribute.oid === ATTRIBUTE.archiveTimestamp2) return provenByWhole(stamped, earlierThan(value), stamps);
  if (attribute.oid !== ATTRIBUTE.archiveTimestamp3) return null;
  const index = indexOf(value.is(OCTET_STRING) ? value.contents : value.bytes);
  return typeof index === 'string' ? null : provenByIndex(stamped, index, stamps);
}

async function verifyOne(
  stamped: Stamped,
  attribute: Attribute,
  value: Der,
  place: TokenOptions['place'],
  certificates: readonly Certificate[],
): Promise<VerifiedToken> {
  const over = OVER[attribute.oid]!;
  const wrapped = value.is(OCTET_STRING);
  const token = wrapped ? value.contents : value.bytes;
  const options = (data: TokenOptions['data']): TokenOptions => ({ place, over, data, certificates });
  const verified =
    attribute.oid === ATTRIBUTE.archiveTimestamp3
      ? await verifyWithIndex(stamped, token, options)
      : await verifyTimestampToken(token, options(imprintData(stamped, attribute, value)));
  if (wrapped)
    verified.findings.push(signatureFinding('SIGNATURE_REMARK', place.where, 'the time-stamp stands in an OCTET STRING')); // prettier-ignore
  return verified;
}

/** archive-time-stamp-v3: its index says what it is over. What the index names and is gone is told, and no more proven. */
async function verifyWithIndex(
  stamped: Stamped,
  token: Uint8Array,
  options: (data: TokenOptions['data']) => TokenOptions,
): Promise<VerifiedToken> {
  const index = indexOf(token);
  if (typeof index === 'string') {
    const verified = await verifyTimestampToken(token, options(null));
    if (verified.evidence.document.is !== 'right') return verified;
    verified.evidence.document = wrong(index);
    const finding = signatureFinding('TIMESTAMP_INDEX_UNREADABLE', verified.evidence.where, index);
    return { ...verified, findings: [...verified.findings, finding] };
  }
  const { data, missing } = await overIndex(stamped, index);
  const verified = await verifyTimestampToken(token, options(data));
  if (missing.length === 0) return verified;
  const why = `what was time-stamped with the signature and is no longer there: ${missing.join(', ')}`;
  const { where } = verified.evidence;
  verified.evidence.changes = [{ where, kind: 'validation-data', permitted: true, why }];
  return { ...verified, findings: [...verified.findings, signatureFinding('TIMESTAMP_INDEX_MISSES', where, why)] };
}

/** Null when it is over content that was not given. */
function imprintData(stamped: Stamped, { oid }: Attribute, value: Der): TokenOptions['data'] {
  if (oid === ATTRIBUTE.contentTimestamp) return stamped.content;
  if (oid === ATTRIBUTE.escTimestamp) return referencesImprint(stamped, true);
  if (oid === ATTRIBUTE.referencesTimestamp) return referencesImprint(stamped, false);
  if (oid === ATTRIBUTE.signatureTimestamp) return signatureImprint(stamped);
  // The first form (TS 101 733 before 1.6.3) was given up, and built in more than one way.
  if (oid === ATTRIBUTE.archiveTimestamp1) return 'unknown';
  return archiveImprintV2(stamped, earlierThan(value));
}

/** Is an attribute before this archive time-stamp of the second form: all but itself and later ones of its kind. */
function earlierThan(value: Der): (other: Attribute) => boolean {
  const own = timeOf(value);
  return (other) => {
    if (other.values.some((one) => one.bytes === value.bytes || Buffer.from(one.bytes).equals(value.bytes))) return false; // prettier-ignore
    const archive = OVER[other.oid] === 'archive';
    return !archive || other.values.every((one) => timeOf(one) < own);
  };
}

/** Sorts as it stands: RFC 3339 in UTC. Empty for what is no token. */
function timeOf(value: Der): string {
  try {
    const token = value.is(OCTET_STRING) ? value.contents : value.bytes;
    return readTstInfo(Buffer.concat(readSignedData(token).content ?? [])).time;
  } catch (error) {
    if (error instanceof DerError) return '';
    throw error;
  }
}

function indexOf(token: Uint8Array): (HashIndex & { imprintHash: string | null }) | string {
  // prettier-ignore
  try {
    const data = readSignedData(token);
    const [signer] = data.signers;
    if (!signer || 'unreadable' in signer) return 'the archive time-stamp has no signer that can be read';
    return { ...readHashIndex(signer), imprintHash: readTstInfo(Buffer.concat(data.content ?? [])).hash };
  } catch (error) {
    if (error instanceof DerError) return `the archive time-stamp does not say what it is over: ${error.message}`;
    throw error;
  }
}

async function overIndex(stamped: Stamped, index: HashIndex & { imprintHash: string | null }) {
  const missing = missingFromIndex(stamped, index);
  if (stamped.content === null || index.imprintHash === null) return { data: null, missing };
  const digest = (await digestsOf(stamped.content, [index.imprintHash])).get(index.imprintHash);
  return { data: digest ? archiveImprintV3(stamped, digest, index) : null, missing };
}
