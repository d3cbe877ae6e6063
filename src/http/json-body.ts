import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type IncomingMessage } from 'node:http';
import { ArchiveError } from '../core/error.js';

/**
 * The small bodies: JSON in UTF-8 and nothing else. Bytes that are no UTF-8 are refused, for to put U+FFFD in their
 * place would keep another name than was sent. An empty body is no body, whatever its Content-Type says.
 * Requests of `unread` (a route's pattern) are left as they are: that route reads, and judges, its body itself.
 */
export function readJsonBodies(instance: FastifyInstance, unread: string): void {
  // Of Fastify itself: it would make a text of what should have been JSON.
  instance.removeAllContentTypeParsers();
  const parse = instance.getDefaultJsonParser('error', 'error');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  instance.addContentTypeParser('application/json', (request, payload: IncomingMessage, done) => {
    if (request.routeOptions.url === unread) return done(null);
    const parsed = collect(request, payload).then((bytes) => {
      if (bytes.length === 0) return undefined;
      const text = orNotJson(() => decoder.decode(bytes));
      return new Promise<unknown>((resolve, reject) => {
        void parse(request, text, (error, value) => (error ? reject(notJson(error)) : resolve(value)));
      });
    });
    parsed.then((value) => done(null, value), done);
  });
  instance.addContentTypeParser('*', (request, _payload, done) =>
    done(request.routeOptions.url === unread ? null : notAccepted()),
  );
}

async function collect(request: FastifyRequest, payload: IncomingMessage): Promise<Buffer> {
  const limit = request.routeOptions.bodyLimit;
  const tooLarge = () =>
    new ArchiveError('REQUEST_TOO_LARGE', `the request is larger than ${limit} bytes`, {
      detail: { limit, what: 'request' },
    });
  if (Number(request.headers['content-length']) > limit) throw tooLarge();
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    // To destroy it would take the connection away before the answer is out.
    for await (const piece of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      if ((sizeBytes += piece.length) > limit) throw tooLarge();
      pieces.push(piece);
    }
  } catch (cause) {
    if (payload.errored) throw new ArchiveError('REQUEST_ABORTED', 'the sender went away', { cause });
    throw cause;
  }
  return Buffer.concat(pieces);
}

function orNotJson(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw notJson({ message: 'other bytes' });
  }
}

function notJson({ message: why }: { message: string }): ArchiveError {
  const message = `not JSON in UTF-8: ${why}`;
  return new ArchiveError('REQUEST_INVALID', `the body is ${message}`, { detail: { errors: [{ path: '', message }] } });
}

function notAccepted(): ArchiveError {
  return new ArchiveError('MEDIA_TYPE_UNSUPPORTED', 'send the body as application/json', {
    detail: { accepted: ['application/json'] },
  });
}
