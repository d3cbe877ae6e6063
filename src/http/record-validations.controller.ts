import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type ValidationRow } from '../archive/validation-ports.js';
import { ConsultValidations } from '../archive/validations.js';
import { ArchiveError } from '../core/error.js';
import { principalOf, Roles } from './access.guard.js';
import { deliver } from './deliver.js';
import { uuidOr } from './identifier.js';
import { queryLimit, queryText, refuseUnknown } from './query.js';

/** What was found of the signatures of a record: at intake, and whenever it was looked at again. */
@Controller('v1/records/:id/validations')
@Roles('submitter', 'archivist', 'auditor')
export class RecordValidationsController {
  constructor(@Inject(ConsultValidations) private readonly validations: ConsultValidations) {}

  @Get()
  async history(@Req() request: FastifyRequest, @Param('id') id: string, @Query() query: unknown) {
    refuseUnknown(query, ['limit', 'after']);
    const page = await this.validations.history(
      principalOf(request),
      uuidOr('RECORD_UNKNOWN', id),
      queryLimit(query),
      queryText(query, 'after') ?? null,
    );
    return { items: page.items.map(validationAnswer), next: page.next };
  }

  @Get(':number')
  async report(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
    @Param('number') number: string,
  ) {
    const record = uuidOr('RECORD_UNKNOWN', id);
    if (!/^[1-9]\d{0,8}$/.test(number))
      throw new ArchiveError('VALIDATION_UNKNOWN', `${number.slice(0, 80)} is no number of a report`);
    await deliver(await this.validations.report(principalOf(request), record, Number(number)), request, reply);
  }
}

function validationAnswer({ number, at, trust, policy, counts, object, changes }: ValidationRow) {
  return {
    number,
    at: at.toISOString(),
    trust,
    policy,
    ...counts,
    // The first stands inside the package.
    report: object && { sizeBytes: object.sizeBytes, sha256: object.sha256 },
    changes,
  };
}
