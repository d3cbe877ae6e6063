import { describe, expect, it } from '@jest/globals';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { inspectBytes } from '../../../../src/core/formats/index.js';
import { isKnownKey } from '../../../../src/core/records/dictionary/index.js';
import { invoiceProfile } from '../../../../src/core/records/invoice-profile.js';
import { fileStream, PAGES, pdfOf } from '../pdf-writer.js';
import { CII, UBL, ZUGFERD_1 } from './invoices.js';

const inspect = (bytes: string | Uint8Array) => inspectBytes(new BufferSource(Buffer.from(bytes)));
const said = async (bytes: string | Uint8Array) => (await inspect(bytes)).documents[0]!;
const HEAD = ['invoice-number', 'issue-date', 'due-date', 'invoice-type', 'currency', 'seller-name', 'seller-id', 'buyer-name', 'buyer-id', 'total-without-tax', 'total-tax', 'total-with-tax', 'payable-amount']; // prettier-ignore

describe('invoices of EN 16931', () => {
  it('UBL says what it says, with places, currencies and one form of dates and rates', async () => {
    const { document, profile, carrier, facts } = await said(UBL);
    expect({ document, profile, carrier }).toEqual({ document: 'ubl-invoice', profile: 'EN 16931', carrier: '' });
    const value = (key: string, group?: string) =>
      facts.find((fact) => fact.key === key && fact.group === group)?.value;
    expect(HEAD.map((key) => value(key))).toEqual(['R-1', '2026-03-17', '2026-04-16', '380', 'EUR', 'Muster AG', 'DE123456789', 'Exemple SA', 'FR12345678901', '185.00', '35.15', '220.15', '200.00']); // prettier-ignore
    expect(value('tax-rate', 'vat/1')).toBe('0.1900');
    expect(value('item-name', 'line/2')).toBe('Nut');
    expect(value('amount', 'line/1/allowance/1')).toBe('10.00');
    expect(value('preceding-invoice-number', 'preceding/1')).toBe('R-0');
    expect(facts.find(({ key }) => key === 'total-with-tax')).toMatchObject({
      currency: 'EUR',
      place: '/Invoice/LegalMonetaryTotal/TaxInclusiveAmount',
    });
    expect(facts.map(({ key }) => key).filter((key) => !isKnownKey(key))).toEqual([]);
  });

  it.each([
    ['CII', CII, 'Factur-X / ZUGFeRD 2 BASIC'],
    ['ZUGFeRD 1.0', ZUGFERD_1, 'ZUGFeRD 1.0 COMFORT'],
  ])('%s says the same things under the same keys', async (_, text, name) => {
    const { document, profile, facts } = await said(text);
    expect({ document, profile }).toEqual({ document: 'cii-invoice', profile: name });
    expect(HEAD.map((key) => facts.find((fact) => fact.key === key)?.value)).toEqual(['R-1', '2026-03-17', '2026-04-16', '380', 'EUR', 'Muster AG', 'FR11999999998', 'Exemple SA', 'FR22999999998', '100.00', '20.00', '120.00', '120.00']); // prettier-ignore
    expect(facts.filter(({ group }) => group === 'line/1').map(({ key, value }) => [key, value])).toEqual([
      ['line-id', '1'],
      ['item-name', 'Bolt'],
      ['quantity', '2'],
      ['unit', 'H87'],
      ['unit-price', '50.00'],
      ['amount', '100.00'],
      ['tax-category', 'S'],
      ['tax-rate', '0.2000'],
    ]);
    expect(facts.map(({ key }) => key).filter((key) => !isKnownKey(key))).toEqual([]);
  });

  it('an order is an order, whatever its elements share with an invoice', async () => {
    const order = CII.replaceAll('urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100', 'urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100')
      .replaceAll('CrossIndustryInvoice', 'SCRDMCCBDACIOMessageStructure')
      .replace('urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic', 'urn:order-x.eu:1p0:comfort')
      .replace('InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode', 'OrderCurrencyCode>EUR</ram:OrderCurrencyCode'); // prettier-ignore
    const { document, profile, facts } = await said(order);
    expect({ document, profile }).toEqual({ document: 'cii-order', profile: 'Order-X COMFORT' });
    expect(facts.find(({ key }) => key === 'order-number')?.value).toBe('R-1');
    expect(facts.find(({ key }) => key === 'currency')?.value).toBe('EUR');
    expect(facts.map(({ key }) => key)).not.toContain('invoice-number');
    expect(facts.map(({ key }) => key).filter((key) => !isKnownKey(key))).toEqual([]);
  });

  it('VAT in the currency of accounting is not the VAT of the invoice, whichever comes first', async () => {
    const two = UBL.replace('<cbc:BuyerReference>', '<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode><cbc:BuyerReference>')
      .replace('<cac:TaxTotal>', '<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">400.00</cbc:TaxAmount></cac:TaxTotal><cac:TaxTotal>'); // prettier-ignore
    const { facts } = await said(two);
    expect(facts.find(({ key }) => key === 'total-tax')).toMatchObject({ value: '35.15', currency: 'EUR' });
    expect(facts.find(({ key }) => key === 'total-tax-accounting')).toMatchObject({ value: '400.00', currency: 'SEK' });
    expect((await inspect(two)).findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('an element of another namespace is not taken for the one it imitates', async () => {
    const { facts } = await said(UBL.replace('<cbc:ID>R-1', '<x:ID xmlns:x="urn:x">R-9</x:ID><cbc:ID>R-1'));
    expect(facts.find(({ key }) => key === 'invoice-number')?.value).toBe('R-1');
  });

  it('other ways of dates: with a zone, with minutes, months, and weeks, which are no months', async () => {
    const date = async (text: string) => (await said(text)).facts.find(({ key }) => key === 'issue-date')?.value;
    expect(await date(UBL.replace('2026-03-17', '2026-03-17+01:00'))).toBe('2026-03-17');
    expect(await date(CII.replace('"102">20260317', '"203">202603170930'))).toBe('2026-03-17T09:30:00');
    expect(await date(CII.replace('"102">20260317', '"610">202603'))).toBe('2026-03');
    expect(await date(CII.replace('"102">20260317', '"616">202603'))).toBeNull();
  });

  it('in a PDF the place names the embedded file', async () => {
    const pdf = pdfOf([
      '<</Type/Catalog/Pages 2 0 R/AF[3 0 R]>>',
      PAGES,
      '<</Type/Filespec/F(factur-x.xml)/AFRelationship/Alternative/EF<</F 4 0 R>>>>',
      fileStream(CII),
    ]);
    const { carrier, facts } = await said(pdf);
    expect(carrier).toBe('embedded file factur-x.xml');
    expect(facts[0]!.place).toBe('embedded file factur-x.xml#/CrossIndustryInvoice/ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID'); // prettier-ignore
  });

  it('thousands of lines are all checked; the facts of the first are said', async () => {
    const line = /<cac:InvoiceLine><cbc:ID>2.*<\/cac:InvoiceLine>/.exec(UBL)![0];
    const many = UBL.replace(line, line.repeat(2100)).replace('>190.00<', '>210090.00<');
    const { documents, findings } = await inspect(many);
    expect(documents[0]!.facts.filter(({ key }) => key === 'line-id')).toHaveLength(2000);
    const codes = findings.map(({ code, clause }) => [code, clause]);
    expect(codes).toContainEqual(['EN16931_LINES_UNREAD', undefined]);
    expect(codes).not.toContainEqual(['EN16931_TOTAL_WRONG', 'EN 16931-1 BR-CO-10']);
  });

  it('never throws, wherever the file ends or a byte is another', async () => {
    for (const text of [UBL, CII]) {
      const bytes = Buffer.from(text);
      for (let end = 0; end < bytes.length; end += 97) await inspect(bytes.subarray(0, end));
      for (let at = 0; at < bytes.length; at += 53) {
        const other = Buffer.from(bytes);
        other[at]! ^= 0x15;
        expect((await inspect(other)).documents.length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('a tree like a bomb: deep, wide, and numbers without end', async () => {
    const deep = UBL.replace('<cac:InvoiceLine>', '<cac:InvoiceLine>'.repeat(5000));
    expect((await inspect(deep)).documents).toEqual([]);
    const wide = UBL.replace('<cbc:Note>Thank you</cbc:Note>', '<cbc:Note>n</cbc:Note>'.repeat(50_000));
    expect((await said(wide)).facts.filter(({ key }) => key === 'remark')).toHaveLength(2000);
    const endless = UBL.replaceAll('190.00', '9'.repeat(100_000));
    const { documents, findings } = await inspect(endless);
    expect(documents[0]!.facts.find(({ key }) => key === 'lines-total')).toMatchObject({ value: null });
    expect(findings.map(({ code }) => code)).toContain('EN16931_VALUE_UNREADABLE');
  });
});

describe('profiles', () => {
  it.each([
    ['urn:factur-x.eu:1p0:minimum', 'Factur-X / ZUGFeRD 2 MINIMUM', 'header'],
    ['urn:factur-x.eu:1p0:basicwl', 'Factur-X / ZUGFeRD 2 BASIC WL', 'header'],
    ['urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic', 'Factur-X / ZUGFeRD 2 BASIC', 'core'],
    ['urn:cen.eu:en16931:2017', 'EN 16931', 'core'],
    ['urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended', 'Factur-X / ZUGFeRD 2 EXTENDED', 'extended'],
    ['urn:cen.eu:en16931:2017:compliant:factur-x.eu:1p0:extended', 'Factur-X / ZUGFeRD 2 EXTENDED', 'extended'],
    ['urn:cen.eu:en16931:2017#conformant#urn:zugferd.de:2p0:extended', 'ZUGFeRD 2.0 EXTENDED', 'extended'],
    ['urn:ferd:CrossIndustryDocument:invoice:1p0:comfort', 'ZUGFeRD 1.0 COMFORT', 'none'],
    ['urn:order-x.eu:1p0:basic', 'Order-X BASIC', 'none'],
    ['urn:cen.eu:en16931:2017#compliant#urn:xoev-de:kosit:standard:xrechnung_2.1', 'XRechnung 2.1', 'core'],
    ['urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0', 'XRechnung 3.0', 'core'],
    ['urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0', 'XRechnung 3.0 Extension', 'extended'],
    ['urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0', 'Peppol BIS Billing 3.0', 'core'],
    ['urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0', 'NLCIUS 1.0', 'core'],
    ['urn:cen.eu:en16931:2017#compliant#urn:elsewhere', 'EN 16931 CIUS', 'core'],
    ['urn:cen.eu:en16931:2017#conformant#urn:elsewhere', 'EN 16931 extension', 'extended'],
    ['urn:peppol:pint:billing-1@jp-1', 'Peppol PINT billing-1 jp-1', 'none'],
  ])('%s is %s', (id, name, rules) => {
    expect(invoiceProfile(id)).toMatchObject({ name, rules });
  }); // prettier-ignore

  it('what no row knows has no name', () => {
    for (const id of [undefined, '', 'urn:other', 'x'.repeat(1000), '#'.repeat(400)])
      expect(invoiceProfile(id)).toBeNull();
  });
});
