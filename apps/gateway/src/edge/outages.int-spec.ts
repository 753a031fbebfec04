import { reportingRpc } from '@countersign/contracts';
import { deferred, eventually } from '@countersign/testing';
import { endGracefully } from '../create-gateway.js';
import { meExample, policyExample } from '../openapi/examples.js';
import { ask, startEdge } from '../test/edge.js';
import type { Answer } from '../test/edge.js';
import { startFakeServices } from '../test/fake-services.js';
import { edgeWorld, expectProblem } from '../test/edge-world.js';
import type { EdgeWorld } from '../test/edge-world.js';

let world: EdgeWorld;
beforeAll(async () => {
  world = await edgeWorld();
}, 60_000);
afterAll(() => world.stop(), 30_000);

describe('the end', () => {
  it('finishes pending requests, and accepts no new ones', async () => {
    const other = await startEdge(world.env);
    let answer = (): void => undefined;
    const asked = new Promise<void>((heard) => {
      world.script.on(reportingRpc.me, () => {
        heard();
        return new Promise((resolve) => (answer = () => resolve(meExample)));
      });
    });
    await eventually(
      'the other gateway is connected',
      async () => (await ask(`${other.url}/v1/policies`, 'GET', { token: world.token })).status !== 503,
    );
    const underWay = ask(`${other.url}/v1/me`, 'GET', { token: world.token });
    await asked;
    const ended = endGracefully(other.app);
    await expect(ask(`${other.url}/healthz`, 'GET')).rejects.toThrow();
    answer();
    expect((await underWay).status).toBe(200);
    await ended;
  }, 20_000);

  it('cuts off requests that take too long', async () => {
    const other = await startEdge(world.env);
    const asked = deferred();
    world.script.on(reportingRpc.me, () => {
      asked.resolve();
      return new Promise(() => undefined);
    });
    await eventually(
      'the other gateway is connected',
      async () => (await ask(`${other.url}/v1/policies`, 'GET', { token: world.token })).status !== 503,
    );
    const lost = ask(`${other.url}/v1/me`, 'GET', { token: world.token });
    const failed = expect(lost).rejects.toThrow();
    await asked.promise;
    await endGracefully(other.app, 200);
    await failed;
  }, 20_000);
});

describe('an outage', () => {
  const timed = async (path: string): Promise<[Answer, number]> => {
    const began = performance.now();
    return [await world.call('GET', path), performance.now() - began];
  };

  it('of a service without a process: 503 at once', async () => {
    const [answer, took] = await timed(`/v1/policies/${policyExample.id}/history`);
    expectProblem(answer, 503, 'unavailable');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(took).toBeLessThan(1_000);
  });

  it('of a service that hangs: 503 within its timeout', async () => {
    world.script.on(reportingRpc.me, () => new Promise(() => undefined));
    const [answer, took] = await timed('/v1/me');
    expectProblem(answer, 503, 'unavailable');
    expect(took).toBeGreaterThan(4_000);
    expect(took).toBeLessThan(7_000);
  }, 15_000);

  it('before each service has answered: not ready, with the names of the silent services', async () => {
    const answer = await ask(`${world.edge.url}/readyz`, 'GET');
    expect(answer).toMatchObject({ status: 503, body: { status: 'not-ready' } });
    expect(answer.body.dependencies['policy']).toMatchObject({ up: true });
    expect(answer.body.dependencies['reporting']).toMatchObject({ up: false });
    expect(answer.body.dependencies['services']?.detail).toBe(
      'no answer yet from request, approval, reporting',
    );
  });

  it('after each service has answered: ready, also when a service falls silent', async () => {
    const others = await Promise.all(
      (['request', 'approval', 'reporting'] as const).map((name) =>
        startFakeServices(name, world.env, world.logTo),
      ),
    );
    await eventually(
      'it is ready',
      async () => (await ask(`${world.edge.url}/readyz`, 'GET')).status === 200,
    );
    await others.pop()?.app.close();
    await eventually(
      'reporting is down',
      async () => !(await ask(`${world.edge.url}/readyz`, 'GET')).body.dependencies['reporting']?.up,
    );
    expect((await ask(`${world.edge.url}/readyz`, 'GET')).status).toBe(200);
    await Promise.all(others.map(({ app }) => app.close()));
  }, 20_000);

  it('of the bus: 503 at once, and normal operation when it is back', async () => {
    world.script.on(reportingRpc.me, () => meExample);
    await world.nats.kill();
    await eventually('the loss of the bus is noticed', async () => (await timed('/v1/me'))[1] < 1_000);
    const [answer, took] = await timed('/v1/me');
    expectProblem(answer, 503, 'unavailable');
    expect(took).toBeLessThan(1_000);
    expect((await ask(`${world.edge.url}/healthz`, 'GET')).status).toBe(200);
    await world.nats.restart();
    await eventually('the bus is back', async () => (await world.call('GET', '/v1/me')).status === 200);
  }, 40_000);
});
