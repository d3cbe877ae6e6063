import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { DerError } from '../../signatures/der.js';
import { type Evidence, foundOnly } from '../../signatures/evidence.js';
import { notChecked, RIGHT } from '../../signatures/facts.js';
import { readSeal, readSealSignature, type Seal } from '../../signatures/ofd/seal.js';
import { checkMaker } from '../../signatures/ofd/seal-signature.js';
import { worse } from '../../signatures/ofd/verified.js';
import { checkValue } from '../../signatures/value.js';
import { formatFinding } from '../findings.js';
import { type Format } from '../format.js';
import { type Reading, readingOf } from '../report.js';

/** SES_Header begins with the IA5String `ES` (GB/T 38540-2020 6.1). */
const HEADER = Buffer.from('16024553', 'hex');
const HEADER_WITHIN = 64;
const SEQUENCE = 0x30;
const MAX_BYTES = 16 << 20;

/** An electronic seal (Seal.esl) or a signature made with one (SignedValue.dat), as a file of its own. */
export const ses: Format = {
  id: 'ses',
  zh: '电子印章',
  en: 'electronic seal',
  matches: (head) => head[0] === SEQUENCE && Buffer.from(head.subarray(0, HEADER_WITHIN)).includes(HEADER),
  read: readSes,
};

async function readSes(source: ByteSource): Promise<Reading | null> {
  const findings: Finding[] = [];
  const read = await partsOf(source);
  if ('broken' in read) findings.push(formatFinding('SES_BROKEN', 'offset 0', read.broken));
  const name = 'seal' in read ? ` V${read.seal.version}, ${read.seal.name}` : '';
  return readingOf(
    { format: 'ses', pronom: [], mimeType: 'application/octet-stream', description: `electronic seal${name}` },
    findings,
    { evidence: 'evidence' in read ? [read.evidence] : [] },
  );
}

async function partsOf(source: ByteSource): Promise<{ seal: Seal; evidence: Evidence } | { broken: string }> {
  if (source.sizeBytes > MAX_BYTES) return { broken: `larger than ${MAX_BYTES} bytes` };
  const bytes = await source.read(0, source.sizeBytes);
  const faults: string[] = [];
  for (const read of [sealAlone, signatureAlone])
    try {
      return read(bytes);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      faults.push(error.message);
    }
  return { broken: `no seal: ${faults[0]}; no signature by one: ${faults[1]}` };
}

const place = (profile: string) => ({ id: 'Seal', kind: 'seal', container: 'ofd', profile, where: 'offset 0' }) as const; // prettier-ignore

/** A seal says who made it: that is its signature. */
function sealAlone(bytes: Uint8Array): { seal: Seal; evidence: Evidence } {
  const seal = readSeal(bytes);
  const { check, algorithm } = checkMaker(seal);
  const evidence: Evidence = {
    ...foundOnly(place(`SES V${seal.version}`), ''),
    digests: RIGHT,
    value: check,
    coverage: { extent: 'whole', covers: [], outside: [] },
    algorithm,
    signer: seal.maker,
  };
  evidence.material.certificates.push(seal.maker.bytes);
  return { seal, evidence };
}

/** The value of a signature is over what stands in it; what it is about lies in the document it was taken from. */
function signatureAlone(bytes: Uint8Array): { seal: Seal; evidence: Evidence } {
  const { version, seal, signed, value, algorithm, signer, claimedTime } = readSealSignature(bytes);
  const checked = checkValue(algorithm, signed, value, signer);
  const made = checkMaker(seal);
  const evidence: Evidence = {
    ...foundOnly(place(`SES V${version}`), ''),
    digests: notChecked('needs-content: the document that was sealed (Signature.xml) is not given'),
    value: worse(checked.check, made.check),
    coverage: { extent: 'unknown', covers: [], outside: [] },
    algorithm: checked.algorithm,
    signer,
    claimedTime,
    seal: { maker: seal.maker, value: made.check, validFrom: seal.validFrom, validUntil: seal.validUntil },
  };
  evidence.material.certificates.push(signer.bytes, seal.maker.bytes);
  return { seal, evidence };
}
