import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { httpCommand, installLog, PostgresEventLog } from '@countersign/event-log';
import type { Append } from '@countersign/event-log';
import type { LogName } from '@countersign/contracts';
import { installLeases } from '@countersign/postgres';
import { durability } from './durable.js';
import { sqlOf } from './sql.js';

const SERVICE_ROLE = 'countersign_bench';
/** Of a server that lives as long as the bench does. */
const PASSWORD = randomUUID();

/**
 * Installs logs as a deployment does, and opens them as the service's role.
 * @returns the logs, the URL of the service's role, and the settings that make them durable
 * @throws Error when the server would not keep what it acknowledges
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

/** With the envelope and the private text beside it, an event comes to about 500 bytes. */
const DATA = { text: 'x'.repeat(60) };
const ACTOR = { kind: 'person', issuer: 'https://id.example', id: 'alice' } as const;
const PERSONAL = { name: 'Alice', email: null, address: null, userAgent: null };

/** An event of about 500 bytes, with what the log adds. */
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

/** A stream that is about to begin, and how many events it begins with. */
export interface NewStream {
  stream: string;
  events: number;
}

/** A command that begins these streams; without any, one that makes a stream of one event, as a submission does. */
export const newAppend = (streams: NewStream[] = [newStream(1)]): Append => ({
  ...newContext(),
  result: { status: 201, code: null, ids: {} },
  events: streams.flatMap(({ stream, events }) =>
    Array.from({ length: events }, () => ({ event: EVENT, streams: [stream] })),
  ),
  expected: streams.map(({ stream }) => ({ stream, version: 0 })),
});

/** A new stream that begins with this number of events. */
export const newStream = (events: number): NewStream => ({ stream: `request-${randomUUID()}`, events });
