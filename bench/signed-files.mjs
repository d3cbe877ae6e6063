/** Distinct signed files of each container, and the trust they are judged under. Made here, so nobody's documents are needed. */
import { createHash } from 'node:crypto';
import { EKU, issue } from '../scripts/pki/certificates.mjs';
import { signatureTimestamp, signedData, signingCertificateV2 } from '../scripts/pki/cms.mjs';
import { rsaKey, sm2Key } from '../scripts/pki/keys.mjs';
import { signOfd } from '../scripts/pki/ofd-signature.mjs';
import { crl } from '../scripts/pki/revocation.mjs';
import { makeSeal } from '../scripts/pki/seal.mjs';
import { edit, pack, plainOfd } from '../scripts/vectors/sealed-ofd.mjs';
import { PdfWriter, stream } from '../scripts/vectors/signed-pdf-writer.mjs';

export const AT = '2026-03-17T09:12:44Z';
/** An ordinary record: an invoice with a picture or two. */
const BODY_BYTES = 60_000;
const usage = ['digitalSignature'];
const stamping = { eku: [EKU.timeStamping], ekuCritical: true, usage };

const root = issue({ key: rsaKey('root'), name: 'Bench root' });
const ca = issue({ key: rsaKey('sub'), name: 'Bench CA', issuer: root, ca: true });
const signer = issue({ key: rsaKey('signer'), name: 'Bench signer', issuer: ca, usage });
const tsa = issue({ key: rsaKey('tsa'), name: 'Bench TSA', issuer: ca, ...stamping });
const sm2Root = issue({ key: sm2Key('bench root'), name: 'Bench SM2 root' });
const sm2Ca = issue({ key: sm2Key('bench ca'), name: 'Bench SM2 CA', issuer: sm2Root, ca: true });
const maker = issue({ key: sm2Key('bench maker'), name: 'Bench maker of seals', issuer: sm2Ca, usage });

const dates = { thisUpdate: AT, nextUpdate: '2026-06-17T09:12:44Z' };
export const trust = {
  anchors: [root, sm2Root].map(({ certificate }) => ({ purpose: 'all', certificate })),
  certificates: [ca, sm2Ca].map(({ certificate }) => certificate),
  crls: [root, ca, sm2Root, sm2Ca].map((issuer) => crl({ issuer, ...dates })),
  ocsps: [],
};

/** Bytes that don't compress and are the same in every run. */
function noise(seed, length) {
  const blocks = [];
  for (let i = 0; i * 64 < length; i++) blocks.push(createHash('sha512').update(`${seed} ${i}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}
const body = noise('body', BODY_BYTES);
const picture = noise('picture', 15_000);

const holders = [];
/** One of 20 who seal, or with `fresh` somebody nobody met before. */
function sealer(i, fresh) {
  const make = (name) => {
    const holder = issue({ key: sm2Key(name), name, issuer: sm2Ca, usage });
    return { holder, seal: makeSeal({ id: '99000000000001', name: '测试印章', maker, holder, picture }) };
  };
  return fresh ? make(`bench fresh ${i}`) : (holders[i % 20] ??= make(`bench holder ${i % 20}`));
}

export function ofd(i, { fresh = false, signed = true, listed = true } = {}) {
  const files = plainOfd({ signatures: signed });
  edit(files, 'Doc_0/Attachs/note.txt', 'note', `note ${i}`);
  files.set('Doc_0/Res/image.png', Buffer.concat([files.get('Doc_0/Res/image.png'), body]));
  if (signed) signOfd(files, { ...sealer(i, fresh), stamps: [1] });
  if (!listed) edit(files, 'OFD.xml', '<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>', '');
  return pack(files);
}

const stamped = (more = {}) => ({ holder: signer, attributes: [signingCertificateV2(signer)], unsigned: signatureTimestamp({ tsa, at: AT }), ...more }); // prettier-ignore

export function pdf(i, bytes = body, { signed = true, field = 'Sig' } = {}) {
  const writer = new PdfWriter();
  writer.set(1, '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/SigFlags 3>>>>');
  writer.set(2, '<</Type/Pages/Kids[3 0 R]/Count 1>>');
  writer.set(3, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>/XObject<</I 8 0 R>>>>/Contents 4 0 R/Annots[6 0 R]>>'); // prettier-ignore
  writer.set(4, stream('', Buffer.from(`BT /F1 12 Tf 60 700 Td (Invoice ${i}) Tj ET`)));
  writer.set(5, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
  writer.set(6, `<</Type/Annot/Subtype/Widget/FT/${field}/T(Seller)/V 7 0 R/F 132/P 3 0 R/Rect[0 0 0 0]>>`);
  writer.set(8, stream('/Type/XObject/Subtype/Image/Width 100/Height 200/ColorSpace/DeviceRGB/BitsPerComponent 8', bytes)); // prettier-ignore
  if (!signed) return writer.set(1, '<</Type/Catalog/Pages 2 0 R>>') && writer.save().bytes;
  const value = (content) => signedData({ content, signers: [stamped()], certificates: [signer, ca] });
  writer.sign(7, { type: field === 'Sig' ? 'Sig' : 'Xyz', subFilter: 'ETSI.CAdES.detached', hexBytes: 8000, value });
  return writer.bytes;
}

export function cms(i) {
  const content = Buffer.concat([Buffer.from(`record ${i}\n`), body]);
  return signedData({ content, attached: true, signers: [stamped()], certificates: [signer, ca] });
}

/** Enveloped XMLDSig, written in its canonical form, so that no canonicaliser is needed to make it. */
export function xml(i) {
  const NS = 'http://www.w3.org/2000/09/xmldsig#';
  const C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  const sha = (text) => createHash('sha256').update(text).digest('base64');
  const text = body.toString('base64');
  const whole = (signature) => `<Invoice xmlns="urn:example:invoice"><Number>${i}</Number><Data>${text}</Data>${signature}</Invoice>`; // prettier-ignore
  const empty = (name, algorithm) => `<ds:${name} Algorithm="${algorithm}"></ds:${name}>`;
  const info =
    empty('CanonicalizationMethod', C14N) +
    empty('SignatureMethod', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256') +
    `<ds:Reference URI=""><ds:Transforms>${empty('Transform', `${NS}enveloped-signature`)}${empty('Transform', C14N)}</ds:Transforms>` +
    `${empty('DigestMethod', 'http://www.w3.org/2001/04/xmlenc#sha256')}<ds:DigestValue>${sha(whole(''))}</ds:DigestValue></ds:Reference>`;
  const value = signer.key.sign(Buffer.from(`<ds:SignedInfo xmlns:ds="${NS}">${info}</ds:SignedInfo>`));
  const key = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${signer.certificate.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`; // prettier-ignore
  return Buffer.from(whole(`<ds:Signature xmlns:ds="${NS}"><ds:SignedInfo>${info}</ds:SignedInfo><ds:SignatureValue>${value.toString('base64')}</ds:SignatureValue>${key}</ds:Signature>`)); // prettier-ignore
}
