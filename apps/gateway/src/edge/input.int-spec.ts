import { SignJWT } from 'jose';
import { approvalRpc, policyRpc, requestRpc } from '@countersign/contracts';
import { StepUpRequired } from '@countersign/platform';
import { policyBodyExample, policyExample, requestExample, submitExample } from '../openapi/examples.js';
import { ask } from '../test/edge.js';
import { edgeWorld, expectProblem } from '../test/edge-world.js';
import type { EdgeWorld } from '../test/edge-world.js';

let world: EdgeWorld;
beforeAll(async () => {
  world = await edgeWorld();
}, 60_000);
afterAll(() => world.stop(), 30_000);

describe('bodies', () => {
  it.each([
    '{"resource": ',
    '{"a":1}{"b":2}',
    'nonsense',
    '{"__proto__": {"x": 1}}',
    '{"constructor":{"prototype":{}}}',
  ])('%s is refused as malformed', async (body) => {
    const answer = await world.call('POST', '/v1/requests', { body });
    expectProblem(answer, 400, 'malformed-json');
    expect(answer.body.detail).not.toContain('resource');
  });

  it('of zero length counts as missing, whatever the content type says', async () => {
    const nothing = { headers: { 'content-type': 'application/json' } };
    world.script.on(approvalRpc.cancel, () => ({
      status: 200,
      positions: [],
      representation: requestExample,
    }));
    world.script.on(policyRpc.delete, () => ({ status: 204, positions: [], representation: null }));
    const path = `/v1/requests/${requestExample.id}/cancel`;
    expect((await world.call('POST', path, nothing)).status).toBe(200);
    const removed = await world.call('DELETE', `/v1/policies/${policyExample.id}`, {
      headers: { ...nothing.headers, 'if-match': '"3"' },
    });
    expect(removed.status).toBe(204);
    expectProblem(await world.call('POST', '/v1/requests', nothing), 422, 'invalid-input');
  });

  it.each(['application/xml', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense'])(
    'of type %s is refused',
    async (type) => {
      const answer = await world.call('POST', '/v1/requests', {
        body: 'a=1',
        headers: { 'content-type': type },
      });
      expectProblem(answer, 415, 'unsupported-media-type');
    },
  );

  it('of 64 KiB is accepted, and a larger body is refused', async () => {
    const sized = (bytes: number) =>
      JSON.stringify({ justification: '' }).replace('""', `"${'x'.repeat(bytes - 20)}"`);
    expectProblem(
      await world.call('POST', '/v1/requests', { body: sized(64 * 1024 + 1) }),
      413,
      'body-too-large',
    );
    expectProblem(await world.call('POST', '/v1/requests', { body: sized(64 * 1024) }), 422, 'invalid-input');
  });

  it.each([
    [{ ...submitExample, durration: 'PT1H' }, 'durration'],
    [{ ...submitExample, duration: 60 }, 'duration'],
    [{ ...submitExample, resource: 'prod-*' }, 'resource'],
    [[], ''],
    [null, ''],
  ])('%j is refused with the path of the wrong field, before any service is called', async (body, path) => {
    const before = world.submissions();
    const answer = await world.call('POST', '/v1/requests', { body: JSON.stringify(body) });
    expectProblem(answer, 422, 'invalid-input');
    expect(answer.body.errors.map(({ path: one }) => one)).toContain(path);
    await world.bus.flush();
    expect(world.submissions()).toBe(before);
  });

  it('of a policy is checked at every level', async () => {
    const body = { ...policyBodyExample, steps: [{ ...policyExample.steps[0], requiredAprovals: 2 }] };
    const answer = await world.call('POST', '/v1/policies', { body });
    expect(answer.body.errors).toEqual([
      { path: 'steps.0.requiredAprovals', message: 'is not a known field' },
    ]);
  });

  it('of a cancellation is optional', async () => {
    world.script.on(approvalRpc.cancel, () => ({
      status: 200,
      positions: [],
      representation: requestExample,
    }));
    const answer = await world.call('POST', `/v1/requests/${requestExample.id}/cancel`);
    expect(answer).toMatchObject({ status: 200, body: { id: requestExample.id } });
    expect(answer.headers.get('countersign-position')).toBeNull();
  });
});

describe('queries', () => {
  it.each(['limit=0', 'limit=201', 'limit=1&limit=2', 'colour=red', 'enabled=perhaps'])(
    '?%s is refused',
    async (query) => {
      expectProblem(await world.call('GET', `/v1/policies?${query}`), 422, 'invalid-input');
    },
  );

  it('are passed on as written', async () => {
    world.script.on(policyRpc.list, () => ({ items: [], nextCursor: null }));
    await world.call('GET', '/v1/policies?enabled=true&limit=7&q=a%20b');
    expect(world.script.heard.at(-1)?.payload).toEqual({ enabled: true, limit: 7, q: 'a b' });
  });
});

describe('tokens', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('missing: 401 with a bare challenge, before the body is read', async () => {
    const answer = await ask(`${world.edge.url}/v1/requests`, 'POST', { body: '{"resource": ' });
    expectProblem(answer, 401, 'missing-token');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="countersign"');
  });

  it.each<[string, () => Promise<string>]>([
    ['forged', () => world.issuer.forged('alice')],
    ['expired', () => world.issuer.token('alice', { exp: Math.floor(Date.now() / 1000) - 1 })],
    ['for another audience', () => world.issuer.token('alice', { aud: 'elsewhere' })],
    ['of another issuer', () => world.issuer.token('alice', { iss: 'https://elsewhere.example' })],
    ['an ID token', () => world.issuer.token('alice', {}, { typ: 'JWT' })],
    ['living too long', () => world.issuer.token('alice', { exp: Math.floor(Date.now() / 1000) + 7200 })],
    [
      'unsigned',
      async () =>
        `${encode({ alg: 'none', typ: 'at+jwt' })}.${(await world.issuer.token('alice')).split('.')[1]}.`,
    ],
    [
      'signed with the public key as a secret',
      () =>
        new SignJWT({ iss: world.issuer.url, aud: 'countersign', sub: 'erin' })
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'test' })
          .setIssuedAt()
          .setExpirationTime('5m')
          .sign(Buffer.from(JSON.stringify(world.issuer.publicJwk))),
    ],
    ['nonsense', () => Promise.resolve('a.b.c')],
  ])('%s: 401, and no service is called', async (_what, bad) => {
    const before = world.submissions();
    const answer = await world.call('POST', '/v1/requests', { token: await bad(), body: submitExample });
    expectProblem(answer, 401, 'invalid-token');
    expect(answer.headers.get('www-authenticate')).toMatch(
      /^Bearer .*error="invalid_token", error_description="/,
    );
    await world.bus.flush();
    expect(world.submissions()).toBe(before);
  });

  it('a service’s demand for a second factor becomes a step-up challenge', async () => {
    world.script.on(requestRpc.submit, () => Promise.reject(new StepUpRequired(['countersign:mfa'], 300)));
    const answer = await world.call('POST', '/v1/requests', { body: submitExample });
    expect(answer.status).toBe(401);
    const challenge = answer.headers.get('www-authenticate');
    expect(challenge).toContain('error="insufficient_user_authentication"');
    expect(challenge).toContain('acr_values="countersign:mfa"');
    expect(challenge).toContain('max_age="300"');
  });
});

describe('addresses', () => {
  it.each(['/v1/nothing', '/nothing', '/v1/requests/nonsense', '/v1/policies/1'])(
    'answer 404 for %s',
    async (path) => {
      expectProblem(await world.call('GET', path), 404, 'not-found');
    },
  );

  it('answer 405 for a wrong method, with the allowed methods', async () => {
    const answer = await world.call('DELETE', '/v1/requests');
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe('POST, GET');
  });

  it('are refused when they cannot be decoded or are too long', async () => {
    expectProblem(await world.call('GET', '/v1/%zz'), 400, 'malformed-request');
    expectProblem(await world.call('GET', `/v1/requests?q=${'x'.repeat(9000)}`), 414, 'url-too-long');
  });

  it('in another spelling do not bypass the token', async () => {
    for (const path of ['/%76%31/me', '/v1/%6de', '/v1//me', '/v1/me/', '/V1/me', '//v1/me']) {
      const { status } = await ask(world.edge.url + path, 'GET');
      expect([401, 404]).toContain(status);
    }
  });
});
