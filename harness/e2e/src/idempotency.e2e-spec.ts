import { randomUUID } from 'node:crypto';
import type { RequestView } from '@countersign/contracts';
import { startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { Client, twoStepPolicy } from './client.js';
import type { Answer, ProblemBody } from './client.js';

const wish = (resource: string) => ({ resource, account: 'db-admin', duration: 'PT1H' });

/** Two instances of each service: a key must work across all of them. */
describe('a command sent twice', () => {
  let stack: Stack;
  let alice: Client;
  let oscar: Client;
  let bob: Client;
  /** Each of them stays near the number of open requests that a person may have by default. */
  let crowd: Client[];

  beforeAll(async () => {
    stack = await startStack({ instances: { gateway: 2, policy: 2, request: 2, approval: 2, reporting: 2 } });
    [alice, oscar, bob] = (await Promise.all(
      ['alice', 'oscar', 'bob'].map(async (name) => new Client(stack.url, await stack.token(name))),
    )) as [Client, Client, Client];
    const others = ['carol', 'dave', 'erin', 'frank', 'grace'];
    const clients = await Promise.all(
      others.map(async (name) => new Client(stack.url, await stack.token(name))),
    );
    crowd = [oscar, bob, ...clients];
    const erin = new Client(stack.url, await stack.token('erin'));
    expect((await erin.post('/v1/policies', twoStepPolicy())).status).toBe(201);
  }, 120_000);

  afterAll(() => stack.stop(), 60_000);

  it('creates one request from 50 submissions with one key beside 200 others, which are not affected', async () => {
    const key = randomUUID();
    const same = Array.from({ length: 50 }, () =>
      alice.post<RequestView>('/v1/requests', wish('prod-one'), { key }),
    );
    const others = Array.from({ length: 200 }, (_, i) =>
      crowd[i % crowd.length]!.post<RequestView>('/v1/requests', wish(`prod-${i}`)),
    );
    const [sameAnswers, otherAnswers] = await Promise.all([Promise.all(same), Promise.all(others)]);

    expect(new Set(sameAnswers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(sameAnswers[0]!.status).toBe(201);
    expect(otherAnswers.map(({ status }) => status)).toEqual(Array(200).fill(201));
    expect(new Set(otherAnswers.map(({ body }) => body.id)).size).toBe(200);
  }, 60_000);

  it('is an error with another body, and a separate command for another person', async () => {
    const key = randomUUID();
    const first = await alice.post<RequestView>('/v1/requests', wish('prod-two'), { key });
    expect(await alice.post<ProblemBody>('/v1/requests', wish('prod-three'), { key })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    const other = await oscar.post<RequestView>('/v1/requests', wish('prod-two'), { key });
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('counts once as an approval, and its repeat shows the request as it is now', async () => {
    const { id } = (await alice.post<RequestView>('/v1/requests', wish('prod-four'))).body;
    const key = randomUUID();
    const approve = (): Promise<Answer<RequestView>> =>
      bob.post<RequestView>(`/v1/requests/${id}/approve`, {}, { key });
    const answers = await Promise.all(Array.from({ length: 20 }, approve));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    await alice.post(`/v1/requests/${id}/cancel`);
    const repeat = await approve();
    expect(repeat).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect(repeat.body.steps[0]!.decisions).toHaveLength(1);
  });

  it('gets the same recorded refusal again', async () => {
    const key = randomUUID();
    const ask = () =>
      alice.post<ProblemBody>('/v1/requests', { ...wish('elsewhere'), account: 'root' }, { key });
    const first = await ask();
    const second = await ask();
    expect(first).toMatchObject({ status: 403, body: { code: 'no-policy-applies' } });
    expect(second).toMatchObject({
      status: 403,
      body: { code: 'no-policy-applies', detail: first.body.detail },
    });
    expect(await stack.countEvents('request', 'request.refused')).toBe(1);
  });

  it('is recognised by a second gateway, and after a restart of the services', async () => {
    const other = new Client(
      stack.services.find((one) => one.service === 'gateway' && one.instance === 1)!.url,
      alice.token,
    );
    const key = randomUUID();
    const first = await alice.post<RequestView>('/v1/requests', wish('prod-five'), { key });
    expect(first.status).toBe(201);
    expect(await other.post('/v1/requests', wish('prod-five'), { key })).toMatchObject({
      status: 201,
      body: { id: first.body.id },
    });
    await Promise.all([stack.service('request', 0).restart(), stack.service('request', 1).restart()]);
    expect(await other.post('/v1/requests', wish('prod-five'), { key })).toMatchObject({
      status: 201,
      body: { id: first.body.id },
    });
    expect(await other.post('/v1/requests', wish('prod-six'), { key })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
  });
});
