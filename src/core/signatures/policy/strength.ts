import { type AlgorithmUse } from '../facts.js';
import { type AlgorithmTable, type KeyRow, type Use } from './algorithms.js';

/** `never`: not in the table at all; `ended`: was trusted until a day before the time asked about. */
export type Strength = { is: 'strong' } | { is: 'never' | 'ended'; why: string };

const STRONG: Strength = { is: 'strong' };

/** Were digests and key trusted for this use at that time (RFC 3339)? The first that was not is named. */
export function strengthAt(
  table: AlgorithmTable,
  use: Use,
  time: string,
  algorithm: AlgorithmUse | null,
  digests: readonly string[],
): Strength {
  const names = new Set([...(algorithm?.digest ? [algorithm.digest] : []), ...digests]);
  for (const name of names) {
    const row = table.digests.find(({ digest }) => digest === name);
    const strength = rowAt(row, use, time, `digest ${name}`);
    if (strength.is !== 'strong') return strength;
  }
  if (algorithm === null) return { is: 'never', why: 'the algorithm is not known' };
  const { type, bits, curve } = algorithm.key;
  const what = `${type} key${curve ? ` on ${curve}` : bits ? ` of ${bits} bits` : ''}`;
  return rowAt(keyRow(table, algorithm.key), use, time, what);
}

function keyRow(table: AlgorithmTable, { type, bits, curve }: AlgorithmUse['key']): KeyRow | undefined {
  if (bits === null) return table.keys.find((row) => row.type === type && curve !== null && row.curves?.includes(curve)); // prettier-ignore
  return table.keys
    .filter((row) => row.type === type && row.bits <= bits)
    .sort((a, b) => b.bits - a.bits)
    .slice(0, 1)
    .find(({ curves }) => curves === undefined || (curve !== null && curves.includes(curve)));
}

function rowAt(
  row: { trustedUntil: string | null; per?: Partial<Record<Use, string | null>> } | undefined,
  use: Use,
  time: string,
  what: string,
): Strength {
  if (!row) return { is: 'never', why: `${what} is not in the table of trusted algorithms` };
  const until = row.per?.[use] === undefined ? row.trustedUntil : row.per[use];
  return until === null || time.slice(0, 10) <= until
    ? STRONG
    : { is: 'ended', why: `${what} is trusted until ${until}, not on ${time.slice(0, 10)}` };
}
