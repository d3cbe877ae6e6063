import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Access, type Principal, type Role } from '../archive/ports.js';
import { ArchiveError } from '../core/error.js';
import { type Limits } from './limits.js';
import { RateLimit } from './rate-limit.js';
import { LIMITS } from './tokens.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by AccessGuard on every route that names roles. */
    principal?: Principal;
  }
}

const ROLES = 'dantao:roles';

/** Who may call; a handler without it is closed to everyone. */
export const Roles = (...roles: Role[]) => SetMetadata(ROLES, roles);
/** Open to the world. */
export const Public = () => SetMetadata(ROLES, 'public');
/** Any key that is alive. */
export const ANY_ROLE: Role[] = ['administrator', 'submitter', 'archivist', 'auditor', 'metrics'];

/** Bearer keys only (RFC 6750): who is it, is the role enough, is it too much. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly rate: RateLimit;

  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(LIMITS) limits: Limits,
  ) {
    this.rate = new RateLimit(limits.requestsPerMinute);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const roles = this.reflector.getAllAndOverride<Role[] | 'public' | undefined>(ROLES, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (roles === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const principal = await this.authenticate(request.headers.authorization, http.getResponse<FastifyReply>());
    request.principal = principal;
    this.rate.take(principal.keyId);
    if (!roles?.includes(principal.role)) {
      throw new ArchiveError('FORBIDDEN', `a key of role ${principal.role} may not do this`, {
        detail: { role: principal.role, allowed: roles ?? [] },
      });
    }
    return true;
  }

  private async authenticate(header: string | undefined, reply: FastifyReply): Promise<Principal> {
    const secret = /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i.exec(header ?? '')?.[1];
    const principal = secret === undefined ? null : await this.access.authenticate(secret);
    if (principal) return principal;
    // RFC 6750 3: without any credentials no error code is told.
    reply.header(
      'www-authenticate',
      header === undefined ? 'Bearer realm="dantao"' : 'Bearer realm="dantao", error="invalid_token"',
    );
    throw new ArchiveError(
      'UNAUTHENTICATED',
      header === undefined ? 'no API key was sent' : 'the API key is unknown, expired or revoked',
    );
  }
}

/** The caller, on a route that AccessGuard let through. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new Error('no principal: the route is public');
  return request.principal;
}
