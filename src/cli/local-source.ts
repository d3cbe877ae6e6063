import { type FileHandle, open, stat } from 'node:fs/promises';
import { type ByteSource } from '../core/byte-source.js';

/** A file of the local disk that can't be used; the message is one line for people. */
export class LocalFileError extends Error {
  override readonly name = 'LocalFileError';
}

const REASONS: Record<string, string> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a folder',
  ENOTDIR: 'no such file',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
};

export function localReason(error: unknown): string {
  if ((error as { name?: unknown }).name === 'LocalFileError') return (error as Error).message;
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? (REASONS[code] ?? code) : String((error as { message?: unknown }).message ?? error);
}

/**
 * Size of a file that can be read by range. A character device like /dev/null counts as empty; folders, pipes and
 * sockets (opening a pipe may hang for ever) throw LocalFileError.
 */
export async function readableSize(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new LocalFileError('is a folder');
    if (!found.isFile() && !found.isCharacterDevice()) throw new LocalFileError('is not a regular file');
    await (await open(path, 'r')).close();
    return found.isFile() ? found.size : 0;
  } catch (error) {
    throw new LocalFileError(localReason(error), { cause: error });
  }
}

/** An open file, by range. Throws LocalFileError when a read fails; close it when done. */
export class LocalSource implements ByteSource {
  private constructor(
    private readonly handle: FileHandle,
    readonly sizeBytes: number,
  ) {}

  static async open(path: string): Promise<LocalSource> {
    const sizeBytes = await readableSize(path);
    return new LocalSource(await open(path, 'r'), sizeBytes);
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const want = Math.max(0, Math.min(length, this.sizeBytes - offset));
    const bytes = new Uint8Array(want);
    let filled = 0;
    try {
      while (filled < want) {
        const { bytesRead } = await this.handle.read(bytes, filled, want - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch (error) {
      throw new LocalFileError(localReason(error), { cause: error });
    }
    return bytes.subarray(0, filled);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
