import { expect } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, jsonOf, problemOf, type Answer } from '../e2e/api.js';
import { expectSameAgain, expectThere, orderOf, recordIds, send, wholePackages, type Order } from './load.js';
import { type StoreSettings } from '../../src/storage/settings.js';

/** Senders that go on, whatever the world does, and remember what each was told. */
export class SteadyLoad {
  readonly sent: { order: Order; answer: Answer | null; at: number }[] = [];
  /** Of senders that got no answer at all. */
  readonly broken: string[] = [];
  private going = true;
  private next = 0;
  private readonly senders: Promise<void>[];

  constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly fonds: string,
    senders = 4,
  ) {
    this.senders = Array.from({ length: senders }, () => this.sendOn());
  }

  async stop(): Promise<void> {
    this.going = false;
    await Promise.all(this.senders);
  }

  with(status: number): number {
    return this.sent.filter((s) => s.answer?.status === status).length;
  }

  /** Resolves when one more was acknowledged. */
  async anotherAcknowledged(patienceMs: number): Promise<void> {
    const before = this.with(201);
    await until(patienceMs, 'a record is acknowledged again', async () => this.with(201) > before);
  }

  /** What did not end in 201, by code. */
  problems(): Answer[] {
    return this.sent.flatMap(({ answer }) => (answer !== null && answer.status !== 201 ? [answer] : []));
  }

  /**
   * After the trouble: what was acknowledged is there byte for byte, all the rest can be sent again, and the
   * store holds one whole package for each.
   */
  async expectNothingLost(store: StoreSettings | null): Promise<void> {
    for (const { order, answer } of this.sent.filter((s) => s.answer?.status === 201).slice(-40))
      await expectThere(this.url, this.key, order, answer!);
    await expectSameAgain(
      this.url,
      this.key,
      this.sent.map((s) => s.order),
      this.sent.map((s) => s.answer),
    );
    const ids = await recordIds(this.url, this.key);
    expect(ids.length).toBe(this.sent.length);
    if (store !== null) expect((await wholePackages(store)).sort()).toEqual(ids.sort());
  }

  private async sendOn(): Promise<void> {
    while (this.going) {
      const order = orderOf(this.fonds, this.next++, 'steady');
      const answer = await send(this.url, this.key, order).catch((error: Error) => {
        this.broken.push(`${String(order.record['title'])}: ${error.message} ${String(error.cause)}`);
        return null;
      });
      this.sent.push({ order, answer, at: Date.now() });
      await sleep(answer?.status === 201 ? 5 : 100);
    }
  }
}

/** A problem that a sender can act on: our code, and when to come back. */
export function expectComeBack(answer: Answer, statuses: readonly number[], codes: readonly string[]): void {
  const { code } = problemOf(answer);
  expect({ status: answer.status, code }).toEqual({
    status: statuses.find((s) => s === answer.status),
    code: codes.find((c) => c === code),
  });
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
}

export async function readiness(url: string): Promise<{ status: number; notReady: string[] }> {
  const answer = await ask(`${url}/readyz`);
  return { status: answer.status, notReady: jsonOf<{ notReady: string[] }>(answer).notReady };
}

export async function until(patienceMs: number, what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await holds()); await sleep(100))
    if (Date.now() > end) throw new Error(`not within ${patienceMs} ms: ${what}`);
}

export async function expectReadyAgain(url: string): Promise<void> {
  await until(30_000, 'ready again', async () => (await readiness(url)).status === 200);
}

export async function expectEmpty(folder: string): Promise<void> {
  await until(10_000, `${folder} is empty`, async () => (await readdir(folder)).length === 0);
}

/** Resident memory of a process, bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) * 1024;
}
