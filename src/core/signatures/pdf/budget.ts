/** What all comparisons of one file may cost together. */
export interface Budget {
  steps: number;
  streamBytes: number;
}

export const newBudget = (): Budget => ({ steps: 3_000_000, streamBytes: 256 << 20 });

/** Why nothing may be concluded: more was to be compared than the bounds allow, or something can't be read. */
export class Undecided extends Error {}

/** Takes steps off what is left. Throws Undecided. */
export function spend(budget: Budget, steps: number): void {
  if ((budget.steps -= steps) < 0) throw new Undecided('more than is compared');
}
