import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import { testNats, eventually } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { ensureMirror } from '../mirror.js';
import { connectTo, managerOf, testNatsConfig, testPasswordOf } from '../testing/test-bus.js';
import { CatchUpReader } from '../catch-up-reader.js';
import { jetstream } from '@nats-io/jetstream';
import { renderNatsConfig } from './nats-config.js';
import { natsUsers } from './nats-permissions.js';
import type { NatsUser } from './nats-permissions.js';

jest.setTimeout(30_000);

let nats: TestNats;
const connections: NatsConnection[] = [];

async function as(user: NatsUser, options: NodeConnectionOptions = {}): Promise<NatsConnection> {
  const own = { user, pass: testPasswordOf(user), inboxPrefix: `_INBOX_${user}`, ...options };
  const nc = await connectTo(nats.url, own);
  connections.push(nc);
  return nc;
}

/** Collects what the server refuses this connection from now on. */
function refusals(nc: NatsConnection): string[] {
  const refused: string[] = [];
  void (async () => {
    for await (const status of nc.status()) if (status.type === 'error') refused.push(status.error.message);
  })();
  return refused;
}

beforeAll(async () => {
  nats = await testNats({ configText: testNatsConfig() });
});
afterEach(async () => {
  for (const nc of connections.splice(0)) await nc.close();
});
afterAll(async () => {
  await nats.stop();
});

describe('nats-server with the generated configuration', () => {
  it('refuses anonymous clients and wrong passwords', async () => {
    await expect(connectTo(nats.url, { maxReconnectAttempts: 1 })).rejects.toThrow(/authorization/i);
    await expect(as('request', { pass: 'wrong', maxReconnectAttempts: 1 })).rejects.toThrow(/authorization/i);
  });

  it('refuses a stray publish to a mirror, whose sequence does not change', async () => {
    const owner = await as('request-relay');
    const jsm = await managerOf(owner);
    await ensureMirror(jsm, 'request', { replicas: 1 });
    for (const user of natsUsers.filter((one) => one !== 'request-relay')) {
      const nc = await as(user);
      const refused = refusals(nc);
      nc.publish('countersign.request.stray.x', '{}');
      await nc.flush();
      await eventually(`${user} is refused`, () =>
        refused.some((message) => message.includes('countersign.request.stray.x')),
      );
    }
    expect((await jsm.streams.info('COUNTERSIGN_REQUEST')).state.last_seq).toBe(0);
  });

  it('lets only the readers of a mirror read it', async () => {
    const owner = await as('request-relay');
    await ensureMirror(await managerOf(owner), 'request', { replicas: 1 });
    await owner.request('countersign.request.thing.happened.thing-1', '{"sequence":"1"}');
    const reader = await CatchUpReader.open(jetstream(await as('approval')), 'request', 1);
    expect(await reader.take(10, 5000, new AbortController().signal)).toHaveLength(1);
    reader.close();
    const policy = jetstream(await as('policy'), { timeout: 500 });
    await expect(CatchUpReader.open(policy, 'request', 1)).rejects.toThrow();
  });

  it('lets a service answer its callers, and lets no service read answers to others', async () => {
    const request = await as('request');
    const approval = await as('approval');
    const gateway = await as('gateway');
    request.subscribe('countersign.internal.request.submission', {
      callback: (_, message) => void message.respond('yes'),
    });
    await request.flush();
    expect((await approval.request('countersign.internal.request.submission', '{}')).string()).toBe('yes');
    await expect(
      gateway.request('countersign.internal.request.submission', '{}', { timeout: 500 }),
    ).rejects.toThrow();
    const refused = refusals(gateway);
    gateway.subscribe('_INBOX_approval.>', { callback: () => undefined });
    await gateway.flush();
    await eventually('it is refused', () => refused.some((message) => message.includes('_INBOX_approval')));
    gateway.publish('_INBOX_approval.forged', 'no');
    await gateway.flush();
    await eventually('forging is refused', () => refused.some((message) => message.includes('forged')));
  });
});

describe('a password', () => {
  /** What the configuration language would read as something else, if it were not quoted. */
  const awkward = [
    '12345678901234567890',
    '1234e56789012345',
    '0x12ab',
    '8k',
    '10s',
    'true',
    '$NATS_PASSWORD',
    'a "b" \\ c\\',
    '{ # } [ // ] , ; : =',
    'pässwörd ✓ include "x"',
  ];

  it('is read by nats-server as it is, whatever it looks like', async () => {
    const passwords = Object.fromEntries(
      natsUsers.map((user, i) => [user, awkward[i % awkward.length]!]),
    ) as Record<NatsUser, string>;
    const server = await testNats({ configText: renderNatsConfig({ passwords }) });
    try {
      for (const user of natsUsers)
        await (await connectTo(server.url, { user, pass: passwords[user], maxReconnectAttempts: 1 })).close();
    } finally {
      await server.stop();
    }
  });
});
