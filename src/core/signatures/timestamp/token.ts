import { type Finding } from '../../finding.js';
import { type Certificate } from '../certificate.js';
import { digestsOf, signedBytes } from '../cms/digests.js';
import { collectValues } from '../cms/material.js';
import { type SignedData, type SignerInfo, readSignedData } from '../cms/signed-data.js';
import { verifySigner } from '../cms/signer.js';
import { namedCertificates } from '../cms/signing-certificate.js';
import { DerError } from '../der.js';
import { type Evidence, foundOnly, type Place, type SignedBytes } from '../evidence.js';
import { type Check, notChecked, RIGHT, type TimestampFacts, wrong } from '../facts.js';
import { signatureFinding } from '../findings.js';
import { injectedCertificates } from './injected.js';
import { readTstInfo, type TstInfo, TST_INFO } from './tst-info.js';

export interface TokenOptions {
  /** `kind` is `timestamp` whatever is said here. */
  place: Omit<Place, 'kind'>;
  over: TimestampFacts['over'];
  /**
   * What it has to be over; of several, any one (forms of the same that differ in their encoding). Null: it was not
   * given, and is asked for. `elsewhere`: the token is a file of its own, and what it stamps is none of it. `unknown`:
   * how it is put together is not known here.
   */
  data: SignedBytes | readonly SignedBytes[] | null | 'elsewhere' | 'unknown';
  /** Certificates beside the token that may be its signer's; the ones inside are known. */
  certificates?: readonly Certificate[];
}

export interface VerifiedToken {
  evidence: Evidence;
  findings: Finding[];
}

/**
 * One time-stamp token (RFC 3161 2.4.2): SignedData over TSTInfo. The token's own digest and value, the certificate it
 * names, and its imprint against what it is over. Whether the signer may stamp time is a matter of trust, not of this.
 * Never throws for what the bytes say.
 */
export async function verifyTimestampToken(bytes: Uint8Array, options: TokenOptions): Promise<VerifiedToken> {
  const place: Place = { ...options.place, kind: 'timestamp' };
  try {
    const token = readSignedData(bytes);
    const [signer] = token.signers;
    if (!signer || token.signers.length !== 1) throw new DerError(`${token.signers.length} signers, expected one`);
    if ('unreadable' in signer) throw new DerError(signer.unreadable);
    if (token.contentType !== TST_INFO || !token.content) throw new DerError('no time-stamp inside');
    const content = signedBytes(...token.content);
    const info = readTstInfo(Buffer.concat(token.content));
    const verified = await verifySigner(signer, {
      place,
      certificates: [...token.certificates, ...(options.certificates ?? [])],
      contentType: token.contentType,
      content: { data: content, digests: await digestsOf(content, signer.digest === null ? [] : [signer.digest]) },
    });
    return await finished(verified, { token, signer, info, options, place });
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const why = `the time-stamp can't be read: ${error.message}`;
    return {
      evidence: { ...foundOnly(place, why), document: wrong(why) },
      findings: [signatureFinding('TIMESTAMP_UNREADABLE', place.where, why)],
    };
  }
}

interface Reading {
  token: SignedData;
  signer: SignerInfo;
  info: TstInfo;
  options: TokenOptions;
  place: Place;
}

async function finished({ evidence, findings }: VerifiedToken, reading: Reading): Promise<VerifiedToken> {
  const { token, signer, info, options, place } = reading;
  const { time, accuracyMicros, policy, serial } = info;
  evidence.timestamp = { time, over: options.over, accuracyMicros, policy, serial };
  evidence.coverage = { extent: 'whole', covers: [], outside: [] };
  evidence.material = token.material;
  if (info.hash !== null) evidence.digestAlgorithms = [...new Set([...evidence.digestAlgorithms, info.hash])];
  const say = (...finding: Parameters<typeof signatureFinding>) => findings.push(signatureFinding(...finding));
  const unread = collectValues(signer.unsigned, evidence.material);
  if (unread !== null) say('CMS_VALUES_UNREADABLE', place.where, unread);
  const imprint = await imprintOf(info, options.data);
  if (imprint.is === 'wrong') say('TIMESTAMP_IMPRINT_DIFFERS', place.where, imprint.why);
  if (evidence.digests.is === 'right') evidence.digests = imprint;
  if (options.data === 'elsewhere')
    say('TIMESTAMP_CONTENT_ELSEWHERE', place.where, `stamps a digest by ${info.hash ?? info.algorithm}, ${info.imprint.toString('hex')}: what has it is not looked at`); // prettier-ignore
  const refused = structureOf(token, signer, evidence);
  if (refused) {
    say(refused.code, place.where, refused.why);
    if (evidence.document.is !== 'wrong') evidence.document = wrong(refused.why);
  }
  return { evidence, findings };
}

/** The imprint against what it has to be over. */
async function imprintOf(info: TstInfo, data: TokenOptions['data']): Promise<Check> {
  if (data === 'elsewhere') return RIGHT;
  if (data === 'unknown') return notChecked('what a time-stamp of this form is over is not known here');
  if (data === null) return notChecked('needs-content: what is time-stamped is not given');
  if (info.hash === null) return notChecked(`the digest algorithm ${info.algorithm} is not known here`);
  const forms = 'chunks' in data ? [data] : data;
  for (const form of forms) {
    const own = (await digestsOf(form, [info.hash])).get(info.hash);
    if (!own) return notChecked(`the digest algorithm ${info.hash} is not known here`);
    if (own.equals(info.imprint)) return RIGHT;
  }
  return wrong('the time-stamp is over something else');
}

type Refusal = { code: 'TIMESTAMP_SIGNER_UNNAMED' | 'TIMESTAMP_CERTIFICATES_INJECTED'; why: string };

function structureOf(token: SignedData, signer: SignerInfo, evidence: Evidence): Refusal | null {
  if (namedCertificates(signer.signed ?? []).length === 0)
    return { code: 'TIMESTAMP_SIGNER_UNNAMED', why: 'the token does not name the certificate of its signer' };
  const injected = evidence.signer ? injectedCertificates(evidence.signer, token.certificates) : [];
  if (injected.length === 0) return null;
  const names = injected.slice(0, 3).map(({ subject }) => subject);
  return {
    code: 'TIMESTAMP_CERTIFICATES_INJECTED',
    why: `certificates beside the signer's that pass for it: ${names.join('; ').slice(0, 300)}`,
  };
}
