import { type Search } from '../archive/search-ports.js';

/** How often new entries get their terms: until then each search looks at them one by one. */
const LOOK_MS = 2_000;
/** Between two batches of what is made anew: intake and searches come first. */
const BREATH_MS = 20;

/** Keeps the search index behind the requests; several processes share the work. */
export class SearchWorker {
  private stopping = false;
  private wake: () => void = () => undefined;
  private readonly ended: Promise<void>;

  constructor(
    private readonly search: Pick<Search, 'work'>,
    private readonly failed: (error: unknown) => void,
  ) {
    this.ended = this.loop();
  }

  /** The batch under way is finished. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.ended;
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      let more = false;
      try {
        more = await this.search.work(() => this.stopping);
      } catch (error) {
        this.failed(error);
      }
      await this.rest(more ? BREATH_MS : LOOK_MS);
    }
  }

  private rest(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
      if (this.stopping) this.wake();
    });
  }
}
