import { NestFactory } from '@nestjs/core';
import type { DynamicModule, Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { PlatformConfig } from '../config/base.config.js';
import { createLogger, PINO, BootLogger } from '../logging/logger.js';
import { followRequests } from './follow-requests.js';

/** Largest accepted body (413 beyond it). */
const BODY_LIMIT = 64 * 1024;

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
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, trustProxy: options.trustProxy ?? false });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's options are a class in name only
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new BootLogger(createLogger({ name: 'start', level: config.LOG_LEVEL })),
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  followRequests(adapter.getInstance(), app.get(PINO));
  return app;
}
