import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Consult } from '../archive/consult.js';
import { ConsultFacts } from '../archive/facts.js';
import { translate } from '../archive/findings-catalogue.js';
import { type StoredEvent } from '../archive/ports.js';
import { Verify } from '../archive/verify.js';
import { ArchiveError } from '../core/error.js';
import { principalOf, Roles } from './access.guard.js';
import { deliver } from './deliver.js';
import { uuidOr } from './identifier.js';
import { localeOf } from './locale.js';
import { invalidQuery, queryLimit, queryText, queryVersion, refuseUnknown } from './query.js';
import { translated } from './translated.js';
import { RECORD_FILTERS, recordFilterOf } from './record-filter.js';

/** What was archived, for those who may read it. */
@Controller('v1/records')
@Roles('submitter', 'archivist', 'auditor')
export class RecordsController {
  constructor(
    @Inject(Consult) private readonly consult: Consult,
    @Inject(Verify) private readonly verify: Verify,
    @Inject(ConsultFacts) private readonly facts: ConsultFacts,
  ) {}

  @Get()
  list(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, [...RECORD_FILTERS, 'limit', 'after']);
    return this.consult.records(
      principalOf(request),
      recordFilterOf(query),
      queryLimit(query),
      queryText(query, 'after') ?? null,
    );
  }

  @Get('by-source')
  bySource(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, ['system', 'key']);
    const [system, key] = [queryText(query, 'system'), queryText(query, 'key')];
    if (system === undefined || key === undefined)
      throw invalidQuery(system === undefined ? 'system' : 'key', 'is needed');
    return this.consult.bySource(principalOf(request), system, key);
  }

  @Get(':id')
  async record(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id') id: string,
  ) {
    const answer = await this.consult.record(principalOf(request), uuidOr('RECORD_UNKNOWN', id));
    const locale = localeOf(request.headers['accept-language']);
    reply.header('content-language', locale).header('vary', 'Accept-Language');
    return translated(answer, locale);
  }

  /** As it stands in the package, lines and entries included; of the newest version that says anything, or of one. */
  @Get(':id/facts')
  async allFacts(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string) {
    refuseUnknown(request.query, ['version']);
    const said = await this.facts.facts(
      principalOf(request),
      uuidOr('RECORD_UNKNOWN', id),
      queryVersion(request.query),
    );
    await deliver(said, request, reply);
  }

  @Get(':id/events')
  async events(@Req() request: FastifyRequest, @Param('id') id: string, @Query() query: unknown) {
    refuseUnknown(query, ['limit', 'after']);
    const page = await this.consult.events(
      principalOf(request),
      uuidOr('RECORD_UNKNOWN', id),
      queryLimit(query),
      queryText(query, 'after') ?? null,
    );
    return { items: page.items.map(eventAnswer), next: page.next };
  }

  @Post(':id/verifications')
  @HttpCode(200)
  @Roles('archivist', 'auditor')
  async verifyAgain(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id') id: string,
  ) {
    const report = await this.verify.run(principalOf(request), uuidOr('RECORD_UNKNOWN', id), request.id);
    const locale = localeOf(request.headers['accept-language']);
    reply.header('content-language', locale).header('vary', 'Accept-Language');
    return { ...report, findings: report.findings.map((f) => translate(f, locale)) };
  }

  /** HEAD comes with each GET (Fastify's exposeHeadRoutes). */
  @Get(':id/package')
  async package(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string) {
    const found = await this.consult.package(
      principalOf(request),
      uuidOr('RECORD_UNKNOWN', id),
      queryVersion(request.query),
    );
    await deliver(found, request, reply);
  }

  @Get(':id/files/*')
  async file(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string) {
    await deliver(
      await this.consult.file(
        principalOf(request),
        uuidOr('RECORD_UNKNOWN', id),
        filePathOf(request),
        queryVersion(request.query),
      ),
      request,
      reply,
    );
  }
}

/** Everything behind `/files/` as sent, decoded once: a router may fold or decode differently what is a name to us. */
function filePathOf(request: FastifyRequest): string {
  const path = (request.raw.url ?? '').split('?')[0]!;
  const behind = path.slice(path.indexOf('/files/') + '/files/'.length);
  try {
    return decodeURIComponent(behind);
  } catch (cause) {
    throw new ArchiveError('REQUEST_INVALID', 'the file path is not percent-encoded UTF-8', {
      cause,
      detail: { errors: [{ path: '/files', message: 'not percent-encoded UTF-8' }] },
    });
  }
}

/** `entry` is what was hashed, byte for byte; `event` is the same, parsed, for reading. */
function eventAnswer({ entry, at, ...row }: StoredEvent) {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
  return {
    ...row,
    at: at.toISOString(),
    entry: bytes.toString('base64'),
    event: JSON.parse(bytes.toString('utf8')) as unknown,
  };
}
