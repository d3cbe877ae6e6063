import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { inspectBytes } from '../../../../src/core/formats/index.js';
import { isKnownKey } from '../../../../src/core/records/dictionary/index.js';
import { eInvoiceLine, eInvoiceXml, readXml, valuesOf } from './cn-invoice-xml.js';

describe('数电票 XML', () => {
  it('says its facts with the place of each', () => {
    const reading = readXml(eInvoiceXml());
    expect(reading).toMatchObject({ document: 'cn-einvoice', profile: 'EInvoice 0.1', findings: [] });
    expect(valuesOf(reading)).toMatchObject({
      'invoice-number': '26991000000000000001',
      'issue-date': '2026-03-17T09:30:00',
      'generation-time': '2026-03-17T09:30:05',
      'invoice-type': '普通发票',
      'issue-type': '蓝字发票',
      'seller-name': '示例科技有限公司',
      'seller-id': '919900000000000192',
      'buyer-id': '91990000000000027W',
      'total-without-tax': '1000.00',
      'total-tax': '130.00',
      'total-with-tax': '1130.00',
      'total-in-words': '壹仟壹佰叁拾圆整',
      'shown-origin': 'tax-platform',
      'line/1 amount-with-tax': '1130.00',
      'line/1 tax-rate': '0.13',
    });
    expect(reading!.facts.find(({ key }) => key === 'total-with-tax')!.place).toBe(
      '/EInvoice/EInvoiceData/BasicInformation/TotalTax-includedAmount',
    );
    expect(reading!.facts.filter(({ key }) => !isKnownKey(key))).toEqual([]);
  });

  it('one line or many', () => {
    const values = valuesOf(readXml(eInvoiceXml({ lines: [eInvoiceLine(), eInvoiceLine({ amount: '-3' })] })));
    expect([values['line/1 amount'], values['line/2 amount']]).toEqual(['1000.00', '-3']);
    expect(valuesOf(readXml(eInvoiceXml({ lines: [] })))).not.toHaveProperty(['line/1 amount']);
  });

  it.each([
    ['0.06', 'tax-rate', '0.06'],
    ['6%', 'tax-rate', '0.06'],
    ['6', 'tax-rate', '0.06'],
    ['0', 'tax-rate', '0'],
    ['1.5%', 'tax-rate', '0.015'],
    ['免税', 'tax-treatment', 'exempt'],
    ['不征税', 'tax-treatment', 'not-taxed'],
  ])('the rate %s is %s %s', (rate, key, value) => {
    const reading = readXml(eInvoiceXml({ lines: [eInvoiceLine({ rate })] }));
    const said = reading!.facts.filter(({ key: one }) => one === 'tax-rate' || one === 'tax-treatment');
    expect(said).toMatchObject([{ key, value, text: rate, group: 'line/1' }]);
    expect(reading!.findings).toEqual([]);
  });

  it('stars say nothing; other words in the place of a number are a finding', () => {
    expect(valuesOf(readXml(eInvoiceXml({ lines: [eInvoiceLine({ rate: '***', tax: '***' })] })))).not.toHaveProperty([
      'line/1 tax-rate',
    ]);
    const reading = readXml(eInvoiceXml({ lines: [eInvoiceLine({ amount: '壹千' })] }));
    expect(valuesOf(reading)['line/1 amount']).toBeNull();
    expect(reading!.findings).toMatchObject([
      { code: 'INVOICE_VALUE_UNREADABLE', where: '/EInvoice/EInvoiceData/IssuItemInformation/Amount', found: '壹千' },
    ]);
  });

  it('EIid and InvoiceNumber: either is the number, both must be the same', () => {
    expect(valuesOf(readXml(eInvoiceXml({ number: '' })))['invoice-number']).toBe('26991000000000000001');
    expect(valuesOf(readXml(eInvoiceXml({ id: '' })))['invoice-number']).toBe('26991000000000000001');
    expect(readXml(eInvoiceXml({ id: '26991000000000000009' }))!.findings).toMatchObject([
      { code: 'INVOICE_NUMBERS_DIFFER', where: '/EInvoice/Header/EIid' },
    ]);
  });

  it('without RequestTime the date of issue is IssueTime', () => {
    expect(valuesOf(readXml(eInvoiceXml({ times: '' })))['issue-date']).toBe('2026-03-17T09:30:05');
  });

  const RED = (inside: string) => ({ specific: `<RedEInvoice>${inside}</RedEInvoice>` });
  it.each([
    [
      'a blue 数电票',
      RED('<OriginalInvoiceCode>26991000000000000001</OriginalInvoiceCode><CreditNoteNumber>C1</CreditNoteNumber>'),
      { 'red-of-number': '26991000000000000001', 'credit-note-number': 'C1' },
    ],
    [
      'an older one',
      RED(
        '<OriginalInvoiceCode>099001900104</OriginalInvoiceCode><OriginalInvoiceNumber>00000001</OriginalInvoiceNumber>',
      ),
      { 'red-of-code': '099001900104', 'red-of-number': '00000001' },
    ],
    [
      'one named in the remark',
      { additional: '<Remark>被红冲蓝字数电发票号码：26991000000000000001 红字发票信息确认单编号：1</Remark>' },
      { 'red-of-number': '26991000000000000001' },
    ],
    [
      'an older one named in the remark',
      { additional: '<Remark>对应正数发票代码:099001900104 号码:00000001</Remark>' },
      { 'red-of-code': '099001900104', 'red-of-number': '00000001' },
    ],
  ])('red of %s', (_, parts, expected) => {
    expect(valuesOf(readXml(eInvoiceXml(parts)))).toMatchObject(expected);
  });

  it('a number in a remark that no words call the blue one is not taken', () => {
    const remark = '<Remark>订单号码：26991000000000000001</Remark>';
    expect(valuesOf(readXml(eInvoiceXml({ additional: remark })))).not.toHaveProperty('red-of-number');
  });

  it('elements of some trades are kept by their own names', () => {
    const reading = readXml(
      eInvoiceXml({
        specific:
          '<PassengerTransportation><Traveller>甲</Traveller></PassengerTransportation><PassengerTransportation><Traveller>乙</Traveller></PassengerTransportation>',
        additional:
          '<Additional><Information>合同号</Information><InformationValue>H-1</InformationValue></Additional>',
      }),
    );
    expect(valuesOf(reading)).toMatchObject({
      'specific/2 einvoice:Traveller': '甲',
      'specific/3 einvoice:Traveller': '乙',
      'additional/2 einvoice:InformationValue': 'H-1',
    });
    expect(reading!.facts.filter(({ key }) => !isKnownKey(key))).toEqual([]);
  });

  it('more lines than are read: said', () => {
    const { facts, findings } = readXml(eInvoiceXml({ lines: Array.from({ length: 5001 }, () => eInvoiceLine()) }))!;
    expect(findings).toMatchObject([{ code: 'INVOICE_TOO_LONG' }]);
    expect(facts.some(({ group }) => group === 'line/5000')).toBe(true);
    expect(facts.some(({ group }) => group === 'line/5001')).toBe(false);
  });

  it.each([
    ['another root', '<Einvoice><EInvoiceData/></Einvoice>'],
    ['no data', '<EInvoice><Other/></EInvoice>'],
  ])('%s is no 数电票', (_, text) => {
    expect(readXml(text)).toBeNull();
  });

  it('cut off or changed anywhere: an answer, no exception, nothing said of half a document', async () => {
    const bytes = Buffer.from(eInvoiceXml());
    for (let length = 0; length < bytes.length; length += 37) {
      const { documents } = await inspectBytes(new BufferSource(bytes.subarray(0, length)));
      expect(documents).toEqual([]);
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        for (const { facts } of (await inspectBytes(new BufferSource(changed))).documents)
          for (const { place, text } of facts)
            if (place === '' || text === '') throw new Error('a fact without source');
      }),
      { numRuns: 150 },
    );
  });
});
