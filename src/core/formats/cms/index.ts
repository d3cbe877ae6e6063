import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { type FileReport, type SignaturePresence } from '../../record.js';
import { verifyCms } from '../../signatures/cms.js';
import { DerError } from '../../signatures/der.js';
import { conclude } from '../../signatures/conclude.js';
import { formatFinding } from '../findings.js';
import { type Format } from '../format.js';
import { notVerified, presenceOf, reportOf } from '../report.js';

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
  const report = reportOf(
    { format: 'cms', pronom: [], mimeType: 'application/pkcs7-signature', description: 'CMS SignedData' },
    findings,
    // What is inside beside the signatures is not looked at, so it is never called whole.
    { unchecked: true },
  );
  const presence = presenceOf({ id: 'SignedData', kind: 'signature', container: 'cms', where: 'offset 0' });
  const signatures =
    source.sizeBytes <= MAX_READ_BYTES && findings.length === 0 ? await verified(source, presence) : [presence];
  return { ...report, signatures, findings: [...report.findings, ...notVerified(signatures)] };
}

async function verified(source: ByteSource, presence: SignaturePresence): Promise<SignaturePresence[]> {
  try {
    const { contentType, signers } = verifyCms(await source.read(0, source.sizeBytes), null);
    const stamp = contentType === TST_INFO;
    return signers.map(({ id, facts, unverified }, i) => {
      const about = {
        ...presence,
        id: `${i + 1}:${id.slice(0, 40)}`,
        kind: stamp ? ('timestamp' as const) : presence.kind,
      };
      const said = conclude(facts, null);
      // A signature that is right and carries what was not looked at is not called intact for it.
      if (said.integrity !== 'intact' || unverified.length === 0) return { ...about, ...said };
      return {
        ...about,
        ...said,
        integrity: 'unknown' as const,
        reason: `the signature itself is intact; not yet verified: unsigned attributes ${unverified.slice(0, 5).join(', ')}`,
      };
    });
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return [{ ...presence, reason: `not verified: ${error.message}` }];
  }
}
