import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { ConsumerConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { auditStreamName, cloudEvent, logNames, mirrorName } from '@countersign/contracts';
import type { CloudEvent, LogName } from '@countersign/contracts';
import { eraseTexts } from '@countersign/event-log';
import { connectAs, managerOf, testNatsConfig, testRelay } from '@countersign/mirror/testing';
import type { TestLog, TestRelay } from '@countersign/mirror/testing';
import { asAdmin } from '@countersign/postgres/testing';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { testConsumersLog } from '../testing/test-log.js';
import { renewErasedMirrors } from './erased-mirrors.js';
import { startNewEpoch } from './new-epoch.js';
import { beginErasure, unfinishedErasures } from './unfinished-erasures.js';

jest.setTimeout(180_000);

/** The server looks for a stream that was lost at growing intervals. */
const PATIENCE_MS = 60_000;

let database: TestDatabase;
let nats: TestNats;
/** By log: the relay's connection, which may publish to the mirror. */
const logs = {} as Record<LogName, TestLog>;
const relays = {} as Record<LogName, TestRelay>;
let siem: NatsConnection;
let operator: NatsConnection;

beforeEach(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats({ configText: testNatsConfig() })]);
  for (const log of logNames) {
    logs[log] = await testConsumersLog(database, log);
    relays[log] = await testRelay(logs[log], nats.url, { accounts: true });
  }
  // As a client connects by default.
  siem = await connectAs('siem', nats.url, { inboxPrefix: '_INBOX' });
  operator = await connectAs('admin', nats.url);
});
afterEach(async () => {
  for (const log of logNames) await relays[log].stop();
  for (const log of logNames) await logs[log].close();
  await siem.close();
  await operator.close();
  await nats.stop();
  await database.drop();
});

/** What the stream holds, by log: position and hash in the stream's order; the other messages. */
async function content(): Promise<{ events: Map<LogName, CloudEvent[]>; strays: string[] }> {
  const jsm = await managerOf(relays.request.nc);
  const { state } = await jsm.streams.info(auditStreamName);
  const events = new Map<LogName, CloudEvent[]>(logNames.map((log) => [log, []]));
  const strays: string[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await jsm.streams.getMessage(auditStreamName, { seq });
    if (!message) throw new Error(`no message ${seq}`);
    const event = cloudEvent.safeParse(parsed(message.string())).data;
    const log = logNames.find((one) => message.subject.startsWith(`countersign.${one}.`));
    if (event && log) events.get(log)?.push(event);
    else strays.push(message.subject);
  }
  return { events, strays };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const inLog = async (log: LogName): Promise<[string, string][]> =>
  (await logs[log].log.readStored(1, 1000)).map(({ position, hash }) => [String(position), hash]);

/** Waits until the stream holds each log from its beginning to its end, once, and nothing else. */
const holdsTheLogs = (): Promise<void> =>
  eventually(
    'the stream of all mirrors holds the logs',
    async () => {
      const { events, strays } = await content();
      expect(strays).toEqual([]);
      for (const log of logNames)
        expect(events.get(log)?.map(({ sequence, hash }) => [sequence, hash])).toEqual(await inLog(log));
      return true;
    },
    PATIENCE_MS,
  );

/** Takes what there is as a SIEM does, up to a number, and acknowledges it. @returns log and position of each event */
async function take(durable: string, count: number): Promise<string[]> {
  const consumer = await jetstream(siem).consumers.get(auditStreamName, durable);
  const taken: string[] = [];
  for await (const message of await consumer.fetch({ max_messages: count, expires: 2000 })) {
    message.ack();
    const event = cloudEvent.safeParse(parsed(message.string())).data;
    // A stray may come before the stream is recreated without it.
    if (event) taken.push(`${event.source.split('/').at(-1) ?? ''} ${event.sequence}`);
  }
  await siem.flush();
  return taken;
}

/** Everything until nothing more comes. */
async function takeAll(durable: string): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const more = await take(durable, 500);
    if (more.length === 0) return all;
    all.push(...more);
  }
}

async function settingsOf(durable: string): Promise<Partial<ConsumerConfig>> {
  const { config } = await (await jetstreamManager(siem)).consumers.info(auditStreamName, durable);
  const { metadata: _, ...settings } = config;
  return settings;
}

const positions = (log: LogName, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `${log} ${from + i}`);

describe('the stream of all mirrors', () => {
  it('is created by the relay of the request log, and recreated when it is lost', async () => {
    await logs.request.append(5);
    await logs.policy.append(2);
    await holdsTheLogs();
    const jsm = await managerOf(relays.request.nc);
    await expect(jsm.streams.deleteMessage(auditStreamName, 3)).rejects.toThrow();
    expect((await jsm.streams.info(auditStreamName)).config.subjects).toBeFalsy();
    await jsm.streams.delete(auditStreamName);
    await logs.approval.append(3);
    await holdsTheLogs();
  });

  it('has each event once after the server was killed while it copied', async () => {
    await logs.request.append(300);
    await nats.kill();
    await nats.restart();
    await logs.request.append(100);
    await holdsTheLogs();
  });

  it('works with a client as it comes: account and stream info, durable consumers, filters', async () => {
    await logs.request.append(3);
    await logs.policy.append(2);
    await holdsTheLogs();
    const jsm = await jetstreamManager(siem);
    expect((await jsm.streams.info(auditStreamName)).state.messages).toBe(5);
    await jsm.consumers.add(auditStreamName, {
      durable_name: 'policies',
      ack_policy: AckPolicy.Explicit,
      filter_subject: 'countersign.policy.>',
    });
    expect(await takeAll('policies')).toEqual(positions('policy', 1, 2));
    await expect(jsm.streams.delete(auditStreamName)).rejects.toThrow();
    await expect(jsm.consumers.delete(auditStreamName, 'policies')).rejects.toThrow();
  });
});

describe('a durable consumer of the stream of all mirrors', () => {
  const settings = {
    durable_name: 'siem',
    description: 'the collector of the security team',
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(7000),
    max_ack_pending: 123,
  };

  it('keeps its settings and misses nothing through a stray, an erasure and a new epoch', async () => {
    for (const log of logNames) await logs[log].append(20);
    await holdsTheLogs();
    await (await jetstreamManager(siem)).consumers.add(auditStreamName, settings);
    const before = await settingsOf('siem');
    const first = await take('siem', 31);
    expect(first).toHaveLength(31);

    // A stray.
    await relays.policy.nc.request('countersign.policy.stray.event.x', '{"not":"an event"}');
    await eventually(
      'the mirror is recreated',
      () => relays.policy.telemetry.values.has('mirrorStrays policy'),
      15_000,
    );
    await holdsTheLogs();
    const second = await takeAll('siem');
    const everything = logNames.flatMap((log) => positions(log, 1, 20));
    expect([...new Set([...first, ...second])].sort()).toEqual([...everything].sort());
    expect(await settingsOf('siem')).toEqual(before);

    // An erasure.
    await logs.request.append(5);
    await asAdmin(database, async (admin) => {
      await beginErasure(admin, { log: 'request' });
      await eraseTexts(admin, {
        log: 'request',
        ranges: [[3, 9]],
        person: null,
        before: new Date().toISOString(),
        by: 'operator',
        reason: 'old',
      });
      const erased = await unfinishedErasures(admin, ['request']);
      await renewErasedMirrors(admin, await managerOf(operator), erased, { patienceMs: 30_000 });
    });
    await holdsTheLogs();
    const { events } = await content();
    const withText = events.get('request')?.filter((event) => event.private !== undefined) ?? [];
    expect(withText.map(({ sequence }) => Number(sequence)).filter((n) => n >= 3 && n <= 9)).toEqual([]);
    expect(await takeAll('siem')).toEqual(expect.arrayContaining(positions('request', 21, 26)));
    expect(await settingsOf('siem')).toEqual(before);

    // A new epoch.
    await logs.request.restoreTo(15);
    await logs.request.append(10);
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'countersign-leader' AND datname = current_database()`,
    );
    await eventually('the gate shuts', () => relays.request.gate.state === 'diverged', PATIENCE_MS);
    await logs.approval.append(1);
    await asAdmin(database, (admin) =>
      startNewEpoch(admin, operator, { log: 'request', by: 'operator', reason: 'restored' }),
    );
    await holdsTheLogs();
    const afterEpoch = await takeAll('siem');
    expect(afterEpoch).toEqual(expect.arrayContaining([...positions('request', 16, 25), 'approval 21']));
    expect(await settingsOf('siem')).toEqual(before);
  });

  it('resumes at the earliest of its places in the logs, not at the beginning', async () => {
    for (const log of logNames) await logs[log].append(100);
    await holdsTheLogs();
    await (await jetstreamManager(siem)).consumers.add(auditStreamName, settings);
    expect(await takeAll('siem')).toHaveLength(300);
    await relays.approval.nc.request('countersign.approval.stray', 'no event');
    await eventually(
      'the mirror is recreated',
      () => relays.approval.telemetry.values.has('mirrorStrays approval'),
      15_000,
    );
    await logs.approval.append(1);
    await holdsTheLogs();
    const jsm = await managerOf(relays.request.nc);
    await eventually(
      'it is moved on',
      async () => {
        const info = await jsm.consumers.info(auditStreamName, 'siem');
        // Behind the hundredth event of the log that comes first in the new order.
        return info.ack_floor.stream_seq >= 100;
      },
      PATIENCE_MS,
    );
    const taken = await takeAll('siem');
    expect(taken).toContain('approval 101');
    expect(taken.length).toBeLessThanOrEqual(201);
  });

  it('that asked for new messages only gets those from its place on', async () => {
    await logs.request.append(3);
    await holdsTheLogs();
    const jsm = await jetstreamManager(siem);
    const wish = { durable_name: 'new', ack_policy: AckPolicy.Explicit, deliver_policy: DeliverPolicy.New };
    await jsm.consumers.add(auditStreamName, wish);
    await logs.request.append(2);
    await eventually('one comes', async () => (await take('new', 1)).join() === 'request 4');
    await (await managerOf(relays.request.nc)).streams.delete(mirrorName('request'));
    await holdsTheLogs();
    await logs.request.append(1);
    await eventually(
      'the others come',
      async () => (await takeAll('new')).slice(-2).join() === 'request 5,request 6',
      PATIENCE_MS,
    );
    await jsm.consumers.add(auditStreamName, wish);
  });
});
