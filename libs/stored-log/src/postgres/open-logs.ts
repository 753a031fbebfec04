import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { postgresFailure } from '@countersign/sqlstate';
import type { ReadableLog } from '../stored-rows.js';
import { HeadMissing, readableLog } from './read-log.js';

/** The database does not answer, or refuses what a comparison has to read. */
export class DatabaseUnreadable extends Error {
  constructor(
    message: string,
    /** Whether the same call may succeed later. */
    readonly isPassing: boolean,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The logs of one database, opened for a comparison. Close it when done. */
export interface OpenLogs {
  /** The logs that the database holds. */
  readonly names: readonly LogName[];
  log(name: LogName): ReadableLog;
  close(): Promise<void>;
}

/** The session writes nothing, and relies on indexes whatever the size of the tables was when they were analysed. */
const OPTIONS = '-c default_transaction_read_only=on -c enable_seqscan=off';
const CONNECT_MS = 10_000;

/**
 * Opens the logs in a database, over a connection that can only read.
 * @throws DatabaseUnreadable
 */
export async function openStoredLogs(url: string): Promise<OpenLogs> {
  const client = new Client({
    connectionString: url,
    application_name: 'countersign verify',
    connectionTimeoutMillis: CONNECT_MS,
    options: OPTIONS,
  });
  // A connection that breaks between two statements fails the next one.
  client.on('error', () => undefined);
  const query = async <Row extends QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
  ): Promise<Row[]> => {
    try {
      return (await client.query<Row>({ name, text, values })).rows;
    } catch (error) {
      throw unreadable(error);
    }
  };
  try {
    await client.connect();
    const names = await namesOf(query);
    return {
      names,
      log: (name) => readableLog((statement, ...more) => query(`${name} ${statement}`, ...more), name),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error instanceof DatabaseUnreadable ? error : unreadable(error);
  }
}

type Query = <Row extends QueryResultRow>(name: string, text: string, values: unknown[]) => Promise<Row[]>;

async function namesOf(query: Query): Promise<LogName[]> {
  const sql = `
    SELECT n.nspname AS name FROM pg_catalog.pg_namespace AS n
    JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'head'
    WHERE n.nspname = ANY ($1)`;
  const found = new Set((await query<{ name: string }>('logs', sql, [logNames])).map(({ name }) => name));
  return logNames.filter((name) => found.has(name));
}

function unreadable(error: unknown): unknown {
  if (error instanceof HeadMissing) return error;
  const failure = postgresFailure(error);
  const isPassing = failure !== undefined && failure !== 'not-installed' && failure !== 'refused';
  const message = error instanceof Error ? error.message : String(error);
  return new DatabaseUnreadable(message, isPassing, { cause: error });
}
