import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { type FileReport } from '../../record.js';
import { formatFinding } from '../findings.js';
import { type Format } from '../format.js';
import { presenceOf, reportOf } from '../report.js';

/** DER of signedData: RFC 5652 5.1, and GB/T 35275 for SM2. */
const SIGNED_DATA = [Buffer.from('06092a864886f70d010702', 'hex'), Buffer.from('060a2a811ccf550601040202', 'hex')];

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

async function readCms(source: ByteSource): Promise<FileReport | null> {
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
  return reportOf(
    { format: 'cms', pronom: [], mimeType: 'application/pkcs7-signature', description: 'CMS SignedData' },
    findings,
    // Nothing inside is parsed here, so it is never called whole.
    {
      signatures: [presenceOf({ id: 'SignedData', kind: 'signature', container: 'cms', where: 'offset 0' })],
      unchecked: true,
    },
  );
}
