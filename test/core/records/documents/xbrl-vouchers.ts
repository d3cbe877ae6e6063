/** Small instances of made-up vouchers, as text. */
export interface Instance {
  prefix: string;
  /** Null: a taxonomy without a date in its namespace. */
  date?: string | null;
  identifier?: string;
  /** What stands between the units and the end. `p:` is the taxonomy. */
  body: string;
  /** Attributes and children of the root before the contexts. */
  head?: string;
}

/** Element with a context, and a unit when the text is a plain decimal of two places. */
export const item = (local: string, text: string): string =>
  `<p:${local} contextRef="c"${/^-?\d+\.\d\d$/.test(text) ? ' unitRef="CNY" decimals="2"' : ''}>${text}</p:${local}>`;

export const items = (said: Readonly<Record<string, string>>): string =>
  Object.entries(said)
    .map(([local, text]) => item(local, text))
    .join('');

export const tuple = (local: string, ...inside: string[]): string => `<p:${local}>${inside.join('')}</p:${local}>`;

export function xbrl({ prefix, date = '2021-11-30', identifier = 'N-1', body, head = '' }: Instance): string {
  const taxonomy = ['http://xbrl.mof.gov.cn/taxonomy', ...(date === null ? [] : [date]), prefix].join('/');
  return (
    `<?xml version="1.0" encoding="UTF-8"?><xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:p="${taxonomy}"` +
    ` xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
    ` xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">${head}` +
    `<context id="c"><entity><identifier scheme="http://xbrl.mof.gov.cn">${identifier}</identifier></entity>` +
    `<period><instant>2026-03-18</instant></period></context><unit id="CNY"><measure>iso4217:CNY</measure></unit>${body}</xbrl>`
  );
}

export const TICKET: Readonly<Record<string, string>> = {
  TypeOfVoucher: '电子发票（铁路电子客票）',
  ElectronicInvoiceRailwayETicketNumber: '26991000000000000101',
  DateOfIssue: '2026-03-18',
  TypeOfBusiness: '售',
  DepartureStation: '示例东站',
  DestinationStation: '测试南站',
  TrainNumber: 'G9999',
  TravelDate: '2026-03-20',
  Fare: '109.00',
  TotalAmountExcludingTax: '100.00',
  TaxRate: '9%',
  TaxAmount: '9.00',
  NameOfPurchaser: '测试采购有限公司',
  UnifiedSocialCreditCodeOfPurchaser: '91990000000000027W',
  Name: '测试旅客',
};

export const entry = (side: string, subject: string, amount: string): string =>
  tuple(
    'InformationOfDebitAndCreditEntryTuple',
    items({ DebitOrCredit: side, NameOfGeneralLedgerSubject: subject, RecordedAmount: amount }),
  );

export const booking = (number: string, ...entries: string[]): string =>
  tuple(
    'InformationOfAccountingDocumentsTuple',
    items({ NumberOfAccountingDocuments: number, PostingDate: '2026-03-31', AccountingPeriod: '2026-03' }),
    ...entries,
  );
