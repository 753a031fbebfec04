import { v7 as uuidv7 } from 'uuid';
import { NotFound, requestRpc } from '@countersign/contracts';
import { eventually } from '@countersign/testing';
import { endGracefully } from '../create-gateway.js';
import { ask, startEdge } from '../test/edge.js';
import { listen } from '../test/listener.js';
import { NoticesWorld } from '../test/notices-world.js';

jest.setTimeout(40_000);

let world: NoticesWorld;
beforeAll(async () => {
  world = await NoticesWorld.start();
});
beforeEach(() => world.begin());
afterEach(() => world.end());
afterAll(() => world.stop());

describe('live notices', () => {
  it('are pushed to people that may see the request, and to nobody else', async () => {
    const [alice, oscar, bob, erin] = await Promise.all(
      (['alice', 'oscar', 'bob', 'erin'] as const).map((who) => world.joined(who)),
    );
    expect(alice!.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(alice!.headers.get('cache-control')).toBe('no-store');
    expect(alice!.headers.get('connection')).toBe('close');
    const id = uuidv7();
    await world.append('request', `request-${id}`);
    for (const one of [alice!, bob!, erin!])
      expect((await one.changed())[0]).toEqual({ id, position: 'request=1' });
    await world.append('approval', `approval-${id}`);
    await bob!.until(({ data }) => data['position'] === 'approval=1');
    world.script.on(requestRpc.audience, () => ({ audience: world.audienceOf('oscar') }));
    const own = uuidv7();
    await world.append('request', `request-${own}`);
    expect(await oscar!.changed()).toEqual([{ id: own, position: 'request=2' }]);
    expect(alice!.names()).toEqual(['ready', 'request-changed', 'request-changed']);
  });

  it('are not of accounts, tickets and attempts', async () => {
    const erin = await world.joined('erin');
    for (const stream of [`account-${uuidv7()}`, `ticket-${uuidv7()}`, 'attempts-x', `approval-${uuidv7()}`])
      await world.append('request', stream);
    const id = uuidv7();
    await world.append('request', `request-${id}`);
    expect(await erin.changed()).toEqual([{ id, position: 'request=5' }]);
  });

  it('are held while their audience is unknown, and never sent to everybody', async () => {
    const oscar = await world.joined('oscar');
    const bob = await world.joined('bob');
    world.script.on(requestRpc.audience, () => Promise.reject(new NotFound('audience')));
    const id = uuidv7();
    await world.append('request', `request-${id}`);
    await eventually('the audience was asked for again and again', () => world.script.heard.length > 2);
    expect(bob.names()).toEqual(['ready']);
    world.script.on(requestRpc.audience, () => ({ audience: world.audienceOf('alice') }));
    expect(await bob.changed()).toEqual([{ id, position: 'request=1' }]);
    expect(oscar.names()).toEqual(['ready']);
    world.script.on(requestRpc.audience, () => Promise.reject(new NotFound('audience')));
    await world.append('request', `request-${uuidv7()}`);
    await bob.until(({ name }) => name === 'resync');
    await oscar.until(({ name }) => name === 'resync');
    expect([...bob.names(), ...oscar.names()].filter((one) => one === 'request-changed')).toHaveLength(1);
  });

  it('end when the token expires', async () => {
    const now = Math.floor(Date.now() / 1000);
    const bob = await world.joined('bob', undefined, world.edge.url, { iat: now, exp: now + 3 });
    await bob.until(({ name }) => name === 'token-expired');
    await bob.ended;
    expect(Date.now() / 1000).toBeLessThan(now + 4);
    expect(bob.names().at(-1)).toBe('token-expired');
  });

  it('are for signed-in people, and not for brokers', async () => {
    expect((await listen(`${world.edge.url}/v1/notices`, 'nonsense')).status).toBe(401);
    const inUrl = `${world.edge.url}/v1/notices?access_token=${await world.issuer.token('bob')}`;
    expect((await ask(inUrl, 'GET')).status).toBe(401);
    const token = await world.issuer.token('vault', { groups: ['brokers', 'managers'] });
    const answer = await ask(`${world.edge.url}/v1/notices`, 'GET', { token });
    expect(answer).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  });

  it('are limited per person; a HEAD opens no stream, and a leaving client frees its place', async () => {
    const token = await world.issuer.token('bob', { groups: ['managers'] });
    const all = await Promise.all(Array.from({ length: 10 }, () => world.joined('bob')));
    const refused = await ask(`${world.edge.url}/v1/notices`, 'GET', { token });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-streams' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    const metrics = async () => (await ask(`${world.edge.url}/metrics`, 'GET')).text;
    expect(await metrics()).toContain('countersign_notice_streams{service="gateway"} 10');
    all[0]!.close();
    await eventually('the place is free', async () =>
      (await metrics()).includes('countersign_notice_streams{service="gateway"} 9'),
    );
    for (let i = 0; i < 3; i++)
      expect((await ask(`${world.edge.url}/v1/notices`, 'HEAD', { token })).status).toBe(200);
    await world.joined('bob');
    await world.append('request', `request-${uuidv7()}`);
    await all[1]!.changed();
    expect(await metrics()).toMatch(/countersign_notices_sent_total\{service="gateway"\} 10/);
  });

  it('end at once with the gateway', async () => {
    const small = await startEdge({ ...world.env, NOTICE_STREAMS: '1' }, world.logTo);
    const bob = await world.joined('bob', undefined, small.url);
    const answer = await ask(`${small.url}/v1/notices`, 'GET', { token: await world.issuer.token('erin') });
    expect(answer).toMatchObject({ status: 503, body: { code: 'no-room-for-streams' } });
    const began = Date.now();
    await endGracefully(small.app);
    await bob.ended;
    expect(Date.now() - began).toBeLessThan(2_500);
  });
});
