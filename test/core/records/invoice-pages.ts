import { deflateSync } from 'node:zlib';
import { type Made, pdfOf } from './pdf-writer.js';

/** Text at a place: points from the left and from the top. */
export type Placed = readonly [x: number, y: number, text: string, size?: number];

/** How a PDF tells which characters its codes are. */
export type FontKind = 'UniGB-UCS2-H' | 'UniGB-UTF16-H' | 'GBK-EUC-H' | 'Identity-H';

const HEIGHT = 400;

const utf16 = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex');

/** In GBK, of the characters that the sample pages use: found by trying, for there is no encoder. */
const GBK = new Map<string, string>();
for (let high = 0x81; high <= 0xfe; high++)
  for (let low = 0x40; low <= 0xfe; low++) {
    const text = low === 0x7f ? '' : new TextDecoder('gbk').decode(Buffer.from([high, low]));
    if (text.length === 1 && text !== '\ufffd' && !GBK.has(text))
      GBK.set(text, Buffer.from([high, low]).toString('hex'));
  }

function codesOf(text: string, kind: FontKind, glyphs: Map<string, number>): string {
  if (kind === 'GBK-EUC-H')
    return [...text]
      .map((one) => (one.charCodeAt(0) < 128 ? Buffer.from(one).toString('hex') : GBK.get(one)!))
      .join('');
  if (kind !== 'Identity-H') return utf16(text);
  return [...text]
    .map((one) => {
      const glyph = glyphs.get(one) ?? glyphs.size + 1;
      glyphs.set(one, glyph);
      return glyph.toString(16).padStart(4, '0');
    })
    .join('');
}

/** Pages of placed texts. `single`: every letter is shown by itself, as many makers do. */
export function pagesPdf(
  pages: readonly (readonly Placed[])[],
  { font = 'UniGB-UCS2-H', single = false, before = '' }: { font?: FontKind; single?: boolean; before?: string } = {},
): Buffer {
  const glyphs = new Map<string, number>();
  const contents = pages.map((items) => {
    const shown = items.flatMap(([x, y, text, size = 9]) => {
      const pieces = single ? [...text].map((one, i): [string, number] => [one, x + widthBefore(text, i, size)]) : [[text, x] as [string, number]]; // prettier-ignore
      return pieces.map(([piece, at]) => `BT /F1 ${size} Tf 1 0 0 1 ${at} ${HEIGHT - y} Tm <${codesOf(piece, font, glyphs)}> Tj ET`); // prettier-ignore
    });
    return Buffer.from(`${before}${shown.join('\n')}`, 'latin1');
  });
  const map = [...glyphs].map(([text, glyph]) => `<${glyph.toString(16).padStart(4, '0')}> <${utf16(text)}>`);
  const widths = [...glyphs].map(([text, glyph]) => `${glyph} [${text.charCodeAt(0) < 256 ? 500 : 1000}]`);
  const toUnicode = `/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange ${map.length} beginbfchar\n${map.join('\n')}\nendbfchar endcmap end`;
  const first = 7;
  const objects: Made[] = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/MediaBox[0 0 610 ${HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>/Kids[${pages.map((_, i) => `${first + i * 2} 0 R`).join(' ')}]/Count ${pages.length}>>`,
    `<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/${font}/DescendantFonts[4 0 R]${font === 'Identity-H' ? '/ToUnicode 6 0 R' : ''}>>`,
    `<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[${widths.join(' ')}]/FontDescriptor 5 0 R>>`,
    '<</Type/FontDescriptor/FontName/Song/Flags 4>>',
    { dict: '', data: Buffer.from(toUnicode) },
    ...contents.flatMap((content, i): Made[] => [
      `<</Type/Page/Parent 2 0 R/Contents ${first + i * 2 + 1} 0 R>>`,
      { dict: '/Filter/FlateDecode', data: deflateSync(content) },
    ]),
  ];
  return pdfOf(objects);
}

const widthBefore = (text: string, count: number, size: number): number =>
  [...text].slice(0, count).reduce((sum, one) => sum + (one.charCodeAt(0) < 256 ? 0.5 : 1) * size, 0);

/** A 数电票 as it is laid out: parties side by side, letters of 购买方信息 below one another. */
export const DIGITAL: readonly Placed[] = [
  [240, 30, '电子发票（普通发票）', 16],
  [430, 28, '发票号码：'],
  [475, 28, '26111000000000000001'],
  [430, 45, '开票日期：'],
  [475, 45, '2026年03月17日'],
  ...[...'购买方信息'].map((one, i): Placed => [20, 75 + i * 11, one]),
  [36, 85, '名称：测试采购有限公司'],
  [36, 110, '统一社会信用代码/纳税人识别号：'],
  [178, 110, '91990000000000027W'],
  ...[...'销售方信息'].map((one, i): Placed => [305, 75 + i * 11, one]),
  [320, 85, '名称：'],
  [350, 85, '示例科技有限公司'],
  [320, 110, '统一社会信用代码/纳税人识别号：919900000000000192'],
  [50, 140, '项目名称'],
  [140, 140, '规格型号'],
  [210, 140, '单 位'],
  [260, 140, '数 量'],
  [330, 140, '单 价'],
  [400, 140, '金 额'],
  [455, 140, '税率/征收率'],
  [550, 140, '税 额'],
  [20, 155, '*样例*测试用例'],
  [375, 155, '1000.00'],
  [470, 155, '13%'],
  [545, 155, '130.00'],
  [60, 250, '合'],
  [100, 250, '计'],
  [380, 250, '¥1000.00'],
  [540, 250, '¥130.00'],
  [50, 268, '价税合计（大写）'],
  [160, 268, '⊗壹仟壹佰叁拾圆整'],
  [420, 268, '（小写）'],
  [460, 268, '¥1130.00'],
  [20, 300, '备'],
  [20, 330, '注'],
  [60, 380, '开票人：测试员'],
];

/** An older 增值税电子普通发票: buyer above, seller below, labels set wide. */
export const VAT: readonly Placed[] = [
  [200, 30, '示例省增值税电子普通发票', 16],
  [430, 20, '发票代码：099001900104'],
  [430, 32, '发票号码：00000001'],
  [430, 44, '开票日期：2020 年11 月05 日'],
  [430, 56, '校 验 码：00000 00000 00000 00001'],
  [20, 20, '机器编号：000000000001'],
  ...[...'购买方'].map((one, i): Placed => [22, 75 + i * 16, one]),
  [36, 76, '名        称：测试采购有限公司'],
  [36, 90, '纳税人识别号：91990000000000027W'],
  [60, 140, '货物或应税劳务、服务名称'],
  [380, 140, '金  额'],
  [440, 140, '税率'],
  [520, 140, '税  额'],
  [70, 250, '合        计'],
  [378, 250, '￥500.00'],
  [515, 250, '￥65.00'],
  [60, 268, '价税合计（大写）'],
  [160, 268, 'ⓧ伍佰陆拾伍圆整'],
  [420, 268, '（小写）￥565.00'],
  ...[...'销售方'].map((one, i): Placed => [22, 290 + i * 16, one]),
  [36, 291, '名        称：示例科技有限公司'],
  [36, 305, '纳税人识别号：919900000000000192'],
  [30, 370, '收 款 人：甲'],
  [200, 370, '复 核：乙'],
  [350, 370, '开 票 人：测试员'],
];
