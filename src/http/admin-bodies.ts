import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { z } from 'zod';

/** PostgreSQL holds no U+0000, nothing holds half a surrogate pair, and a name of only spaces names nothing. */
export const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u, 'expected text without control characters');

const future = z.iso
  .datetime({ offset: true })
  .refine((t) => Date.parse(t) > Date.now(), 'expected a time in the future');

export const NEW_PRINCIPAL = z.strictObject({
  name: text(200),
  role: z.enum(['administrator', 'submitter', 'archivist', 'auditor', 'metrics']),
  /** Codes or ids of fonds; null is every fonds. */
  fonds: z.array(text(64)).max(1_000).nullable().default(null),
  expiresAt: future.nullable().default(null),
});

export const NEW_KEY = z.strictObject({ expiresAt: future.nullable().default(null) });

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'];

/** The three kinds of public key a sender may sign with (core/sender-signature.ts). */
export const SENDER_KEY = z
  .looseObject({ kty: z.enum(['OKP', 'EC', 'RSA']) })
  .refine((jwk) => !PRIVATE.some((member) => member in jwk), 'holds private members: send the public key only')
  .refine(
    (jwk) =>
      (jwk.kty === 'OKP' && jwk['crv'] === 'Ed25519' && isText(jwk['x'])) ||
      (jwk.kty === 'EC' && jwk['crv'] === 'P-256' && isText(jwk['x']) && isText(jwk['y'])) ||
      (jwk.kty === 'RSA' &&
        isText(jwk['e']) &&
        typeof jwk['n'] === 'string' &&
        Buffer.from(jwk['n'], 'base64url').length >= 256),
    'expected an Ed25519, P-256 or RSA (at least 2048 bits) public key',
  )
  .refine(isUsable, 'is no key: its numbers name no point of the curve, or a member holds U+0000 or half a character');

/** A key that can verify nothing would only be found out by the sender's first submission. */
function isUsable(jwk: Record<string, unknown>): boolean {
  // PostgreSQL's jsonb takes neither.
  if (/\\u(0000|d[89a-f])/i.test(JSON.stringify(jwk))) return false;
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).type === 'public';
  } catch {
    return false;
  }
}

const isText = (value: unknown) => typeof value === 'string' && value.length > 0 && value.length <= 2_000;

export const NEW_RECONCILIATION = z.strictObject({
  /** `resumeAfter` of the stretch before; null begins. */
  after: text(1_024).nullable().default(null),
  maxObjects: z.int().min(1).max(100_000).default(10_000),
});

export const NEW_REVALIDATION = z.strictObject({
  /** Code of the fonds; null is every fonds the caller may see. */
  fonds: text(64).nullable().default(null),
  /** Also those of which all passed, and those judged under the present trust already. */
  all: z.boolean().default(false),
});

export const WITHDRAWAL = z.strictObject({
  /** Kept with the item for ever. */
  reason: text(1_000),
});

/** The other record by exactly one of its names; `place` for the paper twin, which is no record. */
export const NEW_RELATION = z
  .strictObject({
    type: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case words joined by -, e.g. original-of'),
    record: z.uuid().optional(),
    key: text(500).optional(),
    source: z.strictObject({ system: text(200), businessKey: text(500) }).optional(),
    place: text(500).optional(),
    reason: text(1_000),
  })
  .refine(
    ({ record, key, source, place }) => [record, key, source, place].filter((name) => name !== undefined).length === 1,
    'expected exactly one of record, key, source and place',
  );

export const RELATION_END = z.strictObject({
  /** Kept with the relation for ever. */
  reason: text(1_000),
});

/** PostgreSQL knows no year 0. */
const day = z.iso.date().refine((d) => !d.startsWith('0000'), 'expected a day of the year 1 or later');

export const NEW_FONDS = z.strictObject({
  code: text(64),
  name: text(500),
  /** A fonds for trying out: its receipts say TEST. */
  test: z.boolean().default(false),
  /** The first day on which code and name are in force; today when left out. */
  from: day.optional(),
  predecessors: z.array(z.uuid()).max(100).optional(),
});

export const NEW_FONDS_NAME = z.strictObject({ code: text(64), name: text(500), from: day });
