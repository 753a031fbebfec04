import helmet from '@fastify/helmet';
import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { TokenVerifier } from '@countersign/platform';
import { AppModule } from './app.module.js';
import type { GatewayConfig } from './config.js';
import { addConsole } from './console/console-pages.js';
import { addDocsPage } from './docs/docs-page.js';
import { Admission } from './http/admission.js';
import { addEdgeHooks } from './http/edge.hooks.js';
import { readJsonBodies } from './http/json-bodies.js';
import { serverOptions } from './http/server-options.js';
import { addTraceHooks } from './http/trace.hooks.js';
import { addOidcProxy } from './oidc/oidc-proxy.js';
import { RateLimiter } from './rate-limit/rate-limiter.js';

/**
 * The gateway, initialised and not listening yet.
 * @param logTo - where log lines go; stdout unless a test wants to read them
 */
export async function createGateway(
  config: GatewayConfig,
  logTo?: DestinationStream,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(serverOptions(config));
  addTraceHooks(adapter.getInstance());
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's options are a class in name only
  const options: NestApplicationOptions = { bufferLogs: true, abortOnError: false, bodyParser: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.for(config, logTo),
    adapter,
    options,
  );
  app.useLogger(app.get(Logger));
  await addEdge(app, config);
  return app.init();
}

/** Fastify's side of the gateway: JSON alone, security headers, admission, docs, console, the provider beside it. */
async function addEdge(app: NestFastifyApplication, config: GatewayConfig): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  readJsonBodies(fastify);
  await fastify.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CLOSED_POLICY },
  });
  addEdgeHooks(fastify, admissionOf(config, app.get(TokenVerifier)));
  await fastify.register(addDocsPage);
  await fastify.register((scope) => addConsole(scope, config));
  const { OIDC_UPSTREAM: upstream, PUBLIC_URL: publicUrl } = config;
  if (upstream !== undefined) await fastify.register((scope) => addOidcProxy(scope, { upstream, publicUrl }));
}

/** What an API needs of a browser: nothing. */
const CLOSED_POLICY = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

function admissionOf(config: GatewayConfig, verifier: TokenVerifier): Admission {
  const people = { perSecond: config.RATE_LIMIT_PER_SECOND, burst: config.RATE_LIMIT_BURST };
  const addresses = {
    perSecond: config.RATE_LIMIT_ADDRESS_PER_SECOND,
    burst: config.RATE_LIMIT_ADDRESS_BURST,
  };
  return new Admission(verifier, new RateLimiter(people), new RateLimiter(addresses));
}
