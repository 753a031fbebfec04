import { randomBytes } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { INestApplication } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { eventSource, mirrorName, mirrorSubject, NotFound, requestRpc } from '@countersign/contracts';
import { ensureMirror, inboxPrefixOf, natsUsers, renderNatsConfig } from '@countersign/mirror';
import type { NatsPassword, NatsUser } from '@countersign/mirror';
import { eventually, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { endGracefully } from '../create-gateway.js';
import { ask, startEdge } from '../test/edge.js';
import type { Edge } from '../test/edge.js';
import { FakeAudiences, startFakeServices } from '../test/fake-services.js';
import type { Script } from '../test/fake-services.js';
import { startTestIssuer } from '../test/test-issuer.js';
import type { TestIssuer } from '../test/test-issuer.js';
import { listen } from '../test/listener.js';
import type { Listener } from '../test/listener.js';
import { noticeLogs } from './request-change.js';
import type { NoticeLog } from './request-change.js';

jest.setTimeout(40_000);

const passwords = Object.fromEntries(natsUsers.map((user) => [user, { value: `secret-of-${user}` }]));
const groups = { alice: ['engineers'], oscar: ['engineers'], bob: ['managers'], erin: ['policy-admins'] };
type Person = keyof typeof groups;

/** The gateway with its own permissions on a real bus; the mirrors are written as their relays write them. */
describe('live notices', () => {
  let nats: TestNats;
  let issuer: TestIssuer;
  let services: INestApplication;
  let script: Script;
  let edge: Edge;
  /** What the gateways log. */
  let logs: string;
  let env: Record<string, string>;
  const owners = {} as Record<NoticeLog, NatsConnection>;
  let admin: NatsConnection;
  let history: Record<NoticeLog, { subject: string; text: string }[]>;
  const listeners: Listener[] = [];

  const as = (user: NatsUser): Promise<NatsConnection> =>
    connect({
      servers: nats.url,
      user,
      pass: `secret-of-${user}`,
      inboxPrefix: inboxPrefixOf(user),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    });

  beforeAll(async () => {
    const configText = renderNatsConfig({ passwords: passwords as Record<NatsUser, NatsPassword> });
    [nats, issuer] = await Promise.all([testNats({ configText }), startTestIssuer()]);
    for (const log of noticeLogs) owners[log] = await as(log);
    admin = await as('admin');
  });
  beforeEach(async () => {
    history = { request: [], approval: [] };
    await makeMirrors();
    env = {
      NATS_URL: nats.url,
      OIDC_ISSUER: issuer.url,
      OIDC_JWKS_URI: `${issuer.url}/jwks`,
      ROLE_POLICY_ADMIN_GROUPS: 'policy-admins',
    };
    const credentials = (user: string) => ({ NATS_USER: user, NATS_PASSWORD: `secret-of-${user}` });
    const own = { ...env, ...credentials('request') };
    ({ app: services, script } = await startFakeServices('request', own, logTo, FakeAudiences));
    env = { ...env, ...credentials('gateway') };
    script.on(requestRpc.audience, () => ({ audience: audienceOf('alice') }));
    logs = '';
    edge = await startEdge(env, logTo);
  });
  afterEach(async () => {
    listeners.splice(0).forEach((one) => one.close());
    await endGracefully(edge.app);
    await services.close();
    const jsm = await jetstreamManager(admin, { checkAPI: false });
    for (const log of noticeLogs) await jsm.streams.delete(mirrorName(log)).catch(() => undefined);
  });
  afterAll(async () => {
    await Promise.all([admin.close(), ...Object.values(owners).map((nc) => nc.close())]);
    await Promise.all([nats.stop(), issuer.stop()]);
  });

  const bothWays = [() => true, () => false] as const;
  /** All gateways of this process write to the first log that was given. */
  const logTo = { write: (line: string) => void (logs += line) };
  const missed = (log: NoticeLog): number => logs.split(`${log} log cannot be followed`).length - 1;
  const audienceOf = (id: string) => ({
    requester: { issuer: issuer.url, id },
    steps: [{ approvers: [{ type: 'group', id: 'managers' }] }],
  });

  async function makeMirrors(): Promise<void> {
    const jsm = await jetstreamManager(admin, { checkAPI: false });
    for (const log of noticeLogs) await ensureMirror(jsm, log, { replicas: 1 });
  }

  /** Appends to a mirror, and repeats the earlier events where the mirror was recreated. */
  async function append(log: NoticeLog, stream: string, type = `${log}.changed`): Promise<number> {
    const position = history[log].length + 1;
    const hash = randomBytes(32).toString('hex');
    const body = {
      actor: { kind: 'service', id: 'test' },
      causationId: null,
      correlationId: 'c',
      data: {},
      id: uuidv7(),
      privateHash: null,
      schemaVersion: 1,
      streams: [{ id: stream, version: 1 }],
      traceparent: null,
      type,
    };
    const event = {
      specversion: '1.0',
      id: body.id,
      source: eventSource('test', log),
      type,
      subject: stream,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataschema: 'urn:x',
      sequence: String(position),
      hash,
      previoushash: '',
      data: body,
    };
    const message = { subject: mirrorSubject(log, type, stream), text: JSON.stringify(event) };
    history[log].push(message);
    await publish(log, message);
    return position;
  }
  const publish = (log: NoticeLog, { subject, text }: { subject: string; text: string }) =>
    owners[log].request(subject, text, { timeout: 5_000 });

  async function join(who: Person, lastEventId?: string, url = edge.url, change = {}): Promise<Listener> {
    const token = await issuer.token(who, { groups: groups[who], ...change });
    return eventually('notices are served', async () => {
      const one = await listen(`${url}/v1/notices`, token, lastEventId);
      listeners.push(one);
      return one.status !== 503 && one;
    });
  }
  const joined = async (...args: Parameters<typeof join>): Promise<Listener> => {
    const one = await join(...args);
    await one.until(({ name }) => name === 'ready');
    return one;
  };

  it('are pushed to people that may see the request, and to nobody else', async () => {
    const [alice, oscar, bob, erin] = await Promise.all(
      (['alice', 'oscar', 'bob', 'erin'] as const).map((who) => joined(who)),
    );
    expect(alice!.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(alice!.headers.get('cache-control')).toBe('no-store');
    expect(alice!.headers.get('connection')).toBe('close');
    const id = uuidv7();
    await append('request', `request-${id}`);
    for (const one of [alice!, bob!, erin!])
      expect((await one.changed())[0]).toEqual({ id, position: 'request=1' });
    await append('approval', `approval-${id}`);
    await bob!.until(({ data }) => data['position'] === 'approval=1');
    script.on(requestRpc.audience, () => ({ audience: audienceOf('oscar') }));
    const own = uuidv7();
    await append('request', `request-${own}`);
    expect(await oscar!.changed()).toEqual([{ id: own, position: 'request=2' }]);
    expect(alice!.names()).toEqual(['ready', 'request-changed', 'request-changed']);
  });

  it('are not of accounts, tickets and attempts', async () => {
    const erin = await joined('erin');
    for (const stream of [`account-${uuidv7()}`, `ticket-${uuidv7()}`, 'attempts-x', `approval-${uuidv7()}`])
      await append('request', stream);
    const id = uuidv7();
    await append('request', `request-${id}`);
    expect(await erin.changed()).toEqual([{ id, position: 'request=5' }]);
  });

  it('are held while their audience is unknown, and never sent to everybody', async () => {
    const oscar = await joined('oscar');
    const bob = await joined('bob');
    script.on(requestRpc.audience, () => Promise.reject(new NotFound('audience')));
    const id = uuidv7();
    await append('request', `request-${id}`);
    await eventually('the audience was asked for again and again', () => script.heard.length > 2);
    expect(bob.names()).toEqual(['ready']);
    script.on(requestRpc.audience, () => ({ audience: audienceOf('alice') }));
    expect(await bob.changed()).toEqual([{ id, position: 'request=1' }]);
    expect(oscar.names()).toEqual(['ready']);
    script.on(requestRpc.audience, () => Promise.reject(new NotFound('audience')));
    await append('request', `request-${uuidv7()}`);
    await bob.until(({ name }) => name === 'resync');
    await oscar.until(({ name }) => name === 'resync');
    expect([...bob.names(), ...oscar.names()].filter((one) => one === 'request-changed')).toHaveLength(1);
  });

  it('continue where an earlier stream ended, also at another gateway', async () => {
    const other = await startEdge(env, logTo);
    try {
      const first = await joined('bob');
      const ids = Array.from({ length: 4 }, () => uuidv7());
      await append('request', `request-${ids[0]!}`);
      await first.changed();
      const { id: cursor } = first.events.at(-1)!;
      first.close();
      await append('request', `request-${ids[1]!}`);
      await append('request', `account-${uuidv7()}`);
      await append('approval', `approval-${ids[2]!}`);
      for (const url of [edge.url, other.url]) {
        const again = await joined('bob', cursor, url);
        const changed = await again.changed(2);
        expect(changed.map(({ id }) => id).sort()).toEqual([ids[1], ids[2]].sort());
        expect(again.names()).not.toContain('resync');
      }
      // Oscar knows the cursor, and still sees nothing but his own.
      const oscars = [await joined('oscar', cursor), await joined('oscar', cursor, other.url)];
      script.on(requestRpc.audience, () => ({ audience: audienceOf('oscar') }));
      const own = uuidv7();
      const position = await append('request', `request-${own}`);
      for (const oscar of oscars) {
        expect(await oscar.changed()).toEqual([{ id: own, position: `request=${position}` }]);
        expect(oscar.names()).toEqual(['ready', 'request-changed']);
      }
    } finally {
      await endGracefully(other.app);
    }
  });

  it('start with resync after too long a gap, and with an invalid cursor', async () => {
    const first = await joined('bob');
    await append('request', `request-${uuidv7()}`);
    await first.changed();
    const { id: cursor } = first.events.at(-1)!;
    first.close();
    const witness = await joined('erin');
    await Promise.all(Array.from({ length: 501 }, () => append('request', `account-${uuidv7()}`)));
    await append('request', `request-${uuidv7()}`);
    await witness.changed();
    const foreign = Buffer.from(`request=1:${'0'.repeat(16)}&approval=0`).toString('base64url');
    const ahead = Buffer.from(`request=9999:${'0'.repeat(16)}&approval=0`).toString('base64url');
    for (const one of [cursor, 'nonsense', foreign, ahead])
      await (await joined('bob', one)).until(({ name }) => name === 'resync');
  });

  it('survive a mirror that is lost and rebuilt: nothing twice, nothing missed', async () => {
    const bob = await joined('bob');
    const id = uuidv7();
    for (let i = 0; i < 30; i++) await append('request', `request-${uuidv7()}`);
    await bob.until(({ data }) => data['position'] === 'request=30');
    const before = bob.events.length;
    await (await jetstreamManager(admin, { checkAPI: false })).streams.delete(mirrorName('request'));
    await eventually('the gateway misses the mirror', () => missed('request') === 1);
    await makeMirrors();
    for (const message of history.request.slice()) await publish('request', message);
    await append('request', `request-${id}`);
    expect((await bob.changed(1, before)).map((one) => one.id)).toEqual([id]);
    expect(bob.names()).not.toContain('resync');
  });

  it('send resync when the mirror has another history, longer or shorter', async () => {
    const bob = await joined('bob');
    const jsm = await jetstreamManager(admin, { checkAPI: false });
    for (let i = 0; i < 5; i++) await append('request', `request-${uuidv7()}`);
    await bob.until(({ data }) => data['position'] === 'request=5');
    for (const [length, resyncs] of [
      [7, 1],
      [3, 2],
    ] as const) {
      await jsm.streams.delete(mirrorName('request'));
      await makeMirrors();
      history.request = [];
      for (let i = 0; i < length; i++) await append('request', `request-${uuidv7()}`);
      await bob.until(() => bob.names().filter((name) => name === 'resync').length === resyncs, 20_000);
      const id = uuidv7();
      const before = bob.events.length;
      await append('request', `request-${id}`);
      expect((await bob.changed(1, before))[0]!.id).toBe(id);
    }
  });

  it('continue after an outage of NATS', async () => {
    const bob = await joined('bob');
    await nats.kill();
    await eventually(
      'the gateway is not ready',
      async () => (await ask(`${edge.url}/readyz`, 'GET')).status !== 200,
    );
    expect(bob.closed).toBe(false);
    await nats.restart();
    await owners.request.close();
    owners.request = await as('request');
    const jsm = await jetstreamManager(owners.request, { checkAPI: false });
    const isBack = () => jsm.streams.info(mirrorName('request')).then(...bothWays);
    await eventually('the mirror is back', isBack);
    await eventually('notices come again', async () => {
      await append('request', `request-${uuidv7()}`);
      return bob.names().includes('request-changed');
    });
  });

  it('end when the token expires', async () => {
    const now = Math.floor(Date.now() / 1000);
    const bob = await joined('bob', undefined, edge.url, { iat: now, exp: now + 3 });
    await bob.until(({ name }) => name === 'token-expired');
    await bob.ended;
    expect(Date.now() / 1000).toBeLessThan(now + 4);
    expect(bob.names().at(-1)).toBe('token-expired');
  });

  it('are for signed-in people, and not for brokers', async () => {
    expect((await listen(`${edge.url}/v1/notices`, 'nonsense')).status).toBe(401);
    const inUrl = `${edge.url}/v1/notices?access_token=${await issuer.token('bob')}`;
    expect((await ask(inUrl, 'GET')).status).toBe(401);
    const token = await issuer.token('vault', { groups: ['brokers', 'managers'] });
    const answer = await ask(`${edge.url}/v1/notices`, 'GET', { token });
    expect(answer).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  });

  it('are limited per person; a HEAD opens no stream, and a leaving client frees its place', async () => {
    const token = await issuer.token('bob', { groups: ['managers'] });
    const all = await Promise.all(Array.from({ length: 10 }, () => joined('bob')));
    const refused = await ask(`${edge.url}/v1/notices`, 'GET', { token });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-streams' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    const metrics = async () => (await ask(`${edge.url}/metrics`, 'GET')).text;
    expect(await metrics()).toContain('countersign_notice_streams{service="gateway"} 10');
    all[0]!.close();
    await eventually('the place is free', async () =>
      (await metrics()).includes('countersign_notice_streams{service="gateway"} 9'),
    );
    for (let i = 0; i < 3; i++)
      expect((await ask(`${edge.url}/v1/notices`, 'HEAD', { token })).status).toBe(200);
    await joined('bob');
    await append('request', `request-${uuidv7()}`);
    await all[1]!.changed();
    expect(await metrics()).toMatch(/countersign_notices_sent_total\{service="gateway"\} 10/);
  });

  it('end at once with the gateway', async () => {
    const small = await startEdge({ ...env, NOTICE_STREAMS: '1' }, logTo);
    const bob = await joined('bob', undefined, small.url);
    const answer = await ask(`${small.url}/v1/notices`, 'GET', { token: await issuer.token('erin') });
    expect(answer).toMatchObject({ status: 503, body: { code: 'no-room-for-streams' } });
    const began = Date.now();
    await endGracefully(small.app);
    await bob.ended;
    expect(Date.now() - began).toBeLessThan(2_500);
  });

  it('are refused before the mirrors have been read, and nothing else is', async () => {
    const jsm = await jetstreamManager(admin, { checkAPI: false });
    await jsm.streams.delete(mirrorName('approval'));
    const other = await startEdge(env, logTo);
    try {
      const token = await issuer.token('bob');
      await eventually('both gateways miss the mirror', () => missed('approval') === 2);
      const refused = await ask(`${other.url}/v1/notices`, 'GET', { token });
      expect(refused).toMatchObject({ status: 503, body: { code: 'notices-unavailable' } });
      await makeMirrors();
      await joined('bob', undefined, other.url);
    } finally {
      await endGracefully(other.app);
    }
  });
});
