import { type ReadLimits } from '../../formats/format.js';
import { PdfRef } from '../../pdf/objects.js';
import { type OpenedPdf } from '../../pdf/open.js';
import { parseXmlTree, type XmlElement } from '../../xml-tree.js';
import { type AnnouncedInvoice } from '../reader.js';

const MAX_XMP_BYTES = 4 << 20;

/** Names of the extension schema; its namespace ends in `CrossIndustryDocument:invoice:1p0#` and has changed its beginning thrice. */
const NAMES: Readonly<Record<string, keyof AnnouncedInvoice>> = {
  DocumentType: 'documentType',
  DocumentFileName: 'fileName',
  ConformanceLevel: 'level',
};
const NAMESPACE = /^urn:(?:factur-x|ferd|zugferd):pdfa:CrossIndustryDocument:\w+:\dp0#$/i;
const PREFIX = /^(?:fx|zf):/;

/** What XMP announces; null when it says nothing of an invoice. Properties are elements, or attributes of rdf:Description. */
export async function announcedInvoice(
  { document, catalog }: OpenedPdf,
  limits: ReadLimits,
): Promise<AnnouncedInvoice | null> {
  const metadata = catalog.get('Metadata');
  const object = metadata instanceof PdfRef ? await document.object(metadata, MAX_XMP_BYTES) : undefined;
  const bytes = object === undefined ? undefined : document.dataOf(object, MAX_XMP_BYTES);
  const { root } = bytes === undefined ? { root: null } : parseXmlTree(bytes, limits);
  const announced: AnnouncedInvoice = {};
  // Not by calling itself: the depth of the tree is bounded, the stack of a reader is not its measure.
  const open: XmlElement[] = root === null ? [] : [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const name = NAMESPACE.test(next.uri) ? NAMES[next.local] : undefined;
    if (name !== undefined) announced[name] ??= next.text.trim().slice(0, 200);
    if (next.local === 'Description')
      for (const [attribute, value] of Object.entries(next.attributes)) {
        const said = PREFIX.test(attribute) ? NAMES[attribute.replace(PREFIX, '')] : undefined;
        if (said !== undefined) announced[said] ??= value.trim().slice(0, 200);
      }
    open.push(...next.children.slice().reverse());
  }
  return Object.keys(announced).length === 0 ? null : announced;
}
