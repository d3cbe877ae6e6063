import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { contentBeside, saidOf, stampedBeside } from '../../signatures/cms/detached.js';
import { verifyRead } from '../../signatures/cms/verify.js';
import { readSignedData, type SignedData } from '../../signatures/cms/signed-data.js';
import { DerError } from '../../signatures/der.js';
import { type Evidence, foundOnly, type Place, type Verified } from '../../signatures/evidence.js';
import { type Given } from '../../signatures/given.js';
import { verifyTimestampToken } from '../../signatures/timestamp/token.js';
import { readTimeStampResponse, TST_INFO } from '../../signatures/timestamp/tst-info.js';
import { formatFinding } from '../findings.js';
import { type Format, type ReadLimits } from '../format.js';
import { type Reading, readingOf } from '../report.js';
import { isArmoured, unarmoured } from './armour.js';
import { type CmsForm, cmsForm, statedBytes } from './recognise.js';

/** A larger one is left unverified: it would be held in memory whole. */
const MAX_READ_BYTES = 128 << 20;
const MAX_LAYERS = 4;

/**
 * CMS SignedData as a file of its own (.p7m, .p7s, .csig), a time-stamp token or response (.tst, .tsr); in DER or BER,
 * in PEM or plain Base64.
 */
export const cms: Format = {
  id: 'cms',
  zh: 'CMS 签名',
  en: 'CMS signature',
  matches: (head) => cmsForm(head) !== null || isArmoured(head),
  read: readCms,
};

const PLACE: Place = { id: 'SignedData', kind: 'signature', container: 'cms', where: 'offset 0' };

async function readCms(source: ByteSource, _limits: ReadLimits, given: Given): Promise<Reading | null> {
  if (source.sizeBytes > MAX_READ_BYTES)
    return reading('signed-data', [], [foundOnly(PLACE, `larger than ${MAX_READ_BYTES} bytes`)]);
  const raw = await source.read(0, source.sizeBytes);
  const bytes = cmsForm(raw) === null ? unarmoured(raw) : raw;
  const form = bytes && cmsForm(bytes);
  if (!bytes || !form) return null;
  const wantedBytes = statedBytes(bytes);
  if (wantedBytes !== null && wantedBytes > bytes.length && form !== 'damaged') {
    const sizes = { expected: `${wantedBytes} bytes`, found: `${bytes.length} bytes` };
    const finding = formatFinding('CMS_TRUNCATED', 'end of file', 'the outer SEQUENCE is longer than the file', sizes);
    return reading(form, [finding], [foundOnly(PLACE, 'cut short')]);
  }
  try {
    const { findings, evidence } = await verified(form, bytes, given);
    const read = reading(form, [], evidence);
    // What is wrong with a signature does not make the file broken.
    return { ...read, findings };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const finding = formatFinding('CMS_BROKEN', PLACE.where, `can't be read as CMS: ${error.message}`);
    return reading(form, [finding], [foundOnly(PLACE, error.message)]);
  }
}

/** Throws DerError. */
async function verified(form: CmsForm, bytes: Uint8Array, given: Given): Promise<Verified> {
  const response = form === 'time-stamp-response' ? readTimeStampResponse(bytes) : null;
  if (form === 'damaged' || (form === 'time-stamp-response' && !response?.token))
    throw new DerError('its outer element is damaged');
  return verifiedData(response?.token ?? bytes, PLACE, given, 0);
}

/** Signed again: a SignedData whose content is one (.p7m.p7m). Each layer is reported. Throws DerError. */
async function verifiedData(signed: Uint8Array, place: Place, given: Given, depth: number): Promise<Verified> {
  const data = readSignedData(signed);
  if (data.contentType === TST_INFO && data.content !== null) {
    const token = { ...place, id: place.id.replace('SignedData', 'TimeStampToken') };
    return verifiedToken(signed, Buffer.concat(data.content), token, given);
  }
  // SignedData without a signer is a bag of certificates (RFC 5652 5.1).
  const outer: Verified = data.signers.length === 0 ? { evidence: [], findings: [] } : await verifiedSigners(data, place, given); // prettier-ignore
  if (data.content === null || cmsForm(data.content[0] ?? Buffer.alloc(0)) !== 'signed-data') return outer;
  const inner = await verifiedContent(Buffer.concat(data.content), { ...place, id: `${place.id}/content`, where: 'content' }, given, depth + 1); // prettier-ignore
  return { evidence: [...outer.evidence, ...inner.evidence], findings: [...outer.findings, ...inner.findings] };
}

async function verifiedSigners(data: SignedData, place: Place, given: Given): Promise<Verified> {
  const content = await contentBeside(data, given, place);
  const detached = content?.sibling.content ?? null;
  const verified = await verifyRead(data, { place, detached, certificates: given.certificates() });
  return content ? saidOf(verified, content, place) : verified;
}

/** A token alone stamps a digest: of a file of the record, or of something that is elsewhere. */
async function verifiedToken(token: Uint8Array, inside: Uint8Array, place: Place, given: Given): Promise<Verified> {
  const content = await stampedBeside(inside, given);
  const data = content?.sibling.content ?? 'elsewhere';
  const certificates = given.certificates();
  const { evidence, findings } = await verifyTimestampToken(token, { place, over: 'data', data, certificates });
  const verified = { evidence: [evidence], findings };
  return content ? saidOf(verified, content, place) : verified;
}

/** What begins as a SignedData inside another, and is one or says why not. */
async function verifiedContent(content: Buffer, place: Place, given: Given, depth: number): Promise<Verified> {
  if (depth > MAX_LAYERS) return { evidence: [foundOnly(place, `more than ${MAX_LAYERS} layers`)], findings: [] };
  try {
    return await verifiedData(content, place, given, depth);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { evidence: [foundOnly(place, `can't be read as a signature: ${error.message}`)], findings: [] };
  }
}

function reading(form: CmsForm, findings: Finding[], evidence: Evidence[]): Reading {
  const stamp = form === 'time-stamp-response' || evidence.some(({ kind }) => kind === 'timestamp');
  return readingOf(
    {
      format: 'cms',
      pronom: [],
      mimeType: form === 'time-stamp-response' ? 'application/timestamp-reply' : stamp ? 'application/timestamped-data' : 'application/pkcs7-signature', // prettier-ignore
      description: form === 'time-stamp-response' ? 'RFC 3161 TimeStampResp' : stamp ? 'RFC 3161 time-stamp token' : 'CMS SignedData', // prettier-ignore
    },
    findings,
    // What is inside beside the signatures is not looked at, so it is never called whole.
    { evidence, unchecked: true },
  );
}
