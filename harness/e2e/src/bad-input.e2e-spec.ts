import { randomUUID } from 'node:crypto';
import { SignJWT, generateKeyPair, decodeJwt } from 'jose';
import type { RequestView } from '@countersign/contracts';
import type { StackView } from '@countersign/testing';
import { Client, twoStepPolicy } from './client.js';
import type { Answer, ProblemBody } from './client.js';
import { sharedStack } from './stack/shared-stack.js';

const unknownId = '01890a5d-ac96-774b-bcce-b302099a8057';
const wish = { resource: 'bad-db', account: 'db-admin', duration: 'PT1H' };

/** Bad input is answered with a problem; nothing of it is stored or logged, and the service keeps running. */
describe('bad input', () => {
  let stack: StackView;
  let alice: Client;
  let erin: Client;
  let aliceToken: string;
  /** Requests of other specs on the same stack are older. */
  let from: string;

  beforeAll(async () => {
    stack = await sharedStack();
    from = new Date().toISOString();
    aliceToken = await stack.token('alice');
    alice = new Client(stack.url, aliceToken);
    erin = new Client(stack.url, await stack.token('erin'));
    expect((await erin.post('/v1/policies', twoStepPolicy(undefined, 'bad-*'))).status).toBe(201);
  }, 120_000);

  function expectProblem(answer: Answer, status: number, code?: string): ProblemBody {
    const body = answer.body as ProblemBody;
    expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({
      status,
      type: expect.stringMatching(/^application\/problem\+json/) as unknown,
    });
    expect(body).toMatchObject({
      status,
      type: expect.any(String) as unknown,
      title: expect.any(String) as unknown,
    });
    expect(body.detail.length).toBeGreaterThan(10);
    expect(body.requestId).toBeTruthy();
    if (code) expect(body.code).toBe(code);
    return body;
  }

  describe('bodies', () => {
    it('malformed JSON is 400', async () => {
      expectProblem(await alice.call('POST', '/v1/requests', '{"resource": '), 400);
    });

    it('another content type is 415', async () => {
      expectProblem(
        await alice.call('POST', '/v1/requests', '<a/>', { headers: { 'content-type': 'application/xml' } }),
        415,
      );
    });

    it('over 64 KiB is 413', async () => {
      expectProblem(await alice.post('/v1/requests', { ...wish, justification: 'x'.repeat(70_000) }), 413);
    });

    it.each([
      [{ ...wish, durration: 'PT1H' }, 'durration'],
      [{ ...wish, duration: 'an hour' }, 'duration'],
      [{ ...wish, duration: 60 }, 'duration'],
      [{ ...wish, resource: 'prod-*' }, 'resource'],
      [{ ...wish, account: '' }, 'account'],
      [{ ...wish, startsAt: 'tomorrow' }, 'startsAt'],
      [{ ...wish, justification: { toString: 'x' } }, 'justification'],
      [{ resource: 'bad-db', duration: 'PT1H' }, 'account'],
    ])('%j is 422 and names the field', async (body, path) => {
      const problem = expectProblem(await alice.post('/v1/requests', body), 422, 'invalid-input');
      expect(problem.errors?.map((error) => error.path)).toContain(path);
    });

    it.each([[[]], ['text'], [null], [7]])('%j instead of an object is 4xx', async (body) => {
      const answer = await alice.post('/v1/requests', body);
      expect([400, 422]).toContain(answer.status);
      expectProblem(answer, answer.status);
    });

    it.each([
      [{ minAccessDuration: 'PT5H' }, 'minAccessDuration'],
      [{ steps: [] }, 'steps'],
      [{ conditions: [{}] }, 'conditions.0'],
      [
        { steps: [{ approvers: [{ type: 'user', id: 'dave' }], requiredApprovals: 2 }] },
        'steps.0.requiredApprovals',
      ],
      [{ conditions: [{ resourceNames: ['!prod-*'] }] }, 'conditions.0.resourceNames'],
      [{ conditions: [{ resourceNames: ['@(a|b)'] }] }, 'conditions.0.resourceNames.0'],
      [{ mfa: { onAproval: true } }, 'mfa.onAproval'],
    ])('a policy with %j is 422 and names the field', async (change, path) => {
      const answer = await erin.post('/v1/policies', { ...twoStepPolicy(), ...change });
      const problem = expectProblem(answer, 422);
      expect(problem.errors?.map((error) => error.path)).toContain(path);
    });
  });

  describe('ids and queries', () => {
    it.each([
      `/v1/requests/${unknownId}`,
      '/v1/requests/nonsense',
      `/v1/requests/${unknownId}/timeline`,
      `/v1/policies/${unknownId}`,
      '/v1/nothing',
    ])('GET %s is 404', async (path) => {
      expectProblem(await erin.get(path), 404);
    });

    it.each(['approve', 'reject', 'cancel'])('%s of an unknown request is 404', async (verb) => {
      expectProblem(await alice.post(`/v1/requests/${unknownId}/${verb}`), 404, 'not-found');
    });

    it.each(['limit=0', 'limit=1000', 'status=open', 'colour=red', 'cursor=nonsense', 'from=yesterday'])(
      '?%s is 422',
      async (query) => {
        expectProblem(await alice.get(`/v1/requests?${query}`), 422);
      },
    );

    it('a malformed Countersign-Position or Idempotency-Key is 400', async () => {
      expectProblem(await alice.get('/v1/requests', { atLeast: 'somewhere' }), 400);
      expectProblem(await alice.post('/v1/requests', wish, { key: 'k'.repeat(256) }), 400);
    });
  });

  describe('tokens', () => {
    const withToken = (token: string) => new Client(stack.url, token).post('/v1/requests', wish);

    async function forge(change: Record<string, unknown>, alg = 'RS256'): Promise<string> {
      const { privateKey } = await generateKeyPair(alg);
      return new SignJWT({ ...decodeJwt(aliceToken), ...change })
        .setProtectedHeader({ alg, typ: 'at+jwt' })
        .sign(privateKey);
    }

    it('no token is 401 with a challenge', async () => {
      const answer = await new Client(stack.url, null).post('/v1/requests', wish);
      expectProblem(answer, 401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    });

    it('forged, altered, unsigned and nonsense tokens are 401', async () => {
      const [header, payload, signature] = aliceToken.split('.') as [string, string, string];
      const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const bad = [
        await forge({}),
        await forge({}, 'ES256'),
        `${header}.${encode({ ...decodeJwt(aliceToken), sub: 'erin' })}.${signature}`,
        `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
        `${header}.${payload}.`,
        'nonsense',
        'a.b.c',
      ];
      for (const token of bad) {
        const answer = await withToken(token);
        expectProblem(answer, 401);
        expect(answer.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
      }
    });
  });

  it('stores nothing of all this', async () => {
    const { items } = (await alice.get<{ items: unknown[] }>(`/v1/requests?from=${from}`)).body;
    expect(items).toEqual([]);
  });

  it('logs no token and no body', async () => {
    const marker = `secret-${randomUUID()}`;
    await alice.post('/v1/requests', { ...wish, justification: marker, [marker]: 1 });
    await new Client(stack.url, `${aliceToken}x`).get('/v1/me');
    const logs = stack.logs();
    expect(logs.length).toBeGreaterThan(100);
    expect(logs).not.toContain(marker);
    expect(logs).not.toContain(aliceToken.split('.')[2]);
    expect(logs).not.toContain(aliceToken.split('.')[1]);
  });

  it('does not stop the service', async () => {
    expect((await alice.post<RequestView>('/v1/requests', wish)).status).toBe(201);
  });
});
