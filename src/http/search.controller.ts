import { Controller, Get, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Find } from '../archive/find.js';
import { RELATION_TYPES } from '../core/records/relation-types.js';
import { principalOf, Roles } from './access.guard.js';
import { queryLimit, queryText } from './query.js';
import { questionOf } from './search-question.js';

/** Records by what they say. */
@Controller('v1')
@Roles('submitter', 'archivist', 'auditor')
export class SearchController {
  constructor(@Inject(Find) private readonly find: Find) {}

  @Get('search')
  search(@Req() request: FastifyRequest, @Query() query: unknown) {
    return this.find.run(principalOf(request), questionOf(query), queryLimit(query), queryText(query, 'after') ?? null);
  }

  /** How far the index is behind. */
  @Get('search-index')
  @Roles('administrator', 'archivist', 'auditor')
  progress() {
    return this.find.progress();
  }

  @Post('search-index/rebuild')
  @HttpCode(202)
  @Roles('administrator')
  rebuild() {
    return this.find.rebuild();
  }

  @Get('relation-types')
  relationTypes() {
    return { items: RELATION_TYPES.map(({ inverseZh = null, inverseEn = null, ...type }) => ({ ...type, inverseZh, inverseEn })) }; // prettier-ignore
  }
}
