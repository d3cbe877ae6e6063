/**
 * Writes test/vectors/<CODE>_<case>/ for the readers of formats. Run it after a change and review the difference:
 *   node scripts/vectors/formats.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CATALOG,
  filesZip,
  IDAT,
  IEND,
  IHDR,
  latin1,
  ofdFiles,
  PAGE,
  PAGES,
  pdfOf,
  pdfWithStreams,
  pngOf,
  streamOf,
  tiffOf,
  zipOf,
} from './bytes.mjs';

const ROOT = join(import.meta.dirname, '../../test/vectors');

/** `expect`: format, whole, codes (all of them, sorted, info left out), and what else must come out. */
function vector(name, extension, bytes, expect) {
  const folder = join(ROOT, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `input.${extension}`), bytes);
  writeFileSync(join(folder, 'expect.json'), `${JSON.stringify(expect, null, 2)}\n`);
}
const whole = (format, more = {}) => ({ format, whole: 'whole', codes: [], ...more });
const broken = (format, codes, more = {}) => ({ format, whole: 'broken', codes: [codes].flat(), ...more });

// ------------------------------------------------------------------------------------------------ PDF
const plain = pdfOf([CATALOG, PAGES, PAGE]);
const xmp =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description></x:xmpmeta>';
const signature = [
  [1, '<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [4 0 R 6 0 R 8 0 R] >> >>'],
  PAGES,
  PAGE,
  [4, '<< /FT /Sig /T (Buyer) /V 5 0 R >>'],
  [
    5,
    '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 10 20 30] /Contents <3000> >>',
  ],
  [6, '<< /FT /Sig /T <FEFF7532> /V 7 0 R >>'],
  [7, '<< /Type /DocTimeStamp /SubFilter /ETSI.RFC3161 /ByteRange [0 10 20 30] /Contents <3000> >>'],
  [8, '<< /FT /Sig /T (Empty) >>'],
];
vector('OK_pdf_table', 'pdf', plain, whole('pdf', { pronom: ['fmt/276'], version: '1.7' }));
vector(
  'OK_pdf_streams',
  'pdf',
  pdfWithStreams([CATALOG, PAGES, PAGE], [1, 2, 3]),
  whole('pdf', { pronom: ['fmt/19'] }),
);
vector('OK_pdf_hybrid', 'pdf', hybrid(), whole('pdf'));
vector('OK_pdf_updated', 'pdf', updated(`/Prev ${plain.lastIndexOf('xref\n0')}`), whole('pdf'));
vector(
  'OK_pdf_claims_pdfa_2b',
  'pdf',
  pdfOf([
    [1, '<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R >>'],
    PAGES,
    PAGE,
    [4, streamOf('/Type /Metadata /Subtype /XML', latin1(xmp))],
  ]),
  whole('pdf', { pronom: ['fmt/477'], claims: ['PDF/A-2b'] }),
);
vector(
  'PDF_SIGNATURE_RANGE_GAP_elsewhere',
  'pdf',
  pdfOf(signature),
  whole('pdf', {
    codes: ['PDF_SIGNATURE_RANGE_GAP', 'PDF_SIGNATURE_RANGE_GAP', 'TIMESTAMP_UNREADABLE'],
    signatures: ['signature Buyer ETSI.CAdES.detached', 'timestamp 甲 ETSI.RFC3161'],
  }),
);
vector(
  'PDF_HEADER_MISSING_no_header',
  'pdf',
  pdfOf([CATALOG, PAGES, PAGE], { header: '' }),
  broken('pdf', 'PDF_HEADER_MISSING'),
);
vector(
  'PDF_HEADER_MISSING_version_9',
  'pdf',
  pdfOf([CATALOG, PAGES, PAGE], { header: '%PDF-9.9\n' }),
  broken('pdf', 'PDF_HEADER_MISSING'),
);
vector(
  'PDF_LEADING_BYTES_mail',
  'pdf',
  Buffer.concat([latin1('Content-Type: x\n\n'), plain]),
  whole('pdf', { codes: ['PDF_LEADING_BYTES'] }),
);
vector('PDF_TRUNCATED_no_eof_marker', 'pdf', plain.subarray(0, -8), broken('pdf', 'PDF_TRUNCATED'));
vector('PDF_TRUNCATED_half', 'pdf', plain.subarray(0, plain.length >> 1), broken('pdf', 'PDF_TRUNCATED'));
vector(
  'PDF_TRAILING_BYTES_html',
  'pdf',
  Buffer.concat([plain, latin1('<html></html>')]),
  whole('pdf', { codes: ['PDF_TRAILING_BYTES'] }),
);
vector(
  'PDF_XREF_BROKEN_startxref',
  'pdf',
  pdfOf([CATALOG, PAGES, PAGE], { startxref: 7 }),
  broken('pdf', 'PDF_XREF_BROKEN'),
);
vector(
  'PDF_XREF_BROKEN_past_end',
  'pdf',
  pdfOf([CATALOG, PAGES, PAGE], { startxref: 999999 }),
  broken('pdf', 'PDF_XREF_BROKEN'),
);
vector(
  'PDF_XREF_BROKEN_object_misplaced',
  'pdf',
  pdfOf([CATALOG, PAGES, PAGE], { lie: { 3: 17 } }),
  broken('pdf', 'PDF_XREF_BROKEN'),
);
vector(
  'PDF_XREF_BROKEN_prev_circle',
  'pdf',
  updated('/Prev 400', 400),
  broken('pdf', ['PDF_ROOT_MISSING', 'PDF_XREF_BROKEN']),
);
vector(
  'PDF_TRAILER_BROKEN_no_root',
  'pdf',
  pdfOf([CATALOG, PAGES, PAGE], { trailer: '<< /Size 4 >>' }),
  broken('pdf', 'PDF_TRAILER_BROKEN'),
);
vector(
  'PDF_TRAILER_BROKEN_no_size',
  'pdf',
  pdfOf([CATALOG, PAGES, PAGE], { trailer: '<< /Root 1 0 R >>' }),
  broken('pdf', 'PDF_TRAILER_BROKEN'),
);
vector(
  'PDF_ROOT_MISSING_other_object',
  'pdf',
  pdfOf([CATALOG, PAGES, PAGE], { trailer: '<< /Size 4 /Root 3 0 R >>' }),
  broken('pdf', 'PDF_ROOT_MISSING'),
);
vector(
  'PDF_PAGES_MISSING_dangling',
  'pdf',
  pdfOf([[1, '<< /Type /Catalog /Pages 9 0 R >>'], PAGES, PAGE]),
  broken('pdf', 'PDF_PAGES_MISSING'),
);
vector(
  'PDF_ENCRYPTED_standard',
  'pdf',
  pdfOf([CATALOG, PAGES, PAGE, [4, '<< /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >>']], {
    trailer: '<< /Size 5 /Root 1 0 R /Encrypt 4 0 R >>',
  }),
  whole('pdf', { codes: ['PDF_ENCRYPTED'], encrypted: true }),
);
vector(
  'PDF_NOT_LOOKED_AT_encrypted_catalog',
  'pdf',
  pdfWithStreams(
    [CATALOG, PAGES, PAGE, [4, '<< /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >>']],
    [1, 2, 3],
    '/Encrypt 4 0 R',
  ),
  { format: 'pdf', whole: 'unknown', codes: ['PDF_ENCRYPTED', 'PDF_NOT_LOOKED_AT'], encrypted: true },
);

/** A table for readers of 1.4 whose /XRefStm tells the rest; the stream's own /Prev must not be followed. */
function hybrid() {
  const base = pdfOf([CATALOG, PAGES, PAGE]);
  const prev = base.lastIndexOf('xref\n0');
  const at = base.length;
  const row = Buffer.from([1, (at >> 8) & 255, at & 255, 0]);
  const stream = Buffer.concat([
    latin1('4 0 obj\n'),
    streamOf(`/Type /XRef /Size 5 /W [1 2 1] /Index [4 1] /Root 1 0 R /Prev ${prev}`, row),
    latin1('\nendobj\n'),
  ]);
  const table = at + stream.length;
  return Buffer.concat([
    base,
    stream,
    latin1(`xref\n0 0\ntrailer\n<< /Size 5 /Root 1 0 R /Prev ${prev} /XRefStm ${at} >>\nstartxref\n${table}\n%%EOF\n`),
  ]);
}

/** An incremental update that changes nothing; with `at` padded so that its table begins there. */
function updated(prev, at) {
  const pad = at === undefined ? Buffer.alloc(0) : Buffer.alloc(Math.max(0, at - plain.length), 0x20);
  if (at !== undefined && plain.length > at) throw new Error(`the table would begin at ${plain.length}`);
  const table = plain.length + pad.length;
  return Buffer.concat([
    plain,
    pad,
    latin1(`xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 4 /Root 1 0 R ${prev} >>\nstartxref\n${table}\n%%EOF\n`),
  ]);
}

// ------------------------------------------------------------------------------------------------ ZIP
const note = { name: 'note.txt', data: 'hello' };
vector(
  'OK_zip_two_entries',
  'zip',
  zipOf([note, { name: 'b/zwei.txt', data: 'b', stored: true }]),
  whole('zip', { pronom: ['x-fmt/263'] }),
);
vector('OK_zip_empty', 'zip', zipOf([]), whole('zip'));
vector('ZIP_TRUNCATED_no_directory', 'zip', zipOf([note]).subarray(0, -40), broken('zip', 'ZIP_TRUNCATED'));
vector(
  'ZIP_ENTRY_OUTSIDE_dotdot',
  'zip',
  zipOf([{ name: '../../etc/passwd', data: 'x' }]),
  broken('zip', 'ZIP_ENTRY_OUTSIDE'),
);
vector(
  'ZIP_ENTRY_OUTSIDE_absolute',
  'zip',
  zipOf([{ name: '/etc/passwd', data: 'x' }]),
  broken('zip', 'ZIP_ENTRY_OUTSIDE'),
);
vector('ZIP_ENTRY_OUTSIDE_drive', 'zip', zipOf([{ name: 'C:windows', data: 'x' }]), broken('zip', 'ZIP_ENTRY_OUTSIDE'));
vector('ZIP_ENTRY_OUTSIDE_backslash', 'zip', zipOf([{ name: '..\\x', data: 'x' }]), broken('zip', 'ZIP_ENTRY_OUTSIDE'));
vector('ZIP_ENTRY_OUTSIDE_nul', 'zip', zipOf([{ name: 'a.txt\0.exe', data: 'x' }]), broken('zip', 'ZIP_ENTRY_OUTSIDE'));
vector(
  'ZIP_ENTRY_DUPLICATE_same_name',
  'zip',
  zipOf([note, { name: 'note.txt', data: 'other' }]),
  broken('zip', 'ZIP_ENTRY_DUPLICATE'),
);
vector(
  'ZIP_ENTRY_ALIKE_case',
  'zip',
  zipOf([note, { name: 'NOTE.txt', data: 'other' }]),
  whole('zip', { codes: ['ZIP_ENTRY_ALIKE'] }),
);
vector(
  'ZIP_ENTRY_ALIKE_normalisation',
  'zip',
  zipOf([
    { name: 'caf\u00e9', data: 'a' },
    { name: 'cafe\u0301', data: 'b' },
  ]),
  whole('zip', { codes: ['ZIP_ENTRY_ALIKE'] }),
);
vector(
  'ZIP_ENTRY_SYMLINK_passwd',
  'zip',
  zipOf([{ name: 'link', data: '/etc/passwd', symlink: true }]),
  broken('zip', 'ZIP_ENTRY_SYMLINK'),
);
vector('ZIP_SIZE_LIES_larger', 'zip', zipOf([{ ...note, sizeBytes: 6 }]), broken('zip', 'ZIP_SIZE_LIES'));
vector('ZIP_SIZE_LIES_smaller', 'zip', zipOf([{ ...note, sizeBytes: 4 }]), broken('zip', 'ZIP_SIZE_LIES'));
vector('ZIP_SIZE_LIES_local_name', 'zip', zipOf([{ ...note, localName: 'evil.txt' }]), broken('zip', 'ZIP_SIZE_LIES'));
vector('ZIP_SIZE_LIES_local_crc', 'zip', zipOf([{ ...note, localCrc: 1 }]), broken('zip', 'ZIP_SIZE_LIES'));
vector('ZIP_CRC_MISMATCH_deflated', 'zip', zipOf([{ ...note, crc: 1 }]), broken('zip', 'ZIP_CRC_MISMATCH'));
vector('ZIP_CRC_MISMATCH_stored', 'zip', zipOf([{ ...note, crc: 1, stored: true }]), broken('zip', 'ZIP_CRC_MISMATCH'));
vector(
  'ZIP_ENTRY_OVERLAP_shared_data',
  'zip',
  zipOf(
    [
      { name: 'a', data: 'same' },
      { name: 'a', data: 'same' },
    ],
    { shared: true },
  ),
  broken('zip', ['ZIP_ENTRY_DUPLICATE', 'ZIP_ENTRY_OVERLAP']),
);
vector('ZIP_BOMB_zeros', 'zip', zipOf([{ name: 'zeros', data: Buffer.alloc(40 << 20) }]), broken('zip', 'ZIP_BOMB'));
vector('ZIP_ENCRYPTED_entry', 'zip', zipOf([{ ...note, encrypted: true }]), {
  format: 'zip',
  whole: 'unknown',
  codes: ['ZIP_ENCRYPTED'],
  encrypted: true,
});
vector('ZIP_METHOD_UNSUPPORTED_lzma', 'zip', zipOf([{ ...note, method: 14 }]), {
  format: 'zip',
  whole: 'unknown',
  codes: ['ZIP_METHOD_UNSUPPORTED'],
});
vector(
  'ZIP_HIDDEN_BYTES_before',
  'zip',
  zipOf([note], { before: latin1('PK00') }),
  whole('zip', { codes: ['ZIP_HIDDEN_BYTES'] }),
);
vector(
  'ZIP_HIDDEN_BYTES_after',
  'zip',
  zipOf([note], { after: latin1('hidden') }),
  whole('zip', { codes: ['ZIP_HIDDEN_BYTES'] }),
);
vector(
  'SIGNATURE_NOT_VERIFIED_asic',
  'zip',
  zipOf([
    { name: 'mimetype', data: 'application/vnd.etsi.asic-e+zip', stored: true },
    note,
    { name: 'META-INF/signatures0.xml', data: '<a/>' },
  ]),
  whole('zip', { signatures: ['signature META-INF/signatures0.xml'] }),
);

// ------------------------------------------------------------------------------------------------ OFD
const files = ofdFiles();
const without = (all, name) => Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));
const customs = (pairs) =>
  `<ofd:CustomDatas>${pairs.map(([name, value]) => `<ofd:CustomData Name="${name}">${value}</ofd:CustomData>`).join('')}</ofd:CustomDatas>`;
vector('OK_ofd_page', 'ofd', filesZip(files), whole('ofd', { pronom: [], version: '1.1' }));
vector(
  'OK_ofd_invoice',
  'ofd',
  filesZip(ofdFiles({ custom: customs([['发票号码', '24000000000000000001']]) })),
  whole('ofd', { description: 'OFD 1.1, 数电票' }),
);
vector(
  'OFD_SIGNED_FILE_CHANGED_seal',
  'ofd',
  filesZip(ofdFiles({ signed: true })),
  whole('ofd', { codes: ['OFD_SIGNED_FILE_CHANGED'], signatures: ['seal 1 Seal'] }),
);
vector('OFD_ROOT_MISSING_no_entry', 'ofd', filesZip(without(files, 'OFD.xml')), broken('ofd', 'OFD_ROOT_MISSING'));
vector(
  'OFD_ROOT_MISSING_no_body',
  'ofd',
  filesZip({ ...files, 'OFD.xml': '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>' }),
  broken('ofd', ['OFD_ROOT_MISSING', ...Array(4).fill('OFD_STRAY_FILE')]),
);
vector(
  'OFD_REFERENCE_MISSING_page',
  'ofd',
  filesZip(without(files, 'Doc_0/Pages/Page_0/Content.xml')),
  broken('ofd', 'OFD_REFERENCE_MISSING'),
);
vector(
  'OFD_REFERENCE_MISSING_image',
  'ofd',
  filesZip(without(files, 'Doc_0/Res/logo.png')),
  broken('ofd', 'OFD_REFERENCE_MISSING'),
);
vector(
  'OFD_REFERENCE_MISSING_seal',
  'ofd',
  filesZip(without(ofdFiles({ signed: true }), 'Doc_0/Signs/Sign_0/SignedValue.dat')),
  broken('ofd', ['OFD_REFERENCE_MISSING', 'OFD_SIGNED_FILE_CHANGED'], { signatures: ['seal 1 Seal'] }),
);
vector(
  'OFD_STRAY_FILE_exe',
  'ofd',
  filesZip({ ...files, 'Doc_0/setup.exe': 'MZ' }),
  whole('ofd', { codes: ['OFD_STRAY_FILE'] }),
);
vector(
  'OFD_XML_BROKEN_page',
  'ofd',
  filesZip({ ...files, 'Doc_0/Pages/Page_0/Content.xml': '<ofd:Page' }),
  broken('ofd', 'OFD_XML_BROKEN'),
);
vector(
  'XML_DTD_in_ofd',
  'ofd',
  filesZip({ ...files, 'Doc_0/Pages/Page_0/Content.xml': '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>' }),
  broken('ofd', 'XML_DTD'),
);
vector(
  'XML_NAMESPACES_BROKEN_in_ofd',
  'ofd',
  filesZip({ ...files, 'Doc_0/Pages/Page_0/Content.xml': '<ofd:Page xmlns:.="" ofd:x="1"/>' }),
  whole('ofd', { codes: ['XML_NAMESPACES_BROKEN'] }),
);

// ------------------------------------------------------------------------------------------------ XML
const einvoice =
  '<EInvoice><Header><EIid>1</EIid></Header><TaxBureauSignature><Reference URI="Header"/></TaxBureauSignature></EInvoice>';
const dsig = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
vector(
  'OK_xml_einvoice',
  'xml',
  `<?xml version="1.0" encoding="UTF-8"?>${einvoice}`,
  whole('xml', {
    pronom: ['fmt/101'],
    description: 'XML EInvoice 数电票',
    signatures: ['signature TaxBureauSignature TaxBureauSignature'],
  }),
);
vector(
  'OK_xml_utf16',
  'xml',
  Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from('<?xml version="1.0" encoding="UTF-16"?><票>甲</票>', 'utf16le'),
  ]),
  whole('xml', { description: 'XML 票' }),
);
vector(
  'OK_xml_gb18030',
  'xml',
  Buffer.concat([
    latin1('<?xml version="1.0" encoding="GB18030"?><a>'),
    Buffer.from('b7a2c6b1', 'hex'),
    latin1('</a>'),
  ]),
  whole('xml'),
);
vector(
  'OK_xml_xbrl',
  'xml',
  '<?xml version="1.0"?><xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:inv="http://xbrl.mof.gov.cn/taxonomy/inv"/>',
  whole('xml', { description: 'XML XBRL instance 电子凭证会计数据 inv' }),
);
vector(
  'OK_xml_ubl',
  'xml',
  '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>',
  whole('xml', { description: 'XML UBL Invoice' }),
);
// Algorithms that nobody knows: nothing is said of the value.
const unknownInfo =
  '<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="urn:x"/><ds:SignatureMethod Algorithm="urn:x"/><ds:Reference URI="urn:x"/></ds:SignedInfo><ds:SignatureValue>AA==</ds:SignatureValue>';
const properties = '<ds:Object><q:QualifyingProperties xmlns:q="http://uri.etsi.org/01903/v1.3.2#"/></ds:Object>';
vector(
  'SIGNATURE_NOT_VERIFIED_xml',
  'xml',
  `<a><ds:Signature ${dsig} Id="s1">${unknownInfo}${properties}</ds:Signature><ds:Signature ${dsig}>${unknownInfo}</ds:Signature></a>`,
  whole('xml', { signatures: ['signature s1 XAdES', 'signature Signature[1] XMLDSig'] }),
);
vector(
  'XML_SIGNATURE_STRUCTURE_empty',
  'xml',
  `<a><ds:Signature ${dsig} Id="s1">${properties}</ds:Signature></a>`,
  whole('xml', { codes: ['XML_SIGNATURE_STRUCTURE'], signatures: ['signature s1 XAdES'] }),
);
vector(
  'XML_DTD_entity_bomb',
  'xml',
  '<?xml version="1.0"?><!-- first --><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
  broken('xml', 'XML_DTD'),
);
vector(
  'XML_DTD_external',
  'xml',
  '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
  broken('xml', 'XML_DTD'),
);
vector('XML_NOT_WELL_FORMED_unclosed', 'xml', '<?xml version="1.0"?><a><b></a>', broken('xml', 'XML_NOT_WELL_FORMED'));
vector(
  'XML_NOT_WELL_FORMED_bytes',
  'xml',
  Buffer.concat([latin1('<?xml version="1.0" encoding="UTF-8"?><a>'), Buffer.from([0xff, 0xfe]), latin1('</a>')]),
  broken('xml', 'XML_NOT_WELL_FORMED'),
);
vector(
  'XML_TOO_COMPLEX_depth',
  'xml',
  `<?xml version="1.0"?>${'<a>'.repeat(200)}${'</a>'.repeat(200)}`,
  broken('xml', 'XML_TOO_COMPLEX'),
);
vector('XML_ENCODING_UNSUPPORTED_ebcdic', 'xml', '<?xml version="1.0" encoding="ebcdic-cp-us"?><a/>', {
  format: 'xml',
  whole: 'unknown',
  codes: ['XML_ENCODING_UNSUPPORTED'],
});
vector(
  'XML_NAMESPACES_BROKEN_prefix',
  'xml',
  '<?xml version="1.0"?><x:a/>',
  whole('xml', { codes: ['XML_NAMESPACES_BROKEN'] }),
);

// ------------------------------------------------------------------------------------------------ images
vector('OK_png', 'png', pngOf([IHDR, IDAT, IEND]), whole('png', { pronom: ['fmt/11'] }));
vector(
  'OK_png_srgb',
  'png',
  pngOf([IHDR, ['sRGB', Buffer.from([0])], IDAT, IEND]),
  whole('png', { pronom: ['fmt/12'] }),
);
vector('PNG_BROKEN_crc', 'png', pngOf([IHDR, [...IDAT, 1], IEND]), broken('png', 'PNG_BROKEN'));
vector('PNG_BROKEN_header', 'png', pngOf([['IHDR', Buffer.alloc(13)], IDAT, IEND]), broken('png', 'PNG_BROKEN'));
vector('PNG_TRUNCATED_no_end', 'png', pngOf([IHDR, IDAT]), broken('png', 'PNG_TRUNCATED'));
vector(
  'IMAGE_TRAILING_BYTES_png',
  'png',
  Buffer.concat([pngOf([IHDR, IDAT, IEND]), latin1('PK')]),
  whole('png', { codes: ['IMAGE_TRAILING_BYTES'] }),
);
const jfif = 'ffe000104a46494600010100000100010000';
const scan = 'ffc0000b080001000101011100ffda0008010100003f00aaff00ffd0bb';
const jpg = Buffer.from(`ffd8${jfif}${scan}ffd9`, 'hex');
vector('OK_jpeg_jfif', 'jpg', jpg, whole('jpeg', { pronom: ['fmt/43'] }));
vector('JPEG_TRUNCATED_no_end', 'jpg', jpg.subarray(0, -2), broken('jpeg', 'JPEG_TRUNCATED'));
vector('JPEG_BROKEN_no_marker', 'jpg', Buffer.from(`ffd8${jfif}0000${scan}ffd9`, 'hex'), broken('jpeg', 'JPEG_BROKEN'));
vector('JPEG_BROKEN_no_frame', 'jpg', Buffer.from(`ffd8${jfif}ffd9`, 'hex'), broken('jpeg', 'JPEG_BROKEN'));
const strip = [
  [256, 3, 1, 1],
  [257, 3, 1, 1],
  [273, 4, 1, 74],
  [278, 4, 1, 1],
  [279, 4, 1, 4],
];
vector('OK_tiff', 'tif', tiffOf(strip, 0, Buffer.alloc(4)), whole('tiff', { pronom: ['fmt/353'] }));
vector('TIFF_TRUNCATED_strip', 'tif', tiffOf(strip, 0, Buffer.alloc(3)), broken('tiff', 'TIFF_TRUNCATED'));
vector('TIFF_TRUNCATED_directory', 'tif', tiffOf(strip).subarray(0, 30), broken('tiff', 'TIFF_TRUNCATED'));
vector('TIFF_BROKEN_circle', 'tif', tiffOf(strip, 8, Buffer.alloc(4)), broken('tiff', 'TIFF_BROKEN'));

// ------------------------------------------------------------------------------------------------ Office, text, the rest
const types = (main) =>
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${main}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;
const office = {
  '[Content_Types].xml': types('word/document.xml'),
  '_rels/.rels': '<a/>',
  'word/document.xml': '<a/>',
};
vector('OK_ooxml_docx', 'docx', filesZip(office), whole('ooxml', { pronom: ['fmt/412'] }));
vector(
  'OOXML_PART_MISSING_main',
  'docx',
  filesZip(without(office, 'word/document.xml')),
  broken('ooxml', 'OOXML_PART_MISSING'),
);
vector(
  'OOXML_XML_BROKEN_types',
  'docx',
  filesZip({ ...office, '[Content_Types].xml': '<Types>' }),
  broken('ooxml', 'OOXML_XML_BROKEN'),
);
vector(
  'OK_text_utf8',
  'txt',
  '会议纪要：第一项。\n',
  whole('text', { pronom: ['x-fmt/111'], description: 'plain text, UTF-8' }),
);
vector(
  'OK_text_gb18030',
  'txt',
  Buffer.from('b7a2c6b1bac5c2eba3ac31320a', 'hex'),
  whole('text', { description: 'plain text, GB18030' }),
);
vector(
  'OK_csv',
  'csv',
  '日期,金额,摘要\n2026-01-01,12.00,"a,b"\n2026-01-02,13.00,c\n',
  whole('csv', { pronom: ['x-fmt/18'] }),
);
// SignedData over "a record" by a signer whose certificate is not inside.
const der = (tag, ...parts) => {
  const contents = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)));
  return Buffer.concat([Buffer.from([tag, contents.length]), contents]);
};
const sha256Id = der(0x30, '0609608648016503040201');
const signedData = der(
  0x30,
  '06092a864886f70d010702',
  der(
    0xa0,
    der(
      0x30,
      '020101',
      der(0x31, sha256Id),
      der(0x30, '06092a864886f70d010701', der(0xa0, der(0x04, Buffer.from('a record')))),
      der(
        0x31,
        der(0x30, '020101', der(0x30, '3000', '020101'), sha256Id, der(0x30, '06092a864886f70d010101'), '0400'),
      ),
    ),
  ),
);
vector('CMS_BROKEN_empty', 'p7s', der(0x30, '06092a864886f70d010702', 'a0023000'), {
  format: 'cms',
  whole: 'broken',
  codes: ['CMS_BROKEN'],
  signatures: ['signature SignedData'],
});
vector('SIGNATURE_NOT_VERIFIED_cms', 'p7s', signedData, {
  format: 'cms',
  whole: 'unknown',
  codes: [],
  signatures: ['signature SignedData'],
});
vector(
  'CMS_TRUNCATED_half',
  'p7s',
  signedData.subarray(0, 40),
  broken('cms', 'CMS_TRUNCATED', { signatures: ['signature SignedData'] }),
);
vector('FILE_EMPTY_zero_bytes', 'bin', Buffer.alloc(0), broken('unknown', 'FILE_EMPTY'));
vector('FORMAT_UNKNOWN_bytes', 'bin', Buffer.from('00010203fffefdfc00', 'hex'), {
  format: 'unknown',
  whole: 'unknown',
  codes: ['FORMAT_UNKNOWN'],
});

// An attachment is somebody else's XML: neither its shape nor what it names is the document's.
const attached = {
  ...files,
  'Doc_0/Document.xml': files['Doc_0/Document.xml'].replace(
    '</ofd:Document>',
    '<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>',
  ),
  'Doc_0/Attachs/Attachments.xml':
    '<ofd:Attachments xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Attachment ID="7" Name="original_invoice" Format="xml"><ofd:FileLoc>original_invoice.xml</ofd:FileLoc></ofd:Attachment></ofd:Attachments>',
  'Doc_0/Attachs/original_invoice.xml': '<a><File>nowhere.xml</File></a>',
};
vector('OK_ofd_attachment', 'ofd', filesZip(attached), whole('ofd', { description: 'OFD 1.1, 增值税电子发票' }));
// The document is whole all the same: what its guest says can't be read.
vector(
  'EMBEDDED_XML_UNREADABLE_ofd_cut_off',
  'ofd',
  filesZip({ ...attached, 'Doc_0/Attachs/original_invoice.xml': '<a><File>nowhere.xml</File>' }),
  whole('ofd', { codes: ['EMBEDDED_XML_UNREADABLE'] }),
);
