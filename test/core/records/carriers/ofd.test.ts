import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8, zip } from '../../../../scripts/seeds/bytes.mjs';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { carriedIn } from '../../../../src/core/records/carriers/index.js';
import { type CarriedTags, type CarriedXml } from '../../../../src/core/records/reader.js';

const NS = 'xmlns:ofd="http://www.ofdspec.org/2016"';

/** A small OFD of one page; `files` adds to it or replaces. */
function ofd(files: Record<string, string | Uint8Array> = {}): Buffer {
  const all: Record<string, string | Uint8Array> = {
    'OFD.xml': `<ofd:OFD ${NS}><ofd:DocBody><ofd:DocInfo><ofd:CustomDatas><ofd:CustomData Name="发票号码"> 26991000000000000001 </ofd:CustomData><ofd:CustomData Name="空"/></ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
    'Doc_0/Document.xml': `<ofd:Document ${NS}><ofd:CommonData><ofd:TemplatePage ID="2" BaseLoc="Tpl.xml"/></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Page.xml"/></ofd:Pages><ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>`,
    'Doc_0/Page.xml': `<ofd:Page ${NS}><ofd:TextObject ID="7"><ofd:TextCode>示例</ofd:TextCode><ofd:TextCode>公司</ofd:TextCode></ofd:TextObject><ofd:TextObject ID="8"><ofd:TextCode>¥</ofd:TextCode></ofd:TextObject><ofd:TextObject ID="9"><ofd:TextCode>1130.00</ofd:TextCode></ofd:TextObject></ofd:Page>`,
    'Doc_0/Tpl.xml': `<ofd:Page ${NS}><ofd:TextObject ID="7"><ofd:TextCode>样板</ofd:TextCode></ofd:TextObject></ofd:Page>`,
    'Doc_0/Tags/CustomTags.xml': `<ofd:CustomTags ${NS}><ofd:CustomTag TypeID="root"><ofd:FileLoc>CustomTag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>`,
    'Doc_0/Tags/CustomTag.xml': `<ofd:root ${NS}><ofd:Seller><ofd:SellerName><ofd:ObjectRef PageRef="1">7</ofd:ObjectRef></ofd:SellerName></ofd:Seller><ofd:Total><ofd:ObjectRef PageRef="1">8</ofd:ObjectRef><ofd:ObjectRef PageRef="1">9</ofd:ObjectRef></ofd:Total><ofd:Item><ofd:ObjectRef PageRef="2">7</ofd:ObjectRef></ofd:Item><ofd:Item><ofd:ObjectData>免税</ofd:ObjectData></ofd:Item><ofd:Gone><ofd:ObjectRef PageRef="1">99</ofd:ObjectRef></ofd:Gone></ofd:root>`,
    'Doc_0/Attachs/Attachments.xml': `<ofd:Attachments ${NS}><ofd:Attachment Name="a" Format="xml"><ofd:FileLoc>a.xml</ofd:FileLoc></ofd:Attachment></ofd:Attachments>`,
    'Doc_0/Attachs/a.xml': '<a><b>1</b></a>',
    ...files,
  };
  return zip(Object.entries(all).map(([name, body]) => [name, typeof body === 'string' ? utf8(body) : body]));
}

const open = (bytes: Uint8Array) => carriedIn(new BufferSource(bytes), 'ofd', DEFAULT_LIMITS);
const list = (...lines: string[]) => `<ofd:Attachments ${NS}>${lines.join('')}</ofd:Attachments>`;
const line = (location: string, more = '') =>
  `<ofd:Attachment Name="x" ${more}><ofd:FileLoc>${location}</ofd:FileLoc></ofd:Attachment>`;

async function attached(files: Record<string, string | Uint8Array>): Promise<[string, string][]> {
  const { carried } = await open(ofd(files));
  return carried.flatMap((one) => (one.kind === 'xml' ? [[one.carrier, one.root.local] as [string, string]] : []));
}

describe('what an OFD carries', () => {
  it('custom data, tags with the text they point at, attachments', async () => {
    const { carried, findings } = await open(ofd());
    expect(findings).toEqual([]);
    const xml = carried.find((one) => one.kind === 'xml') as CarriedXml;
    expect(xml).toMatchObject({ carrier: 'Doc_0/Attachs/a.xml', name: 'a.xml', relation: 'xml' });
    const { carrier, data, tags } = carried.find((one) => one.kind === 'tags') as CarriedTags;
    expect(carrier).toBe('');
    expect(data).toEqual([{ name: '发票号码', text: '26991000000000000001', place: 'OFD.xml CustomData 发票号码' }]);
    expect(tags.map(({ path, text, texts }) => [path, text, texts])).toEqual([
      ['Seller/SellerName', '示例公司', ['示例公司']],
      ['Total', '¥1130.00', ['¥', '1130.00']],
      ['Item', '样板', ['样板']],
      ['Item[2]', '免税', ['免税']],
    ]);
    expect(tags[0]!.place).toBe('Doc_0/Tags/CustomTag.xml /root/Seller/SellerName');
  });

  it.each([
    ['from the folder of the list', 'in.xml', 'Doc_0/Attachs/in.xml'],
    ['from the folder of the document', 'Attachs/in.xml', 'Doc_0/Attachs/in.xml'],
    ['from the document, elsewhere', 'Res/in.xml', 'Doc_0/Res/in.xml'],
    ['from the root with a slash', '/Doc_0/Res/in.xml', 'Doc_0/Res/in.xml'],
  ])('FileLoc %s', async (_, location, path) => {
    expect(await attached({ 'Doc_0/Attachs/Attachments.xml': list(line(location)), [path]: '<in/>' })).toEqual([
      [path, 'in'],
    ]);
  });

  it.each([
    ['by the name .xbrl', 'in.xbrl', '', '<in/>', 1],
    ['by Format', 'in.dat', 'Format="xbrl"', '<in/>', 1],
    ['by content', 'in.dat', '', '\ufeff<?xml version="1.0"?><in/>', 1],
    ['not when it is something else', 'in.dat', '', '%PDF-1.7', 0],
    ['not when it only begins like it', 'in.dat', '', '<in', 0],
  ])('an attachment is XML %s', async (_, location, more, body, count) => {
    const { carried, findings } = await open(
      ofd({ 'Doc_0/Attachs/Attachments.xml': list(line(location, more)), [`Doc_0/Attachs/${location}`]: body }),
    );
    expect(carried.filter(({ kind }) => kind === 'xml')).toHaveLength(count);
    expect(findings).toEqual([]);
  });

  it('one named twice is carried once', async () => {
    expect(await attached({ 'Doc_0/Attachs/Attachments.xml': list(line('a.xml'), line('Attachs/a.xml')) })).toEqual([
      ['Doc_0/Attachs/a.xml', 'a'],
    ]);
  });

  it.each([
    ['cut off', '<a><b>'],
    ['with a DTD', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['empty', ''],
  ])('XML by its name, %s: EMBEDDED_XML_UNREADABLE names it', async (_, body) => {
    const { carried, findings } = await open(ofd({ 'Doc_0/Attachs/a.xml': body }));
    expect(findings).toMatchObject([
      { code: 'EMBEDDED_XML_UNREADABLE', where: 'Doc_0/Attachs/a.xml', severity: 'warning' },
    ]);
    expect(carried.map(({ kind }) => kind)).toEqual(['tags']);
  });

  it('tags whose namespaces are broken are read by local names', async () => {
    const { carried } = await open(
      ofd({
        'Doc_0/Tags/CustomTag.xml':
          '<:eInvoice xmlns:=""><Buyer><ofd:ObjectRef PageRef="1">7</ofd:ObjectRef></Buyer></:eInvoice>',
      }),
    );
    expect((carried.at(-1) as CarriedTags).tags).toMatchObject([{ path: 'Buyer', text: '示例公司' }]);
  });

  it('a second document says its own', async () => {
    const body = (n: number) =>
      `<ofd:DocBody><ofd:DocInfo><ofd:CustomDatas><ofd:CustomData Name="n">${n}</ofd:CustomData></ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>Doc_${n}/Document.xml</ofd:DocRoot></ofd:DocBody>`;
    const { carried } = await open(
      ofd({
        'OFD.xml': `<ofd:OFD ${NS}>${body(0)}${body(1)}</ofd:OFD>`,
        'Doc_1/Document.xml': `<ofd:Document ${NS}/>`,
      }),
    );
    const tags = carried.filter((one): one is CarriedTags => one.kind === 'tags');
    expect(tags.map(({ carrier, data }) => [carrier, data[0]!.text])).toEqual([
      ['', '0'],
      ['Doc_1/Document.xml', '1'],
    ]);
  });

  it('too many tags: what fits is read, and it is said', async () => {
    const many = '<t><ObjectData>x</ObjectData></t>'.repeat(6000);
    const { carried, findings } = await open(ofd({ 'Doc_0/Tags/CustomTag.xml': `<root>${many}</root>` }));
    expect((carried.at(-1) as CarriedTags).tags).toHaveLength(5000);
    expect(findings).toMatchObject([{ code: 'TAGS_TOO_MANY', where: 'Doc_0/Tags/CustomTags.xml' }]);
  });

  it('cut off or changed anywhere: an answer, no exception', async () => {
    const bytes = ofd();
    for (let length = 0; length < bytes.length; length += 13) await open(bytes.subarray(0, length));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        await open(changed);
      }),
      { numRuns: 200 },
    );
  });
});
