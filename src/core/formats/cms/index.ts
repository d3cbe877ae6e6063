import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { verifyCms } from '../../signatures/cms.js';
import { DerError } from '../../signatures/der.js';
import { type Evidence, foundOnly } from '../../signatures/evidence.js';
import { notChecked } from '../../signatures/facts.js';
import { formatFinding } from '../findings.js';
import { type Format } from '../format.js';
import { type Reading, readingOf } from '../report.js';

/** DER of signedData: RFC 5652 5.1, and GB/T 35275 for SM2. */
const SIGNED_DATA = [Buffer.from('06092a864886f70d010702', 'hex'), Buffer.from('060a2a811ccf550601040202', 'hex')];

/** RFC 3161 2.4.2. */
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
/** A larger one is left unverified: its content would be held in memory whole. */
const MAX_READ_BYTES = 64 << 20;

/** CMS SignedData as a file of its own (.p7s, .p7m). Only its outer length is checked. */
export const cms: Format = {
  id: 'cms',
  zh: 'CMS 签名',
  en: 'CMS signature',
  matches: (head) => outer(head) !== null,
  read: readCms,
};

/** Header and length of the outer SEQUENCE; length null when it is indefinite (BER). */
function outer(head: Uint8Array): { headerBytes: number; length: number | null } | null {
  if (head[0] !== 0x30 || head[1] === undefined) return null;
  const first = head[1];
  let [headerBytes, length]: [number, number | null] = [2, first];
  if (first === 0x80) length = null;
  else if (first > 0x80) {
    const width = first & 0x7f;
    if (width > 6) return null;
    length = 0;
    for (let i = 0; i < width; i++) length = length * 256 + (head[2 + i] ?? 0);
    headerBytes += width;
  }
  return SIGNED_DATA.some((oid) => oid.equals(head.subarray(headerBytes, headerBytes + oid.length)))
    ? { headerBytes, length }
    : null;
}

async function readCms(source: ByteSource): Promise<Reading | null> {
  const shape = outer(await source.read(0, 32));
  if (shape === null) return null;
  const findings: Finding[] = [];
  const wantedBytes = shape.length === null ? null : shape.headerBytes + shape.length;
  if (wantedBytes !== null && wantedBytes > source.sizeBytes) {
    findings.push(
      formatFinding('CMS_TRUNCATED', 'end of file', 'the outer SEQUENCE is longer than the file', {
        expected: `${wantedBytes} bytes`,
        found: `${source.sizeBytes} bytes`,
      }),
    );
  }
  const evidence =
    source.sizeBytes > MAX_READ_BYTES
      ? [foundOnly(PLACE, `larger than ${MAX_READ_BYTES} bytes`)]
      : findings.length > 0
        ? [foundOnly(PLACE, 'cut short')]
        : await verified(source);
  return readingOf(
    { format: 'cms', pronom: [], mimeType: 'application/pkcs7-signature', description: 'CMS SignedData' },
    findings,
    // What is inside beside the signatures is not looked at, so it is never called whole.
    { evidence, unchecked: true },
  );
}

const PLACE = { id: 'SignedData', kind: 'signature', container: 'cms', where: 'offset 0' } as const;

async function verified(source: ByteSource): Promise<Evidence[]> {
  try {
    const { contentType, certificates, signers } = verifyCms(await source.read(0, source.sizeBytes), null);
    const kind = contentType === TST_INFO ? 'timestamp' : 'signature';
    return signers.map((one, i) => ({
      ...foundOnly({ ...PLACE, id: `${i + 1}:${one.id.slice(0, 40)}`, kind }, ''),
      digests: one.digests,
      value: one.value,
      // A signature that is right and carries what was not looked at is not called intact for it.
      document:
        one.unverified.length === 0
          ? { is: 'right' }
          : notChecked(`not yet verified: unsigned attributes ${one.unverified.slice(0, 5).join(', ')}`),
      coverage: { extent: 'whole', covers: [], outside: [] },
      digestAlgorithms: one.digestAlgorithm === null ? [] : [one.digestAlgorithm],
      algorithm: one.algorithm,
      signer: one.signer,
      claimedTime: one.claimedTime,
      material: { certificates, crls: [], ocsps: [] },
    }));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return [foundOnly(PLACE, error.message)];
  }
}
