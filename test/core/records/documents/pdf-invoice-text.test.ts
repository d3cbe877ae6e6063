import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { inspectBytes } from '../../../../src/core/formats/index.js';
import { isKnownKey } from '../../../../src/core/records/dictionary/index.js';
import { documentsIn } from '../../../../src/core/records/index.js';
import { DIGITAL, type FontKind, pagesPdf, type Placed, VAT } from '../invoice-pages.js';
import { valuesOf } from './cn-invoice-xml.js';

async function read(pages: readonly (readonly Placed[])[], how?: Parameters<typeof pagesPdf>[1]) {
  const { documents, findings } = await documentsIn(new BufferSource(pagesPdf(pages, how)), 'pdf', DEFAULT_LIMITS);
  const facts = documents.flatMap((one) => one.facts);
  return { documents, findings, facts, values: valuesOf({ facts, findings: [] }) };
}
const without = (page: readonly Placed[], text: string): Placed[] => page.filter(([, , said]) => said !== text);
const instead = (page: readonly Placed[], text: string, other: string): Placed[] =>
  page.map(([x, y, said, size]) => [x, y, said === text ? other : said, size ?? 9]);

const DIGITAL_SAYS = {
  'invoice-type': '普通发票',
  'invoice-number': '26111000000000000001',
  'issue-date': '2026-03-17',
  'buyer-name': '测试采购有限公司',
  'buyer-id': '91990000000000027W',
  'seller-name': '示例科技有限公司',
  'seller-id': '919900000000000192',
  'total-without-tax': '1000.00',
  'total-tax': '130.00',
  'total-with-tax': '1130.00',
  'total-in-words': '壹仟壹佰叁拾圆整',
  drawer: '测试员',
};
const KINDS: [FontKind, boolean][] = [
  ['UniGB-UCS2-H', false],
  ['UniGB-UTF16-H', true],
  ['GBK-EUC-H', false],
  ['Identity-H', false],
  ['Identity-H', true],
];

describe('the page of a 数电票', () => {
  it.each(KINDS)('font %s, letters by themselves: %s', async (font, single) => {
    // GBK has no ⊗; makers who write GBK leave it out.
    const page = font === 'GBK-EUC-H' ? instead(instead(DIGITAL, '⊗壹仟壹佰叁拾圆整', '壹仟壹佰叁拾圆整'), '¥1130.00', '￥1130.00') : DIGITAL; // prettier-ignore
    const said = font === 'GBK-EUC-H' ? instead(instead(page, '¥1000.00', '￥1000.00'), '¥130.00', '￥130.00') : page;
    const { documents, values, findings } = await read([said], { font, single });
    expect(documents).toMatchObject([{ document: 'pdf-invoice-text', reader: 'pdf-invoice-text/1', carrier: '' }]);
    expect(findings).toEqual([]);
    expect(values).toEqual(
      font === 'GBK-EUC-H' ? { ...DIGITAL_SAYS, 'total-in-words': '壹仟壹佰叁拾圆整' } : DIGITAL_SAYS,
    );
  });

  it('every fact says where on the page', async () => {
    const { facts } = await read([DIGITAL]);
    expect(facts.find(({ key }) => key === 'invoice-number')).toMatchObject({ place: 'page 1 at 430,28' });
    expect(facts.filter(({ key, place }) => !isKnownKey(key) || !place.startsWith('page 1'))).toEqual([]);
  });

  it.each<[string, Placed[], string[]]>([
    ['no label before the number', without(DIGITAL, '发票号码：'), []],
    [
      'nothing tells the parties apart',
      DIGITAL.filter(([, , text]) => text !== '销'),
      ['buyer-name', 'seller-name', 'buyer-id', 'seller-id'],
    ],
    ['no columns above the totals', without(DIGITAL, '金 额'), ['total-without-tax', 'total-tax']],
    ['two numbers', [...DIGITAL, [430, 60, '发票号码：26111000000000000002']], ['invoice-number']],
    ['a number that is none', instead(DIGITAL, '26111000000000000001', '见附件'), ['invoice-number']],
    [
      'two different totals',
      [...DIGITAL, [50, 360, '价税合计（大写）玖圆整（小写）¥9.00']],
      ['total-with-tax', 'total-in-words'],
    ],
  ])('what is not clearly labelled is not said: %s', async (_, page, gone) => {
    const { values, documents } = await read([page]);
    if (gone.length === 0) expect(documents).toEqual([]);
    for (const key of gone) expect(values).not.toHaveProperty(key);
    if (gone.length > 0) expect(Object.keys(values).length).toBeGreaterThanOrEqual(12 - gone.length);
  });

  it('invisible text is not read', async () => {
    expect((await read([DIGITAL], { before: '3 Tr\n' })).documents).toEqual([]);
  });

  it('a red one names its blue one in the remark', async () => {
    const remark: Placed = [40, 310, '被红冲蓝字数电发票号码：26111000000000000009'];
    expect((await read([[...DIGITAL, remark]])).values).toMatchObject({ 'red-of-number': '26111000000000000009' });
  });

  it('totals at the end of several pages; more than 20 pages are not read, which is said', async () => {
    const head = DIGITAL.filter(([, y]) => y < 160);
    const several = await read([head, head, DIGITAL]);
    expect(several.values).toEqual(DIGITAL_SAYS);
    expect(several.facts.find(({ key }) => key === 'total-with-tax')!.place).toMatch(/^page 3/);
    const many = await read(Array.from({ length: 21 }, () => head));
    expect(many.findings).toMatchObject([{ code: 'PAGES_UNREAD', where: 'page 21', severity: 'info' }]);
  });
});

describe('the page of a 增值税电子普通发票', () => {
  it.each<FontKind>(['UniGB-UCS2-H', 'Identity-H'])('says its facts (%s)', async (font) => {
    expect((await read([VAT], { font })).values).toEqual({
      'invoice-type': '增值税电子普通发票',
      'invoice-code': '099001900104',
      'invoice-number': '00000001',
      'issue-date': '2020-11-05',
      'check-code': '00000 00000 00000 00001',
      'machine-number': '000000000001',
      'buyer-name': '测试采购有限公司',
      'buyer-id': '91990000000000027W',
      'seller-name': '示例科技有限公司',
      'seller-id': '919900000000000192',
      'total-without-tax': '500.00',
      'total-tax': '65.00',
      'total-with-tax': '565.00',
      'total-in-words': '伍佰陆拾伍圆整',
      drawer: '测试员',
    });
  });
});

describe('pages that are no invoice, and pages from anywhere', () => {
  it.each<[string, Placed[]]>([
    [
      'a letter about an invoice',
      [[50, 50, '请开具增值税电子普通发票，发票号码以邮件告知，谢谢。贵公司的开票信息见附件一']],
    ],
    ['a contract', [[50, 50, '采购合同']]],
    ['nothing', []],
  ])('%s says nothing', async (_, page) => expect((await read([page])).documents).toEqual([]));

  it('cut off or changed anywhere: an answer, no exception', async () => {
    const bytes = pagesPdf([DIGITAL], { font: 'Identity-H' });
    for (let length = 1; length < bytes.length; length += 97)
      expect((await inspectBytes(new BufferSource(bytes.subarray(0, length)))).documents).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        await documentsIn(new BufferSource(changed), 'pdf', DEFAULT_LIMITS);
      }),
      { numRuns: 200 },
    );
  });
});
