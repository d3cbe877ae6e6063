/** An OFD document with a part of every role, the people who seal it, and how it is packed. Deterministic. */
import { issue } from '../pki/certificates.mjs';
import { ecKey, rsaKey, sm2Key } from '../pki/keys.mjs';
import { makeSeal } from '../pki/seal.mjs';
import { png } from '../seeds/images.mjs';
import { zip } from '../seeds/bytes.mjs';

const NS = 'xmlns:ofd="http://www.ofdspec.org/2016"';
const text = (body) => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`);
const page = (words, template = '') =>
  text(
    `<ofd:Page ${NS}>${template}<ofd:Content><ofd:Layer ID="10"><ofd:TextObject ID="11" Boundary="15 10 180 8" Font="2" Size="4"><ofd:TextCode X="0" Y="4">${words}</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>`,
  );

/** Map of path → bytes, unsigned; OFD.xml names the list of signatures already, as most writers do before they sign. */
export function plainOfd({ signatures = true, invoice = false } = {}) {
  const data = invoice ? '<ofd:CustomDatas><ofd:CustomData Name="发票号码">24000000000000000001</ofd:CustomData></ofd:CustomDatas>' : ''; // prettier-ignore
  const list = signatures ? '<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>' : '';
  return new Map([
    [
      'OFD.xml',
      text(
        `<ofd:OFD ${NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID>${data}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>${list}</ofd:DocBody></ofd:OFD>`,
      ),
    ],
    [
      'Doc_0/Document.xml',
      text(
        `<ofd:Document ${NS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:TemplatePage ID="3" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations><ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>`,
      ),
    ],
    [
      'Doc_0/PublicRes.xml',
      text(
        `<ofd:Res ${NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="4" Type="Image"><ofd:MediaFile>image.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>`,
      ),
    ],
    ['Doc_0/Res/image.png', png(2, 2)],
    ['Doc_0/Pages/Page_0/Content.xml', page('示例正文', '<ofd:Template TemplateID="3"/>')],
    ['Doc_0/Tpls/Tpl_0/Content.xml', page('示例模板')],
    [
      'Doc_0/Annots/Annotations.xml',
      text(
        `<ofd:Annotations ${NS}><ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>`,
      ),
    ],
    [
      'Doc_0/Annots/Page_0/Annotation.xml',
      text(`<ofd:PageAnnot ${NS}><ofd:Annot ID="20" Type="Stamp"/></ofd:PageAnnot>`),
    ],
    [
      'Doc_0/Tags/CustomTags.xml',
      text(
        `<ofd:CustomTags ${NS}><ofd:CustomTag TypeID="t"><ofd:FileLoc>CustomTag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>`,
      ),
    ],
    ['Doc_0/Tags/CustomTag.xml', text(`<ofd:root ${NS}/>`)],
    [
      'Doc_0/Attachs/Attachments.xml',
      text(
        `<ofd:Attachments ${NS}><ofd:Attachment ID="30" Name="note"><ofd:FileLoc>note.txt</ofd:FileLoc></ofd:Attachment></ofd:Attachments>`,
      ),
    ],
    ['Doc_0/Attachs/note.txt', Buffer.from('note\n')],
  ]);
}

export { page as pageXml };

/** Replaces `from` in one entry; throws when it is not there. */
export function edit(entries, path, from, to) {
  const before = entries.get(path).toString();
  if (!before.includes(from)) throw new Error(`nothing to change in ${path}`);
  entries.set(path, Buffer.from(before.replace(from, to)));
}

export const pack = (entries) => zip([...entries]);

let made;
/** Who makes seals and who seals, by SM2 and by RSA, and seals of each version. Made once. */
export function sealWorld() {
  if (made) return made;
  const root = issue({ key: sm2Key('vector root'), name: 'Vector SM2 root (no trust)' });
  const rsaRoot = issue({ key: rsaKey('root'), name: 'Vector RSA root (no trust)' });
  const maker = issue({ key: sm2Key('vector maker'), name: '测试制章人', issuer: root });
  const holder = issue({ key: sm2Key('vector holder'), name: '测试签章人', issuer: root });
  const stranger = issue({ key: sm2Key('vector stranger'), name: '另一签章人', issuer: root });
  const rsaMaker = issue({ key: rsaKey('sub'), name: 'RSA maker', issuer: rsaRoot });
  const rsaHolder = issue({ key: rsaKey('signer'), name: 'RSA holder', issuer: rsaRoot });
  const tsa = issue({ key: sm2Key('vector tsa'), name: '测试时间戳', issuer: root, eku: ['1.3.6.1.5.5.7.3.8'], ekuCritical: true }); // prettier-ignore
  const rsaTsa = issue({ key: rsaKey('tsa'), name: 'RSA TSA', issuer: rsaRoot, eku: ['1.3.6.1.5.5.7.3.8'], ekuCritical: true }); // prettier-ignore
  const ecHolder = issue({ key: ecKey('vector holder'), name: 'EC holder', issuer: rsaRoot });
  const sealOf = (version, more = {}) => makeSeal({ id: `9900000000000${version}`, name: '测试印章', maker, holder, picture: png(2, 2), version, ...more }); // prettier-ignore
  made = { root, rsaRoot, maker, holder, stranger, rsaMaker, rsaHolder, ecHolder, tsa, rsaTsa, sealOf };
  return made;
}
