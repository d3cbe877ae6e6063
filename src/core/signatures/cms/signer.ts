import { type Finding } from '../../finding.js';
import { type Certificate } from '../certificate.js';
import { DerError, SEQUENCE } from '../der.js';
import { type Evidence, foundOnly, type Place, type SignedBytes } from '../evidence.js';
import { type Check, notChecked, RIGHT, wrong } from '../facts.js';
import { signatureFinding } from '../findings.js';
import { checkValue, checkValueOver, type ValueCheck } from '../value.js';
import { algorithmsAgree, contentIsAttributes, repeatedAttribute } from './attribute-rules.js';
import { ATTRIBUTE } from './attributes.js';
import { type SignedForm, signedForms } from './reencode.js';
import { type Attribute, type SignerInfo } from './signed-data.js';
import { certificatesOf, isNamed, namedCertificates } from './signing-certificate.js';

/** What a signer signed, hashed already by every algorithm that is asked for. */
export interface HashedContent {
  data: SignedBytes;
  digests: ReadonlyMap<string, Buffer>;
}

export interface SignerContext {
  place: Place;
  /** Inside the SignedData, and those given beside it. */
  certificates: readonly Certificate[];
  /** Null for a counter-signature, which has none (RFC 5652 11.4). */
  contentType: string | null;
  /** Null: it was not given. */
  content: HashedContent | null;
}

export interface VerifiedSigner {
  evidence: Evidence;
  findings: Finding[];
}

/** Certificates of the same name that are tried. */
const MAX_TRIED = 5;
/** Attributes are never longer. */
const MAX_ATTRIBUTES_BYTES = 1 << 16;

/**
 * One SignerInfo (RFC 5652 5.3 to 5.6): the content against the attribute messageDigest, the certificate against the
 * attribute that names it (RFC 5035), the value over the attributes or over the content. Its unsigned attributes are not
 * looked at here. Never throws for what the bytes say.
 */
export async function verifySigner(info: SignerInfo, context: SignerContext): Promise<VerifiedSigner> {
  try {
    return await verified(info, context);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { evidence: foundOnly(context.place, `the signer can't be read: ${error.message}`), findings: [] };
  }
}

async function verified(info: SignerInfo, context: SignerContext): Promise<VerifiedSigner> {
  const { place, content } = context;
  const findings: Finding[] = [];
  const say = (...finding: Parameters<typeof signatureFinding>) => findings.push(signatureFinding(...finding));
  const { certificates, named } = candidates(info, context);
  const { signer, checked, form } = await valueOf(info, certificates, content);
  const evidence: Evidence = {
    ...foundOnly(place, ''),
    digests: digestsOf(info, context),
    value: checked.check,
    document: documentOf(info, context, signer, info.signed ? null : await small(context), say),
    coverage: { extent: content ? 'whole' : 'unknown', covers: [], outside: [] },
    digestAlgorithms: info.digest === null ? [] : [info.digest],
    algorithm: checked.algorithm.key.type === 'unknown' && !signer ? null : checked.algorithm,
    signer,
    claimedTime: attributeOf(info.signed, ATTRIBUTE.signingTime)?.values[0]?.time ?? null,
  };
  if (evidence.digests.is === 'wrong') say('CMS_CONTENT_CHANGED', place.where, evidence.digests.why);
  if (evidence.value.is === 'wrong') say('CMS_VALUE_WRONG', place.where, evidence.value.why);
  if (signer && named.length > 0 && evidence.digests.is !== 'wrong') {
    const matches = named.map((one) => isNamed(one, signer));
    const why = 'the certificate is not the one that the signature names';
    if (matches.includes(false)) {
      evidence.digests = wrong(why);
      say('CMS_SIGNING_CERTIFICATE_DIFFERS', place.where, why);
    } else if (matches.includes(null) && evidence.digests.is === 'right')
      evidence.digests = notChecked('the signing certificate is named by a digest that is not known here');
  }
  if (form === 'as-written')
    say('CMS_ATTRIBUTES_NOT_SORTED', place.where, 'the signed attributes were signed in the order they are written in, not in the order of DER'); // prettier-ignore
  const { digest } = checked.algorithm;
  if (checked.check.is === 'right' && info.signed && digest !== null && info.digest !== null && digest !== info.digest)
    say('CMS_DIGESTS_DIFFER', place.where, `the content is named by ${info.digest}, its attributes are signed by ${digest}`); // prettier-ignore
  if (info.digest === 'md5' || info.digest === 'sha1')
    say('SIGNATURE_WEAK_DIGEST', place.where, `the content is named by ${info.digest}, for which other content can be made`); // prettier-ignore
  const policy = policyOf(info.signed);
  if (policy !== null) say('CMS_SIGNATURE_POLICY', place.where, `signed under the policy ${policy}`, { found: policy });
  for (const remark of checked.remarks) say('SIGNATURE_REMARK', place.where, remark);
  return { evidence, findings };
}

const attributeOf = (attributes: readonly Attribute[] | null, oid: string) =>
  attributes?.find((attribute) => attribute.oid === oid);

/** Identifier of the explicit signature policy (RFC 5126 5.8.1); null for none, and for an implied one. */
function policyOf(signed: readonly Attribute[] | null): string | null {
  const [value] = attributeOf(signed, ATTRIBUTE.signaturePolicy)?.values ?? [];
  return value?.is(SEQUENCE) ? (value.children[0]?.oid ?? null) : null;
}

/**
 * Certificates that may be the signer's. Which one it is does not rest on the name alone, for the name is not signed:
 * the attribute decides where there is one, and the value has to verify with its key.
 */
function candidates(info: SignerInfo, { certificates }: SignerContext) {
  const named = namedCertificates(info.signed ?? []);
  const byName = certificatesOf(info.name, certificates);
  const byAttribute = (list: readonly Certificate[]) => list.filter((one) => named.some((name) => isNamed(name, one) === true)); // prettier-ignore
  // Without one of its name, the attribute alone says who it is.
  if (byName.length === 0) return { named, certificates: byAttribute(certificates).slice(0, MAX_TRIED) };
  const meant = byAttribute(byName);
  return { named, certificates: (meant.length > 0 ? meant : byName).slice(0, MAX_TRIED) };
}

interface CheckedValue {
  signer: Certificate | null;
  checked: ValueCheck;
  form: SignedForm['form'] | null;
}

async function valueOf(
  info: SignerInfo,
  certificates: readonly Certificate[],
  content: HashedContent | null,
): Promise<CheckedValue> {
  const unknown = (why: string): ValueCheck => ({ check: notChecked(why), algorithm: NO_ALGORITHM, remarks: [] });
  const [first] = certificates;
  if (!first) {
    const why = 'needs-content: the certificate of the signer is not inside';
    return { signer: null, form: null, checked: unknown(why) };
  }
  if (!info.signed && !content) {
    const why = 'needs-content: the value is over content that is not given';
    return { signer: first, form: null, checked: unknown(why) };
  }
  let result: CheckedValue | null = null;
  for (const signer of certificates)
    for (const { octets, form } of info.signed ? signedForms(info.signed.map(({ der }) => der)) : [BARE]) {
      const { signatureAlgorithm, value, digest } = info;
      const checked =
        octets === null
          ? await checkValueOver(signatureAlgorithm, content!.data, value, signer, { hash: digest })
          : checkValue(signatureAlgorithm, octets, value, signer, { hash: digest });
      if (checked.check.is === 'right') return { signer, checked, form };
      result ??= { signer, checked, form: null };
    }
  return result!;
}

/** Without attributes: the value is over the content itself. */
const BARE = { octets: null, form: null } as const;
const NO_ALGORITHM: ValueCheck['algorithm'] = { name: 'unknown', id: '', digest: null, key: { type: 'unknown', bits: null, curve: null } }; // prettier-ignore

/** Data is data by both standards, and some software names it by one and then by the other. */
const DATA = new Set(['1.2.840.113549.1.7.1', '1.2.156.10197.6.1.4.2.1']);
const sameType = (a: string, b: string): boolean => a === b || (DATA.has(a) && DATA.has(b));

function digestsOf(info: SignerInfo, { content, contentType }: SignerContext): Check {
  if (info.signed) {
    const stated = attributeOf(info.signed, ATTRIBUTE.messageDigest)?.values;
    if (stated?.length !== 1) return wrong('no message digest is signed');
    const type = attributeOf(info.signed, ATTRIBUTE.contentType)?.values[0];
    if (contentType !== null && type && !sameType(type.oid, contentType))
      return wrong(`signed as content of type ${type.oid}, it is given as ${contentType}`);
  }
  if (content === null) return notChecked('needs-content: the signed content is not inside');
  // Without attributes the value itself is over the content.
  if (!info.signed) return RIGHT;
  const own = info.digest === null ? undefined : content.digests.get(info.digest);
  if (!own) return notChecked(`the digest algorithm ${info.digestAlgorithm.children[0]?.oid} is not known here`);
  const [stated] = attributeOf(info.signed, ATTRIBUTE.messageDigest)!.values;
  return own.equals(stated!.octetString('message digest'))
    ? RIGHT
    : wrong('the content is not the one that was signed');
}

/** The content where it could be something as short as attributes. */
async function small({ content }: SignerContext): Promise<Buffer | null> {
  if (!content || content.data.sizeBytes > MAX_ATTRIBUTES_BYTES) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.data.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What makes a right value mean something else than it seems to. */
function documentOf(
  info: SignerInfo,
  { place, contentType }: SignerContext,
  signer: Certificate | null,
  content: Buffer | null,
  say: (...finding: Parameters<typeof signatureFinding>) => void,
): Check {
  const broken = (code: Parameters<typeof signatureFinding>[0], why: string): Check => {
    say(code, place.where, why);
    return wrong(why);
  };
  if (signer === null && 'keyIdentifier' in info.name && info.name.keyIdentifier === '')
    return broken('CMS_SIGNER_UNNAMED', 'the signature names no signer at all');
  if (!info.signed) {
    if (content && contentIsAttributes(content))
      return broken('CMS_CONTENT_IS_ATTRIBUTES', 'the content is what another signature signs as its attributes');
    return RIGHT;
  }
  const twice = repeatedAttribute(info.signed);
  if (twice !== null)
    return broken('CMS_ATTRIBUTE_REPEATED', `the signed attribute ${twice} stands twice: which one counts is not agreed`); // prettier-ignore
  const type = attributeOf(info.signed, ATTRIBUTE.contentType);
  if (contentType !== null && !type)
    return broken('CMS_CONTENT_TYPE_UNSIGNED', 'signed attributes without the type of the content');
  if (!algorithmsAgree(info))
    return broken('CMS_ALGORITHMS_REPLACED', 'the algorithms are not those that the signed attributes protect');
  return RIGHT;
}
