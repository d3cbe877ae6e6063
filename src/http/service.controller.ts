import { Controller, Get, Inject, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type Logger } from 'pino';
import { Signer } from '../archive/ports.js';
import { ANY_ROLE, Public, Roles } from './access.guard.js';
import { IntakeGate } from './intake-gate.js';
import { type Limits } from './limits.js';
import { Metrics } from './metrics.js';
import { probeAll } from './readiness.js';
import { LIMITS, LOGGER, READINESS, type ReadinessProbe } from './tokens.js';

/** What the service says of itself. */
@Controller()
export class ServiceController {
  constructor(
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(READINESS) private readonly probes: ReadinessProbe[],
    @Inject(Signer) private readonly signer: Signer,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(IntakeGate) private readonly gate: IntakeGate,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The process runs and answers; whether its parts do is asked at /readyz. */
  @Get('healthz')
  @Public()
  health() {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Public()
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const parts = await probeAll(this.probes, (part, err) => this.logger.warn({ part, err }, 'not ready'));
    if (this.gate.draining) parts.push({ name: 'intake', ready: false });
    const notReady = parts.filter((p) => !p.ready).map((p) => p.name);
    reply.header('cache-control', 'no-store').code(notReady.length > 0 ? 503 : 200);
    return { status: notReady.length > 0 ? 'not-ready' : 'ready', notReady, parts };
  }

  @Get('.well-known/jwks.json')
  @Public()
  keys(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('cache-control', 'public, max-age=300').header('access-control-allow-origin', '*');
    return this.signer.jwks();
  }

  @Get('v1/limits')
  @Roles(...ANY_ROLE)
  showLimits() {
    return this.limits;
  }

  @Get('metrics')
  @Roles('metrics', 'administrator')
  async showMetrics(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('content-type', this.metrics.registry.contentType).header('cache-control', 'no-store');
    return this.metrics.text();
  }
}
