import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { parseXml } from '../../xml.js';
import { openZip, type ZipArchive } from '../../zip.js';
import { formatFinding } from '../findings.js';
import { type Format, type ReadLimits } from '../format.js';
import { foundOnly } from '../../signatures/evidence.js';
import { type Reading, readingOf } from '../report.js';

const TYPES_PART = '[Content_Types].xml';

/** By the content type of the main part. */
const MAIN: readonly { type: RegExp; name: string; pronom: string; mimeType: string }[] = [
  {
    type: /wordprocessingml\.document\.main/,
    name: 'Word document (docx)',
    pronom: 'fmt/412',
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  },
  {
    type: /spreadsheetml\.sheet\.main/,
    name: 'Excel workbook (xlsx)',
    pronom: 'fmt/214',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  {
    type: /presentationml\.presentation\.main/,
    name: 'PowerPoint presentation (pptx)',
    pronom: 'fmt/215',
    mimeType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  },
  {
    type: /word\.document\.macroEnabled\.main/i,
    name: 'Word document with macros (docm)',
    pronom: 'fmt/523',
    mimeType: 'application/vnd.ms-word.document.macroEnabled.12',
  },
  {
    type: /excel\.sheet\.macroEnabled\.main/i,
    name: 'Excel workbook with macros (xlsm)',
    pronom: 'fmt/445',
    mimeType: 'application/vnd.ms-excel.sheet.macroEnabled.12',
  },
  {
    type: /powerpoint\.presentation\.macroEnabled\.main/i,
    name: 'PowerPoint presentation with macros (pptm)',
    pronom: 'fmt/487',
    mimeType: 'application/vnd.ms-powerpoint.presentation.macroEnabled.12',
  },
];

/** Office Open XML (ISO/IEC 29500): the parts of the package are there and the main part is named. */
export const ooxml: Format = {
  id: 'ooxml',
  zh: 'Office 文档（OOXML）',
  en: 'Office document (OOXML)',
  matches: (head) => head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4,
  read: readOoxml,
};

async function readOoxml(source: ByteSource, limits: ReadLimits): Promise<Reading | null> {
  const findings: Finding[] = [];
  const archive = await openZip(source, limits, findings);
  const types = archive?.byName.get(TYPES_PART);
  if (archive === null || types === undefined) return null;
  await archive.checkContents();
  const overrides = await readOverrides(archive, limits, findings);
  const main = MAIN.find(({ type }) => overrides.some((override) => type.test(override.type)));
  const part = main === undefined ? undefined : overrides.find((override) => main.type.test(override.type))?.part;
  if (part !== undefined && !archive.byName.has(part)) {
    findings.push(
      formatFinding('OOXML_PART_MISSING', part, 'the main part is named and not there', { expected: part }),
    );
  }
  if (main !== undefined && !archive.byName.has('_rels/.rels')) {
    findings.push(
      formatFinding('OOXML_PART_MISSING', '_rels/.rels', 'the package has no relationships', {
        expected: '_rels/.rels',
      }),
    );
  }
  const signatures = archive.entries
    .filter(({ name }) => /^_xmlsignatures\/[^/]+\.xml$/i.test(name))
    .slice(0, 1000)
    .map(({ name }) =>
      foundOnly(
        { id: name, kind: 'signature', container: 'zip', profile: 'OPC XMLDSig', where: name },
        'signatures in containers (OPC) are found, not verified by this version',
      ),
    );
  return readingOf(
    {
      format: 'ooxml',
      pronom: [main?.pronom ?? 'fmt/189'],
      mimeType: main?.mimeType ?? 'application/octet-stream',
      description: main === undefined ? 'Open Packaging Conventions container' : `Office Open XML, ${main.name}`,
    },
    findings,
    { evidence: signatures, unchecked: !archive.checkedAll },
  );
}

/** ISO/IEC 29500-2 10.1.2.2. */
async function readOverrides(
  archive: ZipArchive,
  limits: ReadLimits,
  findings: Finding[],
): Promise<{ part: string; type: string }[]> {
  const entry = archive.byName.get(TYPES_PART);
  const bytes = entry === undefined ? null : await archive.read(entry);
  const overrides: { part: string; type: string }[] = [];
  if (bytes === null) return overrides;
  const problem = parseXml(
    bytes,
    {
      open(tag) {
        const part = tag.attributes['PartName']?.value;
        const type = tag.attributes['ContentType']?.value;
        if (tag.local === 'Override' && part !== undefined && type !== undefined)
          overrides.push({ part: part.replace(/^\//, ''), type });
      },
    },
    limits,
  );
  if (problem !== null && overrides.length === 0) {
    // Broken as XML: what it names can still be recognised, though not where it is.
    const text = bytes.toString('latin1', 0, 1 << 16);
    for (const { type } of MAIN) {
      const found = type.exec(text)?.[0];
      if (found !== undefined) overrides.push({ part: TYPES_PART, type: found });
    }
  }
  if (problem !== null)
    findings.push(formatFinding('OOXML_XML_BROKEN', TYPES_PART, problem.message, { found: problem.code }));
  return overrides;
}
