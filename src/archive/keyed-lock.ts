/** One at a time per key, in the order of arrival, in this process. Between processes the database decides. */
export class KeyedLock {
  private readonly last = new Map<string, Promise<void>>();

  async alone<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    let done: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => (done = resolve));
    this.last.set(key, mine);
    try {
      await before;
      return await work();
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
      done();
    }
  }
}
