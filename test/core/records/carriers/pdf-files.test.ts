import { describe, expect, it } from '@jest/globals';
import { deflateSync } from 'node:zlib';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { pdfFile } from '../../../../src/core/records/carriers/pdf.js';
import { type CarriedXml } from '../../../../src/core/records/reader.js';
import { fileStream, type Made, PAGES, pdfOf } from '../pdf-writer.js';

const read = async (bytes: Uint8Array) => {
  const { carried, findings } = await pdfFile(new BufferSource(bytes), DEFAULT_LIMITS);
  return {
    files: carried
      .filter((one): one is CarriedXml => one.kind === 'xml')
      .map(({ carrier, name, relation, root }) => ({ carrier, name, relation, root: root.local })),
    codes: findings.map(({ code }) => code),
  };
};
const spec = (name: string, stream: number, more = '') => `<</Type/Filespec/F(${name})${more}/EF<</F ${stream} 0 R>>>>`;
const TREE = '<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 3 0 R]>>>>>>';

describe('embedded files of a PDF', () => {
  it('are found by the name tree, the associated files and the annotations, each once', async () => {
    const bytes = pdfOf([
      '<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Kids[<</Names[(a) 3 0 R]>>]>>>>/AF[3 0 R 5 0 R]>>',
      '<</Type/Pages/Kids[7 0 R]/Count 1>>',
      spec('invoice.xml', 4, '/UF<FEFF53D17968002E0078006D006C>/AFRelationship/Alternative'),
      fileStream('<Invoice/>'),
      spec('C:\\\\out\\\\more.bin', 6, '/AFRelationship/Data'),
      fileStream('\ufeff<?xml version="1.0"?>\n<Order/>'),
      '<</Type/Page/Parent 2 0 R/Annots[<</Subtype/FileAttachment/FS 8 0 R>> <</Subtype/Link>>]>>',
      spec('note.xml', 9),
      fileStream(Buffer.from('\ufeff<Note/>', 'utf16le')),
    ]);
    expect(await read(bytes)).toEqual({
      files: [
        { carrier: 'embedded file 发票.xml', name: '发票.xml', relation: 'Alternative', root: 'Invoice' },
        { carrier: 'embedded file more.bin', name: 'more.bin', relation: 'Data', root: 'Order' },
        { carrier: 'embedded file note.xml', name: 'note.xml', relation: undefined, root: 'Note' },
      ],
      codes: [],
    });
  });

  it('as the last revision has them', async () => {
    const objects = [TREE, PAGES, spec('a.xml', 4), fileStream('<Old/>')];
    expect((await read(pdfOf(objects))).files).toMatchObject([{ root: 'Old' }]);
    expect((await read(pdfOf(objects, { 4: fileStream('<New/>') }))).files).toMatchObject([{ root: 'New' }]);
  });

  it.each<[string, Made, string[], string]>([
    ['a picture', fileStream('\x89PNG'), [], 'a.png'],
    ['a web page', fileStream('<!DOCTYPE html><html/>'), [], 'a.htm'],
    ['a picture named xml', fileStream('\x89PNG'), ['EMBEDDED_XML_UNREADABLE'], 'a.xml'],
    ['XML cut off', fileStream('<Invoice><ID>'), ['EMBEDDED_XML_UNREADABLE'], 'a.bin'],
    ['XML with a DTD', fileStream('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), ['EMBEDDED_XML_UNREADABLE'], 'a.xml'],
    [
      'what does not inflate',
      { dict: '/Filter/FlateDecode', data: Buffer.from('no') },
      ['EMBEDDED_XML_UNREADABLE'],
      'a.xml',
    ],
    [
      'an unknown filter',
      { dict: '/Filter/JBIG2Decode', data: Buffer.from('no') },
      ['EMBEDDED_XML_UNREADABLE'],
      'a.xml',
    ],
    ['a bomb', fileStream(`<a>${' '.repeat(20 << 20)}</a>`), ['EMBEDDED_XML_UNREADABLE'], 'a.xml'],
    ['a deep tree', fileStream('<a>'.repeat(5000)), ['EMBEDDED_XML_UNREADABLE'], 'a.xml'],
  ])('%s carries nothing', async (_, stream, codes, name) => {
    expect(await read(pdfOf([TREE, PAGES, spec(name, 4), stream]))).toEqual({ files: [], codes });
  });

  it('trees that go round or are wide end, and say so', async () => {
    const round = pdfOf([
      '<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>>>',
      '<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>',
      '<</Kids[3 0 R 4 0 R]>>',
      '<</Kids[3 0 R]>>',
    ]);
    expect(await read(round)).toEqual({ files: [], codes: [] });
    const many = Array.from({ length: 300 }, (_, i) => i);
    const wide = pdfOf([
      `<</Type/Catalog/Pages 2 0 R/AF[${many.map((i) => `${3 + i} 0 R`).join(' ')}]>>`,
      PAGES,
      ...many.map((i) => spec(`${i}.xml`, 303 + i)),
      ...many.map((i) => fileStream(`<a n="${i}"/>`)),
    ]);
    const { files, codes } = await read(wide);
    expect(files).toHaveLength(200);
    expect(codes).toEqual(['EMBEDDED_FILES_UNREAD']);
  });

  it('never throws, wherever the file ends or a byte is another', async () => {
    const whole = pdfOf([TREE, PAGES, spec('a.xml', 4), { dict: '/Filter/FlateDecode', data: deflateSync('<a/>') }]);
    for (let end = 0; end < whole.length; end += 7) await read(whole.subarray(0, end));
    for (let at = 0; at < whole.length; at += 5) {
      const other = Buffer.from(whole);
      other[at]! ^= 0x11;
      expect((await read(other)).files.length).toBeLessThanOrEqual(1);
    }
  });
});
