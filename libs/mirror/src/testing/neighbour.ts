import type { DomainEvent, LogName } from '@countersign/contracts';
import { PostgresEventLog, processCommand } from '@countersign/event-log';
import type { Appended, ExpectedVersion } from '@countersign/event-log';
import { v7 as uuidv7 } from 'uuid';
import { testRelay } from './test-relay.js';

/** The log and mirror of another context, as its own service would keep them; a test writes the events. */
export interface Neighbour {
  readonly log: PostgresEventLog;
  /** Appends events that belong to these streams. */
  append(expected: ExpectedVersion[], ...events: DomainEvent[]): Promise<Appended>;
  stop(): Promise<void>;
}

/** @param url - URL of a database in which the log and its leases are installed */
export async function neighbour(
  name: LogName,
  { url, nats }: { url: string; nats: string },
): Promise<Neighbour> {
  const log = new PostgresEventLog({ log: name, url });
  const relay = await testRelay({ name, url, log }, nats);
  return {
    log,
    append: (expected, ...events) => {
      const streams = expected.map(({ stream }) => stream);
      return log.append({
        command: processCommand('test', uuidv7(), 0),
        result: { status: 200, code: null, ids: {} },
        events: events.map((event) => ({ event, streams })),
        expected,
        actor: { kind: 'service', id: name },
        personal: null,
        correlationId: uuidv7(),
        causationId: null,
        traceparent: null,
      });
    },
    stop: async () => {
      await relay.stop();
      await log.close();
    },
  };
}
