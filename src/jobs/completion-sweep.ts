import { type Complete } from '../archive/complete.js';

/** Who brings the last piece of a record completes it; this only finds what a crash left in between. */
const EVERY_MS = 60_000;

/** Looks, at the start and now and then, for records that have all they expect and were not asked. */
export class CompletionSweep {
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> | null = null;

  constructor(
    private readonly complete: Pick<Complete, 'sweep'>,
    private readonly failed: (error: unknown) => void,
    everyMs = EVERY_MS,
  ) {
    this.timer = setInterval(() => this.look(), everyMs);
    this.timer.unref();
    this.look();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private look(): void {
    this.running ??= this.complete
      .sweep()
      .then(() => undefined, this.failed)
      .finally(() => (this.running = null));
  }
}
