import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { httpCommand, installLog, PostgresEventLog } from '@countersign/event-log';
import type { Append } from '@countersign/event-log';
import { emmettStore } from './emmett-store.js';

/** Three ways to store an event, and the settings that make all of them durable. */
export interface AppendBench {
  log: () => Promise<unknown>;
  inserts: () => Promise<unknown>;
  emmett: () => Promise<unknown>;
  settings: string;
  close: () => Promise<void>;
}

/** What one has without a log: a table, a transaction each, nothing chained, nothing gapless, no command ids. */
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

const DURABILITY = `
  SELECT string_agg(name || ' ' || setting, ', ' ORDER BY name) AS settings, bool_and(setting = 'on') AS durable
  FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')`;

const SERVICE_ROLE = 'countersign_request';
const CONNECTIONS = 16;

/** @throws Error when the server would not keep what it acknowledges */
export async function appendBench(adminUrl: string): Promise<AppendBench> {
  const settings = await install(adminUrl);
  const log = new PostgresEventLog({ log: 'request', url: roleUrl(adminUrl), readConnections: 1 });
  const pool = new pg.Pool({ connectionString: adminUrl, max: CONNECTIONS });
  const emmett = await emmettStore(adminUrl, CONNECTIONS);
  return {
    log: () => log.append(newAppend()),
    inserts: () => pool.query({ ...PLAIN_INSERT, values: [randomUUID(), TYPE, BODY] }),
    emmett: () => emmett.append(`request-${randomUUID()}`, { type: TYPE, data: EMMETT_DATA }),
    settings,
    close: async () => {
      await Promise.all([log.close(), pool.end(), emmett.close()]);
    },
  };
}

async function install(adminUrl: string): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ settings: string; durable: boolean }>(DURABILITY);
    if (!rows[0]?.durable) throw new Error(`this PostgreSQL is not durable: ${rows[0]?.settings ?? ''}`);
    await admin.query(`CREATE ROLE ${SERVICE_ROLE} LOGIN PASSWORD '${PASSWORD}'`);
    await installLog(admin, { log: 'request', serviceRole: SERVICE_ROLE });
    await admin.query(PLAIN_TABLE);
    return rows[0].settings;
  } finally {
    await admin.end();
  }
}

/** Of a server that lives as long as the bench does. */
const PASSWORD = randomUUID();

function roleUrl(adminUrl: string): string {
  const url = new URL(adminUrl);
  url.username = SERVICE_ROLE;
  url.password = PASSWORD;
  return url.href;
}

const TYPE = 'bench.noted';
const DATA = { text: 'x'.repeat(250) };
const ACTOR = {
  kind: 'person',
  issuer: 'https://id.example',
  id: 'alice',
  name: 'Alice',
  email: null,
} as const;

/** A command that makes a stream of one event, as submitting a request does. */
function newAppend(): Append {
  const command = { issuer: ACTOR.issuer, subject: ACTOR.id, operation: 'bench', target: '', payload: DATA };
  return {
    command: httpCommand(command),
    result: { status: 201, code: null, ids: {} },
    streams: [
      {
        stream: `request-${randomUUID()}`,
        expectedVersion: 0,
        events: [{ type: TYPE, schemaVersion: 1, data: DATA }],
      },
    ],
    actor: ACTOR,
    correlationId: 'bench',
    causationId: null,
    traceparent: null,
  };
}

/** About the size that the log's event comes to, metadata included. */
const BODY = 'x'.repeat(500);
const EMMETT_DATA = { text: 'x'.repeat(450) };
