import { randomUUID } from 'node:crypto';
import { type DataSource } from 'typeorm';
import { type ClaimDone, type ClaimRow, type Confirmation, type NewClaim, type ReleaseOfClaim, VoucherClaims, type VoucherView } from '../archive/claims-ports.js'; // prettier-ignore
import { type Page } from '../archive/ports.js';
import { isArchiveError } from '../core/error.js';
import { askerOf } from './ask.js';
import { claimOf, lookOf, nameOf, questionValues, standingOf, type VoucherName } from './claims-look.js';
import { type Decided, decideRound, type Op, voucherOf } from './claims-round.js';
import { CLAIM, ELSEWHERE, LOCK_VOUCHERS, LOOK_AT_VOUCHERS, type LookedRow, MAKE_VOUCHERS, OVERDUE, WRITE_CLAIMS } from './claims-sql.js'; // prettier-ignore
import { decodeCursor, encodeCursor } from './cursor.js';
import { Group, type Waiting } from './group.js';
import { together } from './hot-pool.js';
import { plainArray, textArray } from './pg-array.js';
import { type Sql } from './register-round.js';
import { type PostgresRegister } from './register.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Of a voucher's live claims: what a view shows, and what an error names. */
const SHOWN = 200;
const TOLD = 5;

/**
 * Claims on PostgreSQL. Each round takes everything that was asked while the last one ran, in one transaction with its
 * events: the rows of the vouchers are locked, then looked at, then decided about.
 */
export class PostgresClaims extends VoucherClaims {
  private readonly sql: Sql;
  private readonly rounds: Group<Op, ClaimDone | null>;

  constructor(
    source: DataSource,
    private readonly register: PostgresRegister,
  ) {
    super();
    this.sql = askerOf(source, 'asking for a voucher');
    this.rounds = new Group(async (items) => {
      await this.round(items);
      return [];
    });
  }

  override async claim(input: NewClaim): Promise<ClaimDone> {
    return (await this.rounds.run({ kind: 'claim', input }))!;
  }
  override async confirm(input: Confirmation): Promise<ClaimDone> {
    return (await this.rounds.run({ kind: 'confirm', input }))!;
  }
  override async release(input: ReleaseOfClaim): Promise<ClaimDone> {
    return (await this.rounds.run({ kind: 'release', input }))!;
  }

  override async expire(limit: number): Promise<number> {
    const requestId = `expiry-${randomUUID()}`;
    const overdue = await this.sql<{ fonds: string; voucher: string }>(OVERDUE, [limit]);
    await Promise.all(overdue.map((one) => this.rounds.run({ kind: 'expire', input: { ...one, requestId } })));
    return overdue.length;
  }

  override async voucher(fonds: string, key: string, elsewhere: boolean): Promise<VoucherView | null> {
    const names = [{ fonds, key }];
    const values = questionValues({ vouchers: names, ids: [], references: [], live: SHOWN });
    const [rows, [other]] = await Promise.all([
      this.sql<LookedRow>(LOOK_AT_VOUCHERS, values),
      elsewhere ? this.sql<{ elsewhere: boolean }>(ELSEWHERE, [key, fonds]) : [],
    ]);
    const looked = lookOf(names, rows).vouchers.get(nameOf(names[0]!))!;
    if (looked.records.length === 0) return null;
    return { ...standingOf(looked), claims: looked.live, elsewhere: other?.elsewhere ?? null };
  }

  override async claimOf(id: string, scope: string[] | null): Promise<ClaimRow | null> {
    const [row] = await this.sql<{ data: object; past: boolean }>(
      `SELECT ${CLAIM} AS data, state = 'held' AND expires_at <= now() AS past FROM voucher_claim c
        WHERE id = $1 AND ($2::uuid[] IS NULL OR fonds = ANY($2))`,
      [id, scope],
    );
    return row ? asOfNow(row) : null;
  }

  override async claims(fonds: string, key: string, limit: number, after: string | null): Promise<Page<ClaimRow>> {
    const rows = await this.sql<{ data: object; past: boolean }>(
      `SELECT ${CLAIM} AS data, state = 'held' AND expires_at <= now() AS past FROM voucher_claim c
        WHERE fonds = $1 AND voucher = $2 AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
      [fonds, key, decodeCursor(after, UUID), limit + 1],
    );
    const items = rows.slice(0, limit).map(asOfNow);
    return { items, next: rows.length > limit ? encodeCursor(items.at(-1)!.id) : null };
  }

  /** Resolves when everything accepted so far is settled. */
  drain(): Promise<void> {
    return this.rounds.drain();
  }

  private async round(items: readonly Waiting<Op, ClaimDone | null>[]): Promise<void> {
    let decided: Decided;
    try {
      decided = await this.decide(items.map(({ item }) => item));
    } catch (error) {
      // Unreachable: the same for all. Anything else is of one of them, who fails alone.
      if (items.length === 1 || isArchiveError(error)) return items.forEach(({ reject }) => reject(error));
      for (const one of items) await this.round([one]);
      return;
    }
    for (const [i, outcome] of decided.outcomes.entries()) {
      if ('refused' in outcome) items[i]!.reject(outcome.refused);
      else items[i]!.resolve(outcome.done);
    }
  }

  private async decide(ops: readonly Op[]): Promise<Decided> {
    const names = [...new Map(ops.map((op) => [nameOf(voucherOf(op)), voucherOf(op)])).values()];
    const question = {
      vouchers: names,
      ids: ops.flatMap((op) => (op.kind === 'confirm' || op.kind === 'release' ? [op.input.id] : [])),
      references: ops.flatMap((op) => (op.kind === 'claim' ? [op.input] : [])),
      live: TOLD,
    };
    let decided: Decided | null = null;
    // Filled by `work`, which may run twice: the first try is undone then.
    const events: Decided['events'] = [];
    const requestIds: string[] = [];
    await this.register.act({
      events,
      requestId: ops[0]!.input.requestId,
      requestIds,
      work: async (sql) => {
        const [, locked, rows] = await together([
          sql(MAKE_VOUCHERS, voucherValues(names)),
          sql<VoucherName>(LOCK_VOUCHERS, voucherValues(names)),
          sql<LookedRow>(LOOK_AT_VOUCHERS, questionValues(question)),
        ]);
        decided = decideRound(ops, lookOf(names, rows), new Set(locked.map(nameOf)));
        events.splice(0, events.length, ...decided.events);
        requestIds.splice(0, requestIds.length, ...decided.requestIds);
        if (decided.changed.length > 0) await sql(WRITE_CLAIMS, claimValues(decided.changed));
      },
    });
    return decided!;
  }
}

/** What is held past its time has expired, whether somebody noted it or not. */
function asOfNow({ data, past }: { data: object; past: boolean }): ClaimRow {
  const claim = claimOf(data);
  return past ? { ...claim, state: 'expired', endedAt: claim.expiresAt } : claim;
}

function voucherValues(names: readonly VoucherName[]): string[] {
  return [plainArray(names.map(({ fonds }) => fonds)), textArray(names.map(({ key }) => key))];
}

function claimValues(claims: readonly ClaimRow[]): string[] {
  const plain = (column: (row: ClaimRow) => string | null) => plainArray(claims.map(column));
  const text = (column: (row: ClaimRow) => string | null) => textArray(claims.map(column));
  const time = (column: (row: ClaimRow) => Date | null) => plain((row) => column(row)?.toISOString() ?? null);
  return [
    plain(({ id }) => id),
    plain(({ fonds }) => fonds),
    text(({ voucher }) => voucher),
    plain(({ record }) => record),
    plain(({ principal }) => principal),
    text(({ reference }) => reference),
    plain(({ amount }) => amount),
    plain(({ asked }) => asked),
    text(({ currency }) => currency),
    text(({ booking }) => JSON.stringify(booking)),
    plain(({ state }) => state),
    time(({ claimedAt }) => claimedAt),
    time(({ expiresAt }) => expiresAt),
    time(({ confirmedAt }) => confirmedAt),
    time(({ endedAt }) => endedAt),
    text(({ reason }) => reason),
  ];
}
