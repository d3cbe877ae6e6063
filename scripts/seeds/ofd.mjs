/** Small OFD 1.0 files (GB/T 33190-2016): lines of text on pages, custom data and tags, attachments, a seal. */
import { utf8, zip } from './bytes.mjs';
import { digest } from './keys.mjs';
import { signOfd } from '../pki/ofd-signature.mjs';
import { xml } from './xml.mjs';

const NS = { 'xmlns:ofd': 'http://www.ofdspec.org/2016' };
const FONT_ID = 2;
const LINES_A_PAGE = 14;

function pageXml(lines) {
  const texts = lines.map(({ id, text }, i) => [
    'ofd:TextObject',
    { ID: id, Boundary: `15 ${10 + i * 9} 180 8`, Font: FONT_ID, Size: 4.2 },
    ['ofd:TextCode', { X: 0, Y: 4.2, DeltaX: `g ${Math.max([...text].length - 1, 1)} 4.2` }, text],
  ]);
  return xml(['ofd:Page', NS, ['ofd:Content', ['ofd:Layer', { ID: lines[0].id - 1 }, ...texts]]]);
}

/** Every line becomes one TextObject; ids are dense and pages hold 14 lines. */
function layOut(lines) {
  const pages = [];
  let id = FONT_ID;
  for (let at = 0; at < lines.length; at += LINES_A_PAGE) {
    const page = { id: (id += 1), lines: [] };
    id += 1; // the layer
    for (const line of lines.slice(at, at + LINES_A_PAGE)) {
      page.lines.push({ ...(typeof line === 'string' ? { text: line } : line), id: (id += 1), page: page.id });
    }
    pages.push(page);
  }
  return { pages, maxId: id };
}

/** `tags: { typeAttribute, root, tree }`: a tree of names; a leaf's value is the `tag` of the line it points at. */
function tagXml(tree, lines) {
  const walk = ([name, value]) => {
    if (typeof value === 'object') return [`ofd:${name}`, ...Object.entries(value).map(walk)];
    const line = lines.find(({ tag }) => tag === value);
    return [`ofd:${name}`, ['ofd:ObjectRef', { PageRef: line.page }, String(line.id)]];
  };
  const [root] = Object.entries(tree);
  const [name, ...rest] = walk(root);
  return xml([name, NS, ...rest]);
}

/**
 * @param lines texts, or `{ text, tag }`
 * @param attachments `[{ name, format, bytes, title }]`
 * @param seal `{ seal, holder, at, when }` seals page 1 and protects every file
 * @param alter changes the entries (a Map of name → bytes) just before packing: for the broken ones
 */
export function ofd({
  docId,
  title,
  author,
  creator,
  lines,
  customDatas,
  tags,
  attachments = [],
  seal,
  created,
  alter,
}) {
  const { pages, maxId } = layOut(lines);
  const entries = new Map();
  const day = created ?? '2026-03-17';
  entries.set(
    'OFD.xml',
    xml([
      'ofd:OFD',
      { ...NS, Version: '1.0', DocType: 'OFD' },
      [
        'ofd:DocBody',
        [
          'ofd:DocInfo',
          ['ofd:DocID', docId],
          ['ofd:Title', title],
          ['ofd:Author', author ?? '单套样例'],
          ['ofd:CreationDate', day],
          ['ofd:ModDate', day],
          ['ofd:Creator', creator ?? 'Dantao seeds'],
          ...(customDatas
            ? [['ofd:CustomDatas', ...Object.entries(customDatas).map(([Name, v]) => ['ofd:CustomData', { Name }, v])]]
            : []),
        ],
        ['ofd:DocRoot', 'Doc_0/Document.xml'],
        ...(seal ? [['ofd:Signatures', 'Doc_0/Signs/Signatures.xml']] : []),
      ],
    ]),
  );
  entries.set(
    'Doc_0/Document.xml',
    xml([
      'ofd:Document',
      NS,
      [
        'ofd:CommonData',
        ['ofd:MaxUnitID', String(maxId)],
        ['ofd:PageArea', ['ofd:PhysicalBox', '0 0 210 140']],
        ['ofd:PublicRes', 'PublicRes.xml'],
      ],
      ['ofd:Pages', ...pages.map((page, i) => ['ofd:Page', { ID: page.id, BaseLoc: `Pages/Page_${i}/Content.xml` }])],
      ...(tags ? [['ofd:CustomTags', 'Tags/CustomTags.xml']] : []),
      ...(attachments.length > 0 ? [['ofd:Attachments', 'Attachs/Attachments.xml']] : []),
    ]),
  );
  entries.set(
    'Doc_0/PublicRes.xml',
    xml([
      'ofd:Res',
      { ...NS, BaseLoc: 'Res' },
      ['ofd:Fonts', ['ofd:Font', { ID: FONT_ID, FontName: '宋体', FamilyName: '宋体' }]],
    ]),
  );
  pages.forEach((page, i) => entries.set(`Doc_0/Pages/Page_${i}/Content.xml`, pageXml(page.lines)));
  if (tags) {
    entries.set(
      'Doc_0/Tags/CustomTags.xml',
      xml([
        'ofd:CustomTags',
        NS,
        ['ofd:CustomTag', { [tags.typeAttribute]: tags.type }, ['ofd:FileLoc', 'CustomTag.xml']],
      ]),
    );
    entries.set(
      'Doc_0/Tags/CustomTag.xml',
      tagXml(
        tags.tree,
        pages.flatMap((page) => page.lines),
      ),
    );
  }
  if (attachments.length > 0) {
    entries.set(
      'Doc_0/Attachs/Attachments.xml',
      xml([
        'ofd:Attachments',
        NS,
        ...attachments.map(({ name, title: label, format, bytes }, i) => [
          'ofd:Attachment',
          {
            ID: `a${i + 1}`,
            Name: label,
            Format: format,
            CreationDate: `${day}T09:30:00`,
            Size: (bytes.length / 1024).toFixed(2),
            Visible: 'false',
          },
          ['ofd:FileLoc', name],
        ]),
      ]),
    );
    for (const { name, bytes } of attachments) entries.set(`Doc_0/Attachs/${name}`, bytes);
  }
  if (seal) signOfd(entries, { ...seal, stamps: [pages[0].id] });
  alter?.(entries);
  return zip([...entries]);
}

export const docId = (name) => digest('sha256', utf8(name)).subarray(0, 16).toString('hex');
