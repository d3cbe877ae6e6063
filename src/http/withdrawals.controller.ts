import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Withdraw } from '../archive/withdraw.js';
import { principalOf, Roles } from './access.guard.js';
import { bodyAs } from './body.js';
import { parseIdempotencyKey } from './idempotency-key.js';
import { uuidOr } from './identifier.js';
import { RECORD_WITHDRAWAL } from './lifecycle-bodies.js';
import { localeOf } from './locale.js';
import { translated } from './translated.js';

/** A record that no longer counts; nothing of it is deleted. */
@Controller('v1/records')
export class WithdrawalsController {
  constructor(@Inject(Withdraw) private readonly withdraw: Withdraw) {}

  @Post(':id/withdrawal')
  @HttpCode(200)
  @Roles('archivist')
  async run(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id') id: string,
    @Body() body: unknown,
  ) {
    const idempotencyKey = parseIdempotencyKey(request.headers['idempotency-key']);
    const answer = await this.withdraw.run(
      principalOf(request),
      uuidOr('RECORD_UNKNOWN', id),
      bodyAs(RECORD_WITHDRAWAL, body),
      { idempotencyKey, requestId: request.id },
    );
    const locale = localeOf(request.headers['accept-language']);
    reply.header('content-language', locale).header('vary', 'Accept-Language');
    return translated(answer, locale);
  }
}
