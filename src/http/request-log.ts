import { type FastifyInstance } from 'fastify';
import { type Logger } from 'pino';
import { type Metrics } from './metrics.js';

/** One line per request: route pattern instead of the path, no query string, no content, no secret. */
export function logRequests(instance: FastifyInstance, logger: Logger, metrics: Metrics): void {
  instance.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const { statusCode: status } = reply;
    logger[status >= 500 ? 'warn' : 'info'](
      {
        requestId: request.id,
        method: request.method,
        route,
        status,
        ms,
        ...(request.principal ? { principal: request.principal.id } : {}),
        ...(request.problemCode ? { code: request.problemCode } : {}),
      },
      'request',
    );
    metrics.request(request.method, route, status, ms / 1_000);
    done();
  });
}
