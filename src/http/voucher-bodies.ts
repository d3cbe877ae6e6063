import { z } from 'zod';
import { text } from './admin-bodies.js';

const YEAR_SECONDS = 366 * 86_400;
const amount = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,17})(\.\d{1,6})?$/, 'expected a decimal number as text, e.g. "113.00"');
const wholeTime = z.iso
  .datetime({ offset: true })
  .refine((t) => Date.parse(t) < Date.now() + YEAR_SECONDS * 1_000, 'expected a time within a year');

export const NEW_CLAIM = z
  .strictObject({
    /** Code; may be left out by a key of one fonds. */
    fonds: text(64).optional(),
    /** The whole remainder when left out. */
    amount: amount.optional(),
    /** Where it will be booked. */
    booking: z.strictObject({
      /** The ERP. */
      system: text(200),
      /** 核算单位 */
      accountingEntity: text(200).optional(),
      /** 记账凭证号, when there is one already. */
      documentNumber: text(200).optional(),
      /** 会计期间 */
      period: text(50).optional(),
    }),
    /** Seconds from now; 86,400 when neither is given. */
    expiresIn: z.int().min(1).max(YEAR_SECONDS).optional(),
    expiresAt: wholeTime.optional(),
    /** The ERP's own id of this claim: sent again, it finds the claim instead of making another. */
    reference: text(200),
  })
  .refine((body) => body.expiresIn === undefined || body.expiresAt === undefined, {
    path: ['expiresAt'],
    message: 'give expiresIn or expiresAt, not both',
  });

export const CONFIRMATION = z.strictObject({
  booking: z.strictObject({
    system: text(200).optional(),
    accountingEntity: text(200).optional(),
    /** 记账凭证号 */
    documentNumber: text(200),
    period: text(50).optional(),
  }),
});

export const RELEASE = z.strictObject({
  /** Kept in the ledger. */
  reason: text(1_000),
});
