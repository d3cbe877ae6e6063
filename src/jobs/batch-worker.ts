import { type Batches } from '../archive/batches.js';

/** After a failure of the world, and when nobody said that there is something to do. */
const LOOK_MS = 2_000;

/** Takes in the records of batches behind the requests, a few of one fonds, then of the next. */
export class BatchWorker {
  private stopping = false;
  private wake: () => void = () => undefined;
  private readonly ended: Promise<void>;

  constructor(
    private readonly batches: Pick<Batches, 'work' | 'stop'>,
    private readonly failed: (error: unknown) => void,
  ) {
    this.ended = this.loop();
  }

  /** There is something to do now. */
  look(): void {
    this.wake();
  }

  /** The records under way are finished; the batch goes on at the next start. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.ended;
    await this.batches.stop();
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      // Before the work: what is asked for meanwhile must not be slept through.
      const rested = this.rest();
      try {
        if (await this.batches.work(() => this.stopping)) this.wake();
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
