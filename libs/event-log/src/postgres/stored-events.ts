import type { ClientBase, QueryResultRow } from 'pg';
import type { LogName } from '@countersign/contracts';
import { formatMicros, genesisHash } from '@countersign/proof';
import type { StoredEvent } from '../event-log.js';
import type { LogState } from '../verify-chain.js';

/** Runs a statement; `name` is the name under which it can be prepared. */
export type RunQuery = <Row extends QueryResultRow>(
  name: string,
  text: string,
  values: unknown[],
) => Promise<Row[]>;

/** The columns of a stored event that every read needs, as pg returns them. */
export interface StoredRow {
  position: string;
  recorded: string;
  body: string;
  private: string | null;
  erasedAt: Date | null;
  hash: string;
}

/** SQL expression: a table's `recorded_at` in microseconds. */
const MICROS = (table: string) => `(extract(epoch FROM ${table}.recorded_at) * 1000000)::bigint`;

/** SQL expressions for a `StoredRow`, from the table `e`. */
export const STORED = `
  e.position, ${MICROS('e')} AS recorded, e.body, e.private, e.erased_at AS "erasedAt", encode(e.hash, 'hex') AS hash`;

/** Events from a position on, each with the hash of the previous event, which the same statement reads. */
export async function storedFrom(
  query: RunQuery,
  log: LogName,
  position: number,
  limit: number,
): Promise<StoredEvent[]> {
  const sql = `
    SELECT ${STORED} FROM ${log}.event AS e
    WHERE e.position >= $1
    ORDER BY e.position
    LIMIT $2`;
  const first = Math.max(position, 1);
  const rows = await query<StoredRow>('from', sql, [first - 1, limit + (first > 1 ? 1 : 0)]);
  const previous = first > 1 ? rows.shift() : undefined;
  if (!rows.length) return [];
  if (first > 1 && Number(previous?.position) !== first - 1)
    throw new Error(`log ${log} has no event ${first - 1}`);
  return linked(rows, previous?.hash ?? (await genesis(query, log)));
}

/** The whole head row of a log. */
export async function stateOf(query: RunQuery, log: LogName): Promise<LogState> {
  const sql = `
    SELECT h.position, encode(h.hash, 'hex') AS hash, ${MICROS('h')} AS recorded, h.log_id, h.log_name, h.erasures
    FROM ${log}.head AS h`;
  type Row = Record<'position' | 'hash' | 'recorded' | 'log_id' | 'log_name', string> & { erasures: number };
  const [row] = await query<Row>('head', sql, []);
  if (!row) throw new Error(`log ${log} has lost its head`);
  return {
    position: Number(row.position),
    hash: row.hash,
    recordedAtMicros: Number(row.recorded),
    logId: row.log_id,
    logName: row.log_name,
    erasures: row.erasures,
  };
}

const PAGE = 1_000;

/**
 * All events of a log as stored, page by page, over an operator's own connection. Events that are appended meanwhile
 * are included. Their bodies are not upcast (see `recordedEvent`).
 */
export async function* storedPages(admin: ClientBase, log: LogName, from = 1): AsyncGenerator<StoredEvent[]> {
  const query: RunQuery = async <Row extends QueryResultRow>(_: string, text: string, values: unknown[]) =>
    (await admin.query<Row>({ text, values })).rows;
  for (let position = from; ;) {
    const page = await storedFrom(query, log, position, PAGE);
    if (!page.length) return;
    yield page;
    position += page.length;
  }
}

/** The position of an event, and what is stored beside its body. */
export function placed({ position, recorded, hash, private: texts, erasedAt }: StoredRow) {
  return {
    position: Number(position),
    recordedAt: formatMicros(Number(recorded)),
    private: texts,
    erasedAt: erasedAt && erasedAt.toISOString(),
    hash,
  };
}

/** Converts many rows at a time, because the speed of rebuilding a mirror depends on it. */
function linked(rows: StoredRow[], firstPreviousHash: string): StoredEvent[] {
  const timeOf = timeWriter();
  return rows.map(({ position, recorded, body, private: texts, erasedAt, hash }, i) => ({
    position: Number(position),
    recordedAt: timeOf(recorded),
    body,
    private: texts,
    erasedAt: erasedAt && erasedAt.toISOString(),
    hash,
    previousHash: rows[i - 1]?.hash ?? firstPreviousHash,
  }));
}

/** Events that were stored in one call have the same time, which is formatted once. */
function timeWriter(): (recorded: string) => string {
  let last = { recorded: '', text: '' };
  return (recorded) => {
    if (recorded !== last.recorded) last = { recorded, text: formatMicros(Number(recorded)) };
    return last.text;
  };
}

async function genesis(query: RunQuery, log: LogName): Promise<string> {
  const { logId, logName } = await stateOf(query, log);
  return genesisHash(logId, logName);
}
