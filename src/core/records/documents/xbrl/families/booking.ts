import { type Line, amount, code, date, identifier, text, yes } from '../family.js';

/**
 * Booking information (入账信息): what the receiver adds to a voucher once it is booked. The same in all families but for the
 * names of the flags, which each family has in its own words (`WhetherInvoice…`, `WhetherEinvoice…`, `WhetherReceipt…`).
 */
export const BOOKING_ELEMENTS: Readonly<Record<string, Line>> = {
  UnifiedSocialCreditCodeOfAccountingEntity: identifier('entity-id'),
  NameOfAccountingEntity: text('entity-name'),
  ContractNumber: identifier('contract-number'),
  NumberOfAccountingDocuments: identifier('accounting-document-number'),
  PostingDate: date('posting-date'),
  AccountingPeriod: text('accounting-period'),
  SummaryOfAccountingDocuments: text('summary'),
  DebitOrCredit: code('debit-credit'),
  NameOfGeneralLedgerSubject: text('ledger-subject'),
  NameOfSubsidiaryLedgerSubject: text('subsidiary-subject'),
  RecordedAmount: amount('recorded-amount'),
  UsageConfirmation: text('usage-confirmation'),
  TaxPeriodOfInvoiceDeduction: date('deduction-period'),
  WhetherInputVatHasBeenTransferredOut: yes('input-tax-transferred-out'),
  WhetherPreTaxDeductionOfIncomeTaxHasBeenCompleted: yes('income-tax-deducted'),
  BeginningOfPreTaxDeductionYearOfIncomeTax: date('income-tax-year-from'),
  EndOfPreTaxDeductionYearOfIncomeTax: date('income-tax-year-until'),
  BeginningOfExpenditurePeriodUnderAccrualBasis: date('expenditure-from'),
  EndOfExpenditurePeriodUnderAccrualBasis: date('expenditure-until'),
};

export const BOOKING_TUPLES: Readonly<Record<string, string>> = {
  InformationOfAccountingDocumentsTuple: 'booking',
  InformationOfDebitAndCreditEntryTuple: 'entry',
};

/** A flag in the words of its family: `WhetherEinvoiceHasBeenBooked` → booked. */
export function flagOf(local: string): Line | undefined {
  const [, subject, said] = /^Whether(Invoice|Einvoice|EInvoice|Receipt|Voucher|Bill)(.+)$/.exec(local) ?? [];
  return subject === undefined || said === undefined || !Object.hasOwn(FLAGS, said) ? undefined : yes(FLAGS[said]!);
}

const FLAGS: Readonly<Record<string, string>> = {
  IsRedInvoice: 'red',
  IsRedEinvoice: 'red',
  HasBeenChecked: 'checked',
  HasBeenBooked: 'booked',
  HasBeenPaid: 'paid',
  HasBeenDeducted: 'deducted',
  HasBeenReconciled: 'reconciled',
  HasBeenTransferredToBank: 'sent-to-bank',
};

/** Said only by the receiver: any of them makes a document the receiver's view. */
export function saysBooking(local: string): boolean {
  return (
    local === 'UnifiedSocialCreditCodeOfAccountingEntity' ||
    local === 'NameOfAccountingEntity' ||
    Object.hasOwn(BOOKING_TUPLES, local) ||
    flagOf(local) !== undefined
  );
}

/** Slugs of all that only the receiver says. */
export const BOOKING_KEYS: ReadonlySet<string> = new Set([
  ...Object.values(BOOKING_ELEMENTS).map(([key]) => key),
  ...Object.values(FLAGS),
  'payment-receipt-number',
]);
