import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Revalidate } from '../archive/revalidate.js';
import { type RunRow } from '../archive/validation-ports.js';
import { ConsultValidations } from '../archive/validations.js';
import { type Awaits } from '../core/signatures/verdicts.js';
import { principalOf, Roles } from './access.guard.js';
import { NEW_REVALIDATION } from './admin-bodies.js';
import { bodyAs } from './body.js';
import { uuidOr } from './identifier.js';
import { invalidQuery, queryLimit, queryText, refuseUnknown } from './query.js';

const AWAITS: readonly string[] = ['trust', 'other'] satisfies Awaits[];

/** What is still open, and another look at it. */
@Controller('v1')
export class RevalidationsController {
  constructor(
    @Inject(Revalidate) private readonly revalidate: Revalidate,
    @Inject(ConsultValidations) private readonly validations: ConsultValidations,
  ) {}

  @Get('validations/pending')
  @Roles('archivist', 'auditor')
  pending(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, ['fonds', 'awaits', 'limit', 'after']);
    const awaits = queryText(query, 'awaits') ?? null;
    if (awaits !== null && !AWAITS.includes(awaits))
      throw invalidQuery('awaits', `expected one of ${AWAITS.join(', ')}`);
    return this.validations.pending(
      principalOf(request),
      { fonds: queryText(query, 'fonds') ?? null, awaits: awaits as Awaits | null },
      queryLimit(query),
      queryText(query, 'after') ?? null,
    );
  }

  /** Carried out behind the request; `GET` of its address tells how far it came. */
  @Post('revalidations')
  @HttpCode(202)
  @Roles('administrator', 'archivist')
  async start(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply, @Body() body: unknown) {
    const run = await this.revalidate.start(principalOf(request), bodyAs(NEW_REVALIDATION, body), request.id);
    reply.header('location', `/v1/revalidations/${run.id}`);
    return runAnswer(run);
  }

  @Get('revalidations')
  @Roles('administrator', 'archivist', 'auditor')
  async runs(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, ['limit', 'after']);
    const after = queryText(query, 'after') ?? null;
    const page = await this.revalidate.runs(principalOf(request), queryLimit(query), after);
    return { items: page.items.map(runAnswer), next: page.next };
  }

  @Get('revalidations/:id')
  @Roles('administrator', 'archivist', 'auditor')
  async run(@Req() request: FastifyRequest, @Param('id') id: string) {
    return runAnswer(await this.revalidate.run(principalOf(request), uuidOr('REVALIDATION_UNKNOWN', id)));
  }
}

function runAnswer({ id, fonds, all, actor, at, state, seen, revalidated, changed, problems, finishedAt }: RunRow) {
  return {
    id,
    fonds,
    all,
    actor,
    at: at.toISOString(),
    state,
    seen,
    revalidated,
    changed,
    problems,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
