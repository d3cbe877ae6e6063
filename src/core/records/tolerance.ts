import { type Decimal, parseDecimal } from './decimal.js';

const exactly = (text: string): Decimal => parseDecimal(text)!;

/**
 * By how much amounts of a Chinese invoice may differ from what they are computed from. Data: a difference within it says
 * nothing, one beyond it is for a person to look at.
 */
export interface InvoiceTolerance {
  /** Sums: lines with their total, without tax plus tax with the total. */
  sum: Decimal;
  /** Quantity × unit price with the amount, besides what the printed digits of price and quantity leave open. */
  lineAmount: Decimal;
  /** Amount × rate with the tax of a line: makers that enter prices with tax, and billing machines of before, round by more than a cent. */
  lineTax: Decimal;
}

export const INVOICE_TOLERANCE: InvoiceTolerance = {
  sum: exactly('0.01'),
  lineAmount: exactly('0.01'),
  lineTax: exactly('0.06'),
};
