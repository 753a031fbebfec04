import type { NatsConnection } from '@nats-io/transport-node';
import type { Leadership } from '@countersign/postgres';
import { testLeases } from '@countersign/postgres/testing';
import { CommandGate } from '../command-gate.js';
import { Relay } from '../relay.js';
import { recordingRelayTelemetry } from './recording-telemetry.js';
import type { RecordingRelayTelemetry } from './recording-telemetry.js';
import { AuditKeeper } from '../audit-keeper.js';
import { AUDIT_KEEPER, inboxPrefixOf, relayUserOf } from '../nats/nats-permissions.js';
import { connectAs, connectTo } from './test-bus.js';
import type { TestLog } from './test-log.js';

export interface TestRelay {
  nc: NatsConnection;
  relay: Relay;
  gate: CommandGate;
  telemetry: RecordingRelayTelemetry;
  stop(): Promise<void>;
}

export interface TestRelayOptions {
  replicas?: 1 | 3;
  /** Connects as the relay's user of a server with `testNatsConfig`. */
  accounts?: boolean;
  /** Instead of a lease in the log's database. */
  leases?: Leadership;
}

/** A relay of a log, with its own connection. */
export async function testRelay(
  log: Pick<TestLog, 'name' | 'url' | 'log'>,
  natsUrl: string | string[],
  { replicas = 1, accounts = false, leases: given }: TestRelayOptions = {},
): Promise<TestRelay> {
  const user = accounts ? relayUserOf(log.name) : undefined;
  const nc = await (user ? connectAs(user, natsUrl) : connectTo(natsUrl));
  const telemetry = recordingRelayTelemetry();
  const leases = testLeases(log.url, log.name, telemetry.logger);
  const gate = new CommandGate();
  const relay = new Relay({
    installation: 'test',
    feed: log.log,
    nc,
    inboxPrefix: user ? inboxPrefixOf(user) : '_INBOX',
    leases: given ?? leases,
    gate,
    telemetry,
    replicas,
    ...(log.name === AUDIT_KEEPER && {
      auditKeeper: new AuditKeeper({ replicas, separateAccounts: user !== undefined }, telemetry.logger),
    }),
  });
  relay.start();
  const stop = async (): Promise<void> => {
    await relay.stop();
    await leases.close();
    await nc.close();
  };
  return { nc, relay, gate, telemetry, stop };
}
