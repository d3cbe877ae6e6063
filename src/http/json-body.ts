import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { ArchiveError } from '../core/error.js';
import { readSmallBody } from './small-body.js';

/**
 * The small bodies: JSON in UTF-8 and nothing else. Bytes that are no UTF-8 are refused, for to put U+FFFD in their
 * place would keep another name than was sent. An empty body is no body, whatever its Content-Type says.
 * Requests of `unread` (patterns of routes) are left as they are: these routes read, and judge, their bodies themselves.
 */
export function readJsonBodies(instance: FastifyInstance, unread: readonly string[]): void {
  const left = (request: FastifyRequest) => unread.includes(request.routeOptions.url ?? '');
  // Of Fastify itself: it would make a text of what should have been JSON.
  instance.removeAllContentTypeParsers();
  const parse = instance.getDefaultJsonParser('error', 'error');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  instance.addContentTypeParser('application/json', (request, _payload, done) => {
    if (left(request)) return done(null);
    const parsed = readSmallBody(request, request.routeOptions.bodyLimit).then((bytes) => {
      if (bytes.length === 0) return undefined;
      const text = orNotJson(() => decoder.decode(bytes));
      return new Promise<unknown>((resolve, reject) => {
        void parse(request, text, (error, value) => (error ? reject(notJson(error)) : resolve(value)));
      });
    });
    parsed.then((value) => done(null, value), done);
  });
  instance.addContentTypeParser('*', (request, _payload, done) => done(left(request) ? null : notAccepted()));
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
