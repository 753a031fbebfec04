import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { endGracefully } from '../create-gateway.js';
import { ask, startEdge } from '../test/edge.js';
import type { Edge } from '../test/edge.js';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** `/oidc` in front of a plain HTTP server that remembers what it was asked. */
describe('the provider behind /oidc', () => {
  const seen: Seen[] = [];
  let nats: TestNats;
  let provider: Server;
  let edge: Edge;

  beforeAll(async () => {
    nats = await testNats();
    provider = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ method: request.method, url: request.url, headers: request.headers, body });
        response.writeHead(303, { location: '/oidc/next', 'set-cookie': ['a=1', 'b=2'] }).end('moved');
      });
    });
    await once(provider.listen(0, '127.0.0.1'), 'listening');
    edge = await startEdge({
      NATS_URL: nats.url,
      OIDC_ISSUER: 'https://countersign.example.com/oidc',
      OIDC_UPSTREAM: `http://127.0.0.1:${(provider.address() as AddressInfo).port}`,
      PUBLIC_URL: 'https://countersign.example.com',
      RATE_LIMIT_ADDRESS_PER_SECOND: '0.1',
      RATE_LIMIT_ADDRESS_BURST: '7',
    });
  }, 30_000);

  afterAll(async () => {
    await endGracefully(edge.app);
    await nats.stop();
    provider.close();
    provider.closeAllConnections();
  }, 15_000);

  const form = (body: string, headers: Record<string, string> = {}) =>
    ask(`${edge.url}/oidc/token?x=1`, 'POST', {
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });

  it('receives form posts unchanged, under its own path', async () => {
    await form('grant_type=password&username=alice');
    expect(seen.at(-1)).toMatchObject({
      method: 'POST',
      url: '/oidc/token?x=1',
      body: 'grant_type=password&username=alice',
    });
  });

  it('receives the public origin and the real address, whatever the client claims', async () => {
    await form('a=1', {
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-prefix': '/evil',
      'x-real-ip': '1.2.3.4',
      forwarded: 'host=evil.example',
    });
    const { headers } = seen.at(-1)!;
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'countersign.example.com',
      'x-forwarded-proto': 'https',
    });
    for (const name of ['forwarded', 'x-forwarded-prefix', 'x-real-ip'])
      expect(headers[name]).toBeUndefined();
  });

  it('sends its own redirects, cookies and content security policy', async () => {
    const { status, headers } = await form('a=1');
    expect([status, headers.get('location'), headers.getSetCookie()]).toEqual([
      303,
      '/oidc/next',
      ['a=1', 'b=2'],
    ]);
    expect(headers.get('content-security-policy')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('receives at most 64 KiB', async () => {
    expect(await form('x'.repeat(70_000))).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
  });

  it('receives no body of unknown length', async () => {
    const before = seen.length;
    const body = new Blob(['x'.repeat(70_000)]).stream();
    const { status } = await fetch(`${edge.url}/oidc/token`, {
      method: 'POST',
      body,
      duplex: 'half',
    });
    expect([status, seen.length]).toEqual([411, before]);
  });

  it('is answered for with a problem while it is down', async () => {
    provider.close();
    provider.closeAllConnections();
    const answer = await form('a=1');
    expect(answer).toMatchObject({ status: 503, body: { code: 'identity-provider-unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  it('is protected by the rate limit of addresses', async () => {
    expect((await form('a=1')).status).toBe(503);
    const refused = await form('a=1');
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate-limited' } });
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await ask(`${edge.url}/docs`, 'GET')).toMatchObject({
      status: 429,
      body: { code: 'rate-limited' },
    });
  });
});
