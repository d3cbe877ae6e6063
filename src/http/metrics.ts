import { Inject, Injectable } from '@nestjs/common';
import prom from 'prom-client';
import { IntakeGate } from './intake-gate.js';
import { type ReadinessProbe, READINESS } from './tokens.js';
import { probeAll } from './readiness.js';

/** What Prometheus may read. Labels are from closed sets: outcomes, route patterns, names of parts; never a path or a title. */
@Injectable()
export class Metrics {
  /** Its own registry, so that two servers in one process (tests) do not share counters. */
  readonly registry = new prom.Registry();
  private readonly submissions: prom.Counter<'outcome'>;
  private readonly submissionSeconds: prom.Histogram<'outcome'>;
  private readonly validationSeconds: prom.Histogram<'outcome'>;
  private readonly requestSeconds: prom.Histogram<'method' | 'route' | 'status'>;

  constructor(
    @Inject(READINESS) private readonly probes: ReadinessProbe[],
    @Inject(IntakeGate) gate: IntakeGate,
  ) {
    const registers = [this.registry];
    prom.collectDefaultMetrics({ register: this.registry, prefix: 'dantao_' });
    this.submissions = new prom.Counter({
      name: 'dantao_submissions_total',
      help: 'Submissions by outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.submissionSeconds = new prom.Histogram({
      name: 'dantao_submission_duration_seconds',
      help: 'From the headers of a submission to its answer',
      labelNames: ['outcome'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600],
      registers,
    });
    this.validationSeconds = new prom.Histogram({
      name: 'dantao_validation_duration_seconds',
      help: 'Validations of files that are not stored, from the headers to the report, by verdict of the file',
      labelNames: ['outcome'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
      registers,
    });
    this.requestSeconds = new prom.Histogram({
      name: 'dantao_http_request_duration_seconds',
      help: 'Requests by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60],
      registers,
    });
    new prom.Gauge({
      name: 'dantao_submissions_running',
      help: 'Submissions that run now',
      registers,
      collect() {
        this.set(gate.count);
      },
    });
    const ready = new prom.Gauge({
      name: 'dantao_part_ready',
      help: '1 when the part answered its probe',
      labelNames: ['part'],
      registers,
    });
    this.ready = ready;
  }

  private readonly ready: prom.Gauge<'part'>;

  submission(outcome: string, seconds: number): void {
    this.submissions.inc({ outcome });
    this.submissionSeconds.observe({ outcome }, seconds);
  }

  /** Outcome: a verdict, or `failed` when there was none. */
  validation(outcome: string, seconds: number): void {
    this.validationSeconds.observe({ outcome }, seconds);
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.requestSeconds.observe({ method, route, status }, seconds);
  }

  async text(): Promise<string> {
    for (const part of await probeAll(this.probes)) this.ready.set({ part: part.name }, part.ready ? 1 : 0);
    return this.registry.metrics();
  }
}
