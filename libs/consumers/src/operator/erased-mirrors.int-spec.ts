import type { NatsConnection } from '@nats-io/transport-node';
import { eraseTexts } from '@countersign/event-log';
import type { LogFeed, PostgresEventLog, StoredEvent } from '@countersign/event-log';
import { mirrorName } from '@countersign/contracts';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { connectTo, managerOf, mirrored, mirrorEnd, testRelay } from '@countersign/mirror/testing';
import { RelayAbsent } from '@countersign/mirror';
import { asAdmin, everybodyLeads } from '@countersign/postgres/testing';
import { testConsumersLog } from '../testing/test-log.js';
import type { TestLog } from '@countersign/mirror/testing';
import { renewErasedMirrors } from './erased-mirrors.js';
import type { RenewedMirror } from './erased-mirrors.js';
import { beginErasure, unfinishedErasures } from './unfinished-erasures.js';

jest.setTimeout(60_000);

const LOG = 'request';

let database: TestDatabase;
let nats: TestNats;
let nc: NatsConnection;
let log: TestLog;

beforeEach(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats()]);
  nc = await connectTo(nats.url);
  log = await testConsumersLog(database, LOG);
});
afterEach(async () => {
  await nc.close();
  await log.close();
  await nats.stop();
  await database.drop();
});

/** A log whose events are read but held back until the gate opens, as in a process that is frozen. */
class FrozenFeed implements LogFeed {
  readonly name = LOG;
  reads = 0;
  open: () => void = () => undefined;
  private readonly gate = new Promise<void>((resolve) => (this.open = resolve));

  constructor(private readonly log: LogFeed) {}

  head() {
    return this.log.head();
  }
  mirrorRenewal() {
    return this.log.mirrorRenewal();
  }
  onAppended(listener: (position: number) => void): () => void {
    return this.log.onAppended(listener);
  }
  async readStored(position: number, limit: number): Promise<StoredEvent[]> {
    const events = await this.log.readStored(position, limit);
    this.reads++;
    await this.gate;
    return events;
  }
}

const erase = (first: number, last: number): Promise<unknown> =>
  asAdmin(database, async (admin) => {
    await beginErasure(admin, { log: LOG });
    await eraseTexts(admin, {
      log: LOG,
      ranges: [[first, last]],
      person: null,
      before: new Date().toISOString(),
      by: 'operator',
      reason: 'old',
    });
  });
const renew = (patienceMs: number): Promise<RenewedMirror[]> =>
  asAdmin(database, async (admin) =>
    renewErasedMirrors(admin, await managerOf(nc), await unfinishedErasures(admin, [LOG]), {
      patienceMs,
    }),
  );
const madeAt = async (): Promise<string> =>
  (await (await managerOf(nc)).streams.info(mirrorName(LOG))).created;
const withTexts = async (): Promise<number[]> => {
  const found: number[] = [];
  for (let seq = 1; seq <= (await mirrorEnd(nc, LOG)); seq++)
    if ((await mirrored(nc, LOG, seq)).private !== undefined) found.push(seq);
  return found;
};

describe('a mirror that is rebuilt without erased texts', () => {
  it('is filled by its relay, with the same hashes', async () => {
    await log.append(20);
    const relay = await testRelay(log, nats.url);
    try {
      await eventually('mirrored', async () => (await mirrorEnd(nc, LOG)) === 20);
      await erase(5, 9);
      expect(await renew(15_000)).toEqual([{ log: LOG, state: 'clean' }]);
      await eventually('mirrored', async () => (await mirrorEnd(nc, LOG)) === 21);
      expect(await withTexts()).toEqual([1, 2, 3, 4, ...Array.from({ length: 11 }, (_, i) => i + 10)]);
      const hashes = (await log.log.readFrom(1, 100)).map(({ hash }) => hash);
      for (const [i, hash] of hashes.entries()) expect((await mirrored(nc, LOG, i + 1)).hash).toBe(hash);
    } finally {
      await relay.stop();
    }
  });

  it('is rebuilt once more if a relay that was frozen has written what it had read before', async () => {
    await log.append(20);
    const stale = new FrozenFeed(log.log);
    const fresh = new FrozenFeed(log.log);
    const relays = [await testRelay({ ...log, log: stale as unknown as PostgresEventLog }, nats.url)];
    try {
      await eventually('it has read the log', () => stale.reads === 1);
      await erase(5, 9);
      const before = await madeAt();
      const renewing = renew(30_000);
      const wishes = () => database.sql('SELECT FROM request.mirror_renewal');
      await eventually('it is asked for', async () => (await wishes()).length > 0);
      const leading = { leases: everybodyLeads };
      relays.push(await testRelay({ ...log, log: fresh as unknown as PostgresEventLog }, nats.url, leading));
      await eventually('the mirror is another', async () => (await madeAt().catch(() => before)) !== before);
      stale.open();
      await eventually('it has written', async () => (await mirrorEnd(nc, LOG)) >= 20);
      fresh.open();
      expect(await renewing).toEqual([{ log: LOG, state: 'clean' }]);
      await eventually('mirrored', async () => (await mirrorEnd(nc, LOG)) === 21);
      expect((await withTexts()).filter((seq) => seq >= 5 && seq <= 9)).toEqual([]);
    } finally {
      stale.open();
      fresh.open();
      for (const relay of relays) await relay.stop();
    }
  });

  it('is not waited for longer than requested, and is rebuilt as soon as its relay runs', async () => {
    await log.append(20);
    const before = await testRelay(log, nats.url);
    await eventually('mirrored', async () => (await mirrorEnd(nc, LOG)) === 20);
    await before.stop();
    await erase(5, 9);
    await expect(renew(200)).rejects.toThrow(RelayAbsent);
    const relay = await testRelay(log, nats.url);
    try {
      await eventually('mirrored', async () => (await mirrorEnd(nc, LOG)) === 21);
      expect((await withTexts()).filter((seq) => seq >= 5 && seq <= 9)).toEqual([]);
    } finally {
      await relay.stop();
    }
  });
});
