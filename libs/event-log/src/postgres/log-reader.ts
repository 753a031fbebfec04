import { Pool } from 'pg';
import type { QueryResultRow } from 'pg';
import type { LogName } from '@countersign/contracts';
import { formatMicros, genesisHash } from '@countersign/proof';
import type { LogHead, StoredEvent } from '../event-log.js';
import type { KnownCommand } from '../group-commit/append-outcome.js';
import type { LogState, VerifiableEvent } from '../verify-chain.js';
import { findCommandsStatement, knownCommand } from './append-call.js';
import type { CommandRow } from './append-call.js';
import { hexArray } from './binary-array.js';
import { connectionSettings } from './connection-settings.js';
import { readError } from './postgres-errors.js';
import { StreamReads } from './stream-reads.js';
import type { WantedStream } from './stream-reads.js';

interface StoredRow {
  position: string;
  recorded: string;
  body: string;
  hash: string;
}

/** A stored event without its place in the chain: a stream has no previous hash. */
type UnlinkedEvent = Omit<StoredEvent, 'previousHash'>;

/** Reads of one log, over a pool of their own: they never wait for appends. */
export class LogReader {
  private readonly pool: Pool;
  private readonly streamReads = new StreamReads((wanted: WantedStream[]) => this.streams(wanted));

  constructor(
    url: string,
    private readonly log: LogName,
    connections: number,
  ) {
    this.pool = new Pool({ ...connectionSettings(url, `countersign ${log} read`), max: connections });
    // A broken idle connection is replaced by the pool; without a listener it would end the process.
    this.pool.on('error', () => undefined);
  }

  /** A stream's events after a version, in order. */
  stream(stream: string, afterVersion: number): Promise<UnlinkedEvent[]> {
    return this.streamReads.read(stream, afterVersion);
  }

  /** LATERAL, so that each stream is found by its index, however many are wanted. */
  private async streams(wanted: WantedStream[]): Promise<UnlinkedEvent[][]> {
    const sql = `
      SELECT wanted.n, found.*
      FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS wanted (stream, after, n)
      CROSS JOIN LATERAL (
        SELECT ${STORED}, e.version FROM ${this.log}.event AS e
        WHERE e.stream = wanted.stream AND e.version > wanted.after
        ORDER BY e.version
      ) AS found
      ORDER BY wanted.n, found.version`;
    const values = [wanted.map(({ stream }) => stream), wanted.map(({ afterVersion }) => afterVersion)];
    const rows = await this.query<StoredRow & { n: string }>('streams', sql, values);
    const found: UnlinkedEvent[][] = wanted.map(() => []);
    for (const row of rows) found[Number(row.n) - 1]?.push(stored(row));
    return found;
  }

  /** From a position on, each with the hash of the one before it; read in the same statement. */
  async from(position: number, limit: number): Promise<StoredEvent[]> {
    const sql = `
      SELECT ${STORED} FROM ${this.log}.event AS e
      WHERE e.position >= $1
      ORDER BY e.position
      LIMIT $2`;
    const first = Math.max(position, 1);
    const rows = await this.query<StoredRow>('from', sql, [first - 1, limit + (first > 1 ? 1 : 0)]);
    const previous = first > 1 ? rows.shift() : undefined;
    if (!rows.length) return [];
    if (first > 1 && Number(previous?.position) !== first - 1)
      throw new Error(`log ${this.log} has no event ${first - 1}`);
    return linked(rows, previous?.hash ?? (await this.genesis()));
  }

  async head(): Promise<LogHead> {
    const { position, hash } = await this.state();
    return { position, hash };
  }

  async state(): Promise<LogState> {
    const sql = `
      SELECT h.position, encode(h.hash, 'hex') AS hash, ${MICROS('h')} AS recorded, h.log_id, h.log_name
      FROM ${this.log}.head AS h`;
    const [row] = await this.query<Record<'position' | 'hash' | 'recorded' | 'log_id' | 'log_name', string>>(
      'head',
      sql,
      [],
    );
    if (!row) throw new Error(`log ${this.log} has lost its head`);
    const { position, hash, recorded, log_id: logId, log_name: logName } = row;
    return { position: Number(position), hash, recordedAtMicros: Number(recorded), logId, logName };
  }

  async command(id: string): Promise<KnownCommand | undefined> {
    const rows = await this.query<CommandRow>('command', findCommandsStatement(this.log), [
      hexArray([id], 32),
    ]);
    return rows[0] && knownCommand(rows[0]);
  }

  /** Every column, from the first row at or after a position, whatever that is. */
  async verifiable(afterPosition: number | null, limit: number): Promise<VerifiableEvent[]> {
    const sql = `
      SELECT ${STORED}, e.id, e.stream, e.version, e.type, e.schema_version AS "schemaVersion"
      FROM ${this.log}.event AS e
      WHERE e.position > coalesce($1, -9223372036854775808)
      ORDER BY e.position
      LIMIT $2`;
    type Row = StoredRow & Omit<VerifiableEvent, 'position' | 'recordedAtMicros'>;
    const rows = await this.query<Row>('verifiable', sql, [afterPosition, limit]);
    return rows.map(({ recorded, ...row }) => ({
      ...row,
      position: Number(row.position),
      recordedAtMicros: Number(recorded),
    }));
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async genesis(): Promise<string> {
    const { logId, logName } = await this.state();
    return genesisHash(logId, logName);
  }

  private async query<Row extends QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
  ): Promise<Row[]> {
    try {
      return (await this.pool.query<Row>({ name, text, values })).rows;
    } catch (error) {
      throw readError(error);
    }
  }
}

const MICROS = (table: string) => `(extract(epoch FROM ${table}.recorded_at) * 1000000)::bigint`;
const STORED = `e.position, ${MICROS('e')} AS recorded, e.body, encode(e.hash, 'hex') AS hash`;

function stored({ position, recorded, body, hash }: StoredRow): UnlinkedEvent {
  return { position: Number(position), recordedAt: formatMicros(Number(recorded)), body, hash };
}

/** Many at a time: a mirror is made again no faster than this. */
function linked(rows: StoredRow[], firstPreviousHash: string): StoredEvent[] {
  const timeOf = timeWriter();
  return rows.map(({ position, recorded, body, hash }, i) => ({
    position: Number(position),
    recordedAt: timeOf(recorded),
    body,
    hash,
    previousHash: rows[i - 1]?.hash ?? firstPreviousHash,
  }));
}

/** What was stored in one call bears one time, which is written out once. */
function timeWriter(): (recorded: string) => string {
  let last = { recorded: '', text: '' };
  return (recorded) => {
    if (recorded !== last.recorded) last = { recorded, text: formatMicros(Number(recorded)) };
    return last.text;
  };
}
