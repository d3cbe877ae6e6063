import { type Finding } from '../../finding.js';
import { type ReadLimits } from '../../formats/format.js';
import { type EmbeddedFile, embeddedFilesOf } from '../../pdf/embedded-files.js';
import { type OpenedPdf } from '../../pdf/open.js';
import { parseXmlTree } from '../../xml-tree.js';
import { recordFinding } from '../findings.js';
import { type CarriedIn, type CarriedXml } from '../reader.js';
import { beginsAsXml, MAX_TREE_BYTES } from './xml.js';

/** Of all embedded files of one PDF together: invoices are kilobytes, and drawings or recordings are not opened for nothing. */
const MAX_ALL_BYTES = 64 << 20;

/** The embedded files which are XML by their content, whatever their name says. */
export async function embeddedXml(pdf: OpenedPdf, limits: ReadLimits): Promise<CarriedIn> {
  const carried: CarriedXml[] = [];
  const findings: Finding[] = [];
  const { files, more } = await embeddedFilesOf(pdf);
  let left = MAX_ALL_BYTES;
  let unread = more ? 1 : 0;
  for (const file of files) {
    const xmlByName = /\.xml$/i.test(file.name);
    const bytes = left > 0 ? await bytesOf(pdf, file, Math.min(MAX_TREE_BYTES, left)) : undefined;
    left -= bytes?.length ?? 0;
    if (bytes === undefined) {
      if (xmlByName) findings.push(notRead(file, 'its data can not be had within the bounds'));
      else if (left <= 0) unread++;
      continue;
    }
    if (!beginsAsXml(bytes)) {
      if (xmlByName) findings.push(notRead(file, 'its content is no XML'));
      continue;
    }
    const { root, problem } = parseXmlTree(bytes, limits);
    if (root === null || problem !== null) {
      findings.push(notRead(file, problem === null ? 'no element in it' : `${problem.code}: ${problem.message}`));
      continue;
    }
    const { name, relation } = file;
    carried.push({
      kind: 'xml',
      carrier: carrierOf(file),
      name,
      root,
      ...(relation === undefined ? {} : { relation }),
    });
  }
  if (unread > 0)
    findings.push(
      recordFinding('EMBEDDED_FILES_UNREAD', 'embedded files', 'more embedded files than are looked at for facts', {
        found: `${files.length} seen`,
      }),
    );
  return { carried, findings };
}

const carrierOf = ({ name, stream }: EmbeddedFile): string =>
  `embedded file ${name === '' ? `of object ${stream.number}` : name}`;

const notRead = (file: EmbeddedFile, why: string): Finding =>
  recordFinding('EMBEDDED_XML_UNREADABLE', carrierOf(file), `the embedded file can not be read as XML: ${why}`, {
    found: why,
  });

async function bytesOf({ document }: OpenedPdf, file: EmbeddedFile, maxBytes: number): Promise<Buffer | undefined> {
  const object = await document.object(file.stream, maxBytes);
  return object === undefined ? undefined : document.dataOf(object, maxBytes);
}
