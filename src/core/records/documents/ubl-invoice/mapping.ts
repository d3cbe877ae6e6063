import { type Mapping, type MappingRow } from '../../xml-mapping.js';

/**
 * Where EN 16931-1 puts its business terms in UBL 2.1 (CEN/TS 16931-3-2): Invoice and CreditNote differ in a few names. The
 * dictionary has the term (BT-…) of each key.
 */
const party = (who: 'seller' | 'buyer', path: string): MappingRow[] => [
  [`${who}-name`, 'text', `${path}/PartyLegalEntity/RegistrationName`],
  [`${who}-trading-name`, 'text', `${path}/PartyName/Name`],
  [`${who}-id`, 'identifier', `${path}/PartyTaxScheme[TaxScheme/ID=VAT]/CompanyID`],
  [`${who}-tax-registration`, 'identifier', `${path}/PartyTaxScheme[TaxScheme/ID!=VAT]/CompanyID`],
  [`${who}-legal-id`, 'identifier', `${path}/PartyLegalEntity/CompanyID`],
  [`${who}-identifier`, 'identifier', `${path}/PartyIdentification/ID`],
  [`${who}-electronic-address`, 'identifier', `${path}/EndpointID`],
  [`${who}-electronic-address-scheme`, 'code', `${path}/EndpointID/@schemeID`],
  [`${who}-country`, 'code', `${path}/PostalAddress/Country/IdentificationCode`],
];

const ADJUSTMENT: readonly MappingRow[] = [
  ['amount', 'amount', 'Amount'],
  ['base-amount', 'amount', 'BaseAmount'],
  ['percentage', 'number', 'MultiplierFactorNumeric'],
  ['reason', 'text', 'AllowanceChargeReason'],
  ['reason-code', 'code', 'AllowanceChargeReasonCode'],
  ['tax-category', 'code', 'TaxCategory/ID'],
  ['tax-rate', 'number', 'TaxCategory/Percent'],
];

const ALLOWANCE = 'AllowanceCharge[ChargeIndicator=false|0]';
const CHARGE = 'AllowanceCharge[ChargeIndicator=true|1]';

export const UBL: Mapping = {
  rows: [
    ['specification-id', 'identifier', 'CustomizationID'],
    ['business-process', 'identifier', 'ProfileID'],
    ['invoice-number', 'identifier', 'ID'],
    ['issue-date', 'date', 'IssueDate'],
    ['invoice-type', 'code', 'InvoiceTypeCode|CreditNoteTypeCode'],
    ['due-date', 'date', 'DueDate'],
    ['due-date', 'date', 'PaymentMeans/PaymentDueDate'],
    ['currency', 'code', 'DocumentCurrencyCode'],
    ['tax-currency', 'code', 'TaxCurrencyCode'],
    ['tax-point-date', 'date', 'TaxPointDate'],
    ['tax-point-code', 'code', 'InvoicePeriod/DescriptionCode'],
    ['period-start', 'date', 'InvoicePeriod/StartDate'],
    ['period-end', 'date', 'InvoicePeriod/EndDate'],
    ['buyer-reference', 'text', 'BuyerReference'],
    ['buyer-accounting-reference', 'text', 'AccountingCost'],
    ['order-reference', 'identifier', 'OrderReference/ID'],
    ['sales-order-reference', 'identifier', 'OrderReference/SalesOrderID'],
    ['contract-reference', 'identifier', 'ContractDocumentReference/ID'],
    ['project-reference', 'identifier', 'ProjectReference/ID'],
    ['despatch-reference', 'identifier', 'DespatchDocumentReference/ID'],
    ['receipt-reference', 'identifier', 'ReceiptDocumentReference/ID'],
    ['tender-reference', 'identifier', 'OriginatorDocumentReference/ID'],
    ...party('seller', 'AccountingSupplierParty/Party'),
    ...party('buyer', 'AccountingCustomerParty/Party'),
    ['payee-name', 'text', 'PayeeParty/PartyName/Name'],
    ['payee-identifier', 'identifier', 'PayeeParty/PartyIdentification/ID'],
    ['payee-legal-id', 'identifier', 'PayeeParty/PartyLegalEntity/CompanyID'],
    ['tax-representative-name', 'text', 'TaxRepresentativeParty/PartyName/Name'],
    ['tax-representative-id', 'identifier', 'TaxRepresentativeParty/PartyTaxScheme[TaxScheme/ID=VAT]/CompanyID'],
    ['tax-representative-country', 'code', 'TaxRepresentativeParty/PostalAddress/Country/IdentificationCode'],
    ['delivery-date', 'date', 'Delivery/ActualDeliveryDate'],
    ['delivery-country', 'code', 'Delivery/DeliveryLocation/Address/Country/IdentificationCode'],
    ['payment-terms', 'text', 'PaymentTerms/Note'],
    ['remittance-reference', 'identifier', 'PaymentMeans/PaymentID'],
    ['lines-total', 'amount', 'LegalMonetaryTotal/LineExtensionAmount'],
    ['allowances-total', 'amount', 'LegalMonetaryTotal/AllowanceTotalAmount'],
    ['charges-total', 'amount', 'LegalMonetaryTotal/ChargeTotalAmount'],
    ['total-without-tax', 'amount', 'LegalMonetaryTotal/TaxExclusiveAmount'],
    ['total-with-tax', 'amount', 'LegalMonetaryTotal/TaxInclusiveAmount'],
    ['prepaid-amount', 'amount', 'LegalMonetaryTotal/PrepaidAmount'],
    ['rounding-amount', 'amount', 'LegalMonetaryTotal/PayableRoundingAmount'],
    ['payable-amount', 'amount', 'LegalMonetaryTotal/PayableAmount'],
  ],
  groups: [
    { group: 'note', path: 'Note', rows: [['remark', 'text', '']] },
    {
      group: 'preceding',
      path: 'BillingReference',
      rows: [
        ['preceding-invoice-number', 'identifier', 'InvoiceDocumentReference/ID'],
        ['preceding-invoice-date', 'date', 'InvoiceDocumentReference/IssueDate'],
      ],
    },
    {
      group: 'supporting-document',
      path: 'AdditionalDocumentReference[DocumentTypeCode!=130|50]',
      rows: [
        ['supporting-document-id', 'identifier', 'ID'],
        ['supporting-document-description', 'text', 'DocumentDescription'],
        ['supporting-document-location', 'text', 'Attachment/ExternalReference/URI'],
        ['supporting-document-file', 'text', 'Attachment/EmbeddedDocumentBinaryObject/@filename'],
      ],
    },
    {
      group: 'payment',
      path: 'PaymentMeans',
      rows: [
        ['payment-means', 'code', 'PaymentMeansCode'],
        ['payee-account', 'identifier', 'PayeeFinancialAccount/ID'],
        ['payment-card', 'identifier', 'CardAccount/PrimaryAccountNumberID'],
        ['payer-account', 'identifier', 'PaymentMandate/PayerFinancialAccount/ID'],
        ['mandate-reference', 'identifier', 'PaymentMandate/ID'],
      ],
    },
    { group: 'allowance', path: ALLOWANCE, rows: ADJUSTMENT },
    { group: 'charge', path: CHARGE, rows: ADJUSTMENT },
    {
      group: 'vat',
      path: 'TaxTotal/TaxSubtotal',
      rows: [
        ['tax-category', 'code', 'TaxCategory/ID'],
        ['tax-rate', 'number', 'TaxCategory/Percent'],
        ['taxable-amount', 'amount', 'TaxableAmount'],
        ['tax-amount', 'amount', 'TaxAmount'],
        ['exemption-reason', 'text', 'TaxCategory/TaxExemptionReason'],
        ['exemption-code', 'code', 'TaxCategory/TaxExemptionReasonCode'],
      ],
    },
    {
      group: 'line',
      path: 'InvoiceLine|CreditNoteLine',
      rows: [
        ['line-id', 'identifier', 'ID'],
        ['item-name', 'text', 'Item/Name'],
        ['item-description', 'text', 'Item/Description'],
        ['item-seller-id', 'identifier', 'Item/SellersItemIdentification/ID'],
        ['item-standard-id', 'identifier', 'Item/StandardItemIdentification/ID'],
        ['item-standard-scheme', 'code', 'Item/StandardItemIdentification/ID/@schemeID'],
        ['quantity', 'number', 'InvoicedQuantity|CreditedQuantity'],
        ['unit', 'code', 'InvoicedQuantity|CreditedQuantity/@unitCode'],
        ['unit-price', 'amount', 'Price/PriceAmount'],
        ['price-base-quantity', 'number', 'Price/BaseQuantity'],
        ['gross-price', 'amount', 'Price/AllowanceCharge/BaseAmount'],
        ['price-discount', 'amount', 'Price/AllowanceCharge/Amount'],
        ['amount', 'amount', 'LineExtensionAmount'],
        ['tax-category', 'code', 'Item/ClassifiedTaxCategory/ID'],
        ['tax-rate', 'number', 'Item/ClassifiedTaxCategory/Percent'],
        ['period-start', 'date', 'InvoicePeriod/StartDate'],
        ['period-end', 'date', 'InvoicePeriod/EndDate'],
        ['remark', 'text', 'Note'],
      ],
      groups: [
        { group: 'allowance', path: ALLOWANCE, rows: ADJUSTMENT.slice(0, 5) },
        { group: 'charge', path: CHARGE, rows: ADJUSTMENT.slice(0, 5) },
        {
          group: 'property',
          path: 'Item/AdditionalItemProperty',
          rows: [
            ['property-name', 'text', 'Name'],
            ['property-value', 'text', 'Value'],
          ],
        },
      ],
    },
  ],
};

const ADDRESS: readonly MappingRow[] = [
  ['country', 'code', 'Country/IdentificationCode'],
  ['city', 'text', 'CityName'],
  ['post-code', 'text', 'PostalZone'],
];

/** Groups whose presence rules of EN 16931-1 ask for, with what they need inside; not said as facts. */
export const UBL_STRUCTURE: Mapping = {
  rows: [],
  groups: [
    { group: 'seller-address', path: 'AccountingSupplierParty/Party/PostalAddress', rows: ADDRESS },
    {
      group: 'seller-contact',
      path: 'AccountingSupplierParty/Party/Contact',
      rows: [
        ['name', 'text', 'Name'],
        ['telephone', 'text', 'Telephone'],
        ['mail', 'text', 'ElectronicMail'],
      ],
    },
    { group: 'buyer-address', path: 'AccountingCustomerParty/Party/PostalAddress', rows: ADDRESS },
    { group: 'payee', path: 'PayeeParty', rows: [['name', 'text', 'PartyName/Name']] },
    {
      group: 'tax-representative',
      path: 'TaxRepresentativeParty',
      rows: [
        ['name', 'text', 'PartyName/Name'],
        ['vat-id', 'identifier', 'PartyTaxScheme[TaxScheme/ID=VAT]/CompanyID'],
      ],
    },
    { group: 'tax-representative-address', path: 'TaxRepresentativeParty/PostalAddress', rows: ADDRESS },
    { group: 'delivery-address', path: 'Delivery/DeliveryLocation/Address', rows: ADDRESS },
    {
      group: 'period',
      path: 'InvoicePeriod',
      rows: [
        ['start', 'date', 'StartDate'],
        ['end', 'date', 'EndDate'],
        ['point-code', 'code', 'DescriptionCode'],
      ],
    },
    {
      group: 'line',
      path: 'InvoiceLine|CreditNoteLine',
      rows: [],
      groups: [
        {
          group: 'period',
          path: 'InvoicePeriod',
          rows: [
            ['start', 'date', 'StartDate'],
            ['end', 'date', 'EndDate'],
          ],
        },
      ],
    },
  ],
};
