/**
 * Work that is done together: each round takes everything that arrived while the last one ran. No timer: alone, an
 * item waits for nobody; under load, rounds grow by themselves and share one flush of the disk.
 */
export class Group<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private running = false;
  private closed: Promise<void> | null = null;
  private idle: () => void = () => undefined;

  constructor(
    /** Settles every item of the round; those it gives back are taken again in the next round. */
    private readonly round: (items: Waiting<Item, Result>[]) => Promise<Waiting<Item, Result>[]>,
    private readonly most = 256,
  ) {}

  run(item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.running) {
        this.running = true;
        // Submissions that are ready in the same turn of the event loop go together.
        setImmediate(() => void this.loop());
      }
    });
  }

  /** Resolves when everything accepted so far is settled. */
  async drain(): Promise<void> {
    if (!this.running) return;
    this.closed ??= new Promise((done) => (this.idle = done));
    await this.closed;
  }

  private async loop(): Promise<void> {
    while (this.waiting.length > 0) {
      const items = this.waiting.splice(0, this.most);
      try {
        const again = await this.round(items);
        if (again.length > 0) this.waiting.unshift(...again);
      } catch (error) {
        for (const { reject } of items) reject(error);
      }
    }
    this.running = false;
    this.idle();
    this.closed = null;
  }
}

export interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}
