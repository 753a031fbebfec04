import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Metrics } from '../metrics/metrics.js';
import { HealthIndicators } from './health-indicators.js';
import type { Readiness } from './health-indicators.js';

/** The probes and the metrics every service has on its HTTP port. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthIndicators,
    private readonly metrics: Metrics,
  ) {}

  /** Liveness: the process answers. Says nothing of dependencies, whose absence a restart does not cure. */
  @Get('healthz')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.health.readiness();
    reply.status(readiness.status === 'ready' ? 200 : 503);
    return readiness;
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  text(): Promise<string> {
    return this.metrics.text();
  }
}
