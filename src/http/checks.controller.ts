import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CheckRecords } from '../archive/check-records.js';
import { type CheckRow } from '../archive/checks-ports.js';
import { checksJson } from '../core/checks/report/json.js';
import { checkPage } from '../core/checks/report/page.js';
import { SCHEMES } from '../core/checks/schemes/index.js';
import { ArchiveError } from '../core/error.js';
import { PAGE_POLICY } from '../core/page-style.js';
import { principalOf, Roles } from './access.guard.js';
import { bodyAs } from './body.js';
import { uuidOr } from './identifier.js';
import { queryLimit, queryText, refuseUnknown } from './query.js';
import { reportFormOf, reportLocale } from './report-form.js';

export const CHECK_BODY = z.strictObject({ scheme: z.string().min(1).max(100).optional() });

/** 四性检测 of a record: at intake, and whenever it is looked at again. */
@Controller('v1')
@Roles('submitter', 'archivist', 'auditor')
export class ChecksController {
  constructor(@Inject(CheckRecords) private readonly checks: CheckRecords) {}

  /** The schemes as they are: items, numbers with their grades, methods. */
  @Get('check-schemes')
  schemes(@Query() query: unknown) {
    refuseUnknown(query, []);
    return { items: SCHEMES };
  }

  @Get('records/:id/checks')
  async history(@Req() request: FastifyRequest, @Param('id') id: string, @Query() query: unknown) {
    refuseUnknown(query, ['limit', 'after']);
    const page = await this.checks.history(
      principalOf(request),
      uuidOr('RECORD_UNKNOWN', id),
      queryLimit(query),
      queryText(query, 'after') ?? null,
    );
    return { items: page.items.map(checkAnswer), next: page.next };
  }

  @Post('records/:id/checks')
  @HttpCode(201)
  @Roles('archivist', 'auditor')
  async run(@Req() request: FastifyRequest, @Param('id') id: string, @Body() body: unknown) {
    const { scheme } = bodyAs(CHECK_BODY, body);
    const done = await this.checks.run(principalOf(request), uuidOr('RECORD_UNKNOWN', id), scheme ?? null, request.id);
    return {
      ...checkAnswer(done.row),
      event: done.event,
      registeredReceipt: done.registered?.receipt ?? null,
      results: done.report.results,
    };
  }

  /** A number, or `latest`: JSON, or the page for people. */
  @Get('records/:id/checks/:number')
  async report(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
    @Param('number') number: string,
    @Query() query: unknown,
  ) {
    refuseUnknown(query, ['lang']);
    const record = uuidOr('RECORD_UNKNOWN', id);
    if (number !== 'latest' && !/^[1-9]\d{0,8}$/.test(number))
      throw new ArchiveError('CHECK_UNKNOWN', `record ${record} has no check "${number}"`);
    const opened = await this.checks.one(principalOf(request), record, number === 'latest' ? number : Number(number));
    reply
      .header('vary', 'Accept, Accept-Language')
      .header('content-disposition', 'inline')
      .header('cache-control', 'private, no-store');
    if (reportFormOf(request.headers.accept) !== 'html') {
      reply.header('content-type', 'application/json; charset=utf-8').send(checksJson(record, opened.report));
      return;
    }
    const locale = reportLocale(request);
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-language', locale)
      .header('content-security-policy', `${PAGE_POLICY}; sandbox; frame-ancestors 'none'`)
      .send(checkPage(opened, opened.scheme, locale));
  }
}

function checkAnswer({ number, version, scheme, stage, at, total, changes }: CheckRow) {
  return { number, version, scheme, stage, at, total, changes };
}
