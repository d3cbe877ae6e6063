/** Part of a member in its accounting voucher, as people call it. */
export const MEMBER_ROLES = ['记账凭证', '原始凭证', '附件'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** The inner order that DA/T 94 8.4.1 fixes: accounting voucher, originals, the rest; within each as they were put. */
export function inInnerOrder<T extends { role: MemberRole }>(members: readonly T[]): T[] {
  return MEMBER_ROLES.flatMap((role) => members.filter((member) => member.role === role));
}

/**
 * Putting originals (原始凭证) to accounting vouchers (记账凭证) before registration, with undo and redo (DA/T 94-2022 8.4.1, E.2.2).
 * What happened is a list of events that only grows; undo and redo are events too, so that the trail of who did what stays whole.
 */

export type AssemblyEvent =
  /** Items that lie loose are put to a voucher, behind those it has. */
  | { type: 'assemble'; voucher: string; items: readonly string[]; roles?: Readonly<Record<string, MemberRole>> }
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
  /** What an item is in its voucher, as it was put there; 原始凭证 when nothing else was said. */
  roleOf: ReadonlyMap<string, MemberRole>;
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
  let placed = nothingPlaced();
  const state = (problem: AssemblyProblem | null) => {
    const some = (stacks: Map<string, Step[]>) =>
      new Set(
        [...stacks].flatMap(([voucher, stack]) => (stack.length > 0 && !registered.has(voucher) ? [voucher] : [])),
      );
    return { assembly: { ...placed, registered, canUndo: some(done), canRedo: some(undone) }, problem };
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
    if (event.type === 'undo') {
      // What came after may rest on it: all of it once more.
      const next = steps.filter((one) => one !== step);
      const again = replay(next);
      if (again.problem !== null) return state(again.problem);
      [steps, placed] = [next, again.placed];
      future.push(past.pop()!);
    } else {
      // A step that can't be changes nothing.
      const problem = apply(step, placed);
      if (problem !== null) return state(problem);
      steps.push(step);
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
  roleOf: Map<string, MemberRole>;
}

const nothingPlaced = (): Placed => ({ vouchers: new Map(), voucherOf: new Map(), roleOf: new Map() });

function replay(steps: readonly Step[]): { placed: Placed; problem: AssemblyProblem | null } {
  const placed = nothingPlaced();
  for (const step of steps) {
    const problem = apply(step, placed);
    if (problem !== null) return { placed, problem };
  }
  return { placed, problem: null };
}

function apply(step: Step, { vouchers, voucherOf, roleOf }: Placed): AssemblyProblem | null {
  const { type, voucher, items } = step;
  const here = vouchers.get(voucher) ?? [];
  const named = new Set(items);
  if (type === 'reorder') {
    const same = named.size === here.length && items.length === here.length && here.every((item) => named.has(item));
    if (!same) return { code: 'NOT_THE_SAME_ITEMS', voucher };
    vouchers.set(voucher, [...items]);
    return null;
  }
  const wanted = type === 'assemble' ? undefined : voucher;
  const seen = new Set<string>();
  const wrong = items.find((item) => voucherOf.get(item) !== wanted || seen.size === seen.add(item).size);
  if (wrong !== undefined) return { code: 'ITEM_ELSEWHERE', voucher, item: wrong, in: voucherOf.get(wrong) ?? null };
  for (const item of items) {
    if (step.type === 'assemble') {
      voucherOf.set(item, voucher);
      roleOf.set(item, step.roles?.[item] ?? '原始凭证');
    } else {
      voucherOf.delete(item);
      roleOf.delete(item);
    }
  }
  const next = type === 'assemble' ? [...here, ...items] : here.filter((item) => !named.has(item));
  if (next.length === 0) vouchers.delete(voucher);
  else vouchers.set(voucher, next);
  return null;
}
