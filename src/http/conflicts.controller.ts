import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Conflicts } from '../archive/conflicts.js';
import { principalOf, Roles } from './access.guard.js';
import { bodyAs } from './body.js';
import { parseIdempotencyKey } from './idempotency-key.js';
import { uuidOr } from './identifier.js';
import { CONFLICT_DECISION } from './lifecycle-bodies.js';
import { invalidQuery, queryLimit, queryText, refuseUnknown } from './query.js';

/** Records of one duplicate key that say different things, and what is decided of them. */
@Controller('v1/conflicts')
@Roles('submitter', 'archivist', 'auditor')
export class ConflictsController {
  constructor(@Inject(Conflicts) private readonly conflicts: Conflicts) {}

  /** The open ones, unless something else is asked for. */
  @Get()
  list(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, ['fonds', 'state', 'record', 'limit', 'after']);
    const state = queryText(query, 'state') ?? 'open';
    if (!['open', 'decided', 'all'].includes(state)) throw invalidQuery('state', 'expected open, decided or all');
    const record = queryText(query, 'record');
    return this.conflicts.list(
      principalOf(request),
      {
        fonds: queryText(query, 'fonds') ?? null,
        open: state === 'all' ? null : state === 'open',
        record: record === undefined ? null : uuidOr('RECORD_UNKNOWN', record),
      },
      queryLimit(query),
      queryText(query, 'after') ?? null,
    );
  }

  @Get(':id')
  one(@Req() request: FastifyRequest, @Param('id') id: string) {
    return this.conflicts.one(principalOf(request), uuidOr('CONFLICT_UNKNOWN', id));
  }

  @Post(':id/decision')
  @HttpCode(200)
  @Roles('archivist')
  decide(@Req() request: FastifyRequest, @Param('id') id: string, @Body() body: unknown) {
    const idempotencyKey = parseIdempotencyKey(request.headers['idempotency-key']);
    return this.conflicts.decide(
      principalOf(request),
      uuidOr('CONFLICT_UNKNOWN', id),
      bodyAs(CONFLICT_DECISION, body),
      { idempotencyKey, requestId: request.id },
    );
  }
}
