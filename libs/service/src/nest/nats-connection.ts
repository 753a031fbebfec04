import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { relayUserOf } from '@countersign/mirror';
import { natsOptions } from '@countersign/rpc';
import type { LogServiceConfig, ServiceOptions } from '@countersign/platform';
import type { LogName } from '@countersign/contracts';
import type { Telemetry } from './telemetry.js';

/** A service's own connection. It waits for NATS without a time limit; the probes are answered meanwhile. */
export function connectService(
  { name, config }: ServiceOptions,
  telemetry: Telemetry,
): Promise<NatsConnection> {
  return connectNats(name, config, telemetry);
}

/** The connection of the relay, with the only user that can write the mirror of the service's log. */
export function connectRelay(
  log: LogName,
  config: LogServiceConfig,
  telemetry: Telemetry,
): Promise<NatsConnection> {
  const { NATS_RELAY_USER, NATS_RELAY_PASSWORD, ...common } = config;
  const relay = { ...common, NATS_USER: NATS_RELAY_USER, NATS_PASSWORD: NATS_RELAY_PASSWORD };
  return connectNats(relayUserOf(log), relay, telemetry);
}

async function connectNats(
  name: string,
  config: ServiceOptions['config'],
  { logger }: Telemetry,
): Promise<NatsConnection> {
  const waiting = setTimeout(
    () => logger.warn('Waiting for NATS.', { servers: config.NATS_URL, user: config.NATS_USER }),
    2000,
  );
  try {
    const nc = await connect(natsOptions(name, config));
    void report(nc, name, logger);
    return nc;
  } finally {
    clearTimeout(waiting);
  }
}

/** Logs errors that no caller gets, such as a subject that the connection's user may not use. */
async function report(nc: NatsConnection, name: string, logger: Telemetry['logger']): Promise<void> {
  for await (const status of nc.status()) {
    if (status.type === 'error') logger.error(`NATS refused something to ${name}`, { err: status.error });
    if (status.type === 'disconnect') logger.warn(`NATS: ${name} is disconnected`);
    if (status.type === 'reconnect') logger.info(`NATS: ${name} is connected again`);
  }
}
