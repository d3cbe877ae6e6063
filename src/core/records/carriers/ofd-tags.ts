import { type Finding } from '../../finding.js';
import { folderOf } from '../../ofd/locations.js';
import { parseXml } from '../../xml.js';
import { type XmlElement, childrenOf, descend, textIn } from '../../xml-tree.js';
import { recordFinding } from '../findings.js';
import { type CarriedTags } from '../reader.js';
import { type OfdDocument, type OfdXml } from './ofd-xml.js';

const MAX_LISTS = 20;
const MAX_TAGS = 5000;
const MAX_REFERENCES = 20_000;
const MAX_PAGES = 50;
const MAX_TEXT_CHARS = 10_000;

/** An element of a tag tree that refers to objects on pages, or holds its text itself (ObjectData). */
interface Tag {
  path: string;
  place: string;
  parts: ({ page: string; object: string } | { text: string })[];
}

/**
 * CustomTags (GB/T 33190-2016 16): trees whose elements name objects of pages by `ObjectRef@PageRef`; what an element says is
 * the text of these objects. Objects without text (a barcode) say nothing.
 */
export async function readTags(ofd: OfdXml, document: OfdDocument, findings: Finding[]): Promise<CarriedTags['tags']> {
  const list = ofd.find(textIn(descend(document.root, 'CustomTags')), [document.folder, '']);
  const root = list === null ? null : await ofd.tree(list.name);
  if (list === null || root === null) return [];
  const tags: Tag[] = [];
  for (const line of childrenOf(root, 'CustomTag').slice(0, MAX_LISTS)) {
    const entry = ofd.find(textIn(descend(line, 'FileLoc')), [folderOf(list.name), document.folder, '']);
    const tree = entry === null ? null : await ofd.tree(entry.name);
    if (entry !== null && tree !== null) collect(tree, '', entry.name, tags);
  }
  if (tags.length >= MAX_TAGS)
    findings.push(recordFinding('TAGS_TOO_MANY', list.name, `more than ${MAX_TAGS} tags: the rest was not read`));
  const texts = await textsOf(ofd, document, tags);
  return tags.flatMap(({ path, place, parts }) => {
    const said = parts
      .map((part) => ('text' in part ? part.text : (texts.get(part.page)?.get(part.object) ?? '')))
      .filter((text) => text.trim() !== '');
    const text = said.join('').trim();
    return text === '' || text.length > MAX_TEXT_CHARS ? [] : [{ path, text, texts: said, place }];
  });
}

function collect(element: XmlElement, path: string, file: string, tags: Tag[]): void {
  const parts: Tag['parts'] = [];
  const counts = new Map<string, number>();
  for (const child of element.children) {
    if (tags.length >= MAX_TAGS) return;
    const text = textIn(child);
    if (child.local === 'ObjectRef') {
      const page = child.attributes['PageRef']?.trim();
      if (page !== undefined && text !== undefined && parts.length < 1000) parts.push({ page, object: text });
    } else if (child.local === 'ObjectData') {
      if (text !== undefined && parts.length < 1000) parts.push({ text });
    } else {
      const count = (counts.get(child.local) ?? 0) + 1;
      counts.set(child.local, count);
      const step = `${child.local}${count > 1 ? `[${count}]` : ''}`;
      collect(child, path === '' ? step : `${path}/${step}`, file, tags);
    }
  }
  if (parts.length > 0 && path !== '') tags.push({ path, place: `${file} ${element.place}`, parts });
}

/** Page id → object id → text, of the objects that tags name. */
async function textsOf(
  ofd: OfdXml,
  document: OfdDocument,
  tags: readonly Tag[],
): Promise<Map<string, Map<string, string>>> {
  const wanted = new Map<string, Map<string, string>>();
  let references = 0;
  for (const { parts } of tags)
    for (const part of parts) {
      if ('text' in part || ++references > MAX_REFERENCES) continue;
      const page = wanted.get(part.page) ?? new Map<string, string>();
      wanted.set(part.page, page.set(part.object, ''));
    }
  const pages = [
    ...childrenOf(descend(document.root, 'Pages'), 'Page'),
    // Fixed texts of a form may lie on its template.
    ...childrenOf(descend(document.root, 'CommonData'), 'TemplatePage'),
  ];
  let read = 0;
  for (const { attributes } of pages) {
    const objects = wanted.get(attributes['ID']?.trim() ?? '');
    const entry = objects === undefined ? null : ofd.find(attributes['BaseLoc'], [document.folder, '']);
    if (objects === undefined || entry === null || ++read > MAX_PAGES) continue;
    const bytes = await ofd.read(entry);
    if (bytes !== null) readTexts(bytes, ofd, objects);
  }
  return wanted;
}

/** Fills in the text of the objects asked for: all TextCode elements of a TextObject, in order. */
function readTexts(bytes: Uint8Array, { limits }: OfdXml, objects: Map<string, string>): void {
  let object: string | null = null;
  let code = false;
  parseXml(
    bytes,
    {
      open({ local, attributes }) {
        if (local === 'TextObject') {
          const id = attributes['ID']?.value.trim() ?? '';
          object = objects.has(id) ? id : null;
        } else if (local === 'TextCode') code = object !== null;
      },
      close({ local }) {
        if (local === 'TextObject') object = null;
        else if (local === 'TextCode') code = false;
      },
      text(text) {
        if (!code || object === null) return;
        const before = objects.get(object) ?? '';
        if (before.length <= MAX_TEXT_CHARS) objects.set(object, before + text);
      },
    },
    limits,
    { namespaces: false },
  );
}
