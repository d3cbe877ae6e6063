import { z } from 'zod';
import { MEMBER_ROLES } from '../core/records/accounting/assembly.js';
import { text } from './admin-bodies.js';

export const NEW_ASSEMBLY = z.strictObject({
  /** Code; may be left out by a key of one fonds. */
  fonds: text(64).optional(),
  /** 记账凭证号 */
  number: text(100),
  /** 账套 */
  accountSet: text(100).optional(),
  /** 会计年度 */
  year: z.string().regex(/^[1-9]\d{3}$/, 'expected a year, e.g. 2026'),
  /** 会计期间: numbers that begin anew each month need it. */
  period: z
    .string()
    .regex(/^(0?[1-9]|1[0-3])$/, 'expected a month of the year, 01 to 13')
    .optional(),
  /** 附单据数 */
  originals: z.int().min(0).max(100_000).optional(),
});

const NAMED = {
  record: z.uuid().optional(),
  /** Duplicate key: also of what is not archived yet. */
  key: text(500).optional(),
  /** Where paper lies. */
  place: text(500).optional(),
};
const oneName = ({ record, key, place }: { record?: string | undefined; key?: string | undefined; place?: string | undefined }) =>
  [record, key, place].filter((name) => name !== undefined).length === 1; // prettier-ignore
const ONE_NAME = 'expected exactly one of record, key and place';
const members = z.array(z.strictObject(NAMED).refine(oneName, ONE_NAME)).min(1).max(1_000);
/** Number of the newest act that the caller knows. */
const expectedAct = z.int().min(0).max(10_000);

export const ASSEMBLY_ACT = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('add'),
    expectedAct,
    members: z
      .array(z.strictObject({ ...NAMED, role: z.enum(MEMBER_ROLES) }).refine(oneName, ONE_NAME))
      .min(1)
      .max(200),
  }),
  z.strictObject({ type: z.literal('remove'), expectedAct, members }),
  /** All members, in the new order. */
  z.strictObject({ type: z.literal('reorder'), expectedAct, members }),
  z.strictObject({ type: z.literal('undo'), expectedAct }),
  z.strictObject({ type: z.literal('redo'), expectedAct }),
]);

export const ASSEMBLY_CLOSING = z.strictObject({
  expectedAct,
  /** Why it is closed although something is missing; kept in the ledger. */
  reason: text(1_000).optional(),
});
