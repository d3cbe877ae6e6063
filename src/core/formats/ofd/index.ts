import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { openZip, type ZipArchive } from '../../zip.js';
import { signatureFinding } from '../../signatures/findings.js';
import { formatFinding } from '../findings.js';
import { type Format, type ReadLimits } from '../format.js';
import { type Reading, readingOf } from '../report.js';
import { candidates, folderOf } from '../../ofd/locations.js';
import { DIGITAL_INVOICE, invoiceOf } from './invoice.js';
import { type Part, roleOf } from './parts.js';
import { type OfdFileFacts, parseOfdFile } from './references.js';
import { type ListedSignature, verifySignatures } from './signatures.js';

const ENTRY = 'OFD.xml';
const MAX_LISTED = 50;
/** Root elements of the files in which OFD keeps locations. */
const SPEAKERS = new Set(
  'OFD Document Res Page Signatures Signature Annotations PageAnnot Attachments CustomTags Extensions Versions DocVersion'.split(
    ' ',
  ),
);
/** Elements that name a file which is not OFD's own XML. */
const LEAVES = new Set(['Reference', 'SchemaLoc', 'ExtendData', 'MediaFile', 'FontFile', 'SignedValue']);

/** OFD (GB/T 33190-2016): a sound ZIP, OFD.xml, and every file that another one names. */
export const ofd: Format = {
  id: 'ofd',
  zh: 'OFD 版式文档',
  en: 'OFD document',
  matches: (head) => head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4,
  read: readOfd,
};

async function readOfd(source: ByteSource, limits: ReadLimits): Promise<Reading | null> {
  const findings: Finding[] = [];
  const archive = await openZip(source, limits, findings);
  if (archive === null || !isOfd(archive)) return null;
  const walk = new OfdWalk(archive, limits, findings);
  await walk.run();
  await archive.checkContents(walk.alreadyRead);
  walk.findStrays();
  const { root } = walk;
  const invoice = invoiceOf(walk.customData, walk.attachments);
  const report = readingOf(
    {
      format: 'ofd',
      pronom: [],
      mimeType: 'application/ofd',
      description: `OFD${root?.version === undefined ? '' : ` ${root.version}`}${invoice === null ? '' : `, ${invoice}`}`,
      ...(root?.version === undefined ? {} : { version: root.version }),
      ...(root?.docType === undefined || root.docType === 'OFD' ? {} : { claims: [root.docType] }),
    },
    findings,
    { unchecked: !archive.checkedAll },
  );
  // Whether the file is whole is one question, whether what it says was changed after signing is another.
  const verified = await verifySignatures(archive, walk, limits);
  if (invoice === DIGITAL_INVOICE && walk.signatures.length === 0)
    verified.findings.push(signatureFinding('OFD_INVOICE_UNSEALED', ENTRY, 'a digital invoice comes without a seal'));
  return { ...report, evidence: verified.evidence, findings: [...report.findings, ...verified.findings] };
}

/** The entry file, or the folders that only OFD has when it is lost. */
function isOfd(archive: ZipArchive): boolean {
  if (archive.byName.has(ENTRY)) return true;
  return archive.entries.some(({ name }) => /^Doc_\d+\/Document\.xml$/.test(name));
}

/** Follows the references from OFD.xml, each file once. */
class OfdWalk {
  root: OfdFileFacts | null = null;
  readonly signatures: ListedSignature[] = [];
  /** Every file that another one names, and what it is to the document. */
  readonly parts = new Map<string, Part>([[ENTRY, { role: 'root', namedBy: new Set() }]]);
  readonly customData = new Map<string, string>();
  readonly attachments: { name: string; format: string }[] = [];
  /** Names of entries that were inflated and summed on the way. */
  readonly alreadyRead = new Set<string>();
  private readonly reached = new Set<string>();
  private readonly missing = new Set<string>();

  constructor(
    private readonly archive: ZipArchive,
    private readonly limits: ReadLimits,
    private readonly findings: Finding[],
  ) {}

  async run(): Promise<void> {
    if (!this.archive.byName.has(ENTRY)) {
      this.add('OFD_ROOT_MISSING', ENTRY, 'the container has documents and no OFD.xml', { expected: ENTRY });
      return;
    }
    const queue: { path: string; document: string }[] = [{ path: ENTRY, document: '' }];
    this.reached.add(ENTRY);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const facts = await this.parse(next.path);
      if (facts === null) continue;
      if (next.path === ENTRY) this.noteRoot(facts);
      const document = facts.root === 'Document' ? folderOf(next.path) : next.document;
      for (const signature of facts.root === 'Signatures' ? facts.signatures : [])
        this.noteSignature(signature, next.path);
      if (facts.root === 'Attachments') this.attachments.push(...facts.attachments.slice(0, 100));
      const own = folderOf(next.path);
      const resources =
        facts.resourceBase === undefined
          ? []
          : candidates(facts.resourceBase, [own, document, '']).map((path) => `${path}/`);
      // A tag or an attachment may be any XML: what it says of files is not the document's word.
      for (const { location, by } of SPEAKERS.has(facts.root) ? facts.references : []) {
        const media = by === 'MediaFile' || by === 'FontFile' || by === 'ColorSpace';
        const path = this.find(location, media ? [...resources, own, document, ''] : [own, document, ...resources, '']);
        if (path === null) this.noteMissing(next.path, location, by, media ? (resources[0] ?? own) : own);
        else this.notePart(path, by, facts.root, next.path);
        if (path !== null && !this.reached.has(path)) {
          this.reached.add(path);
          if (/\.xml$/i.test(path) && facts.root !== 'Attachments' && !LEAVES.has(by)) queue.push({ path, document });
        }
      }
    }
  }

  findStrays(): void {
    if (this.root === null) return;
    let strays = 0;
    for (const { name, directory } of this.archive.entries) {
      // Every file of META-INF and a lone mimetype are the container's, not the document's.
      if (directory || this.reached.has(name) || name.startsWith('META-INF/') || name === 'mimetype') continue;
      if (++strays <= MAX_LISTED) this.add('OFD_STRAY_FILE', name, 'no file of the document refers to it');
    }
  }

  private noteRoot(facts: OfdFileFacts): void {
    this.root = facts;
    for (const [name, value] of facts.customData) this.customData.set(name, value);
    if (facts.root !== 'OFD' || facts.bodies === 0) {
      this.add('OFD_ROOT_MISSING', ENTRY, 'OFD.xml names no document', {
        expected: 'an element OFD with DocBody',
        found: facts.root,
      });
    }
  }

  private noteSignature(line: OfdFileFacts['signatures'][number], listedIn: string): void {
    const where = this.find(line.baseLoc, [folderOf(listedIn), '']) ?? line.baseLoc;
    if (this.signatures.length >= 1000) return;
    this.signatures.push({
      listedIn,
      place: {
        id: line.id === '' ? where : line.id.slice(0, 100),
        kind: line.type === 'Sign' ? 'signature' : 'seal',
        container: 'ofd',
        profile: line.type.slice(0, 40),
        where,
      },
    });
  }

  private notePart(path: string, by: string, root: string, namedBy: string): void {
    const role = roleOf(by, root);
    if (role === null) return;
    const part = this.parts.get(path);
    if (!part) this.parts.set(path, { role, namedBy: new Set([namedBy]) });
    // What is named as several things is the first; a few of those who name it will do.
    else if (part.namedBy.size < 20) part.namedBy.add(namedBy);
  }

  private noteMissing(from: string, location: string, by: string, folder: string): void {
    const key = `${from} ${location}`;
    if (this.missing.has(key) || this.missing.size >= MAX_LISTED) return;
    this.missing.add(key);
    const expected = candidates(location, [folder])[0] ?? location.slice(0, 200);
    this.add('OFD_REFERENCE_MISSING', from, `${by} names a file that is not there`, {
      expected,
      found: 'no such entry',
    });
  }

  private find(location: string, folders: readonly string[]): string | null {
    for (const path of candidates(location, folders)) if (this.archive.byName.has(path)) return path;
    return null;
  }

  private async parse(path: string): Promise<OfdFileFacts | null> {
    const entry = this.archive.byName.get(path);
    if (entry === undefined) return null;
    this.alreadyRead.add(path);
    const bytes = await this.archive.read(entry);
    if (bytes === null) return null;
    const { facts, problem } = parseOfdFile(bytes, this.limits);
    if (problem !== null) {
      const known = problem.code === 'XML_DTD' || problem.code === 'XML_NAMESPACES_BROKEN';
      const code = known ? problem.code : 'OFD_XML_BROKEN';
      this.add(code, path, `line ${problem.line}, column ${problem.column}: ${problem.message}`);
    }
    return facts;
  }

  private add(...finding: Parameters<typeof formatFinding>): void {
    this.findings.push(formatFinding(...finding));
  }
}
