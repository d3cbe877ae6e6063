import { randomUUID } from 'node:crypto';
import { maxHeaderSize, STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { type Logger } from 'pino';
import { PROBLEM_TYPE, problemOf } from './problem.js';

/**
 * What is not HTTP, or has headers larger than Node reads, never becomes a request: there is no language asked for and
 * no id of the caller, but it leaves as problem details all the same.
 */
export function answerNoRequest(logger: Logger, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const requestId = randomUUID();
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const problem = {
    ...problemOf(tooLarge ? 'REQUEST_TOO_LARGE' : 'REQUEST_INVALID', 'zh-CN', requestId, {
      ...(tooLarge ? { detail: { limit: maxHeaderSize, what: 'headers' } } : {}),
    }),
    status: tooLarge ? 431 : late ? 408 : 400,
  };
  logger.info({ requestId, status: problem.status, code: problem.code, cause: error.code }, 'no request');
  const body = Buffer.from(JSON.stringify(problem));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${PROBLEM_TYPE}`,
    'content-language: zh-CN',
    `content-length: ${body.length}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]), () => socket.destroy());
}
