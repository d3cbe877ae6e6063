import { type VoucherClaims } from '../archive/claims-ports.js';

/** A claim that has expired is free at once; this only notes its end, so it may take its time. */
const EVERY_MS = 60_000;
const AT_ONCE = 100;

/** Notes the end of claims that nobody asked about again. */
export class ClaimExpiry {
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> | null = null;
  private stopping = false;

  constructor(
    private readonly claims: Pick<VoucherClaims, 'expire'>,
    private readonly failed: (error: unknown) => void,
    everyMs = EVERY_MS,
  ) {
    this.timer = setInterval(() => void (this.running ??= this.look().finally(() => (this.running = null))), everyMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      while (!this.stopping && (await this.claims.expire(AT_ONCE)) > 0);
    } catch (error) {
      this.failed(error);
    }
  }
}
