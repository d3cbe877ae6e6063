import { type KindField } from '../kind.js';

const optional = (...keys: string[]): KindField[] => keys.map((key) => ({ key, obligation: 'optional' }));

/** What an e-invoice has. Facts beyond these are kept too. */
export const FIELDS: readonly KindField[] = [
  { key: 'invoice-number', obligation: 'required' },
  {
    key: 'invoice-code',
    obligation: 'conditional',
    condition: 'a Chinese invoice whose number has 8 digits (before 数电票)',
  },
  { key: 'issue-date', obligation: 'required' },
  { key: 'seller-name', obligation: 'required' },
  { key: 'total-with-tax', obligation: 'required' },
  { key: 'red-of-number', obligation: 'conditional', condition: 'a red invoice (红字发票)' },
  ...optional(
    'seller-id',
    'buyer-name',
    'buyer-id',
    'invoice-type',
    'issue-type',
    'currency',
    'total-without-tax',
    'total-tax',
    'total-in-words',
    'drawer',
    'remark',
    'check-code',
    'red-of-code',
    'preceding-invoice-number',
    'specification-id',
    'due-date',
    'payable-amount',
    'credit-note-number',
    'shown-origin',
    'signature-state',
    'verification-result',
    'verification-source',
    'verification-time',
  ),
];
