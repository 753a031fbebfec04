import { Pool } from 'pg';
import type { QueryResultRow } from 'pg';
import type { EventBody, LogName, Membership } from '@countersign/contracts';
import { contradictionOfText, differingColumn, parsedBody } from '../columns.js';
import { postgresFailure } from '@countersign/sqlstate';
import { LogDamaged, LogUnavailable } from '../event-log.errors.js';
import type { EventColumns, LogHead, StoredEvent } from '../event-log.js';
import type { KnownCommand } from '../group-commit/append-outcome.js';
import { Listeners } from '../listeners.js';
import type { LogState, VerifiableEvent } from '../verify-chain.js';
import { findCommandsStatement, knownCommand } from './append-call.js';
import type { CommandRow } from './append-call.js';
import { hexArray } from './binary-array.js';
import { connectionSettings } from './connection-settings.js';
import { placed, stateOf, STORED, storedFrom } from './stored-events.js';
import type { RunQuery, StoredRow } from './stored-events.js';
import { StreamReads } from './stream-reads.js';
import type { WantedStream } from './stream-reads.js';

/** A row for a wanted stream; without a membership if the stream has no event after the version. */
interface StreamRow extends Omit<StoredRow, 'position'> {
  n: string;
  member: number | null;
  /** The position that the membership names; `position` is null if there is no such event. */
  at: string;
  position: string | null;
  id: string;
  type: string;
  schemaVersion: number;
  stream: string;
  version: number;
  erasures: number;
}

/** A stored event with its body parsed, without its place in the chain (a stream has no previous hash). */
type UnlinkedEvent = Omit<StoredEvent, 'previousHash' | 'body'> & { body: EventBody };

/** Reads of one log, through a separate pool, so that they never wait for appends. */
export class LogReader {
  private readonly pool: Pool;
  private readonly streamReads = new StreamReads((wanted: WantedStream[]) => this.streams(wanted));
  private readonly erased = new Listeners();
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

  /** The events of a stream after a version, in order. */
  stream(stream: string, afterVersion: number): Promise<UnlinkedEvent[]> {
    return this.streamReads.read(stream, afterVersion);
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
      SELECT wanted.n, (SELECT h.erasures FROM ${this.log}.head AS h) AS erasures, found.*
      FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS wanted (stream, after, n)
      LEFT JOIN LATERAL (
        SELECT m.version AS member, m.position AS at, ${STORED}, ${COLUMNS}
        FROM ${this.log}.membership AS m LEFT JOIN ${this.log}.event AS e ON e.position = m.position
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

  /** @throws LogDamaged if the row is not the stream's event of that version, or if a column contradicts the body */
  private checked(row: StreamRow, stream: string, version: number): UnlinkedEvent {
    const { position } = row;
    const damaged = (what: string) => new LogDamaged(this.log, Number(row.at), what);
    if (position === null) throw damaged(`the event that ${stream} names is missing`);
    const body = parsedBody(row.body);
    if (!body) throw damaged('the body is not that of an event');
    const column = differingColumn({ ...row, memberships: body.streams }, body);
    if (column) throw damaged(`column ${column} differs from the body`);
    if (row.member !== version) throw damaged(`${stream} has no event of version ${version}`);
    if (!body.streams.some((one) => one.id === stream && one.version === version))
      throw damaged(`the event does not belong to ${stream} as version ${version}`);
    const text = contradictionOfText({ private: row.private, isErased: row.erasedAt !== null }, body);
    if (text) throw damaged(text);
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
    return storedFrom(this.query, this.log, position, limit);
  }

  async head(): Promise<LogHead> {
    const { position, hash } = await this.state();
    return { position, hash };
  }

  state(): Promise<LogState> {
    return stateOf(this.query, this.log);
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

  /** Every column of the rows from a position on, even if positions are missing. */
  async verifiable(afterPosition: number | null, limit: number): Promise<VerifiableEvent[]> {
    const sql = `
      SELECT ${STORED}, ${COLUMNS}
      FROM ${this.log}.event AS e
      WHERE e.position > coalesce($1, -9223372036854775808)
      ORDER BY e.position
      LIMIT $2`;
    type Row = StoredRow & Omit<EventColumns, 'memberships'>;
    const rows = await this.query<Row>('verifiable', sql, [afterPosition, limit]);
    const memberships = await this.memberships(rows);
    return rows.map(({ recorded, erasedAt, ...row }) => ({
      ...row,
      isErased: erasedAt !== null,
      memberships: memberships.get(row.position) ?? [],
      position: Number(row.position),
      recordedAtMicros: Number(recorded),
    }));
  }

  async strayMembership(): Promise<number | undefined> {
    const sql = `
      SELECT m.position FROM ${this.log}.membership AS m
      WHERE m.position < 1 OR m.position > (SELECT h.position FROM ${this.log}.head AS h)
      ORDER BY m.position
      LIMIT 1`;
    const [stray] = await this.query<{ position: string }>('stray', sql, []);
    return stray && Number(stray.position);
  }

  /** The membership rows of some events, by position. */
  private async memberships(events: readonly { position: string }[]): Promise<Map<string, Membership[]>> {
    const found = new Map<string, Membership[]>();
    const first = events[0];
    const last = events.at(-1);
    if (!first || !last) return found;
    const sql = `
      SELECT m.position, m.stream AS id, m.version FROM ${this.log}.membership AS m
      WHERE m.position BETWEEN $1 AND $2`;
    const rows = await this.query<Membership & { position: string }>('memberships', sql, [
      first.position,
      last.position,
    ]);
    for (const { position, id, version } of rows) {
      const known = found.get(position) ?? [];
      known.push({ id, version });
      found.set(position, known);
    }
    return found;
  }

  async close(): Promise<void> {
    await this.pool.end();
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

const COLUMNS = 'e.id, e.stream, e.version, e.type, e.schema_version AS "schemaVersion"';
