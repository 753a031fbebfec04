import { NestFactory } from '@nestjs/core';
import type { DynamicModule, Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { PlatformConfig } from '../config/base.config.js';
import { Connections } from '../http-server/connections.js';
import { answerUnreadable, guardServer, httpServerOptions, REQUEST_MS } from '../http-server/guard-server.js';
import { createLogger, PINO, BootLogger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { followRequests } from './follow-requests.js';

/** Largest accepted body (413 beyond it). */
const BODY_LIMIT = 64 * 1024;

/** Only probes and monitoring connect to a service, perhaps through one proxy. */
const LIMITS = {
  total: 500,
  perAddress: 500,
  isProxy: () => false,
};

/** Monitoring asks every few seconds to once a minute. */
const TIMES = {
  keepAliveMs: 75_000,
  requestMs: REQUEST_MS,
  patienceMs: 30_000,
};

/** Options of an HTTP app; the defaults suit a service. */
export interface HttpAppOptions {
  /** Fastify's `trustProxy`: the proxies whose `X-Forwarded-For` counts. */
  trustProxy?: boolean | string | string[];
}

/**
 * A Nest application on Fastify that logs only JSON and carries a trace through every request; the answer has
 * the request id (`x-request-id`). It does not listen yet. Errors of the wiring are thrown, not printed by Nest.
 */
export async function createHttpApp(
  module: Type | DynamicModule,
  config: PlatformConfig,
  options: HttpAppOptions = {},
): Promise<NestFastifyApplication> {
  const connections = new Connections(LIMITS, TIMES);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: options.trustProxy ?? false,
    requestTimeout: TIMES.requestMs,
    keepAliveTimeout: TIMES.keepAliveMs,
    http: httpServerOptions,
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, connections),
  });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's options are a class in name only
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new BootLogger(createLogger({ name: 'start', level: config.LOG_LEVEL })),
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  followRequests(adapter.getInstance(), app.get(PINO));
  guardServer(app.getHttpServer(), connections, app.get(Metrics));
  return app;
}
