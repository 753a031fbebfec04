import type { NodeConnectionOptions } from '@nats-io/transport-node';
import type { PlatformConfig } from '@countersign/platform';

/**
 * Options of every NATS connection of a service: its own user, its own inbox prefix (other services cannot read
 * its replies), and unlimited reconnects, because NATS may start later or go away for a while.
 */
export function natsOptions(name: string, config: PlatformConfig): NodeConnectionOptions {
  return {
    servers: config.NATS_URL,
    name: `countersign-${name}`,
    inboxPrefix: `_INBOX_${name}`,
    maxReconnectAttempts: -1,
    // A password change must not end the connection permanently.
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: 500,
    waitOnFirstConnect: true,
    pingInterval: 10_000,
    ...(config.NATS_USER ? { user: config.NATS_USER } : {}),
    ...(config.NATS_PASSWORD ? { pass: config.NATS_PASSWORD } : {}),
  };
}
