import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Access } from '../archive/ports.js';
import { ArchiveError } from '../core/error.js';
import { principalOf, Roles } from './access.guard.js';
import { NEW_KEY, NEW_PRINCIPAL, SENDER_KEY } from './admin-bodies.js';
import { bodyAs } from './body.js';
import { uuidOr } from './identifier.js';
import { invalidQuery } from './query.js';

/** Who may ask, and with which keys. Administrators manage this and read no record. */
@Controller('v1')
@Roles('administrator')
export class PrincipalsController {
  constructor(@Inject(Access) private readonly access: Access) {}

  @Get('principals')
  async list() {
    return { items: await this.access.principals() };
  }

  @Post('principals')
  async create(@Req() request: FastifyRequest, @Body() body: unknown) {
    const { name, role, fonds, expiresAt } = bodyAs(NEW_PRINCIPAL, body);
    return this.access.createPrincipal(
      { name, role, fonds: fonds && (await this.fondsIds(fonds)), expiresAt: dateOrNull(expiresAt) },
      principalOf(request).id,
      request.id,
    );
  }

  private async fondsIds(named: string[]): Promise<string[]> {
    const all = await this.access.fonds();
    return named.map((name) => {
      const found = all.find((f) => f.code === name || f.id === name);
      if (!found) throw new ArchiveError('FONDS_UNKNOWN', `no fonds "${name}"`, { detail: { fonds: name } });
      return found.id;
    });
  }

  /** The secret is in this answer and nowhere else, ever. */
  @Post('principals/:id/keys')
  createKey(@Req() request: FastifyRequest, @Param('id') id: string, @Body() body: unknown) {
    const { expiresAt } = bodyAs(NEW_KEY, body);
    return this.access.createKey(
      uuidOr('PRINCIPAL_UNKNOWN', id),
      dateOrNull(expiresAt),
      principalOf(request).id,
      request.id,
    );
  }

  @Delete('keys/:id')
  @HttpCode(204)
  async revokeKey(@Req() request: FastifyRequest, @Param('id') id: string) {
    await this.access.revokeKey(keyIdOf(id), principalOf(request).id, request.id);
  }

  @Put('principals/:id/sender-keys/:kid')
  @HttpCode(204)
  async setSenderKey(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Param('kid') kid: string,
    @Body() body: unknown,
  ) {
    if (!/^[\x21-\x7e]{1,200}$/.test(kid)) throw invalidQuery('kid', 'expected 1–200 printable ASCII characters');
    const jwk = bodyAs(SENDER_KEY, body);
    await this.access.setSenderKey(uuidOr('PRINCIPAL_UNKNOWN', id), kid, jwk, principalOf(request).id, request.id);
  }
}

/** Keys are named by 16 hexadecimal digits, the middle of their secret. */
function keyIdOf(text: string): string {
  if (!/^[0-9a-f]{16}$/.test(text)) throw new ArchiveError('KEY_UNKNOWN', `${text.slice(0, 80)} is no key of ours`);
  return text;
}

function dateOrNull(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
