import { v7 as uuidv7 } from 'uuid';
import { requestRpc } from '@countersign/contracts';
import { eventually } from '@countersign/testing';
import { endGracefully } from '../create-gateway.js';
import { ask, startEdge } from '../test/edge.js';
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
  it('continue where an earlier stream ended, also at another gateway', async () => {
    const other = await startEdge(world.env, world.logTo);
    try {
      const first = await world.joined('bob');
      const ids = Array.from({ length: 4 }, () => uuidv7());
      await world.append('request', `request-${ids[0]!}`);
      await first.changed();
      const { id: cursor } = first.events.at(-1)!;
      first.close();
      await world.append('request', `request-${ids[1]!}`);
      await world.append('request', `account-${uuidv7()}`);
      await world.append('approval', `approval-${ids[2]!}`);
      for (const url of [world.edge.url, other.url]) {
        const again = await world.joined('bob', cursor, url);
        const changed = await again.changed(2);
        expect(changed.map(({ id }) => id).sort()).toEqual([ids[1], ids[2]].sort());
        expect(again.names()).not.toContain('resync');
      }
      // Oscar knows the cursor, and still sees nothing but his own.
      const oscars = [await world.joined('oscar', cursor), await world.joined('oscar', cursor, other.url)];
      world.script.on(requestRpc.audience, () => ({ audience: world.audienceOf('oscar') }));
      const own = uuidv7();
      const position = await world.append('request', `request-${own}`);
      for (const oscar of oscars) {
        expect(await oscar.changed()).toEqual([{ id: own, position: `request=${position}` }]);
        expect(oscar.names()).toEqual(['ready', 'request-changed']);
      }
    } finally {
      await endGracefully(other.app);
    }
  });

  it('start with resync after too long a gap, and with an invalid cursor', async () => {
    const first = await world.joined('bob');
    await world.append('request', `request-${uuidv7()}`);
    await first.changed();
    const { id: cursor } = first.events.at(-1)!;
    first.close();
    const witness = await world.joined('erin');
    await Promise.all(Array.from({ length: 501 }, () => world.append('request', `account-${uuidv7()}`)));
    await world.append('request', `request-${uuidv7()}`);
    await witness.changed();
    const foreign = Buffer.from(`request=1:${'0'.repeat(16)}&approval=0`).toString('base64url');
    const ahead = Buffer.from(`request=9999:${'0'.repeat(16)}&approval=0`).toString('base64url');
    for (const one of [cursor, 'nonsense', foreign, ahead])
      await (await world.joined('bob', one)).until(({ name }) => name === 'resync');
  });

  it('survive a mirror that is lost and rebuilt: nothing twice, nothing missed', async () => {
    const bob = await world.joined('bob');
    const id = uuidv7();
    for (let i = 0; i < 30; i++) await world.append('request', `request-${uuidv7()}`);
    await bob.until(({ data }) => data['position'] === 'request=30');
    const before = bob.events.length;
    await world.deleteMirror('request');
    await eventually('the gateway misses the mirror', () => world.missed('request') === 1);
    await world.makeMirrors();
    for (const message of world.history.request.slice()) await world.publish('request', message);
    await world.append('request', `request-${id}`);
    expect((await bob.changed(1, before)).map((one) => one.id)).toEqual([id]);
    expect(bob.names()).not.toContain('resync');
  });

  it('send resync when the mirror has another history, longer or shorter', async () => {
    const bob = await world.joined('bob');
    for (let i = 0; i < 5; i++) await world.append('request', `request-${uuidv7()}`);
    await bob.until(({ data }) => data['position'] === 'request=5');
    for (const [length, resyncs] of [
      [7, 1],
      [3, 2],
    ] as const) {
      await world.deleteMirror('request');
      await world.makeMirrors();
      world.history.request = [];
      for (let i = 0; i < length; i++) await world.append('request', `request-${uuidv7()}`);
      await bob.until(() => bob.names().filter((name) => name === 'resync').length === resyncs, 20_000);
      const id = uuidv7();
      const before = bob.events.length;
      await world.append('request', `request-${id}`);
      expect((await bob.changed(1, before))[0]!.id).toBe(id);
    }
  });

  it('continue after an outage of NATS', async () => {
    const bob = await world.joined('bob');
    await world.nats.kill();
    await eventually(
      'the gateway is not ready',
      async () => (await ask(`${world.edge.url}/readyz`, 'GET')).status !== 200,
    );
    expect(bob.closed).toBe(false);
    await world.nats.restart();
    await world.reconnectOwner();
    await eventually('notices come again', async () => {
      await world.append('request', `request-${uuidv7()}`);
      return bob.names().includes('request-changed');
    });
  });

  it('are refused before the mirrors have been read, and nothing else is', async () => {
    await world.deleteMirror('approval');
    const other = await startEdge(world.env, world.logTo);
    try {
      const token = await world.issuer.token('bob');
      await eventually('both gateways miss the mirror', () => world.missed('approval') === 2);
      const refused = await ask(`${other.url}/v1/notices`, 'GET', { token });
      expect(refused).toMatchObject({ status: 503, body: { code: 'notices-unavailable' } });
      await world.makeMirrors();
      await world.joined('bob', undefined, other.url);
    } finally {
      await endGracefully(other.app);
    }
  });
});
