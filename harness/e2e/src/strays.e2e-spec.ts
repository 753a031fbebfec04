import { connect, headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { probePaths } from '@countersign/contracts';
import { loadSecrets } from '@countersign/installation';
import { eventually, startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { Client, twoStepPolicy } from './client.js';

type User = 'siem' | 'reporting' | 'gateway' | 'request-relay';

describe('a message that is no event', () => {
  let stack: Stack;
  let alice: Client;
  const connections: NatsConnection[] = [];

  const as = async (user: User): Promise<NatsConnection> => {
    const { nats } = await loadSecrets(stack.folder.secrets);
    const inboxPrefix = `_INBOX_${user}`;
    const nc = await connect({ servers: stack.natsUrl, user, pass: nats[user], inboxPrefix });
    connections.push(nc);
    return nc;
  };
  const submit = (resource: string) =>
    alice.post<{ id: string }>('/v1/requests', { resource, account: 'db-admin', duration: 'PT1H' });
  const listed = async (resource: string): Promise<boolean> =>
    JSON.stringify((await alice.get('/v1/requests?limit=50')).body).includes(resource);
  const notReady = async (): Promise<string[]> => {
    const states = await Promise.all(
      stack.services.map(async ({ service, url }) => [
        service,
        (await fetch(`${url}${probePaths.ready}`)).status,
      ]),
    );
    return states.filter(([, status]) => status !== 200).map(([service]) => String(service));
  };

  beforeAll(async () => {
    stack = await startStack();
    alice = new Client(stack.url, await stack.token('alice'));
    const erin = new Client(stack.url, await stack.token('erin'));
    expect((await erin.post('/v1/policies', twoStepPolicy())).status).toBe(201);
    expect((await submit('prod-db-eu')).status).toBe(201);
  }, 120_000);
  afterAll(async () => {
    for (const nc of connections) await nc.close();
    await stack.stop();
  }, 60_000);

  it('cannot be put into a mirror by a reader, through the reply subject of a request', async () => {
    const traced = headers();
    traced.set('Nats-Trace-Dest', 'countersign.request.stray.event.x');
    for (const user of ['siem', 'reporting', 'gateway'] as const) {
      const nc = await as(user);
      for (const stream of ['COUNTERSIGN_AUDIT', 'COUNTERSIGN_REQUEST']) {
        const reply = 'countersign.request.stray.event.x';
        nc.publish(`$JS.API.CONSUMER.INFO.${stream}.none`, '', { reply });
        nc.publish(`$JS.API.STREAM.INFO.${stream}`, '', { reply, headers: traced });
      }
      await nc.flush();
    }
    expect((await submit('prod-db-us')).status).toBe(201);
    await eventually('it is listed', () => listed('prod-db-us'), 15_000);
    expect(await notReady()).toEqual([]);
    expect(stack.logs()).not.toContain('THE MIRROR IS SPOILED');
  }, 60_000);

  it('of the relay itself is removed: commands within 15 s, everything ready within 45 s', async () => {
    const relay = await as('request-relay');
    await relay.request('countersign.request.stray.event.x', '{"not":"an event"}');
    const begun = Date.now();
    await eventually(
      'a command is accepted',
      async () => (await submit('prod-db-asia')).status === 201,
      15_000,
    );
    expect(Date.now() - begun).toBeLessThan(15_000);
    await eventually('it is listed', () => listed('prod-db-asia'), 45_000);
    await eventually('all are ready', async () => (await notReady()).length === 0, 45_000);
    expect(Date.now() - begun).toBeLessThan(45_000);
    expect(stack.logs()).toContain('holds 1 stray message');
  }, 120_000);
});
