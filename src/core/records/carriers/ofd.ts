import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { type ReadLimits } from '../../formats/format.js';
import { folderOf } from '../../ofd/locations.js';
import { type XmlElement, childOf, childrenOf, descend, parseXmlTree, textIn } from '../../xml-tree.js';
import { openZip } from '../../zip.js';
import { recordFinding } from '../findings.js';
import { type Carried, type CarriedIn, type CarriedTags } from '../reader.js';
import { readTags } from './ofd-tags.js';
import { MAX_XML_BYTES, type OfdDocument, OfdXml } from './ofd-xml.js';
import { beginsAsXml } from './xml.js';

const ENTRY = 'OFD.xml';
const MAX_DOCUMENTS = 20;
const MAX_ATTACHMENTS = 100;
const MAX_DATA = 1000;
const MAX_DATA_CHARS = 10_000;

/**
 * Attachments that are XML, CustomDatas and CustomTags (GB/T 33190-2016 7.4, 16, 20). What is wrong with the container and
 * with the document's own files is said by the format; here only what was to be read for facts and could not be.
 */
export async function ofdFile(source: ByteSource, limits: ReadLimits): Promise<CarriedIn> {
  const archive = await openZip(source, limits, []);
  if (archive === null) return { carried: [], findings: [] };
  const ofd = new OfdXml(archive, limits);
  const root = await ofd.tree(ENTRY);
  const carried: Carried[] = [];
  const findings: Finding[] = [];
  const bodies = childrenOf(root ?? undefined, 'DocBody').slice(0, MAX_DOCUMENTS);
  for (const [index, body] of bodies.entries()) {
    const tags: CarriedTags = { kind: 'tags', carrier: '', data: customData(body), tags: [] };
    const document = await openDocument(ofd, body);
    if (document !== null) {
      // The first document is the file; a second one says its own things.
      if (index > 0) tags.carrier = document.path;
      tags.tags = await readTags(ofd, document, findings);
      carried.push(...(await attachedXml(ofd, document, findings)));
    }
    if (tags.data.length + tags.tags.length > 0) carried.push(tags);
  }
  return { carried, findings };
}

async function openDocument(ofd: OfdXml, body: XmlElement): Promise<OfdDocument | null> {
  const entry = ofd.find(textIn(childOf(body, 'DocRoot')), ['']);
  const root = entry === null ? null : await ofd.tree(entry.name);
  return entry === null || root === null ? null : { path: entry.name, folder: folderOf(entry.name), root };
}

function customData(body: XmlElement): CarriedTags['data'] {
  const data: CarriedTags['data'] = [];
  for (const line of childrenOf(descend(body, 'DocInfo', 'CustomDatas'), 'CustomData').slice(0, MAX_DATA)) {
    const name = line.attributes['Name']?.trim();
    const text = textIn(line);
    if (name === undefined || name === '' || text === undefined || text.length > MAX_DATA_CHARS) continue;
    data.push({ name, text, place: `${ENTRY} CustomData ${name.slice(0, 100)}` });
  }
  return data;
}

/**
 * FileLoc is met relative to the list's folder and to the document's (Attachments.xml in `Doc_0/Attachs/` naming
 * `Attachs/original_invoice.xml` or `original_invoice.xml`): both are looked for, the standard's reading first.
 */
async function attachedXml(ofd: OfdXml, document: OfdDocument, findings: Finding[]): Promise<Carried[]> {
  const list = ofd.find(textIn(childOf(document.root, 'Attachments')), [document.folder, '']);
  const root = list === null ? null : await ofd.tree(list.name);
  if (list === null || root === null) return [];
  const carried: Carried[] = [];
  const seen = new Set<string>();
  for (const attachment of childrenOf(root, 'Attachment').slice(0, MAX_ATTACHMENTS)) {
    const entry = ofd.find(textIn(childOf(attachment, 'FileLoc')), [folderOf(list.name), document.folder, '']);
    if (entry === null || seen.has(entry.name)) continue;
    seen.add(entry.name);
    const format = attachment.attributes['Format']?.trim();
    const named = /\.(xml|xbrl)$/i.test(entry.name) || /^(xml|xbrl)$/i.test(format ?? '');
    const bytes = await ofd.read(entry);
    if (bytes === null || !(named || beginsAsXml(bytes))) {
      if (named) findings.push(unreadable(entry.name, `can't be unpacked, or is larger than ${MAX_XML_BYTES} bytes`));
      continue;
    }
    const { root: tree, problem } = parseXmlTree(bytes, ofd.limits);
    if (tree === null || problem !== null) {
      const why = problem === null ? 'no element' : `line ${problem.line}: ${problem.message}`;
      if (named) findings.push(unreadable(entry.name, why));
      continue;
    }
    carried.push({
      kind: 'xml',
      carrier: entry.name,
      name: entry.name.slice(folderOf(entry.name).length),
      root: tree,
      ...(format === undefined || format === '' ? {} : { relation: format }),
    });
  }
  return carried;
}

const unreadable = (path: string, why: string): Finding =>
  recordFinding('EMBEDDED_XML_UNREADABLE', path, `the attachment is XML by its name and can't be read: ${why}`, {
    found: why.slice(0, 300),
    clause: 'GB/T 33190-2016 20',
  });
