import { Readable } from 'node:stream';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Deliverable } from '../archive/consult.js';
import { isArchiveError } from '../core/error.js';
import { attachment, parseRange } from './byte-range.js';

/**
 * Hands out bytes that strangers made: always a download, never guessed at, never run (sandbox), never kept by a cache.
 * Ranges are read straight from the stored package.
 */
export async function deliver(what: Deliverable, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const etag = `"${what.sha256}"`;
  reply
    .header('etag', etag)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox");
  if (noneMatch(request.headers['if-none-match'], etag)) return void reply.code(304).send();

  // RFC 9110 13.1.5: with another ETag (or a date, which we have none of) the range no longer means these bytes.
  const ifRange = request.headers['if-range'];
  const asked =
    request.method === 'GET' && (ifRange === undefined || ifRange === etag) ? request.headers.range : undefined;
  const range = rangeOf(asked, what.sizeBytes, reply);
  reply
    .code(range ? 206 : 200)
    .header('content-type', what.mimeType)
    .header('content-disposition', attachment(what.name))
    .header('content-length', range ? range.length : what.sizeBytes);
  if (range)
    reply.header('content-range', `bytes ${range.offset}-${range.offset + range.length - 1}/${what.sizeBytes}`);
  if (request.method === 'HEAD') return void reply.send(Readable.from([]));
  let body: AsyncIterable<Uint8Array>;
  try {
    body = await what.open(range ?? undefined);
  } catch (error) {
    for (const name of ['etag', 'content-length', 'content-range', 'content-disposition', 'accept-ranges'])
      reply.removeHeader(name);
    throw error;
  }
  void reply.send(Readable.from(body, { objectMode: false, highWaterMark: 256 * 1024 }));
}

function rangeOf(asked: string | undefined, sizeBytes: number, reply: FastifyReply) {
  try {
    return parseRange(asked, sizeBytes);
  } catch (error) {
    if (isArchiveError(error)) reply.header('content-range', `bytes */${sizeBytes}`);
    throw error;
  }
}

function noneMatch(value: string | undefined, etag: string): boolean {
  return value !== undefined && value.split(',').some((v) => v.trim() === '*' || v.trim().replace(/^W\//, '') === etag);
}
