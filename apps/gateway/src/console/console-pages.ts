import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Refusal } from '@countersign/contracts';
import type { GatewayConfig } from '../config.js';
import { answerProblems } from '../http/problem.filter.js';
import { readConsole } from './console-files.js';
import type { ConsoleFiles } from './console-files.js';
import { consolePageHeaders, newNonce, silentCallbackHeaders } from './console-policy.js';

type Settings = Pick<GatewayConfig, 'OIDC_ISSUER' | 'CONSOLE_CLIENT_ID' | 'CONSOLE_SCOPES' | 'CONSOLE_DIR'>;

/** The gateway was built without the console (404). */
class ConsoleNotBuilt extends Refusal {
  constructor() {
    const sentence = 'This gateway was built without the console; the API is described at /docs.';
    super('console-not-built', 404, sentence);
  }
}

/** The web console: its page at `/` and at every path outside the API, its files, and its settings. */
export async function addConsole(fastify: FastifyInstance, settings: Settings): Promise<void> {
  answerProblems(fastify);
  const files = readConsole(settings.CONSOLE_DIR);
  if (!files) {
    fastify.get('/', () => {
      throw new ConsoleNotBuilt();
    });
    return;
  }
  addSettings(fastify, settings);
  addPages(fastify, files, settings.OIDC_ISSUER);
  // The names of assets change with their content, so caches may keep them forever. The build compresses them.
  await fastify.register(fastifyStatic, {
    root: files.assets,
    prefix: '/assets/',
    index: false,
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
  });
}

/** `/console.json`: what the console must know before the sign-in; nothing in it is secret. */
function addSettings(fastify: FastifyInstance, settings: Settings): void {
  const { OIDC_ISSUER: issuer, CONSOLE_CLIENT_ID: clientId, CONSOLE_SCOPES: scopes } = settings;
  fastify.get('/console.json', (_request, reply) =>
    reply.header('cache-control', 'no-cache').send({ issuer, clientId, scopes }),
  );
}

function addPages(fastify: FastifyInstance, files: ConsoleFiles, issuer: string): void {
  const html = (reply: FastifyReply) => reply.type('text/html; charset=utf-8');
  const sendPage = (reply: FastifyReply) => {
    const nonce = newNonce();
    return html(reply).headers(consolePageHeaders(issuer, nonce)).send(files.page(nonce));
  };
  fastify.get('/', (_request, reply) => sendPage(reply));
  fastify.get('/silent-callback', (_request, reply) =>
    html(reply).headers(silentCallbackHeaders).send(files.silentCallback),
  );
  fastify.get('/favicon.svg', (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(files.icon),
  );
  fastify.get('/*', (request, reply) => {
    if (isPage(request.url, request.headers.accept)) return sendPage(reply.header('vary', 'accept'));
    reply.callNotFound();
    return reply;
  });
}

/** First segments of paths outside the console: an unknown path below them stays a 404. */
const NOT_PAGES = new Set(['v1', 'oidc', 'docs', 'assets', '.well-known', '.vite']);

/**
 * Whether a GET is for a page of the console: it asks for HTML, outside the API, and not for a file. The console itself
 * knows which pages exist.
 */
export function isPage(url: string, accept: string | undefined): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const segments = path.split('/').slice(1);
  const isFile = /\.[a-z0-9]+$/i.test(segments.at(-1) ?? '') && segments.length === 1;
  return /\btext\/html\b/.test(accept ?? '') && !NOT_PAGES.has(segments[0] ?? '') && !isFile;
}
