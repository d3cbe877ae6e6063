/** Builders of small files, wrong on purpose where asked. Deterministic: no clock, no chance. */
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

export const latin1 = (text) => Buffer.from(text, 'latin1');
const u16 = (n) => Buffer.from([n & 255, (n >> 8) & 255]);
const u32 = (n) => Buffer.from([n & 255, (n >>> 8) & 255, (n >>> 16) & 255, (n >>> 24) & 255]);
const be32 = (n) => Buffer.from(u32(n)).reverse();

/**
 * A ZIP of entries {name, data, stored?, symlink?, encrypted?, crc?, sizeBytes?, localName?, localCrc?, method?}:
 * what is given stands there instead of the truth.
 */
export function zipOf(entries, { before = Buffer.alloc(0), after = Buffer.alloc(0), shared = false } = {}) {
  const pieces = [before];
  const rows = [];
  let at = before.length;
  let first = null;
  for (const entry of entries) {
    const data = Buffer.from(entry.data ?? '');
    const method = entry.method ?? (entry.stored ? 0 : 8);
    const packed = method === 8 ? deflateRawSync(data, { level: 9 }) : data;
    const name = Buffer.from(entry.name);
    const localName = Buffer.from(entry.localName ?? entry.name);
    const crc = entry.crc ?? crc32(data);
    const sizeBytes = entry.sizeBytes ?? data.length;
    const flags = 0x800 | (entry.encrypted ? 1 : 0);
    const fields = (c) =>
      Buffer.concat([
        u16(20),
        u16(flags),
        u16(method),
        u16(0),
        u16(0x5821),
        u32(c),
        u32(packed.length),
        u32(sizeBytes),
      ]);
    const local = Buffer.concat([
      latin1('PK\x03\x04'),
      fields(entry.localCrc ?? crc),
      u16(localName.length),
      u16(0),
      localName,
      packed,
    ]);
    const reuse = shared && first !== null;
    const headerAt = reuse ? first : at;
    first ??= at;
    const mode = entry.symlink ? 0o120777 : 0o100644;
    rows.push(
      Buffer.concat([
        latin1('PK\x01\x02'),
        u16(0x0314),
        fields(crc),
        u16(name.length),
        u16(0),
        u16(0),
        u16(0),
        u16(0),
        u32(mode * 65536),
        u32(headerAt),
        name,
      ]),
    );
    if (!reuse) {
      pieces.push(local);
      at += local.length;
    }
  }
  const directory = Buffer.concat(rows);
  const end = Buffer.concat([
    latin1('PK\x05\x06'),
    u16(0),
    u16(0),
    u16(rows.length),
    u16(rows.length),
    u32(directory.length),
    u32(at),
    u16(0),
  ]);
  return Buffer.concat([...pieces, directory, end, after]);
}

/** Objects [number, text or bytes] with a cross-reference table; `trailer` replaces the dictionary's text. */
export function pdfOf(
  objects,
  { header = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', trailer, startxref, end = '%%EOF\n', lie = {} } = {},
) {
  const pieces = [latin1(header)];
  let at = pieces[0].length;
  const offsets = new Map();
  for (const [number, body] of objects) {
    const object = Buffer.concat([
      latin1(`${number} 0 obj\n`),
      Buffer.isBuffer(body) ? body : latin1(body),
      latin1('\nendobj\n'),
    ]);
    offsets.set(number, at);
    pieces.push(object);
    at += object.length;
  }
  const size = Math.max(...offsets.keys()) + 1;
  let table = `xref\n0 ${size}\n0000000000 65535 f \n`;
  for (let number = 1; number < size; number++) {
    const offset = lie[number] ?? offsets.get(number);
    table += offset === undefined ? '0000000000 00000 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  }
  pieces.push(
    latin1(`${table}trailer\n${trailer ?? `<< /Size ${size} /Root 1 0 R >>`}\nstartxref\n${startxref ?? at}\n${end}`),
  );
  return Buffer.concat(pieces);
}

/** The same objects behind a cross-reference stream (predictor 12), those named in `inside` in an object stream. */
export function pdfWithStreams(objects, inside, extra = '') {
  const head = latin1('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n');
  const pieces = [head];
  let at = head.length;
  const rows = new Map();
  const put = (number, body) => {
    const object = Buffer.concat([latin1(`${number} 0 obj\n`), body, latin1('\nendobj\n')]);
    rows.set(number, [1, at, 0]);
    pieces.push(object);
    at += object.length;
  };
  for (const [number, body] of objects) if (!inside.includes(number)) put(number, latin1(body));
  const numbers = objects.map(([number]) => number);
  const streamNumber = Math.max(...numbers) + 1;
  const held = objects.filter(([number]) => inside.includes(number));
  let heads = '';
  let bodies = '';
  held.forEach(([number, body], index) => {
    heads += `${number} ${bodies.length} `;
    bodies += `${body} `;
    rows.set(number, [2, streamNumber, index]);
  });
  const plain = deflateSync(latin1(heads + bodies));
  put(streamNumber, streamOf(`/Type /ObjStm /N ${held.length} /First ${heads.length} /Filter /FlateDecode`, plain));
  const xrefNumber = streamNumber + 1;
  rows.set(xrefNumber, [1, at, 0]);
  let previous = Buffer.alloc(5);
  const filtered = [];
  for (let number = 0; number <= xrefNumber; number++) {
    const [type, second, third] = rows.get(number) ?? [0, 0, 0];
    const row = Buffer.from([type, (second >> 16) & 255, (second >> 8) & 255, second & 255, third]);
    filtered.push(Buffer.from([2]), Buffer.from(row.map((byte, i) => byte - previous[i])));
    previous = row;
  }
  const startxref = at;
  put(
    xrefNumber,
    streamOf(
      `/Type /XRef /Size ${xrefNumber + 1} /W [1 3 1] /Root 1 0 R /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 5 >> ${extra}`,
      deflateSync(Buffer.concat(filtered)),
    ),
  );
  pieces.push(latin1(`startxref\n${startxref}\n%%EOF\n`));
  return Buffer.concat(pieces);
}

export const streamOf = (dict, data) =>
  Buffer.concat([latin1(`<< ${dict} /Length ${data.length} >>\nstream\n`), data, latin1('\nendstream')]);

export const CATALOG = [1, '<< /Type /Catalog /Pages 2 0 R >>'];
export const PAGES = [2, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'];
export const PAGE = [3, '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>'];

/** PNG from chunks [type, data]; a third member is a wrong CRC. */
export function pngOf(chunks) {
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    ...chunks.flatMap(([type, data, crc]) => {
      const body = Buffer.concat([latin1(type), data]);
      return [be32(data.length), body, be32(crc ?? crc32(body))];
    }),
  ]);
}
export const IHDR = ['IHDR', Buffer.from('00000001000000010800000000', 'hex')];
export const IDAT = ['IDAT', deflateSync(Buffer.from([0, 128]))];
export const IEND = ['IEND', Buffer.alloc(0)];

/** Little-endian TIFF of one directory; entries [tag, type, count, value]. */
export function tiffOf(entries, next = 0, data = Buffer.alloc(0)) {
  const table = Buffer.concat(
    entries.map(([tag, type, count, value]) => Buffer.concat([u16(tag), u16(type), u32(count), u32(value)])),
  );
  return Buffer.concat([latin1('II'), u16(42), u32(8), u16(entries.length), table, u32(next), data]);
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NS = 'xmlns:ofd="http://www.ofdspec.org/2016"';

/** The files of a one-page OFD; `signed` adds a seal, `custom` goes into CustomDatas. */
export function ofdFiles({ signed = false, custom = '' } = {}) {
  const files = {
    'OFD.xml': `${DECLARATION}<ofd:OFD ${NS} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>${custom}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>${signed ? '<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>' : ''}</ofd:DocBody></ofd:OFD>`,
    'Doc_0/Document.xml': `${DECLARATION}<ofd:Document ${NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>`,
    'Doc_0/PublicRes.xml': `${DECLARATION}<ofd:Res ${NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>logo.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>`,
    'Doc_0/Res/logo.png': pngOf([IHDR, IDAT, IEND]),
    'Doc_0/Pages/Page_0/Content.xml': `${DECLARATION}<ofd:Page ${NS}><ofd:Content><ofd:Layer ID="2"/></ofd:Content></ofd:Page>`,
  };
  if (signed) {
    files['Doc_0/Signs/Signatures.xml'] =
      `${DECLARATION}<ofd:Signatures ${NS}><ofd:MaxSignId>1</ofd:MaxSignId><ofd:Signature ID="1" Type="Seal" BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/></ofd:Signatures>`;
    files['Doc_0/Signs/Sign_0/Signature.xml'] =
      `${DECLARATION}<ofd:Signature ${NS}><ofd:SignedInfo><ofd:References CheckMethod="1.2.156.10197.1.401"><ofd:Reference FileRef="/OFD.xml"><ofd:CheckValue>AAAA</ofd:CheckValue></ofd:Reference></ofd:References><ofd:Seal><ofd:BaseLoc>/Doc_0/Signs/Sign_0/Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo><ofd:SignedValue>/Doc_0/Signs/Sign_0/SignedValue.dat</ofd:SignedValue></ofd:Signature>`;
    files['Doc_0/Signs/Sign_0/Seal.esl'] = Buffer.from('3000', 'hex');
    files['Doc_0/Signs/Sign_0/SignedValue.dat'] = Buffer.from('3000', 'hex');
  }
  return files;
}

export const filesZip = (files, options) =>
  zipOf(
    Object.entries(files).map(([name, data]) => ({ name, data })),
    options,
  );
