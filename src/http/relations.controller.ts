import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Relate } from '../archive/relate.js';
import { type RelationTarget } from '../core/records/stated-relation.js';
import { principalOf, Roles } from './access.guard.js';
import { NEW_RELATION, RELATION_END } from './admin-bodies.js';
import { bodyAs } from './body.js';
import { uuidOr } from './identifier.js';
import { queryFlag, queryLimit, queryText, refuseUnknown } from './query.js';

/** What a record has to do with others, from both sides. */
@Controller('v1/records/:id/relations')
@Roles('submitter', 'archivist', 'auditor')
export class RelationsController {
  constructor(@Inject(Relate) private readonly relate: Relate) {}

  @Get()
  list(@Req() request: FastifyRequest, @Param('id') id: string, @Query() query: unknown) {
    refuseUnknown(query, ['ended', 'limit', 'after']);
    const options = { ended: queryFlag(query, 'ended'), limit: queryLimit(query), after: queryText(query, 'after') ?? null }; // prettier-ignore
    return this.relate.list(principalOf(request), uuidOr('RECORD_UNKNOWN', id), options);
  }

  /** 201 when it is new, 200 when it is in force already. */
  @Post()
  @Roles('archivist')
  async add(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id') id: string,
    @Body() body: unknown,
  ) {
    const { type, reason, ...named } = bodyAs(NEW_RELATION, body);
    const asked = { type, reason, target: targetOf(named) };
    const { relation, added } = await this.relate.add(principalOf(request), uuidOr('RECORD_UNKNOWN', id), asked, request.id); // prettier-ignore
    reply.status(added ? 201 : 200);
    return relation;
  }

  @Post(':relation/end')
  @HttpCode(200)
  @Roles('archivist')
  end(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Param('relation') relation: string,
    @Body() body: unknown,
  ) {
    // prettier-ignore
    const { reason } = bodyAs(RELATION_END, body);
    return this.relate.end(principalOf(request), uuidOr('RECORD_UNKNOWN', id), uuidOr('RELATION_UNKNOWN', relation), reason, request.id); // prettier-ignore
  }
}

/** The body names exactly one. */
function targetOf({
  record,
  key,
  source,
  place,
}: Omit<ReturnType<typeof NEW_RELATION.parse>, 'type' | 'reason'>): RelationTarget {
  // prettier-ignore
  if (record !== undefined) return { by: 'record', record: record.toLowerCase() };
  if (key !== undefined) return { by: 'key', key };
  if (source !== undefined) return { by: 'source', ...source };
  return { by: 'place', place: place! };
}
