import type { ClientBase, QueryResultRow } from 'pg';
import type { EventBody, LogName } from '@countersign/contracts';
import { formatMicros, genesisHash, sha256Hex } from '@countersign/proof';
import { compareEvent, micros, stateOf } from '@countersign/stored-log';
import type { EventColumns, RunQuery } from '@countersign/stored-log';
import { LogDamaged } from '../event-log.errors.js';
import type { StoredEvent } from '../event-log.js';

/** The columns of a stored event that every read needs, as pg returns them. */
export interface StoredRow extends EventColumns {
  position: string;
  recorded: string;
  body: string;
  private: string | null;
  erasedAt: Date | null;
  hash: string;
}

/** SQL expressions for a `StoredRow`, from the table `e`. */
export const STORED = `
  e.position, e.id, e.stream, e.version, e.type, e.schema_version AS "schemaVersion",
  ${micros('e.recorded_at')} AS recorded, e.body, e.private, e.erased_at AS "erasedAt", encode(e.hash, 'hex') AS hash`;

/**
 * The body of a row whose columns, private text and hash fit it.
 * @param previousHash - the hash of the event before it
 * @throws LogDamaged if something does not fit
 */
export function bodyOfRow(log: LogName, row: StoredRow, previousHash: string): EventBody {
  const compared = compareEvent(
    {
      ...row,
      position: Number(row.position),
      recordedAtMicros: Number(row.recorded),
      textHash: row.private === null ? null : sha256Hex(row.private),
      isErased: row.erasedAt !== null,
    },
    previousHash,
  );
  if (compared.wrong !== undefined) throw new LogDamaged(log, Number(row.position), compared.wrong);
  return compared.body;
}

/**
 * Events from a position on, each with the hash of the previous event, which the same statement reads.
 * @throws LogDamaged if an event does not fit its hash, or a column its body, or a position is missing
 */
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
    throw new LogDamaged(log, first - 1, `no event has position ${first - 1}`);
  const events = linked(rows, previous?.hash ?? (await genesis(query, log)));
  rows.forEach((row, i) => {
    if (Number(row.position) !== first + i)
      throw new LogDamaged(log, first + i, `no event has position ${first + i}`);
    bodyOfRow(log, row, (events[i] as StoredEvent).previousHash);
  });
  return events;
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
