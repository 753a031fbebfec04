import { connect } from '@nats-io/transport-node';
import type { PostgresEventLog } from '@countersign/event-log';
import { Leases } from '../../libs/postgres/src/leadership/leases.js';
import { CommandGate } from '../../libs/mirror/src/command-gate.js';
import { Relay } from '../../libs/mirror/src/relay.js';
import { silentTelemetry } from '../../libs/service/src/silent-telemetry.fake.js';

export const MIRRORED_LOG = 'request';

/** Addresses of the log and the mirror. */
export interface MirrorUrls {
  logUrl: string;
  natsUrl: string;
}

/** The product's relay of a log, with its own connections. @returns a function that stops it */
export async function startRelay(
  feed: PostgresEventLog,
  { logUrl, natsUrl }: MirrorUrls,
): Promise<() => Promise<void>> {
  const telemetry = silentTelemetry;
  const nc = await connect({ servers: natsUrl });
  const connection = { connectionString: logUrl };
  const leases = new Leases({ connection, schema: feed.name, logger: telemetry.logger });
  const gate = new CommandGate();
  const relay = new Relay({
    installation: 'test',
    feed,
    nc,
    inboxPrefix: '_INBOX',
    leases,
    gate,
    telemetry,
    replicas: 1,
  });
  relay.start();
  return async () => {
    await relay.stop();
    await leases.close();
    await nc.close();
  };
}
