import { signedBytes } from '../cms/digests.js';
import { readSignedData, type SignedData } from '../cms/signed-data.js';
import { verifyRead } from '../cms/verify.js';
import { type Verified } from '../evidence.js';
import { notChecked, RIGHT, wrong } from '../facts.js';
import { readSm2Signature } from '../sm2.js';
import { bindsXml, type SignedValue, XML_CHANGED } from './signed-value.js';
import { add, type VerifiedOfdSignature, worse } from './verified.js';

/** Said by the reader of CMS in its own words; here Signature.xml is what is signed. */
const SAID_HERE = new Set(['CMS_CONTENT_CHANGED', 'CMS_VALUE_WRONG']);

/** `Sign`: GB/T 35275 SignedData, or CMS, over Signature.xml or its digest. Throws DerError for what is none. */
export async function checkSignedData(input: SignedValue, result: VerifiedOfdSignature): Promise<void> {
  const { path } = input;
  const data = readSignedData(input.valueBytes);
  const { evidence: all, findings } = await verifyEither(data, input, result);
  const [first, ...others] = all;
  if (!first) return;
  const own = result.evidence;
  const gm = data.oid.startsWith('1.2.156.');
  own.profile = gm ? 'GB/T 35275' : (first.profile ?? 'CMS');
  own.value = first.value;
  own.document = first.document;
  own.algorithm = first.algorithm;
  own.signer = first.signer;
  own.level = first.level;
  own.claimedTime = first.claimedTime ?? own.claimedTime;
  own.material = first.material;
  own.timestamps = first.timestamps;
  // Further signers of the same SignedData are signatures of their own.
  own.counterSignatures = [...first.counterSignatures, ...others];
  own.digestAlgorithms = [...new Set([...own.digestAlgorithms, ...first.digestAlgorithms])];
  result.findings.push(...findings.filter(({ code }) => !SAID_HERE.has(code)));
  if (first.digests.is === 'wrong') {
    add(result, 'OFD_SIGNATURE_XML_CHANGED', path, first.digests.why);
    own.digests = worse(wrong(XML_CHANGED), own.digests);
  } else own.digests = worse(own.digests, first.digests);
  if (first.value.is === 'wrong') add(result, 'OFD_SIGNATURE_VALUE_WRONG', path, first.value.why);
}

/**
 * Without content inside it is over Signature.xml. With content that content has to name Signature.xml; some software
 * puts the digest there and signs Signature.xml all the same.
 */
async function verifyEither(
  data: SignedData,
  { path, xmlBytes }: SignedValue,
  result: VerifiedOfdSignature,
): Promise<Verified> {
  const { id, kind, container } = result.evidence;
  const place = { id, kind, container, where: path };
  const over = signedBytes(xmlBytes);
  if (data.content === null) return verifyRead(data, { place, detached: over });
  const binds = (content: Uint8Array) => bindsXml(content, xmlBytes, path, result);
  const inside = await verifyRead(data, {
    place,
    detached: null,
    inside: (content) => (binds(content) ? RIGHT : wrong(XML_CHANGED)),
  });
  if (inside.evidence.every(({ digests, value }) => digests.is === 'right' && value.is === 'right')) return inside;
  if (!binds(Buffer.concat(data.content))) return inside;
  const beside = await verifyRead(data, { place, detached: over });
  const right = beside.evidence.every(({ digests, value }) => digests.is === 'right' && value.is === 'right');
  return right ? beside : inside;
}

/** Names of algorithms as Signature.xml writes them (GB/T 33190-2016 18.2.1), beside object identifiers. */
const METHODS: Readonly<Record<string, string>> = {
  sm3withsm2: '1.2.156.10197.1.501',
  sm2: '1.2.156.10197.1.501',
  sha256withrsa: '1.2.840.113549.1.1.11',
  sha1withrsa: '1.2.840.113549.1.1.5',
};
const LARGEST_VALUE_BYTES = 1024;

/**
 * A value without anything around it. Which key it belongs to has to come from elsewhere: a key can be computed for
 * any value, so one that is not given beside it would prove nothing.
 */
export function leaveOpen({ path, xml, xmlBytes, valueBytes }: SignedValue, result: VerifiedOfdSignature): boolean {
  const method = (xml.method ?? '').trim();
  const algorithm = /^\d+(\.\d+)+$/.test(method) ? method : METHODS[method.toLowerCase()];
  const raw = readSm2Signature(valueBytes) !== null;
  const rsa = valueBytes.length % 64 === 0 && valueBytes.length >= 128 && valueBytes.length <= LARGEST_VALUE_BYTES;
  if (!raw && !rsa) return false;
  const why = 'needs-content: the value stands alone, and no certificate that was given has the key to it';
  result.evidence.value = notChecked(why);
  result.evidence.openValue = { algorithm: algorithm ?? METHODS['sm2']!, message: xmlBytes, value: valueBytes };
  add(result, 'OFD_SIGNER_NOT_INSIDE', path, 'the value stands alone: the certificate of the signer is not with it');
  return true;
}
