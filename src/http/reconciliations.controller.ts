import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { translate } from '../archive/findings-catalogue.js';
import { Reconcile, type ReconcileProgress } from '../archive/reconcile.js';
import { type Finding } from '../core/finding.js';
import { Roles } from './access.guard.js';
import { NEW_RECONCILIATION } from './admin-bodies.js';
import { bodyAs } from './body.js';
import { localeOf } from './locale.js';

/** Looks for stored packages that no record mentions, a stretch at a time; the answer says where to go on. */
@Controller('v1/reconciliations')
@Roles('administrator')
export class ReconciliationsController {
  constructor(@Inject(Reconcile) private readonly reconcile: Reconcile) {}

  @Post()
  @HttpCode(200)
  async run(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body: unknown,
  ): Promise<ReconcileProgress & { findings: Finding[] }> {
    const { after, maxObjects } = bodyAs(NEW_RECONCILIATION, body);
    const locale = localeOf(request.headers['accept-language']);
    reply.header('content-language', locale).header('vary', 'Accept-Language');
    let progress: ReconcileProgress = { seen: 0, unmentioned: 0, resumeAfter: after };
    const findings: Finding[] = [];
    for await (const step of this.reconcile.run(after, maxObjects)) {
      progress = step.progress;
      if (step.finding) findings.push(translate(step.finding, locale));
    }
    return { ...progress, findings };
  }
}
