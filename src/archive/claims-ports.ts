import { type VoucherState } from '../core/booking.js';
import { type Page } from './page.js';

/** held 占用中 · confirmed 已入账 · released 已释放 · expired 已过期 */
export type ClaimState = 'held' | 'confirmed' | 'released' | 'expired';

/** Where it is booked, as the ERP says it. */
export interface Booking {
  system: string;
  /** 核算单位 */
  accountingEntity?: string;
  /** 记账凭证号 */
  documentNumber?: string;
  /** 会计期间 */
  period?: string;
}

export interface ClaimRow {
  id: string;
  fonds: string;
  /** Duplicate key of the voucher. */
  voucher: string;
  /** The archived record the claim is an event of. */
  record: string;
  principal: string;
  /** Of the ERP; one claim per principal and fonds. */
  reference: string;
  /** Decimal text; null: the whole of a voucher without an amount. */
  amount: string | null;
  /** As asked for; null: the whole remainder. */
  asked: string | null;
  currency: string;
  booking: Booking;
  state: ClaimState;
  claimedAt: Date;
  /** Of one that is held: after it the claim is none. */
  expiresAt: Date;
  confirmedAt: Date | null;
  /** Released or expired. */
  endedAt: Date | null;
  /** Of a release. */
  reason: string | null;
}

/** How a voucher stands. Decimal text throughout. */
export interface VoucherStanding {
  fonds: string;
  key: string;
  state: VoucherState;
  amount: string | null;
  currency: string;
  held: string;
  confirmed: string;
  /** Below zero (above, for a red one) when OVERCLAIMED; null without an amount. */
  remaining: string | null;
  /** Archived under this key, the one that counts first. */
  records: string[];
  /** Every record of it is withdrawn: nothing more can be claimed. */
  withdrawn: boolean;
  /** Its red invoices. */
  reds: { key: string | null; record: string; amount: string | null }[];
}

export type VoucherView = VoucherStanding & {
  /** What is held or confirmed, newest first, 200 at most. */
  claims: ClaimRow[];
  /** A fonds outside this one holds a live claim of the same key; null when that was not asked. */
  elsewhere: boolean | null;
};

export interface NewClaim {
  /** UUID; not used when the reference is known. */
  id: string;
  fonds: string;
  voucher: string;
  principal: string;
  reference: string;
  /** Decimal text, canonical; null: the whole remainder. */
  asked: string | null;
  booking: Booking;
  /** By the clock of the database. */
  expires: { inSeconds: number } | { at: Date };
  requestId: string;
}

/** What one asks of a claim that is there. */
interface OfClaim {
  id: string;
  fonds: string;
  voucher: string;
  actor: string;
  requestId: string;
}
export type Confirmation = OfClaim & {
  /** Only of its own claims. */
  principal: string;
  booking: Partial<Booking> & { documentNumber: string };
};
export type ReleaseOfClaim = OfClaim & {
  /** Only of its own claims; null: of anybody's. */
  principal: string | null;
  reason: string;
};

export interface ClaimDone {
  claim: ClaimRow;
  voucher: VoucherStanding;
  /** It had been done before: nothing was changed. */
  before: boolean;
}

/**
 * Who may book how much of which voucher. What is held and confirmed never exceeds the voucher, however many ask at once
 * and wherever a process ends: a row per voucher is locked, and a claim is there together with its event or not at all.
 * Expiry goes by the clock of the database; what has expired is free for the next claim, in the same transaction.
 *
 * Throws DATABASE_UNAVAILABLE (retryable): nothing of it is there, or the repeated call finds it by its reference.
 */
export abstract class VoucherClaims {
  /**
   * Throws VOUCHER_UNKNOWN, VOUCHER_WITHDRAWN, VOUCHER_CLAIMED, CLAIM_AMOUNT_INVALID, REQUEST_INVALID (expires in the past);
   * of a reference that is known CLAIM_MISMATCH (another voucher, amount or system), CLAIM_EXPIRED, CLAIM_RELEASED.
   */
  abstract claim(input: NewClaim): Promise<ClaimDone>;
  /** Throws CLAIM_UNKNOWN, CLAIM_EXPIRED, CLAIM_RELEASED, CLAIM_MISMATCH (confirmed with another document), FORBIDDEN. */
  abstract confirm(input: Confirmation): Promise<ClaimDone>;
  /** Also of what is confirmed: the booking was reversed. Throws CLAIM_UNKNOWN, FORBIDDEN. */
  abstract release(input: ReleaseOfClaim): Promise<ClaimDone>;
  /** Null when no voucher with this key is archived in the fonds. */
  abstract voucher(fonds: string, key: string, elsewhere: boolean): Promise<VoucherView | null>;
  /** Which fonds of `scope` (null: all) hold this claim, with its key; null when none. */
  abstract claimOf(id: string, scope: string[] | null): Promise<ClaimRow | null>;
  /** Every claim there was, newest first. */
  abstract claims(fonds: string, key: string, limit: number, after: string | null): Promise<Page<ClaimRow>>;
  /** Notes the end of claims whose time is over, with their events; how many vouchers were looked at. */
  abstract expire(limit: number): Promise<number>;
}
