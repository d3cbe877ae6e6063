import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isKnownKey } from '../../../../src/core/records/dictionary/index.js';
import { type CarriedTags } from '../../../../src/core/records/reader.js';
import { readCarried, valuesOf } from './cn-invoice-xml.js';

type Texts = Record<string, string | string[]>;

function tagsOf(data: Record<string, string>, tags: Texts = {}): CarriedTags {
  return {
    kind: 'tags',
    carrier: '',
    data: Object.entries(data).map(([name, text]) => ({ name, text, place: `OFD.xml CustomData ${name}` })),
    tags: Object.entries(tags).map(([path, said]) => {
      const texts = [said].flat();
      return { path, text: texts.join(''), texts, place: `Tag.xml /root/${path}` };
    }),
  };
}
const DATA = { 发票号码: '26991000000000000001', 合计金额: '1000.00', 合计税额: '130.00', 开票日期: '2026年03月17日' };

describe('what an invoice OFD says of itself', () => {
  it('custom data and tags, each with its place; the sign before an amount is not the amount', () => {
    const reading = readCarried(
      tagsOf(DATA, {
        InvoiceNo: '26991000000000000001',
        'Seller/SellerName': ['示例科技', '有限公司'],
        TaxInclusiveTotalAmount: ['¥', '1130.00'],
        TaxExclusiveTotalAmount: ['¥', '1000.00'],
      }),
    );
    expect(reading).toMatchObject({ document: 'ofd-invoice-tags', findings: [] });
    expect(valuesOf(reading)).toEqual({
      'invoice-number': '26991000000000000001',
      'total-without-tax': '1000.00',
      'total-tax': '130.00',
      'issue-date': '2026-03-17',
      'seller-name': '示例科技有限公司',
      'total-with-tax': '1130.00',
    });
    const total = reading!.facts.find(({ key }) => key === 'total-with-tax')!;
    expect([total.text, total.place]).toEqual(['¥1130.00', 'Tag.xml /root/TaxInclusiveTotalAmount']);
  });

  it('a page that says another thing than the data: FACTS_DIFFER names both', () => {
    const { findings, facts } = readCarried(tagsOf(DATA, { TaxExclusiveTotalAmount: '9000.00' }))!;
    expect(findings).toMatchObject([
      {
        code: 'FACTS_DIFFER',
        where: 'Tag.xml /root/TaxExclusiveTotalAmount',
        expected: '1000.00 (OFD.xml CustomData 合计金额)',
        found: '9000.00 (Tag.xml /root/TaxExclusiveTotalAmount)',
      },
    ]);
    expect(facts.filter(({ key }) => key === 'total-without-tax')).toMatchObject([{ text: '1000.00' }]);
  });

  it('an older one: code, names with blanks in them, a tree one element deeper, goods in a list', () => {
    const values = valuesOf(
      readCarried(
        tagsOf(
          { 发票代码: '099001900104', 发票号码: '00000001', '销售方地址、 电话': '样本路1号' },
          {
            'eInvoice/InvoiceNo': '00000001',
            'eInvoice/GoodsInfos/GoodsInfo/Item': '甲',
            'eInvoice/GoodsInfos/GoodsInfo/TaxScheme': '免税',
            'eInvoice/GoodsInfos/GoodsInfo[2]/Amount': '2.00',
            'eInvoice/GoodsInfos/GoodsInfo[2]/TaxScheme': '3%',
          },
        ),
      ),
    );
    expect(values).toEqual({
      'invoice-code': '099001900104',
      'invoice-number': '00000001',
      'seller-address': '样本路1号',
      'line/1 item-name': '甲',
      'line/1 tax-treatment': 'exempt',
      'line/2 amount': '2.00',
      'line/2 tax-rate': '0.03',
    });
  });

  it('columns of a 数电票: one amount takes all texts of a column; several take only columns of as many', () => {
    const one = valuesOf(readCarried(tagsOf(DATA, { Item: ['*样例*', '用例'], Amount: '1000.00', TaxScheme: '13%' })));
    expect(one).toMatchObject({
      'line/1 item-name': '*样例*用例',
      'line/1 amount': '1000.00',
      'line/1 tax-rate': '0.13',
    });
    const two = valuesOf(
      readCarried(
        tagsOf(DATA, { Item: ['甲', '乙', '的后半'], Amount: ['800.00', '200.00'], TaxScheme: ['13%', '6%'] }),
      ),
    );
    expect(two).toMatchObject({ 'line/1 amount': '800.00', 'line/2 amount': '200.00', 'line/2 tax-rate': '0.06' });
    expect(Object.keys(two).filter((key) => key.endsWith('item-name'))).toEqual([]);
    const none = valuesOf(readCarried(tagsOf(DATA, { Item: '甲', Amount: ['800.00', '小计'] })));
    expect(Object.keys(none).filter((key) => key.startsWith('line'))).toEqual([]);
  });

  it('a red one by its remark', () => {
    const reading = readCarried(tagsOf({ ...DATA, 备注: '被红冲蓝字数电发票号码：26991000000000000009' }));
    expect(reading!.facts.find(({ key }) => key === 'red-of-number')).toMatchObject({
      value: '26991000000000000009',
      place: 'OFD.xml CustomData 备注',
    });
  });

  it('tags of something else are not read as an invoice', () => {
    expect(readCarried(tagsOf({ 证照名称: '许可证' }, { Name: '许可证' }))).toBeNull();
  });

  it('whatever stands there: facts of known words with a source, no exception', () => {
    const paths = fc.constantFrom(
      'InvoiceNo',
      'Amount',
      'TaxScheme',
      'Item',
      'GoodsInfos/GoodsInfo[9]/Amount',
      'x/y',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(paths, fc.array(fc.string(), { maxLength: 3 }))), fc.string(), (tags, number) => {
        const said = tagsOf({ 发票号码: number, constructor: 'x' });
        said.tags = tags.map(([path, texts]) => ({ path, texts, text: texts.join(''), place: `/${path}` }));
        for (const { key, place } of readCarried(said)?.facts ?? []) {
          expect(isKnownKey(key)).toBe(true);
          expect(place).not.toBe('');
        }
      }),
      { numRuns: 200 },
    );
  });
});
