import { type CommitInput, type CommitResult, type Register } from '../archive/ports.js';
import { ArchiveError } from '../core/error.js';
import { sealEvent, type PendingEvent, type SealedEvent } from '../core/ledger/event.js';
import { keysOf } from '../core/records/expects.js';
import { type Waiting } from './group.js';
import { claimedKey, type Rows } from './register-rows.js';
import { NO_FONDS, type LookRow } from './register-sql.js';

export type Refuse = Parameters<Register['refuse']>[0];
/** Runs SQL. A statement with a name is planned once per connection, where the connection is kept. */
export type Sql = <T>(statement: string | Statement, values?: unknown[]) => Promise<T[]>;
export interface Statement {
  name: string;
  text: string;
}
/** An administrative act: what it changes, and the events that say so. May run twice; the first is undone then. */
export interface Act {
  /** May fill in `events`. */
  work: (sql: Sql) => Promise<void>;
  events: PendingEvent[];
  /** One receipt for each event; none when left out. */
  receipts?: (events: SealedEvent[]) => (string | null)[];
  requestId: string;
  /** Of each event, when the act is of several requests. */
  requestIds?: string[];
}
/** What an act wrote: the events, and a receipt for each or none. */
export interface Acted {
  events: SealedEvent[];
  receipts: (string | null)[];
}
export type Append = Parameters<Register['append']>[0];

/** One thing to be written; `result` is what its caller gets once the transaction is durable. */
export type Work =
  | { kind: 'commit'; input: CommitInput }
  | { kind: 'refuse'; input: Refuse }
  | { kind: 'append'; input: Append }
  | { kind: 'act'; input: Act };
export type Done = CommitResult | SealedEvent | Acted | { event: SealedEvent; receipt: string | null };
export type Item = Waiting<Work, Done>;

const fondsOf = (event: PendingEvent) => event.fonds ?? NO_FONDS;

/** Which fonds and key an item claims: two items of a round must not claim the same. */
function claimsOf({ item }: Item): string[] {
  if (item.kind === 'append' || item.kind === 'act') return [];
  const { idempotencyKey } = item.input;
  const row = item.kind === 'commit' ? item.input.record : item.input.refusal;
  const fonds = row.fonds ?? NO_FONDS;
  const claims = item.kind === 'commit' ? [`f ${fonds} ${item.input.record.fingerprint}`] : [];
  const key = item.kind === 'commit' ? claimedKey(item.input) : null;
  if (key !== null) claims.push(`d ${fonds} ${key}`);
  if (idempotencyKey !== null) claims.push(`k ${row.principal} ${fonds} ${idempotencyKey}`);
  return claims;
}

/** Takes those that claim something apart; the others wait for the next round, where they find the winner's rows. */
export function apart(items: Item[]): { now: Item[]; later: Item[] } {
  const claimed = new Set<string>();
  const now: Item[] = [];
  const later: Item[] = [];
  for (const item of items) {
    const claims = claimsOf(item);
    if (claims.some((claim) => claimed.has(claim))) later.push(item);
    else {
      for (const claim of claims) claimed.add(claim);
      now.push(item);
    }
  }
  return { now, later };
}

/** What LOOK is asked about a round. */
export function questionsOf(items: Item[]) {
  const fonds = new Set<string>();
  const subjects = new Set<string>();
  const records: { fonds: string; fingerprint: string }[] = [];
  const keys: { principal: string; fonds: string; key: string }[] = [];
  const duplicates: { fonds: string; key: string | null }[] = [];
  const named: { place: number; fonds: string; key: string }[] = [];
  for (const { item } of items) {
    if (item.kind === 'append' || item.kind === 'act') {
      for (const event of item.kind === 'act' ? item.input.events : [item.input.event]) {
        fonds.add(fondsOf(event));
        subjects.add(event.subject);
      }
      continue;
    }
    const row = item.kind === 'commit' ? item.input.record : item.input.refusal;
    const events = item.kind === 'commit' ? item.input.events : [item.input.event];
    for (const event of events) fonds.add(fondsOf(event));
    if (item.kind === 'commit') {
      records.push({ fonds: item.input.record.fonds, fingerprint: item.input.record.fingerprint });
      duplicates.push({ fonds: item.input.record.fonds, key: claimedKey(item.input) });
      for (const name of keysOf(item.input.record))
        named.push({ place: records.length, fonds: item.input.record.fonds, key: name });
    }
    if (item.input.idempotencyKey !== null) {
      keys.push({ principal: row.principal, fonds: row.fonds ?? NO_FONDS, key: item.input.idempotencyKey });
    }
  }
  return { fonds: [...fonds], subjects: [...subjects], records, keys, duplicates, named };
}

/** What is left to do for each item once the transaction is committed. */
export interface Planned {
  rows: Rows;
  settle: (() => void)[];
  /** The items that take part in this transaction. */
  items: Item[];
}

/**
 * Gives each event its place and seals it. An item whose event can't be sealed, or whose receipts can't be made,
 * is turned away here, before it has used a number.
 */
export function planRound(items: Item[], answers: LookRow[]): Planned {
  const heads = new Map<string, bigint>();
  const subjects = new Map<string, { number: number; hash: string | null }>();
  const storedBy = new Map<number, string>();
  const heldBy = new Map<number, string>();
  const awaitedBy = new Map<number, string[]>();
  const keyBy = new Map<number, { record: string | null; fingerprint: string | null }>();
  for (const row of answers) {
    if (row.what === 'head') heads.set(row.a, BigInt(row.b ?? 0));
    else if (row.what === 'subject') subjects.set(row.a, { number: Number(row.b), hash: row.c });
    else if (row.what === 'record') storedBy.set(Number(row.a), row.b ?? '');
    else if (row.what === 'awaited') {
      const waiting = awaitedBy.get(Number(row.a)) ?? [];
      waiting.push(row.b ?? '');
      awaitedBy.set(Number(row.a), waiting);
    } else if (row.what === 'duplicate') heldBy.set(Number(row.a), row.b ?? '');
    else keyBy.set(Number(row.a), { record: row.b, fingerprint: row.c });
  }
  const moved = new Map<string, bigint>();
  const rows: Rows = { heads: moved, commits: [], events: [], keys: [], refusals: [], states: [] };
  const planned: Planned = { rows, settle: [], items: [] };

  const place = (events: PendingEvent[]): { sealed: SealedEvent[]; take: () => void } => {
    const newHeads = new Map<string, bigint>();
    const newSubjects = new Map<string, { number: number; hash: string | null }>();
    const sealed = events.map((event) => {
      const fonds = fondsOf(event);
      const head = newHeads.get(fonds) ?? moved.get(fonds) ?? heads.get(fonds);
      if (head === undefined) throw new ArchiveError('FONDS_UNKNOWN', `no fonds ${fonds}`);
      const subject = newSubjects.get(event.subject) ?? subjects.get(event.subject) ?? { number: 0, hash: null };
      const one = sealEvent(event, {
        fondsNumber: Number(head + 1n),
        subjectNumber: subject.number + 1,
        previous: subject.hash,
      });
      newHeads.set(fonds, head + 1n);
      newSubjects.set(event.subject, { number: one.subjectNumber, hash: one.hash });
      return one;
    });
    return {
      sealed,
      take: () => {
        for (const [fonds, head] of newHeads) moved.set(fonds, head);
        for (const [subject, at] of newSubjects) subjects.set(subject, at);
      },
    };
  };

  let record = 0;
  let key = 0;
  for (const waiting of items) {
    const { item, resolve, reject } = waiting;
    // Positions in the answers count the questions, asked in the order of the items, from one.
    const stored = item.kind === 'commit' ? storedBy.get(++record) : undefined;
    const keyed = item.kind === 'commit' || item.kind === 'refuse';
    const bound = keyed && item.input.idempotencyKey !== null ? keyBy.get(++key) : undefined;
    try {
      if (item.kind === 'commit') {
        const { record: row, idempotencyKey, requestId } = item.input;
        if (bound && (bound.fingerprint !== row.fingerprint || bound.record === null)) {
          resolve({ kind: 'mismatch' });
          continue;
        }
        const bind = (id: string) => {
          if (idempotencyKey === null || bound) return;
          rows.keys.push({ principal: row.principal, fonds: row.fonds, key: idempotencyKey, fingerprint: row.fingerprint, record: id, refusal: null }); // prettier-ignore
        };
        const winner = bound?.record ?? stored;
        if (winner !== undefined) {
          bind(winner);
          planned.settle.push(() => resolve({ kind: 'stored', record: winner }));
        } else if (heldBy.has(record)) {
          // Nothing is written, and the idempotency key stays free: the same submission comes again as what it is now.
          resolve({ kind: 'duplicate', record: heldBy.get(record)! });
          continue;
        } else {
          const { sealed, take } = place(item.input.events);
          const receipts = item.input.receipts(sealed);
          if (receipts.length !== sealed.length)
            throw new Error(`${receipts.length} receipts for ${sealed.length} events`);
          take();
          bind(row.id);
          rows.commits.push(item.input);
          sealed.forEach((event, i) => rows.events.push({ event, receipt: receipts[i] ?? null, requestId }));
          const awaited = [...new Set(awaitedBy.get(record))].filter((id) => id !== row.id);
          planned.settle.push(() => resolve({ kind: 'committed', events: sealed, receipts, awaited }));
        }
      } else if (item.kind === 'refuse') {
        const { refusal, event, idempotencyKey, requestId } = item.input;
        const { sealed, take } = place([event]);
        take();
        rows.refusals.push(refusal);
        if (idempotencyKey !== null && refusal.fingerprint !== null && !bound) {
          rows.keys.push({ principal: refusal.principal, fonds: refusal.fonds ?? NO_FONDS, key: idempotencyKey, fingerprint: refusal.fingerprint, record: null, refusal: refusal.id }); // prettier-ignore
        }
        const one = sealed[0] as SealedEvent;
        rows.events.push({ event: one, receipt: null, requestId });
        planned.settle.push(() => resolve(one));
      } else if (item.kind === 'act') {
        const { sealed, take } = place(item.input.events);
        const receipts = item.input.receipts?.(sealed) ?? sealed.map(() => null);
        if (receipts.length !== sealed.length)
          throw new Error(`${receipts.length} receipts for ${sealed.length} events`);
        take();
        const { requestId, requestIds } = item.input;
        for (const [i, event] of sealed.entries())
          rows.events.push({ event, receipt: receipts[i]!, requestId: requestIds?.[i] ?? requestId });
        planned.settle.push(() => resolve({ events: sealed, receipts }));
      } else {
        const { event, state, requestId } = item.input;
        const { sealed, take } = place([event]);
        const one = sealed[0] as SealedEvent;
        const receipt = item.input.receipt?.(one) ?? null;
        take();
        if (state) {
          // The last state of a record wins within a round too.
          rows.states = [...rows.states.filter((other) => other.record !== state.record), state];
        }
        rows.events.push({ event: one, receipt, requestId });
        planned.settle.push(() => resolve({ event: one, receipt }));
      }
      planned.items.push(waiting);
    } catch (error) {
      reject(error);
    }
  }
  return planned;
}
