/**
 * Writes test/vectors/<CODE>_<case>/ for signatures of PDF: one fact false in each, a good twin beside it. Run it after a
 * change and review the difference:
 *   node scripts/vectors/signed-pdf.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { EKU, issue } from '../pki/certificates.mjs';
import { signatureTimestamp, signedData } from '../pki/cms.mjs';
import * as der from '../pki/der.mjs';
import { digest, ecKey, rsaKey } from '../pki/keys.mjs';
import { ocsp } from '../pki/revocation.mjs';
import { cades, cms, encryption, FILE_ID, PdfWriter, stream, token } from './signed-pdf-writer.mjs';

const ROOT = join(import.meta.dirname, '../../test/vectors');
const ca = issue({ key: ecKey('pdf ca'), name: 'Test CA' });
const alice = issue({ key: ecKey('pdf alice'), name: 'Alice', issuer: ca });
const mallory = issue({ key: ecKey('pdf mallory'), name: 'Mallory' });
const rsa = issue({ key: rsaKey('signer'), name: 'Rosa', issuer: ca });
const tsa = issue({ key: ecKey('pdf tsa'), name: 'TSA', issuer: ca, eku: [EKU.timeStamping], ekuCritical: true });

/**
 * `signed`: what is to come out of each signature, its time-stamps left out: id, integrity, and the kinds of changes
 * after it (`!` before one that is not permitted).
 */
function vector(name, writer, signed, codes = [], more = {}) {
  const folder = join(ROOT, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'input.pdf'), Buffer.isBuffer(writer) ? writer : writer.bytes);
  const expect = { format: 'pdf', whole: 'whole', codes, ...more, signed };
  writeFileSync(join(folder, 'expect.json'), `${JSON.stringify(expect, null, 2)}\n`);
}
const intact = (id, ...changes) => ({ id, integrity: 'intact', changes });
const broken = (id, ...changes) => ({ id, integrity: 'broken', changes });
const unknown = (id, ...changes) => ({ id, integrity: 'unknown', changes });

const CONTENT = (text) => stream('', Buffer.from(`BT /F1 12 Tf 60 700 Td (${text}) Tj ET`));
const APPEARANCE = (text) => stream('/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F1 5 0 R>>>>', Buffer.from(`BT /F1 10 Tf (${text}) Tj ET`)); // prettier-ignore
const CATALOG = (fields, more = '', form = '') => `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[${fields.map((n) => `${n} 0 R`).join(' ')}]/SigFlags 3${form}>>${more}>>`; // prettier-ignore
const PAGE = (annotations, more = '') => `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>${more}>>/Contents 4 0 R/Annots[${annotations.map((n) => `${n} 0 R`).join(' ')}]>>`; // prettier-ignore
const FIELD = (name, value, more = '/Rect[0 0 0 0]') => `<</Type/Annot/Subtype/Widget/FT/Sig/T(${name})${value ? `/V ${value} 0 R` : ''}/F 132/P 3 0 R${more}>>`; // prettier-ignore
const TEXT = (name, value, appearance, more = '') => `<</Type/Annot/Subtype/Widget/FT/Tx/T(${name})/V(${value})/DA(/F1 10 Tf 0 g)/Rect[60 600 260 620]/F 4/P 3 0 R/AP<</N ${appearance} 0 R>>${more}>>`; // prettier-ignore

/**
 * One page with the text field Amount (7, drawn by 8) and the signature field Buyer (9). Signed as 10 unless `signed` is
 * false. `page`, `catalog`: more of those dictionaries.
 */
function contract({
  page = '',
  catalog = '',
  form = '',
  fields = [7, 9],
  field = '',
  text = '',
  options = {},
  signed = true,
  ...sign
} = {}) {
  const writer = new PdfWriter(options);
  writer.set(1, CATALOG(fields, catalog, form));
  writer.set(2, '<</Type/Pages/Kids[3 0 R]/Count 1>>');
  writer.set(3, PAGE(fields, page));
  writer.set(4, CONTENT('We buy ten chairs.'));
  writer.set(5, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
  writer.set(6, '<</Title(Contract)/Producer(Dantao vectors)>>');
  writer.set(7, TEXT('Amount', '1000', 8, text));
  writer.set(8, APPEARANCE('1000'));
  writer.set(9, FIELD('Buyer', signed ? 10 : null, `/Rect[0 0 0 0]${field}`));
  if (signed) writer.sign(10, { subFilter: 'adbe.pkcs7.detached', value: cms(alice), ...sign });
  else writer.save();
  return writer;
}
const DOCMDP = (level) => `/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P ${level}>>>>]`; // prettier-ignore
const certified = (level, more = {}) => contract({ catalog: '/Perms<</DocMDP 10 0 R>>', head: DOCMDP(level), ...more });

/** Later revisions, each as some software would write it. */
const fill = (writer, value = '2000') => {
  writer.set(7, TEXT('Amount', value, 8));
  writer.set(8, APPEARANCE(value));
  return writer.save();
};
const second = (
  writer,
  { more = '', signer = alice, number = 20, subFilter = 'ETSI.CAdES.detached', value = cades(signer), ...sign } = {},
) => {
  writer.set(1, CATALOG([7, 9, number], more));
  writer.set(3, PAGE([7, 9, number]));
  writer.set(number, FIELD(subFilter === 'ETSI.RFC3161' ? 'Stamp' : 'Seller', number + 1));
  return writer.sign(number + 1, { subFilter, value, ...sign });
};
const store = (writer, more = '') => {
  writer.set(30, stream('', alice.certificate));
  writer.set(31, stream('', ocsp({ responder: ca, certificate: alice, producedAt: '2026-03-18T00:00:00Z' })));
  writer.set(32, '<</Type/DSS/Certs[30 0 R]/OCSPs[31 0 R]>>');
  writer.set(1, CATALOG([7, 9], `/DSS 32 0 R/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>${more}`));
  return writer.save();
};
const stamp = (writer) => second(writer, { more: '/DSS 32 0 R/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>', number: 40, subFilter: 'ETSI.RFC3161', type: 'DocTimeStamp', value: token(tsa) }); // prettier-ignore
const note = (writer) => {
  writer.set(3, PAGE([7, 9, 50]));
  writer.set(50, '<</Type/Annot/Subtype/FreeText/Rect[60 690 300 712]/Contents(twenty)/DA(/Helv 12 Tf)/P 3 0 R>>');
  return writer.save();
};

// ------------------------------------------------------------------------------------------------ forms of signatures
vector('OK_signed_pdf_pkcs7', contract(), [intact('Buyer')]);
vector('OK_signed_pdf_xref_stream', contract({ options: { streams: true, header: '%PDF-1.5\n' } }), [intact('Buyer')]);
vector(
  'OK_signed_pdf_cades_timestamp',
  contract({ subFilter: 'ETSI.CAdES.detached', hexBytes: 3000, value: cades(alice, { unsigned: signatureTimestamp({ tsa, at: '2026-03-17T10:00:00Z' }) }) }), // prettier-ignore
  [{ ...intact('Buyer'), level: 'B-T' }],
);
const sha1Inside = (covered) =>
  signedData({ content: digest('sha1', covered), attached: true, signers: [{ holder: alice }] });
vector('SIGNATURE_WEAK_DIGEST_pdf_pkcs7_sha1', contract({ subFilter: 'adbe.pkcs7.sha1', value: sha1Inside }), [intact('Buyer')], ['SIGNATURE_WEAK_DIGEST']); // prettier-ignore
vector(
  'PDF_SIGNATURE_DIGEST_WRONG_pkcs7_sha1',
  contract({ subFilter: 'adbe.pkcs7.sha1', value: (covered) => sha1Inside(covered.subarray(1)) }),
  [broken('Buyer')],
  ['PDF_SIGNATURE_DIGEST_WRONG', 'SIGNATURE_WEAK_DIGEST'],
);
const rsaSha1 = rsaKey('signer', { hash: 'sha1' });
const certificateHex = `/Cert<${rsa.certificate.toString('hex')}>`;
vector('SIGNATURE_WEAK_DIGEST_pdf_rsa_sha1', contract({ subFilter: 'adbe.x509.rsa_sha1', head: certificateHex, value: (covered) => der.octets(rsaSha1.sign(covered)) }), [intact('Buyer')], ['SIGNATURE_WEAK_DIGEST']); // prettier-ignore
vector('PDF_SIGNATURE_VALUE_WRONG_rsa_sha1', contract({ subFilter: 'adbe.x509.rsa_sha1', head: certificateHex, value: (covered) => der.octets(rsaSha1.sign(covered.subarray(1))) }), [broken('Buyer')], ['PDF_SIGNATURE_VALUE_WRONG', 'SIGNATURE_WEAK_DIGEST']); // prettier-ignore
vector('PDF_SIGNATURE_FORM_UNKNOWN_private', contract({ subFilter: 'Example.private' }), [unknown('Buyer')], ['PDF_SIGNATURE_FORM_UNKNOWN']); // prettier-ignore
vector('OK_signed_pdf_empty_field', contract({ signed: false }), []);

// ------------------------------------------------------------------------------------------------ digest and value
const flipped = (writer, at) => {
  const bytes = Buffer.from(writer.bytes);
  bytes[at] ^= 1;
  return bytes;
};
const good = contract();
vector('CMS_CONTENT_CHANGED_pdf', flipped(good, good.bytes.indexOf('ten chairs')), [broken('Buyer')], ['CMS_CONTENT_CHANGED']); // prettier-ignore
vector(
  'CMS_VALUE_WRONG_pdf',
  contract({ value: (covered) => { const bytes = cms(alice)(covered); bytes[bytes.length - 1] ^= 1; return bytes; } }),
  [broken('Buyer')],
  ['CMS_VALUE_WRONG'],
); // prettier-ignore

// ------------------------------------------------------------------------------------------------ ranges and contents
const ranged = (range) => contract({ range, value: cms(alice) });
vector('PDF_SIGNATURE_RANGE_MISSING_none', contract({ dictionary: (text) => text.replace('/ByteRange', '/ByteRangX') }), [broken('Buyer')], ['PDF_SIGNATURE_RANGE_MISSING']); // prettier-ignore
vector('PDF_SIGNATURE_RANGE_MISSING_negative', ranged(([a, b, c, d]) => `${a} -${b} ${c} ${d}`), [broken('Buyer')], ['PDF_SIGNATURE_RANGE_MISSING']); // prettier-ignore
vector('PDF_SIGNATURE_RANGE_MISSING_one_range', ranged(([a, b]) => `${a} ${b}`), [broken('Buyer')], ['PDF_SIGNATURE_RANGE_MISSING']); // prettier-ignore
vector('PDF_SIGNATURE_RANGE_GAP_wide', ranged(([a, b, c, d]) => `${a} ${b} ${c + 2} ${d - 2}`), [broken('Buyer')], ['CMS_CONTENT_CHANGED', 'PDF_SIGNATURE_RANGE_GAP']); // prettier-ignore
vector('PDF_SIGNATURE_RANGE_GAP_later_start', ranged(([, b, c, d]) => `0 ${b - 1} ${c} ${d}`), [broken('Buyer')], ['CMS_CONTENT_CHANGED', 'PDF_SIGNATURE_RANGE_GAP']); // prettier-ignore
vector('PDF_SIGNATURE_RANGE_GAP_stray', contract({ contents: (hex, size) => `${hex}${'0'.repeat(size - hex.length)}`.replace(/0000$/, '(hi)') }), [broken('Buyer')], ['PDF_SIGNATURE_RANGE_GAP']); // prettier-ignore
vector('PDF_SIGNATURE_CONTENTS_MISSING_null', contract({ dictionary: (text) => text.replace(/\/Contents<(0+)>/, '/Contents null/Old<$1>') }), [broken('Buyer')], ['PDF_SIGNATURE_CONTENTS_MISSING']); // prettier-ignore
vector('PDF_SIGNATURE_AMBIGUOUS_range_twice', contract({ dictionary: (text) => text.replace('/ByteRange', '/ByteRange[0 1 2 3]/ByteRange') }), [broken('Buyer')], ['PDF_SIGNATURE_AMBIGUOUS']); // prettier-ignore
vector('PDF_SIGNATURE_PADDING_text', contract({ contents: (hex, size) => `${hex}${'0'.repeat(size - hex.length)}`.replace(/00$/, '41') }), [broken('Buyer')], ['PDF_SIGNATURE_PADDING']); // prettier-ignore
vector('PDF_SIGNATURE_TAIL_html', Buffer.concat([contract().bytes, Buffer.from('<p>hi</p>')]), [broken('Buyer')], ['PDF_SIGNATURE_TAIL', 'PDF_TRAILING_BYTES']); // prettier-ignore

/** The range ends inside what was saved last, so that a later revision with a new title hangs on unseen. */
function uncoveredTail() {
  const writer = contract({ range: ([a, b, c, d]) => `${a} ${b} ${c} ${d - 40}`, value: (covered) => cms(alice)(covered.subarray(0, -40)) }); // prettier-ignore
  writer.set(6, '<</Title(Another contract)/Producer(Dantao vectors)>>');
  return writer.save();
}
vector('PDF_SIGNATURE_RANGE_END_uncovered_tail', uncoveredTail(), [broken('Buyer')], ['PDF_SIGNATURE_RANGE_END']);

/** A copy of the dictionary in a later revision names the range of the first: its own value is not what is left out. */
function copiedDictionary() {
  const writer = contract();
  writer.set(4, CONTENT('We buy twenty chairs.'));
  const text = writer.bytes.toString('latin1');
  writer.set(10, /<<\/Type\/Sig\/[\s\S]*?>>>/.exec(text)[0]);
  return writer.save();
}
vector('PDF_SIGNATURE_RANGE_GAP_copied_dictionary', copiedDictionary(), [broken('Buyer')], ['PDF_SIGNATURE_RANGE_GAP']);

// ------------------------------------------------------------------------------------------------ permitted changes
vector('OK_signed_pdf_form_filled', fill(contract()), [intact('Buyer', 'form-fill')]);
vector('OK_signed_pdf_twice', second(contract()), [intact('Buyer', 'signature'), intact('Seller')]);
vector('OK_signed_pdf_lta', stamp(store(contract({ subFilter: 'ETSI.CAdES.detached', value: cades(alice) }))), [{ ...intact('Buyer', 'metadata', 'time-stamp', 'validation-data'), level: 'B-LTA' }, intact('Stamp')]); // prettier-ignore
const retitled = (writer) => {
  writer.set(6, '<</Title(Contract)/Producer(Other)/ModDate(D:20260319000000Z)>>');
  return writer.save();
};
vector('PDF_SIGNATURE_METADATA_LATER_info', retitled(contract()), [intact('Buyer', 'metadata')], ['PDF_SIGNATURE_METADATA_LATER']); // prettier-ignore
vector('OK_signed_pdf_docmdp_1_store', store(certified(1), '/Perms<</DocMDP 10 0 R>>'), [intact('Buyer', 'metadata', 'validation-data')], [], {}); // prettier-ignore
vector('OK_signed_pdf_docmdp_2_form', fill(certified(2)), [intact('Buyer', 'form-fill')]);
vector('OK_signed_pdf_docmdp_3_annotation', note(certified(3)), [intact('Buyer', 'annotation')]);
const locked = (action, name) => `/Reference[<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2/Action/${action}/Fields[(${name})]>>>>]`; // prettier-ignore
vector('OK_signed_pdf_fieldmdp_other', fill(contract({ head: locked('Include', 'Date') })), [
  intact('Buyer', 'form-fill'),
]);

// ------------------------------------------------------------------------------------------------ changes not permitted
vector('PDF_SIGNATURE_CHANGE_FORBIDDEN_docmdp_1_form', fill(certified(1)), [broken('Buyer', '!form-fill')], ['PDF_SIGNATURE_CHANGE_FORBIDDEN']); // prettier-ignore
vector('PDF_SIGNATURE_CHANGE_FORBIDDEN_docmdp_1_second', second(certified(1), { more: '/Perms<</DocMDP 10 0 R>>' }), [broken('Buyer', '!signature'), intact('Seller')], ['PDF_SIGNATURE_CHANGE_FORBIDDEN']); // prettier-ignore
vector('PDF_SIGNATURE_ANNOTATED_docmdp_2', note(certified(2)), [broken('Buyer', '!annotation')], ['PDF_SIGNATURE_ANNOTATED']); // prettier-ignore
vector('PDF_SIGNATURE_ANNOTATED_nothing_said', note(contract()), [broken('Buyer', '!annotation')], ['PDF_SIGNATURE_ANNOTATED']); // prettier-ignore
vector('PDF_SIGNATURE_FIELD_LOCKED_include', fill(contract({ head: locked('Include', 'Amount') })), [broken('Buyer', '!form-fill')], ['PDF_SIGNATURE_FIELD_LOCKED']); // prettier-ignore
vector('PDF_SIGNATURE_FIELD_LOCKED_exclude', fill(contract({ head: locked('Exclude', 'Date') })), [broken('Buyer', '!form-fill')], ['PDF_SIGNATURE_FIELD_LOCKED']); // prettier-ignore
vector('PDF_SIGNATURE_FIELD_LOCKED_by_field', fill(contract({ field: '/Lock<</Type/SigFieldLock/Action/All>>' })), [broken('Buyer', '!form-fill')], ['PDF_SIGNATURE_FIELD_LOCKED']); // prettier-ignore

/** `later` sets objects; the file is saved once more. */
const changed = (later, base = contract()) => {
  later(base);
  return base.save();
};
const content = (name, writer, codes = ['PDF_SIGNATURE_CONTENT_CHANGED'], ...more) => vector(`PDF_SIGNATURE_CONTENT_CHANGED_${name}`, writer, [broken('Buyer', '!page-content', ...more)], codes); // prettier-ignore
content(
  'incremental_saving',
  changed((pdf) => pdf.set(4, CONTENT('We buy twenty chairs.'))),
);
content('font', changed((pdf) => pdf.set(5, '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>')), ['PDF_SIGNATURE_APPEARANCE_CHANGED', 'PDF_SIGNATURE_CONTENT_CHANGED'], '!other'); // prettier-ignore
content(
  'rotation',
  changed((pdf) => pdf.set(2, '<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 180>>')),
);
/** Counted and listed: two places that differ. */
content('page_added', changed((pdf) => { pdf.set(2, '<</Type/Pages/Kids[3 0 R 60 0 R]/Count 2>>'); pdf.set(60, PAGE([])); }), ['PDF_SIGNATURE_CONTENT_CHANGED', 'PDF_SIGNATURE_CONTENT_CHANGED']); // prettier-ignore
content(
  'object_freed',
  changed((pdf) => pdf.set(4, null)),
);
/** Hidden in the signed revision: a second content that only the later table names. */
content(
  'hidden_object',
  (() => {
    const writer = contract({ save: { before: Buffer.concat([Buffer.from('4 0 obj\n'), CONTENT('We buy twenty chairs.'), Buffer.from('\nendobj\n')]) } }); // prettier-ignore
    const hidden = writer.bytes.indexOf('4 0 obj');
    return writer.save({ entries: { 4: hidden } });
  })(),
);
/** The page names an object that is not there when it is signed. */
content('missing_object', changed((pdf) => pdf.set(70, APPEARANCE('twenty')), contract({ page: '/XObject<</X 70 0 R>>' }))); // prettier-ignore
/** The appearance of a field that is filled in is used by the page too. */
content('shared_appearance', fill(contract({ page: '/XObject<</X 8 0 R>>' })), ['PDF_SIGNATURE_CONTENT_CHANGED'], 'form-fill'); // prettier-ignore
/** The font lies inside a compressed object stream (11); what a table says of it does not change with the stream. */
const packed = (font) => stream('/Type/ObjStm/N 1/First 4/Filter/FlateDecode', deflateSync(`5 0 <</Type/Font/Subtype/Type1/BaseFont/${font}>>`)); // prettier-ignore
function withObjectStream() {
  const writer = contract({ signed: false, options: { streams: true, header: '%PDF-1.5\n' } });
  const fresh = new PdfWriter({ streams: true, header: '%PDF-1.5\n' });
  for (const number of [1, 2, 3, 4, 6, 7, 8]) fresh.set(number, writer.objects.get(number));
  fresh.set(9, FIELD('Buyer', 10));
  fresh.set(11, packed('Helvetica'));
  return fresh.sign(10, { subFilter: 'adbe.pkcs7.detached', value: cms(alice), save: { entries: { 5: [11, 0] } } });
}
vector('OK_signed_pdf_object_stream_metadata_later', retitled(withObjectStream()), [intact('Buyer', 'metadata')], ['PDF_SIGNATURE_METADATA_LATER']); // prettier-ignore
content('object_stream', changed((pdf) => pdf.set(11, packed('Symbol')), withObjectStream()), ['PDF_SIGNATURE_APPEARANCE_CHANGED', 'PDF_SIGNATURE_CONTENT_CHANGED'], '!other'); // prettier-ignore
/** A field that is the resources of its page too: filling it in exchanges what the page draws under the name AP. */
content(
  'field_as_resources',
  (() => {
    const page = (writer) => writer.set(3, PAGE([7, 9]).replace('/Resources<</Font<</F1 5 0 R>>>>', '/Resources<</Font<</F1 5 0 R>>/XObject 7 0 R>>')); // prettier-ignore
    const writer = contract({ signed: false });
    page(writer);
    writer.set(9, FIELD('Buyer', 10));
    writer.sign(10, { subFilter: 'adbe.pkcs7.detached', value: cms(alice) });
    return fill(writer);
  })(),
  ['PDF_SIGNATURE_CONTENT_CHANGED', 'PDF_SIGNATURE_CONTENT_CHANGED'],
  'form-fill',
);
/** A field that is a stream too, which the page draws. */
content(
  'field_as_stream',
  (() => {
    const field = (text) => stream(TEXT('Amount', '1000', 8).slice(2, -2), Buffer.from(text));
    const writer = contract({ signed: false, page: '/XObject<</X 7 0 R>>' });
    writer.set(7, field('(ten) Tj'));
    writer.set(9, FIELD('Buyer', 10));
    writer.sign(10, { subFilter: 'adbe.pkcs7.detached', value: cms(alice) });
    writer.set(7, field('(two) Tj'));
    return writer.save();
  })(),
);
content(
  'indirect_length',
  changed(
    (pdf) => pdf.set(71, '20'),
    (() => {
      const writer = contract({ signed: false });
      writer.set(71, '49');
      writer.set(4, Buffer.concat([Buffer.from('<</Length 71 0 R>>stream\n'), Buffer.from('BT /F1 12 Tf 60 700 Td (We buy ten chairs.) Tj ET\n'.padEnd(49)), Buffer.from('\nendstream')])); // prettier-ignore
      writer.set(9, FIELD('Buyer', 10));
      return writer.sign(10, { subFilter: 'adbe.pkcs7.detached', value: cms(alice) });
    })(),
  ),
);

/** The value of a field stays, what it shows is exchanged. */
const shadow = (writer) => changed((pdf) => { pdf.set(8, APPEARANCE('9999')); }, writer); // prettier-ignore
vector('PDF_SIGNATURE_APPEARANCE_CHANGED_shadow_replace', shadow(contract()), [broken('Buyer', '!other')], ['PDF_SIGNATURE_APPEARANCE_CHANGED']); // prettier-ignore
vector('PDF_SIGNATURE_APPEARANCE_CHANGED_hidden_field', changed((pdf) => pdf.set(7, TEXT('Amount', '1000', 8).replace('/F 4', '/F 6'))), [broken('Buyer', '!other')], ['PDF_SIGNATURE_APPEARANCE_CHANGED']); // prettier-ignore
vector('PDF_SIGNATURE_APPEARANCE_CHANGED_of_signature', changed((pdf) => pdf.set(9, FIELD('Buyer', 10, '/Rect[0 0 0 0]/AP<</N 8 0 R>>'))), [broken('Buyer', '!other')], ['PDF_SIGNATURE_APPEARANCE_CHANGED']); // prettier-ignore
/** Another signature takes the place of the first, with all that follows. */
vector(
  'PDF_SIGNATURE_REPLACED_by_another',
  (() => {
    const writer = second(contract());
    writer.set(9, FIELD('Buyer', 80));
    return writer.sign(80, { subFilter: 'adbe.pkcs7.detached', value: cms(mallory) });
  })(),
  [intact('Buyer'), broken('Seller', '!other')],
  ['PDF_SIGNATURE_REPLACED'],
);

const other = (name, writer, ...more) => vector(`PDF_SIGNATURE_CHANGED_OTHER_${name}`, writer, [broken('Buyer', '!other', ...more)], ['PDF_SIGNATURE_CHANGED_OTHER']); // prettier-ignore
other(
  'open_action',
  changed((pdf) => pdf.set(1, CATALOG([7, 9], '/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>'))),
);
other(
  'attachment',
  changed((pdf) => pdf.set(1, CATALOG([7, 9], '/Names<</EmbeddedFiles<</Names[(a) null]>>>>'))),
);
other(
  'field_moved',
  changed((pdf) => pdf.set(7, TEXT('Amount', '2000', 8).replace('[60 600', '[60 690'))),
);
other('field_added', changed((pdf) => { pdf.set(1, CATALOG([7, 9, 90])); pdf.set(3, PAGE([7, 9, 90])); pdf.set(90, TEXT('More', '5', 8)); })); // prettier-ignore
other(
  'field_taken_away',
  changed((pdf) => pdf.set(1, CATALOG([9]))),
);
other('overlay_of_empty_field', changed((pdf) => { pdf.set(1, CATALOG([7, 9, 91])); pdf.set(3, PAGE([7, 9, 91])); pdf.set(91, FIELD('Cover', null, '/Rect[60 690 300 712]/AP<</N 92 0 R>>')); pdf.set(92, APPEARANCE('twenty')); })); // prettier-ignore
other(
  'need_appearances',
  changed((pdf) => pdf.set(1, CATALOG([7, 9], '', '/NeedAppearances true'))),
);

other('old_signature_shown_again', changed((pdf) => { pdf.set(1, CATALOG([7, 9, 93])); pdf.set(3, PAGE([7, 9, 93])); pdf.set(93, FIELD('Again', 10, '/Rect[60 690 300 712]/AP<</N 8 0 R>>')); })); // prettier-ignore
/** An object that hangs on the trailer as well, under a key that no reader knows. */
other('trailer', fill(contract({ options: { trailer: '/Sneaky 8 0 R' } })), 'form-fill');
vector(
  'PDF_SIGNATURE_SIGNERS_two',
  contract({ value: (covered) => signedData({ content: covered, attached: false, signers: [{ holder: alice }, { holder: mallory }] }) }), // prettier-ignore
  [broken('Buyer:1'), broken('Buyer:2')],
  ['PDF_SIGNATURE_SIGNERS'],
);

/** The only signature is cleared. */
vector('PDF_SIGNATURE_REMOVED_cleared', changed((pdf) => pdf.set(9, FIELD('Buyer', null))), [], ['PDF_SIGNATURE_REMOVED']); // prettier-ignore

/** Two places for one object in one table: readers do not agree which one counts. */
vector(
  'PDF_SIGNATURE_REVISIONS_two_places',
  (() => {
    const writer = contract();
    const hidden = writer.bytes.length;
    const text = '4 0 obj\n<</Length 0>>stream\n\nendstream\nendobj\n';
    const first = writer.bytes.indexOf('4 0 obj');
    const row = (at) => `4 1\n${String(at).padStart(10, '0')} 00000 n \n`;
    const at = hidden + text.length;
    return Buffer.concat([writer.bytes, Buffer.from(`${text}xref\n${row(first)}${row(hidden)}trailer\n<</Size 12/Root 1 0 R/Info 6 0 R/Prev ${writer.previous}>>\nstartxref\n${at}\n%%EOF\n`)]); // prettier-ignore
  })(),
  [broken('Buyer')],
  ['PDF_SIGNATURE_REVISIONS'],
);

/** A document time-stamp of another revision, with a range of its own. */
vector(
  'TIMESTAMP_IMPRINT_DIFFERS_pdf_copied',
  (() => {
    let copy;
    const keep = (covered) => (copy = token(tsa)(covered));
    const stamped = second(contract(), { number: 40, subFilter: 'ETSI.RFC3161', type: 'DocTimeStamp', value: keep });
    const writer = new PdfWriter();
    Object.assign(writer, stamped);
    writer.set(1, CATALOG([7, 9, 40, 43]));
    writer.set(3, PAGE([7, 9, 40, 43]));
    writer.set(43, FIELD('Copy', 44));
    return writer.sign(44, { subFilter: 'ETSI.RFC3161', type: 'DocTimeStamp', value: () => copy });
  })(),
  [intact('Buyer', 'time-stamp', 'time-stamp'), intact('Stamp', 'time-stamp'), broken('Copy')],
  ['TIMESTAMP_IMPRINT_DIFFERS'],
);

// ------------------------------------------------------------------------------------------------ encryption
function encrypted(kind, options) {
  const lock = encryption(kind, options);
  const writer = contract({ signed: false, options: { trailer: `/ID[<${FILE_ID.toString('hex')}><${FILE_ID.toString('hex')}>]/Encrypt 99 0 R` } }); // prettier-ignore
  const fresh = new PdfWriter({ trailer: writer.trailer });
  for (const [number, body] of writer.objects) fresh.set(number, body);
  fresh.set(99, lock.dictionary);
  fresh.cipher = { ...lock, except: 99 };
  fresh.set(9, FIELD('Buyer', 10));
  return fresh.sign(10, { subFilter: 'adbe.pkcs7.detached', value: cms(alice) });
}
for (const kind of ['rc4-40', 'rc4-128', 'aes-128', 'aes-256'])
  vector(`PDF_ENCRYPTED_signed_${kind}`, encrypted(kind), [intact('Buyer')], ['PDF_ENCRYPTED'], { encrypted: true });
vector('PDF_ENCRYPTED_signed_form_filled', fill(encrypted('aes-128')), [intact('Buyer', 'form-fill')], ['PDF_ENCRYPTED'], { encrypted: true }); // prettier-ignore
vector('PDF_SIGNATURE_CLOSED_password', encrypted('rc4-128', { userPassword: 'secret' }), [{ ...unknown('Buyer'), id: null }], ['PDF_ENCRYPTED', 'PDF_SIGNATURE_CLOSED'], { encrypted: true }); // prettier-ignore
