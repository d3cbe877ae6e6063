import { z } from 'zod';
import { ArchiveError } from '../core/error.js';
import {
  BOOKING_FAMILIES,
  BOOKING_FLAGS,
  type BookingData,
  checkBookingData,
  encodeBookingInformation,
} from '../core/records/booking/encode.js';

const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u, 'expected text without control characters');

/** What an accounting system knows of a booking, as JSON. Unknown members are refused: a misspelt one would be silently lost. */
export const BOOKING_DATA = z.strictObject({
  family: z.enum(BOOKING_FAMILIES),
  taxonomy: text(10).optional(),
  voucher: z.record(text(100), text(1_000)),
  entity: z.strictObject({ name: text(500), id: text(100).optional() }),
  flags: z.partialRecord(z.enum(BOOKING_FLAGS), z.boolean()).optional(),
  contractNumber: text(200).optional(),
  paymentReceiptNumber: text(200).optional(),
  bookings: z
    .array(
      z.strictObject({
        number: text(200),
        postingDate: text(10),
        period: text(7),
        summary: text(1_000).optional(),
        entries: z
          .array(
            z.strictObject({
              side: z.enum(['debit', 'credit']),
              ledgerSubject: text(500),
              subsidiarySubject: text(500).optional(),
              amount: text(60),
            }),
          )
          .max(5_000),
      }),
    )
    .max(100),
});

/**
 * The booking information (入账信息) of a booking, as XBRL. Throws REQUEST_INVALID with `detail.errors: {path, message}[]`, naming each
 * member that is wrong.
 */
export function bookingInformationOf(value: unknown): Uint8Array {
  const parsed = BOOKING_DATA.safeParse(value);
  if (!parsed.success) {
    throw invalid(parsed.error.issues.map((issue) => ({ path: `/${issue.path.join('/')}`, message: issue.message })));
  }
  const data = parsed.data as BookingData;
  const problems = checkBookingData(data);
  if (problems.length > 0) throw invalid(problems);
  return encodeBookingInformation(data);
}

function invalid(all: { path: string; message: string }[]): ArchiveError {
  const errors = all.slice(0, 50);
  const said = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  return new ArchiveError('REQUEST_INVALID', `the booking can not be written: ${said}`, { detail: { errors } });
}
