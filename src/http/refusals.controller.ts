import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Consult } from '../archive/consult.js';
import { translate } from '../archive/findings-catalogue.js';
import { principalOf, Roles } from './access.guard.js';
import { uuidOr } from './identifier.js';
import { localeOf } from './locale.js';

@Controller('v1/refusals')
@Roles('submitter', 'archivist', 'auditor')
export class RefusalsController {
  constructor(@Inject(Consult) private readonly consult: Consult) {}

  @Get(':id')
  async refusal(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id') id: string,
  ) {
    const refusal = await this.consult.refusal(principalOf(request), uuidOr('REFUSAL_UNKNOWN', id));
    const locale = localeOf(request.headers['accept-language']);
    reply.header('content-language', locale).header('vary', 'Accept-Language');
    return { ...refusal, at: refusal.at.toISOString(), findings: refusal.findings.map((f) => translate(f, locale)) };
  }
}
