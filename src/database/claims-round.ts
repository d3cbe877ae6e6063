import { type ClaimDone, type ClaimRow, type Confirmation, type NewClaim, type ReleaseOfClaim } from '../archive/claims-ports.js'; // prettier-ignore
import { decideClaim } from '../core/booking.js';
import { ArchiveError, type ArchiveErrorCode, isArchiveError } from '../core/error.js';
import { type EventType, type PendingEvent } from '../core/ledger/event.js';
import { add, compare, encodeDecimal, subtract } from '../core/records/decimal.js';
import { eventOf } from './ask.js';
import { decimalOf, type Look, type Looked, nameOf, standingOf, type VoucherName } from './claims-look.js';

export type Op =
  | { kind: 'claim'; input: NewClaim }
  | { kind: 'confirm'; input: Confirmation }
  | { kind: 'release'; input: ReleaseOfClaim }
  /** Notes what has expired, as every op does. */
  | { kind: 'expire'; input: { fonds: string; voucher: string; requestId: string } };

export type Outcome = { done: ClaimDone | null } | { refused: ArchiveError };

export interface Decided {
  outcomes: Outcome[];
  changed: ClaimRow[];
  events: PendingEvent[];
  /** Of each event. */
  requestIds: string[];
}

export const voucherOf = ({ input: { fonds, voucher } }: Op): VoucherName => ({ fonds, key: voucher });

/** Whose live claims an error names. */
const TOLD = 5;

/**
 * One after the other over what the locks hold still; each sees what those before it did. `locked`: a voucher archived a
 * moment ago may be in the look without its row, and is not touched before the next round.
 */
export function decideRound(ops: readonly Op[], look: Look, locked: ReadonlySet<string>): Decided {
  return new Round(look, locked).run(ops);
}

class Round {
  private readonly changed = new Map<string, ClaimRow>();
  private readonly byReference = new Map<string, ClaimRow>();
  private readonly events: PendingEvent[] = [];
  private readonly requestIds: string[] = [];

  constructor(
    private readonly look: Look,
    private readonly locked: ReadonlySet<string>,
  ) {
    for (const claim of look.claims.values()) this.byReference.set(referenceOf(claim), claim);
  }

  run(ops: readonly Op[]): Decided {
    const outcomes = ops.map((op): Outcome => {
      try {
        const voucher = this.voucher(op);
        this.expire(voucher, op.input.requestId);
        return { done: this.decide(op, voucher) };
      } catch (error) {
        if (isArchiveError(error)) return { refused: error };
        throw error;
      }
    });
    return { outcomes, changed: [...this.changed.values()], events: this.events, requestIds: this.requestIds };
  }

  private decide(op: Op, voucher: Looked): ClaimDone | null {
    switch (op.kind) {
      case 'claim':
        return this.claim(op.input, voucher);
      case 'confirm':
        return this.confirm(op.input, voucher);
      case 'release':
        return this.release(op.input, voucher);
      case 'expire':
        return null;
    }
  }

  private voucher(op: Op): Looked {
    const name = nameOf(voucherOf(op));
    const voucher = this.look.vouchers.get(name);
    if (!voucher || !this.locked.has(name) || voucher.records.length === 0)
      throw refusal('VOUCHER_UNKNOWN', `no voucher ${op.input.voucher} is archived in this fonds`);
    return voucher;
  }

  /** Their amounts are in no sum any more: only the end is noted. */
  private expire(voucher: Looked, requestId: string): void {
    const { now, claims } = this.look;
    for (const claim of claims.values()) {
      if (claim.voucher !== voucher.key || claim.fonds !== voucher.fonds) continue;
      if (claim.state !== 'held' || claim.expiresAt > now) continue;
      this.note(claim, { state: 'expired', endedAt: now }, 'claim-expired', claim.principal, requestId, {
        expiresAt: claim.expiresAt.toISOString(),
      });
    }
  }

  private claim(input: NewClaim, voucher: Looked): ClaimDone {
    const earlier = this.byReference.get(referenceOf(input));
    if (earlier) return this.again(input, earlier, voucher);
    if (!voucher.records.some(({ withdrawn }) => !withdrawn))
      throw refusal('VOUCHER_WITHDRAWN', `voucher ${voucher.key} was withdrawn`);
    const { now } = this.look;
    const { expires } = input;
    const expiresAt = 'at' in expires ? expires.at : new Date(now.getTime() + expires.inSeconds * 1_000);
    if (expiresAt <= now) {
      const message = `lies in the past: it is ${now.toISOString()}`;
      throw refusal('REQUEST_INVALID', `expiresAt ${message}`, { errors: [{ path: '/expiresAt', message }] });
    }
    const decision = decideClaim(voucher.sums, decimalOf(input.asked));
    if (decision.kind === 'wrong-amount') {
      const { amount, currency } = standingOf(voucher);
      throw refusal('CLAIM_AMOUNT_INVALID', decision.why, { asked: input.asked, amount, currency });
    }
    if (decision.kind === 'taken') throw takenBy(voucher);
    const { id, fonds, principal, reference, asked, booking, requestId } = input;
    const claim: ClaimRow = {
      id,
      fonds,
      voucher: voucher.key,
      record: voucher.records[0]!.id,
      principal,
      reference,
      amount: decision.amount && encodeDecimal(decision.amount),
      asked,
      currency: voucher.facts?.currency ?? '',
      booking,
      state: 'held',
      claimedAt: now,
      expiresAt,
      confirmedAt: null,
      endedAt: null,
      reason: null,
    };
    this.byReference.set(referenceOf(claim), claim);
    this.look.claims.set(id, claim);
    voucher.live.unshift(claim);
    voucher.sums.holds += 1;
    if (decision.amount) voucher.sums.held = add(voucher.sums.held, decision.amount);
    this.note(claim, {}, 'voucher-claimed', principal, requestId, { expiresAt: expiresAt.toISOString() });
    return { claim: { ...claim }, voucher: standingOf(voucher), before: false };
  }

  /** The ERP asks again under a reference of its own. */
  private again(input: NewClaim, claim: ClaimRow, voucher: Looked): ClaimDone {
    const same =
      claim.voucher === input.voucher &&
      claim.booking.system === input.booking.system &&
      sameAmount(claim.asked, input.asked);
    if (!same)
      throw refusal('CLAIM_MISMATCH', `reference ${input.reference} stands for another claim`, { claim: claim.id });
    assertNotEnded(claim);
    return { claim: { ...claim }, voucher: standingOf(voucher), before: true };
  }

  private confirm(input: Confirmation, voucher: Looked): ClaimDone {
    const claim = this.one(input.id, voucher);
    assertOwn(claim, input.principal);
    const booking = { ...claim.booking, ...input.booking };
    if (booking.system !== claim.booking.system)
      throw refusal('CLAIM_MISMATCH', `claimed for ${claim.booking.system}`, { claim: claim.id });
    assertNotEnded(claim);
    const before = claim.state === 'confirmed';
    if (before && claim.booking.documentNumber !== booking.documentNumber) {
      const message = `booked as ${claim.booking.documentNumber} already`;
      throw refusal('CLAIM_MISMATCH', message, { claim: claim.id, booking: claim.booking });
    }
    if (!before) {
      const { sums } = voucher;
      const amount = decimalOf(claim.amount);
      [sums.holds, sums.confirmations] = [sums.holds - 1, sums.confirmations + 1];
      if (amount) [sums.held, sums.confirmed] = [subtract(sums.held, amount), add(sums.confirmed, amount)];
      this.note(claim, { state: 'confirmed', booking, confirmedAt: this.look.now }, 'claim-confirmed', input.actor, input.requestId); // prettier-ignore
    }
    return { claim: { ...claim }, voucher: standingOf(voucher), before };
  }

  private release(input: ReleaseOfClaim, voucher: Looked): ClaimDone {
    const claim = this.one(input.id, voucher);
    if (input.principal !== null) assertOwn(claim, input.principal);
    const { state: was } = claim;
    if (was === 'released' || was === 'expired')
      return { claim: { ...claim }, voucher: standingOf(voucher), before: true };
    const { sums } = voucher;
    const amount = decimalOf(claim.amount);
    if (was === 'held') sums.holds -= 1;
    else sums.confirmations -= 1;
    const sum = was === 'held' ? 'held' : 'confirmed';
    if (amount) sums[sum] = subtract(sums[sum], amount);
    voucher.live = voucher.live.filter(({ id }) => id !== claim.id);
    const { reason, actor, requestId } = input;
    this.note(claim, { state: 'released', endedAt: this.look.now, reason }, 'claim-released', actor, requestId, {
      was,
      reason,
    });
    return { claim: { ...claim }, voucher: standingOf(voucher), before: false };
  }

  private one(id: string, voucher: Looked): ClaimRow {
    const claim = this.look.claims.get(id);
    if (claim?.voucher !== voucher.key || claim.fonds !== voucher.fonds)
      throw refusal('CLAIM_UNKNOWN', `no claim ${id} of voucher ${voucher.key}`);
    return claim;
  }

  private note(
    claim: ClaimRow,
    change: Partial<ClaimRow>,
    type: EventType,
    actor: string,
    requestId: string,
    more: Record<string, unknown> = {},
  ): void {
    Object.assign(claim, change);
    this.changed.set(claim.id, claim);
    const { id, fonds, voucher, record, reference, amount, currency, booking } = claim;
    const details = { claim: id, voucher, reference, amount, currency, booking, ...more };
    this.events.push({ ...eventOf(type, record, fonds, actor, details), at: this.look.now });
    this.requestIds.push(requestId);
  }
}

const referenceOf = ({ fonds, principal, reference }: { fonds: string; principal: string; reference: string }) =>
  `${fonds} ${principal} ${reference}`;

function refusal(code: ArchiveErrorCode, message: string, detail?: Record<string, unknown>): ArchiveError {
  return new ArchiveError(code, message, detail ? { detail } : {});
}

function takenBy(voucher: Looked): ArchiveError {
  const { state, amount, remaining, currency, reds } = standingOf(voucher);
  const claims = voucher.live.slice(0, TOLD).map((c) => ({ id: c.id, state: c.state, amount: c.amount, booking: c.booking })); // prettier-ignore
  const by = claims.map(({ booking: { system, documentNumber } }) =>
    [system, documentNumber].filter(Boolean).join(' '),
  );
  const message = `${remaining ?? 'nothing'} of ${amount ?? 'it'} is left${by.length > 0 ? `; held or booked by ${by.join(', ')}` : ''}`;
  return refusal('VOUCHER_CLAIMED', message, { state, amount, remaining, currency, claims, reds });
}

function assertOwn(claim: ClaimRow, principal: string): void {
  if (claim.principal !== principal)
    throw refusal('FORBIDDEN', 'the claim is of another principal', { principal: claim.principal });
}

function assertNotEnded({ state, id, expiresAt }: ClaimRow): void {
  if (state === 'expired')
    throw refusal('CLAIM_EXPIRED', `it was held until ${expiresAt.toISOString()}: claim again, under another reference`, { claim: id, expiresAt: expiresAt.toISOString() }); // prettier-ignore
  if (state === 'released')
    throw refusal('CLAIM_RELEASED', 'it was released: claim again, under another reference', { claim: id });
}

function sameAmount(one: string | null, other: string | null): boolean {
  const [a, b] = [decimalOf(one), decimalOf(other)];
  return a && b ? compare(a, b) === 0 : a === b;
}
