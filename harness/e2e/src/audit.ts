import type { LogName } from '@countersign/contracts';
import { requestRebuild } from '@countersign/consumers';
import type { StackView } from '@countersign/testing';
import pg from 'pg';

/** Positions of a log: the number of events, the highest position, and the head. */
export async function positions(
  stack: StackView,
  log: LogName,
): Promise<{ count: number; max: number; head: number }> {
  const [row] = await stack.sql<{ count: string; max: string | null; head: string }>(
    `SELECT count(*) AS count, max(position) AS max, (SELECT position FROM ${log}.head) AS head FROM ${log}.event`,
  );
  return { count: Number(row!.count), max: Number(row!.max ?? 0), head: Number(row!.head) };
}

interface Cursor {
  consumer: string;
  log: LogName;
  position: string;
}

/** Consumers of all services that have not read their log to the head; empty when all have. */
export async function behind(stack: StackView): Promise<string[]> {
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

/** Parked events of all consumers; there must be none. */
export async function parked(stack: StackView): Promise<unknown[]> {
  const schemas = ['request', 'approval', 'reporting'];
  const rows = await Promise.all(
    schemas.map((schema) => stack.sql(`SELECT * FROM ${schema}.consumer_parked`)),
  );
  return rows.flat();
}

const readModels = {
  request: 'id',
  request_count: 'status',
  approval: 'request_id',
  refused_attempt: 'id',
  checkpoint: 'id',
};

/** The contents of all read models, in a fixed order; without the process that counted, which a rebuild can change. */
export async function readModelRows(stack: StackView): Promise<Record<string, unknown[]>> {
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

/** Requests a rebuild of all projections of reporting, and waits until they are rebuilt. */
export async function rebuildReadModels(stack: StackView, deadline: number): Promise<void> {
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
