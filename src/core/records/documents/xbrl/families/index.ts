import { type Family } from '../family.js';
import { bankReceipt, bankStatement } from './bank.js';
import { digitalInvoice, vatInvoice } from './invoices.js';
import { fiscalBill, nonTaxPayment, treasuryPayment } from './public.js';
import { air, railway } from './travel.js';

/** The nine families. */
export const FAMILIES: readonly Family[] = [
  vatInvoice,
  digitalInvoice,
  railway,
  air,
  bankReceipt,
  bankStatement,
  fiscalBill,
  nonTaxPayment,
  treasuryPayment,
];
