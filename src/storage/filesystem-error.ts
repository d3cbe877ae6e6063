import { ArchiveError, isArchiveError } from '../core/error.js';

/** Says what the file system's error means for the store. Errors that are ours already pass through. */
export function storeError(error: unknown, attempted: string): unknown {
  if (isArchiveError(error)) return error;
  const code = errorCode(error);
  if (code === undefined) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ArchiveError('STORE_FULL', `${attempted}: the store is full (${code})`, {
      cause: error,
      retryable: true,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new ArchiveError('STORE_MISCONFIGURED', `${attempted}: not permitted (${code})`, { cause: error });
  }
  // ENOENT, ENOTDIR: the folder is gone (not mounted); EIO, EROFS, ESTALE: the disk failed; EMFILE: too busy.
  return new ArchiveError('STORE_UNAVAILABLE', `${attempted}: the store cannot be reached (${code})`, {
    cause: error,
    retryable: true,
  });
}

/** The code of a system error; undefined for anything else. Errors of node core are of another realm under Jest. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** Runs one step against the disk, so that an error of the caller's own stream is never taken for one of the store. */
export async function onDisk<T>(attempted: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw storeError(error, attempted);
  }
}
