/** What one key or one submission may ask for; GET /v1/limits shows it. */
export interface Limits {
  maxFileBytes: number;
  /** Of the whole request body, part headers included. */
  maxSubmissionBytes: number;
  maxFiles: number;
  maxRecordJsonBytes: number;
  /** Per API key. */
  requestsPerMinute: number;
  /** Submissions that run at once in this process, all keys together. */
  concurrentSubmissions: number;
  /** What a crash left is reported as unmentioned when it is older than this. */
  longestSubmissionMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxFileBytes: 16 * 1024 ** 3,
  maxSubmissionBytes: 32 * 1024 ** 3,
  maxFiles: 1_000,
  maxRecordJsonBytes: 1024 ** 2,
  requestsPerMinute: 120_000,
  concurrentSubmissions: 256,
  longestSubmissionMs: 86_400_000,
};
