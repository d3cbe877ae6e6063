/** One invoice in the two syntaxes of EN 16931: UBL 2.1 and UN/CEFACT CII D16B. */
import { xml } from './xml.mjs';

const URN = 'urn:oasis:names:specification:ubl:schema:xsd';
const PROFILE = 'urn:cen.eu:en16931:2017';
const eur = (name, amount) => [name, { currencyID: 'EUR' }, amount];

const ublParty = (role, name, id) => [
  `cac:${role}`,
  [
    'cac:Party',
    [
      'cac:PostalAddress',
      ['cbc:StreetName', 'Example Street 1'],
      ['cbc:CityName', 'Testville'],
      ['cac:Country', ['cbc:IdentificationCode', 'DE']],
    ],
    ['cac:PartyTaxScheme', ['cbc:CompanyID', id], ['cac:TaxScheme', ['cbc:ID', 'VAT']]],
    ['cac:PartyLegalEntity', ['cbc:RegistrationName', name]],
  ],
];

export function ubl() {
  const category = (name) => [name, ['cbc:ID', 'S'], ['cbc:Percent', '19'], ['cac:TaxScheme', ['cbc:ID', 'VAT']]];
  return xml([
    'Invoice',
    {
      xmlns: `${URN}:Invoice-2`,
      'xmlns:cac': `${URN}:CommonAggregateComponents-2`,
      'xmlns:cbc': `${URN}:CommonBasicComponents-2`,
    },
    ['cbc:CustomizationID', PROFILE],
    ['cbc:ID', 'DEMO-UBL-1'],
    ['cbc:IssueDate', '2026-03-17'],
    ['cbc:DueDate', '2026-04-16'],
    ['cbc:InvoiceTypeCode', '380'],
    ['cbc:DocumentCurrencyCode', 'EUR'],
    ublParty('AccountingSupplierParty', 'Example Seller (test)', 'DE000000001'),
    ublParty('AccountingCustomerParty', 'Example Buyer (test)', 'DE000000002'),
    [
      'cac:TaxTotal',
      eur('cbc:TaxAmount', '19.00'),
      [
        'cac:TaxSubtotal',
        eur('cbc:TaxableAmount', '100.00'),
        eur('cbc:TaxAmount', '19.00'),
        category('cac:TaxCategory'),
      ],
    ],
    [
      'cac:LegalMonetaryTotal',
      eur('cbc:LineExtensionAmount', '100.00'),
      eur('cbc:TaxExclusiveAmount', '100.00'),
      eur('cbc:TaxInclusiveAmount', '119.00'),
      eur('cbc:PayableAmount', '119.00'),
    ],
    [
      'cac:InvoiceLine',
      ['cbc:ID', '1'],
      ['cbc:InvoicedQuantity', { unitCode: 'C62' }, '2'],
      eur('cbc:LineExtensionAmount', '100.00'),
      ['cac:Item', ['cbc:Name', 'Example cable'], category('cac:ClassifiedTaxCategory')],
      ['cac:Price', eur('cbc:PriceAmount', '50.00')],
    ],
  ]);
}

/** What Factur-X 1.0 clause 6.3 asks the metadata of a PDF to say of the invoice it carries. */
export function facturX(fileName, level) {
  return xml([
    'x:xmpmeta',
    { 'xmlns:x': 'adobe:ns:meta/' },
    [
      'rdf:RDF',
      { 'xmlns:rdf': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#' },
      [
        'rdf:Description',
        { 'rdf:about': '', 'xmlns:fx': 'urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#' },
        ['fx:DocumentType', 'INVOICE'],
        ['fx:DocumentFileName', fileName],
        ['fx:Version', '1.0'],
        ['fx:ConformanceLevel', level],
      ],
    ],
  ]);
}

/** `type` 381 with what it corrects: a credit note. */
export function cii({ number = 'DEMO-CII-1', type = '380', corrects } = {}) {
  const party = (role, name, id) => [
    `ram:${role}`,
    ['ram:Name', name],
    [
      'ram:PostalTradeAddress',
      ['ram:LineOne', 'Example Street 1'],
      ['ram:CityName', 'Testville'],
      ['ram:CountryID', 'DE'],
    ],
    ['ram:SpecifiedTaxRegistration', ['ram:ID', { schemeID: 'VA' }, id]],
  ];
  const urn = 'urn:un:unece:uncefact:data:standard';
  return xml([
    'rsm:CrossIndustryInvoice',
    {
      'xmlns:rsm': `${urn}:CrossIndustryInvoice:100`,
      'xmlns:ram': `${urn}:ReusableAggregateBusinessInformationEntity:100`,
      'xmlns:udt': `${urn}:UnqualifiedDataType:100`,
    },
    ['rsm:ExchangedDocumentContext', ['ram:GuidelineSpecifiedDocumentContextParameter', ['ram:ID', PROFILE]]],
    [
      'rsm:ExchangedDocument',
      ['ram:ID', number],
      ['ram:TypeCode', type],
      ['ram:IssueDateTime', ['udt:DateTimeString', { format: '102' }, '20260317']],
    ],
    [
      'rsm:SupplyChainTradeTransaction',
      [
        'ram:IncludedSupplyChainTradeLineItem',
        ['ram:AssociatedDocumentLineDocument', ['ram:LineID', '1']],
        ['ram:SpecifiedTradeProduct', ['ram:Name', 'Example cable']],
        ['ram:SpecifiedLineTradeAgreement', ['ram:NetPriceProductTradePrice', ['ram:ChargeAmount', '50.00']]],
        ['ram:SpecifiedLineTradeDelivery', ['ram:BilledQuantity', { unitCode: 'C62' }, '2']],
        [
          'ram:SpecifiedLineTradeSettlement',
          [
            'ram:ApplicableTradeTax',
            ['ram:TypeCode', 'VAT'],
            ['ram:CategoryCode', 'S'],
            ['ram:RateApplicablePercent', '19'],
          ],
          ['ram:SpecifiedTradeSettlementLineMonetarySummation', ['ram:LineTotalAmount', '100.00']],
        ],
      ],
      [
        'ram:ApplicableHeaderTradeAgreement',
        party('SellerTradeParty', 'Example Seller (test)', 'DE000000001'),
        party('BuyerTradeParty', 'Example Buyer (test)', 'DE000000002'),
      ],
      ['ram:ApplicableHeaderTradeDelivery'],
      [
        'ram:ApplicableHeaderTradeSettlement',
        ['ram:InvoiceCurrencyCode', 'EUR'],
        [
          'ram:ApplicableTradeTax',
          ['ram:CalculatedAmount', '19.00'],
          ['ram:TypeCode', 'VAT'],
          ['ram:BasisAmount', '100.00'],
          ['ram:CategoryCode', 'S'],
          ['ram:RateApplicablePercent', '19'],
        ],
        [
          'ram:SpecifiedTradePaymentTerms',
          ['ram:DueDateDateTime', ['udt:DateTimeString', { format: '102' }, '20260416']],
        ],
        [
          'ram:SpecifiedTradeSettlementHeaderMonetarySummation',
          ['ram:LineTotalAmount', '100.00'],
          ['ram:TaxBasisTotalAmount', '100.00'],
          ['ram:TaxTotalAmount', { currencyID: 'EUR' }, '19.00'],
          ['ram:GrandTotalAmount', '119.00'],
          ['ram:DuePayableAmount', '119.00'],
        ],
        ...(corrects ? [['ram:InvoiceReferencedDocument', ['ram:IssuerAssignedID', corrects]]] : []),
      ],
    ],
  ]);
}
