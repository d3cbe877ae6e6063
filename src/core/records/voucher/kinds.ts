import { type Finding } from '../../finding.js';
import { type DeclaredNames } from '../agreement.js';
import { type Decimal, add, encodeDecimal } from '../decimal.js';
import { type FactType, type SourcedFact } from '../fact.js';
import { recordFinding } from '../findings.js';
import { type FoundRelation, type KindField } from '../kind.js';
import { agrees, amountOf, byKey, checkCapitals, checkSum } from '../sums.js';
import { type VoucherSpec, issuedNumber, plainPart, said } from './spec.js';
import { checkStatement, statementPeriod } from './statement.js';

const fields = (required: string, optional: string): KindField[] => [
  ...required.split(' ').map((key): KindField => ({ key, obligation: 'required' })),
  ...optional.split(' ').map((key): KindField => ({ key, obligation: 'optional' })),
];

const names = (rows: Readonly<Record<string, readonly [key: string, type: FactType]>>): DeclaredNames =>
  Object.fromEntries(Object.entries(rows).map(([name, [key, type]]) => [name, { key, type }]));

const TICKET_NAMES = { 发票号码: ['invoice-number', 'identifier'], 合计: ['total-with-tax', 'amount'], 金额: ['total-with-tax', 'amount'] } as const; // prettier-ignore
const BILL_NAMES = { 票据代码: ['voucher-code', 'identifier'], 票据号码: ['voucher-number', 'identifier'], 合计: ['amount', 'amount'], 开票单位: ['issuer-name', 'text'], 交款人: ['payer-name', 'text'] } as const; // prettier-ignore

/** Railway and air invoices have a number of 20 digits of their own, given once in the country. */
const TWENTY_DIGITS = /^\d{20}$/;

function ticketIdentity(facts: readonly SourcedFact[]): string[] | null {
  const itinerary = said(facts, 'itinerary-number');
  const number =
    said(facts, 'invoice-number') ?? (itinerary !== null && TWENTY_DIGITS.test(itinerary) ? itinerary : null);
  return number === null ? null : [plainPart(number)];
}

function checkTwentyDigits(facts: readonly SourcedFact[]): Finding[] {
  const number = byKey(facts, 'invoice-number');
  if (number === undefined || TWENTY_DIGITS.test(number.text)) return [];
  return [
    recordFinding('VOUCHER_NUMBER_UNLIKELY', `${number.file} ${number.place}`, `${number.text} is not of 20 digits`, {
      expected: '20 位数字',
      found: number.text.slice(0, 100),
    }),
  ];
}

/** A refunded ticket takes back the invoice it names; a changed one replaces it. */
function originalOf(kind: string) {
  return (facts: readonly SourcedFact[]): FoundRelation[] => {
    const original = byKey(facts, 'original-invoice-number');
    if (original?.value == null) return [];
    const total = amountOf(byKey(facts, 'total-with-tax'));
    const back = said(facts, 'business-type')?.includes('退') === true || (total !== null && total.units < 0n);
    const { place, file, value } = original;
    return [{ type: back ? 'red-of' : 'replaces', key: `${kind}:${plainPart(value)}`, place, file }];
  };
}

const railwayTicket: VoucherSpec = {
  id: 'railway-ticket',
  zh: '电子发票（铁路电子客票）',
  en: 'Railway e-ticket',
  prefix: 'rai',
  fields: fields('invoice-number issue-date total-with-tax', 'departure destination train-number travel-date seat passenger-name total-without-tax tax-rate total-tax buyer-name buyer-id ticket-number'), // prettier-ignore
  names: names({ ...TICKET_NAMES, 票价: ['total-with-tax', 'amount'] }),
  identity: ticketIdentity,
  amountKey: 'total-with-tax',
  title: (say) => ['铁路电子客票', say('train-number'), route(say), say('travel-date'), say('invoice-number')],
  // What the amounts of a refund stand for is not known well enough to say they are wrong.
  check: (facts) => [
    ...checkTwentyDigits(facts),
    ...(['售', null].includes(said(facts, 'business-type'))
      ? checkSum(facts, { total: 'total-with-tax', parts: ['total-without-tax', 'total-tax'] })
      : []),
  ],
  relations: originalOf('railway-ticket'),
  retention: 'D30',
};

function route(say: (key: string) => string | null): string | null {
  const [from, to] = [say('departure'), say('destination')];
  return from === null || to === null ? null : `${from}—${to}`;
}

const airItinerary: VoucherSpec = {
  id: 'air-itinerary',
  zh: '电子发票（航空运输电子客票行程单）',
  en: 'Air itinerary',
  prefix: 'atr',
  fields: fields('invoice-number issue-date total-with-tax', 'passenger-name departure destination flight-number travel-date fare fuel-surcharge tax-rate total-tax development-fund other-taxes buyer-name buyer-id seller-name ticket-number'), // prettier-ignore
  names: names({ ...TICKET_NAMES, 票价: ['fare', 'amount'] }),
  identity: ticketIdentity,
  amountKey: 'total-with-tax',
  title: (say) => ['航空运输电子客票行程单', say('issue-date'), say('invoice-number')],
  check: (facts) => [...checkTwentyDigits(facts), ...checkItinerary(facts)],
  relations: originalOf('air-itinerary'),
  retention: 'D30',
};

/** Total = fare + fuel + tax + fund + others. Whether an insurance is part of it was not seen: both are taken for right. */
function checkItinerary(facts: readonly SourcedFact[]): Finding[] {
  const parts = ['fare', 'total-tax'];
  const more = ['fuel-surcharge', 'development-fund', 'other-taxes'];
  const findings = checkSum(facts, { total: 'total-with-tax', parts, more });
  return findings.length === 0 ? [] : checkSum(facts, { total: 'total-with-tax', parts, more: [...more, 'insurance'] });
}

const bankReceipt: VoucherSpec = {
  id: 'bank-receipt',
  zh: '银行电子回单',
  en: 'Bank receipt',
  prefix: 'bker',
  fields: fields('voucher-number amount', 'issue-date transaction-date payer-name payer-account payee-name payee-account issuer-name serial-number purpose total-in-words'), // prettier-ignore
  names: names({ 回单编号: ['voucher-number', 'identifier'], 开户行: ['issuer-name', 'text'] }),
  identity: (facts) => issuedNumber(facts, ['issuer-id', 'issuer-name'], ['voucher-number', 'identifying-code']),
  amountKey: 'amount',
  title: (say) => ['银行电子回单', say('payer-name') ?? say('payee-name'), say('amount'), say('voucher-number') ?? say('identifying-code')],
  check: (facts) => checkCapitals(facts, 'amount'),
  retention: 'D30',
}; // prettier-ignore

const bankStatement: VoucherSpec = {
  id: 'bank-statement',
  zh: '银行电子对账单',
  en: 'Bank statement',
  prefix: 'bkrs',
  fields: fields('account-number', 'account-name issuer-id issuer-name statement-year statement-month closing-balance currency'), // prettier-ignore
  names: names({ 开户行: ['issuer-name', 'text'] }),
  identity: (facts) => {
    const [account, period] = [said(facts, 'account-number'), statementPeriod(facts)];
    if (account === null || period === null) return null;
    return [plainPart(said(facts, 'issuer-id', 'issuer-name') ?? ''), `${plainPart(account)}-${period}`];
  },
  amountKey: null,
  title: (say) => [
    '银行电子对账单',
    say('account-name') ?? say('account-number'),
    say('statement-year'),
    say('statement-month'),
  ],
  check: checkStatement,
  retention: 'D10',
};

/** Code and number of a bill are given by the finance department together: they are enough. Without a code, the issuer's number. */
function billIdentity(facts: readonly SourcedFact[]): string[] | null {
  const [code, number] = [said(facts, 'voucher-code'), said(facts, 'voucher-number')];
  if (code !== null && number !== null) return [plainPart(code), plainPart(number)];
  return issuedNumber(facts, ['issuer-id', 'issuer-name'], ['voucher-number', 'voucher-id']);
}

const fiscalBill: VoucherSpec = {
  id: 'fiscal-bill',
  zh: '财政电子票据',
  en: 'Fiscal e-bill',
  prefix: 'efi',
  fields: fields('voucher-number amount', 'voucher-code issue-date issuer-name issuer-id payer-name payer-id total-in-words check-code'), // prettier-ignore
  names: names(BILL_NAMES),
  identity: billIdentity,
  amountKey: 'amount',
  title: (say) => [say('voucher-type') ?? '财政电子票据', say('issuer-name'), say('voucher-number')],
  check: (facts) => [...checkCapitals(facts, 'amount'), ...checkItems(facts)],
  retention: 'D30',
};

/** The items of a bill make its total, when each of them has an amount. */
function checkItems(facts: readonly SourcedFact[]): Finding[] {
  const total = byKey(facts, 'amount');
  const stated = amountOf(total);
  const named = facts.filter(({ key, group }) => key === 'item-name' && group !== undefined);
  const amounts = named.map(({ group }) =>
    amountOf(facts.find((fact) => fact.key === 'amount' && fact.group === group)),
  );
  if (total === undefined || stated === null || amounts.length === 0 || amounts.some((one) => one === null)) return [];
  const sum = (amounts as Decimal[]).reduce(add);
  if (agrees(sum, stated, { units: BigInt(amounts.length), scale: 2 })) return [];
  return [
    recordFinding(
      'SUM_DIFFERS',
      `${total.file} ${total.place}`,
      `amount is ${total.text}, its items are ${encodeDecimal(sum)}`,
      {
        expected: `${amounts.length} × item = ${encodeDecimal(sum)}`,
        found: `amount = ${total.text}`,
      },
    ),
  ];
}

const nonTaxPayment: VoucherSpec = {
  id: 'non-tax-payment',
  zh: '非税收入一般缴款书',
  en: 'Non-tax revenue payment form',
  prefix: 'ntrev',
  fields: fields('voucher-number amount', 'issue-date issuer-name payer-name payee-name payment-code total-in-words'),
  names: names({ ...BILL_NAMES, 缴款书号码: ['voucher-number', 'identifier'] }),
  identity: billIdentity,
  amountKey: 'amount',
  title: (say) => ['非税收入一般缴款书', say('issuer-name') ?? say('payer-name'), say('voucher-number')],
  check: (facts) => checkCapitals(facts, 'amount'),
  retention: 'D30',
};

const treasuryPayment: VoucherSpec = {
  id: 'treasury-payment',
  zh: '国库集中支付电子凭证',
  en: 'Treasury payment voucher',
  prefix: 'ctp',
  fields: fields('voucher-number amount', 'issue-date accounting-year area-code voucher-type payer-name payee-name total-in-words'), // prettier-ignore
  names: names({ 凭证编号: ['voucher-number', 'identifier'], 支付金额: ['amount', 'amount'] }),
  // Numbers of payment vouchers begin anew each year in each area.
  identity: (facts) => {
    const key = issuedNumber(facts, ['issuer-id', 'area-code', 'issuer-name', 'payer-name'], ['voucher-number']);
    const year = said(facts, 'accounting-year')?.slice(0, 4);
    return key === null || year === undefined ? key : [key[0]!, `${year}-${key[1]}`];
  },
  amountKey: 'amount',
  title: (say) => ['国库集中支付电子凭证', say('payee-name'), say('amount'), say('voucher-number')],
  check: (facts) => checkCapitals(facts, 'amount'),
  retention: 'D30',
};

export const VOUCHER_SPECS: readonly VoucherSpec[] = [
  railwayTicket,
  airItinerary,
  bankReceipt,
  bankStatement,
  fiscalBill,
  nonTaxPayment,
  treasuryPayment,
];
