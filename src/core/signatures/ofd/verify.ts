import { folderOf } from '../../ofd/locations.js';
import { type XmlLimits } from '../../xml.js';
import { DerError } from '../der.js';
import { foundOnly } from '../evidence.js';
import { checkSignedData, leaveOpen } from './plain-signature.js';
import { checkMethodOf, checkReferences } from './references.js';
import { checkSealSignature } from './seal-signature.js';
import { type SignedValue } from './signed-value.js';
import { readSignatureXml } from './signature-xml.js';
import { add, type OfdContainer, type OfdPlace, type VerifiedOfdSignature } from './verified.js';

/**
 * One signature or seal of an OFD document, taken apart: the digest of every file it names, the bytes of the seal, the
 * digest of Signature.xml, the value over that, the seal's own signature and the time-stamps (GB/T 38540-2020 7.4,
 * GM/T 0031). Never throws for what the bytes say.
 */
export async function verifyOfdSignature(
  place: OfdPlace,
  container: OfdContainer,
  limits: XmlLimits,
): Promise<VerifiedOfdSignature> {
  const path = place.where;
  const result: VerifiedOfdSignature = { evidence: foundOnly(place, 'the signature was not read'), findings: [], covered: new Set(), own: new Set([path]) }; // prettier-ignore
  const bytes = await container.read(path);
  const xml = bytes && readSignatureXml(bytes, limits);
  if (!bytes || !xml) {
    result.evidence = foundOnly(place, `${path} can't be read as a signature`);
    return result;
  }
  const digests = await checkReferences(xml, path, container, result);
  const signed = xml.signedValue === null ? null : container.find(xml.signedValue, folderOf(path));
  const valueBytes = signed === null ? null : await container.read(signed);
  if (signed !== null) result.own.add(signed);
  const sealPath = xml.seal === null ? null : container.find(xml.seal, folderOf(path));
  if (sealPath !== null) result.own.add(sealPath);
  const method = checkMethodOf(xml.checkMethod);
  result.evidence = { ...result.evidence, digests, claimedTime: xml.claimedTime, digestAlgorithms: method === null ? [] : [method] }; // prettier-ignore
  if (valueBytes === null) {
    result.evidence.value = { is: 'not-checked', why: 'needs-content: the signed value is not in the document' };
    return result;
  }
  const sealBytes = sealPath === null ? null : await container.read(sealPath);
  if (xml.seal !== null && sealBytes === null) add(result, 'OFD_SEAL_DIFFERS', path, 'the seal it names is not there');
  await checkSignedValue({ path, xmlBytes: bytes, xml, valueBytes, sealBytes }, result);
  return result;
}

/** Which of the two it is shows in the bytes; what the list says of it (`Seal`, `Sign`) is tried first. */
async function checkSignedValue(input: SignedValue, result: VerifiedOfdSignature): Promise<void> {
  const attempts = [checkSealSignature, checkSignedData];
  if (input.xml.seal === null && result.evidence.kind === 'signature') attempts.reverse();
  const faults: string[] = [];
  const valueBytes = fromText(input.valueBytes);
  if (valueBytes !== input.valueBytes) add(result, 'SIGNATURE_REMARK', input.path, 'the signed value is written in Base64'); // prettier-ignore
  for (const attempt of attempts) {
    try {
      await attempt({ ...input, valueBytes }, result);
      return;
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      faults.push(error.message);
    }
  }
  if (leaveOpen({ ...input, valueBytes }, result)) return;
  result.evidence.value = { is: 'not-checked', why: `the signed value can't be read: ${faults[0] ?? ''}` };
}

const SEQUENCE = 0x30;
/** No seal is larger. */
const MAX_TEXT_BYTES = 8 << 20;

/** DER as it is; where it is Base64 instead, what that stands for. */
function fromText(bytes: Uint8Array): Uint8Array {
  // 0x30 is the digit 0 as well: what follows in DER is a length, which no Base64 has.
  if ((bytes[0] === SEQUENCE && bytes[1] !== undefined && bytes[1] > 0x7f) || bytes.length > MAX_TEXT_BYTES) return bytes; // prettier-ignore
  const text = Buffer.from(bytes).toString('latin1').replace(/\s+/g, '');
  const decoded = Buffer.from(text, 'base64');
  return decoded.length > 0 && decoded.toString('base64') === text ? decoded : bytes;
}
