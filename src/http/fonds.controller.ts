import { Body, Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Access } from '../archive/ports.js';
import { principalOf, Roles } from './access.guard.js';
import { NEW_FONDS, NEW_FONDS_NAME } from './admin-bodies.js';
import { bodyAs } from './body.js';
import { uuidOr } from './identifier.js';

/** Fonds (全宗): a permanent id, with names and codes that change as organisations do. */
@Controller('v1/fonds')
@Roles('administrator')
export class FondsController {
  constructor(@Inject(Access) private readonly access: Access) {}

  @Get()
  async list() {
    return { items: await this.access.fonds() };
  }

  @Post()
  create(@Req() request: FastifyRequest, @Body() body: unknown) {
    const { predecessors, from, ...fonds } = bodyAs(NEW_FONDS, body);
    const day = from ?? new Date().toISOString().slice(0, 10);
    return this.access.createFonds(
      { ...fonds, from: day, ...(predecessors ? { predecessors } : {}) },
      principalOf(request).id,
      request.id,
    );
  }

  @Post(':id/names')
  rename(@Req() request: FastifyRequest, @Param('id') id: string, @Body() body: unknown) {
    return this.access.renameFonds(
      uuidOr('FONDS_UNKNOWN', id),
      bodyAs(NEW_FONDS_NAME, body),
      principalOf(request).id,
      request.id,
    );
  }
}
