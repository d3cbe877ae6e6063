import { Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Ingest } from '../archive/ingest.js';
import { type IngestResult } from '../archive/submission.js';
import { translate } from '../archive/findings-catalogue.js';
import { translated } from './translated.js';
import { ArchiveError } from '../core/error.js';
import { principalOf, Roles } from './access.guard.js';
import { answerEarly } from './early-answer.js';
import { parseIdempotencyKey } from './idempotency-key.js';
import { uuidOr } from './identifier.js';
import { IntakeGate } from './intake-gate.js';
import { type Limits } from './limits.js';
import { type Locale, localeOf } from './locale.js';
import { Metrics } from './metrics.js';
import { boundaryOf, MultipartReader } from './multipart.js';
import { type Problem, type ProblemCode, PROBLEMS, problemOf } from './problem.js';
import { sendProblem } from './problem.filter.js';
import { queryFlag } from './query.js';
import { cutOffSilence } from './silence.js';
import { LIMITS } from './tokens.js';

/** Beside the files: the record, and the sender's signature. */
const OTHER_PARTS = 2;
/** A sender that is silent for so long has gone away. */
const IDLE_MS = 120_000;

/** The hot path: no pipes, no class instances, one pass over the body. */
@Controller('v1/records')
export class IntakeController {
  constructor(
    @Inject(Ingest) private readonly ingest: Ingest,
    @Inject(IntakeGate) private readonly gate: IntakeGate,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  @Post()
  @Roles('submitter')
  submit(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.receive(request, reply);
  }

  /** What is added to a record, or corrected: the former version stays. */
  @Post(':id/versions')
  @Roles('submitter', 'archivist')
  addVersion(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    return this.receive(request, reply, uuidOr('RECORD_UNKNOWN', id));
  }

  private async receive(request: FastifyRequest, reply: FastifyReply, addTo?: string): Promise<void> {
    const { headers } = request;
    const idempotencyKey = parseIdempotencyKey(headers['idempotency-key']);
    const dryRun = queryFlag(request.query, 'dry-run');
    if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
      throw new ArchiveError('MEDIA_TYPE_UNSUPPORTED', 'send the body without Content-Encoding');
    }
    const boundary = boundaryOf(headers['content-type']);
    const { maxSubmissionBytes, maxFiles } = this.limits;
    if (Number(headers['content-length']) > maxSubmissionBytes) {
      throw new ArchiveError('REQUEST_TOO_LARGE', `the request is larger than ${maxSubmissionBytes} bytes`, {
        detail: { limit: maxSubmissionBytes, what: 'request' },
      });
    }
    this.gate.enter();
    const started = performance.now();
    let outcome = 'failed';
    try {
      if (headers.expect !== undefined) reply.raw.writeContinue();
      const parts = new MultipartReader(bodyOf(request), boundary, {
        maxBytes: maxSubmissionBytes,
        maxParts: maxFiles + OTHER_PARTS,
      });
      const result = await this.ingest.run({
        principal: principalOf(request),
        requestId: request.id,
        idempotencyKey,
        dryRun,
        parts,
        ...(addTo === undefined ? {} : { addTo }),
      });
      outcome = outcomeOf(result);
      answer(result, request, reply);
    } finally {
      this.gate.leave();
      this.metrics.submission(outcome, (performance.now() - started) / 1_000);
    }
  }
}

function bodyOf({ raw }: FastifyRequest): AsyncIterator<Uint8Array> {
  cutOffSilence(raw, IDLE_MS);
  // With its usual option, leaving the loop early would tear down the connection before the answer is out.
  return raw.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
}

function outcomeOf(result: IngestResult): string {
  return result.kind === 'refused' && !result.stored ? 'would-refuse' : result.kind;
}

function answer(result: IngestResult, request: FastifyRequest, reply: FastifyReply): void {
  const locale = localeOf(request.headers['accept-language']);
  if (result.kind === 'refused') {
    request.problemCode = result.refusal.code;
    sendProblem(refusalProblem(result, locale, request.id), request, reply);
    return;
  }
  const { id } = result.answer.record;
  const body = translated(result.answer, locale);
  reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('content-language', locale)
    .header('vary', 'Accept-Language');
  switch (result.kind) {
    case 'created':
      reply.code(201).header('location', `/v1/records/${id}`);
      return answerEarly(request, reply, JSON.stringify(body));
    case 'version-added':
      reply.code(201).header('location', `/v1/records/${id}`);
      return answerEarly(request, reply, JSON.stringify({ ...body, addedVersion: result.version }));
    case 'existing':
      reply.code(200).header('content-location', `/v1/records/${id}`);
      return answerEarly(
        request,
        reply,
        JSON.stringify({ ...body, existing: true, sameIdempotencyKey: result.sameKey }),
      );
    case 'would-create':
      reply.code(200);
      // No package was made: there is nothing to have a digest.
      return answerEarly(
        request,
        reply,
        JSON.stringify({ ...body, package: { ...body.package, sha256: null, sha512: null }, dryRun: true }),
      );
  }
}

/** Every finding at once, so that a sender mends a record in one round. */
function refusalProblem(
  { refusal, stored }: IngestResult & { kind: 'refused' },
  locale: Locale,
  requestId: string,
): Problem {
  const code: ProblemCode = refusal.code in PROBLEMS ? (refusal.code as ProblemCode) : 'RECORD_REFUSED';
  const findings = refusal.findings.map((f) => translate(f, locale));
  return {
    ...problemOf(code, locale, requestId, { message: findings.map((f) => f.message).join(' ') }),
    status: refusal.status,
    ...(stored ? { instance: `/v1/refusals/${refusal.id}`, refusal: refusal.id } : { dryRun: true }),
    findings,
  };
}
