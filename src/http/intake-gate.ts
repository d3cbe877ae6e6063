import { Injectable, Inject, type BeforeApplicationShutdown } from '@nestjs/common';
import { ArchiveError } from '../core/error.js';
import { type Limits } from './limits.js';
import { LIMITS } from './tokens.js';

/** Counts the submissions that run; on the way down no new one comes in while the running ones finish. */
@Injectable()
export class IntakeGate implements BeforeApplicationShutdown {
  private running = 0;
  private closing = false;
  private idle: (() => void)[] = [];

  constructor(@Inject(LIMITS) private readonly limits: Limits) {}

  get draining(): boolean {
    return this.closing;
  }

  get count(): number {
    return this.running;
  }

  /** Throws SHUTTING_DOWN, or RATE_LIMITED when as many run as may. Each `enter` needs its `leave`. */
  enter(): void {
    if (this.closing) {
      throw new ArchiveError('SHUTTING_DOWN', 'the service is stopping and takes no new submission', {
        retryable: true,
        detail: { retryAfterSeconds: 5 },
      });
    }
    const limit = this.limits.concurrentSubmissions;
    if (this.running >= limit) {
      throw new ArchiveError('RATE_LIMITED', `${limit} submissions run at once, no more`, {
        retryable: true,
        detail: { limit, what: 'concurrentSubmissions', retryAfterSeconds: 1 },
      });
    }
    this.running++;
  }

  leave(): void {
    if (--this.running === 0) for (const resolve of this.idle.splice(0)) resolve();
  }

  /** Lets nobody in any more; resolves when the last running submission was answered. */
  async drain(): Promise<void> {
    this.closing = true;
    if (this.running > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.drain();
  }
}
