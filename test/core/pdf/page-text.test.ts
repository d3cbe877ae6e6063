import { describe, expect, it } from '@jest/globals';
import { BufferSource } from '../../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../../src/core/formats/format.js';
import { dictOf, PdfRef } from '../../../src/core/pdf/objects.js';
import { openPdf } from '../../../src/core/pdf/open.js';
import { textOfPage } from '../../../src/core/pdf/page-text.js';
import { type Made, pdfOf } from '../records/pdf-writer.js';

const LIMITS = { maxRuns: 20_000, maxTokens: 400_000, maxBytes: 8 << 20 };

/** Object 3 is the page, 5 the font; further objects from 6 on. */
async function textOf(
  content: string,
  {
    page = '',
    resources = '/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>',
    font = '/Subtype/TrueType/Encoding/WinAnsiEncoding',
    more = [] as Made[],
    limits = LIMITS,
  } = {},
) {
  const bytes = pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[10 20 210 120]/Contents 4 0 R${resources}${page}>>`,
    { dict: '', data: Buffer.from(content, 'latin1') },
    `<</Type/Font${font}/FirstChar 65/Widths[${'1000 '.repeat(26)}]>>`,
    ...more,
  ]);
  const pdf = (await openPdf(new BufferSource(bytes), DEFAULT_LIMITS))!;
  const node = dictOf(await pdf.document.resolve(new PdfRef(3, 0)))!;
  const { runs, tokens } = await textOfPage(pdf.document, node, limits);
  return { runs, tokens, texts: runs?.map(({ text, x, y }) => `${text} ${+x.toFixed(2)},${+y.toFixed(2)}`) };
}

describe('text that a page shows', () => {
  it.each([
    ['at its place, from the lower left corner of the box', 'BT /F 10 Tf 20 30 Td (AB) Tj ET', ['AB 10,90']],
    [
      'line after line',
      'BT /F 10 Tf 12 TL 20 30 Td (A) Tj T* (B) Tj (C) \' 1 2 (D) " ET',
      ['A 10,90', 'B 10,102', 'C 10,114', 'D 10,126'],
    ],
    ['TD sets the leading', 'BT /F 10 Tf 20 50 Td 0 -15 TD (A) Tj T* (B) Tj ET', ['A 10,85', 'B 10,100']],
    ['one after the other', 'BT /F 10 Tf 20 30 Td (A) Tj (B) Tj ET', ['A 10,90', 'B 20,90']],
    ['kerned: one run; far apart: two', 'BT /F 10 Tf 20 30 Td [(A) 50 (B) -2000 (C)] TJ ET', ['AB 10,90', 'C 49.5,90']],
    [
      'scaled, spaced and turned with the page',
      'q 2 0 0 2 10 20 cm BT /F 10 Tf 50 Tz 1 Tc 5 10 Td (AB) Tj ET Q BT /F 10 Tf 20 30 Td (C) Tj ET',
      ['AB 10,80', 'C 10,90'],
    ],
    ['whatever stands in an inline image', 'BI /W 1 ID (EI) x EI BT /F 10 Tf 20 30 Td (A) Tj ET', ['A 10,90']],
    [
      'unknown operators and broken objects are passed over',
      'foo ] >> /n 1 bar BT /F 10 Tf 20 30 Td (A) Tj ET',
      ['A 10,90'],
    ],
    ['not when it is invisible', 'BT /F 10 Tf 3 Tr 20 30 Td (A) Tj 0 Tr (B) Tj ET', ['B 20,90']],
    ['without a font nothing', 'BT 20 30 Td (A) Tj ET', []],
  ])('%s', async (_, content, expected) => expect((await textOf(content)).texts).toEqual(expected));

  it('a page turned by 90 degrees is read as it is shown', async () => {
    expect((await textOf('BT /F 10 Tf 0 1 -1 0 30 40 Tm (A) Tj ET', { page: '/Rotate 90' })).texts).toEqual([
      'A 20,20',
    ]);
  });

  it('a page without a font costs nothing, however much it draws', async () => {
    const drawn = `BT /F 10 Tf (A) Tj ET ${'0 0 m 1 1 l S '.repeat(1000)}`;
    const none = await textOf(drawn, { page: '', resources: '/Resources<</Pattern<<>>>>' });
    expect([none.runs, none.tokens]).toEqual([[], 0]);
    expect((await textOf(drawn)).tokens).toBeGreaterThan(1000);
  });

  it('forms have their own matrix, and the page’s resources when they have none', async () => {
    const form: Made = {
      dict: '/Type/XObject/Subtype/Form/Matrix[1 0 0 1 5 5]',
      data: Buffer.from('BT /F 10 Tf 20 30 Td (A) Tj ET'),
    };
    expect((await textOf('/X Do', { more: [form] })).texts).toEqual(['A 15,85']);
  });

  it.each([
    [
      'differences by glyph names',
      '/Subtype/Type1/Encoding<</Differences[65/one/uni4E2D/g7/yen]>>',
      '(A) Tj (B) Tj (C) Tj (D) Tj',
      '1中¥',
    ],
    ['Mac Roman', '/Subtype/TrueType/Encoding/MacRomanEncoding', '<8a> Tj', 'ä'],
    ['Windows', '/Subtype/TrueType/Encoding/WinAnsiEncoding', '<80> Tj', '€'],
  ])('simple fonts: %s', async (_, font, shown, text) => {
    expect((await textOf(`BT /F 10 Tf 20 30 Td ${shown} ET`, { font })).runs!.map((run) => run.text).join('')).toBe(
      text,
    );
  });

  const type0 = (encoding: string, more = '') =>
    `/Subtype/Type0/Encoding/${encoding}/DescendantFonts[<</Type/Font/Subtype/CIDFontType0>>]${more}`;
  it.each([
    ['UniGB-UCS2-H', '<53D17968>', '发票'],
    ['UniGB-UTF16-H', '<D840DC0053D1>', '𠀀发'],
    ['GBK-EUC-H', '<B7A2C6B141>', '发票A'],
    ['GBK2K-H', '<B7A28139EE39>', `发${new TextDecoder('gb18030').decode(Buffer.from('8139ee39', 'hex'))}`],
    ['ETen-B5-H', '<A4A4>', '中'],
    ['90ms-RKSJ-H', '<92868141>', '中、'],
    ['KSCms-UHC-H', '<C7D1>', '한'],
  ])('predefined CMap %s', async (encoding, codes, text) => {
    expect(
      (await textOf(`BT /F 10 Tf 20 30 Td ${codes} Tj ET`, { font: type0(encoding) })).runs!.map((run) => run.text),
    ).toEqual([text]);
  });

  const map = (body: string): Made => ({
    dict: '',
    data: Buffer.from(`begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange ${body} endcmap`),
  });
  it.each([
    ['characters', '1 beginbfchar <0001> <53D1> endbfchar', '<0001>', ['发']],
    ['ranges', '1 beginbfrange <0001> <0003> <0041> endbfrange', '<00010003>', ['AC']],
    ['ranges with a list', '1 beginbfrange <0001> <0002> [<0041> <00420043>] endbfrange', '<00010002>', ['ABC']],
    ['what it does not know leaves a gap', '1 beginbfchar <0001> <0041> endbfchar', '<000100090001>', ['A', 'A']],
    ['one that never ends', '1 beginbfrange <0000> <FFFFFFFF> <0041>', '<0001>', []],
  ])('ToUnicode: %s', async (_, body, codes, texts) => {
    const { runs } = await textOf(`BT /F 10 Tf 20 30 Td ${codes} Tj ET`, {
      font: type0('Identity-H', '/ToUnicode 6 0 R'),
      more: [map(body)],
    });
    expect(runs!.map((run) => run.text)).toEqual(texts);
  });
});

describe('pages made to cost much', () => {
  const form = (content: string): Made => ({
    dict: '/Type/XObject/Subtype/Form/Resources<</XObject<</X 6 0 R>>>>',
    data: Buffer.from(content),
  });
  it.each<[string, string, Made[]]>([
    ['forms in themselves', '/X Do', [form('/X Do '.repeat(50))]],
    ['states on states', 'q '.repeat(1000), []],
    ['more operators than are read', '0 0 m '.repeat(200_000), []],
    ['more runs than are read', `BT /F 10 Tf ${'(A) Tj '.repeat(21_000)} ET`, []],
  ])('%s: no half of a page', async (_, content, more) => {
    const began = process.cpuUsage();
    expect((await textOf(content, { more })).runs).toBeNull();
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(3000);
  });

  it.each([
    ['strings that never end', '('.repeat(200_000)],
    ['hexadecimal that never ends', '<'.repeat(200_000)],
    ['arrays in arrays', '['.repeat(200_000)],
    ['dictionaries in dictionaries', '<</a'.repeat(100_000)],
    ['images that never end', 'BI ID '.repeat(50_000)],
    ['numbers without end', '9'.repeat(200_000)],
  ])('%s', async (_, content) => {
    const began = process.cpuUsage();
    await textOf(content);
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(3000);
  });

  it('ranges of codes that are all of them', async () => {
    const body = `100 beginbfrange ${'<00000000> <FFFFFFFF> <0041> '.repeat(5000)} endbfrange`;
    const began = process.cpuUsage();
    await textOf('BT /F 10 Tf 20 30 Td <0001> Tj ET', {
      font: '/Subtype/Type0/Encoding/Identity-H/ToUnicode 6 0 R',
      more: [{ dict: '', data: Buffer.from(body) }],
    });
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(3000);
  });
});
