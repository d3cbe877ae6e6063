import { z } from 'zod';
import { ArchiveError } from '../core/error.js';
import { canonicalJsonOfAny } from '../core/json.js';
import { checkBookingData } from '../core/records/booking/encode.js';
import { type Declaration } from '../core/record.js';
import { ORIGINS } from '../core/records/origin.js';
import { BOOKING_DATA } from './booking-data.js';
import { lossOf } from './exact-json.js';

const text = (max: number) => z.string().min(1).max(max);
const hex = (length: number) =>
  z.string().regex(new RegExp(`^[0-9a-fA-F]{${length}}$`), `expected ${length} hexadecimal digits`);
const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

const file = z.strictObject({
  part: z
    .string()
    .regex(/^[A-Za-z0-9._~-]{1,128}$/, 'expected 1–128 of A-Z a-z 0-9 . _ ~ -')
    .refine((p) => p !== 'record' && p !== 'signature', 'is a reserved part name'),
  name: text(1024),
  role: text(200).optional(),
  origin: z.enum(ORIGINS).optional(),
  sizeBytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  digests: z
    .strictObject({ sha256: hex(64).optional(), sha512: hex(128).optional(), sm3: hex(64).optional() })
    .optional(),
});

const MAX_EXPECTED = 200;
const expects = z
  .strictObject({
    until: z.iso
      .date()
      .refine((day) => !day.startsWith('0000'), 'expected a day of the year 1 or later')
      .optional(),
    files: z
      .array(
        z.strictObject({
          name: text(1024).optional(),
          role: text(200).optional(),
          sha256: hex(64).optional(),
          count: z.int().min(1).max(10_000).optional(),
        }),
      )
      .max(MAX_EXPECTED)
      .optional(),
    records: z
      .array(
        z
          .strictObject({
            duplicateKey: text(500).optional(),
            system: text(200).optional(),
            businessKey: text(500).optional(),
          })
          .refine(
            ({ duplicateKey, businessKey }) => (duplicateKey === undefined) !== (businessKey === undefined),
            'expected either duplicateKey or businessKey',
          ),
      )
      .max(MAX_EXPECTED)
      .optional(),
  })
  .refine(({ files = [], records = [] }) => files.length + records.length > 0, 'expects nothing');

const verification = z.strictObject({
  of: text(1024).optional(),
  result: text(200),
  source: text(200),
  at: z.string().max(40).regex(DATE, 'expected YYYY-MM-DD or an RFC 3339 time'),
});

const booking = BOOKING_DATA.superRefine((data, context) => {
  for (const { path, message } of checkBookingData(data))
    context.addIssue({ code: 'custom', path: path.split('/').slice(1), message });
});

/** The `record` part of POST /v1/records. Unknown members are refused: a misspelt one would be silently lost. */
export const DECLARATION = z
  .strictObject({
    fonds: text(64),
    kind: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case words joined by -, e.g. e-invoice'),
    title: text(1000).optional(),
    creator: text(500).optional(),
    date: z.string().regex(DATE, 'expected YYYY, YYYY-MM, YYYY-MM-DD or an RFC 3339 time').optional(),
    retention: text(100).optional(),
    classification: text(100).optional(),
    source: z.strictObject({ system: text(200), businessKey: text(500) }).optional(),
    metadata: z.record(z.string().max(200), z.unknown()).optional(),
    relations: z
      .array(
        z.strictObject({
          type: text(100),
          record: z.uuid().optional(),
          key: text(500).optional(),
          businessKey: text(500).optional(),
        }),
      )
      .max(1000)
      .optional(),
    verifications: z.array(verification).max(100).optional(),
    expects: expects.optional(),
    booking: booking.optional(),
    files: z.array(file).max(10_000),
  })
  .refine(
    ({ expects, source }) =>
      source !== undefined ||
      (expects?.records ?? []).every((one) => one.businessKey === undefined || one.system !== undefined),
    { path: ['expects', 'records'], message: 'a business key needs its system where the record has no source' },
  );

/** Throws REQUEST_INVALID. */
export function parseDeclaration(bytes: Uint8Array): Declaration {
  return parseRecordPart(bytes, DECLARATION) as Declaration;
}

/**
 * JSON bytes → what the schema lets pass, text kept as sent.
 * Throws REQUEST_INVALID with `detail.errors: {path, message}[]` naming each member that is wrong.
 */
export function parseRecordPart(bytes: Uint8Array, schema: z.ZodType): unknown {
  let value: unknown;
  let said: string;
  try {
    said = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(said);
  } catch (cause) {
    throw invalid([{ path: '', message: `not JSON in UTF-8: ${(cause as Error).message}` }]);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw invalid(parsed.error.issues.slice(0, 50).map((i) => ({ path: `/${i.path.join('/')}`, message: i.message })));
  }
  const lost = lossOf(said, value);
  if (lost !== null) throw invalid([{ path: '', message: lost }]);
  try {
    // PostgreSQL holds no U+0000, XML 1.0 neither; canonical JSON refuses lone surrogates and absurd depth.
    if (canonicalJsonOfAny(value).includes('\\u0000')) throw new TypeError('U+0000 in a text');
  } catch (cause) {
    throw invalid([{ path: '', message: (cause as Error).message }]);
  }
  // The value itself, not what the validator rebuilt of it: fingerprints are made over what was sent.
  return value;
}

function invalid(errors: { path: string; message: string }[]): ArchiveError {
  return new ArchiveError(
    'REQUEST_INVALID',
    `the record part is not a valid declaration: ${errors.map((e) => `${e.path} ${e.message}`).join('; ')}`,
    {
      detail: { errors },
    },
  );
}

/** The first day a declared date can mean, for filters: `2026` → `2026-01-01`. Null when it names no real day. */
export function firstDayOf(date: string | undefined): string | null {
  if (!date) return null;
  const [year, month = '01', day = '01'] = date.slice(0, 10).split('-');
  const iso = `${year}-${month}-${day}`;
  const parsed = new Date(`${iso}T00:00:00Z`);
  // PostgreSQL knows no year 0.
  return year !== '0000' && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(iso) ? iso : null;
}

/** 国家秘密 (绝密 top secret, 机密 secret, 秘密 confidential), also with a period or in English, in the declared classification. */
export function isStateSecret(classification: string | undefined): boolean {
  if (!classification) return false;
  const said = classification.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
  if (/^(非|不|无)(涉)?密/.test(said)) return false;
  return /绝密|機密|机密|秘密|topsecret|^secret|^confidential/.test(said);
}
