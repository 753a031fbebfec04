import { connect } from '@nats-io/transport-node';
import { v7 as uuidv7 } from 'uuid';
import type { DomainEvent, LogName } from '@countersign/contracts';
import { PostgresEventLog, processCommand } from '@countersign/event-log';
import { CommandGate, Leases, Relay, silentTelemetry } from '@countersign/messaging';

/** The log and the mirror of another context, as its own service keeps them; a test writes its events. */
export async function neighbour(context: LogName, { url, nats }: { url: string; nats: string }) {
  const log = new PostgresEventLog({ log: context, url });
  const nc = await connect({ servers: nats });
  const leases = new Leases({
    connection: { connectionString: url },
    schema: context,
    logger: silentTelemetry.logger,
  });
  const inboxPrefix = '_INBOX';
  const relay = new Relay({
    installation: 'test',
    feed: log,
    nc,
    inboxPrefix,
    leases,
    gate: new CommandGate(),
    telemetry: silentTelemetry,
    replicas: 1,
  });
  relay.start();
  return {
    log,
    append: (stream: string, version: number, ...events: DomainEvent[]) =>
      log.append({
        command: processCommand('test', uuidv7(), 0),
        result: { status: 200, code: null, ids: {} },
        events: events.map((event) => ({ event, streams: [stream] })),
        expected: [{ stream, version }],
        actor: { kind: 'service', id: context },
        personal: null,
        correlationId: uuidv7(),
        causationId: null,
        traceparent: null,
      }),
    stop: async () => {
      await relay.stop();
      await leases.close();
      await nc.close();
      await log.close();
    },
  };
}
