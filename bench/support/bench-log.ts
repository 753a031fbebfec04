import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { httpCommand, installLog, PostgresEventLog } from '@countersign/event-log';
import type { Append } from '@countersign/event-log';
import type { LogName } from '@countersign/contracts';
import { installLeases } from '@countersign/postgres';
import { durability } from './durable.js';
import { sqlOf } from './sql.js';

const SERVICE_ROLE = 'countersign_bench';
/** Password of a server that exists only during the bench. */
const PASSWORD = randomUUID();

/**
 * Installs logs as a deployment does, and opens them as the service's role.
 * @returns the logs, the URL of the service's role, and the settings that make them durable
 * @throws Error when the server is not durable
 */
export async function openLogs<Name extends LogName>(
  adminUrl: string,
  names: readonly Name[],
): Promise<{
  logs: Record<Name, PostgresEventLog>;
  url: string;
  settings: string;
  close: () => Promise<void>;
}> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const settings = await durability(sqlOf(admin));
    await admin.query(`CREATE ROLE ${SERVICE_ROLE} LOGIN PASSWORD '${PASSWORD}'`);
    for (const log of names) {
      await installLog(admin, { log, serviceRole: SERVICE_ROLE });
      await installLeases(admin, { schema: log, serviceRole: SERVICE_ROLE });
    }
    const url = roleUrl(adminUrl);
    const opened = names.map((log) => new PostgresEventLog({ log, url }));
    return {
      logs: Object.fromEntries(opened.map((log) => [log.name, log])) as Record<Name, PostgresEventLog>,
      url,
      settings,
      close: async () => {
        await Promise.all(opened.map((log) => log.close()));
      },
    };
  } finally {
    await admin.end();
  }
}

function roleUrl(adminUrl: string): string {
  const url = new URL(adminUrl);
  url.username = SERVICE_ROLE;
  url.password = PASSWORD;
  return url.href;
}

/** An event has about 500 bytes with its envelope and its private text. */
const DATA = { text: 'x'.repeat(60) };
const ACTOR = { kind: 'person', issuer: 'https://id.example', id: 'alice' } as const;
const PERSONAL = { name: 'Alice', email: null, address: null, userAgent: null };

/** An event of about 500 bytes, including what the log adds. */
export const EVENT = { type: 'bench.noted', schemaVersion: 1, data: DATA };

/** A command of a person, with the parts that are the same for all. */
export const newContext = (): Omit<Append, 'events' | 'expected' | 'result'> => ({
  command: httpCommand({
    issuer: ACTOR.issuer,
    subject: ACTOR.id,
    operation: 'bench',
    target: '',
    payload: DATA,
  }),
  actor: ACTOR,
  personal: PERSONAL,
  correlationId: 'bench',
  causationId: null,
  traceparent: null,
});

/** A new stream, and its number of events. */
export interface NewStream {
  stream: string;
  events: number;
}

/** A command that creates these streams; by default a single stream of one event, like a submission. */
export const newAppend = (streams: NewStream[] = [newStream(1)]): Append => ({
  ...newContext(),
  result: { status: 201, code: null, ids: {} },
  events: streams.flatMap(({ stream, events }) =>
    Array.from({ length: events }, () => ({ event: EVENT, streams: [stream] })),
  ),
  expected: streams.map(({ stream }) => ({ stream, version: 0 })),
});

/** A new stream with a number of events. */
export const newStream = (events: number): NewStream => ({ stream: `request-${randomUUID()}`, events });
