/** Small PDF 1.7 files: one page of lines, attachments, a signature. No stream is compressed. */
import { digest, OID } from './keys.mjs';
import * as der from '../pki/der.mjs';

const utf16 = (text) => Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();
const textString = (text) => `<FEFF${utf16(text)}>`;
const SIGNATURE_HEX = 8192;
const RANGE_WIDTH = 10;

/** Chinese in the non-embedded STSong-Light of Adobe-GB1, as ISO 32000-1 9.7.5.2 allows. */
const FONT = [
  '<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[6 0 R]>>',
  '<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 5>>/DW 1000/W[1 95 500]/FontDescriptor 7 0 R>>',
  '<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>',
];

const stream = (head, bytes) =>
  Buffer.concat([Buffer.from(`<<${head}/Length ${bytes.length}>>stream\n`), bytes, Buffer.from('\nendstream')]);

function content(title, lines) {
  const shown = lines.map((line) => `0 -18 Td <${utf16(line)}> Tj`).join('\n');
  return Buffer.from(`BT /F1 16 Tf 60 780 Td <${utf16(title)}> Tj /F1 10 Tf 0 -12 Td\n${shown}\nET`);
}

/**
 * @param attachments `[{ name, type, bytes }]` embedded and named in /AF (ISO 32000-2 14.13, as 12306 and PDF/A-3 do)
 * @param xmp bytes of the metadata of the document
 * @param signature `{ subFilter, signer, at: '20260317093000Z', name, reason }`
 */
export function pdf({ title, lines, attachments = [], signature, created = '20260317093000', xmp }) {
  const objects = [];
  const add = (body) => objects.push(Buffer.isBuffer(body) ? body : Buffer.from(body));
  const files = attachments.map((_, i) => ({ stream: 9 + i * 2, spec: 10 + i * 2 }));
  const field = 9 + attachments.length * 2;
  const catalog = ['/Type/Catalog/Pages 2 0 R'];
  if (files.length > 0) {
    const names = attachments.map(({ name }, i) => `${textString(name)} ${files[i].spec} 0 R`).join(' ');
    catalog.push(`/Names<</EmbeddedFiles<</Names[${names}]>>>>/AF[${files.map((f) => `${f.spec} 0 R`).join(' ')}]`);
  }
  if (xmp) catalog.push(`/Metadata ${field + (signature ? 2 : 0)} 0 R`);
  if (signature) catalog.push(`/AcroForm<</Fields[${field} 0 R]/SigFlags 3>>`);
  add(`<<${catalog.join('')}>>`);
  add('<</Type/Pages/Kids[3 0 R]/Count 1>>');
  const annotations = signature ? `/Annots[${field} 0 R]` : '';
  add(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R${annotations}>>`);
  add(stream('', content(title, lines)));
  FONT.forEach(add);
  add(`<</Title${textString(title)}/Producer(Dantao seeds)/CreationDate(D:${created}Z)>>`);
  attachments.forEach(({ name, type, bytes }, i) => {
    const subtype = type.replace('/', '#2F');
    add(stream(`/Type/EmbeddedFile/Subtype/${subtype}/Params<</Size ${bytes.length}/ModDate(D:${created}Z)>>`, bytes));
    const quoted = textString(name);
    add(
      `<</Type/Filespec/F${quoted}/UF${quoted}/AFRelationship/Data/EF<</F ${files[i].stream} 0 R/UF ${files[i].stream} 0 R>>>>`,
    );
  });
  if (signature) {
    add(`<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/V ${field + 1} 0 R/Rect[0 0 0 0]/F 132/P 3 0 R>>`);
    const range = `/ByteRange[0 ${'*'.repeat(RANGE_WIDTH)} ${'*'.repeat(RANGE_WIDTH)} ${'*'.repeat(RANGE_WIDTH)}]`;
    add(
      `<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/${signature.subFilter}/Name${textString(signature.name)}/Reason${textString(signature.reason)}/M(D:${signature.at})${range}/Contents<${'0'.repeat(SIGNATURE_HEX)}>>>`,
    );
  }
  if (xmp) add(stream('/Type/Metadata/Subtype/XML', xmp));
  const bytes = assemble(objects, title);
  return signature ? signed(bytes, signature) : bytes;
}

function assemble(objects, title) {
  const parts = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let length = parts[0].length;
  const offsets = objects.map((body, i) => {
    const at = length;
    const whole = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    parts.push(whole);
    length += whole.length;
    return at;
  });
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const id = digest('sha256', title, ...parts)
    .subarray(0, 16)
    .toString('hex')
    .toUpperCase();
  const count = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${count}\n0000000000 65535 f \n${rows}trailer\n<</Size ${count}/Root 1 0 R/Info 8 0 R/ID[<${id}><${id}>]>>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** Fills /ByteRange and /Contents: everything but the hex string is signed (ISO 32000-1 12.8.1). */
function signed(bytes, { subFilter, signer, issuer, at }) {
  const start = bytes.indexOf('/Contents<0') + '/Contents'.length;
  const end = start + SIGNATURE_HEX + 2;
  const numbers = [start, end, bytes.length - end].map((n) => String(n).padEnd(RANGE_WIDTH));
  bytes.write(numbers.join(' '), bytes.indexOf('/ByteRange[0 ') + '/ByteRange[0 '.length, 'latin1');
  const covered = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  const cms = detachedCms(covered, { signer, issuer, at, cades: subFilter === 'ETSI.CAdES.detached' });
  bytes.write(cms.toString('hex').toUpperCase(), start + 1, 'latin1');
  return bytes;
}

/** CMS SignedData (RFC 5652), detached, SHA-256 with RSA; CAdES adds signing-certificate-v2 and omits the time. */
function detachedCms(covered, { signer, issuer, at, cades }) {
  const sha256 = der.sequence(der.oid(OID.sha256), der.nil());
  const attribute = (type, value) => der.sequence(der.oid(type), der.set(value));
  const list = [
    attribute('1.2.840.113549.1.9.3', der.oid('1.2.840.113549.1.7.1')),
    attribute('1.2.840.113549.1.9.4', der.octets(digest('sha256', covered))),
    cades
      ? attribute(
          '1.2.840.113549.1.9.16.2.47',
          der.sequence(der.sequence(der.sequence(der.octets(digest('sha256', signer.certificate))))),
        )
      : attribute('1.2.840.113549.1.9.5', der.utcTime(at)),
  ];
  const attributes = der.set(...list);
  const signerInfo = der.sequence(
    der.integer(1),
    der.sequence(issuer.name, der.integer(signer.serial)),
    sha256,
    der.implicit(0, der.inside(attributes)),
    der.sequence(der.oid(OID.rsa), der.nil()),
    der.octets(signer.key.sign(attributes)),
  );
  return der.sequence(
    der.oid('1.2.840.113549.1.7.2'),
    der.explicit(
      0,
      der.sequence(
        der.integer(1),
        der.set(sha256),
        der.sequence(der.oid('1.2.840.113549.1.7.1')),
        der.implicit(0, Buffer.concat([signer.certificate, issuer.certificate])),
        der.set(signerInfo),
      ),
    ),
  );
}
