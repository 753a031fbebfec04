import { Pool } from 'pg';
import type { QueryResultRow } from 'pg';
import type { EventBody, LogName } from '@countersign/contracts';
import { genesisHash } from '@countersign/proof';
import { postgresFailure } from '@countersign/sqlstate';
import { readableLog, stateOf } from '@countersign/stored-log';
import type { ReadableLog, RunQuery } from '@countersign/stored-log';
import { LogDamaged, LogUnavailable } from '../event-log.errors.js';
import type { LogHead, StoredEvent } from '../event-log.js';
import type { KnownCommand } from '../group-commit/append-outcome.js';
import { Listeners } from '../listeners.js';
import { findCommandsStatement, knownCommand } from './append-call.js';
import type { CommandRow } from './append-call.js';
import { hexArray } from './binary-array.js';
import { connectionSettings } from './connection-settings.js';
import { bodyOfRow, placed, STORED, storedFrom } from './stored-events.js';
import type { StoredRow } from './stored-events.js';
import { StreamReads } from './stream-reads.js';
import type { WantedStream } from './stream-reads.js';

/** A row for a wanted stream; without a membership if the stream has no event after the version. */
interface StreamRow extends Omit<StoredRow, 'position'> {
  n: string;
  member: number | null;
  /** The position that the membership names; `position` is null if there is no such event. */
  at: string;
  position: string | null;
  /** The hash of the event before it, and the id of the log, which determines what is before the first event. */
  previousHash: string | null;
  logId: string;
  erasures: number;
}

/** A stored event with its body parsed, without its place in the chain (a stream has no previous hash). */
type UnlinkedEvent = Omit<StoredEvent, 'previousHash' | 'body'> & { body: EventBody };

/** Reads of one log, through a separate pool, so that they never wait for appends. */
export class LogReader {
  private readonly pool: Pool;
  private readonly streamReads = new StreamReads((wanted: WantedStream[]) => this.streams(wanted));
  private readonly erased = new Listeners();
  private readonly damaged = new Listeners<LogDamaged>();
  private erasures: number | undefined;

  constructor(
    url: string,
    private readonly log: LogName,
    connections: number,
  ) {
    this.pool = new Pool({ ...connectionSettings(url, `countersign ${log} read`), max: connections });
    // A broken idle connection is replaced by the pool; without a listener it would end the process.
    this.pool.on('error', () => undefined);
  }

  /**
   * The events of a stream after a version, in order.
   * @throws LogDamaged if an event does not fit its hash, its columns or the stream
   */
  stream(stream: string, afterVersion: number): Promise<UnlinkedEvent[]> {
    return this.noting(this.streamReads.read(stream, afterVersion));
  }

  /** Calls the listener whenever a read finds something that does not fit. */
  onDamaged(listener: (damage: LogDamaged) => void): () => void {
    return this.damaged.add(listener);
  }

  /** Calls the listener when a read of streams finds that personal data was erased since the previous read. */
  onErased(listener: () => void): () => void {
    return this.erased.add(listener);
  }

  /**
   * LATERAL, so that each stream is found by its index, however many streams are wanted. The left join returns a row even
   * for a stream without new events, so that every read learns of erasures.
   */
  private async streams(wanted: WantedStream[]): Promise<UnlinkedEvent[][]> {
    const sql = `
      SELECT wanted.n, h.erasures, h.log_id AS "logId", found.*
      FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS wanted (stream, after, n)
      CROSS JOIN ${this.log}.head AS h
      LEFT JOIN LATERAL (
        SELECT m.version AS member, m.position AS at, encode(b.hash, 'hex') AS "previousHash", ${STORED}
        FROM ${this.log}.membership AS m
        LEFT JOIN ${this.log}.event AS e ON e.position = m.position
        LEFT JOIN ${this.log}.event AS b ON b.position = m.position - 1
        WHERE m.stream = wanted.stream AND m.version > wanted.after
        ORDER BY m.version
      ) AS found ON true
      ORDER BY wanted.n, found.member`;
    const values = [wanted.map(({ stream }) => stream), wanted.map(({ afterVersion }) => afterVersion)];
    const rows = await this.query<StreamRow>('streams', sql, values);
    const found: UnlinkedEvent[][] = wanted.map(() => []);
    for (const row of rows) {
      const index = Number(row.n) - 1;
      const { stream, afterVersion } = wanted[index] as WantedStream;
      const events = found[index] as UnlinkedEvent[];
      if (row.member !== null) events.push(this.checked(row, stream, afterVersion + events.length + 1));
    }
    this.noteErasures(rows[0]?.erasures);
    return found;
  }

  /** @throws LogDamaged if the row is not the stream's event of that version, or does not fit its columns or its hash */
  private checked(row: StreamRow, stream: string, version: number): UnlinkedEvent {
    const { position } = row;
    const damaged = (what: string) => new LogDamaged(this.log, Number(row.at), what);
    if (position === null) throw damaged(`the event that ${stream} names is missing`);
    const previousHash = row.at === '1' ? genesisHash(row.logId, this.log) : row.previousHash;
    if (previousHash === null) throw damaged('the event before it is missing');
    const body = bodyOfRow(this.log, { ...row, position }, previousHash);
    if (row.member !== version) throw damaged(`${stream} has no event of version ${version}`);
    if (!body.streams.some((one) => one.id === stream && one.version === version))
      throw damaged(`the event does not belong to ${stream} as version ${version}`);
    return { ...placed({ ...row, position }), body };
  }

  private noteErasures(erasures: number | undefined): void {
    if (erasures === undefined || erasures === this.erasures) return;
    const isNews = this.erasures !== undefined;
    this.erasures = erasures;
    if (isNews) this.erased.tell();
  }

  /** Events from a position on, each with the hash of the previous event. */
  from(position: number, limit: number): Promise<StoredEvent[]> {
    return this.noting(storedFrom(this.query, this.log, position, limit));
  }

  async head(): Promise<LogHead> {
    const { position, hash } = await stateOf(this.query, this.log);
    return { position, hash };
  }

  /** All rows of the log, for a comparison with what was hashed. */
  get rows(): ReadableLog {
    return readableLog(this.query, this.log);
  }

  async mirrorRenewal(): Promise<number> {
    const sql = `SELECT coalesce(max(number), 0) AS number FROM ${this.log}.mirror_renewal`;
    const [row] = await this.query<{ number: string }>('mirror-renewal', sql, []);
    return Number(row?.number ?? 0);
  }

  async command(id: string): Promise<KnownCommand | undefined> {
    const rows = await this.query<CommandRow>('command', findCommandsStatement(this.log), [
      hexArray([id], 32),
    ]);
    return rows[0] && knownCommand(rows[0]);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async noting<T>(read: Promise<T>): Promise<T> {
    try {
      return await read;
    } catch (error) {
      if (error instanceof LogDamaged) this.damaged.tell(error);
      throw error;
    }
  }

  private readonly query: RunQuery = async <Row extends QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
  ): Promise<Row[]> => {
    try {
      return (await this.pool.query<Row>({ name, text, values })).rows;
    } catch (error) {
      throw readError(error);
    }
  };
}

/** `LogUnavailable` if the database does not answer or cannot answer now; otherwise the error itself. */
function readError(error: unknown): unknown {
  const failure = postgresFailure(error);
  if (failure === 'conflict' || failure === 'not-installed' || failure === 'refused') return error;
  return new LogUnavailable('the database of the log does not answer', { cause: error });
}
