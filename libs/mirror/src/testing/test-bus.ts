import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import { cloudEvent, mirrorName } from '@countersign/contracts';
import type { CloudEvent, LogName } from '@countersign/contracts';
import { renderNatsConfig } from '../nats/nats-config.js';
import { inboxPrefixOf, natsUsers } from '../nats/nats-permissions.js';
import type { NatsUser } from '../nats/nats-permissions.js';

/** A connection with the services' settings: never gives up, reconnects quickly. */
export function connectTo(
  servers: string | string[],
  options: NodeConnectionOptions = {},
): Promise<NatsConnection> {
  return connect({
    servers,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 50,
    reconnectJitter: 10,
    ...options,
  });
}

/** A manager with a short timeout, for tests that ask while a server is away. */
export function managerOf(nc: NatsConnection): Promise<JetStreamManager> {
  return jetstreamManager(nc, { checkAPI: false, timeout: 1000 });
}

/** Sequence of the mirror's last message; -1 if there is no mirror, or no answer. */
export async function mirrorEnd(nc: NatsConnection, log: LogName): Promise<number> {
  const jsm = await managerOf(nc);
  return jsm.streams.info(mirrorName(log)).then(
    (info) => info.state.last_seq,
    () => -1,
  );
}

/** The event at a sequence of a mirror, as the contract describes it. */
export async function mirrored(nc: NatsConnection, log: LogName, seq: number): Promise<CloudEvent> {
  const jsm = await managerOf(nc);
  const message = await jsm.streams.getMessage(mirrorName(log), { seq });
  if (!message) throw new Error(`no message ${seq}`);
  return cloudEvent.parse(message.json());
}

export const testPasswordOf = (user: string): string => `secret "of" ${user} $1`;

/** The configuration of nats-server with every user of the product. */
export const testNatsConfig = (): string =>
  renderNatsConfig({
    passwords: Object.fromEntries(natsUsers.map((user) => [user, testPasswordOf(user)])) as Record<
      NatsUser,
      string
    >,
  });

/** A connection as one of the users of `testNatsConfig`. */
export const connectAs = (
  user: NatsUser,
  servers: string | string[],
  options: NodeConnectionOptions = {},
): Promise<NatsConnection> =>
  connectTo(servers, { user, pass: testPasswordOf(user), inboxPrefix: inboxPrefixOf(user), ...options });
