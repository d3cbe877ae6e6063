/** XBRL instances of tickets, bank and fiscal vouchers, and 入账信息. All content is invented. */
import { AIRLINE, BANK, BUYER, invoiceNumber, RAILWAY, SELLER } from './identifiers.mjs';
import { BLUE } from './invoice-xml.mjs';
import { xml } from './xml.mjs';

/** An XBRL 2.1 instance: facts `{ name: value }`; a number becomes a monetary fact, an array repeats a tuple. */
export function xbrl(prefix, taxonomy, voucher, day, facts) {
  const context = `As_Of_${day.replaceAll('-', '_')}`;
  const write = ([name, value]) => {
    if (Array.isArray(value))
      return value.map((tuple) => [`${prefix}:${name}`, ...Object.entries(tuple).flatMap(write)]);
    const attributes =
      typeof value === 'number' ? { contextRef: context, unitRef: 'CNY', decimals: 2 } : { contextRef: context };
    return [[`${prefix}:${name}`, attributes, typeof value === 'number' ? value.toFixed(2) : value]];
  };
  const namespace = `http://xbrl.mof.gov.cn/taxonomy/${taxonomy}/${prefix}`;
  return xml([
    'xbrl',
    {
      xmlns: 'http://www.xbrl.org/2003/instance',
      'xmlns:link': 'http://www.xbrl.org/2003/linkbase',
      'xmlns:xlink': 'http://www.w3.org/1999/xlink',
      'xmlns:iso4217': 'http://www.xbrl.org/2003/iso4217',
      [`xmlns:${prefix}`]: namespace,
    },
    ['link:schemaRef', { 'xlink:type': 'simple', 'xlink:href': `${namespace}/${prefix}_entry_point_${taxonomy}.xsd` }],
    [
      'context',
      { id: context },
      ['entity', ['identifier', { scheme: 'http://xbrl.mof.gov.cn' }, voucher]],
      ['period', ['instant', day]],
    ],
    ['unit', { id: 'CNY' }, ['measure', 'iso4217:CNY']],
    ...Object.entries(facts).flatMap(write),
  ]);
}

export const RAIL_NUMBER = invoiceNumber(26, 101);
export const railTicket = () =>
  xbrl('rai', '2021-11-30', RAIL_NUMBER, '2026-03-18', {
    TypeOfVoucher: '电子发票（铁路电子客票）',
    ElectronicInvoiceRailwayETicketNumber: RAIL_NUMBER,
    DateOfIssue: '2026-03-18',
    TypeOfBusiness: '售',
    DepartureStation: '示例东站',
    DestinationStation: '测试南站',
    TrainNumber: 'G9999',
    TravelDate: '2026-03-20',
    DepartureTime: '08:00',
    Carriage: '05',
    Seat: '01A',
    SeatLevel: '二等座',
    Fare: 109,
    TotalAmountExcludingTax: 100,
    TaxRate: '9%',
    TaxAmount: 9,
    NameOfPurchaser: BUYER.name,
    UnifiedSocialCreditCodeOfPurchaser: BUYER.code,
    Name: '测试旅客',
    IdNumber: '990000********0000',
    ETicketNumber: '0000000000000000000001',
    IssueParty: RAILWAY.name,
  });

export const AIR_NUMBER = invoiceNumber(26, 201);
export const airItinerary = () =>
  xbrl('atr', '2021-11-30', AIR_NUMBER, '2026-03-19', {
    ElectronicInvoiceAirTransportReceiptNumber: AIR_NUMBER,
    PassengerName: '测试旅客',
    ValidIdNumber: '990000********0000',
    ETicketNumber: '000-0000000001',
    Endorsement: '样例',
    DetailInformationOfAirTicketTuple: [
      {
        DepartureStation: '示例机场',
        DestinationStation: '测试机场',
        Carrier: AIRLINE.name,
        Flight: 'XX0001',
        Class: 'Y',
        CarrierDate: '2026-03-21',
        DepartureTime: '10:30',
      },
    ],
    Fare: 800,
    FuelSurcharge: 20,
    VatRate: '9%',
    VatTaxAmount: 73.8,
    CivilAviationDevelopmentFund: 50,
    OtherTaxes: 0,
    TotalAmount: 943.8,
    VerificationCode: '0001',
    IssueParty: AIRLINE.name,
    IssueDate: '2026-03-19',
    IssuingStatus: '正常',
    MarkingOfDomesticOrInternational: '国内',
    NameOfPurchaser: BUYER.name,
    UnifiedSocialCreditCodeOfPurchaser: BUYER.code,
    NameOfSeller: AIRLINE.name,
    UnifiedSocialCreditCodeOfSeller: AIRLINE.code,
  });

export const bankReceipt = () =>
  xbrl('bker', '2023-05-15', 'DEMO-BKER-0001', '2026-03-25', {
    IdentifyingCode: 'DEMO-BKER-0001',
    DateOfIssue: '2026-03-25',
    TransactionAmountInFigures: 1130,
    NameOfPayer: BUYER.name,
    NameOfPayee: SELLER.name,
    NameOfBank: BANK.name,
  });

export const bankStatement = () =>
  xbrl('bkrs', '2023-05-15', 'DEMO-BKRS-202603', '2026-03-31', {
    InformationOfReconcileDetailsTuple: [
      {
        DateOfBookkeeping: '2026-03-25',
        IdentificationOfCreditOrDebit: '0',
        TransactionAmount: 1130,
        AccountBalance: 8870,
        NameOfCounterparty: SELLER.name,
        AccountOfCounterparty: SELLER.account,
        DepositoryBankOfCounterparty: SELLER.bank,
        BusinessSerialNumber: 'DEMO-BKER-0001',
      },
    ],
  });

export const fiscalBill = () =>
  xbrl('efi', '2021-11-30', '990001260000000001', '2026-03-22', {
    EInvoiceCode: '99000126',
    EInvoiceNumber: '0000000001',
    IssueDate: '2026-03-22',
    TotalAmount: 200,
    PayerPartyName: BUYER.name,
    InvoicingPartyName: '示例市公立测试学校',
  });

/** 入账信息 of the blue invoice: what the accounting system adds on the receiver's side. */
export const bookingInformation = () =>
  xbrl('einv', '2023-12-31', BLUE.number, '2026-03-31', {
    InvoiceNumber: BLUE.number,
    SellerName: SELLER.name,
    SellerIdNum: SELLER.code,
    TotalAmWithoutTax: 1000,
    TotalTaxAm: 130,
    'TotalTax-includedAmount': 1130,
    RequestTime: '2026-03-17',
    WhetherEinvoiceHasBeenBooked: '是',
    UnifiedSocialCreditCodeOfAccountingEntity: BUYER.code,
    NameOfAccountingEntity: BUYER.name,
    InformationOfAccountingDocumentsTuple: [
      {
        NumberOfAccountingDocuments: '记-0001',
        PostingDate: '2026-03-31',
        AccountingPeriod: '2026-03',
        SummaryOfAccountingDocuments: '购入样例软件与线缆',
        InformationOfDebitAndCreditEntryTuple: [
          {
            DebitOrCredit: '借方',
            NameOfGeneralLedgerSubject: '管理费用',
            NameOfSubsidiaryLedgerSubject: '办公费',
            RecordedAmount: 1000,
          },
          {
            DebitOrCredit: '借方',
            NameOfGeneralLedgerSubject: '应交税费',
            NameOfSubsidiaryLedgerSubject: '进项税额',
            RecordedAmount: 130,
          },
          {
            DebitOrCredit: '贷方',
            NameOfGeneralLedgerSubject: '银行存款',
            NameOfSubsidiaryLedgerSubject: BANK.name,
            RecordedAmount: 1130,
          },
        ],
      },
    ],
  });
