import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { logNames, mirrorName } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { PostgresEventLog } from '@countersign/event-log';
import type { Verification } from '@countersign/event-log';
import { loadSecrets } from '@countersign/local-stack';
import { inboxPrefixOf, requestRebuild } from '@countersign/messaging';
import type { Stack } from '@countersign/testing';
import pg from 'pg';

/** Positions of a log: how many events, the highest, and what the head says. */
export async function positions(
  stack: Stack,
  log: LogName,
): Promise<{ count: number; max: number; head: number }> {
  const [row] = await stack.sql<{ count: string; max: string | null; head: string }>(
    `SELECT count(*) AS count, max(position) AS max, (SELECT position FROM ${log}.head) AS head FROM ${log}.event`,
  );
  return { count: Number(row!.count), max: Number(row!.max ?? 0), head: Number(row!.head) };
}

/** Streams whose versions are not 1, 2, 3 … */
export const brokenStreams = (stack: Stack, log: LogName): Promise<{ stream: string }[]> =>
  stack.sql(
    `SELECT stream FROM ${log}.event GROUP BY stream HAVING count(*) <> max(version) OR min(version) <> 1`,
  );

/** Walks the hash chain. */
export async function verify(stack: Stack, log: LogName): Promise<Verification> {
  const eventLog = new PostgresEventLog({ log, url: stack.adminUrl });
  try {
    return await eventLog.verify();
  } finally {
    await eventLog.close();
  }
}

/** First and last sequence of a mirror, and how many messages it holds. */
export async function mirror(
  stack: Stack,
  log: LogName,
): Promise<{ first: number; last: number; messages: number }> {
  const { nats } = await loadSecrets(stack.folder.secrets);
  const nc = await connect({
    servers: stack.natsUrl,
    user: 'admin',
    pass: nats.admin,
    inboxPrefix: inboxPrefixOf('admin'),
  });
  try {
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    const { state } = await jsm.streams.info(mirrorName(log));
    return { first: state.first_seq, last: state.last_seq, messages: state.messages };
  } finally {
    await nc.close();
  }
}

interface Cursor {
  consumer: string;
  log: LogName;
  position: string;
}

/** Consumers that have not read their log to the head, over all services; empty when all have. */
export async function behind(stack: Stack): Promise<string[]> {
  const late: string[] = [];
  for (const schema of ['request', 'approval', 'reporting']) {
    const cursors = await stack.sql<Cursor>(`SELECT consumer, log, position FROM ${schema}.consumer_cursor`);
    for (const { consumer, log, position } of cursors) {
      const { head } = await positions(stack, log);
      if (Number(position) !== head) late.push(`${schema}.${consumer} on ${log}: ${position} of ${head}`);
    }
  }
  return late;
}

/** Parked events of all consumers: there must be none. */
export async function parked(stack: Stack): Promise<unknown[]> {
  const schemas = ['request', 'approval', 'reporting'];
  const rows = await Promise.all(
    schemas.map((schema) => stack.sql(`SELECT * FROM ${schema}.consumer_parked`)),
  );
  return rows.flat();
}

const readModels = {
  request_list: 'id',
  request_count: 'status',
  inbox: 'request_id',
  timeline_entry: 'log, position',
  refused_attempt: 'id',
  checkpoint: 'id',
  check_out_report: 'id',
  check_out_report_approval: 'request_id',
  summary_request: 'id',
  summary_approval: 'request_id',
  summary_step: 'request_id, step',
  summary_decision: 'request_id, step, approver_issuer, approver_id',
};

/** Everything the read models hold, in a fixed order; not which process counted, for a rebuild may be another's. */
export async function readModelRows(stack: Stack): Promise<Record<string, unknown[]>> {
  const tables = await Promise.all(
    Object.entries(readModels).map(async ([table, key]) => [
      table,
      (
        await stack.sql<{ row: unknown }>(
          `SELECT to_jsonb(t) - 'counted_by' AS row FROM reporting.${table} t ORDER BY ${key}`,
        )
      ).map(({ row }) => row),
    ]),
  );
  return Object.fromEntries(tables) as Record<string, unknown[]>;
}

/** Wishes that all projections of reporting be rebuilt, and waits until they are. */
export async function rebuildReadModels(stack: Stack, deadline: number): Promise<void> {
  const db = new pg.Client({ connectionString: stack.adminUrl });
  await db.connect();
  try {
    const { rows } = await db.query<{ consumer: string }>(
      `SELECT DISTINCT consumer FROM reporting.consumer_cursor WHERE kind = 'projection'`,
    );
    for (const { consumer } of rows) await requestRebuild(db, { schema: 'reporting', consumer });
    const unfinished = `SELECT 1 FROM reporting.consumer_cursor WHERE rebuild IS NOT NULL OR kind = 'rebuild'`;
    while ((await db.query(unfinished)).rowCount) {
      if (Date.now() > deadline) throw new Error('the rebuild did not end in time');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await db.end();
  }
}

/** Both, for every log. */
export async function forEachLog<T>(check: (log: LogName) => Promise<T>): Promise<Record<LogName, T>> {
  const entries = await Promise.all(logNames.map(async (log) => [log, await check(log)] as const));
  return Object.fromEntries(entries) as Record<LogName, T>;
}
