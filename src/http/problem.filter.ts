import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { isArchiveError } from '../core/error.js';
import { answerEarly } from './early-answer.js';
import { localeOf } from './locale.js';
import { codeOf, PROBLEM_TYPE, type Problem, problemOf, saidOf } from './problem.js';
import { allowedMethods } from './routes.js';
import { LOGGER } from './tokens.js';

/** Everything thrown, by a story or by the framework, leaves as problem details (RFC 9457). */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendError(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger);
  }
}

export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  let code = codeOf(error);
  if (code === 'ROUTE_UNKNOWN') {
    const allowed = allowedMethods(request);
    if (allowed.length > 0) {
      code = 'METHOD_NOT_ALLOWED';
      reply.header('allow', allowed.join(', '));
    }
  }
  const problem = problemOf(
    code,
    localeOf(request.headers['accept-language']),
    request.id,
    code === 'METHOD_NOT_ALLOWED' ? {} : saidOf(error, request.routeOptions?.bodyLimit),
  );
  const asked = problem['retryAfterSeconds'];
  const retryAfter =
    typeof asked === 'number' ? asked : isArchiveError(error) && error.options.retryable ? 5 : undefined;
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  request.problemCode = code;
  if (problem.status >= 500) logger.error({ err: error, requestId: request.id, code }, 'request failed');
  sendProblem(problem, request, reply);
}

/** One way out for every problem, thrown or decided. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  reply
    .code(problem.status)
    .header('content-language', localeOf(request.headers['accept-language']))
    .header('vary', 'Accept-Language')
    .header('content-type', PROBLEM_TYPE);
  answerEarly(request, reply, JSON.stringify(problem));
}

declare module 'fastify' {
  interface FastifyRequest {
    /** For the request log. */
    problemCode?: string;
  }
}
