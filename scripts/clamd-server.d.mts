export interface TestClamd {
  /** On 127.0.0.1. */
  port: number;
  /** Of its socket. */
  path: string;
  pid(): number;
  start(): Promise<void>;
  /** Leaves it to be started again. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Removes it. */
  stop(): Promise<void>;
}
/** What the only signature of its database finds. */
export const VIRUS: string;
export const VIRUS_NAME: string;
/** The Debian package clamav-daemon is there. */
export function clamdInstalled(): Promise<boolean>;
/** `settings`: further lines of clamd.conf. */
export function startClamd(settings?: Record<string, string>): Promise<TestClamd>;
