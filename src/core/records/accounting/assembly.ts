/**
 * Putting originals (原始凭证) to accounting vouchers (记账凭证) before registration, with undo and redo (DA/T 94-2022 8.4.1, E.2.2).
 * What happened is a list of events that only grows; undo and redo are events too, so that the trail of who did what stays whole.
 */

export type AssemblyEvent =
  /** Items that lie loose are put to a voucher, behind those it has. */
  | { type: 'assemble'; voucher: string; items: readonly string[] }
  /** Items of a voucher lie loose again. */
  | { type: 'disassemble'; voucher: string; items: readonly string[] }
  /** All items of a voucher, in the new order. */
  | { type: 'reorder'; voucher: string; items: readonly string[] }
  /** Takes back the last step of this voucher that is not taken back yet. */
  | { type: 'undo'; voucher: string }
  /** Does again what was taken back last, as long as nothing else was done to this voucher since. */
  | { type: 'redo'; voucher: string }
  /** From here on nothing of this voucher changes. */
  | { type: 'register'; voucher: string };

type Step = Exclude<AssemblyEvent, { type: 'undo' | 'redo' | 'register' }>;

export interface Assembly {
  /** Items of each voucher, in order. A voucher without items is not here. */
  vouchers: ReadonlyMap<string, readonly string[]>;
  /** Where an item is. */
  voucherOf: ReadonlyMap<string, string>;
  registered: ReadonlySet<string>;
  /** Vouchers with something to take back, and to do again. */
  canUndo: ReadonlySet<string>;
  canRedo: ReadonlySet<string>;
}

export type AssemblyProblem =
  | { code: 'REGISTERED'; voucher: string }
  | { code: 'NOTHING_TO_UNDO' | 'NOTHING_TO_REDO'; voucher: string }
  /** `in`: the voucher that has it; null: it lies loose. */
  | { code: 'ITEM_ELSEWHERE'; voucher: string; item: string; in: string | null }
  | { code: 'NOT_THE_SAME_ITEMS'; voucher: string };

/** What the events come to; the first event that can't be, with why. Events after it are not looked at. */
export function assemblyOf(events: readonly AssemblyEvent[]): { assembly: Assembly; problem: AssemblyProblem | null } {
  const done = new Map<string, Step[]>();
  const undone = new Map<string, Step[]>();
  const registered = new Set<string>();
  // Steps in the order in which they hold: one that was done again stands where it was done again.
  let steps: Step[] = [];
  const state = (problem: AssemblyProblem | null) => {
    const { vouchers, voucherOf } = replay(steps).placed;
    const some = (stacks: Map<string, Step[]>) =>
      new Set(
        [...stacks].flatMap(([voucher, stack]) => (stack.length > 0 && !registered.has(voucher) ? [voucher] : [])),
      );
    return { assembly: { vouchers, voucherOf, registered, canUndo: some(done), canRedo: some(undone) }, problem };
  };
  const stackOf = (stacks: Map<string, Step[]>, voucher: string): Step[] => {
    const stack = stacks.get(voucher) ?? [];
    stacks.set(voucher, stack);
    return stack;
  };
  for (const event of events) {
    const { voucher } = event;
    if (registered.has(voucher)) return state({ code: 'REGISTERED', voucher });
    if (event.type === 'register') {
      registered.add(voucher);
      continue;
    }
    const [past, future] = [stackOf(done, voucher), stackOf(undone, voucher)];
    const step = event.type === 'undo' ? past.at(-1) : event.type === 'redo' ? future.at(-1) : event;
    if (step === undefined)
      return state({ code: event.type === 'undo' ? 'NOTHING_TO_UNDO' : 'NOTHING_TO_REDO', voucher });
    const next = event.type === 'undo' ? steps.filter((one) => one !== step) : [...steps, step];
    const { problem } = replay(next);
    if (problem !== null) return state(problem);
    steps = next;
    if (event.type === 'undo') future.push(past.pop()!);
    else {
      past.push(step);
      if (event.type === 'redo') future.pop();
      else future.length = 0;
    }
  }
  return state(null);
}

/** Whether one more event can be; null: it can. */
export const checkStep = (events: readonly AssemblyEvent[], next: AssemblyEvent): AssemblyProblem | null =>
  assemblyOf([...events, next]).problem;

interface Placed {
  vouchers: Map<string, readonly string[]>;
  voucherOf: Map<string, string>;
}

function replay(steps: readonly Step[]): { placed: Placed; problem: AssemblyProblem | null } {
  const placed: Placed = { vouchers: new Map(), voucherOf: new Map() };
  for (const step of steps) {
    const problem = apply(step, placed);
    if (problem !== null) return { placed, problem };
  }
  return { placed, problem: null };
}

function apply({ type, voucher, items }: Step, { vouchers, voucherOf }: Placed): AssemblyProblem | null {
  const here = vouchers.get(voucher) ?? [];
  if (type === 'reorder') {
    const same =
      new Set(items).size === here.length && items.length === here.length && items.every((item) => here.includes(item));
    if (!same) return { code: 'NOT_THE_SAME_ITEMS', voucher };
    vouchers.set(voucher, [...items]);
    return null;
  }
  const wanted = type === 'assemble' ? undefined : voucher;
  const wrong = items.find((item, index) => voucherOf.get(item) !== wanted || items.indexOf(item) !== index);
  if (wrong !== undefined) return { code: 'ITEM_ELSEWHERE', voucher, item: wrong, in: voucherOf.get(wrong) ?? null };
  for (const item of items) {
    if (type === 'assemble') voucherOf.set(item, voucher);
    else voucherOf.delete(item);
  }
  const next = type === 'assemble' ? [...here, ...items] : here.filter((item) => !items.includes(item));
  if (next.length === 0) vouchers.delete(voucher);
  else vouchers.set(voucher, next);
  return null;
}
