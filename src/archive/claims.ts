import { ArchiveError } from '../core/error.js';
import { askedFonds } from './asked-fonds.js';
import { scopeOf } from './consult.js';
import { type Booking, type ClaimDone, type ClaimRow, type VoucherClaims, type VoucherView } from './claims-ports.js';
import { type Access, type Clock, type Page, type Principal } from './ports.js';
import { type Randomness, uuidV7 } from './random.js';

export interface ClaimsPorts {
  claims: VoucherClaims;
  access: Access;
  clock: Clock;
  random: Randomness;
}

/** What an ERP asks for. */
export interface AskedClaim {
  /** Code; may be left out by a key of one fonds. */
  fonds: string | null;
  /** Decimal text; null: the whole remainder. */
  amount: string | null;
  booking: Booking;
  expires: { inSeconds: number } | { at: Date } | null;
  reference: string;
}

/** A claim that is never confirmed ends by itself: a day is longer than a booking run, and short enough for a lost one. */
const USUAL_SECONDS = 86_400;

/**
 * Vouchers (凭证) and who books them (入账). An ERP claims a voucher, or a part of its amount, before it books it, confirms
 * with the number of its document, or releases; nobody else can take the same amount meanwhile.
 */
export class Claims {
  constructor(
    private readonly ports: ClaimsPorts,
    /** `elsewhere`: whether a fonds learns that another one holds a claim of the same key, and nothing more. */
    private readonly settings: { elsewhere: boolean },
  ) {}

  /** Throws FONDS_UNKNOWN, REQUEST_INVALID and what VoucherClaims.claim does. */
  async claim(principal: Principal, voucher: string, asked: AskedClaim, requestId: string): Promise<ClaimDone> {
    const { claims, clock, random } = this.ports;
    return claims.claim({
      id: uuidV7(clock.now(), random.bytes(10)),
      fonds: await this.fondsId(principal, asked.fonds),
      voucher,
      principal: principal.id,
      reference: asked.reference,
      asked: asked.amount,
      booking: asked.booking,
      expires: asked.expires ?? { inSeconds: USUAL_SECONDS },
      requestId,
    });
  }

  /** Of its own claims. */
  async confirm(
    principal: Principal,
    { voucher, id }: { voucher: string; id: string },
    booking: Partial<Booking> & { documentNumber: string },
    requestId: string,
  ): Promise<ClaimDone> {
    const { fonds } = await this.one(principal, voucher, id);
    const actor = principal.id;
    return this.ports.claims.confirm({ id, fonds, voucher, actor, principal: actor, booking, requestId });
  }

  /** A submitter releases its own; an archivist any of the fonds, for a sender that is no more. */
  async release(
    principal: Principal,
    { voucher, id }: { voucher: string; id: string },
    reason: string,
    requestId: string,
  ): Promise<ClaimDone> {
    const { fonds } = await this.one(principal, voucher, id);
    const actor = principal.id;
    const own = principal.role === 'archivist' ? null : actor;
    return this.ports.claims.release({ id, fonds, voucher, actor, principal: own, reason, requestId });
  }

  /** Is it booked, where, how much is left? Throws VOUCHER_UNKNOWN. */
  async voucher(
    principal: Principal,
    key: string,
    fonds: string | null,
  ): Promise<Omit<VoucherView, 'elsewhere'> & { claimedElsewhere?: boolean }> {
    const view = await this.ports.claims.voucher(await this.fondsId(principal, fonds), key, this.settings.elsewhere);
    if (!view) throw unknown(key);
    const { elsewhere, ...told } = view;
    return { ...told, ...(elsewhere === null ? {} : { claimedElsewhere: elsewhere }) };
  }

  async history(
    principal: Principal,
    key: string,
    fonds: string | null,
    limit: number,
    after: string | null,
  ): Promise<Page<ClaimRow>> {
    return this.ports.claims.claims(await this.fondsId(principal, fonds), key, limit, after);
  }

  private async one(principal: Principal, voucher: string, id: string): Promise<ClaimRow> {
    const claim = await this.ports.claims.claimOf(id, scopeOf(principal));
    if (claim?.voucher !== voucher) throw new ArchiveError('CLAIM_UNKNOWN', `no claim ${id} of voucher ${voucher}`);
    return claim;
  }

  private fondsId(principal: Principal, code: string | null): Promise<string> {
    return askedFonds(this.ports.access, principal, code);
  }
}

function unknown(key: string): ArchiveError {
  return new ArchiveError('VOUCHER_UNKNOWN', `no voucher ${key} is archived in this fonds`);
}
