import helmet from '@fastify/helmet';
import { type DynamicModule, type LoggerService, type Type } from '@nestjs/common';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Logger } from 'pino';
import { answerNoRequest } from './client-error.js';
import { readJsonBodies } from './json-body.js';
import { openApiDocument } from './openapi/document.js';
import { Metrics } from './metrics.js';
import { sendError } from './problem.filter.js';
import { logRequests } from './request-log.js';
import { watchRoutes } from './routes.js';
import { cutOffSilence } from './silence.js';

/** For the small bodies that Fastify reads; uploads have their own patience. */
const JSON_IDLE_MS = 30_000;
/** How long answers that are still being sent may take once the server closes. */
const CLOSE_GRACE_MS = 10_000;

/** The routes that read their body themselves. */
const UNREAD = ['/v1/records', '/v1/records/:id/versions', '/v1/trust/items', '/v1/batches', '/v1/validations'];

export interface ServerOptions {
  logger: Logger;
  /** Of the software, for the OpenAPI document. */
  version: string;
  /** Of JSON requests; uploads have limits of their own. */
  bodyLimitBytes?: number;
  /** Addresses of the proxies in front, as Fastify's `trustProxy`. */
  trustProxy?: boolean | string;
}

/** The application on Fastify, ready to `listen`. */
export async function createServer(
  rootModule: Type<unknown> | DynamicModule,
  options: ServerOptions,
): Promise<NestFastifyApplication> {
  const { logger } = options;
  const adapter = new FastifyAdapter({
    // A large upload may take hours; one that stalls is cut off by the intake (IDLE_MS).
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    bodyLimit: options.bodyLimitBytes ?? 256 * 1024,
    trustProxy: options.trustProxy ?? false,
    routerOptions: { maxParamLength: 4_096 },
    clientErrorHandler: (error, socket) => answerNoRequest(logger, error, socket),
    genReqId: (raw: IncomingMessage) => requestIdOf(raw.headers['x-request-id']),
    frameworkErrors: (error: unknown, request: unknown, reply: unknown) =>
      sendError(
        error,
        request as FastifyRequest,
        (reply as FastifyReply).header('x-request-id', (request as FastifyRequest).id),
        logger,
      ),
  });
  const instance = adapter.getInstance<FastifyInstance>();
  watchRoutes(instance);
  instance.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    const { headers } = request;
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody && !isMultipart(headers['content-type'])) cutOffSilence(request.raw, JSON_IDLE_MS);
    done();
  });
  readJsonBodies(instance, UNREAD);
  // The intake reads the body itself, at its own pace.
  instance.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
  await instance.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });

  const app = await NestFactory.create<NestFastifyApplication>(rootModule, adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
    bufferLogs: false,
    // Ours (json-body.ts): Nest would read forms as well.
    bodyParser: false,
  });
  logRequests(instance, logger, app.get(Metrics, { strict: false }));
  holdContinue(app);
  letGoAtLast(app);
  const document = openApiDocument(options.version);
  // The UI of the package, our document: it is data here, not decorators all over the handlers.
  SwaggerModule.setup('docs', app, document as unknown as OpenAPIObject, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Dantao API',
  });
  return app;
}

function isMultipart(contentType: string | undefined): boolean {
  return /^multipart\//i.test(contentType ?? '');
}

/** A caller's own id is taken when it is harmless in headers, logs and events. */
function requestIdOf(sent: string | string[] | undefined): string {
  return typeof sent === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(sent) ? sent : randomUUID();
}

/** `Expect: 100-continue` of an upload is answered when its body is wanted: one that is refused by its headers sends nothing. */
function holdContinue(app: NestFastifyApplication): void {
  const server: Server = app.getHttpServer();
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!isMultipart(request.headers['content-type'])) response.writeContinue();
    server.emit('request', request, response);
  });
}

/** Submissions were waited for before (IntakeGate); a download that nobody reads on must not keep the process alive. */
function letGoAtLast(app: NestFastifyApplication): void {
  const server: Server = app.getHttpServer();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preClose', (done) => {
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
      server.once('close', () => clearTimeout(timer));
      done();
    });
}

/** Nest's own few words, in the same log; its banner of routes is left out. */
function nestLogger(logger: Logger): LoggerService {
  const say =
    (level: 'error' | 'warn' | 'debug' | 'fatal') =>
    (message: unknown, ...more: unknown[]) => {
      const text = message instanceof Error ? message.message : String(message);
      // Thrown as well: whoever starts the service says it, in one line.
      if (/^(Error: )?listen E[A-Z]+:/.test(text)) return;
      logger[level]({ more: more.filter((m) => typeof m === 'string') }, text);
    };
  return {
    log: () => undefined,
    debug: say('debug'),
    verbose: () => undefined,
    warn: say('warn'),
    error: say('error'),
    fatal: say('fatal'),
  };
}
