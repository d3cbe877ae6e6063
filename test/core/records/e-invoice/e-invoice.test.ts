import { describe, expect, it } from '@jest/globals';
import { type Declaration } from '../../../../src/core/record.js';
import { KINDS, readRecord } from '../../../../src/core/records/index.js';
import { type RecordReading } from '../../../../src/core/records/kind.js';
import { type DocumentFacts, type Fact } from '../../../../src/core/records/fact.js';
import { eInvoiceLine, eInvoiceXml, readXml } from '../documents/cn-invoice-xml.js';

const declared = (more: Partial<Declaration> = {}): Declaration => ({
  fonds: 'Z',
  kind: 'e-invoice',
  title: '发票',
  files: [],
  ...more,
});

function documentOf(text: string, carrier = ''): DocumentFacts {
  const { document, facts } = readXml(text, carrier)!;
  return { document, reader: `${document}/1`, carrier, facts };
}

/** The record of these files, each a list of documents. */
function recordOf(files: Record<string, DocumentFacts[]>, declaration = declared()): RecordReading {
  return readRecord({
    declaration,
    files: Object.entries(files).map(([name, documents]) => ({
      name,
      format: { format: 'xml', mimeType: 'application/xml', whole: 'whole' },
      documents,
      signatures: [],
    })),
  });
}
const invoice = (parts: Parameters<typeof eInvoiceXml>[0] = {}, declaration = declared()) =>
  recordOf({ 'a.xml': [documentOf(eInvoiceXml(parts))] }, declaration);
/** Without what is only information. */
const codes = ({ findings }: RecordReading): string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);

const tags = (said: Record<string, string>): DocumentFacts => ({
  document: 'ofd-invoice-tags',
  reader: 'ofd-invoice-tags/1',
  carrier: '',
  facts: Object.entries(said).map(([key, text]): Fact => ({
    key,
    type: /total|amount/.test(key) ? 'amount' : 'text',
    text,
    value: text,
    place: `Tag ${key}`,
  })),
});

describe('an e-invoice', () => {
  it('is named, keyed and claimed by what its file says', () => {
    const reading = invoice();
    expect(reading).toMatchObject({
      kind: 'e-invoice',
      duplicateKey: 'e-invoice:26991000000000000001',
      title: '示例科技有限公司 26991000000000000001',
      voucher: { key: 'e-invoice:26991000000000000001', amount: '1130.00', currency: 'CNY' },
      relations: [],
    });
    expect(codes(reading)).toEqual([]);
    expect(reading.facts.find(({ key }) => key === 'seller-name')).toMatchObject({
      file: 'a.xml',
      reader: 'cn-einvoice/1',
    });
  });

  it('is recognised, and has a class and a period of its own', () => {
    const reading = recordOf({ 'a.xml': [documentOf(eInvoiceXml())] }, declared({ kind: 'auto' }));
    expect(reading.kind).toBe('e-invoice');
    expect(KINDS.find(({ id }) => id === 'e-invoice')!.defaults).toEqual({ classification: 'KU', retention: 'D30' });
  });

  it('three renditions that agree are one record: the XML is believed first, a file before what another carries', () => {
    const reading = recordOf({
      'b.ofd': [
        tags({
          'invoice-number': '26991000000000000001',
          'total-with-tax': '1130.00',
          'buyer-name': '测试采购有限公司',
          drawer: '某',
        }),
      ],
      'c.pdf': [documentOf(eInvoiceXml(), 'embedded file a.xml')],
      'a.xml': [documentOf(eInvoiceXml())],
    });
    expect(codes(reading)).toEqual([]);
    expect(reading.facts.find(({ key }) => key === 'invoice-number')!.file).toBe('a.xml');
    expect(reading.facts.find(({ key }) => key === 'drawer')!.file).toBe('b.ofd');
  });

  it('renditions that differ: FACTS_DIFFER names both places and values', () => {
    const { findings } = recordOf({
      'a.xml': [documentOf(eInvoiceXml())],
      'b.ofd': [tags({ 'invoice-number': '26991000000000000001', 'total-with-tax': '1300.00' })],
    });
    expect(findings.filter(({ code }) => code === 'FACTS_DIFFER')).toMatchObject([
      {
        where: 'b.ofd Tag total-with-tax',
        expected: '1130.00 (a.xml /EInvoice/EInvoiceData/BasicInformation/TotalTax-includedAmount)',
        found: '1300.00 (b.ofd Tag total-with-tax)',
      },
    ]);
  });
});

describe('beside the declaration', () => {
  it.each([
    ['in Chinese', { 价税合计: '1130.00', 发票号码: '26991000000000000001', 销方名称: '示例科技有限公司' }],
    ['in words of the dictionary, a number too', { 'total-with-tax': 1130, 'issue-date': '2026-03-17' }],
  ])('metadata that agrees, %s', (_, metadata) => expect(codes(invoice({}, declared({ metadata })))).toEqual([]));

  it.each([
    ['an amount', { metadata: { 价税合计: '1130.01' } }, 'declaration metadata/价税合计'],
    ['a number', { metadata: { 发票号码: '26991000000000000002' } }, 'declaration metadata/发票号码'],
    ['a buyer', { metadata: { 购买方名称: '别人' } }, 'declaration metadata/购买方名称'],
    ['the date', { date: '2026-03-18' }, 'declaration date'],
    ['the number in the title', { title: '发票 26991000000000000009' }, 'declaration title'],
  ])('%s that differs', (_, more, where) => {
    const { findings } = invoice({}, declared(more));
    expect(findings.filter(({ code }) => code === 'DECLARATION_DIFFERS')).toMatchObject([
      { where, severity: 'warning' },
    ]);
  });

  it.each([
    ['a year that holds the day', { date: '2026' }],
    ['the same day', { date: '2026-03-17' }],
    ['its own number in the title', { title: '示例科技 26991000000000000001' }],
    ['the buyer as creator', { creator: '测试采购有限公司' }],
  ])('%s agrees', (_, more) => {
    expect(invoice({}, declared(more)).findings.filter(({ code }) => /DIFFERS|CREATOR/.test(code))).toEqual([]);
  });

  it('a creator who is neither party is only information', () => {
    expect(invoice({}, declared({ creator: '财务部' })).findings).toContainEqual(
      expect.objectContaining({ code: 'INVOICE_CREATOR_OTHER', severity: 'info', found: '财务部' }),
    );
  });

  it('what no file says is said by the sender', () => {
    const reading = recordOf(
      { 'scan.pdf': [] },
      declared({ metadata: { 发票代码: '099001900104', 发票号码: '00000001', 价税合计: '5.00' } }),
    );
    expect(reading).toMatchObject({ duplicateKey: 'e-invoice:099001900104-00000001', voucher: { amount: '5.00' } });
    expect(reading.facts[0]).toMatchObject({ file: 'declaration' });
  });
});

const basic = (net: string, tax: string, total: string, words: string) =>
  `<TotalAmWithoutTax>${net}</TotalAmWithoutTax><TotalTaxAm>${tax}</TotalTaxAm><TotalTax-includedAmount>${total}</TotalTax-includedAmount><TotalTax-includedAmountInChinese>${words}</TotalTax-includedAmountInChinese>`;

describe('does it hold together?', () => {
  it.each([
    ['the total', { basic: basic('1000.00', '130.00', '1131.00', '壹仟壹佰叁拾壹圆整') }, 'SUM_DIFFERS'],
    ['the words', { basic: basic('1000.00', '130.00', '1130.00', '壹仟壹佰叁拾壹圆整') }, 'CAPITALS_DIFFER'],
    [
      'the lines',
      {
        lines: [
          eInvoiceLine(),
          eInvoiceLine({ quantity: '', price: '', amount: '1.00', tax: '0.00', rate: '0', total: '' }),
        ],
      },
      'INVOICE_LINES_DIFFER',
    ],
    ['the price', { lines: [eInvoiceLine({ quantity: '3' })] }, 'INVOICE_LINE_DIFFERS'],
    ['the tax of a line', { lines: [eInvoiceLine({ rate: '6%' })] }, 'INVOICE_LINE_DIFFERS'],
    ['the line with tax', { lines: [eInvoiceLine({ total: '1130.02' })] }, 'INVOICE_LINE_DIFFERS'],
    [
      'the seller’s code',
      { seller: '<SellerIdNum>919900000000000193</SellerIdNum><SellerName>示例科技有限公司</SellerName>' },
      'INVOICE_TAX_ID_CHECK',
    ],
  ])('%s does not', (_, parts, code) => {
    const reading = invoice(parts);
    expect(codes(reading)).toEqual([code]);
    expect(reading.findings.find((finding) => finding.code === code)).toMatchObject({
      severity: 'warning',
      where: expect.stringContaining('a.xml /EInvoice'),
    });
  });

  it.each([
    ['a price with what its digits leave open', { lines: [eInvoiceLine({ quantity: '3', price: '333.33' })] }],
    [
      'a tax rounded by the billing machine',
      {
        lines: [eInvoiceLine({ tax: '130.05', total: '1130.05' })],
        basic: basic('1000.00', '130.05', '1130.05', '壹仟壹佰叁拾圆零伍分'),
      },
    ],
    [
      'no tax shown',
      {
        lines: [eInvoiceLine({ rate: '免税', tax: '***', total: '1000.00' })],
        basic: basic('1000.00', '***', '1000.00', '壹仟圆整'),
      },
    ],
    [
      '差额征税',
      {
        lines: [eInvoiceLine({ rate: '13%', tax: '1.00', total: '1001.00' })],
        basic: basic('1000.00', '1.00', '1001.00', '壹仟零壹圆整'),
        additional: '<Remark>差额征税：992.31。</Remark>',
      },
    ],
    [
      'a discount line without quantity',
      {
        lines: [
          eInvoiceLine({ amount: '1200.00', quantity: '2', price: '600', tax: '156.00', total: '1356.00' }),
          eInvoiceLine({ quantity: '', price: '', amount: '-200.00', tax: '-26.00', total: '-226.00' }),
        ],
      },
    ],
  ])('%s does', (_, parts) => expect(codes(invoice(parts))).toEqual([]));

  it('words that are none: information', () => {
    expect(invoice({ basic: basic('1000.00', '130.00', '1130.00', '很多钱') }).findings).toContainEqual(
      expect.objectContaining({ code: 'CAPITALS_UNREADABLE', severity: 'info', found: '很多钱' }),
    );
  });

  it('one wrong total in three renditions is said once', () => {
    const wrong = eInvoiceXml({ basic: basic('1000.00', '130.00', '1131.00', '壹仟壹佰叁拾壹圆整') });
    expect(codes(recordOf({ 'a.xml': [documentOf(wrong)], 'b.pdf': [documentOf(wrong, 'x')] }))).toEqual([
      'SUM_DIFFERS',
    ]);
  });
});

describe('numbers', () => {
  const number = (said: string) => ({ id: said, number: said });
  it.each([
    ['26111000000000000001', 'e-invoice:26111000000000000001', 0],
    ['26991000000000000001', 'e-invoice:26991000000000000001', 1],
    ['25111000000000000001', 'e-invoice:25111000000000000001', 1],
    ['2611100000000000000', null, 1],
    ['00000001', null, 1],
  ])('%s → %s', (said, key, unusual) => {
    const reading = invoice(number(said));
    expect(reading.duplicateKey).toBe(key);
    expect(reading.findings.filter(({ code }) => code === 'INVOICE_NUMBER_UNUSUAL')).toHaveLength(unusual);
    expect(codes(reading)).toEqual([]);
  });
});

describe('a red invoice', () => {
  const RED = '<LabelCode>N</LabelCode><LabelName>红字发票</LabelName>';
  const negative = {
    issueType: RED,
    basic: basic('-1000.00', '-130.00', '-1130.00', '（负数）壹仟壹佰叁拾圆整'),
    lines: [eInvoiceLine({ quantity: '-2', amount: '-1000.00', tax: '-130.00', total: '-1130.00' })],
  };
  const blue = '<RedEInvoice><OriginalInvoiceCode>26991000000000000009</OriginalInvoiceCode></RedEInvoice>';

  it('is negative and linked to the blue one', () => {
    const reading = invoice({ ...negative, specific: blue });
    expect(codes(reading)).toEqual([]);
    expect(reading.voucher!.amount).toBe('-1130.00');
    expect(reading.relations).toEqual([
      {
        type: 'red-of',
        key: 'e-invoice:26991000000000000009',
        place: '/EInvoice/EInvoiceData/SpecificInformation/RedEInvoice/OriginalInvoiceCode',
        file: 'a.xml',
      },
    ]);
  });

  it('an older blue one is named by code and number', () => {
    const old =
      '<RedEInvoice><OriginalInvoiceCode>099001900104</OriginalInvoiceCode><OriginalInvoiceNumber>00000001</OriginalInvoiceNumber></RedEInvoice>';
    expect(invoice({ ...negative, specific: old }).relations).toMatchObject([
      { key: 'e-invoice:099001900104-00000001' },
    ]);
  });

  it('the sender may name the blue one', () => {
    const reading = invoice(negative, declared({ metadata: { 原发票号码: '26991000000000000009' } }));
    expect(reading.relations).toMatchObject([{ key: 'e-invoice:26991000000000000009', file: 'declaration' }]);
    expect(codes(reading)).toEqual([]);
  });

  it.each([
    ['names no blue one', negative, 'INVOICE_RED_UNLINKED'],
    ['is positive', { issueType: RED }, 'INVOICE_RED_POSITIVE'],
  ])('that %s', (_, parts, code) => expect(codes(invoice(parts))).toEqual([code]));
});

describe('an outside verification (查验)', () => {
  const said = (reading: RecordReading) =>
    reading.facts
      .filter(({ key }) => key.startsWith('verification'))
      .map(({ key, group, value, place, file }) => [group ?? '', key, value, `${file} ${place}`]);

  it('absent, it is not checked: no fact', () => expect(said(invoice())).toEqual([]));

  it('declared as a member: a fact with its source and time', () => {
    const verifications = [{ result: '查验通过', source: '全国增值税发票查验平台', at: '2026-03-18T10:00:00+08:00' }];
    const reading = invoice({}, declared({ verifications }));
    expect(said(reading)).toEqual([
      ['', 'verification-result', '查验通过', 'declaration verifications/0'],
      ['', 'verification-source', '全国增值税发票查验平台', 'declaration verifications/0'],
      ['', 'verification-time', '2026-03-18T10:00:00+08:00', 'declaration verifications/0'],
    ]);
    expect(codes(reading)).toEqual([]);
  });

  it.each([
    ['an object', { 结果: '一致', 平台: '查验平台', 时间: '2026-03-18' }, ['一致', '查验平台', '2026-03-18']],
    ['its result alone', '一致', ['一致']],
  ])('in the metadata: %s', (_, value, values) => {
    const reading = invoice({}, declared({ metadata: { 查验: value } }));
    expect(said(reading).map(([, , one]) => one)).toEqual(values);
    expect(said(reading)[0]![3]).toBe('declaration metadata/查验');
  });

  it('several: each, and the last one as the record’s', () => {
    const verifications = [
      { result: '作废', source: 'A', at: '2026-04-01' },
      { result: '正常', source: 'A', at: '2026-03-01' },
    ];
    const reading = invoice({}, declared({ verifications }));
    expect(said(reading).filter(([, key]) => key === 'verification-result')).toEqual([
      ['', 'verification-result', '作废', 'declaration verifications/0'],
      ['verification/1', 'verification-result', '作废', 'declaration verifications/0'],
      ['verification/2', 'verification-result', '正常', 'declaration verifications/1'],
    ]);
    expect(codes(reading)).toEqual(['INVOICE_VERIFICATION_NEGATIVE']);
  });

  it.each([
    ['不一致', 1],
    ['查无此票', 1],
    ['已作废', 1],
    ['一致', 0],
    ['未发现异常', 0],
    ['正常，非作废', 0],
  ])('%s', (result, findings) => {
    const reading = invoice({}, declared({ verifications: [{ result, source: 'A', at: '2026-03-18' }] }));
    expect(codes(reading)).toHaveLength(findings);
  });

  it.each([[null], [7], [[]], [{}], [[1, null, { 结果: 5 }]]])('nothing is made of %j', (value) => {
    expect(said(invoice({}, declared({ metadata: { 查验: value } })))).toEqual([]);
  });
});

describe('the signature of the tax bureau', () => {
  it('is a fact, and not verified', () => {
    expect(invoice().facts.find(({ key }) => key === 'signature-state')).toMatchObject({
      value: 'not-verified',
      file: 'a.xml',
      place: '/EInvoice/TaxBureauSignature/SignatureAlgorithm',
    });
    expect(invoice({ signature: '' }).facts.some(({ key }) => key === 'signature-state')).toBe(false);
  });
});
