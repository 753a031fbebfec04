import type { Client } from 'pg';
import { logNames } from '@countersign/contracts';
import type { EventBody, LogName, Membership } from '@countersign/contracts';
import type { Progress, Row, Snapshot, StoredCommand, StoredEvent, StoredLog } from './observed.js';

const PAGE = 5_000;
/** Services that have consumers. */
export const schemas = ['request', 'approval', 'reporting'] as const;
/** Where tables of projections are. */
const readModelSchemas = ['reporting', 'request_deadlines', 'approval_deadlines'];

const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`;

const tablesOfReadModels = `
  SELECT t.table_schema AS schema, t.table_name AS table, string_agg(k.column_name, ', ' ORDER BY k.ordinal_position) AS key
    FROM information_schema.tables t
    JOIN information_schema.table_constraints c USING (table_schema, table_name)
    JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name, table_schema, table_name)
   WHERE t.table_schema = ANY ($1) AND c.constraint_type = 'PRIMARY KEY'
     AND t.table_name NOT LIKE 'consumer%' AND t.table_name NOT IN ('lease', 'migration')
   GROUP BY 1, 2 ORDER BY 1, 2`;

/** Runs what reads, all of it as of one instant. */
export async function asOfOneInstant<T>(db: Client, read: () => Promise<T>): Promise<T> {
  await db.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await read();
  } finally {
    await db.query('COMMIT');
  }
}

/** Reads how far everything is. */
export async function readProgress(db: Client): Promise<Progress> {
  const { rows: now } = await db.query<{ at: string }>(`SELECT ${micros('clock_timestamp()')} AS at`);
  const heads = await forEachLog(async (log) => {
    const { rows } = await db.query<{ position: string }>(`SELECT position FROM ${log}.head`);
    return Number(rows[0]?.position);
  });
  const cursors: Progress['cursors'] = {};
  for (const schema of schemas) {
    const { rows } = await db.query<{ consumer: string; log: string; position: string }>(
      `SELECT consumer, log, position FROM ${schema}.consumer_cursor WHERE kind <> 'rebuild'`,
    );
    for (const { consumer, log, position } of rows)
      cursors[`${schema}.${consumer} on ${log}`] = Number(position);
  }
  return { at: Number(now[0]?.at) / 1000, heads, cursors };
}

/** Reads what the services hold besides the events. */
export async function readSnapshot(db: Client): Promise<Snapshot> {
  const parked: Row[] = [];
  for (const schema of schemas)
    parked.push(...(await db.query<Row>(`SELECT * FROM ${schema}.consumer_parked`)).rows);
  return { ...(await readProgress(db)), tables: await readTables(db), parked };
}

/** Every row, as JSON; not which process counted, for a rebuild may be another's. */
async function readTables(db: Client): Promise<Snapshot['tables']> {
  const { rows: found } = await db.query<{ schema: string; table: string; key: string }>(tablesOfReadModels, [
    readModelSchemas,
  ]);
  const tables: Snapshot['tables'] = {};
  for (const { schema, table, key } of found) {
    const { rows } = await db.query<{ row: Row }>(
      `SELECT to_jsonb(t) - 'counted_by' AS row FROM ${schema}.${table} t ORDER BY ${key}`,
    );
    tables[`${schema}.${table}`] = rows.map(({ row }) => row);
  }
  return tables;
}

/** Reads a whole log, by pages. */
export async function readLog(db: Client, log: LogName): Promise<StoredLog> {
  const { rows: head } = await db.query<{ id: string; position: string; hash: string }>(
    `SELECT log_id AS id, position, encode(hash, 'hex') AS hash FROM ${log}.head`,
  );
  const [{ id, position, hash } = { id: '', position: '0', hash: '' }] = head;
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await readPage(db, log, events.at(-1)?.position ?? 0);
    events.push(...page);
    if (page.length < PAGE) break;
  }
  return { id, head: { position: Number(position), hash }, events, commands: await readCommands(db, log) };
}

type EventRow = Omit<StoredEvent, 'position' | 'recordedAt' | 'said' | 'memberships'> & {
  position: string;
  recordedAt: string;
};

async function readPage(db: Client, log: LogName, after: number): Promise<StoredEvent[]> {
  const { rows } = await db.query<EventRow>(
    `SELECT position, id, stream, version, type, ${micros('recorded_at')} AS "recordedAt", body, private,
            encode(hash, 'hex') AS hash
       FROM ${log}.event WHERE position > $1 ORDER BY position LIMIT ${PAGE}`,
    [after],
  );
  const memberships = await readMemberships(db, log, after, Number(rows.at(-1)?.position ?? after));
  return rows.map((row) => ({
    ...row,
    memberships: memberships.get(row.position) ?? [],
    position: Number(row.position),
    recordedAt: Number(row.recordedAt),
    said: JSON.parse(row.body) as EventBody,
  }));
}

/** The places of events in streams, by the position of the event. */
async function readMemberships(
  db: Client,
  log: LogName,
  after: number,
  last: number,
): Promise<Map<string, Membership[]>> {
  const { rows } = await db.query<Membership & { position: string }>(
    `SELECT position, stream AS id, version FROM ${log}.membership WHERE position > $1 AND position <= $2`,
    [after, last],
  );
  const found = new Map<string, Membership[]>();
  for (const { position, id, version } of rows) {
    const known = found.get(position) ?? [];
    known.push({ id, version });
    found.set(position, known);
  }
  return found;
}

async function readCommands(db: Client, log: LogName): Promise<StoredCommand[]> {
  const { rows } = await db.query<Record<'id' | 'result' | 'first' | 'last' | 'recordedAt', string>>(
    `SELECT encode(id, 'hex') AS id, result, first_position AS first, last_position AS last, ${micros('recorded_at')} AS "recordedAt"
       FROM ${log}.command ORDER BY first_position`,
  );
  return rows.map(({ id, result, first, last, recordedAt }) => ({
    id,
    first: Number(first),
    last: Number(last),
    recordedAt: Number(recordedAt),
    result: JSON.parse(result) as StoredCommand['result'],
  }));
}

/** The same of every log, one after the other. */
export async function forEachLog<T>(read: (log: LogName) => Promise<T>): Promise<Record<LogName, T>> {
  const found: Partial<Record<LogName, T>> = {};
  for (const log of logNames) found[log] = await read(log);
  return found as Record<LogName, T>;
}
