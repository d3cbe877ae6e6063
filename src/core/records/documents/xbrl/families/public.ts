import { type Family, type Line, amount, code, date, identifier, number, text } from '../family.js';

/** Names of the fiscal e-bill exchange (财政电子票据), which the XBRL sample files of it share. */
const BILL: Readonly<Record<string, Line>> = {
  EInvoiceID: identifier('voucher-id'),
  EInvoiceName: text('voucher-type'),
  EInvoiceCode: identifier('voucher-code'),
  EInvoiceNumber: identifier('voucher-number'),
  RandomNumber: identifier('check-code'),
  EInvoiceSpecimenCode: identifier('specimen-code'),
  SupervisorAreaCode: identifier('area-code'),
  IssueDate: date('issue-date'),
  DateOfIssue: date('issue-date'),
  IssueTime: text('issue-time'),
  TotalAmount: amount('amount'),
  TotalAmountCapital: text('total-in-words'),
  TotalAmountInWords: text('total-in-words'),
  CurrencyType: code('currency'),
  Currency: code('currency'),
  InvoicingPartyCode: identifier('issuer-id'),
  InvoicingPartyName: text('issuer-name'),
  PayerPartyCode: identifier('payer-id'),
  PayerPartyName: text('payer-name'),
  PayerPartyType: code('payer-type'),
  PayerAcct: identifier('payer-account'),
  PayerOpBk: text('payer-bank'),
  RecName: text('payee-name'),
  RecAcct: identifier('payee-account'),
  RecOpBk: text('payee-bank'),
  PayMode: text('payment-mode'),
  PayCode: identifier('payment-code'),
  BizCode: identifier('business-number'),
  HandlingPerson: text('drawer'),
  Checker: text('reviewer'),
  Remark: text('remark'),
  Remarks: text('remark'),
  ItemCode: identifier('item-code'),
  ItemName: text('item-name'),
  ItemUnit: text('unit'),
  ItemStd: text('specification'),
  ItemQuantity: number('quantity'),
  ItemAmount: amount('amount'),
};

/** 财政电子票据 */
export const fiscalBill: Family = {
  prefix: 'efi',
  zh: '财政电子票据',
  en: 'Fiscal e-bill',
  grade: 'B',
  oneView: true,
  elements: BILL,
  tuples: {},
};

/** Payments out of and into the treasury: only the names of the payment messages (国库) are public, not those of the taxonomy. */
const PAYMENT: Readonly<Record<string, Line>> = {
  VoucherNo: identifier('voucher-number'),
  VoucherNumber: identifier('voucher-number'),
  NumberOfVoucher: identifier('voucher-number'),
  VtCode: code('voucher-type'),
  TypeOfVoucher: text('voucher-type'),
  VouDate: date('issue-date'),
  StYear: date('accounting-year'),
  AdmDivCode: identifier('area-code'),
  TreCode: identifier('treasury-code'),
  TreName: text('treasury-name'),
  PayAmt: amount('amount'),
  PaymentAmount: amount('amount'),
  AmountInFigures: amount('amount'),
  AmountInWords: text('total-in-words'),
  TransactionAmountInFigures: amount('amount'),
  NameOfPayer: text('payer-name'),
  AccountNumberOfPayer: identifier('payer-account'),
  DepositoryBankOfPayer: text('payer-bank'),
  NameOfPayee: text('payee-name'),
  AccountNumberOfPayee: identifier('payee-account'),
  DepositoryBankOfPayee: text('payee-bank'),
  PayAcctName: text('payer-name'),
  PayAcctNo: identifier('payer-account'),
  PayAcctBankName: text('payer-bank'),
  PayeeAcctName: text('payee-name'),
  PayeeAcctNo: identifier('payee-account'),
  PayeeAcctBankName: text('payee-bank'),
  PaySummaryName: text('summary'),
  Usage: text('purpose'),
};

/** 非税收入一般缴款书 */
export const nonTaxPayment: Family = {
  prefix: 'ntrev',
  zh: '电子非税收入一般缴款书',
  en: 'Non-tax revenue payment form',
  grade: 'C',
  elements: { ...BILL, ...PAYMENT },
  tuples: {},
};

/** 国库集中支付电子凭证 */
export const treasuryPayment: Family = {
  prefix: 'ctp',
  zh: '国库集中支付电子凭证',
  en: 'Treasury payment voucher',
  grade: 'C',
  oneView: true,
  elements: PAYMENT,
  tuples: {},
};
