import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Metrics } from '../metrics/metrics.js';
import { HealthIndicators } from './health-indicators.js';
import type { Readiness } from './health-indicators.js';

/** The paths that every service answers on its HTTP port, without a token. */
export const probePaths = { live: '/healthz', ready: '/readyz', metrics: '/metrics' } as const;

/** Whether a path is one of {@link probePaths}. */
export const isProbePath = (path: string): boolean => Object.values<string>(probePaths).includes(path);

/** The probes and metrics that every service has on its HTTP port. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthIndicators,
    private readonly metrics: Metrics,
  ) {}

  /** Liveness: the process answers. It does not check dependencies, because a restart would not bring them back. */
  @Get(probePaths.live)
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get(probePaths.ready)
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.health.readiness();
    reply.status(readiness.status === 'ready' ? 200 : 503);
    return readiness;
  }

  @Get(probePaths.metrics)
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  text(): Promise<string> {
    return this.metrics.text();
  }
}
