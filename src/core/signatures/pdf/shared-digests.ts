import { createHash, type Hash } from 'node:crypto';
import { type ByteSource } from '../../byte-source.js';

/** Covers `[0, firstEnd)` and `[secondStart, end)`. */
export interface Range {
  firstEnd: number;
  secondStart: number;
  end: number;
}

const PIECE_BYTES = 1 << 20;

/**
 * Digests of many ranges of one file in one pass. Every range begins at the first byte, so up to its gap it shares the
 * state of one running hash; only what is behind the gap, commonly a few hundred bytes, is hashed for it alone.
 */
export class SharedDigests {
  private readonly ranges: Range[] = [];
  private readonly known = new Map<string, Promise<Map<Range, Buffer>> | null>();

  constructor(private readonly source: ByteSource) {}

  /** Before the first digest is asked for. */
  add(range: Range): void {
    this.ranges.push(range);
  }

  /** Null when this Node has no such digest. */
  async digest(range: Range, algorithm: string): Promise<Buffer | null> {
    let all = this.known.get(algorithm);
    if (all === undefined) {
      const hash = hashOf(algorithm);
      all = hash && this.pass(hash);
      this.known.set(algorithm, all);
    }
    return (await all)?.get(range) ?? null;
  }

  private async pass(running: Hash): Promise<Map<Range, Buffer>> {
    const last = Math.max(...this.ranges.map(({ firstEnd }) => firstEnd));
    const bounds = [...new Set([0, ...this.ranges.flatMap(({ firstEnd, secondStart, end }) => [firstEnd, secondStart, end])])].sort((a, b) => a - b); // prettier-ignore
    const own = new Map<Range, Hash>();
    for (const [i, from] of bounds.entries()) {
      for (const range of this.ranges) if (range.firstEnd === from) own.set(range, running.copy());
      const until = bounds[i + 1];
      if (until === undefined) break;
      const takers = this.ranges.flatMap((range) => (range.secondStart <= from && until <= range.end ? own.get(range) ?? [] : [])); // prettier-ignore
      if (from < last) takers.push(running);
      await this.feed(from, until, takers);
    }
    return new Map([...own].map(([range, hash]) => [range, hash.digest()]));
  }

  private async feed(from: number, until: number, takers: readonly Hash[]): Promise<void> {
    if (takers.length === 0) return;
    for (let at = from; at < until;) {
      const bytes = await this.source.read(at, Math.min(PIECE_BYTES, until - at));
      if (bytes.length === 0) return;
      at += bytes.length;
      for (const hash of takers) hash.update(bytes);
    }
  }
}

function hashOf(algorithm: string): Hash | null {
  try {
    return createHash(algorithm);
  } catch {
    return null;
  }
}
