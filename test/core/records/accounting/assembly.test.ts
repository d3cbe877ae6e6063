import { type AssemblyEvent, assemblyOf, checkStep } from '../../../../src/core/records/accounting/assembly.js';

const assemble = (voucher: string, ...items: string[]): AssemblyEvent => ({ type: 'assemble', voucher, items });
const disassemble = (voucher: string, ...items: string[]): AssemblyEvent => ({ type: 'disassemble', voucher, items });
const reorder = (voucher: string, ...items: string[]): AssemblyEvent => ({ type: 'reorder', voucher, items });
const undo = (voucher: string): AssemblyEvent => ({ type: 'undo', voucher });
const redo = (voucher: string): AssemblyEvent => ({ type: 'redo', voucher });
const register = (voucher: string): AssemblyEvent => ({ type: 'register', voucher });

const heldBy = (...events: AssemblyEvent[]) => {
  const { assembly, problem } = assemblyOf(events);
  expect(problem).toBeNull();
  return Object.fromEntries(assembly.vouchers);
};

describe('assembling before registration', () => {
  it('puts originals to a voucher, takes them out, orders them', () => {
    expect(heldBy(assemble('记-1', 'a', 'b'), assemble('记-1', 'c'))).toEqual({ '记-1': ['a', 'b', 'c'] });
    expect(heldBy(assemble('记-1', 'a', 'b', 'c'), disassemble('记-1', 'b'))).toEqual({ '记-1': ['a', 'c'] });
    expect(heldBy(assemble('记-1', 'a', 'b'), reorder('记-1', 'b', 'a'))).toEqual({ '记-1': ['b', 'a'] });
    expect(heldBy(assemble('记-1', 'a'), disassemble('记-1', 'a'))).toEqual({});
  });

  it('takes back and does again, step by step, each voucher by itself', () => {
    const steps = [assemble('记-1', 'a', 'b'), assemble('记-2', 'x'), reorder('记-1', 'b', 'a')];
    expect(heldBy(...steps, undo('记-1'))).toEqual({ '记-1': ['a', 'b'], '记-2': ['x'] });
    expect(heldBy(...steps, undo('记-1'), undo('记-1'))).toEqual({ '记-2': ['x'] });
    expect(heldBy(...steps, undo('记-1'), undo('记-1'), redo('记-1'), redo('记-1'))).toEqual({
      '记-1': ['b', 'a'],
      '记-2': ['x'],
    });
  });

  it('forgets what could be done again once something else was done', () => {
    const events = [assemble('记-1', 'a'), undo('记-1'), assemble('记-1', 'b')];
    expect(checkStep(events, redo('记-1'))).toEqual({ code: 'NOTHING_TO_REDO', voucher: '记-1' });
    expect([...assemblyOf(events).assembly.canUndo]).toEqual(['记-1']);
  });

  it('never has an item in two vouchers, not by redoing either', () => {
    const moved = [assemble('记-1', 'a'), undo('记-1'), assemble('记-2', 'a')];
    const elsewhere = { code: 'ITEM_ELSEWHERE', voucher: '记-1', item: 'a', in: '记-2' };
    expect(checkStep(moved, assemble('记-1', 'a'))).toEqual(elsewhere);
    expect(checkStep(moved, redo('记-1'))).toEqual(elsewhere);
    expect(heldBy(...moved, disassemble('记-2', 'a'), redo('记-1'))).toEqual({ '记-1': ['a'] });
    // Taking back the taking out would need it back from where it went.
    const taken = [assemble('记-1', 'a'), disassemble('记-1', 'a'), assemble('记-2', 'a')];
    expect(checkStep(taken, undo('记-1'))).toMatchObject({ code: 'ITEM_ELSEWHERE', item: 'a' });
  });

  it.each<[string, AssemblyEvent[], AssemblyEvent, string]>([
    ['an item twice', [], assemble('记-1', 'a', 'a'), 'ITEM_ELSEWHERE'],
    ['out of a voucher it is not in', [assemble('记-1', 'a')], disassemble('记-2', 'a'), 'ITEM_ELSEWHERE'],
    ['an order that leaves one out', [assemble('记-1', 'a', 'b')], reorder('记-1', 'a'), 'NOT_THE_SAME_ITEMS'],
    ['an order that names one twice', [assemble('记-1', 'a', 'b')], reorder('记-1', 'a', 'a'), 'NOT_THE_SAME_ITEMS'],
    ['back before the beginning', [], undo('记-1'), 'NOTHING_TO_UNDO'],
    ['anything after registration', [assemble('记-1', 'a'), register('记-1')], undo('记-1'), 'REGISTERED'],
    ['registering twice', [register('记-1')], register('记-1'), 'REGISTERED'],
  ])('refuses %s', (_, events, next, code) => {
    expect(checkStep(events, next)).toMatchObject({ code });
    expect(assemblyOf([...events, next]).assembly).toEqual(assemblyOf(events).assembly);
  });

  it('leaves other vouchers free when one is registered', () => {
    expect(heldBy(assemble('记-1', 'a'), register('记-1'), assemble('记-2', 'b'), undo('记-2'))).toEqual({
      '记-1': ['a'],
    });
  });

  it('undoing everything leaves nothing, whatever was done', () => {
    let seed = 7;
    const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 50; round += 1) {
      const events: AssemblyEvent[] = [];
      for (let step = 0; step < 30; step += 1) {
        const voucher = `记-${next(3)}`;
        const items = ['a', 'b', 'c', 'd'].slice(next(4));
        const types = ['assemble', 'disassemble', 'reorder', 'undo', 'redo'] as const;
        const event = { type: types[next(5)]!, voucher, items } as AssemblyEvent;
        if (checkStep(events, event) === null) events.push(event);
      }
      for (let more = true; more;) {
        const { canUndo } = assemblyOf(events).assembly;
        const voucher = [...canUndo].find((one) => checkStep(events, undo(one)) === null);
        more = voucher !== undefined;
        if (voucher !== undefined) events.push(undo(voucher));
      }
      expect(heldBy(...events)).toEqual({});
    }
  });
});
