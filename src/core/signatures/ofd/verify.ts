import { createHash, hash } from 'node:crypto';
import { type Finding } from '../../finding.js';
import { folderOf } from '../../formats/ofd/locations.js';
import { type XmlLimits } from '../../xml.js';
import { type Certificate } from '../certificate.js';
import { DerError } from '../der.js';
import { type Evidence, foundOnly } from '../evidence.js';
import { type Check, RIGHT } from '../facts.js';
import { signatureFinding } from '../findings.js';
import { checkValue, type ValueCheck } from '../value.js';
import { readSeal, type Seal, readSealSignature, type SealSignature } from './seal.js';
import { type OfdSignatureXml, readSignatureXml } from './signature-xml.js';
import { readSignedData } from './signed-data.js';

/** The files of the document, by path from the root. */
export interface OfdContainer {
  /** Null when there is none, or it could not be read within the limits. */
  read(path: string): Promise<Uint8Array | null>;
  /** A location as written in a file of that folder; null when nothing is there. */
  find(location: string, folder: string): string | null;
}

export type OfdPlace = Pick<Evidence, 'id' | 'kind' | 'container' | 'where'> & { profile?: string };

export interface VerifiedOfdSignature {
  evidence: Evidence;
  findings: Finding[];
  /** Paths whose digest the signature states and the bytes have. */
  covered: Set<string>;
  /** Paths of the signature itself. */
  own: Set<string>;
}

const SM3 = new Set(['1.2.156.10197.1.401', 'sm3']);
/** Check methods by which Reference digests are made (GB/T 33190-2016 18.2.3); MD5 where none is said. */
const METHODS: Readonly<Record<string, string>> = { md5: 'md5', '1.2.840.113549.2.5': 'md5', sha1: 'sha1', 'sha-1': 'sha1', '1.3.14.3.2.26': 'sha1', sha256: 'sha256', 'sha-256': 'sha256', '2.16.840.1.101.3.4.2.1': 'sha256' }; // prettier-ignore

function hashOf(method: string | null): string | null {
  const name = (method ?? 'md5').toLowerCase();
  return SM3.has(name) ? 'sm3' : (METHODS[name] ?? null);
}

/**
 * One signature or seal of an OFD document, taken apart: the digest of every file it names, the bytes of the seal, the
 * digest of Signature.xml, the value over that, and the seal's own signature (GB/T 38540-2020 7.4, GM/T 0031). Never
 * throws for what the bytes say.
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
  const method = hashOf(xml.checkMethod);
  result.evidence = { ...result.evidence, digests, claimedTime: xml.claimedTime, digestAlgorithms: method === null ? [] : [method] }; // prettier-ignore
  if (valueBytes === null) {
    result.evidence.value = { is: 'not-checked', why: 'needs-content: the signed value is not in the document' };
    return result;
  }
  const sealBytes = sealPath === null ? null : await container.read(sealPath);
  if (xml.seal !== null && sealBytes === null) add(result, 'OFD_SEAL_DIFFERS', path, 'the seal it names is not there');
  checkSignedValue({ path, xmlBytes: bytes, xml, valueBytes, sealBytes }, result);
  return result;
}

/** Each file against the digest stated for it. */
async function checkReferences(
  xml: OfdSignatureXml,
  path: string,
  container: OfdContainer,
  result: VerifiedOfdSignature,
): Promise<Check> {
  const algorithm = hashOf(xml.checkMethod);
  if (algorithm === null)
    return { is: 'not-checked', why: `needs-content: the digests are made by ${xml.checkMethod}, which needs a key or is not known here` }; // prettier-ignore
  if (xml.references.length === 0) return { is: 'wrong', why: 'the signature names no file' };
  if (algorithm === 'md5' || algorithm === 'sha1')
    add(result, 'SIGNATURE_WEAK_DIGEST', path, `files are named by ${algorithm}, for which other files can be made`);
  const changed: string[] = [];
  const unread: string[] = [];
  for (const { fileRef, checkValue } of xml.references) {
    const target = container.find(fileRef, folderOf(path));
    const bytes = target === null ? null : await container.read(target);
    if (target !== null && bytes === null) unread.push(fileRef);
    else if (target !== null && createHash(algorithm).update(bytes!).digest().equals(decoded(checkValue)))
      result.covered.add(target);
    else changed.push(fileRef);
  }
  for (const fileRef of changed.slice(0, 50))
    add(result, 'OFD_SIGNED_FILE_CHANGED', fileRef.slice(0, 200), `its bytes are not those that ${path} covers`);
  if (changed.length > 0) return { is: 'wrong', why: `changed after signing: ${changed.slice(0, 5).join(', ').slice(0, 300)}` }; // prettier-ignore
  return unread.length > 0 ? { is: 'not-checked', why: `not read: ${unread[0]!.slice(0, 200)}` } : RIGHT;
}

interface SignedValue {
  path: string;
  xmlBytes: Uint8Array;
  xml: OfdSignatureXml;
  valueBytes: Uint8Array;
  sealBytes: Uint8Array | null;
}

function checkSignedValue(input: SignedValue, result: VerifiedOfdSignature): void {
  const { evidence } = result;
  const attempts = [() => checkSealSignature(input, result), () => checkSignedData(input, result)];
  if (input.xml.seal === null) attempts.reverse();
  const faults: string[] = [];
  for (const attempt of attempts) {
    try {
      attempt();
      return;
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      faults.push(error.message);
    }
  }
  evidence.value = {
    is: 'not-checked',
    why: looksRaw(input.valueBytes)
      ? 'needs-content: the value stands alone, and the certificate of the signer is not in the document'
      : `the signed value can't be read: ${faults[0] ?? ''}`,
  };
}

/** A seal (GB/T 38540, GM/T 0031): SES_Signature. */
function checkSealSignature(
  { path, xmlBytes, valueBytes, sealBytes }: SignedValue,
  result: VerifiedOfdSignature,
): void {
  const signature = readSealSignature(valueBytes);
  const { evidence } = result;
  const checked = checkValue(signature.algorithm, signature.signed, signature.value, signature.signer);
  describe(evidence, checked, signature.signer);
  evidence.value = checked.check;
  evidence.claimedTime = signature.claimedTime ?? evidence.claimedTime;
  remarks(checked, path, result);
  if (checked.check.is === 'wrong') add(result, 'OFD_SIGNATURE_VALUE_WRONG', path, checked.check.why);
  if (!bindsXml(signature.dataHash, xmlBytes)) {
    const why = 'Signature.xml is not the one that was signed';
    add(result, 'OFD_SIGNATURE_XML_CHANGED', path, why);
    evidence.digests = { is: 'wrong', why };
  }
  if (
    sealBytes !== null &&
    !Buffer.from(sealBytes).equals(signature.seal.bytes) &&
    !sameSeal(sealBytes, signature.seal)
  ) {
    const why = 'the seal that is shown is not the one it was signed with';
    add(result, 'OFD_SEAL_DIFFERS', path, why);
    evidence.digests = { is: 'wrong', why };
  }
  checkSeal(signature, path, result);
}

/** The seal itself: its maker's signature, and whether the signer may use it (GB/T 38540-2020 7.4 b, c). */
function checkSeal({ seal, signer }: SealSignature, path: string, result: VerifiedOfdSignature): void {
  const { maker, validFrom, validUntil } = seal;
  const made = checkValue(seal.algorithm, seal.signed, seal.value, seal.maker);
  result.evidence.seal = { maker, value: made.check, validFrom, validUntil };
  if (made.check.is === 'wrong') {
    const why = `the seal "${seal.name}" is not as its maker made it: ${made.check.why}`;
    add(result, 'OFD_SEAL_MAKER_WRONG', path, why);
    result.evidence.value = { is: 'wrong', why };
  }
  const listed = seal.signers.some((item) =>
    seal.signersAreDigests
      ? ['sm3', 'sha256', 'sha1'].some((name) => hash(name, signer.bytes) === Buffer.from(item).toString('hex'))
      : Buffer.from(item).equals(signer.bytes),
  );
  if (listed) return;
  const why = `the seal "${seal.name}" does not list the certificate of ${signer.subject}`;
  add(result, 'OFD_SEAL_SIGNER_UNLISTED', path, why);
  result.evidence.value = { is: 'wrong', why };
}

/** `Sign`: GB/T 35275 SignedData (or CMS) over Signature.xml or its digest. */
function checkSignedData({ path, xmlBytes, valueBytes }: SignedValue, result: VerifiedOfdSignature): void {
  const data = readSignedData(valueBytes);
  const { evidence } = result;
  const signed = data.attributes ?? data.content ?? xmlBytes;
  const checked = checkValue(data.algorithm, signed, data.value, data.signer);
  describe(evidence, checked, data.signer);
  evidence.value = checked.check;
  remarks(checked, path, result);
  if (checked.check.is === 'wrong') add(result, 'OFD_SIGNATURE_VALUE_WRONG', path, checked.check.why);
  const named = data.messageDigest ?? data.content;
  if (named !== null && !bindsXml(named, xmlBytes)) {
    const why = 'Signature.xml is not the one that was signed';
    add(result, 'OFD_SIGNATURE_XML_CHANGED', path, why);
    evidence.digests = { is: 'wrong', why };
  }
}

/** The bytes themselves, their digest, or the digest in Base64: all three are met. */
function bindsXml(named: Uint8Array, xmlBytes: Uint8Array): boolean {
  const digests = ['sm3', 'sha256', 'sha1'].map((name) => createHash(name).update(xmlBytes).digest());
  const bytes = Buffer.from(named);
  return (
    bytes.equals(xmlBytes) ||
    digests.some((digest) => bytes.equals(digest) || bytes.toString('latin1').trim() === digest.toString('base64'))
  );
}

function sameSeal(bytes: Uint8Array, seal: Seal): boolean {
  try {
    return Buffer.from(readSeal(bytes).bytes).equals(seal.bytes);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

/** A value without anything around it: 64 raw bytes, or SEQUENCE { r, s }. */
const looksRaw = (bytes: Uint8Array) => bytes.length === 64 || (bytes[0] === 0x30 && bytes.length <= 72);

function describe(evidence: Evidence, { algorithm }: ValueCheck, signer: Certificate): void {
  evidence.algorithm = algorithm;
  evidence.signer = signer;
  evidence.material.certificates.push(signer.bytes);
}

function remarks(checked: ValueCheck, path: string, result: VerifiedOfdSignature): void {
  for (const remark of checked.remarks) add(result, 'SIGNATURE_REMARK', path, remark);
}

function decoded(base64: string): Buffer {
  const text = base64.replace(/\s+/g, '');
  const bytes = Buffer.from(text, 'base64');
  // Node reads past what is no Base64: only what prints the same again counts.
  return bytes.toString('base64') === text ? bytes : Buffer.alloc(0);
}

function add(result: VerifiedOfdSignature, ...finding: Parameters<typeof signatureFinding>): void {
  result.findings.push(signatureFinding(...finding));
}
