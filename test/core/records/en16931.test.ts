import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../../src/core/formats/format.js';
import { ciiInvoice } from '../../../src/core/records/documents/cii-invoice/index.js';
import { ublInvoice } from '../../../src/core/records/documents/ubl-invoice/index.js';
import { INVOICE_RULES } from '../../../src/core/records/en16931/index.js';
import { parseXmlTree } from '../../../src/core/xml-tree.js';
import { CII, UBL, XRECHNUNG, ZUGFERD_1 } from './documents/invoices.js';

function broken(text: string): string[] {
  const { root, problem } = parseXmlTree(Buffer.from(text), DEFAULT_LIMITS);
  expect(problem).toBeNull();
  const carried = { kind: 'xml', carrier: '', name: '', root: root! } as const;
  const reader = [ublInvoice, ciiInvoice].find((one) => one.matches(carried))!;
  const { findings } = reader.read(carried);
  for (const { severity } of findings) expect(severity).not.toBe('error');
  return [...new Set(findings.map(({ message, clause }) => (clause === 'EN 16931-1 6.4' || clause?.includes('BR-') ? message.split(':')[0]! : message)))]; // prettier-ignore
}

/** Each change applied once or everywhere; a change that changes nothing would prove nothing. */
function changed(text: string, changes: readonly (readonly [string | RegExp, string])[]): string {
  let out = text;
  for (const [from, to] of changes) {
    const next = out.replace(from, to);
    expect({ from, changes: next !== out }).toEqual({ from, changes: true });
    out = next;
  }
  return out;
}

const without = (element: string): [RegExp, string] => [new RegExp(`<${element}[ >][^]*?</${element}>`), ''];
const PARTY_TAX = /(<cac:PartyTaxScheme>)[^]*?(<\/cac:PartyTaxScheme>)/;

describe('rules of EN 16931 on a UBL invoice', () => {
  it('hold for the good one', () => expect(broken(UBL)).toEqual([]));

  it.each<[string, (readonly [string | RegExp, string])[], string[]?]>([
    ['BR-02', [['<cbc:ID>R-1</cbc:ID>', '']]],
    ['BR-03', [without('cbc:IssueDate')]],
    ['BR-04', [without('cbc:InvoiceTypeCode')]],
    ['BR-06', [['<cbc:RegistrationName>Muster AG</cbc:RegistrationName>', '']]],
    ['BR-07', [['<cbc:RegistrationName>Exemple SA</cbc:RegistrationName>', '']]],
    ['BR-08', [without('cac:PostalAddress')]],
    ['BR-09', [['<cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country>', '']]],
    ['BR-10', [['<cac:PostalAddress><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>', '']]],
    ['BR-11', [['<cbc:IdentificationCode>FR</cbc:IdentificationCode>', '<cbc:IdentificationCode> </cbc:IdentificationCode>']]],
    ['BR-12', [['<cbc:LineExtensionAmount currencyID="EUR">190.00</cbc:LineExtensionAmount>', '']]],
    ['BR-13', [without('cbc:TaxExclusiveAmount')]],
    ['BR-14', [without('cbc:TaxInclusiveAmount')]],
    ['BR-15', [without('cbc:PayableAmount')]],
    ['BR-17', [['<cac:PaymentMeans>', '<cac:PayeeParty/><cac:PaymentMeans>']]],
    ['BR-18', [['<cac:PaymentMeans>', '<cac:TaxRepresentativeParty/><cac:PaymentMeans>']], ['BR-18', 'BR-19', 'BR-56']],
    ['BR-20', [['<cac:PaymentMeans>', '<cac:TaxRepresentativeParty><cac:PostalAddress/></cac:TaxRepresentativeParty><cac:PaymentMeans>']], ['BR-18', 'BR-20', 'BR-56']],
    ['BR-21', [['<cac:InvoiceLine><cbc:ID>2</cbc:ID>', '<cac:InvoiceLine>']]],
    ['BR-22', [without('cbc:InvoicedQuantity')], ['BR-22', 'BR-23']],
    ['BR-23', [[' unitCode="H87"', '']]],
    ['BR-24', [['<cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>', '']], ['BR-24', 'BR-CO-10', 'BR-S-08']],
    ['BR-25', [['<cbc:Name>Nut</cbc:Name>', '']]],
    ['BR-26', [without('cbc:PriceAmount')]],
    ['BR-27', [['>30.00<', '>-30.00<'], ['>3</cbc:InvoicedQuantity>', '>-3</cbc:InvoicedQuantity>']]],
    ['BR-28', [['<cbc:PriceAmount currencyID="EUR">30.00</cbc:PriceAmount>', '<cbc:PriceAmount currencyID="EUR">30.00</cbc:PriceAmount><cac:AllowanceCharge><cbc:BaseAmount>-1</cbc:BaseAmount></cac:AllowanceCharge>']]],
    ['BR-29', [['2026-03-31', '2026-02-28']]],
    ['BR-30', [['2026-03-15', '2026-02-28']]],
    ['BR-32', [[/(>10.00<\/cbc:Amount>)<cac:TaxCategory>.*?<\/cac:TaxCategory>/, '$1']], ['BR-32', 'BR-S-08']],
    ['BR-33', [without('cbc:AllowanceChargeReasonCode')]],
    ['BR-38', [['<cbc:AllowanceChargeReason>Freight</cbc:AllowanceChargeReason>', '']]],
    ['BR-42', [['<cbc:AllowanceChargeReason>Friend</cbc:AllowanceChargeReason>', '']]],
    ['BR-44', [['<cbc:AllowanceChargeReason>Pack</cbc:AllowanceChargeReason>', '']]],
    ['BR-45', [without('cbc:TaxableAmount')]],
    ['BR-48', [['<cbc:Percent>19.00</cbc:Percent>', '']], ['BR-48', 'BR-CO-17']],
    ['BR-49', [without('cbc:PaymentMeansCode')]],
    ['BR-52', [['<cbc:ID>T-1</cbc:ID>', '']]],
    ['BR-53', [['<cbc:BuyerReference>', '<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode><cbc:BuyerReference>']]],
    ['BR-54', [['<cbc:Value>Grey</cbc:Value>', '']]],
    ['BR-55', [['<cbc:ID>R-0</cbc:ID>', '']]],
    ['BR-57', [['<cac:PaymentMeans>', '<cac:Delivery><cac:DeliveryLocation><cac:Address/></cac:DeliveryLocation></cac:Delivery><cac:PaymentMeans>']]],
    ['BR-61', [without('cac:PayeeFinancialAccount')]],
    ['BR-62', [[' schemeID="0088"', '']]],
    ['BR-64', [[' schemeID="0160"', '']]],
    ['BR-CO-03', [['<cbc:DocumentCurrencyCode>', '<cbc:TaxPointDate>2026-03-17</cbc:TaxPointDate><cbc:DocumentCurrencyCode>'], ['<cac:InvoicePeriod>', '<cac:InvoicePeriod><cbc:DescriptionCode>35</cbc:DescriptionCode>']]],
    ['BR-CO-04', [[/<cac:ClassifiedTaxCategory>.*?<\/cac:ClassifiedTaxCategory>/, '']], ['BR-CO-04', 'BR-S-08']],
    ['BR-CO-09', [['DE123456789', '123456789']]],
    ['BR-CO-10', [['>190.00<', '>190.01<']], ['BR-CO-10', 'BR-CO-13']],
    ['BR-CO-11', [['>10.00</cbc:AllowanceTotalAmount>', '>11.00</cbc:AllowanceTotalAmount>']], ['BR-CO-11', 'BR-CO-13']],
    ['BR-CO-12', [without('cbc:ChargeTotalAmount')], ['BR-CO-12', 'BR-CO-13']],
    ['BR-CO-13', [['>185.00</cbc:TaxExclusiveAmount>', '>185.01</cbc:TaxExclusiveAmount>']], ['BR-CO-13', 'BR-CO-15']],
    ['BR-CO-14', [['<cbc:TaxAmount currencyID="EUR">35.15', '<cbc:TaxAmount currencyID="EUR">35.16']], ['BR-CO-14', 'BR-CO-15']],
    ['BR-CO-15', [['>220.15<', '>220.16<']], ['BR-CO-15', 'BR-CO-16']],
    ['BR-CO-15', [['<cac:TaxTotal>', '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">35.15</cbc:TaxAmount></cac:TaxTotal><cac:TaxTotal>']]],
    ['BR-CO-16', [['>200.00<', '>199.99<']]],
    ['BR-CO-17', [[/>35.15</g, '>37.15<'], ['>220.15<', '>222.15<'], ['>200.00<', '>202.00<']], ['BR-CO-17', 'BR-S-09']],
    ['BR-CO-19', [[/<cbc:StartDate>2026-03-01<\/cbc:StartDate><cbc:EndDate>2026-03-31<\/cbc:EndDate>/, '']]],
    ['BR-CO-20', [[/<cbc:StartDate>2026-03-01<\/cbc:StartDate><cbc:EndDate>2026-03-15<\/cbc:EndDate>/, '']]],
    ['BR-CO-25', [without('cbc:DueDate')]],
    ['BR-CO-26', [[PARTY_TAX, ''], ['<cbc:CompanyID>HRB 1</cbc:CompanyID>', '']]],
    ['BR-DEC-12', [['>185.00</cbc:TaxExclusiveAmount>', '>185.000</cbc:TaxExclusiveAmount>']]],
    ['BR-DEC-24', [[/(Friend<\/cbc:AllowanceChargeReason><cbc:Amount currencyID="EUR">10\.00)/, '$10']]],
    ['BR-CL-01', [['>380<', '>999<']]],
    ['BR-CL-14', [['>FR</cbc:IdentificationCode>', '>UK</cbc:IdentificationCode>']]],
    ['BR-CL-16', [['>58<', '>580<']]],
    ['BR-CL-18', [['<cac:ClassifiedTaxCategory><cbc:ID>S', '<cac:ClassifiedTaxCategory><cbc:ID>H']], ['BR-CL-18', 'BR-S-08']],
    ['BR-CL-19', [['>95</cbc:AllowanceChargeReasonCode>', '>55</cbc:AllowanceChargeReasonCode>']]],
    ['line net amount', [['>3</cbc:InvoicedQuantity>', '>4</cbc:InvoicedQuantity>']]],
    ['data type', [['>3</cbc:InvoicedQuantity>', '>three</cbc:InvoicedQuantity>']]],
    ['data type', [['2026-04-16', '2026-02-30']]],
  ])('%s', (rule, changes, all = [rule]) => {
    expect(broken(changed(UBL, changes)).sort()).toEqual([...all].sort());
  }); // prettier-ignore

  it('a cent of rounding inside a breakdown is no finding, nor a line with its price per hundred', () => {
    expect(broken(changed(UBL, [[/>35.15</g, '>35.14<'], ['>220.15<', '>220.14<'], ['>200.00<', '>199.99<']]))).toEqual([]); // prettier-ignore
  });

  it('a credit note is read by the same rules', () => {
    const note = changed(UBL, [
      ['Invoice-2"', 'CreditNote-2"'],
      [/<(\/?)Invoice(?=[ >])/g, '<$1CreditNote'],
      [/InvoiceLine>/g, 'CreditNoteLine>'],
      [/InvoicedQuantity/g, 'CreditedQuantity'],
      [/InvoiceTypeCode>380/, 'CreditNoteTypeCode>381'],
      ['</cbc:InvoiceTypeCode>', '</cbc:CreditNoteTypeCode>'],
      ['<cbc:DueDate>2026-04-16</cbc:DueDate>', ''],
    ]);
    expect(broken(note)).toEqual([]);
    expect(broken(changed(note, [['>190.00<', '>191.00<']]))).toEqual(['BR-CO-10', 'BR-CO-13']);
  });
});

describe('VAT categories on a CII invoice', () => {
  it('the good one holds, in the names of ZUGFeRD 1.0 too', () => {
    expect(broken(CII)).toEqual([]);
    expect(broken(ZUGFERD_1)).toEqual([]);
    expect(broken(changed(ZUGFERD_1, [['>100.00</ram:TaxBasis', '>90.00</ram:TaxBasis']]))).toEqual(['BR-CO-13', 'BR-CO-15']); // prettier-ignore
  });

  const category = (code: string, rate: string, reason: string) =>
    changed(CII, [
      [/>S<\/ram:CategoryCode>/g, `>${code}</ram:CategoryCode>`],
      [/<ram:RateApplicablePercent>20.00<\/ram:RateApplicablePercent>/g, rate === '' ? '' : `<ram:RateApplicablePercent>${rate}</ram:RateApplicablePercent>`],
      ['<ram:CalculatedAmount>20.00', '<ram:CalculatedAmount>0.00'],
      ['>20.00</ram:TaxTotalAmount>', '>0.00</ram:TaxTotalAmount>'],
      [/>120.00</g, '>100.00<'],
      ['<ram:BasisAmount>', `${reason} <ram:BasisAmount>`],
    ]); // prettier-ignore
  const REASON = '<ram:ExemptionReason>as said</ram:ExemptionReason>';
  const NO_VAT_IDS: [RegExp, string] = [
    /<ram:SpecifiedTaxRegistration>.*?<\/ram:SpecifiedTaxRegistration>/g,
    '<ram:SpecifiedLegalOrganization><ram:ID>1</ram:ID></ram:SpecifiedLegalOrganization>',
  ];
  const TO: [string, string] = ['<ram:ActualDelivery', '<ram:ShipToTradeParty><ram:PostalTradeAddress><ram:CountryID>IT</ram:CountryID></ram:PostalTradeAddress></ram:ShipToTradeParty><ram:ActualDelivery']; // prettier-ignore

  it.each<[string, string, string, string, (readonly [string | RegExp, string])[]]>([
    ['Z', 'Z', '0', '', []],
    ['E', 'E', '0', REASON, []],
    ['AE', 'AE', '0', REASON, []],
    ['G', 'G', '0', REASON, []],
    ['IC', 'K', '0', REASON, [TO]],
    ['O', 'O', '', REASON, [NO_VAT_IDS]],
  ])('%s', (family, code, rate, reason, more) => {
    const good = changed(category(code, rate, reason), more);
    expect(broken(good)).toEqual([]);
    const other = reason === '' ? REASON : '';
    expect(broken(changed(category(code, rate, other), more))).toEqual([`BR-${family}-10`]);
    expect(broken(changed(good, [['<ram:CalculatedAmount>0.00', '<ram:CalculatedAmount>1.50']]))).toEqual(expect.arrayContaining([`BR-${family}-09`])); // prettier-ignore
    expect(broken(changed(good, [['<ram:BasisAmount>100', '<ram:BasisAmount>99']]))).toEqual(expect.arrayContaining([`BR-${family}-08`])); // prettier-ignore
    expect(broken(changed(good, [[new RegExp(`(Calculated.*)>${code}</ram:CategoryCode>`), '$1>S</ram:CategoryCode>']]))).toEqual(expect.arrayContaining([`BR-${family}-01`])); // prettier-ignore
  });

  it('who needs which identifiers', () => {
    expect(broken(changed(CII, [NO_VAT_IDS]))).toEqual(['BR-S-02']);
    expect(broken(changed(category('G', '0', REASON), [NO_VAT_IDS]))).toEqual(['BR-G-02']);
    expect(broken(category('O', '', REASON))).toEqual(['BR-O-02']);
    expect(broken(category('K', '0', REASON))).toEqual(['BR-IC-12']);
    expect(broken(changed(category('K', '0', REASON), [TO, ['FR22999999998', ' ']]))).toEqual(['BR-IC-02']);
    expect(broken(category('E', '7', REASON))).toEqual(['BR-CO-17', 'BR-E-05']);
    expect(broken(changed(CII, [[/(<ram:SpecifiedLineTradeSettlement>.*?)20.00/, '$10.00']]))).toEqual(['BR-S-05', 'BR-S-08']); // prettier-ignore
  });
});

describe('how far the rules hold', () => {
  const profile = (id: string) => CII.replace('urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic', id);
  const LINES: [RegExp, string] = [/<ram:IncludedSupplyChainTradeLineItem>.*?<\/ram:IncludedSupplyChainTradeLineItem>/, '']; // prettier-ignore

  it('MINIMUM and BASIC WL have no lines; EN 16931 has', () => {
    expect(broken(changed(profile('urn:factur-x.eu:1p0:basicwl'), [LINES]))).toEqual([]);
    expect(broken(changed(profile('urn:factur-x.eu:1p0:minimum'), [LINES, ['>120.00</ram:Grand', '>121.00</ram:Grand']]))).toEqual(['BR-CO-15']); // prettier-ignore
    expect(broken(changed(profile('urn:cen.eu:en16931:2017'), [LINES]))).toEqual(['BR-16', 'BR-S-08']);
  });

  it('an extension is held to its arithmetic, an unknown document to nothing but its values', () => {
    const extended = profile('urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended');
    expect(broken(changed(extended, [['<ram:Name>Bolt</ram:Name>', '']]))).toEqual([]);
    expect(broken(changed(extended, [['>120.00</ram:Grand', '>121.00</ram:Grand']]))).toEqual(['BR-CO-15']);
    expect(broken(changed(profile('urn:other'), [['>120.00</ram:Grand', '>121.00</ram:Grand']]))).toEqual([]);
    expect(broken(changed(profile('urn:other'), [['>120.00</ram:Grand', '>12e1</ram:Grand']]))).toEqual(['data type']);
  });
});

describe('XRechnung', () => {
  it('the good one holds, and what it asks for more is asked of no other', () => {
    expect(broken(XRECHNUNG)).toEqual([]);
    expect(broken(CII.replace('urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic', 'urn:cen.eu:en16931:2017'))).toEqual([]); // prettier-ignore
  });

  it.each<[string, string | RegExp, string[]?]>([
    ['BR-DE-1', without('ram:SpecifiedTradeSettlementPaymentMeans')[0]],
    ['BR-DE-2', without('ram:DefinedTradeContact')[0]],
    ['BR-DE-3', '<ram:CityName>Testville</ram:CityName>'],
    ['BR-DE-4', '<ram:PostcodeCode>00000</ram:PostcodeCode>'],
    ['BR-DE-5', without('ram:DepartmentName')[0]],
    ['BR-DE-6', without('ram:TelephoneUniversalCommunication')[0]],
    ['BR-DE-7', without('ram:EmailURIUniversalCommunication')[0]],
    ['BR-DE-8', /(?<=Exemple SA<\/ram:Name><ram:PostalTradeAddress>.*)<ram:CityName>Testville<\/ram:CityName>/],
    ['BR-DE-9', /(?<=Exemple SA<\/ram:Name><ram:PostalTradeAddress>)<ram:PostcodeCode>00000<\/ram:PostcodeCode>/],
    ['BR-DE-10', '<ram:CityName>Elsewhere</ram:CityName>'],
    ['BR-DE-11', '<ram:PostcodeCode>00001</ram:PostcodeCode>'],
    ['BR-DE-15', without('ram:BuyerReference')[0]],
  ])('%s', (rule, what) => {
    expect(broken(changed(XRECHNUNG, [[what, '']]))).toEqual([rule]);
  });

  it('BR-DE-14: a rate is asked for where EN 16931 needs none', () => {
    const rate =
      /(BasisAmount><ram:CategoryCode>S<\/ram:CategoryCode>)<ram:RateApplicablePercent>20.00<\/ram:RateApplicablePercent>/;
    expect(broken(changed(XRECHNUNG, [[rate, '$1']]))).toContain('BR-DE-14');
  });
});

describe('INVOICE_RULES', () => {
  it('say what they are in one line each', () => {
    for (const { id, says } of INVOICE_RULES) expect(`${id}: ${says}`).not.toContain('\n');
    expect(new Set(INVOICE_RULES.map(({ id }) => id)).size).toBeGreaterThan(170);
  });
});
