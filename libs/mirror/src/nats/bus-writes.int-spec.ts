import { AckPolicy, DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
import { headers, nanos } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { logNames, mirrorName } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { recordingLogger } from '@countersign/postgres/testing';
import { testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { AuditKeeper } from '../audit-keeper.js';
import { ensureMirror } from '../mirror.js';
import { connectTo, managerOf, testNatsConfig, testPasswordOf } from '../testing/test-bus.js';
import { natsPermissions, natsUsers, relayUserOf } from './nats-permissions.js';
import type { NatsUser } from './nats-permissions.js';

jest.setTimeout(120_000);

let nats: TestNats;
const connections: NatsConnection[] = [];

async function as(user: NatsUser): Promise<NatsConnection> {
  const nc = await connectTo(nats.url, {
    user,
    pass: testPasswordOf(user),
    inboxPrefix: `_INBOX_${user}`,
  });
  connections.push(nc);
  return nc;
}

const relays = {} as Record<LogName, NatsConnection>;
let reader: NatsConnection;
const FENCE = 'COUNTERSIGN_REQUEST.fence';

beforeAll(async () => {
  nats = await testNats({ configText: testNatsConfig() });
  for (const log of logNames) {
    relays[log] = await as(relayUserOf(log));
    await ensureMirror(await managerOf(relays[log]), log, { replicas: 1 });
    await relays[log].request(`countersign.${log}.thing.happened.thing-1`, `{"sequence":"1"}`);
  }
  const keeper = new AuditKeeper({ replicas: 1, separateAccounts: true }, recordingLogger());
  await keeper.keep(await managerOf(relays.request));
  reader = await as('request');
  const config = { name: 'fence', deliver_policy: DeliverPolicy.New, ack_policy: AckPolicy.None };
  const wish = {
    stream_name: 'COUNTERSIGN_REQUEST',
    config: { ...config, inactive_threshold: nanos(300_000) },
  };
  await reader.request(`$JS.API.CONSUMER.CREATE.${FENCE}`, JSON.stringify(wish));
});
afterAll(async () => {
  for (const nc of connections) await nc.close();
  await nats.stop();
});

/** What the mirrors hold: one message each, unless somebody made the server write. */
const held = (): Promise<string[]> =>
  Promise.all(
    logNames.map(async (log) => {
      const { state } = await (await managerOf(relays[log])).streams.info(mirrorName(log));
      return `${log} ${state.first_seq}-${state.last_seq}`;
    }),
  );
const UNTOUCHED = logNames.map((log) => `${log} 1-1`);

/**
 * Comes after everything that the server was asked to do within `ms`: it has read all connections, and after that it has let
 * a request for a message expire.
 */
async function settled(ms: number): Promise<void> {
  for (const nc of connections) await nc.flush();
  const wish = JSON.stringify({ batch: 1, expires: nanos(ms) });
  const { headers: expired } = await reader.request(`$JS.API.CONSUMER.MSG.NEXT.${FENCE}`, wish, {
    timeout: ms + 10_000,
  });
  expect(expired?.code).toBe(408);
}

/** A subject that a permission allows, about things that exist where the payload of a request matters. */
const concrete = (allowed: string): string => allowed.replace(/\*/g, 'spy').replace(/>$/, 'x.1.1.1.1.1.1');

/** Everything but a relay's publishing to its own mirror, and creating and deleting its own stream. */
const isRequest = (subject: string): boolean =>
  !logNames.some((log) => subject === `countersign.${log}.>`) &&
  !/^\$JS\.API\.STREAM\.(CREATE|UPDATE|DELETE)/.test(subject);

const PAYLOADS = [
  '',
  '{}',
  '{"seq":1}',
  '{"seq":1,"batch":5}',
  '{"last_by_subj":">"}',
  '{"batch":1,"expires":100000000,"idle_heartbeat":40000000}',
  '{"batch":1,"no_wait":true}',
  '+ACK',
  '-NAK {"delay": 1}',
  '+WPI',
  '+NXT {"batch":1,"no_wait":true}',
];

/** Headers with which a message asks the server to report on it, or to answer otherwise. */
const headersAgainst = (log: LogName): [string, string][] => [
  ['Nats-Trace-Dest', `countersign.${log}.stray.trace`],
  ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  ['Nats-Requestor', 'x'],
];

const attackers = natsUsers.flatMap((user) =>
  logNames.filter((log) => relayUserOf(log) !== user).map((log): [NatsUser, LogName] => [user, log]),
);

/** Subjects of consumers' deliveries that would do harm in the account of a mirror. */
const deliveries = (log: LogName): string[] => [
  ...logNames.map((other) => `countersign.${other}.stray.event.x`),
  `countersign.poke.${log}`,
  ...['DELETE', 'PURGE', 'INFO'].map((verb) => `$JS.API.STREAM.${verb}.${mirrorName(log)}`),
  `$JS.API.CONSUMER.CREATE.${mirrorName(log)}`,
  `$JS.FC.${mirrorName(log)}.x.y`,
  `_INBOX_${relayUserOf(log)}.x`,
];

const readers = natsUsers.flatMap((user) =>
  ['COUNTERSIGN_AUDIT', ...logNames.map(mirrorName)]
    .filter((stream) => natsPermissions(user).publish.includes(`$JS.API.CONSUMER.CREATE.${stream}.*`))
    .map((stream): [NatsUser, string] => [user, stream]),
);

describe('nats-server with the generated configuration', () => {
  it.each(attackers)(
    '%s makes it write nothing to the mirror of %s by a reply subject',
    async (user, log) => {
      const nc = await as(user);
      for (const subject of natsPermissions(user).publish.filter(isRequest).map(concrete))
        for (const payload of PAYLOADS) {
          const reply = `countersign.${log}.stray.event.x`;
          nc.publish(subject, payload, { reply });
          for (const [name, value] of headersAgainst(log)) {
            const asked = headers();
            asked.set(name, value);
            nc.publish(subject, payload, { reply, headers: asked });
          }
        }
      await settled(150);
      expect(await held()).toEqual(UNTOUCHED);
    },
  );

  it.each(readers)(
    '%s makes it write nothing to a mirror by having messages of %s pushed',
    async (user, stream) => {
      const jsm = await jetstreamManager(await as(user), { checkAPI: false, timeout: 2000 });
      const made: string[] = [];
      for (const [n, deliver_subject] of logNames.flatMap(deliveries).entries())
        for (const headers_only of [true, false]) {
          const name = `push${n}${headers_only ? 'h' : ''}`;
          const wish = { name, deliver_subject, headers_only, inactive_threshold: nanos(60_000) };
          await jsm.consumers
            .add(stream, {
              ...wish,
              ack_policy: AckPolicy.None,
              deliver_policy: DeliverPolicy.All,
              idle_heartbeat: nanos(100),
              flow_control: true,
            })
            .then(
              () => made.push(deliver_subject),
              () => undefined,
            );
        }
      await settled(1000);
      expect(made.length).toBeGreaterThan(0);
      expect(await held()).toEqual(UNTOUCHED);
    },
  );
});
