import { describe, expect, it } from '@jest/globals';
import { Complete } from '../../src/archive/complete.js';
import { type ChangePorts } from '../../src/archive/withdraw.js';

/** A register in which `waiting` records wait for ever: each was asked for, none is completed by that. */
function waitingFor(waiting: string[]) {
  const looked: string[] = [];
  const ports = {
    lifecycle: {
      completable: async (limit: number, after: string | null) =>
        waiting.filter((id) => after === null || id > after).slice(0, limit),
    },
    catalogue: {
      record: async (id: string) => {
        looked.push(id);
        return { record: { id, state: 'registered' }, expectations: [] };
      },
    },
  } as unknown as ChangePorts;
  return { complete: new Complete(ports), looked };
}
const ids = (count: number) => Array.from({ length: count }, (_, i) => String(i).padStart(6, '0'));

describe('the sweep of what is incomplete', () => {
  it('comes to every record, also where the first of them go on waiting, a stretch at a time', async () => {
    const { complete, looked } = waitingFor(ids(4_500));
    expect(await complete.sweep()).toBe(2_000);
    expect(await complete.sweep()).toBe(2_000);
    expect(await complete.sweep()).toBe(500);
    expect(new Set(looked).size).toBe(4_500);
    expect(await complete.sweep()).toBe(2_000);
  });

  it('looks at few once', async () => {
    const { complete, looked } = waitingFor(ids(3));
    expect(await complete.sweep()).toBe(3);
    expect(looked).toEqual(ids(3));
  });
});
