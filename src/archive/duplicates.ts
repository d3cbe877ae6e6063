import { type Finding } from '../core/finding.js';
import { agree, differencesOf, type FactDifference } from '../core/records/same-facts.js';
import { type SourcedFact } from '../core/records/fact.js';
import { intakeFinding } from './findings.js';
import { type Lifecycle } from './lifecycle-ports.js';
import { type Catalogue, type RecordView } from './ports.js';

/** What a submission is beside the records of its fonds that have its duplicate key. */
export type Standing =
  | { kind: 'new' }
  /** Every file of it is in that record. */
  | { kind: 'identical'; view: RecordView }
  /** Other bytes, the same facts. */
  | { kind: 'rendition'; view: RecordView }
  /** The same key, other facts, or none to compare: a person decides. */
  | { kind: 'conflict'; first: string; differences: FactDifference[] };

/** More records of one key than these are not compared file by file. */
const MAX_COMPARED = 8;
const MAX_TOLD = 20;
const MAX_TOLD_CHARACTERS = 200;

/** Withdrawn records do not count. The holder of the key is asked first, then the oldest. */
export async function standingOf(
  { lifecycle, catalogue }: { lifecycle: Lifecycle; catalogue: Catalogue },
  fonds: string,
  { key, facts, digests }: { key: string; facts: readonly SourcedFact[]; digests: readonly string[] },
): Promise<Standing> {
  const claimants = await lifecycle.claimants(fonds, key);
  const [holder] = claimants;
  if (holder === undefined) return { kind: 'new' };
  for (const { record } of claimants.slice(0, MAX_COMPARED)) {
    const view = await catalogue.record(record, null);
    const held = new Set([...(view?.files ?? []), ...(view?.former ?? [])].map((file) => file.digests.sha256));
    if (view && digests.every((one) => held.has(one))) return { kind: 'identical', view };
  }
  const agreeing = claimants.find((one) => agree(one.facts, facts));
  const view = agreeing ? await catalogue.record(agreeing.record, null) : null;
  if (view) return { kind: 'rendition', view };
  return { kind: 'conflict', first: holder.record, differences: differencesOf(holder.facts, facts) };
}

export function duplicateRecord(record: string): Finding {
  return intakeFinding('DUPLICATE_RECORD', 'duplicateKey', `record ${record} holds these files already`, {
    found: record,
  });
}

export function sentAfterWithdrawal(record: string): Finding {
  return intakeFinding(
    'SENT_AFTER_WITHDRAWAL',
    'record',
    `record ${record} was withdrawn: this is not archived again`,
    {
      found: record,
    },
  );
}

export function renditionAdded(record: string, version: number): Finding {
  return intakeFinding(
    'RENDITION_ADDED',
    'duplicateKey',
    `the same as record ${record} in another form: kept as its version ${version}`,
    { found: record },
  );
}

/** Names the first record, and of each difference both places and values; or that there is nothing to compare. */
export function duplicateConflict(first: string, differences: readonly FactDifference[]): Finding {
  if (differences.length === 0)
    return intakeFinding('DUPLICATE_INCOMPARABLE', 'duplicateKey', `record ${first} has the same key, and nothing else that both say`, { found: first }); // prettier-ignore
  const told = differences.slice(0, MAX_TOLD);
  const said = (side: 'one' | 'other') =>
    told.map(({ key, [side]: { text, file, place } }) => `${key} ${short(text)} (${file} ${place})`).join('; ');
  return intakeFinding(
    'DUPLICATE_CONFLICT',
    'duplicateKey',
    `record ${first} has the same key and says something else: ${told.map(({ key }) => key).join(', ')}`,
    { expected: `${first}: ${said('one')}`, found: said('other') },
  );
}

const short = (text: string): string =>
  text.length > MAX_TOLD_CHARACTERS ? `${text.slice(0, MAX_TOLD_CHARACTERS)}…` : text;
