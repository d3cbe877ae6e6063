import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { CheckContinuity } from '../archive/continuity.js';
import { firstDayOf } from '../archive/declaration.js';
import { principalOf, Roles } from './access.guard.js';
import { invalidQuery, queryFlag, queryText, refuseUnknown } from './query.js';

/** Are the numbers of a period without gap? */
@Controller('v1/continuity')
@Roles('submitter', 'archivist', 'auditor')
export class ContinuityController {
  constructor(@Inject(CheckContinuity) private readonly continuity: CheckContinuity) {}

  @Get()
  check(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, ['fonds', 'kind', 'fact', 'from', 'until', 'fromOne']);
    return this.continuity.run(principalOf(request), {
      fonds: needed(query, 'fonds'),
      kind: queryText(query, 'kind') ?? 'accounting-voucher',
      fact: queryText(query, 'fact') ?? 'accounting-document-number',
      from: day(query, 'from'),
      until: day(query, 'until'),
      fromOne: queryFlag(query, 'fromOne'),
    });
  }
}

function needed(query: unknown, name: string): string {
  const text = queryText(query, name);
  if (text === undefined) throw invalidQuery(name, 'is needed');
  return text;
}

function day(query: unknown, name: string): string {
  const text = needed(query, name);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || firstDayOf(text) !== text) throw invalidQuery(name, 'expected YYYY-MM-DD');
  return text;
}
