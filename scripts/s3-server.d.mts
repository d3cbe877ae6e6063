export interface S3Server {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  port: number;
  pid: number;
  accessKey: string;
  secretKey: string;
  stop(): Promise<void>;
  /** SIGKILL, as a crash would. */
  kill(): Promise<void>;
  /** Stops it if it runs, and starts it again with the same port and keys. */
  restart(): Promise<void>;
}
/** Builds the server when it is not there; gives its path. */
export function installS3(): Promise<string>;
/**
 * Resolves once the server is healthy. Port 0 or none: the last one of this folder, else a free one.
 * `endWithCaller` (default true): the server is killed when the calling process dies, however it dies.
 */
export function startS3(options: { dataDir: string; port?: number; endWithCaller?: boolean }): Promise<S3Server>;
