import { type ClaimRow, type VoucherStanding } from '../archive/claims-ports.js';
import { remainderOf, stateOf, type VoucherSums, ZERO } from '../core/booking.js';
import { absolute, add, type Decimal, encodeDecimal, parseDecimal, withPlaces } from '../core/records/decimal.js';
import { type VoucherFacts } from '../core/records/kind.js';
import { plainArray, textArray } from './pg-array.js';
import { type LookedRow } from './claims-sql.js';

export interface VoucherName {
  fonds: string;
  key: string;
}
export const nameOf = ({ fonds, key }: VoucherName): string => `${fonds} ${key}`;

/** A voucher under its lock. */
export interface Looked extends VoucherName {
  facts: VoucherFacts | null;
  /** The one that counts first. */
  records: { id: string; withdrawn: boolean }[];
  reds: VoucherStanding['reds'];
  sums: VoucherSums;
  /** Some of its live claims, newest first. */
  live: ClaimRow[];
}

export interface Look {
  now: Date;
  vouchers: Map<string, Looked>;
  /** By id: those asked for, and those whose time is over. */
  claims: Map<string, ClaimRow>;
}

export interface Question {
  vouchers: readonly VoucherName[];
  ids: readonly string[];
  references: readonly { fonds: string; principal: string; reference: string }[];
  live: number;
}

export function questionValues({ vouchers, ids, references, live }: Question): unknown[] {
  return [
    plainArray(vouchers.map(({ fonds }) => fonds)),
    textArray(vouchers.map(({ key }) => key)),
    plainArray(ids),
    plainArray(references.map(({ fonds }) => fonds)),
    plainArray(references.map(({ principal }) => principal)),
    textArray(references.map(({ reference }) => reference)),
    live,
  ];
}

interface FoundRecord {
  id: string;
  withdrawn: boolean;
  voucher: VoucherFacts;
}
type SumsRow = Record<'held' | 'confirmed', string> & Record<'holds' | 'confirmations', number>;

export function lookOf(names: readonly VoucherName[], rows: readonly LookedRow[]): Look {
  const look: Look = { now: new Date(Number.NaN), vouchers: new Map(), claims: new Map() };
  const of = <T>(what: LookedRow['what'], ord: number) =>
    rows.filter((row) => row.what === what && Number(row.ord) === ord).map(({ data }) => data as T);
  for (const [index, name] of names.entries()) {
    // In the order of their arrival; one that was withdrawn gives way to the next.
    const records = of<FoundRecord>('record', index + 1).sort(
      (a, b) => Number(a.withdrawn) - Number(b.withdrawn) || (a.id < b.id ? -1 : 1),
    );
    const facts = records[0]?.voucher ?? null;
    const reds = oncePerKey(of('red', index + 1));
    const [sums] = of<SumsRow>('sums', index + 1);
    look.vouchers.set(nameOf(name), {
      ...name,
      facts,
      records: records.map(({ id, withdrawn }) => ({ id, withdrawn })),
      reds,
      sums: {
        amount: decimalOf(facts?.amount),
        reds: reds.reduce((sum, { amount }) => add(sum, absolute(decimalOf(amount) ?? ZERO)), ZERO),
        held: decimalOf(sums?.held) ?? ZERO,
        confirmed: decimalOf(sums?.confirmed) ?? ZERO,
        holds: sums?.holds ?? 0,
        confirmations: sums?.confirmations ?? 0,
      },
      live: of<ClaimRow>('live', index + 1).map(claimOf),
    });
  }
  for (const { what, data } of rows) {
    if (what === 'now') look.now = new Date(data['now'] as string);
    if (what === 'claim') look.claims.set(data['id'] as string, claimOf(data));
  }
  return look;
}

export function standingOf({ fonds, key, facts, records, reds, sums }: Looked): VoucherStanding {
  const remaining = remainderOf(sums);
  // With the places of the amount: 0.00 beside 113.00.
  const text = (one: Decimal) => encodeDecimal(withPlaces(one, sums.amount?.scale ?? 0));
  return {
    fonds,
    key,
    state: stateOf(sums),
    amount: sums.amount && encodeDecimal(sums.amount),
    currency: facts?.currency ?? '',
    held: text(sums.held),
    confirmed: text(sums.confirmed),
    remaining: remaining && text(remaining),
    records: records.map(({ id }) => id),
    withdrawn: records.every(({ withdrawn }) => withdrawn),
    reds: [...reds],
  };
}

/** A row as PostgreSQL writes it into JSON. */
export function claimOf(data: object): ClaimRow {
  const row = data as Record<keyof ClaimRow, string | null> & Pick<ClaimRow, 'booking'>;
  const time = (text: string | null) => (text === null ? null : new Date(text));
  return {
    ...(data as ClaimRow),
    claimedAt: time(row.claimedAt)!,
    expiresAt: time(row.expiresAt)!,
    confirmedAt: time(row.confirmedAt),
    endedAt: time(row.endedAt),
  };
}

export const decimalOf = (text: string | null | undefined): Decimal | null =>
  typeof text === 'string' ? parseDecimal(text) : null;

/** A red invoice that came twice takes away once: the first counts. */
function oncePerKey(reds: Looked['reds']): Looked['reds'] {
  const seen = new Map<string, Looked['reds'][number]>();
  for (const red of reds.sort((a, b) => (a.record < b.record ? -1 : 1)))
    if (!seen.has(red.key ?? red.record)) seen.set(red.key ?? red.record, red);
  return [...seen.values()];
}
