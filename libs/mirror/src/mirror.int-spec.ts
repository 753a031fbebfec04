import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { mirrorName } from '@countersign/contracts';
import { testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { connectTo, managerOf } from './testing/test-bus.js';
import { ensureMirror } from './mirror.js';

const LOG = 'request';

let nats: TestNats;
let nc: NatsConnection;
let jsm: JetStreamManager;

beforeEach(async () => {
  nats = await testNats();
  nc = await connectTo(nats.url);
  jsm = await managerOf(nc);
});
afterEach(async () => {
  await nc.close();
  await nats.stop();
});

describe('an existing mirror with other settings', () => {
  it('gets the required settings, and keeps its messages', async () => {
    const name = mirrorName(LOG);
    await jsm.streams.add({
      name,
      subjects: ['countersign.elsewhere.>', `countersign.${LOG}.>`],
      max_msgs: 5,
      max_age: 60e9,
    });
    await nc.request(`countersign.${LOG}.thing.happened.thing-1`, '{}');
    const { config, state } = await ensureMirror(jsm, LOG, { replicas: 1 });
    expect(config).toMatchObject({ subjects: [`countersign.${LOG}.>`], max_msgs: -1, max_age: 0 });
    expect(config).toMatchObject({ deny_delete: true, deny_purge: true, discard: 'new' });
    expect(state.messages).toBe(1);
  });

  it('is not touched if there is nothing to change', async () => {
    await ensureMirror(jsm, LOG, { replicas: 1 });
    const update = jest.spyOn(jsm.streams, 'update');
    await ensureMirror(jsm, LOG, { replicas: 1 });
    expect(update).not.toHaveBeenCalled();
  });
});
