import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';
import { mirrorName } from '@countersign/contracts';
import type { RecordedEvent } from '@countersign/contracts';
import { httpCommand, installLog, PostgresEventLog, upcaster } from '@countersign/event-log';
import type { Append } from '@countersign/event-log';
import { ConsumerRunner, installConsumers } from '@countersign/consumers';
import { installLeases, Leases } from '@countersign/postgres';
import { silentTelemetry } from '@countersign/service';
import type { Projection } from '@countersign/consumers';
import { ownPostgres, testNats } from '@countersign/testing';
import { migrateReporting, REPORTING_ROLE, REPORTING_SCHEMA } from '../../libs/reporting/server/src/index.js';
import { Rebuild } from '../../libs/consumers/src/rebuild.js';
import { poolSettings } from '../../libs/postgres/src/sql.js';
import { actorOfAuthor } from '../../libs/reporting/server/src/testing/stories.js';
import type { Authored } from '../../libs/reporting/server/src/testing/stories.js';
import { startRelay } from './mirror-relay.js';
import type { BothLogs, Placed } from './projection-events.js';

/** Logs, their mirrors, and empty read models. Each method returns the seconds it took. */
export interface ProjectionBench {
  /** Empties the tables and lets a consumer at position 0 follow both logs to their ends. */
  catchUp(projection: Projection): Promise<number>;
  /** Rebuilds the tables beside the existing tables, and swaps them. */
  rebuild(projection: Projection): Promise<number>;
  /** Copies the rows from files on the server into tables with the same indexes. */
  copy(projection: Projection): Promise<number>;
  rows(projection: Projection): Promise<number>;
  close(): Promise<void>;
}

const LOGS = ['request', 'approval'] as const;

export async function projectionBench(events: BothLogs): Promise<ProjectionBench> {
  const [postgres, nats] = await Promise.all([ownPostgres(), testNats()]);
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  const url = await roleOf(admin, REPORTING_ROLE, postgres.adminUrl);
  await migrateReporting({ adminUrl: postgres.adminUrl });
  await installConsumers(admin, { schema: REPORTING_SCHEMA, serviceRole: REPORTING_ROLE });
  for (const log of LOGS) await mirror(admin, postgres.adminUrl, nats.url, log, events[log]);
  const pool = new pg.Pool({ ...poolSettings, connectionString: url });
  const nc = await connect({ servers: nats.url });
  const telemetry = silentTelemetry;
  const connection = { connectionString: url };
  const leases = new Leases({ connection, schema: REPORTING_SCHEMA, logger: telemetry.logger });
  const consumers = { schema: REPORTING_SCHEMA, pool, nc, leases, upcast, telemetry };
  const live = (table: string) => `${REPORTING_SCHEMA}.${table}`;
  const file = (table: string) => `'${join(postgres.dataDir, `copied_${table}`)}'`;

  return {
    catchUp: async (projection) => {
      await admin.query(`TRUNCATE ${projection.tables.map(live).join(', ')}`);
      await admin.query(`DELETE FROM ${live('consumer_cursor')} WHERE consumer = $1`, [projection.name]);
      await admin.query('CHECKPOINT');
      const runner = new ConsumerRunner(consumers);
      runner.addProjection(projection);
      const seconds = await timed(async () => {
        runner.start();
        await reached(admin, projection, events);
      });
      await runner.stop();
      return seconds;
    },
    rebuild: async (projection) => {
      await admin.query('CHECKPOINT');
      return timed(() => new Rebuild({ ...consumers, projection }).run(new AbortController().signal));
    },
    copy: async ({ tables }) => {
      for (const table of tables) {
        await admin.query(`COPY ${live(table)} TO ${file(table)}`);
        await admin.query(`CREATE TABLE copied_${table} (LIKE ${live(table)} INCLUDING ALL)`);
      }
      await admin.query('CHECKPOINT');
      const seconds = await timed(async () => {
        for (const table of tables) await admin.query(`COPY copied_${table} FROM ${file(table)}`);
      });
      await admin.query(`DROP TABLE ${tables.map((table) => `copied_${table}`).join(', ')}`);
      return seconds;
    },
    rows: async ({ tables }) => {
      const counts = tables.map((table) => `(SELECT count(*) FROM ${live(table)})`).join(' + ');
      const { rows } = await admin.query<{ count: string }>(`SELECT ${counts} AS count`);
      return Number(rows[0]?.count);
    },
    close: async () => {
      await leases.close();
      await Promise.all([nc.close(), pool.end(), admin.end()]);
      await Promise.all([nats.stop(), postgres.remove()]);
    },
  };
}

const upcast = (event: RecordedEvent): RecordedEvent => ({ ...event, ...upcaster.upcast(event.type, event) });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function roleOf(admin: pg.Client, role: string, adminUrl: string): Promise<string> {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = randomUUID();
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD '${url.password}'`);
  return url.href;
}

/** Fills the log in large appends, and its mirror through a relay. */
async function mirror(
  admin: pg.Client,
  adminUrl: string,
  natsUrl: string,
  name: (typeof LOGS)[number],
  events: Placed[],
): Promise<void> {
  const serviceRole = `countersign_${name}`;
  const logUrl = await roleOf(admin, serviceRole, adminUrl);
  await installLog(admin, { log: name, serviceRole });
  await installLeases(admin, { schema: name, serviceRole });
  const log = new PostgresEventLog({ log: name, url: logUrl });
  await fill(log, events);
  const stop = await startRelay(log, { logUrl, natsUrl });
  const nc = await connect({ servers: natsUrl });
  const jsm = await jetstreamManager(nc);
  const last = () =>
    jsm.streams.info(mirrorName(name)).then(
      ({ state }) => state.last_seq,
      () => 0,
    );
  while ((await last()) < events.length) await pause();
  await nc.close();
  await stop();
  await log.close();
}

/** The largest append of events by one author. */
const TOGETHER = 200;

async function fill(log: PostgresEventLog, events: Placed[]): Promise<void> {
  const versions = new Map<string, number>();
  for (let from = 0; from < events.length;) {
    const together = events.slice(from, from + TOGETHER);
    const author = together[0]?.event.author ?? 'bench';
    const differs = together.findIndex(({ event }) => event.author !== author);
    const own = differs < 0 ? together : together.slice(0, differs);
    from += own.length;
    await log.append(appendOf(own, author, versions));
  }
}

function appendOf(placed: Placed[], author: Authored['author'], versions: Map<string, number>): Append {
  const streams = [...new Set(placed.map(({ stream }) => stream))];
  const expected = streams.map((stream) => ({ stream, version: versions.get(stream) ?? 0 }));
  for (const { stream } of placed) versions.set(stream, (versions.get(stream) ?? 0) + 1);
  return {
    command: httpCommand({ issuer: '', subject: '', operation: 'fill', target: '', payload: null }),
    result: { status: 201, code: null, ids: {} },
    events: placed.map(({ stream, event: { author: _, ...event } }) => ({ event, streams: [stream] })),
    expected,
    actor: actorOfAuthor(author),
    personal:
      typeof author === 'string'
        ? null
        : { name: author.name, email: author.email, address: null, userAgent: null },
    correlationId: 'bench',
    causationId: null,
    traceparent: null,
  };
}

async function reached(admin: pg.Client, { name, logs }: Projection, events: BothLogs): Promise<void> {
  const positions = `SELECT log, position::int FROM ${REPORTING_SCHEMA}.consumer_cursor WHERE consumer = $1`;
  for (;;) {
    const { rows } = await admin.query<{ log: string; position: number }>(positions, [name]);
    const at = new Map(rows.map(({ log, position }) => [log, position]));
    if (logs.every((log) => at.get(log) === events[log as keyof BothLogs].length)) return;
    await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
