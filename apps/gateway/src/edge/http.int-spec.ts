import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { reportingRpc } from '@countersign/contracts';
import { endGracefully } from '../create-gateway.js';
import { meExample, submitExample } from '../openapi/examples.js';
import { ask, startEdge } from '../test/edge.js';
import { edgeWorld, expectProblem } from '../test/edge-world.js';
import type { EdgeWorld } from '../test/edge-world.js';

let world: EdgeWorld;
beforeAll(async () => {
  world = await edgeWorld();
}, 60_000);
afterAll(() => world.stop(), 30_000);

describe('the socket', () => {
  async function raw(text: string): Promise<string> {
    const socket = connect(world.edge.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write(text);
    await once(socket, 'close');
    return answer;
  }

  it('answers malformed HTTP with a problem, and closes', async () => {
    const answer = await raw('GARBAGE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
  });

  it('answers endless headers with a problem, and closes', async () => {
    const answer = await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('cuts off a client that sends too slowly', async () => {
    const { headersTimeout, requestTimeout } = world.edge.app.getHttpServer();
    expect([headersTimeout, requestTimeout]).toEqual([10_000, 20_000]);
    const began = Date.now();
    expect(await raw('GET / HTTP/1.1\r\nHost: x\r\n')).toMatch(/^HTTP\/1\.1 408 /);
    expect(Date.now() - began).toBeLessThan(14_000);
  }, 20_000);
});

describe('headers of every answer', () => {
  it('forbid everything that a browser could do with an answer', async () => {
    const { headers } = await world.call('GET', '/v1/nothing');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-download-options': 'noopen',
      'x-frame-options': 'SAMEORIGIN',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
    });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('are the same for a target that is not a path', async () => {
    const { hostname, port } = new URL(world.edge.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET *x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
    expect(answer).toContain('"code":"not-found"');
  });

  it('keep /v1 out of caches', async () => {
    world.script.on(reportingRpc.me, () => meExample);
    expect((await world.call('GET', '/v1/me')).headers.get('cache-control')).toBe('no-store');
    expect((await ask(`${world.edge.url}/v1/me`, 'GET')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('the docs', () => {
  it('run only scripts of this origin', async () => {
    const page = await ask(`${world.edge.url}/docs`, 'GET');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(page.text).not.toMatch(/<script>|<style>|https?:\/\//);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)];
    expect(assets).not.toEqual([]);
    for (const [, asset] of assets) {
      expect((await ask(`${world.edge.url}${String(asset)}`, 'GET')).status).toBe(200);
    }
  });

  it('serve no other file of the package', async () => {
    for (const path of ['/docs/assets/package.json', '/docs/assets/', '/docs/assets/..%2fpackage.json']) {
      expect((await ask(world.edge.url + path, 'GET')).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('link the document', async () => {
    expect((await ask(`${world.edge.url}/openapi.json`, 'GET')).body).toMatchObject({ openapi: '3.1.0' });
  });
});

describe('rates', () => {
  it('are limited per person, and per address without a valid token', async () => {
    const limits = { RATE_LIMIT_PER_SECOND: '0.1', RATE_LIMIT_BURST: '3' };
    const addresses = { RATE_LIMIT_ADDRESS_PER_SECOND: '0.1', RATE_LIMIT_ADDRESS_BURST: '2' };
    world.script.on(reportingRpc.me, () => meExample);
    const small = await startEdge({ ...world.env, ...limits, ...addresses });
    try {
      const get = (token?: string) => ask(`${small.url}/v1/me`, 'GET', token === undefined ? {} : { token });
      const statuses = async (count: number, token?: string) => {
        const all: number[] = [];
        for (let i = 0; i < count; i++) all.push((await get(token)).status);
        return all;
      };
      expect(await statuses(4, world.token)).toEqual([200, 200, 200, 429]);
      expect(await statuses(1, await world.issuer.token('bob'))).toEqual([200]);
      expect(await statuses(3)).toEqual([401, 401, 429]);
      const limited = await get();
      expectProblem(limited, 429, 'rate-limited');
      expect(limited.headers.get('retry-after')).toBe('10');
      expect((await ask(`${small.url}/healthz`, 'GET')).status).toBe(200);
    } finally {
      await endGracefully(small.app);
    }
  }, 20_000);
});

describe('the log', () => {
  it('contains no token, body or query', async () => {
    const secret = `secret-${randomUUID()}`;
    const counts = { pending: 0, approved: 0, rejected: 0, cancelled: 0, expired: 0, refused: 0 };
    world.script.on(reportingRpc.requests, () => ({ items: [], nextCursor: null, counts }));
    await world.call('POST', '/v1/requests', { body: { ...submitExample, justification: secret } });
    await world.call('POST', '/v1/requests', { body: `{"${secret}` });
    await world.call('GET', `/v1/requests?q=${secret}`);
    await world.call('GET', '/v1/me', { token: `${world.token}x` });
    expect(world.logs()).toContain('request completed');
    expect(world.logs()).not.toContain(secret);
    for (const part of world.token.split('.').slice(1)) expect(world.logs()).not.toContain(part);
  });
});
