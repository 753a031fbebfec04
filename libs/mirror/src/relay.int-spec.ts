import type { NatsConnection } from '@nats-io/transport-node';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { mirrorName, mirrorSubject } from '@countersign/contracts';
import { leaseTable } from '@countersign/postgres';
import { cutOff } from './testing/cut-off.js';
import { connectTo, managerOf, mirrored, mirrorEnd } from './testing/test-bus.js';
import { recordingRelayTelemetry } from './testing/recording-telemetry.js';
import { everybodyLeads } from '@countersign/postgres/testing';
import { testRelay } from './testing/test-relay.js';
import type { TestRelay } from './testing/test-relay.js';
import { testLog } from './testing/test-log.js';
import type { TestLog } from './testing/test-log.js';
import { cloudEventText } from './cloud-event.js';
import { CommandGate, GatedEventLog } from './command-gate.js';
import { ensureMirror } from './mirror.js';
import { Relay } from './relay.js';

jest.setTimeout(60_000);

const LOG = 'request';

let database: TestDatabase;
let nats: TestNats;
let log: TestLog;
const instances: TestRelay[] = [];

async function startInstance(natsUrl = nats.url): Promise<TestRelay> {
  const instance = await testRelay(log, natsUrl);
  instances.push(instance);
  return instance;
}

const mirrorReaches = (nc: NatsConnection, position: number): Promise<void> =>
  eventually(`the mirror is at ${position}`, async () => (await mirrorEnd(nc, LOG)) === position, 30_000);

async function expectMirrorEqualsLog(nc: NatsConnection): Promise<void> {
  const { position: end } = await log.log.head();
  const jsm = await managerOf(nc);
  const { state } = await jsm.streams.info(mirrorName(LOG));
  expect([state.first_seq, state.last_seq, state.messages]).toEqual([1, end, end]);
  for (const event of await log.log.readStored(1, end)) {
    const { sequence, hash, previoushash, time } = await mirrored(nc, LOG, event.position);
    expect([sequence, hash, previoushash, time]).toEqual([
      String(event.position),
      event.hash,
      event.previousHash,
      event.recordedAt,
    ]);
  }
}

beforeEach(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats()]);
  log = await testLog(database, LOG);
});

afterEach(async () => {
  for (const instance of instances.splice(0)) await instance.stop();
  await log.close();
  await nats.stop();
  await database.drop();
});

describe('a relay', () => {
  it('keeps sequence = position, with the hashed text as data', async () => {
    await log.append(50);
    const { nc } = await startInstance();
    await mirrorReaches(nc, 50);
    await log.append(30);
    await mirrorReaches(nc, 80);
    await expectMirrorEqualsLog(nc);
    const jsm = await managerOf(nc);
    const message = await jsm.streams.getMessage(mirrorName(LOG), { seq: 80 });
    const [stored] = await log.log.readStored(80, 1);
    expect(message?.string()).toContain(`"data":${stored?.body}}`);
    const { subject, type, traceparent } = await mirrored(nc, LOG, 80);
    expect(message?.subject).toBe(mirrorSubject(LOG, type, subject));
    expect(traceparent).toBe('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
  });

  it('publishes an append because it is woken, not because it polls', async () => {
    const { nc } = await startInstance();
    await log.append(1);
    await mirrorReaches(nc, 1);
    const startedAt = Date.now();
    for (let position = 2; position <= 11; position++) {
      await log.append(1);
      await mirrorReaches(nc, position);
    }
    // Ten polls at intervals of half a second would take five seconds.
    expect(Date.now() - startedAt).toBeLessThan(2500);
  });

  it('lets messages be neither deleted nor purged', async () => {
    await log.append(3);
    const { nc } = await startInstance();
    await mirrorReaches(nc, 3);
    const jsm = await managerOf(nc);
    await expect(jsm.streams.deleteMessage(mirrorName(LOG), 2)).rejects.toThrow();
    await expect(jsm.streams.purge(mirrorName(LOG))).rejects.toThrow();
  });

  it('loses and repeats nothing when nats-server is killed while it publishes', async () => {
    await log.append(20_000);
    const { nc } = await startInstance();
    for (let kills = 0; kills < 3; kills++) {
      await eventually('some of it is there', async () => (await mirrorEnd(nc, LOG)) > 0, 20_000);
      await nats.kill();
      await log.append(200);
      await nats.restart();
    }
    await mirrorReaches(nc, 20_600);
    const jsm = await managerOf(nc);
    const { state } = await jsm.streams.info(mirrorName(LOG));
    expect([state.messages, state.first_seq, state.last_seq]).toEqual([20_600, 1, 20_600]);
    const [last] = await log.log.readStored(20_600, 1);
    expect((await mirrored(nc, LOG, 20_600)).hash).toBe(last?.hash);
  });

  it('republishes the whole log when the store of NATS is lost', async () => {
    await log.append(300);
    const { nc } = await startInstance();
    await mirrorReaches(nc, 300);
    await nats.kill();
    await nats.restart({ emptyStore: true });
    await mirrorReaches(nc, 300);
    await expectMirrorEqualsLog(nc);
  });

  it('notices within seconds that the stream was deleted, even with nothing to publish', async () => {
    await log.append(10);
    const { nc } = await startInstance();
    await mirrorReaches(nc, 10);
    await (await managerOf(nc)).streams.delete(mirrorName(LOG));
    await mirrorReaches(nc, 10);
    await expectMirrorEqualsLog(nc);
  });

  it('reports how far the mirror is behind while NATS is away, and recovers by itself', async () => {
    const { nc, telemetry } = await startInstance();
    await log.append(1);
    await mirrorReaches(nc, 1);
    await nats.kill();
    await log.append(20);
    await eventually('the lag is measured', () => telemetry.values.get('relayLag request') === 20);
    await nats.restart();
    await mirrorReaches(nc, 21);
    await eventually('the lag is gone', () => telemetry.values.get('relayLag request') === 0);
  });
});

describe('two relays', () => {
  const leaders = (): Promise<{ pid: number }[]> =>
    database.sql(`SELECT pid FROM ${leaseTable(LOG)} JOIN pg_stat_activity a USING (pid)
                   WHERE name = 'relay request' AND a.backend_start = started`);

  it('have one leader; the other takes over when its connection is terminated', async () => {
    const first = await startInstance();
    await log.append(10);
    await mirrorReaches(first.nc, 10);
    const second = await startInstance();
    await eventually(
      'the second stands by',
      () => second.relay.health().detail === 'standing by' && second.gate.state === 'open',
    );
    const [leader] = await leaders();
    expect(await leaders()).toHaveLength(1);
    await first.stop();
    instances.splice(instances.indexOf(first), 1);
    await eventually('the second leads', () => second.relay.health().detail === 'leading', 5000);
    await database.sql('SELECT pg_terminate_backend($1)', [(await leaders())[0]?.pid]);
    await eventually(
      'another connection leads',
      async () => {
        const [now] = await leaders();
        return now !== undefined && now.pid !== leader?.pid;
      },
      5000,
    );
    await log.append(10);
    await mirrorReaches(second.nc, 20);
    await expectMirrorEqualsLog(second.nc);
  });

  it('change roles when only the leader has lost its connection to NATS', async () => {
    const way = await cutOff(nats.url);
    try {
      const first = await startInstance(way.url);
      await eventually('the first leads', () => first.relay.health().detail === 'leading');
      const second = await startInstance();
      await eventually('the second stands by', () => second.relay.health().detail === 'standing by');
      way.cut();
      await log.append(10);
      await mirrorReaches(second.nc, 10);
      const steppedDown = expect.stringContaining('no progress for 10 s') as string;
      expect(first.telemetry.lines).toContainEqual({ level: 'warn', message: steppedDown });
    } finally {
      way.close();
    }
  });

  it('cannot harm the mirror if both believe that they lead', async () => {
    await log.append(3000);
    const one = await startInstance();
    const { nc } = one;
    const telemetry = recordingRelayTelemetry();
    const other = new Relay({
      installation: 'test',
      feed: log.log,
      nc,
      inboxPrefix: '_INBOX',
      leases: everybodyLeads,
      gate: new CommandGate(),
      telemetry,
      replicas: 1,
    });
    other.start();
    await mirrorReaches(nc, 3000);
    await log.append(2000);
    await mirrorReaches(nc, 5000);
    await other.stop();
    const jsm = await managerOf(nc);
    expect((await jsm.streams.info(mirrorName(LOG))).state.messages).toBe(5000);
    expect((await mirrored(nc, LOG, 5000)).sequence).toBe('5000');
  });
});

describe('a mirror whose store was damaged', () => {
  /** A mirror as a relay would have made it, without some of its messages, except that messages can be deleted. */
  async function withoutMessages(missing: readonly number[]): Promise<void> {
    const nc = await connectTo(nats.url);
    const jsm = await managerOf(nc);
    const name = mirrorName(LOG);
    const { config, state } = await jsm.streams.info(name);
    const sequences = Array.from({ length: state.last_seq }, (_, i) => i + 1);
    const stored = await Promise.all(sequences.map((seq) => jsm.streams.getMessage(name, { seq })));
    await jsm.streams.delete(name);
    await jsm.streams.add({ ...config, deny_delete: false, deny_purge: false });
    for (const message of stored)
      await nc.request(message!.subject, message!.data, { headers: message!.header, timeout: 2000 });
    for (const seq of missing) await jsm.streams.deleteMessage(name, seq);
    await jsm.streams.update(name, config);
    await nc.close();
  }

  const mirroredAndStopped = async (count: number): Promise<void> => {
    await log.append(count);
    const { nc, stop } = await startInstance();
    await mirrorReaches(nc, count);
    await stop();
    instances.splice(0);
  };

  const isWhole = async (nc: NatsConnection, end: number): Promise<boolean> => {
    const { state } = await (await managerOf(nc)).streams.info(mirrorName(LOG));
    return state.messages === end;
  };

  const recreations = ({ telemetry }: TestRelay): string[] =>
    [...telemetry.values.keys()].filter((name) => name.startsWith('mirrorRecreated'));

  it.each([
    ['in the middle', [5, 6, 11]],
    ['at its end', [18, 19, 20]],
    ['all', Array.from({ length: 20 }, (_, i) => i + 1)],
  ])('is recreated and reported, while commands are accepted: %s', async (_, missing) => {
    await mirroredAndStopped(20);
    await withoutMessages(missing);
    const instance = await startInstance();
    const { nc, gate, relay, telemetry } = instance;
    await eventually('commands are taken', () => gate.state === 'open');
    await log.append(5);
    await eventually('it is whole', () => isWhole(nc, 25), 15_000);
    await expectMirrorEqualsLog(nc);
    const lost = expect.stringContaining(`has lost ${missing.length} of its messages`) as string;
    expect(telemetry.lines).toContainEqual({ level: 'error', message: lost });
    expect(recreations(instance)).toEqual(['mirrorRecreated request lost-messages']);
    await eventually('the incident is shown', () => !!relay.health().detail?.includes('was recreated at'));
    expect(relay.health()).toEqual({ up: true, detail: lost });
  });

  it('is left to an operator if its remaining messages are not from this log', async () => {
    await mirroredAndStopped(20);
    await withoutMessages([3]);
    await log.restoreTo(15);
    await log.append(10);
    const { gate, nc } = await startInstance();
    await eventually('it is noticed', () => gate.state === 'diverged');
    expect(await isWhole(nc, 19)).toBe(true);
  });

  it('is not confused with a mirror that was created to begin later, even after a restart of nats-server', async () => {
    await log.append(20);
    const admin = await connectTo(nats.url);
    await ensureMirror(await managerOf(admin), LOG, { replicas: 1, firstSeq: 10 });
    await admin.close();
    await mirrorReaches((await startInstance()).nc, 20);
    await nats.kill();
    await nats.restart();
    const { nc, gate, telemetry } = await startInstance();
    await eventually('they are compared', () => gate.state === 'open');
    expect(await isWhole(nc, 11)).toBe(true);
    expect(telemetry.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is noticed within seconds, even with nothing to publish', async () => {
    await mirroredAndStopped(20);
    const { relay } = await startInstance();
    await eventually('it leads', () => relay.health().detail === 'leading');
    await withoutMessages([7]);
    await eventually('it is reported', () => !!relay.health().detail?.includes('has lost 1 of its'), 15_000);
  });
});

describe('a mirror that is not a prefix of its log', () => {
  const event = { type: 'thing.happened', schemaVersion: 1, data: {} };
  const anAppend = {
    command: { id: 'a'.repeat(64), payload: 'null' },
    result: { status: 200, code: null, ids: {} },
    events: [{ event, streams: ['thing-late'] }],
    expected: [{ stream: 'thing-late', version: 0 }],
    actor: { kind: 'service', id: 'test' } as const,
    personal: null,
    correlationId: 'c',
    causationId: null,
    traceparent: null,
  };

  it('stops the relay if it is ahead of the log: the service is not ready, and commands are refused', async () => {
    await log.append(20);
    const before = await startInstance();
    await mirrorReaches(before.nc, 20);
    await before.stop();
    instances.splice(0);
    await log.restoreTo(15);

    const { relay, gate, telemetry } = await startInstance();
    await eventually('it is noticed', () => gate.state === 'diverged');
    expect(relay.health()).toEqual({
      up: false,
      detail: expect.stringContaining('at 20, but the log ends at 15') as string,
    });
    expect(telemetry.lines).toContainEqual({
      level: 'error',
      message: expect.stringContaining('DIVERGED') as string,
    });
    await expect(new GatedEventLog(log.log, gate).append(anAppend)).rejects.toMatchObject({
      code: 'log-diverged',
      status: 503,
    });
  });

  it('stops the relay if it has another event at the same position: nothing is published', async () => {
    await log.append(20);
    const before = await startInstance();
    await mirrorReaches(before.nc, 20);
    await before.stop();
    instances.splice(0);
    await log.restoreTo(15);
    await log.append(10);

    const { relay, gate, nc } = await startInstance();
    await eventually('it is noticed', () => gate.state === 'diverged');
    expect(relay.health().detail).toContain('holds another event at 20');
    expect(await mirrorEnd(nc, LOG)).toBe(20);
  });

  it('is noticed while the service runs, because a restore breaks the connections', async () => {
    await log.append(20);
    const { nc, gate } = await startInstance();
    await mirrorReaches(nc, 20);
    await log.restoreTo(15);
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'countersign-leader' AND datname = current_database()`,
    );
    await eventually('the gate shuts', () => gate.state === 'diverged');
  });

  it('keeps the gate shut after the database was away, until NATS answers again', async () => {
    await log.append(5);
    const { nc, gate } = await startInstance();
    await mirrorReaches(nc, 5);
    await nats.kill();
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'countersign-leader' AND datname = current_database()`,
    );
    await eventually('the gate shuts', () => gate.state === 'unchecked');
    await nats.restart();
    await eventually('the gate opens', () => gate.state === 'open');
  });

  it('is noticed even if the log was put back and has grown again without the relay noticing', async () => {
    await log.append(20);
    const { nc, gate } = await startInstance();
    await mirrorReaches(nc, 20);
    await log.restoreTo(15);
    await log.append(10);
    await eventually('the gate shuts', () => gate.state === 'diverged');
    expect(await mirrorEnd(nc, LOG)).toBe(20);
  });

  it('is suspected at the start: commands are refused until log and mirror have been compared', async () => {
    const gate = new CommandGate();
    await expect(new GatedEventLog(log.log, gate).append(anAppend)).rejects.toMatchObject({
      code: 'log-unchecked',
      status: 503,
    });
    gate.open();
    await expect(new GatedEventLog(log.log, gate).append(anAppend)).resolves.toMatchObject({
      repeated: false,
    });
  });
});

describe('a mirror with strays', () => {
  const asMirrored = async (position: number): Promise<string> => {
    const [event] = await log.log.readStored(position, 1);
    return cloudEventText('countersign/test/request', event!);
  };

  it.each<[string, () => string | Promise<string>]>([
    ['an error of the JetStream API', () => '{"type":"io.nats.jetstream.api.v1.consumer_info_response"}'],
    ['no text at all', () => ''],
    ['no JSON', () => 'not JSON'],
    ['null', () => 'null'],
    ['a list', () => '[]'],
    ['an event of another position', () => asMirrored(3)],
    ['an event that names the position, and is none', () => '{"sequence":"6"}'],
  ])('is recreated within seconds, and the incident is reported: %s', async (_, stray) => {
    await log.append(5);
    const { nc, gate, relay, telemetry } = await startInstance();
    await mirrorReaches(nc, 5);
    await nc.request(`countersign.${LOG}.stray.event.x`, await stray());
    await log.append(1);
    await eventually('it is recreated', () => telemetry.values.get('mirrorStrays request') === 1, 15_000);
    await mirrorReaches(nc, 6);
    await expectMirrorEqualsLog(nc);
    expect(gate.state).toBe('open');
    const reported =
      'holds 1 stray message after its event 5 (the first: countersign.request.stray.event.x at 6)';
    expect(telemetry.lines).toContainEqual({
      level: 'error',
      message: expect.stringContaining(reported) as string,
    });
    await eventually('the incident is shown', () => !!relay.health().detail?.includes(reported));
    expect(relay.health().up).toBe(true);
  });

  it('is recreated with nothing to publish, and whatever their number', async () => {
    await log.append(5);
    const { nc, telemetry } = await startInstance();
    await mirrorReaches(nc, 5);
    for (let i = 0; i < 300; i++) nc.publish(`countersign.${LOG}.stray.x${i % 7}`, '{}');
    await eventually(
      'it is recreated',
      () => (telemetry.values.get('mirrorStrays request') ?? 0) >= 300,
      15_000,
    );
    await mirrorReaches(nc, 5);
    await expectMirrorEqualsLog(nc);
  });

  it('is recreated where it has nothing else', async () => {
    const admin = await connectTo(nats.url);
    await ensureMirror(await managerOf(admin), LOG, { replicas: 1 });
    await admin.request(`countersign.${LOG}.stray`, '{}');
    await admin.close();
    const { nc, telemetry } = await startInstance();
    await eventually('it is recreated', () => telemetry.values.get('mirrorStrays request') === 1);
    await log.append(2);
    await mirrorReaches(nc, 2);
    await expectMirrorEqualsLog(nc);
  });

  it('does not shut the gate of an instance that stands by', async () => {
    await log.append(5);
    const first = await startInstance();
    await mirrorReaches(first.nc, 5);
    await first.nc.request(`countersign.${LOG}.stray`, '{}');
    const second = await startInstance();
    await eventually('it stands by', () => second.gate.state === 'open');
    await mirrorReaches(first.nc, 5);
  });

  it('is left to an operator where the log does not contain its last event', async () => {
    await log.append(20);
    const first = await startInstance();
    await mirrorReaches(first.nc, 20);
    await first.stop();
    instances.splice(0);
    await log.restoreTo(15);
    await log.append(10);
    const nc = await connectTo(nats.url);
    await nc.request(`countersign.${LOG}.stray`, '{}');
    await nc.close();
    const { gate, relay, telemetry, nc: own } = await startInstance();
    await eventually('it is noticed', () => gate.state === 'diverged');
    expect(relay.health().detail).toContain('holds another event at 20');
    expect(telemetry.values.has('mirrorStrays request')).toBe(false);
    expect(await mirrorEnd(own, LOG)).toBe(21);
  });
});
