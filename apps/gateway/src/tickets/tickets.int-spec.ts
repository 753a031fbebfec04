import type { INestApplication } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { NotFound, requestRpc, Unavailable } from '@countersign/contracts';
import { testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { jwksExample, ticketStatusExample } from '../openapi/examples.js';
import { endGracefully } from '../create-gateway.js';
import { ask, startEdge } from '../test/edge.js';
import type { Edge } from '../test/edge.js';
import { startFakeServices } from '../test/fake-services.js';
import type { Script } from '../test/fake-services.js';
import { startTestIssuer } from '../test/test-issuer.js';
import type { TestIssuer } from '../test/test-issuer.js';

/** What vaults and brokers ask at the edge; the request service is a double on a real bus. */
describe('tickets at the edge', () => {
  let nats: TestNats;
  let issuer: TestIssuer;
  let services: INestApplication;
  let script: Script;
  let edge: Edge;
  const jti = uuidv7();
  const logTo = { write: () => undefined };

  beforeAll(async () => {
    [nats, issuer] = await Promise.all([testNats(), startTestIssuer()]);
    const env = { NATS_URL: nats.url, OIDC_ISSUER: issuer.url, OIDC_JWKS_URI: `${issuer.url}/jwks` };
    const brokers = { ...env, ROLE_BROKER_CLIENTS: 'vault' };
    ({ app: services, script } = await startFakeServices('request', brokers, logTo));
    edge = await startEdge(brokers);
    script.on(requestRpc.ticketStatus, () => ticketStatusExample);
  }, 60_000);

  afterAll(async () => {
    await endGracefully(edge.app);
    await services.close();
    await Promise.all([nats.stop(), issuer.stop()]);
  }, 30_000);

  const brokerToken = () => issuer.token('vault', { client_id: 'vault' });
  const status = async (id: string, token: string) => ask(`${edge.url}/v1/tickets/${id}`, 'GET', { token });
  const keys = () => ask(`${edge.url}/.well-known/jwks.json`, 'GET');

  describe('the status of a ticket', () => {
    it('is returned to brokers and people, and never cached', async () => {
      for (const token of [await brokerToken(), await issuer.token('alice')]) {
        const answer = await status(jti.toUpperCase(), token);
        expect(answer).toMatchObject({ status: 200, body: ticketStatusExample });
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(script.heard.at(-1)).toMatchObject({ payload: { ticketId: jti } });
      }
    });

    it('is refused without a token', async () =>
      expect((await ask(`${edge.url}/v1/tickets/${jti}`, 'GET')).status).toBe(401));

    it('is unknown for a malformed id and for an unknown id', async () => {
      const heard = script.heard.length;
      expect(await status('42', await brokerToken())).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      });
      expect(script.heard).toHaveLength(heard);
      script.on(requestRpc.ticketStatus, () => Promise.reject(new NotFound('ticket')));
      expect((await status(jti, await brokerToken())).status).toBe(404);
    });
  });

  it('refuse everything else to brokers, whatever groups they have', async () => {
    const group = await issuer.token('robot', { groups: ['brokers', 'policy-admins'] });
    for (const token of [await brokerToken(), group]) {
      const answer = await ask(`${edge.url}/v1/requests/${jti}`, 'GET', { token });
      expect(answer).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
      expect(answer.body.detail).toBe('A broker may only ask for the status of tickets.');
    }
  });

  describe('the key set', () => {
    it('is refused before it is first known, and the refusal is not cached', async () => {
      script.on(requestRpc.jwks, () => Promise.reject(new Unavailable('The database')));
      const answer = await keys();
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(answer.headers.get('cache-control') ?? '').not.toContain('public');
      expect(answer.headers.get('retry-after')).toBe('1');
    });

    it('is public, and may be cached for five minutes', async () => {
      script.on(requestRpc.jwks, () => jwksExample);
      const answer = await keys();
      expect(answer).toMatchObject({ status: 200, body: jwksExample });
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
      expect(answer.headers.get('content-type')).toContain('application/json');
    });
  });
});
