import { ArchiveError } from '../core/error.js';

interface Bucket {
  tokens: number;
  /** Milliseconds of the clock handed in. */
  at: number;
}

/** A token bucket per key, in memory: it refills evenly and holds at most a minute's worth. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly perMinute: number,
    private readonly now: () => number = () => performance.now(),
    private readonly maxBuckets = 10_000,
  ) {}

  /** Takes one token; throws RATE_LIMITED with the seconds after which there is one. */
  take(key: string): void {
    const now = this.now();
    let bucket = this.buckets.get(key);
    if (!bucket) {
      if (this.buckets.size >= this.maxBuckets) this.forgetFull(now);
      this.buckets.set(key, (bucket = { tokens: this.perMinute, at: now }));
    }
    bucket.tokens = this.filled(bucket, now);
    bucket.at = now;
    if (bucket.tokens < 1) {
      const retryAfterSeconds = Math.max(1, Math.ceil(((1 - bucket.tokens) * 60) / this.perMinute));
      throw new ArchiveError('RATE_LIMITED', `more than ${this.perMinute} requests a minute`, {
        retryable: true,
        detail: { limit: this.perMinute, what: 'requestsPerMinute', retryAfterSeconds },
      });
    }
    bucket.tokens--;
  }

  private filled(bucket: Bucket, now: number): number {
    return Math.min(this.perMinute, bucket.tokens + ((now - bucket.at) * this.perMinute) / 60_000);
  }

  /** A full bucket says nothing: to forget it changes no answer. */
  private forgetFull(now: number): void {
    for (const [key, bucket] of this.buckets) if (this.filled(bucket, now) >= this.perMinute) this.buckets.delete(key);
  }
}
