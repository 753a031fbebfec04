import { DatabaseError } from 'pg';
import { jetstream } from '@nats-io/jetstream';
import type { JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { mirrorName, ownStream, Refusal, Unavailable } from '@countersign/contracts';
import type { RecordedEvent } from '@countersign/contracts';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import type { ProcessManager } from './consumers.js';
import { countingProjection } from './testing/counting-projection.js';
import { managerOf, mirrorEnd, testRelay } from '@countersign/mirror/testing';
import { testConsumersLog } from './testing/test-log.js';
import type { TestLog } from '@countersign/mirror/testing';
import { everybodyLeads } from '@countersign/postgres/testing';
import { installReporting, testService } from './testing/test-service.js';
import type { TestService } from './testing/test-service.js';
import { CatchUpReader } from '@countersign/mirror';
import { CursorMoved, CursorStore } from './cursor-store.js';
import { ParkedStore } from './parked-store.js';
import { NotCaughtUp, PositionWaiter } from './position-waiter.js';
import { ProjectionEffect } from './projection-effect.js';
import { SharedTail } from './shared-tail.js';
import { SharedTails } from './tail-reader.js';

jest.setTimeout(60_000);

const LOG = 'request';

let database: TestDatabase;
let nats: TestNats;
let log: TestLog;
let reportingUrl: string;
let stopRelay: () => Promise<void>;
const services: TestService[] = [];

async function service(given?: Parameters<typeof testService>[2]): Promise<TestService> {
  const made = await testService(reportingUrl, nats.url, given);
  services.push(made);
  return made;
}

interface Counted {
  stream: string;
  count: number;
  versions: string;
}

const counted = (): Promise<Counted[]> =>
  database.sql<Counted>('SELECT stream, count, versions FROM reporting.counted ORDER BY stream');
const total = async (): Promise<number> => (await counted()).reduce((sum, { count }) => sum + count, 0);

interface CursorRow {
  position: number;
  hash: string;
}

const cursorOf = async (consumer: string): Promise<CursorRow | undefined> =>
  (
    await database.sql<CursorRow>(
      'SELECT position::int, hash FROM reporting.consumer_cursor WHERE consumer = $1 AND log = $2',
      [consumer, LOG],
    )
  )[0];

const cursorReaches = (consumer: string, position: number, timeoutMs?: number): Promise<void> =>
  eventually(
    `${consumer} is at ${position}`,
    async () => (await cursorOf(consumer))?.position === position,
    timeoutMs,
  );

/** The expected contents of the counting projection: every event of the log once, in order. */
async function expectCountedOnce(): Promise<void> {
  const { position } = await log.log.head();
  const expected = new Map<string, number[]>();
  for (const event of await log.log.readFrom(1, position)) {
    const { id, version } = ownStream(event);
    expected.set(id, [...(expected.get(id) ?? []), version]);
  }
  const rows = await counted();
  expect(new Map(rows.map(({ stream, versions }) => [stream, versions]))).toEqual(
    new Map([...expected].map(([stream, versions]) => [stream, versions.join(',')])),
  );
  expect(await total()).toBe(position);
}

interface Recording extends ProcessManager {
  handled: string[];
  answer: (event: RecordedEvent) => void;
}

function recording(name = 'recorder'): Recording {
  const processManager: Recording = {
    name,
    log: LOG,
    handled: [],
    answer: () => undefined,
    handle: (event) =>
      Promise.resolve().then(() => {
        processManager.answer(event);
        const { id, version } = ownStream(event);
        processManager.handled.push(`${id}@${version}`);
      }),
  };
  return processManager;
}

beforeEach(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats()]);
  log = await testConsumersLog(database, LOG);
  reportingUrl = await installReporting(database);
  const relay = await testRelay(log, nats.url);
  stopRelay = () => relay.stop();
});

afterEach(async () => {
  for (const one of services.splice(0)) await one.stop();
  await stopRelay();
  await log.close();
  await nats.stop();
  await database.drop();
});

describe('a projection', () => {
  it('applies every event once and in order, in batches when behind and one by one when live', async () => {
    await log.append(1200);
    for (let i = 0; i < 5; i++) await log.append(1, 'thing-same');
    const projection = countingProjection();
    const { runner } = await service();
    runner.addProjection(projection);
    runner.start();
    await cursorReaches('counting', 1205);
    expect(Math.max(...projection.batches)).toBeGreaterThan(100);
    projection.batches.length = 0;
    for (let i = 0; i < 5; i++) {
      await log.append(1, 'thing-same');
      await cursorReaches('counting', 1206 + i);
    }
    expect(projection.batches).toEqual([1, 1, 1, 1, 1]);
    await expectCountedOnce();
    const [last] = await log.log.readStored(1210, 1);
    expect(await cursorOf('counting')).toEqual({ position: 1210, hash: last?.hash });
  });

  it('receives only events of its types, and moves past the others', async () => {
    const { runner } = await service();
    const others = { ...countingProjection('others'), types: ['thing.undone'] };
    runner.addProjection(others);
    runner.addProjection({ ...countingProjection(), types: ['thing.happened'] });
    runner.start();
    await log.append(3);
    for (const consumer of ['others', 'counting']) await cursorReaches(consumer, 3);
    expect(others.batches).toEqual([]);
    await expectCountedOnce();
  });

  it('applies an event once even if it is delivered twice', async () => {
    await log.append(300);
    const { nc, pool, telemetry } = await service();
    await eventually('mirrored', async () => (await mirrorEnd(nc, LOG)) === 300);
    const reader = await CatchUpReader.open(doubling(jetstream(nc)), LOG, 1);
    const sequences: number[] = [];
    while (sequences.length < 300) {
      const taken = await reader.take(100, 1000, new AbortController().signal);
      sequences.push(...taken.map(({ sequence }) => sequence));
    }
    expect(await reader.take(100, 100, new AbortController().signal)).toEqual([]);
    reader.close();
    expect(sequences).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));

    const events = await log.log.readFrom(1, 300);
    const cursors = new CursorStore('reporting', 'counting', LOG, 'projection');
    const context = {
      log: LOG,
      pool,
      cursors,
      parked: new ParkedStore('reporting', 'counting', LOG),
      upcast: (e: RecordedEvent) => e,
      telemetry,
    } as const;
    const effect = new ProjectionEffect(countingProjection(), context, { schema: 'reporting', suffix: '' });
    const cursor = await cursors.open(pool);
    await effect.handle(events, cursor, new Set());
    await expect(effect.handle(events, cursor, new Set())).rejects.toThrow(CursorMoved);
    await expectCountedOnce();
  });

  it('stays correct even when two leaders work at the same time', async () => {
    await log.append(2000);
    for (let i = 0; i < 2; i++) {
      const { runner } = await service({ leases: everybodyLeads });
      runner.addProjection(countingProjection());
      runner.start();
    }
    await cursorReaches('counting', 2000);
    for (let i = 0; i < 50; i++) await log.append(1, 'thing-same');
    await cursorReaches('counting', 2050);
    await expectCountedOnce();
    expect(await database.sql('SELECT FROM reporting.consumer_parked')).toEqual([]);
  });

  it('has one leader; another takes over when its connection is terminated', async () => {
    const first = await service();
    const second = await service();
    for (const { runner } of [first, second]) {
      runner.addProjection(countingProjection());
      runner.start();
    }
    await log.append(10);
    await cursorReaches('counting', 10);
    const states = (): string[] =>
      [first, second].flatMap(({ runner }) => runner.status().map(({ state }) => state));
    await eventually('one leads', () => states().sort().join() === 'following,standing-by');
    const leader = first.runner.status()[0]?.state === 'following' ? first : second;
    await leader.stop();
    services.splice(services.indexOf(leader), 1);
    await log.append(10);
    await cursorReaches('counting', 20, 5000);
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'countersign-leader' AND datname = current_database()`,
    );
    await log.append(10);
    await cursorReaches('counting', 30, 10_000);
    await expectCountedOnce();
  });

  it('steps down as leader when it hangs while it is behind', async () => {
    const hanging = await service();
    const projection = countingProjection();
    let goOn: (value?: unknown) => void = () => undefined;
    projection.before = () => new Promise((resolve) => (goOn = resolve));
    hanging.runner.addProjection(projection);
    hanging.runner.start();
    await eventually('it leads', () => hanging.runner.status()[0]?.state === 'following');
    const other = await service();
    other.runner.addProjection(countingProjection());
    other.runner.start();
    await log.append(10);
    await eventually('it hangs', () => projection.batches.length > 0);
    await eventually(
      'it steps down',
      () => hanging.telemetry.lines.some(({ message }) => message.includes('no progress for 10 s')),
      20_000,
    );
    await cursorReaches('counting', 10, 15_000);
    await expectCountedOnce();
    goOn();
  });

  it('resumes by itself after database and NATS were away, and parks nothing', async () => {
    const { runner, pool } = await service();
    runner.addProjection(countingProjection());
    runner.start();
    await log.append(500);
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'countersign_reporting' AND datname = current_database()`,
    );
    await log.append(500);
    await nats.kill();
    await log.append(100);
    await nats.restart();
    await cursorReaches('counting', 1100, 30_000);
    await expectCountedOnce();
    expect((await pool.query('SELECT FROM reporting.consumer_parked')).rowCount).toBe(0);
  });

  it('retries, and parks nothing, when the database ends its connection in the middle of an effect', async () => {
    const { runner } = await service();
    const projection = countingProjection();
    let kills = 3;
    projection.before = ({ client }) =>
      kills-- > 0 ? client.query('SELECT pg_terminate_backend(pg_backend_pid())') : Promise.resolve();
    runner.addProjection(projection);
    runner.start();
    await log.append(1);
    await cursorReaches('counting', 1);
    await expectCountedOnce();
    expect(projection.batches).toEqual([1, 1, 1, 1]);
    expect(await database.sql('SELECT FROM reporting.consumer_parked')).toEqual([]);
  });

  it('resumes by itself after the store of NATS was lost', async () => {
    const { runner } = await service();
    runner.addProjection(countingProjection());
    runner.start();
    await log.append(500);
    await cursorReaches('counting', 500);
    await nats.kill();
    await nats.restart({ emptyStore: true });
    await log.append(100);
    await cursorReaches('counting', 600, 30_000);
    await expectCountedOnce();
    await eventually('it follows', () => runner.status()[0]?.state === 'following');
  });
});

describe('a mirror with a message from another writer', () => {
  it('stops its consumers, which report the reason', async () => {
    const { runner, nc } = await service();
    runner.addProjection(countingProjection());
    runner.start();
    await log.append(3);
    await cursorReaches('counting', 3);
    await stopRelay();
    await nc.request(`countersign.${LOG}.stray`, 'no JSON');
    await eventually('it stops', () => runner.status()[0]?.state === 'stopped');
    expect(runner.health('counting')).toEqual({
      up: false,
      detail: expect.stringContaining('at 4 that is not an event') as string,
    });
  });
});

/** A subscription that can stop to give what it has. */
class FallsSilent extends SharedTail {
  isSilent = false;

  override from(...place: Parameters<SharedTail['from']>): ReturnType<SharedTail['from']> {
    return this.isSilent ? [] : super.from(...place);
  }
}

describe('a consumer that makes no progress', () => {
  it('replaces a silent subscription, even while the mirror grows', async () => {
    let first: FallsSilent | undefined;
    const tailsOn = (nc: NatsConnection): SharedTails =>
      new SharedTails(nc, (name) => (first ? new SharedTail(nc, name) : (first = new FallsSilent(nc, name))));
    const { runner } = await service({ tailsOn });
    runner.addProjection(countingProjection());
    runner.start();
    await log.append(3);
    await cursorReaches('counting', 3);
    first!.isSilent = true;
    const more = setInterval(() => void log.append(1), 300);
    try {
      // Without that, it would step down only after ten seconds.
      await eventually('it goes on', async () => ((await cursorOf('counting'))?.position ?? 0) > 3, 8_000);
    } finally {
      clearInterval(more);
    }
  });

  it('gets smaller batches when a batch takes too long, and parks nothing', async () => {
    const { runner, nc } = await service();
    const projection = countingProjection();
    projection.before = () => {
      const tooLong = Object.assign(new DatabaseError('canceling statement', 1, 'error'), { code: '57014' });
      return (projection.batches.at(-1) ?? 0) > 3 ? Promise.reject(tooLong) : Promise.resolve();
    };
    runner.addProjection(projection);
    await log.append(40);
    await eventually('it is mirrored', async () => (await mirrorEnd(nc, LOG)) === 40);
    runner.start();
    await cursorReaches('counting', 40);
    await expectCountedOnce();
    expect(Math.max(...projection.batches)).toBeGreaterThan(3);
    expect(await database.sql('SELECT FROM reporting.consumer_parked')).toEqual([]);
  });
});

describe('an event that always fails', () => {
  it('parks its stream while others continue; a retry applies the parked events in order', async () => {
    const projection = countingProjection();
    projection.poison.add('thing-bad@2');
    const { runner, telemetry } = await service();
    runner.addProjection(projection);
    for (let i = 0; i < 3; i++) await log.append(1, 'thing-bad');
    await log.append(400);
    runner.start();
    await cursorReaches('counting', 403);
    // Found by halving: single events would take a transaction each.
    expect(projection.batches.length).toBeLessThan(60);
    await log.append(1, 'thing-bad');
    await cursorReaches('counting', 404);
    expect(
      await database.sql(
        'SELECT position::int, stream, error IS NULL AS waits FROM reporting.consumer_parked ORDER BY 1',
      ),
    ).toEqual([
      { position: 2, stream: 'thing-bad', waits: false },
      { position: 3, stream: 'thing-bad', waits: true },
      { position: 404, stream: 'thing-bad', waits: true },
    ]);
    expect(await total()).toBe(401);
    expect(runner.health('counting')).toEqual({
      up: true,
      detail: expect.stringContaining('1 streams of request') as string,
    });
    expect(telemetry.values.get('parked counting request')).toBe(1);

    await runner.retryParked('counting');
    await eventually(
      'it failed again',
      async () =>
        (await database.sql('SELECT FROM reporting.consumer_parked WHERE attempts = 2')).length === 1,
    );
    expect(await total()).toBe(401);

    projection.poison.clear();
    await runner.retryParked('counting');
    await eventually(
      'nothing is parked',
      async () => (await database.sql('SELECT FROM reporting.consumer_parked')).length === 0,
    );
    await log.append(1, 'thing-bad');
    await cursorReaches('counting', 405);
    await expectCountedOnce();
    expect(telemetry.values.get('parked counting request')).toBe(0);
  });

  it('stays parked under the next leader', async () => {
    const first = await service();
    const projection = countingProjection();
    projection.poison.add('thing-bad@1');
    first.runner.addProjection(projection);
    first.runner.start();
    await log.append(1, 'thing-bad');
    await cursorReaches('counting', 1);
    await first.stop();
    services.splice(0);
    const second = await service();
    second.runner.addProjection(countingProjection());
    second.runner.start();
    await log.append(1, 'thing-bad');
    await cursorReaches('counting', 2);
    expect(await total()).toBe(0);
    await second.runner.retryParked('counting');
    await eventually('it is back', async () => (await total()) === 2);
    await expectCountedOnce();
  });
});

describe('consumers of one log in one process', () => {
  const subscriptions = async (nc: NatsConnection): Promise<number> =>
    (await (await managerOf(nc)).streams.info(mirrorName(LOG))).state.consumer_count;

  it('share a subscription, wherever each began, even after NATS has lost its store', async () => {
    await log.append(50);
    const { runner, nc } = await service();
    const first = recording('first');
    runner.addProcessManager(first);
    runner.addProcessManager(recording('second'));
    runner.addProjection(countingProjection());
    runner.start();
    for (const consumer of ['first', 'second', 'counting']) await cursorReaches(consumer, 50);
    await log.append(10);
    await cursorReaches('counting', 60);
    await eventually('they share one', async () => (await subscriptions(nc)) === 1);
    await nats.kill();
    await nats.restart({ emptyStore: true });
    await log.append(10);
    for (const consumer of ['first', 'second', 'counting']) await cursorReaches(consumer, 70, 30_000);
    await eventually('they share one again', async () => (await subscriptions(nc)) === 1);
    await expectCountedOnce();
    expect(new Set(first.handled).size).toBe(70);
  });

  it('are not affected when one of them fails or hangs', async () => {
    const { runner, telemetry } = await service();
    const failing = recording('failing');
    const hanging = recording('hanging');
    failing.answer = () => {
      throw new Unavailable('The approval service');
    };
    hanging.handle = () => new Promise(() => undefined);
    for (const one of [failing, hanging]) runner.addProcessManager(one);
    runner.addProjection(countingProjection());
    runner.start();
    for (let i = 1; i <= 20; i++) {
      await log.append(150);
      await cursorReaches('counting', i * 150);
    }
    await expectCountedOnce();
    expect(telemetry.lines.filter(({ message }) => message.includes('subscription'))).toEqual([]);
    failing.answer = () => undefined;
    await cursorReaches('failing', 3000);
  });
});

describe('a process manager', () => {
  it('handles each event before the cursor passes it, and the events of a stream in order', async () => {
    const processManager = recording();
    const { runner } = await service();
    runner.addProcessManager(processManager);
    runner.start();
    for (let i = 0; i < 20; i++) await log.append(1, 'thing-same');
    await log.append(300);
    await cursorReaches('recorder', 320);
    expect(new Set(processManager.handled).size).toBe(320);
    const same = processManager.handled.filter((one) => one.startsWith('thing-same'));
    expect(same).toEqual(Array.from({ length: 20 }, (_, i) => `thing-same@${i + 1}`));
  });

  it('treats a refusal as handled, and records it', async () => {
    const processManager = recording();
    processManager.answer = () => {
      throw new Refusal('not-pending', 409, 'It has ended.');
    };
    const { runner, telemetry } = await service();
    runner.addProcessManager(processManager);
    runner.start();
    await log.append(3);
    await cursorReaches('recorder', 3);
    expect(telemetry.values.get('refused recorder not-pending')).toBe(3);
    expect(telemetry.lines.filter(({ message }) => message.includes('not-pending'))).toHaveLength(3);
    expect(await database.sql('SELECT FROM reporting.consumer_parked')).toEqual([]);
  });

  it('retries and reports the reason while a service it needs is unavailable, and parks nothing', async () => {
    const processManager = recording();
    let down = true;
    let attempts = 0;
    processManager.answer = () => {
      attempts++;
      if (down) throw new Unavailable('The approval service');
    };
    const { runner } = await service();
    runner.addProcessManager(processManager);
    runner.start();
    await log.append(1);
    await eventually('it tried several times', () => attempts > 3);
    expect((await cursorOf('recorder'))?.position).toBe(0);
    await eventually('it says why', () =>
      Boolean(runner.health('recorder').detail?.includes('approval service')),
    );
    expect(runner.health('recorder').up).toBe(true);
    down = false;
    await cursorReaches('recorder', 1);
    await eventually('all is well', () => runner.health('recorder').detail === undefined);
    expect(await database.sql('SELECT FROM reporting.consumer_parked')).toEqual([]);
  });

  it('parks the stream of an event that fails, and retries it on request', async () => {
    const processManager = recording();
    let broken = true;
    processManager.answer = (event) => {
      if (broken && ownStream(event).id === 'thing-bad') throw new TypeError('undefined is not a function');
    };
    const { runner } = await service();
    runner.addProcessManager(processManager);
    runner.start();
    await log.append(1, 'thing-bad');
    await log.append(1, 'thing-bad');
    await log.append(5);
    await cursorReaches('recorder', 7);
    expect(processManager.handled).toHaveLength(5);
    broken = false;
    await runner.retryParked('recorder');
    await eventually('they are handled', () => processManager.handled.length === 7);
    expect(processManager.handled.slice(5)).toEqual(['thing-bad@1', 'thing-bad@2']);
  });
});

describe('a position waiter', () => {
  it('waits for the consumer, and refuses when it does not get there in time', async () => {
    const { runner, pool } = await service();
    runner.addProjection(countingProjection());
    runner.start();
    const waiter = new PositionWaiter(pool, 'reporting');
    const waiting = waiter.wait('counting', [{ log: LOG, position: 2 }], 10_000);
    await log.append(2);
    await expect(waiting).resolves.toBeUndefined();
    await expect(waiter.wait('counting', [{ log: LOG, position: 3 }], 200)).rejects.toThrow(NotCaughtUp);
    await expect(waiter.wait('counting', [])).resolves.toBeUndefined();
  });
});

/** A JetStream client that delivers every message twice. */
function doubling(js: JetStreamClient): JetStreamClient {
  const get: JetStreamClient['consumers']['get'] = async (...args) => {
    const consumer = await js.consumers.get(...args);
    const consume = consumer.consume.bind(consumer);
    consumer.consume = async (options) => {
      const messages = await consume(options);
      const each = messages[Symbol.asyncIterator].bind(messages);
      messages[Symbol.asyncIterator] = async function* () {
        for await (const message of { [Symbol.asyncIterator]: each }) {
          yield message;
          yield message;
        }
      };
      return messages;
    };
    return consumer;
  };
  return { ...js, consumers: { get } } as unknown as JetStreamClient;
}
