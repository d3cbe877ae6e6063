import { setTimeout as sleep } from 'node:timers/promises';
import { ArchiveError, isArchiveError } from '../core/error.js';

/** An answer of the server that is not a success. */
export class S3Failure extends Error {
  override readonly name = 'S3Failure';
  constructor(
    readonly status: number,
    /** As in the XML body, e.g. `NoSuchBucket`; '' when there was none (HEAD). */
    readonly code: string,
    message: string,
  ) {
    super(`${status} ${code} ${message}`.trim());
  }
}

const PASSING_NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const PASSING_CODES = new Set([
  'SlowDown',
  'RequestTimeout',
  'InternalError',
  'ServiceUnavailable',
  // Two conditional writes of one key at the same moment, at AWS: the loser may try again and then sees 412.
  'ConditionalRequestConflict',
  'OperationAborted',
]);
const FULL_CODES = new Set([
  'XMinioStorageFull',
  'QuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'InsufficientCapacity',
]);

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function isFull(error: unknown): boolean {
  return FULL_CODES.has(codeOf(error)) || (error instanceof S3Failure && error.status === 507);
}

/** Whether the same request may succeed a moment later. */
export function isPassing(error: unknown): boolean {
  if (isArchiveError(error) || isFull(error)) return false;
  if (error instanceof S3Failure && (error.status === 408 || error.status === 429)) return true;
  if (error instanceof S3Failure && error.status >= 500 && error.status !== 501) return true;
  if (PASSING_NETWORK.has(codeOf(error)) || PASSING_CODES.has(codeOf(error))) return true;
  // The client tells no status when it met one that it would have retried.
  return /Retryable HTTP status/.test((error as { message?: string } | null)?.message ?? '');
}

/** What a failure that stayed means for the store; errors of our own and of the caller's stream pass through. */
export function storeFailure(attempted: string, error: unknown): unknown {
  if (isArchiveError(error)) return error;
  const said = (error as { message?: string } | null)?.message ?? '';
  if (isFull(error)) {
    return new ArchiveError('STORE_FULL', `${attempted}: the store is full (${said})`, {
      cause: error,
      retryable: true,
    });
  }
  if (isPassing(error)) {
    return new ArchiveError('STORE_UNAVAILABLE', `${attempted}: the store does not answer (${said || codeOf(error)})`, {
      cause: error,
      retryable: true,
    });
  }
  if (error instanceof S3Failure || (error as { name?: unknown } | null)?.name === 'S3Error') {
    return new ArchiveError('STORE_MISCONFIGURED', `${attempted}: ${plainly(codeOf(error), error)} (${said})`, {
      cause: error,
    });
  }
  return error;
}

function plainly(code: string, error: unknown): string {
  const status = error instanceof S3Failure ? error.status : 0;
  if (code === 'InvalidAccessKeyId') return 'the server does not know the access key';
  if (code === 'SignatureDoesNotMatch') return 'the secret key is wrong';
  if (code === 'RequestTimeTooSkewed') return 'the clocks of this machine and of the server differ too much';
  if (code === 'NoSuchBucket') return 'there is no such bucket; `dantao store init` makes it';
  if (code === 'AuthorizationHeaderMalformed' || code === 'MovedPermanently') return 'the region is wrong';
  if (code === 'AccessDenied' || status === 403) return 'the keys do not allow it';
  return 'the server refused';
}

const BUDGET_MS = 10_000;

/**
 * Repeats passing faults with growing pauses for about ten seconds; gives up with an ArchiveError.
 * `step` must be repeatable: everything sent here is a read, or a write that only the first can win.
 */
export async function withRetries<T>(attempted: string, step: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + BUDGET_MS;
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2000)) {
    try {
      return await step();
    } catch (error) {
      // Half of it by chance, so that those who failed together do not come back together.
      const waitMs = pauseMs / 2 + (Math.random() * pauseMs) / 2;
      if (!isPassing(error) || Date.now() + waitMs > giveUpAt) throw storeFailure(attempted, error);
      await sleep(waitMs);
    }
  }
}

/** The minio client has no time limit of its own: a server that accepts and says nothing would hold the caller for ever. */
export async function withLimit<T>(work: Promise<T>, limitMs = 10_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error(`no answer within ${limitMs} ms`), { code: 'ETIMEDOUT' })),
      limitMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
