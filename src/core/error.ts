/**
 * What went wrong with a request or with the world around us: thrown, a closed set of codes.
 * A wrong record is a Finding instead. One table at the edge maps codes to HTTP status and exit code.
 */
export type ArchiveErrorCode =
  // the request
  | 'REQUEST_INVALID'
  | 'REQUEST_TOO_LARGE'
  | 'REQUEST_ABORTED'
  | 'MEDIA_TYPE_UNSUPPORTED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'FONDS_UNKNOWN'
  | 'RECORD_UNKNOWN'
  | 'REFUSAL_UNKNOWN'
  | 'FILE_UNKNOWN'
  | 'PRINCIPAL_UNKNOWN'
  | 'KEY_UNKNOWN'
  | 'KEY_LIMIT_REACHED'
  | 'TRUST_UNKNOWN'
  | 'DICTIONARY_UNKNOWN'
  | 'VALIDATION_UNKNOWN'
  | 'REVALIDATION_UNKNOWN'
  | 'SCHEME_UNKNOWN'
  | 'CHECK_UNKNOWN'
  | 'VOUCHER_UNKNOWN'
  | 'VOUCHER_WITHDRAWN'
  | 'VOUCHER_CLAIMED'
  | 'CLAIM_AMOUNT_INVALID'
  | 'CLAIM_UNKNOWN'
  | 'CLAIM_EXPIRED'
  | 'CLAIM_RELEASED'
  | 'CLAIM_MISMATCH'
  | 'RELATION_UNKNOWN'
  | 'VERSION_UNKNOWN'
  | 'VERSION_OUTRUN'
  | 'RECORD_WITHDRAWN'
  | 'CONFLICT_UNKNOWN'
  | 'CONFLICT_DECIDED'
  | 'BATCH_UNKNOWN'
  | 'BATCH_UNREADABLE'
  | 'ASSEMBLY_UNKNOWN'
  | 'ASSEMBLY_CLOSED'
  | 'ASSEMBLY_OUTRUN'
  | 'ASSEMBLY_STEP_IMPOSSIBLE'
  | 'ASSEMBLY_MEMBER_TAKEN'
  | 'ASSEMBLY_INCOMPLETE'
  | 'NAME_TAKEN'
  | 'RANGE_NOT_SATISFIABLE'
  | 'CLASSIFIED_NOT_ALLOWED'
  | 'RECORD_REFUSED'
  | 'IDEMPOTENCY_IN_PROGRESS'
  | 'IDEMPOTENCY_MISMATCH'
  // the world
  | 'OBJECT_NOT_FOUND'
  | 'OBJECT_CONFLICT'
  | 'OBJECT_SIZE_MISMATCH'
  | 'STORE_UNAVAILABLE'
  | 'STORE_FULL'
  | 'STORE_MISCONFIGURED'
  | 'DATABASE_UNAVAILABLE'
  | 'DATABASE_MISCONFIGURED'
  | 'SPOOL_FULL'
  | 'SETTING_INVALID'
  | 'SHUTTING_DOWN';

export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  constructor(
    readonly code: ArchiveErrorCode,
    message: string,
    /** `retryable` is decided by whoever knows: the adapter. `detail` is safe to show to the caller. */
    readonly options: { cause?: unknown; retryable?: boolean; detail?: Record<string, unknown> } = {},
  ) {
    super(message, { cause: options.cause });
  }
}

/** True for our own errors, across module realms (Jest runs tests in another realm than Node's core). */
export function isArchiveError(error: unknown): error is ArchiveError {
  return typeof error === 'object' && error !== null && (error as { name?: unknown }).name === 'ArchiveError';
}
