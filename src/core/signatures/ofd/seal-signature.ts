import { hash } from 'node:crypto';
import { signedBytes } from '../cms/digests.js';
import { Der, DerError, SEQUENCE } from '../der.js';
import { type Evidence, type SignedBytes } from '../evidence.js';
import { type TimestampFacts, wrong } from '../facts.js';
import { verifyTimestampToken } from '../timestamp/token.js';
import { checkValue, type ValueCheck } from '../value.js';
import { readSeal, readSealSignature, type Seal, type SealSignature } from './seal.js';
import { bindsXml, type SignedValue, XML_CHANGED } from './signed-value.js';
import { add, type VerifiedOfdSignature, worse } from './verified.js';

/** A signature made with a seal (GB/T 38540-2020 7.4, GM/T 0031). Throws DerError for what is none. */
export async function checkSealSignature(input: SignedValue, result: VerifiedOfdSignature): Promise<void> {
  const { path, xmlBytes, valueBytes, sealBytes } = input;
  const signature = readSealSignature(valueBytes);
  const { evidence } = result;
  const checked = checkValue(signature.algorithm, signature.signed, signature.value, signature.signer);
  evidence.profile = `SES V${signature.version}`;
  evidence.algorithm = checked.algorithm;
  evidence.signer = signature.signer;
  evidence.material.certificates.push(signature.signer.bytes, signature.seal.maker.bytes);
  evidence.value = checked.check;
  evidence.claimedTime = signature.claimedTime ?? evidence.claimedTime;
  for (const remark of checked.remarks) add(result, 'SIGNATURE_REMARK', path, remark);
  if (checked.check.is === 'wrong') add(result, 'OFD_SIGNATURE_VALUE_WRONG', path, checked.check.why);
  if (!bindsXml(signature.dataHash, xmlBytes, path, result)) {
    add(result, 'OFD_SIGNATURE_XML_CHANGED', path, XML_CHANGED);
    evidence.digests = worse(wrong(XML_CHANGED), evidence.digests);
  }
  if (sealBytes !== null && !sameSeal(sealBytes, signature.seal)) {
    const why = 'the seal that is shown is not the one it was signed with';
    add(result, 'OFD_SEAL_DIFFERS', path, why);
    evidence.digests = worse(wrong(why), evidence.digests);
  }
  checkSeal(signature, path, result);
  if (signature.timestamp)
    await addTimestamp(signature.timestamp, 'signature', [signature.value, signature.valueElement], path, result);
  if (signature.seal.timestamp)
    await addTimestamp(signature.seal.timestamp, 'data', [signature.seal.value], path, result);
}

/** The maker's own signature over a seal. A value made as another version of the standard has it is taken, and said. */
export function checkMaker({ algorithm, signed, value, maker }: Seal): ValueCheck {
  const checked = checkValue(algorithm, signed[0], value, maker);
  if (checked.check.is !== 'wrong') return checked;
  const other = checkValue(algorithm, signed[1], value, maker);
  if (other.check.is !== 'right') return checked;
  return { ...other, remarks: [...other.remarks, 'the maker signed the seal as another version of the standard has it'] }; // prettier-ignore
}

/** The seal itself: its maker's signature, and whether the signer may use it (GB/T 38540-2020 7.4 b, c). */
function checkSeal({ seal, signer, claimedTime }: SealSignature, path: string, result: VerifiedOfdSignature): void {
  const { maker, validFrom, validUntil } = seal;
  const { evidence } = result;
  const made = checkMaker(seal);
  evidence.seal = { maker, value: made.check, validFrom, validUntil };
  for (const remark of made.remarks) add(result, 'SIGNATURE_REMARK', path, remark);
  if (made.check.is === 'wrong') {
    const why = `the seal "${seal.name}" is not as its maker made it: ${made.check.why}`;
    add(result, 'OFD_SEAL_MAKER_WRONG', path, why);
    evidence.value = worse(wrong(why), evidence.value);
  } else evidence.value = worse(evidence.value, made.check);
  const listed = seal.signers.some((item) =>
    seal.signersAreDigests
      ? ['sm3', 'sha256', 'sha1'].some((name) => hash(name, signer.bytes) === Buffer.from(item).toString('hex'))
      : Buffer.from(item).equals(signer.bytes),
  );
  if (!listed) {
    const why = `the seal "${seal.name}" does not list the certificate of ${signer.subject}`;
    add(result, 'OFD_SEAL_SIGNER_UNLISTED', path, why);
    evidence.value = worse(wrong(why), evidence.value);
  }
  if (claimedTime && ((validFrom && claimedTime < validFrom) || (validUntil && claimedTime > validUntil)))
    add(result, 'OFD_SEAL_OUT_OF_DATE', path, `sealed ${claimedTime} by its own word; the seal "${seal.name}" is valid from ${validFrom} to ${validUntil}`); // prettier-ignore
}

/**
 * RFC 3161 or GM/T 0033, as a token or as the response around it. What is stamped is the signature value; the standard
 * leaves open whether its octets or the element that holds them, so either will do.
 */
async function addTimestamp(
  found: Uint8Array,
  over: TimestampFacts['over'],
  forms: readonly Uint8Array[],
  path: string,
  result: VerifiedOfdSignature,
): Promise<void> {
  if (found[0] !== SEQUENCE) {
    // What never was a token proves no time; taking it away would say as much, so the seal itself stands as it is.
    add(result, 'OFD_TIMESTAMP_UNREADABLE', path, `${found.length} bytes stand where a time-stamp belongs`);
    return;
  }
  const token = tokenOf(found);
  const { id, container } = result.evidence;
  const data: SignedBytes[] = forms.map((form) => signedBytes(form));
  const place = { id: `${id}/${over === 'signature' ? 'timestamp' : 'seal-timestamp'}`, container, where: path };
  const { evidence, findings }: { evidence: Evidence; findings: VerifiedOfdSignature['findings'] } =
    await verifyTimestampToken(token, { place, over, data });
  result.evidence.timestamps.push(evidence);
  result.findings.push(...findings);
}

/** ContentInfo as it is, or as TimeStampResp (RFC 3161 2.4.2) holds it behind its status. */
function tokenOf(bytes: Uint8Array): Uint8Array {
  try {
    const [status, token] = Der.read(bytes).children;
    return status?.is(SEQUENCE) && token?.is(SEQUENCE) ? token.bytes : bytes;
  } catch (error) {
    if (error instanceof DerError) return bytes;
    throw error;
  }
}

function sameSeal(bytes: Uint8Array, seal: Seal): boolean {
  if (Buffer.from(bytes).equals(seal.bytes)) return true;
  try {
    return Buffer.from(readSeal(bytes).bytes).equals(seal.bytes);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}
