import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Claims } from '../archive/claims.js';
import { type Booking, type ClaimDone, type ClaimRow } from '../archive/claims-ports.js';
import { ArchiveError } from '../core/error.js';
import { principalOf, Roles } from './access.guard.js';
import { bodyAs } from './body.js';
import { uuidOr } from './identifier.js';
import { queryLimit, queryText, refuseUnknown } from './query.js';
import { CONFIRMATION, NEW_CLAIM, RELEASE } from './voucher-bodies.js';

/** Longer is no duplicate key of ours. */
const MAX_KEY = 1_000;

/** Vouchers, named by their duplicate key, and who books them. */
@Controller('v1/vouchers')
export class VouchersController {
  constructor(@Inject(Claims) private readonly claims: Claims) {}

  @Get(':key')
  @Roles('submitter', 'archivist', 'auditor')
  async voucher(@Req() request: FastifyRequest, @Param('key') key: string, @Query() query: unknown) {
    refuseUnknown(query, ['fonds']);
    const fonds = queryText(query, 'fonds') ?? null;
    const { claims, ...view } = await this.claims.voucher(principalOf(request), keyOf(key), fonds);
    return { ...view, claims: claims.map(claimAnswer) };
  }

  @Get(':key/claims')
  @Roles('submitter', 'archivist', 'auditor')
  async history(@Req() request: FastifyRequest, @Param('key') key: string, @Query() query: unknown) {
    refuseUnknown(query, ['fonds', 'limit', 'after']);
    const page = await this.claims.history(
      principalOf(request),
      keyOf(key),
      queryText(query, 'fonds') ?? null,
      queryLimit(query),
      queryText(query, 'after') ?? null,
    );
    return { items: page.items.map(claimAnswer), next: page.next };
  }

  @Post(':key/claims')
  @Roles('submitter')
  async claim(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('key') key: string,
    @Body() body: unknown,
  ) {
    const { fonds, amount, booking, expiresIn, expiresAt, reference } = bodyAs(NEW_CLAIM, body);
    const expires = expiresAt !== undefined ? { at: new Date(expiresAt) } : expiresIn !== undefined ? { inSeconds: expiresIn } : null; // prettier-ignore
    const asked = { fonds: fonds ?? null, amount: amount ?? null, booking: given(booking), expires, reference };
    const done = await this.claims.claim(principalOf(request), keyOf(key), asked, request.id);
    reply.code(done.before ? 200 : 201);
    return doneAnswer(done);
  }

  @Post(':key/claims/:id/confirm')
  @HttpCode(200)
  @Roles('submitter')
  async confirm(
    @Req() request: FastifyRequest,
    @Param('key') key: string,
    @Param('id') id: string,
    @Body() body: unknown,
  ) {
    const { booking } = bodyAs(CONFIRMATION, body);
    const claim = { voucher: keyOf(key), id: uuidOr('CLAIM_UNKNOWN', id) };
    return doneAnswer(await this.claims.confirm(principalOf(request), claim, given(booking), request.id));
  }

  @Post(':key/claims/:id/release')
  @HttpCode(200)
  @Roles('submitter', 'archivist')
  async release(
    @Req() request: FastifyRequest,
    @Param('key') key: string,
    @Param('id') id: string,
    @Body() body: unknown,
  ) {
    const { reason } = bodyAs(RELEASE, body);
    const claim = { voucher: keyOf(key), id: uuidOr('CLAIM_UNKNOWN', id) };
    return doneAnswer(await this.claims.release(principalOf(request), claim, reason, request.id));
  }
}

function keyOf(text: string): string {
  if (text.length > MAX_KEY || /\p{Cc}|\p{Cs}/u.test(text))
    throw new ArchiveError('VOUCHER_UNKNOWN', 'no voucher has such a key');
  return text;
}

/** Without the members that were left out. */
function given<T extends object>(booking: T): { [K in keyof T]: Exclude<T[K], undefined> } & Booking {
  return Object.fromEntries(Object.entries(booking).filter(([, value]) => value !== undefined)) as never;
}

function doneAnswer({ claim, voucher, before }: ClaimDone) {
  return { claim: claimAnswer(claim), voucher, repeated: before };
}

function claimAnswer({ claimedAt, expiresAt, confirmedAt, endedAt, ...claim }: ClaimRow) {
  return {
    ...claim,
    claimedAt: claimedAt.toISOString(),
    expiresAt: claim.state === 'confirmed' ? null : expiresAt.toISOString(),
    confirmedAt: confirmedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}
