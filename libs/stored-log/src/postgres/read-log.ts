import type { QueryResultRow } from 'pg';
import type { LogName } from '@countersign/contracts';
import type {
  CommandSpan,
  LogState,
  MembershipRow,
  ReadableLog,
  StoredEventRow,
  StoredPage,
  StrayRow,
} from '../stored-rows.js';

/** Runs a statement; `name` is the name under which it can be prepared. */
export type RunQuery = <Row extends QueryResultRow>(
  name: string,
  text: string,
  values: unknown[],
) => Promise<Row[]>;

/** SQL expression: an instant in microseconds. */
export const micros = (column: string): string => `(extract(epoch FROM ${column}) * 1000000)::bigint`;

/**
 * SQL of the view that comparisons read: every column of the events, but in place of a private text only its hash, so
 * that a verifier needs no access to personal data.
 */
export const comparedView = (log: LogName): string => `
  CREATE VIEW ${log}.compared AS
  SELECT e.position, e.id, e.stream, e.version, e.type, e.schema_version, e.recorded_at, e.body,
         encode(sha256(convert_to(e.private, 'UTF8')), 'hex') AS text_hash, e.erased_at, e.hash
  FROM ${log}.event AS e;
  COMMENT ON VIEW ${log}.compared IS 'The events without their private texts, for comparisons with what was hashed.';`;

/** The table that names the end of a log has no row. */
export class HeadMissing extends Error {
  constructor(log: LogName) {
    super(`the ${log} log has lost its head`);
    this.name = new.target.name;
  }
}

/** Reads a log's tables for a comparison. */
export function readableLog(query: RunQuery, log: LogName): ReadableLog {
  return {
    state: () => stateOf(query, log),
    page: (first, last) => pageOf(query, log, first, last),
    stray: () => strayOf(query, log),
  };
}

/** The whole head row of a log. @throws HeadMissing */
export async function stateOf(query: RunQuery, log: LogName): Promise<LogState> {
  const sql = `
    SELECT h.position, encode(h.hash, 'hex') AS hash, ${micros('h.recorded_at')} AS recorded,
           h.log_id, h.log_name, h.erasures
    FROM ${log}.head AS h`;
  type Row = Record<'position' | 'hash' | 'recorded' | 'log_id' | 'log_name', string> & { erasures: number };
  const [row] = await query<Row>('head', sql, []);
  if (!row) throw new HeadMissing(log);
  return {
    position: Number(row.position),
    hash: row.hash,
    recordedAtMicros: Number(row.recorded),
    logId: row.log_id,
    logName: row.log_name,
    erasures: row.erasures,
  };
}

async function pageOf(query: RunQuery, log: LogName, first: number, last: number): Promise<StoredPage> {
  const rows = await eventsOf(query, log, first - 1, last);
  const memberships = await membershipsOf(query, log, first, last);
  const commands = await commandsOf(query, log, first, last);
  const events = rows.map((row) => ({ ...row, memberships: memberships.get(row.position) ?? [] }));
  const before = events[0]?.position === first - 1 ? events.shift() : undefined;
  return { before, events, commands };
}

type EventRow = Omit<StoredEventRow, 'memberships'>;

async function eventsOf(query: RunQuery, log: LogName, first: number, last: number): Promise<EventRow[]> {
  const sql = `
    SELECT e.position, e.id, e.stream, e.version, e.type, e.schema_version AS "schemaVersion",
           ${micros('e.recorded_at')} AS recorded, e.body, e.text_hash AS "textHash",
           ${micros('e.erased_at')} AS erased, encode(e.hash, 'hex') AS hash
    FROM ${log}.compared AS e
    WHERE e.position BETWEEN $1 AND $2
    ORDER BY e.position`;
  type Columns = Omit<EventRow, 'position' | 'recordedAtMicros' | 'erasedAtMicros' | 'isErased'>;
  type Row = Columns & { position: string; recorded: string; erased: string | null };
  const rows = await query<Row>('compared-events', sql, [first, last]);
  return rows.map(({ position, recorded, erased, ...columns }) => ({
    ...columns,
    position: Number(position),
    recordedAtMicros: Number(recorded),
    isErased: erased !== null,
    erasedAtMicros: erased === null ? null : Number(erased),
  }));
}

/** The membership rows of a range, by position. */
async function membershipsOf(
  query: RunQuery,
  log: LogName,
  first: number,
  last: number,
): Promise<Map<number, MembershipRow[]>> {
  const sql = `
    SELECT m.position, m.stream AS id, m.version,
           (m.version = 1 OR EXISTS (SELECT FROM ${log}.membership AS b
                                     WHERE b.stream = m.stream AND b.version = m.version - 1
                                       AND b.position < m.position))
             AND NOT EXISTS (SELECT FROM ${log}.membership AS o
                             WHERE o.stream = m.stream AND o.version = m.version AND o.position < m.position)
             AS follows
    FROM ${log}.membership AS m
    WHERE m.position BETWEEN $1 AND $2`;
  const rows = await query<MembershipRow & { position: string }>('compared-memberships', sql, [first, last]);
  const found = new Map<number, MembershipRow[]>();
  for (const { position, id, version, follows } of rows) {
    const known = found.get(Number(position)) ?? [];
    known.push({ id, version, follows });
    found.set(Number(position), known);
  }
  return found;
}

async function commandsOf(
  query: RunQuery,
  log: LogName,
  first: number,
  last: number,
): Promise<CommandSpan[]> {
  const sql = `
    SELECT c.first_position AS first, c.last_position AS last, ${micros('c.recorded_at')} AS recorded
    FROM ${log}.command AS c
    WHERE c.first_position <= $2 AND c.last_position >= $1
    ORDER BY c.first_position, c.last_position`;
  const rows = await query<Record<'first' | 'last' | 'recorded', string>>('compared-commands', sql, [
    first,
    last,
  ]);
  return rows.map((row) => ({
    first: Number(row.first),
    last: Number(row.last),
    recordedAtMicros: Number(row.recorded),
  }));
}

async function strayOf(query: RunQuery, log: LogName): Promise<StrayRow | undefined> {
  const outside = (position: string) =>
    `(${position} < 1 OR ${position} > (SELECT h.position FROM ${log}.head AS h))`;
  const sql = `
    SELECT s.position, s.table
    FROM (
      SELECT min(e.position) AS position, 'event' AS table FROM ${log}.compared AS e WHERE ${outside('e.position')}
      UNION ALL
      SELECT min(m.position), 'membership' FROM ${log}.membership AS m WHERE ${outside('m.position')}
      UNION ALL
      SELECT min(least(c.first_position, c.last_position)), 'command' FROM ${log}.command AS c
      WHERE ${outside('c.first_position')} OR ${outside('c.last_position')} OR c.last_position < c.first_position
    ) AS s
    WHERE s.position IS NOT NULL
    ORDER BY s.position
    LIMIT 1`;
  const [row] = await query<{ position: string; table: StrayRow['table'] }>('stray', sql, []);
  return row && { position: Number(row.position), table: row.table };
}
