import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { TokenVerifier } from '@countersign/platform';
import { AppModule } from './app.module.js';
import type { GatewayConfig } from './config.js';
import { addConsole } from './console/console-pages.js';
import { addDocsPage } from './docs/docs-page.js';
import { Admission } from './http/admission.js';
import { createEdge } from './http/create-edge.js';
import { addEdgeHooks } from './http/edge.hooks.js';
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
  const app = await createEdge(AppModule.for(config, logTo), config);
  await addEntrances(app, config);
  return app.init();
}

/** What stands at the edge beside the API: admission, docs, console, the provider. */
async function addEntrances(app: NestFastifyApplication, config: GatewayConfig): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  addEdgeHooks(fastify, admissionOf(config, app.get(TokenVerifier)));
  await fastify.register(addDocsPage);
  await fastify.register((scope) => addConsole(scope, config));
  const { OIDC_UPSTREAM: upstream, PUBLIC_URL: publicUrl } = config;
  if (upstream !== undefined) await fastify.register((scope) => addOidcProxy(scope, { upstream, publicUrl }));
}

function admissionOf(config: GatewayConfig, verifier: TokenVerifier): Admission {
  const people = { perSecond: config.RATE_LIMIT_PER_SECOND, burst: config.RATE_LIMIT_BURST };
  const addresses = {
    perSecond: config.RATE_LIMIT_ADDRESS_PER_SECOND,
    burst: config.RATE_LIMIT_ADDRESS_BURST,
  };
  return new Admission(verifier, new RateLimiter(people), new RateLimiter(addresses));
}
