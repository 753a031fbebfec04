import type { NatsConnection } from '@nats-io/transport-node';
import { auditStreamName, cloudEvent, mirrorName } from '@countersign/contracts';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { connectTo, managerOf, testRelay } from '@countersign/mirror/testing';
import { asAdmin } from '@countersign/postgres/testing';
import { testConsumersLog } from '../testing/test-log.js';
import type { TestLog } from '@countersign/mirror/testing';
import { startNewEpoch } from './new-epoch.js';
import { ensureAuditStream } from '@countersign/mirror';

jest.setTimeout(120_000);

const LOG = 'request';
/** The server looks for a lost stream at growing intervals. */
const PATIENCE_MS = 60_000;

let database: TestDatabase;
let nats: TestNats;
let nc: NatsConnection;
let log: TestLog;
let relay: Awaited<ReturnType<typeof testRelay>>;

beforeEach(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats()]);
  nc = await connectTo(nats.url);
  log = await testConsumersLog(database, LOG);
  relay = await testRelay(log, nats.url);
});
afterEach(async () => {
  await relay.stop();
  await nc.close();
  await log.close();
  await nats.stop();
  await database.drop();
});

const end = async (): Promise<number> =>
  (await managerOf(nc)).streams.info(auditStreamName).then(
    ({ state }) => state.last_seq,
    () => -1,
  );
const reaches = (count: number): Promise<void> =>
  eventually(`the stream of all mirrors has ${count}`, async () => (await end()) >= count, PATIENCE_MS);

/** Position and hash of each message, in its order. */
async function content(): Promise<[number, string][]> {
  const jsm = await managerOf(nc);
  const all: [number, string][] = [];
  for (let seq = 1; seq <= (await end()); seq++) {
    const { sequence, hash } = cloudEvent.parse(
      (await jsm.streams.getMessage(auditStreamName, { seq }))?.json(),
    );
    all.push([Number(sequence), hash]);
  }
  return all;
}

const inLog = async (): Promise<[number, string][]> =>
  (await log.log.readStored(1, 1000)).map(({ position, hash }) => [position, hash]);

describe('the stream of all mirrors', () => {
  it('is created by a relay, recreated after a loss, and keeps its messages', async () => {
    await log.append(5);
    await reaches(5);
    const jsm = await managerOf(nc);
    await expect(jsm.streams.deleteMessage(auditStreamName, 3)).rejects.toThrow();
    await expect(jsm.streams.purge(auditStreamName)).rejects.toThrow();
    await jsm.streams.delete(auditStreamName);
    await reaches(5);
    expect(await content()).toEqual(await inLog());
  });

  it('gets other settings only from an operator, and keeps its messages', async () => {
    await log.append(3);
    await reaches(3);
    const jsm = await managerOf(nc);
    await jsm.streams.update(auditStreamName, { description: 'something else' });
    await ensureAuditStream(jsm, { replicas: 1 });
    expect((await jsm.streams.info(auditStreamName)).config.description).toMatch(/^Every mirror in one/);
    expect(await end()).toBe(3);
  });

  it('continues without repeats after a mirror was lost and rebuilt', async () => {
    await log.append(20);
    await reaches(20);
    await (await managerOf(nc)).streams.delete(mirrorName(LOG));
    await log.append(5);
    await reaches(25);
    expect(await content()).toEqual(await inLog());
  });

  it('contains each event once after the server was killed during copying', async () => {
    await log.append(300);
    await nats.kill();
    await nats.restart();
    await log.append(100);
    await reaches(400);
    expect(await content()).toEqual(await inLog());
  });

  it('is recreated at a new epoch, and never contains two histories', async () => {
    await log.append(20);
    await reaches(20);
    await log.restoreTo(15);
    await log.append(10);
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'countersign-leader' AND datname = current_database()`,
    );
    await eventually('the gate shuts', () => relay.gate.state === 'diverged');
    await asAdmin(database, (admin) =>
      startNewEpoch(admin, nc, { log: LOG, by: 'operator', reason: 'restored', replicas: 1 }),
    );
    await reaches(25);
    expect(await content()).toEqual(await inLog());
  });
});
