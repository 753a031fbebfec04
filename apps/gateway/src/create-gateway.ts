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
import { NoticeStreams } from './notices/notice-streams.js';

/**
 * The gateway, initialised but not listening yet.
 * @param logTo - the destination of log lines, for tests; by default stdout
 */
export async function createGateway(
  config: GatewayConfig,
  logTo?: DestinationStream,
): Promise<NestFastifyApplication> {
  const app = await createEdge(AppModule.for(config, logTo), config);
  await addEdge(app, config);
  return app.init();
}

/** Adds everything beside the API: admission, docs, console, the identity provider. */
async function addEdge(app: NestFastifyApplication, config: GatewayConfig): Promise<void> {
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

/** Time to finish pending answers; the documentation promises an end within five seconds. */
const GRACE_MS = 3_500;

/**
 * Ends the gateway: it accepts no new connections, ends streams, finishes pending answers, and then closes the
 * connections to the bus. Answers that take longer than `graceMs` are cut off.
 */
export async function endGracefully(app: NestFastifyApplication, graceMs = GRACE_MS): Promise<void> {
  const server = app.getHttpServer();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  app.get(NoticeStreams, { strict: false }).end();
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed.finally(() => {
    clearInterval(idle);
    clearTimeout(cut);
  });
  await app.close();
}
