import { type Finding } from '../../../finding.js';
import { compare, parseDecimal, round } from '../../decimal.js';
import { valueOf } from '../../fact-value.js';
import { recordFinding } from '../../findings.js';
import { type XbrlItem } from './instance.js';

const MAX_FINDINGS = 20;

/**
 * The same element twice in one scope and context must say the same (XBRL 2.1, 4.10). Numbers are compared as exactly as the less
 * exact `decimals` says. A tuple is a scope of its own.
 */
export function findConflicts(items: readonly XbrlItem[]): Finding[] {
  const first = new Map<string, XbrlItem>();
  const findings: Finding[] = [];
  for (const item of items) {
    if (item.text === null) continue;
    const scope = item.tuples.map(({ local, number }) => `${local}/${number}`).join(' ');
    const at = [scope, item.prefix, item.local, item.contextRef ?? '', item.currency ?? ''].join('|');
    const earlier = first.get(at);
    if (earlier === undefined) first.set(at, item);
    else if (!same(earlier, item) && findings.length < MAX_FINDINGS) {
      findings.push(
        recordFinding(
          'XBRL_FACTS_CONFLICT',
          item.place,
          `${item.local} is said twice, ${earlier.place} says otherwise`,
          {
            expected: earlier.text!.slice(0, 100),
            found: item.text.slice(0, 100),
          },
        ),
      );
    }
  }
  return findings;
}

function same(one: XbrlItem, other: XbrlItem): boolean {
  if (one.text === other.text) return true;
  // Only numbers have a unit or decimals; `001` and `1` are two identifiers.
  if ([one, other].some(({ decimals, currency }) => decimals === null && currency === undefined)) return false;
  const [left, right] = [one, other].map(({ text }) => parseDecimal(valueOf('number', text ?? '') ?? ''));
  if (!left || !right) return false;
  const exact = Math.min(...[one, other].map(({ decimals }) => decimals ?? Infinity));
  return Number.isFinite(exact) && exact >= 0
    ? compare(round(left, exact), round(right, exact)) === 0
    : compare(left, right) === 0;
}
