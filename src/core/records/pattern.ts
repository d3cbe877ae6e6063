import { type Fact } from './fact.js';

const SLOT = /\{([a-z0-9-]+)\}/g;

/** Keys that a pattern names: `{certificate-name}（{holder-name}）` → both. */
export function slotsOf(pattern: string): string[] {
  return [...pattern.matchAll(SLOT)].map(([, key]) => key!);
}

/** The pattern with what the facts say in its slots, the value where there is one; null when one of them is missing. */
export function fillPattern(pattern: string, facts: readonly Pick<Fact, 'key' | 'value' | 'text'>[]): string | null {
  let whole = true;
  const filled = pattern.replace(SLOT, (_, key: string) => {
    const fact = facts.find((one) => one.key === key);
    const said = fact?.value ?? fact?.text ?? '';
    if (said === '') whole = false;
    return said;
  });
  return whole ? filled : null;
}
