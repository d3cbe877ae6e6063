import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Trust } from '../archive/trust.js';
import { type SnapshotRow, type TrustItem } from '../archive/trust-ports.js';
import { ArchiveError } from '../core/error.js';
import { type TrustPurpose } from '../core/signatures/trust.js';
import { principalOf, Roles } from './access.guard.js';
import { WITHDRAWAL } from './admin-bodies.js';
import { bodyAs } from './body.js';
import { deliver } from './deliver.js';
import { uuidOr } from './identifier.js';
import { invalidQuery, queryFlag, queryLimit, queryText, refuseUnknown } from './query.js';
import { readSmallBody } from './small-body.js';

const PURPOSES: readonly string[] = ['all', 'signature', 'seal', 'seal-maker', 'timestamp'] satisfies TrustPurpose[];
/** CRLs of large issuers have a few ten megabytes. */
const MAX_TRUST_BYTES = 48 * 1024 * 1024;

/** What verdicts rest on. Administrators change it; who may read a report may read what it rests on. */
@Controller('v1/trust')
@Roles('administrator', 'submitter', 'archivist', 'auditor')
export class TrustController {
  constructor(@Inject(Trust) private readonly trust: Trust) {}

  /** The present snapshot of a fonds, or of the archive, counted. */
  @Get()
  async present(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, ['fonds']);
    const fonds = queryText(query, 'fonds') ?? null;
    const { digest, bytes, anchors, certificates, crls, ocsps } = await this.trust.inForce(principalOf(request), fonds);
    return {
      fonds,
      snapshot: digest,
      sizeBytes: bytes.length,
      anchors: Object.fromEntries(PURPOSES.map((p) => [p, anchors.filter(({ purpose }) => purpose === p).length])),
      certificates: certificates.length,
      crls: crls.length,
      ocsps: ocsps.length,
    };
  }

  @Get('items')
  async items(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, ['fonds', 'withdrawn', 'limit', 'after']);
    const page = await this.trust.list(
      principalOf(request),
      { fonds: queryText(query, 'fonds') ?? null, withdrawn: queryFlag(query, 'withdrawn') },
      queryLimit(query),
      queryText(query, 'after') ?? null,
    );
    return { items: page.items.map(itemAnswer), next: page.next };
  }

  @Post('items')
  @Roles('administrator')
  async add(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, ['purpose', 'fonds']);
    const purpose = queryText(query, 'purpose') ?? null;
    if (purpose !== null && !PURPOSES.includes(purpose))
      throw invalidQuery('purpose', `expected one of ${PURPOSES.join(', ')}`);
    const bytes = await readSmallBody(request, MAX_TRUST_BYTES);
    const { items, added } = await this.trust.add(
      principalOf(request),
      { bytes, purpose: purpose as TrustPurpose | null, fonds: queryText(query, 'fonds') ?? null },
      request.id,
    );
    return { items: items.map(itemAnswer), added };
  }

  /** Nothing is deleted: the item stays in the list and in the snapshots that held it. */
  @Post('items/:id/withdrawal')
  @HttpCode(200)
  @Roles('administrator')
  async withdraw(@Req() request: FastifyRequest, @Param('id') id: string, @Body() body: unknown) {
    const { reason } = bodyAs(WITHDRAWAL, body);
    return itemAnswer(await this.trust.withdraw(principalOf(request), uuidOr('TRUST_UNKNOWN', id), reason, request.id));
  }

  @Get('snapshots')
  async snapshots(@Query() query: unknown) {
    refuseUnknown(query, ['limit', 'after']);
    const page = await this.trust.snapshots(queryLimit(query), queryText(query, 'after') ?? null);
    return { items: page.items.map(snapshotAnswer), next: page.next };
  }

  @Get('snapshots/:digest')
  async snapshot(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('digest') digest: string) {
    if (!/^[0-9a-f]{64}$/i.test(digest))
      throw new ArchiveError('TRUST_UNKNOWN', `${digest.slice(0, 80)} is no digest of a trust snapshot`);
    await deliver(await this.trust.snapshot(digest.toLowerCase()), request, reply);
  }
}

function itemAnswer({ addedAt, withdrawn, ...item }: TrustItem) {
  return {
    ...item,
    addedAt: addedAt.toISOString(),
    withdrawn: withdrawn && { ...withdrawn, at: withdrawn.at.toISOString() },
  };
}

function snapshotAnswer({ at, ...row }: SnapshotRow) {
  return { ...row, at: at.toISOString() };
}
