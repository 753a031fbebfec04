import helmet from '@fastify/helmet';
import type { DynamicModule, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { followRequests, guardServer, Metrics, PINO } from '@countersign/platform';
import type { GatewayConfig } from '../config.js';
import { readJsonBodies } from './json-body.js';
import { connectionsOf, serverOptions } from './server-options.js';

/**
 * A Nest application for the HTTP edge: with limits, traces, security headers, and JSON as the only content type. It
 * admits nobody yet, is not initialised and does not listen.
 * @param module - imports `PlatformModule.forService`, which has the logger
 */
export async function createEdge(
  module: DynamicModule,
  config: GatewayConfig,
): Promise<NestFastifyApplication> {
  const connections = connectionsOf(config);
  const adapter = new FastifyAdapter(serverOptions(config, connections));
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's options are a class in name only
  const options: NestApplicationOptions = { bufferLogs: true, abortOnError: false, bodyParser: false };
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, options);
  app.useLogger(app.get(Logger));
  const fastify = app.getHttpAdapter().getInstance();
  followRequests(fastify, app.get(PINO));
  readJsonBodies(fastify);
  guardServer(app.getHttpServer(), connections, app.get(Metrics));
  await fastify.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CLOSED_POLICY },
  });
  return app;
}

/** An API needs nothing from a browser. */
const CLOSED_POLICY = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};
