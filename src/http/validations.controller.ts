import { Controller, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Validate } from '../archive/validate.js';
import { ArchiveError } from '../core/error.js';
import { verdictOf } from '../core/verdict-line.js';
import { principalOf, Roles } from './access.guard.js';
import { IntakeGate } from './intake-gate.js';
import { type Limits } from './limits.js';
import { Metrics } from './metrics.js';
import { boundaryOf, MultipartReader } from './multipart.js';
import { invalidQuery, queryText, refuseUnknown } from './query.js';
import { reportLocale, sendReport } from './report-form.js';
import { cutOffSilence } from './silence.js';
import { LIMITS } from './tokens.js';

/** A sender that is silent for so long has gone away. */
const IDLE_MS = 120_000;
/** What is around the one file of a multipart body. */
const MULTIPART_BYTES = 128 * 1024;

/** A file comes in, a report goes out, nothing is kept. */
@Controller('v1/validations')
export class ValidationsController {
  constructor(
    @Inject(Validate) private readonly validate: Validate,
    @Inject(IntakeGate) private readonly gate: IntakeGate,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  @Post()
  @HttpCode(200)
  @Roles('submitter', 'archivist', 'auditor')
  async run(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    refuseUnknown(query, ['name', 'fonds', 'at', 'policy', 'lang']);
    reportLocale(request); // refused before the body is read
    const asked = {
      principal: principalOf(request),
      name: queryText(query, 'name') ?? '',
      fonds: queryText(query, 'fonds') ?? null,
      at: timeOf(queryText(query, 'at')),
      policy: queryText(query, 'policy') ?? null,
    };
    const body = this.bodyOf(request);
    this.gate.enter();
    const started = performance.now();
    let outcome = 'failed';
    try {
      if (isMultipart(request) && request.headers.expect !== undefined) reply.raw.writeContinue();
      const input = await this.validate.run({ ...asked, body });
      outcome = verdictOf(input.files[0]!.report).verdict;
      sendReport(input, request, reply);
    } finally {
      this.gate.leave();
      this.metrics.validation(outcome, (performance.now() - started) / 1_000);
    }
  }

  /** The bytes of the file: the body itself, or the one part of a form. Throws before anything is read, where headers are enough. */
  private bodyOf(request: FastifyRequest): AsyncIterable<Uint8Array> {
    const { headers, raw } = request;
    const { maxFileBytes } = this.limits;
    if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity')
      throw new ArchiveError('MEDIA_TYPE_UNSUPPORTED', 'send the file without Content-Encoding');
    if ((headers['content-length'] ?? '0') === '0' && headers['transfer-encoding'] === undefined)
      throw invalidBody('the request has no body: send the file');
    const boundary = isMultipart(request) ? boundaryOf(headers['content-type']) : null;
    const maxBytes = maxFileBytes + (boundary === null ? 0 : MULTIPART_BYTES);
    if (Number(headers['content-length']) > maxBytes)
      throw new ArchiveError('REQUEST_TOO_LARGE', `the request is larger than ${maxBytes} bytes`, {
        detail: { limit: maxBytes, what: 'request' },
      });
    cutOffSilence(raw, IDLE_MS);
    // With its usual option, leaving the loop early would tear down the connection before the answer is out.
    const bytes = raw.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
    return boundary === null ? whole(bytes) : oneFile(new MultipartReader(bytes, boundary, { maxBytes, maxParts: 2 }));
  }
}

const isMultipart = ({ headers }: FastifyRequest): boolean => /^multipart\//i.test(headers['content-type'] ?? '');

async function* whole(bytes: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await bytes.next();
    } catch (cause) {
      throw new ArchiveError('REQUEST_ABORTED', 'the sender went away', { cause });
    }
    if (next.done) return;
    yield next.value;
  }
}

async function* oneFile(parts: MultipartReader): AsyncGenerator<Uint8Array> {
  let files = 0;
  for await (const { name, body } of parts) {
    if (name !== 'file' || ++files > 1) throw invalidBody(`expected one part named "file", found ${files > 1 ? 'two' : `"${name}"`}`); // prettier-ignore
    yield* body;
  }
  if (files === 0) throw invalidBody('there is no part named "file"');
}

/** RFC 3339, with its zone: a verdict is of a moment. */
function timeOf(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const fits = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = new Date(fits ? text : NaN);
  if (Number.isNaN(time.getTime())) throw invalidQuery('at', 'expected a time with zone, e.g. 2026-03-17T09:12:44Z');
  return time;
}

function invalidBody(message: string): ArchiveError {
  return new ArchiveError('REQUEST_INVALID', message, { detail: { errors: [{ path: '', message }] } });
}
