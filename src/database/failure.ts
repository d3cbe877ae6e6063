import { ArchiveError, isArchiveError } from '../core/error.js';

const GONE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** SQLSTATE of the server's answer; null when the server gave none. */
export function sqlState(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !GONE.has(code) ? code : null;
}

/** The connection is no more: a statement on its way may have run or not. */
export function isLost(error: unknown): boolean {
  if (isArchiveError(error)) return false;
  const state = sqlState(error);
  // 08 connection, 57P01..03 shut down, crashed or starting.
  if (state !== null) return state.startsWith('08') || state.startsWith('57P');
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && GONE.has(code)) return true;
  return typeof message === 'string' && /terminated|timeout|Connection|not queryable|ended/i.test(message);
}

/** 53 resources (disk, memory, connections), 25006 a standby, 55P03/57014 a lock or statement that took too long. */
function isUnable(error: unknown): boolean {
  const state = sqlState(error);
  return isLost(error) || (state !== null && (/^53/.test(state) || ['25006', '55P03', '57014'].includes(state)));
}

/** Another transaction was faster: the same again may succeed. */
export function isRace(error: unknown): boolean {
  return ['40001', '40P01', '23505'].includes(sqlState(error) ?? '');
}

/** What callers see of a database error. A broken rule of ours stays a plain error with its cause. */
export function translate(error: unknown, doing: string): Error {
  if (isArchiveError(error)) return error;
  const message = String((error as { message?: unknown } | null)?.message ?? error);
  if (isUnable(error)) {
    return new ArchiveError('DATABASE_UNAVAILABLE', `${doing}: the database is not available (${message})`, {
      cause: error,
      retryable: true,
    });
  }
  return new Error(`${doing}: ${message}`, { cause: error });
}
