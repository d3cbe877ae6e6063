import { type Mapping, type MappingRow } from '../../xml-mapping.js';

/**
 * Where EN 16931-1 puts its business terms in UN/CEFACT Cross Industry Invoice D16B and D22B (CEN/TS 16931-3-3), with the names of
 * ZUGFeRD 1.0 (CrossIndustryDocument) beside them, and those of Order-X. The dictionary has the term (BT-…) of each key.
 */
const DOCUMENT = 'ExchangedDocument|HeaderExchangedDocument';
const CONTEXT = 'ExchangedDocumentContext|SpecifiedExchangedDocumentContext';
const TRADE = 'SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction';
const AGREEMENT = `${TRADE}/ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement`;
const DELIVERY = `${TRADE}/ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery`;
const SETTLEMENT = `${TRADE}/ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement`;
const TOTALS = `${SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation`;
const LINE_AGREEMENT = 'SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement';
const LINE_DELIVERY = 'SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery';
const LINE_SETTLEMENT = 'SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement';
const LINE_TOTALS = `${LINE_SETTLEMENT}/SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation`;
const RATE = 'RateApplicablePercent|ApplicablePercent';
const ALLOWANCE = 'SpecifiedTradeAllowanceCharge[ChargeIndicator/Indicator=false|0]';
const CHARGE = 'SpecifiedTradeAllowanceCharge[ChargeIndicator/Indicator=true|1]';

const party = (who: 'seller' | 'buyer', path: string): MappingRow[] => [
  [`${who}-name`, 'text', `${path}/Name`],
  [`${who}-trading-name`, 'text', `${path}/SpecifiedLegalOrganization/TradingBusinessName`],
  [`${who}-id`, 'identifier', `${path}/SpecifiedTaxRegistration/ID[@schemeID=VA]`],
  [`${who}-tax-registration`, 'identifier', `${path}/SpecifiedTaxRegistration/ID[@schemeID=FC]`],
  [`${who}-legal-id`, 'identifier', `${path}/SpecifiedLegalOrganization/ID`],
  [`${who}-identifier`, 'identifier', `${path}/ID|GlobalID`],
  [`${who}-electronic-address`, 'identifier', `${path}/URIUniversalCommunication/URIID`],
  [`${who}-electronic-address-scheme`, 'code', `${path}/URIUniversalCommunication/URIID/@schemeID`],
  [`${who}-country`, 'code', `${path}/PostalTradeAddress/CountryID`],
];

const ADJUSTMENT: readonly MappingRow[] = [
  ['amount', 'amount', 'ActualAmount'],
  ['base-amount', 'amount', 'BasisAmount'],
  ['percentage', 'number', 'CalculationPercent'],
  ['reason', 'text', 'Reason'],
  ['reason-code', 'code', 'ReasonCode'],
  ['tax-category', 'code', 'CategoryTradeTax/CategoryCode'],
  ['tax-rate', 'number', `CategoryTradeTax/${RATE}`],
];

export const CII: Mapping = {
  rows: [
    ['specification-id', 'identifier', `${CONTEXT}/GuidelineSpecifiedDocumentContextParameter/ID`],
    ['business-process', 'identifier', `${CONTEXT}/BusinessProcessSpecifiedDocumentContextParameter/ID`],
    ['invoice-number', 'identifier', `${DOCUMENT}/ID`],
    ['issue-date', 'date', `${DOCUMENT}/IssueDateTime/DateTimeString`],
    ['invoice-type', 'code', `${DOCUMENT}/TypeCode`],
    ['due-date', 'date', `${SETTLEMENT}/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString`],
    ['currency', 'code', `${SETTLEMENT}/InvoiceCurrencyCode|OrderCurrencyCode`],
    ['tax-currency', 'code', `${SETTLEMENT}/TaxCurrencyCode`],
    ['tax-point-date', 'date', `${SETTLEMENT}/ApplicableTradeTax/TaxPointDate/DateString`],
    ['tax-point-code', 'code', `${SETTLEMENT}/ApplicableTradeTax/DueDateTypeCode`],
    ['period-start', 'date', `${SETTLEMENT}/BillingSpecifiedPeriod/StartDateTime/DateTimeString`],
    ['period-end', 'date', `${SETTLEMENT}/BillingSpecifiedPeriod/EndDateTime/DateTimeString`],
    ['buyer-reference', 'text', `${AGREEMENT}/BuyerReference`],
    ['buyer-accounting-reference', 'text', `${SETTLEMENT}/ReceivableSpecifiedTradeAccountingAccount/ID`],
    ['order-reference', 'identifier', `${AGREEMENT}/BuyerOrderReferencedDocument/IssuerAssignedID|ID`],
    ['sales-order-reference', 'identifier', `${AGREEMENT}/SellerOrderReferencedDocument/IssuerAssignedID|ID`],
    ['contract-reference', 'identifier', `${AGREEMENT}/ContractReferencedDocument/IssuerAssignedID|ID`],
    ['project-reference', 'identifier', `${AGREEMENT}/SpecifiedProcuringProject/ID`],
    ['despatch-reference', 'identifier', `${DELIVERY}/DespatchAdviceReferencedDocument/IssuerAssignedID`],
    ['receipt-reference', 'identifier', `${DELIVERY}/ReceivingAdviceReferencedDocument/IssuerAssignedID`],
    ['tender-reference', 'identifier', `${AGREEMENT}/AdditionalReferencedDocument[TypeCode=50]/IssuerAssignedID`],
    ...party('seller', `${AGREEMENT}/SellerTradeParty`),
    ...party('buyer', `${AGREEMENT}/BuyerTradeParty`),
    ['payee-name', 'text', `${SETTLEMENT}/PayeeTradeParty/Name`],
    ['payee-identifier', 'identifier', `${SETTLEMENT}/PayeeTradeParty/ID|GlobalID`],
    ['payee-legal-id', 'identifier', `${SETTLEMENT}/PayeeTradeParty/SpecifiedLegalOrganization/ID`],
    ['tax-representative-name', 'text', `${AGREEMENT}/SellerTaxRepresentativeTradeParty/Name`],
    ['tax-representative-id', 'identifier', `${AGREEMENT}/SellerTaxRepresentativeTradeParty/SpecifiedTaxRegistration/ID[@schemeID=VA]`],
    ['tax-representative-country', 'code', `${AGREEMENT}/SellerTaxRepresentativeTradeParty/PostalTradeAddress/CountryID`],
    ['delivery-date', 'date', `${DELIVERY}/ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString`],
    ['delivery-country', 'code', `${DELIVERY}/ShipToTradeParty/PostalTradeAddress/CountryID`],
    ['payment-terms', 'text', `${SETTLEMENT}/SpecifiedTradePaymentTerms/Description`],
    ['remittance-reference', 'identifier', `${SETTLEMENT}/PaymentReference`],
    ['lines-total', 'amount', `${TOTALS}/LineTotalAmount`],
    ['allowances-total', 'amount', `${TOTALS}/AllowanceTotalAmount`],
    ['charges-total', 'amount', `${TOTALS}/ChargeTotalAmount`],
    ['total-without-tax', 'amount', `${TOTALS}/TaxBasisTotalAmount`],
    ['total-with-tax', 'amount', `${TOTALS}/GrandTotalAmount`],
    ['prepaid-amount', 'amount', `${TOTALS}/TotalPrepaidAmount`],
    ['rounding-amount', 'amount', `${TOTALS}/RoundingAmount`],
    ['payable-amount', 'amount', `${TOTALS}/DuePayableAmount`],
  ],
  groups: [
    { group: 'note', path: `${DOCUMENT}/IncludedNote`, rows: [['remark', 'text', 'Content']] },
    {
      group: 'preceding',
      path: `${SETTLEMENT}/InvoiceReferencedDocument`,
      rows: [
        ['preceding-invoice-number', 'identifier', 'IssuerAssignedID'],
        ['preceding-invoice-date', 'date', 'FormattedIssueDateTime/DateTimeString'],
      ],
    },
    {
      group: 'supporting-document',
      path: `${AGREEMENT}/AdditionalReferencedDocument[TypeCode=916]`,
      rows: [
        ['supporting-document-id', 'identifier', 'IssuerAssignedID'],
        ['supporting-document-description', 'text', 'Name'],
        ['supporting-document-location', 'text', 'URIID'],
        ['supporting-document-file', 'text', 'AttachmentBinaryObject/@filename'],
      ],
    },
    {
      group: 'payment',
      path: `${SETTLEMENT}/SpecifiedTradeSettlementPaymentMeans`,
      rows: [
        ['payment-means', 'code', 'TypeCode'],
        ['payee-account', 'identifier', 'PayeePartyCreditorFinancialAccount/IBANID|ProprietaryID'],
        ['payment-card', 'identifier', 'ApplicableTradeSettlementFinancialCard/ID'],
        ['payer-account', 'identifier', 'PayerPartyDebtorFinancialAccount/IBANID'],
      ],
    },
    { group: 'allowance', path: `${SETTLEMENT}/${ALLOWANCE}`, rows: ADJUSTMENT },
    { group: 'charge', path: `${SETTLEMENT}/${CHARGE}`, rows: ADJUSTMENT },
    {
      // Carriage and the like, in ZUGFeRD 1.0 and the profile EXTENDED: a charge by another name.
      group: 'charge',
      path: `${SETTLEMENT}/SpecifiedLogisticsServiceCharge`,
      rows: [
        ['amount', 'amount', 'AppliedAmount'],
        ['reason', 'text', 'Description'],
        ['tax-category', 'code', 'AppliedTradeTax/CategoryCode'],
        ['tax-rate', 'number', `AppliedTradeTax/${RATE}`],
      ],
    },
    {
      group: 'vat',
      path: `${SETTLEMENT}/ApplicableTradeTax`,
      rows: [
        ['tax-category', 'code', 'CategoryCode'],
        ['tax-rate', 'number', RATE],
        ['taxable-amount', 'amount', 'BasisAmount'],
        ['tax-amount', 'amount', 'CalculatedAmount'],
        ['exemption-reason', 'text', 'ExemptionReason'],
        ['exemption-code', 'code', 'ExemptionReasonCode'],
      ],
    },
    {
      group: 'line',
      path: `${TRADE}/IncludedSupplyChainTradeLineItem`,
      rows: [
        ['line-id', 'identifier', 'AssociatedDocumentLineDocument/LineID'],
        ['line-kind', 'code', 'AssociatedDocumentLineDocument/LineStatusReasonCode'],
        ['item-name', 'text', 'SpecifiedTradeProduct/Name'],
        ['item-description', 'text', 'SpecifiedTradeProduct/Description'],
        ['item-seller-id', 'identifier', 'SpecifiedTradeProduct/SellerAssignedID'],
        ['item-standard-id', 'identifier', 'SpecifiedTradeProduct/GlobalID'],
        ['item-standard-scheme', 'code', 'SpecifiedTradeProduct/GlobalID/@schemeID'],
        ['quantity', 'number', `${LINE_DELIVERY}/BilledQuantity|RequestedQuantity`],
        ['unit', 'code', `${LINE_DELIVERY}/BilledQuantity|RequestedQuantity/@unitCode`],
        ['unit-price', 'amount', `${LINE_AGREEMENT}/NetPriceProductTradePrice/ChargeAmount`],
        ['price-base-quantity', 'number', `${LINE_AGREEMENT}/NetPriceProductTradePrice/BasisQuantity`],
        ['gross-price', 'amount', `${LINE_AGREEMENT}/GrossPriceProductTradePrice/ChargeAmount`],
        ['price-discount', 'amount', `${LINE_AGREEMENT}/GrossPriceProductTradePrice/AppliedTradeAllowanceCharge/ActualAmount`],
        ['amount', 'amount', `${LINE_TOTALS}/LineTotalAmount`],
        ['tax-category', 'code', `${LINE_SETTLEMENT}/ApplicableTradeTax/CategoryCode`],
        ['tax-rate', 'number', `${LINE_SETTLEMENT}/ApplicableTradeTax/${RATE}`],
        ['period-start', 'date', `${LINE_SETTLEMENT}/BillingSpecifiedPeriod/StartDateTime/DateTimeString`],
        ['period-end', 'date', `${LINE_SETTLEMENT}/BillingSpecifiedPeriod/EndDateTime/DateTimeString`],
        ['remark', 'text', 'AssociatedDocumentLineDocument/IncludedNote/Content'],
      ],
      groups: [
        { group: 'allowance', path: `${LINE_SETTLEMENT}/${ALLOWANCE}`, rows: ADJUSTMENT.slice(0, 5) },
        { group: 'charge', path: `${LINE_SETTLEMENT}/${CHARGE}`, rows: ADJUSTMENT.slice(0, 5) },
        {
          group: 'property',
          path: 'SpecifiedTradeProduct/ApplicableProductCharacteristic',
          rows: [
            ['property-name', 'text', 'Description'],
            ['property-value', 'text', 'Value'],
          ],
        },
      ],
    },
  ],
}; // prettier-ignore

const ADDRESS: readonly MappingRow[] = [
  ['country', 'code', 'CountryID'],
  ['city', 'text', 'CityName'],
  ['post-code', 'text', 'PostcodeCode'],
];
const PERIOD: readonly MappingRow[] = [
  ['start', 'date', 'StartDateTime/DateTimeString'],
  ['end', 'date', 'EndDateTime/DateTimeString'],
];

/** Groups whose presence rules of EN 16931-1 ask for, with what they need inside; not said as facts. */
export const CII_STRUCTURE: Mapping = {
  rows: [],
  groups: [
    { group: 'seller-address', path: `${AGREEMENT}/SellerTradeParty/PostalTradeAddress`, rows: ADDRESS },
    {
      group: 'seller-contact',
      path: `${AGREEMENT}/SellerTradeParty/DefinedTradeContact`,
      rows: [
        ['name', 'text', 'PersonName|DepartmentName'],
        ['telephone', 'text', 'TelephoneUniversalCommunication/CompleteNumber'],
        ['mail', 'text', 'EmailURIUniversalCommunication/URIID'],
      ],
    },
    { group: 'buyer-address', path: `${AGREEMENT}/BuyerTradeParty/PostalTradeAddress`, rows: ADDRESS },
    { group: 'payee', path: `${SETTLEMENT}/PayeeTradeParty`, rows: [['name', 'text', 'Name']] },
    {
      group: 'tax-representative',
      path: `${AGREEMENT}/SellerTaxRepresentativeTradeParty`,
      rows: [
        ['name', 'text', 'Name'],
        ['vat-id', 'identifier', 'SpecifiedTaxRegistration/ID[@schemeID=VA]'],
      ],
    },
    {
      group: 'tax-representative-address',
      path: `${AGREEMENT}/SellerTaxRepresentativeTradeParty/PostalTradeAddress`,
      rows: ADDRESS,
    },
    { group: 'delivery-address', path: `${DELIVERY}/ShipToTradeParty/PostalTradeAddress`, rows: ADDRESS },
    { group: 'period', path: `${SETTLEMENT}/BillingSpecifiedPeriod`, rows: PERIOD },
    {
      group: 'line',
      path: `${TRADE}/IncludedSupplyChainTradeLineItem`,
      rows: [],
      groups: [{ group: 'period', path: `${LINE_SETTLEMENT}/BillingSpecifiedPeriod`, rows: PERIOD }],
    },
  ],
};
