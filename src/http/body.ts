import { type ZodType } from 'zod';
import { ArchiveError } from '../core/error.js';

/** A JSON body of the expected shape. Throws REQUEST_INVALID naming each member that is wrong. */
export function bodyAs<T>(schema: ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, 50).map((i) => ({ path: `/${i.path.join('/')}`, message: i.message }));
  throw new ArchiveError(
    'REQUEST_INVALID',
    `the body is not valid: ${errors.map((e) => `${e.path} ${e.message}`).join('; ')}`,
    {
      detail: { errors },
    },
  );
}
