import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Certificates } from '../archive/certificates.js';
import { principalOf, Roles } from './access.guard.js';
import { invalidQuery, queryText, refuseUnknown } from './query.js';

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Electronic certificates (电子证照): every issued version, and which one was in force on a day. */
@Controller('v1/certificates')
@Roles('submitter', 'archivist', 'auditor')
export class CertificatesController {
  constructor(@Inject(Certificates) private readonly certificates: Certificates) {}

  @Get(':identifier/versions')
  async versions(@Req() request: FastifyRequest, @Param('identifier') identifier: string, @Query() query: unknown) {
    refuseUnknown(query, ['on']);
    const on = queryText(query, 'on') ?? new Date().toISOString().slice(0, 10);
    if (!DAY.test(on)) throw invalidQuery('on', 'expected a day, YYYY-MM-DD');
    const versions = await this.certificates.versions(principalOf(request), identifier, on);
    return { on, inForce: versions.filter(({ inForce }) => inForce).map(({ record }) => record), versions };
  }
}
