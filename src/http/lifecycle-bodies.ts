import { z } from 'zod';

const text = (max: number) => z.string().min(1).max(max);

/** Why something is changed that was archived: kept for ever. */
const why = {
  reason: text(2_000),
  /** 依据: a decision, a rule, a letter. */
  basis: text(2_000).nullable().default(null),
  /** 审批人 */
  approver: text(200).nullable().default(null),
};

export const RECORD_WITHDRAWAL = z.strictObject(why);

export const CONFLICT_DECISION = z.strictObject({
  decision: z.enum(['same-record', 'separate', 'withdraw-first', 'withdraw-second']),
  ...why,
});
