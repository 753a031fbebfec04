import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { connect as connectNats } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { SignJWT } from 'jose';
import type { INestApplication } from '@nestjs/common';
import { approvalRpc, NotAllowed, policyRpc, reportingRpc, requestRpc } from '@countersign/contracts';
import { StepUpRequired } from '@countersign/platform';
import { deferred, eventually, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { endGracefully } from './create-gateway.js';
import {
  meExample,
  policyBodyExample,
  policyExample,
  requestExample,
  submitExample,
  timelineExample,
} from './openapi/examples.js';
import { ask, startEdge } from './test/edge.js';
import type { Answer, Edge } from './test/edge.js';
import { startFakeServices } from './test/fake-services.js';
import type { Script } from './test/fake-services.js';
import { startTestIssuer } from './test/test-issuer.js';
import type { TestIssuer } from './test/test-issuer.js';

/** The edge itself: the services behind it are doubles on a real bus. */
describe('the edge', () => {
  let nats: TestNats;
  let issuer: TestIssuer;
  let services: INestApplication;
  let script: Script;
  let edge: Edge;
  let token: string;
  let bus: NatsConnection;
  /** How many submissions went over the bus, answered or not. */
  let calls = 0;
  let env: Record<string, string>;
  /** What the gateway and the services logged, together. */
  let logs = '';
  const logTo = { write: (line: string) => void (logs += line) };

  beforeAll(async () => {
    [nats, issuer] = await Promise.all([testNats(), startTestIssuer()]);
    bus = await connectNats({ servers: nats.url });
    bus.subscribe('countersign.rpc.request.submit', { callback: () => void (calls += 1) });
    env = { NATS_URL: nats.url, OIDC_ISSUER: issuer.url, OIDC_JWKS_URI: `${issuer.url}/jwks` };
    ({ app: services, script } = await startFakeServices('policy', env, logTo));
    edge = await startEdge({ ...env, RATE_LIMIT_BURST: '10000', RATE_LIMIT_ADDRESS_BURST: '10000' }, logTo);
    token = await issuer.token('alice');
    script.on(policyRpc.list, () => ({ items: [], nextCursor: null }));
    await eventually(
      'the policy service answers',
      async () => (await call('GET', '/v1/policies')).status !== 503,
    );
  }, 60_000);

  afterAll(async () => {
    await endGracefully(edge.app);
    await services.close();
    await bus.close();
    await Promise.all([nats.stop(), issuer.stop()]);
  }, 30_000);

  const call = (method: string, path: string, options: Parameters<typeof ask>[2] = {}) =>
    ask(edge.url + path, method, { token, ...options });

  function expectProblem(answer: Answer, status: number, code: string): void {
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual(
      expect.objectContaining({
        type: `urn:countersign:problem:${code}`,
        title: expect.any(String) as string,
        detail: expect.stringMatching(/.{10}/) as string,
        requestId: answer.headers.get('x-request-id'),
      }),
    );
  }

  describe('bodies', () => {
    it.each([
      '{"resource": ',
      '{"a":1}{"b":2}',
      'nonsense',
      '{"__proto__": {"x": 1}}',
      '{"constructor":{"prototype":{}}}',
    ])('%s is refused as malformed', async (body) => {
      const answer = await call('POST', '/v1/requests', { body });
      expectProblem(answer, 400, 'malformed-json');
      expect(answer.body.detail).not.toContain('resource');
    });

    it('of zero length counts as missing, whatever the content type says', async () => {
      const nothing = { headers: { 'content-type': 'application/json' } };
      script.on(approvalRpc.cancel, () => ({ status: 200, positions: [], representation: requestExample }));
      script.on(policyRpc.delete, () => ({ status: 204, positions: [], representation: null }));
      const path = `/v1/requests/${requestExample.id}/cancel`;
      expect((await call('POST', path, nothing)).status).toBe(200);
      const removed = await call('DELETE', `/v1/policies/${policyExample.id}`, {
        headers: { ...nothing.headers, 'if-match': '"3"' },
      });
      expect(removed.status).toBe(204);
      expectProblem(await call('POST', '/v1/requests', nothing), 422, 'invalid-input');
    });

    it.each(['application/xml', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense'])(
      'of type %s is refused',
      async (type) => {
        const answer = await call('POST', '/v1/requests', { body: 'a=1', headers: { 'content-type': type } });
        expectProblem(answer, 415, 'unsupported-media-type');
      },
    );

    it('of 64 KiB is accepted, and a larger body is refused', async () => {
      const sized = (bytes: number) =>
        JSON.stringify({ justification: '' }).replace('""', `"${'x'.repeat(bytes - 20)}"`);
      expectProblem(
        await call('POST', '/v1/requests', { body: sized(64 * 1024 + 1) }),
        413,
        'body-too-large',
      );
      expectProblem(await call('POST', '/v1/requests', { body: sized(64 * 1024) }), 422, 'invalid-input');
    });

    it.each([
      [{ ...submitExample, durration: 'PT1H' }, 'durration'],
      [{ ...submitExample, duration: 60 }, 'duration'],
      [{ ...submitExample, resource: 'prod-*' }, 'resource'],
      [[], ''],
      [null, ''],
    ])('%j is refused with the path of the wrong field, before any service is called', async (body, path) => {
      const before = calls;
      const answer = await call('POST', '/v1/requests', { body: JSON.stringify(body) });
      expectProblem(answer, 422, 'invalid-input');
      expect(answer.body.errors.map(({ path: one }) => one)).toContain(path);
      await bus.flush();
      expect(calls).toBe(before);
    });

    it('of a policy is checked at every level', async () => {
      const body = { ...policyBodyExample, steps: [{ ...policyExample.steps[0], requiredAprovals: 2 }] };
      const answer = await call('POST', '/v1/policies', { body });
      expect(answer.body.errors).toEqual([
        { path: 'steps.0.requiredAprovals', message: 'is not a known field' },
      ]);
    });

    it('of a cancellation is optional', async () => {
      script.on(approvalRpc.cancel, () => ({ status: 200, positions: [], representation: requestExample }));
      const answer = await call('POST', `/v1/requests/${requestExample.id}/cancel`);
      expect(answer).toMatchObject({ status: 200, body: { id: requestExample.id } });
      expect(answer.headers.get('countersign-position')).toBeNull();
    });
  });

  describe('queries', () => {
    it.each(['limit=0', 'limit=201', 'limit=1&limit=2', 'colour=red', 'enabled=perhaps'])(
      '?%s is refused',
      async (query) => {
        expectProblem(await call('GET', `/v1/policies?${query}`), 422, 'invalid-input');
      },
    );

    it('are passed on as written', async () => {
      script.on(policyRpc.list, () => ({ items: [], nextCursor: null }));
      await call('GET', '/v1/policies?enabled=true&limit=7&q=a%20b');
      expect(script.heard.at(-1)?.payload).toEqual({ enabled: true, limit: 7, q: 'a b' });
    });
  });

  describe('tokens', () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

    it('missing: 401 with a bare challenge, before the body is read', async () => {
      const answer = await ask(`${edge.url}/v1/requests`, 'POST', { body: '{"resource": ' });
      expectProblem(answer, 401, 'missing-token');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="countersign"');
    });

    it.each<[string, () => Promise<string>]>([
      ['forged', () => issuer.forged('alice')],
      ['expired', () => issuer.token('alice', { exp: Math.floor(Date.now() / 1000) - 1 })],
      ['for another audience', () => issuer.token('alice', { aud: 'elsewhere' })],
      ['of another issuer', () => issuer.token('alice', { iss: 'https://elsewhere.example' })],
      ['an ID token', () => issuer.token('alice', {}, { typ: 'JWT' })],
      ['living too long', () => issuer.token('alice', { exp: Math.floor(Date.now() / 1000) + 7200 })],
      [
        'unsigned',
        async () =>
          `${encode({ alg: 'none', typ: 'at+jwt' })}.${(await issuer.token('alice')).split('.')[1]}.`,
      ],
      [
        'signed with the public key as a secret',
        () =>
          new SignJWT({ iss: issuer.url, aud: 'countersign', sub: 'erin' })
            .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'test' })
            .setIssuedAt()
            .setExpirationTime('5m')
            .sign(Buffer.from(JSON.stringify(issuer.publicJwk))),
      ],
      ['nonsense', () => Promise.resolve('a.b.c')],
    ])('%s: 401, and no service is called', async (_what, bad) => {
      const before = calls;
      const answer = await call('POST', '/v1/requests', { token: await bad(), body: submitExample });
      expectProblem(answer, 401, 'invalid-token');
      expect(answer.headers.get('www-authenticate')).toMatch(
        /^Bearer .*error="invalid_token", error_description="/,
      );
      await bus.flush();
      expect(calls).toBe(before);
    });

    it('a service’s demand for a second factor becomes a step-up challenge', async () => {
      script.on(requestRpc.submit, () => Promise.reject(new StepUpRequired(['countersign:mfa'], 300)));
      const answer = await call('POST', '/v1/requests', { body: submitExample });
      expect(answer.status).toBe(401);
      const challenge = answer.headers.get('www-authenticate');
      expect(challenge).toContain('error="insufficient_user_authentication"');
      expect(challenge).toContain('acr_values="countersign:mfa"');
      expect(challenge).toContain('max_age="300"');
    });
  });

  describe('the timeline', () => {
    const path = `/v1/requests/${requestExample.id}/timeline`;
    const event = {
      log: 'request',
      position: 118,
      id: '0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c56',
      type: 'request.submitted',
      schemaVersion: 1,
      streams: [{ id: `request-${requestExample.id}`, version: 1 }],
      at: '2026-01-31T09:00:00.042123Z',
      actor: { kind: 'person', issuer: 'https://id.example.com', id: 'alice' },
      correlationId: requestExample.id,
      causationId: null,
      traceparent: null,
      data: { resource: 'prod-db-eu' },
      private: { name: 'Alice Archer' },
      privateHash: '3f'.repeat(32),
      hash: '9a'.repeat(32),
    };

    it('has acts, comes from the request service, and waits for no position', async () => {
      script.on(requestRpc.timeline, () => timelineExample);
      const headers = { 'countersign-position': 'request=42' };
      for (const query of ['', '?raw=false']) {
        expect(await call('GET', path + query, { headers })).toMatchObject({
          status: 200,
          body: timelineExample,
        });
        const { subject, payload } = script.heard.at(-1)!;
        expect([subject, payload]).toEqual([requestRpc.timeline.subject, { id: requestExample.id }]);
      }
    });

    it('has the events as recorded with raw=true', async () => {
      script.on(requestRpc.rawTimeline, () => ({ items: [event] }));
      const answer = await call('GET', `${path}?raw=true`);
      expect(answer).toMatchObject({ status: 200, body: { items: [event] } });
      expect(script.heard.at(-1)?.subject).toBe(requestRpc.rawTimeline.subject);
    });

    it.each(['raw=perhaps', 'raw=1', 'raw=true&raw=true', 'colour=red'])('?%s is refused', async (query) => {
      expectProblem(await call('GET', `${path}?${query}`), 422, 'invalid-input');
    });
  });

  describe('passed on', () => {
    it('in: token, key, request id and trace', async () => {
      script.on(requestRpc.submit, () => ({
        status: 201,
        positions: [{ log: 'request', position: 42 }],
        representation: requestExample,
      }));
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const headers = { 'idempotency-key': 'k-1', 'x-request-id': 'mine-1', traceparent };
      await call('POST', '/v1/requests', { body: submitExample, headers });
      const { call: heard, payload } = script.heard.at(-1)!;
      expect(payload).toEqual(submitExample);
      expect(heard).toMatchObject({
        token,
        idempotencyKey: 'k-1',
        requestId: 'mine-1',
        caller: { id: 'alice' },
      });
      expect(heard.traceparent?.split('-')[1]).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    });

    it('in: the address of the client and its user agent, printable and cut to 256 characters', async () => {
      script.on(requestRpc.get, () => requestExample);
      const originOf = async (userAgent: string) => {
        await call('GET', `/v1/requests/${requestExample.id}`, { headers: { 'user-agent': userAgent } });
        return script.heard.at(-1)?.call.origin;
      };
      expect(await originOf('curl/8.0 "é"')).toEqual({ address: '127.0.0.1', userAgent: 'curl/8.0 ""' });
      expect((await originOf('x'.repeat(300)))?.userAgent).toBe('x'.repeat(256));
    });

    it('out of a submission: status, location and position', async () => {
      const answer = await call('POST', '/v1/requests', { body: submitExample });
      expect(answer).toMatchObject({ status: 201, body: requestExample });
      expect(answer.headers.get('location')).toBe(`/v1/requests/${requestExample.id}`);
      expect(answer.headers.get('countersign-position')).toBe('request=42');
    });

    it('out of a repeated write: its first status', async () => {
      script.on(policyRpc.create, () => ({ status: 200, positions: [], representation: policyExample }));
      const answer = await call('POST', '/v1/policies', { body: policyBodyExample });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('etag')).toBe('"1"');
      expect(answer.headers.get('countersign-position')).toBeNull();
    });

    it('in: the positions that a read must have seen', async () => {
      script.on(reportingRpc.me, () => meExample);
      await call('GET', '/v1/me', { headers: { 'countersign-position': 'request=42,approval=7' } });
      expect(script.heard.at(-1)?.payload).toEqual({
        atLeast: [
          { log: 'request', position: 42 },
          { log: 'approval', position: 7 },
        ],
      });
      const malformed = await call('GET', '/v1/me', { headers: { 'countersign-position': 'somewhere' } });
      expectProblem(malformed, 400, 'malformed-header');
    });

    it('not: a malformed idempotency key, which is refused', async () => {
      const headers = { 'idempotency-key': 'two words' };
      expectProblem(
        await call('POST', '/v1/requests', { body: submitExample, headers }),
        400,
        'malformed-header',
      );
    });

    it('in: a well-formed request id; a malformed id is replaced', async () => {
      const id = async (header: string) => {
        const { headers, body } = await call('GET', '/v1/nothing', { headers: { 'x-request-id': header } });
        expect(body.requestId).toBe(headers.get('x-request-id'));
        return body.requestId;
      };
      expect(await id('edge-7')).toBe('edge-7');
      expect(await id('a b"c')).not.toContain('"');
    });

    it('out: a refusal of a service, unchanged', async () => {
      script.on(policyRpc.list, () => Promise.reject(new NotAllowed('policy-admin')));
      const answer = await call('GET', '/v1/policies');
      expectProblem(answer, 403, 'not-allowed');
      expect(answer.body).toMatchObject({
        detail: 'This needs the role policy-admin.',
        needed: 'policy-admin',
      });
    });

    it('not: the text of a defect of a service', async () => {
      script.on(policyRpc.list, () => Promise.reject(new Error('password=hunter2')));
      const answer = await call('GET', '/v1/policies');
      expectProblem(answer, 500, 'internal');
      expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    });
  });

  describe('versions', () => {
    const path = `/v1/policies/${policyExample.id}`;
    const put = (ifMatch?: string) =>
      call('PUT', path, {
        body: policyBodyExample,
        ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
      });

    it('must be named by a write, and only by their ETag', async () => {
      expectProblem(await put(), 428, 'if-match-missing');
      expectProblem(await put('*'), 400, 'if-match-malformed');
      expectProblem(await put('3'), 400, 'if-match-malformed');
      expectProblem(await call('DELETE', path), 428, 'if-match-missing');
    });

    it('go to the service, and the new version comes back', async () => {
      const representation = { ...policyExample, version: 4 };
      script.on(policyRpc.update, () => ({
        status: 200,
        positions: [{ log: 'policy', position: 9 }],
        representation,
      }));
      const answer = await put('"3"');
      expect(script.heard.at(-1)?.payload).toMatchObject({ id: policyExample.id, ifMatch: [3] });
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"4"']);
    });

    it('end with the policy: 204 without a body', async () => {
      script.on(policyRpc.delete, () => ({
        status: 204,
        positions: [{ log: 'policy', position: 10 }],
        representation: null,
      }));
      const answer = await call('DELETE', path, { headers: { 'if-match': '"4"' } });
      expect([answer.status, answer.text, answer.headers.get('countersign-position')]).toEqual([
        204,
        '',
        'policy=10',
      ]);
    });

    it('can be read individually', async () => {
      script.on(policyRpc.get, () => ({ ...policyExample, version: 2 }));
      const answer = await call('GET', `${path}?version=2`);
      expect(script.heard.at(-1)?.payload).toEqual({ id: policyExample.id, version: 2 });
      expect(answer.headers.get('etag')).toBe('"2"');
      expectProblem(await call('GET', `${path}?version=zero`), 422, 'invalid-input');
    });
  });

  describe('addresses', () => {
    it.each(['/v1/nothing', '/nothing', '/v1/requests/nonsense', '/v1/policies/1'])(
      'answer 404 for %s',
      async (path) => {
        expectProblem(await call('GET', path), 404, 'not-found');
      },
    );

    it('answer 405 for a wrong method, with the allowed methods', async () => {
      const answer = await call('DELETE', '/v1/requests');
      expectProblem(answer, 405, 'method-not-allowed');
      expect(answer.headers.get('allow')).toBe('POST, GET');
    });

    it('are refused when they cannot be decoded or are too long', async () => {
      expectProblem(await call('GET', '/v1/%zz'), 400, 'malformed-request');
      expectProblem(await call('GET', `/v1/requests?q=${'x'.repeat(9000)}`), 414, 'url-too-long');
    });

    it('in another spelling do not bypass the token', async () => {
      for (const path of ['/%76%31/me', '/v1/%6de', '/v1//me', '/v1/me/', '/V1/me', '//v1/me']) {
        const { status } = await ask(edge.url + path, 'GET');
        expect([401, 404]).toContain(status);
      }
    });
  });

  describe('the socket', () => {
    async function raw(text: string): Promise<string> {
      const socket = connect(edge.port, '127.0.0.1');
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
      const { headersTimeout, requestTimeout } = edge.app.getHttpServer();
      expect([headersTimeout, requestTimeout]).toEqual([10_000, 20_000]);
      const began = Date.now();
      expect(await raw('GET / HTTP/1.1\r\nHost: x\r\n')).toMatch(/^HTTP\/1\.1 408 /);
      expect(Date.now() - began).toBeLessThan(14_000);
    }, 20_000);
  });

  describe('headers of every answer', () => {
    it('forbid everything that a browser could do with an answer', async () => {
      const { headers } = await call('GET', '/v1/nothing');
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
      const { hostname, port } = new URL(edge.url);
      const socket = connect(Number(port), hostname);
      socket.write('GET *x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1.1 404 /);
      expect(answer).toContain('"code":"not-found"');
    });

    it('keep /v1 out of caches', async () => {
      script.on(reportingRpc.me, () => meExample);
      expect((await call('GET', '/v1/me')).headers.get('cache-control')).toBe('no-store');
      expect((await ask(`${edge.url}/v1/me`, 'GET')).headers.get('cache-control')).toBe('no-store');
    });
  });

  describe('the docs', () => {
    it('run only scripts of this origin', async () => {
      const page = await ask(`${edge.url}/docs`, 'GET');
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(page.text).not.toMatch(/<script>|<style>|https?:\/\//);
      const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)];
      expect(assets).not.toEqual([]);
      for (const [, asset] of assets) {
        expect((await ask(`${edge.url}${String(asset)}`, 'GET')).status).toBe(200);
      }
    });

    it('serve no other file of the package', async () => {
      for (const path of ['/docs/assets/package.json', '/docs/assets/', '/docs/assets/..%2fpackage.json']) {
        expect((await ask(edge.url + path, 'GET')).status).toBeGreaterThanOrEqual(400);
      }
    });

    it('link the document', async () => {
      expect((await ask(`${edge.url}/openapi.json`, 'GET')).body).toMatchObject({ openapi: '3.1.0' });
    });
  });

  describe('rates', () => {
    it('are limited per person, and per address without a valid token', async () => {
      const limits = { RATE_LIMIT_PER_SECOND: '0.1', RATE_LIMIT_BURST: '3' };
      const addresses = { RATE_LIMIT_ADDRESS_PER_SECOND: '0.1', RATE_LIMIT_ADDRESS_BURST: '2' };
      script.on(reportingRpc.me, () => meExample);
      const small = await startEdge({ ...env, ...limits, ...addresses });
      try {
        const get = (token?: string) =>
          ask(`${small.url}/v1/me`, 'GET', token === undefined ? {} : { token });
        const statuses = async (count: number, token?: string) => {
          const all: number[] = [];
          for (let i = 0; i < count; i++) all.push((await get(token)).status);
          return all;
        };
        expect(await statuses(4, token)).toEqual([200, 200, 200, 429]);
        expect(await statuses(1, await issuer.token('bob'))).toEqual([200]);
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
      script.on(reportingRpc.requests, () => ({ items: [], nextCursor: null, counts }));
      await call('POST', '/v1/requests', { body: { ...submitExample, justification: secret } });
      await call('POST', '/v1/requests', { body: `{"${secret}` });
      await call('GET', `/v1/requests?q=${secret}`);
      await call('GET', '/v1/me', { token: `${token}x` });
      expect(logs).toContain('request completed');
      expect(logs).not.toContain(secret);
      for (const part of token.split('.').slice(1)) expect(logs).not.toContain(part);
    });
  });

  describe('the end', () => {
    it('finishes pending requests, and accepts no new ones', async () => {
      const other = await startEdge(env);
      let answer = (): void => undefined;
      const asked = new Promise<void>((heard) => {
        script.on(reportingRpc.me, () => {
          heard();
          return new Promise((resolve) => (answer = () => resolve(meExample)));
        });
      });
      await eventually(
        'the other gateway is connected',
        async () => (await ask(`${other.url}/v1/policies`, 'GET', { token })).status !== 503,
      );
      const underWay = ask(`${other.url}/v1/me`, 'GET', { token });
      await asked;
      const ended = endGracefully(other.app);
      await expect(ask(`${other.url}/healthz`, 'GET')).rejects.toThrow();
      answer();
      expect((await underWay).status).toBe(200);
      await ended;
    }, 20_000);

    it('cuts off requests that take too long', async () => {
      const other = await startEdge(env);
      const asked = deferred();
      script.on(reportingRpc.me, () => {
        asked.resolve();
        return new Promise(() => undefined);
      });
      await eventually(
        'the other gateway is connected',
        async () => (await ask(`${other.url}/v1/policies`, 'GET', { token })).status !== 503,
      );
      const lost = ask(`${other.url}/v1/me`, 'GET', { token });
      const failed = expect(lost).rejects.toThrow();
      await asked.promise;
      await endGracefully(other.app, 200);
      await failed;
    }, 20_000);
  });

  describe('an outage', () => {
    const timed = async (path: string): Promise<[Answer, number]> => {
      const began = performance.now();
      return [await call('GET', path), performance.now() - began];
    };

    it('of a service without a process: 503 at once', async () => {
      const [answer, took] = await timed(`/v1/policies/${policyExample.id}/history`);
      expectProblem(answer, 503, 'unavailable');
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(took).toBeLessThan(1_000);
    });

    it('of a service that hangs: 503 within its timeout', async () => {
      script.on(reportingRpc.me, () => new Promise(() => undefined));
      const [answer, took] = await timed('/v1/me');
      expectProblem(answer, 503, 'unavailable');
      expect(took).toBeGreaterThan(4_000);
      expect(took).toBeLessThan(7_000);
    }, 15_000);

    it('before each service has answered: not ready, with the names of the silent services', async () => {
      const answer = await ask(`${edge.url}/readyz`, 'GET');
      expect(answer).toMatchObject({ status: 503, body: { status: 'not-ready' } });
      expect(answer.body.dependencies['policy']).toMatchObject({ up: true });
      expect(answer.body.dependencies['reporting']).toMatchObject({ up: false });
      expect(answer.body.dependencies['services']?.detail).toBe(
        'no answer yet from request, approval, reporting',
      );
    });

    it('after each service has answered: ready, also when a service falls silent', async () => {
      const others = await Promise.all(
        ['request', 'approval', 'reporting'].map((name) => startFakeServices(name, env, logTo)),
      );
      await eventually('it is ready', async () => (await ask(`${edge.url}/readyz`, 'GET')).status === 200);
      await others.pop()?.app.close();
      await eventually(
        'reporting is down',
        async () => !(await ask(`${edge.url}/readyz`, 'GET')).body.dependencies['reporting']?.up,
      );
      expect((await ask(`${edge.url}/readyz`, 'GET')).status).toBe(200);
      await Promise.all(others.map(({ app }) => app.close()));
    }, 20_000);

    it('of the bus: 503 at once, and normal operation when it is back', async () => {
      script.on(reportingRpc.me, () => meExample);
      await nats.kill();
      await eventually('the loss of the bus is noticed', async () => (await timed('/v1/me'))[1] < 1_000);
      const [answer, took] = await timed('/v1/me');
      expectProblem(answer, 503, 'unavailable');
      expect(took).toBeLessThan(1_000);
      expect((await ask(`${edge.url}/healthz`, 'GET')).status).toBe(200);
      await nats.restart();
      await eventually('the bus is back', async () => (await call('GET', '/v1/me')).status === 200);
    }, 40_000);
  });
});
