import { describe, expect, it } from '@jest/globals';
import { isKnownKey } from '../../../../src/core/records/dictionary/index.js';
import { readXml, valuesOf } from './cn-invoice-xml.js';

const NS = 'http://www.edrm.org.cn/schema/e-invoice/2019';
const goods = (scheme = '13%', tax = '65.00') =>
  `<fp:GoodsInfo><fp:LineNo>1</fp:LineNo><fp:Item>*样例*线缆</fp:Item><fp:MeasurementDimension>根</fp:MeasurementDimension><fp:Price>50.00</fp:Price><fp:Quantity>10</fp:Quantity><fp:Amount>500.00</fp:Amount><fp:TaxScheme>${scheme}</fp:TaxScheme><fp:TaxAmount>${tax}</fp:TaxAmount></fp:GoodsInfo>`;
const invoice = (more = '', lines = goods(), root = 'fp:eInvoice') =>
  `<${root} xmlns:fp="${NS}" Version="1.0"><fp:InvoiceCode>099001900104</fp:InvoiceCode><fp:InvoiceNo>00000001</fp:InvoiceNo><fp:IssueDate>2020年11月05日</fp:IssueDate><fp:InvoiceCheckCode>00000 00000 00000 00001</fp:InvoiceCheckCode><fp:Buyer><fp:BuyerName>个人</fp:BuyerName><fp:BuyerTaxID>\n </fp:BuyerTaxID></fp:Buyer><fp:Seller><fp:SellerName>示例公司</fp:SellerName><fp:SellerTaxID>919900000000000192</fp:SellerTaxID></fp:Seller><fp:TaxInclusiveTotalAmount>565.00</fp:TaxInclusiveTotalAmount><fp:TaxExclusiveTotalAmount>500.00</fp:TaxExclusiveTotalAmount><fp:TaxTotalAmount>65.00</fp:TaxTotalAmount>${more}<fp:GoodsInfos>${lines}</fp:GoodsInfos></${root}>`;

describe('增值税电子发票 XML', () => {
  it.each(['fp:eInvoice', 'eInvoice'])('is read with the root <%s>', (root) => {
    const reading = readXml(invoice('', goods(), root), 'Doc_0/Attachs/original_invoice.xml');
    expect(reading).toMatchObject({ document: 'cn-vat-invoice', profile: 'eInvoice 1.0', findings: [] });
    const values = valuesOf(reading);
    expect(values).toMatchObject({
      'invoice-code': '099001900104',
      'invoice-number': '00000001',
      'issue-date': '2020-11-05',
      'check-code': '00000 00000 00000 00001',
      'buyer-name': '个人',
      'total-with-tax': '565.00',
      'line/1 item-name': '*样例*线缆',
      'line/1 tax-rate': '0.13',
      'line/1 tax-amount': '65.00',
    });
    expect(values).not.toHaveProperty('buyer-id');
    expect(reading!.facts.filter(({ key }) => !isKnownKey(key))).toEqual([]);
    expect(reading!.facts[0]!.place).toBe('Doc_0/Attachs/original_invoice.xml#/eInvoice/InvoiceCode');
  });

  it('a free or masked line says what it is', () => {
    expect(valuesOf(readXml(invoice('', goods('免税', '***'))))).toMatchObject({ 'line/1 tax-treatment': 'exempt' });
    expect(valuesOf(readXml(invoice('', goods('***', '1.96'))))).not.toHaveProperty(['line/1 tax-rate']);
  });

  it.each([
    [
      '<fp:OriginalInvoiceCode>099001900104</fp:OriginalInvoiceCode><fp:OriginalInvoiceNo>00000009</fp:OriginalInvoiceNo>',
    ],
    ['<fp:Note>对应正数发票代码:099001900104号码:00000009</fp:Note>'],
  ])('red: %s', (more) => {
    expect(valuesOf(readXml(invoice(more)))).toMatchObject({
      'red-of-code': '099001900104',
      'red-of-number': '00000009',
    });
  });

  it('an eInvoice of another namespace is not read as one', () => {
    expect(readXml('<eInvoice xmlns="urn:other"><InvoiceNo>1</InvoiceNo></eInvoice>')).toBeNull();
  });
});
