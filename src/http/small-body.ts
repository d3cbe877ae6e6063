import { type FastifyRequest } from 'fastify';
import { ArchiveError } from '../core/error.js';

/** A whole body in memory. Throws REQUEST_TOO_LARGE, REQUEST_ABORTED. */
export async function readSmallBody(request: FastifyRequest, maxBytes: number): Promise<Buffer> {
  const tooLarge = () =>
    new ArchiveError('REQUEST_TOO_LARGE', `the request is larger than ${maxBytes} bytes`, {
      detail: { limit: maxBytes, what: 'request' },
    });
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge();
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    // To destroy it would take the connection away before the answer is out.
    for await (const piece of request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      if ((sizeBytes += piece.length) > maxBytes) throw tooLarge();
      pieces.push(piece);
    }
  } catch (cause) {
    if (request.raw.errored) throw new ArchiveError('REQUEST_ABORTED', 'the sender went away', { cause });
    throw cause;
  }
  return Buffer.concat(pieces);
}
