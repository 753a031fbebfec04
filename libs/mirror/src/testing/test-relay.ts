import type { NatsConnection } from '@nats-io/transport-node';
import { testLeases } from '@countersign/postgres/testing';
import { CommandGate } from '../command-gate.js';
import { Relay } from '../relay.js';
import { recordingRelayTelemetry } from './recording-telemetry.js';
import type { RecordingRelayTelemetry } from './recording-telemetry.js';
import { connectTo } from './test-bus.js';
import type { TestLog } from './test-log.js';

export interface TestRelay {
  nc: NatsConnection;
  relay: Relay;
  gate: CommandGate;
  telemetry: RecordingRelayTelemetry;
  stop(): Promise<void>;
}

/** A relay of a log, with its own connection. */
export async function testRelay(
  log: Pick<TestLog, 'name' | 'url' | 'log'>,
  natsUrl: string | string[],
  replicas: 1 | 3 = 1,
): Promise<TestRelay> {
  const nc = await connectTo(natsUrl);
  const telemetry = recordingRelayTelemetry();
  const leases = testLeases(log.url, log.name, telemetry.logger);
  const gate = new CommandGate();
  const relay = new Relay({
    installation: 'test',
    feed: log.log,
    nc,
    inboxPrefix: '_INBOX',
    leases,
    gate,
    telemetry,
    replicas,
  });
  relay.start();
  const stop = async (): Promise<void> => {
    await relay.stop();
    await leases.close();
    await nc.close();
  };
  return { nc, relay, gate, telemetry, stop };
}
