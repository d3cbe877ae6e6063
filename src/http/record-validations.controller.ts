import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type ValidationRow } from '../archive/validation-ports.js';
import { ConsultValidations } from '../archive/validations.js';
import { ArchiveError } from '../core/error.js';
import { readReport } from '../core/signatures/report/report.js';
import { principalOf, Roles } from './access.guard.js';
import { deliver } from './deliver.js';
import { uuidOr } from './identifier.js';
import { queryLimit, queryText, refuseUnknown } from './query.js';
import { reportFormOf, sendReport } from './report-form.js';

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

  /** A number, or `latest`. JSON as it is stored; the other forms are made of it. */
  @Get(':number')
  async report(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
    @Param('number') number: string,
    @Query() query: unknown,
  ) {
    refuseUnknown(query, ['lang']);
    const record = uuidOr('RECORD_UNKNOWN', id);
    const report = await this.validations.report(principalOf(request), record, await this.numberOf(request, record, number)); // prettier-ignore
    reply.header('vary', 'Accept, Accept-Language');
    if (reportFormOf(request.headers.accept) === 'json') return deliver(report, request, reply);
    const pieces: Uint8Array[] = [];
    for await (const piece of await report.open()) pieces.push(piece);
    sendReport(readReport(Buffer.concat(pieces)), request, reply);
  }

  private async numberOf(request: FastifyRequest, record: string, number: string): Promise<number> {
    if (/^[1-9]\d{0,8}$/.test(number)) return Number(number);
    const [newest] = number === 'latest' ? (await this.validations.history(principalOf(request), record, 1, null)).items : []; // prettier-ignore
    if (newest) return newest.number;
    throw new ArchiveError('VALIDATION_UNKNOWN', `${number.slice(0, 80)} is no number of a report`);
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
