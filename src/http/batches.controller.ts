import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { Batches } from '../archive/batches.js';
import { type BatchResult, type BatchRow } from '../archive/batches-ports.js';
import { translate } from '../archive/findings-catalogue.js';
import { zipOfParts } from '../archive/zip-of-parts.js';
import { type Principal } from '../archive/ports.js';
import { ArchiveError } from '../core/error.js';
import { principalOf, Roles } from './access.guard.js';
import { answerEarly } from './early-answer.js';
import { uuidOr } from './identifier.js';
import { parseIdempotencyKey } from './idempotency-key.js';
import { IntakeGate } from './intake-gate.js';
import { type Locale, localeOf } from './locale.js';
import { invalidQuery, queryLimit, queryText, refuseUnknown } from './query.js';
import { boundaryOf, MultipartReader } from './multipart.js';
import { cutOffSilence } from './silence.js';

/** A batch of so few records is waited for, so long at most. */
const SMALL_RECORDS = 100;
const SMALL_BYTES = 32 * 1024 * 1024;
const PATIENCE_MS = 10_000;
const ASK_MS = 50;
/** A sender that is silent for so long has gone away. */
const IDLE_MS = 120_000;

/** The spool keeps the limit of the whole; each part takes some hundred bytes of memory. */
const PARTS = { maxBytes: Number.MAX_SAFE_INTEGER, maxParts: 100_000 };

/** Many records in one request: a ZIP, or parts. */
@Controller('v1/batches')
export class BatchesController {
  constructor(
    @Inject(Batches) private readonly batches: Batches,
    @Inject(IntakeGate) private readonly gate: IntakeGate,
  ) {}

  @Post()
  @Roles('submitter')
  async submit(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    refuseUnknown(query, ['fonds', 'records', 'bytes', 'amount']);
    const { headers } = request;
    const idempotencyKey = parseIdempotencyKey(headers['idempotency-key']);
    const type = headers['content-type'] ?? '';
    const asParts = /^multipart\/form-data\s*(;|$)/i.test(type);
    if ((!asParts && !/^application\/zip\s*(;|$)/i.test(type)) || headers['content-encoding'] !== undefined)
      throw new ArchiveError(
        'MEDIA_TYPE_UNSUPPORTED',
        'send the batch as application/zip or multipart/form-data, without Content-Encoding',
        { detail: { accepted: ['application/zip', 'multipart/form-data'] } },
      );
    const boundary = asParts ? boundaryOf(type) : null;
    const declared = { records: whole(query, 'records'), bytes: whole(query, 'bytes'), amount: amount(query) };
    const principal = principalOf(request);
    this.gate.enter();
    let row: BatchRow;
    try {
      cutOffSilence(request.raw, IDLE_MS);
      const raw = request.raw.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>;
      const body = boundary === null ? raw : zipOfParts(new MultipartReader(raw, boundary, PARTS));
      const batch = { fonds: queryText(query, 'fonds') ?? null, body, declared, idempotencyKey };
      row = await this.batches.receive(principal, batch, request.id);
    } finally {
      this.gate.leave();
    }
    row = await this.settled(principal, row);
    const done = row.state === 'done' && row.total <= SMALL_RECORDS;
    const results = done ? (await this.batches.results(principal, row.id, SMALL_RECORDS, null)).items : null;
    const locale = localeOf(headers['accept-language']);
    reply
      .code(done ? 200 : 202)
      .header('location', `/v1/batches/${row.id}`)
      .header('content-type', 'application/json; charset=utf-8');
    const told = results === null ? {} : { results: results.map((one) => resultAnswer(one, locale)) };
    answerEarly(request, reply, JSON.stringify({ ...batchAnswer(row, locale), ...told }));
  }

  @Get()
  @Roles('submitter', 'archivist', 'auditor')
  async list(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, ['limit', 'after']);
    const page = await this.batches.list(principalOf(request), queryLimit(query), queryText(query, 'after') ?? null);
    const locale = localeOf(request.headers['accept-language']);
    return { items: page.items.map((row) => batchAnswer(row, locale)), next: page.next };
  }

  @Get(':id')
  @Roles('submitter', 'archivist', 'auditor')
  async one(@Req() request: FastifyRequest, @Param('id') id: string) {
    const row = await this.batches.one(principalOf(request), uuidOr('BATCH_UNKNOWN', id));
    return batchAnswer(row, localeOf(request.headers['accept-language']));
  }

  @Get(':id/results')
  @Roles('submitter', 'archivist', 'auditor')
  async results(@Req() request: FastifyRequest, @Param('id') id: string, @Query() query: unknown) {
    refuseUnknown(query, ['limit', 'after']);
    const after = whole(query, 'after');
    const principal = principalOf(request);
    const page = await this.batches.results(principal, uuidOr('BATCH_UNKNOWN', id), queryLimit(query, 1_000, 200), after); // prettier-ignore
    const locale = localeOf(request.headers['accept-language']);
    return { items: page.items.map((one) => resultAnswer(one, locale)), next: page.next };
  }

  /** Waits for a small one; whoever went away meanwhile finds it under its address. */
  private async settled(principal: Principal, row: BatchRow): Promise<BatchRow> {
    if (row.total > SMALL_RECORDS || row.sizeBytes > SMALL_BYTES) return row;
    let now = row;
    for (const end = Date.now() + PATIENCE_MS; now.state !== 'done' && Date.now() < end && !this.gate.draining;) {
      await sleep(ASK_MS);
      now = await this.batches.one(principal, row.id);
    }
    return now;
  }
}

function whole(query: unknown, name: string): number | null {
  const text = queryText(query, name);
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text)) throw invalidQuery(name, 'expected a whole number');
  return Number(text);
}

function amount(query: unknown): string | null {
  const text = queryText(query, 'amount');
  if (text !== undefined && !/^-?\d{1,18}(\.\d{1,6})?$/.test(text))
    throw invalidQuery('amount', 'expected a decimal number, e.g. 113.00');
  return text ?? null;
}

function batchAnswer(row: BatchRow, locale: Locale) {
  const { id, fonds, principal, sha256, sizeBytes, receivedAt, total, contentBytes, declared, state, findings, finishedAt, counts } = row; // prettier-ignore
  return {
    id,
    fonds,
    principal,
    sha256,
    sizeBytes,
    receivedAt: receivedAt.toISOString(),
    records: total,
    bytes: contentBytes,
    declared,
    state,
    counts,
    findings: findings.map((finding) => translate(finding, locale)),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

function resultAnswer(result: BatchResult, locale: Locale) {
  return { ...result, findings: result.findings.map((finding) => translate(finding, locale)) };
}
