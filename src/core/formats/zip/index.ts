import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { type Evidence, foundOnly } from '../../signatures/evidence.js';
import { openZip, type ZipArchive } from '../../zip.js';
import { type Format, type ReadLimits } from '../format.js';
import { type Reading, readingOf } from '../report.js';

/** Any ZIP that no line above claimed: every entry inside, unique, and what it says of itself. */
export const zip: Format = {
  id: 'zip',
  zh: 'ZIP 容器',
  en: 'ZIP container',
  matches: (head, tail) =>
    (head[0] === 0x50 &&
      head[1] === 0x4b &&
      ((head[2] === 3 && head[3] === 4) ||
        (head[2] === 5 && head[3] === 6) ||
        (head[2] === 0x30 && head[3] === 0x30))) ||
    Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).includes('PK\x05\x06', 0, 'latin1'),
  read: readZip,
};

async function readZip(source: ByteSource, limits: ReadLimits): Promise<Reading | null> {
  const head = await source.read(0, 4);
  const findings: Finding[] = [];
  const archive = await openZip(source, limits, findings);
  // Without PK at its start it is a ZIP only if its directory can be read.
  if (archive === null && !(head[0] === 0x50 && head[1] === 0x4b)) return null;
  await archive?.checkContents();
  const mimeType = archive === null ? null : await declaredType(archive);
  return readingOf(
    {
      format: 'zip',
      pronom: mimeType === null ? ['x-fmt/263'] : [...(TYPES[mimeType]?.pronom ?? []), 'x-fmt/263'].slice(0, 1),
      mimeType: mimeType ?? 'application/zip',
      description: mimeType === null ? 'ZIP' : `ZIP, ${TYPES[mimeType]?.name ?? mimeType}`,
      ...(archive?.entries.some((entry) => entry.encrypted) ? { encrypted: true } : {}),
    },
    findings,
    { evidence: archive === null ? [] : signaturesIn(archive), unchecked: archive === null || !archive.checkedAll },
  );
}

/** What a first, stored entry `mimetype` says (ETSI EN 319 162-1 annex A, ODF part 2 3.3). */
const TYPES: Record<string, { name: string; pronom: string[] }> = {
  'application/vnd.etsi.asic-e+zip': { name: 'ASiC-E', pronom: [] },
  'application/vnd.etsi.asic-s+zip': { name: 'ASiC-S', pronom: [] },
  'application/epub+zip': { name: 'EPUB', pronom: ['fmt/483'] },
};

async function declaredType(archive: ZipArchive): Promise<string | null> {
  const entry = archive.byName.get('mimetype');
  if (entry === undefined || entry.sizeBytes > 200) return null;
  const text = (await archive.read(entry))?.toString('latin1').trim() ?? '';
  return /^[a-z]+\/[a-z0-9.+-]+$/.test(text) ? text : null;
}

/** ASiC (ETSI EN 319 162-1 5), ODF and OPC keep signatures in well-known places. */
function signaturesIn(archive: ZipArchive): Evidence[] {
  const signatures: Evidence[] = [];
  for (const { name } of archive.entries) {
    const kind = /^META-INF\/[^/]*timestamp[^/]*\.tst$/i.test(name)
      ? 'timestamp'
      : /^META-INF\/[^/]*evidencerecord[^/]*\.(ers|xml)$/i.test(name)
        ? 'evidence-record'
        : /^META-INF\/([^/]*signatures?[^/]*\.(xml|p7s|p7m)|[^/]+\.(rsa|dsa|ec))$/i.test(name)
          ? 'signature'
          : null;
    if (kind !== null && signatures.length < 1000)
      signatures.push(
        foundOnly(
          { id: name, kind, container: 'zip', where: name },
          'signatures in containers (ASiC, ODF) are found, not verified by this version',
        ),
      );
  }
  return signatures;
}
