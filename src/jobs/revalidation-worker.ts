import { randomUUID } from 'node:crypto';
import { type Revalidate } from '../archive/revalidate.js';

/** How often runs are looked for that another process left behind. */
const LOOK_MS = 2_000;

/** Carries out revalidations behind the requests, one at a time; several processes share the runs. */
export class RevalidationWorker {
  private readonly holder = randomUUID();
  private stopping = false;
  private wake: () => void = () => undefined;
  private readonly ended: Promise<void>;

  constructor(
    private readonly revalidate: Pick<Revalidate, 'work'>,
    private readonly failed: (error: unknown) => void,
  ) {
    this.ended = this.loop();
  }

  /** There is something to do now. */
  look(): void {
    this.wake();
  }

  /** The records under way are finished; the run goes on where it stood, here or elsewhere. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.ended;
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      // Before the work: what is asked for meanwhile must not be slept through.
      const rested = this.rest();
      try {
        if (await this.revalidate.work(this.holder, () => this.stopping)) this.wake();
      } catch (error) {
        this.failed(error);
      }
      await rested;
    }
  }

  private rest(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, LOOK_MS);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
      if (this.stopping) this.wake();
    });
  }
}
