import { headers } from '@nats-io/transport-node';
import { testNats, testPostgres } from '@countersign/testing';
import { ensureMirror } from './mirror/mirror.js';
import { MirrorPublisher } from './mirror/mirror-publisher.js';
import { cloudEventText } from './mirror/cloud-event.js';
import { connectTo, managerOf } from './test-support/test-bus.js';
import { testLog } from './test-support/test-log.js';
jest.setTimeout(120_000);
it('measure', async () => {
  const [database, nats] = await Promise.all([testPostgres(), testNats()]);
  const log = await testLog(database, 'request');
  await log.append(40_000);
  const nc = await connectTo(nats.url);
  await ensureMirror(await managerOf(nc), 'request', { replicas: 1 });
  for (let round = 0; round < 2; round++) {
  let t = performance.now();
  const all = [];
  for (let p = 1; p < 40_000; p += 1000) all.push(...(await log.log.readStored(p, 1000)));
  console.log('read', 40_000 / ((performance.now() - t) / 1000));
  t = performance.now();
  const texts = all.map((e) => { const b = JSON.parse(e.body); return cloudEventText('request', e, b); });
  console.log('text', 40_000 / ((performance.now() - t) / 1000));
  t = performance.now();
  for (let i = 0; i < 40_000; i++) { const h = headers(); h.set('Nats-Expected-Last-Sequence', String(i)); }
  console.log('headers', 40_000 / ((performance.now() - t) / 1000));
  if (round) continue;
  t = performance.now();
  const pub = new MirrorPublisher(nc, '_INBOX');
  for (const [i, text] of texts.entries()) await pub.publish(i + 1, 'countersign.request.thing.happened.thing-1', text);
  await pub.drain();
  pub.close();
  console.log('publish', 40_000 / ((performance.now() - t) / 1000));
  }
  await nc.close(); await log.close(); await nats.stop(); await database.drop();
});
