import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { EVENT, newAppend, openLogs } from './bench-log.js';
import { emmettStore } from './emmett-store.js';

/** Three ways to store an event, and the settings that make all of them durable. */
export interface AppendBench {
  log: () => Promise<unknown>;
  inserts: () => Promise<unknown>;
  emmett: () => Promise<unknown>;
  settings: string;
  close: () => Promise<void>;
}

/** The same without a log: a table and a transaction per event, without chain, gapless positions or command ids. */
const PLAIN_TABLE = `
  CREATE TABLE plain (
    position    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream      text        COLLATE "C" NOT NULL,
    version     integer     NOT NULL,
    type        text        NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    body        text        NOT NULL,
    UNIQUE (stream, version)
  )`;

const PLAIN_INSERT = {
  name: 'plain-insert',
  text: 'INSERT INTO plain (stream, version, type, body) VALUES ($1, 1, $2, $3)',
};

const CONNECTIONS = 16;

/** About the size of the log's event with its metadata. */
const BODY = 'x'.repeat(500);
const EMMETT_EVENT = { type: EVENT.type, data: { text: 'x'.repeat(450) } };

/** @throws Error when the server is not durable */
export async function appendBench(adminUrl: string): Promise<AppendBench> {
  const { logs, settings, close } = await openLogs(adminUrl, ['request']);
  const pool = new pg.Pool({ connectionString: adminUrl, max: CONNECTIONS });
  await pool.query(PLAIN_TABLE);
  const emmett = await emmettStore(adminUrl, CONNECTIONS);
  return {
    log: () => logs.request.append(newAppend()),
    inserts: () => pool.query({ ...PLAIN_INSERT, values: [randomUUID(), EVENT.type, BODY] }),
    emmett: () => emmett.append(`request-${randomUUID()}`, EMMETT_EVENT),
    settings,
    close: async () => {
      await Promise.all([close(), pool.end(), emmett.close()]);
    },
  };
}
