import { NestFactory } from '@nestjs/core';
import type { DynamicModule, Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { PlatformConfig } from '../config/base.config.js';
import { createLogger } from '../logging/logger.js';
import { BootLogger } from '../logging/boot-logger.js';
import { runInTrace, traceOf } from '../logging/trace.js';
import type { Trace } from '../logging/trace.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Request id and trace of this HTTP request; on every log line written for it. */
    trace: Trace;
  }
}

/** Largest accepted body (413 beyond it). */
const BODY_LIMIT = 64 * 1024;

/** How an HTTP app is made; the defaults suit a service, the gateway has more. */
export interface HttpAppOptions {
  /** Fastify's `trustProxy`: which proxies' `X-Forwarded-For` counts. */
  trustProxy?: boolean | string | string[];
}

/**
 * A Nest application on Fastify that logs JSON only and carries a trace through every request; the answer names
 * the request id (`x-request-id`). Not listening yet. Errors of the wiring are thrown, not printed by Nest.
 */
export async function createHttpApp(
  module: Type | DynamicModule,
  config: PlatformConfig,
  options: HttpAppOptions = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, trustProxy: options.trustProxy ?? false });
  traceRequests(adapter);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's options are a class in name only
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new BootLogger(createLogger({ name: 'start', level: config.LOG_LEVEL })),
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  return app;
}

/** Reading a body leaves the async context, so the trace is entered again after it. */
function traceRequests(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    request.trace = traceOf(one(request.headers['x-request-id']), one(request.headers.traceparent));
    void reply.header('x-request-id', request.trace.requestId);
    runInTrace(request.trace, done);
  });
  fastify.addHook('preValidation', (request, _reply, done) => runInTrace(request.trace, done));
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
