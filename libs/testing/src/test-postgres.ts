import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { sharedPostgres } from './shared-postgres.js';

/** An empty database of one's own on the PostgreSQL that the test run shares. */
export interface TestDatabase {
  readonly name: string;
  /** The administrator (superuser), in this database. */
  readonly adminUrl: string;
  /**
   * The URL of a role in this database.
   * @param password only for a role that the test made with another password than `createRole` gives
   */
  urlFor(role: string, password?: string): string;
  /**
   * Makes a role that may log in, unless it is there, and answers its URL in this database. Roles belong to the
   * whole server, which other test files use at this moment, so all roles have the same password.
   */
  createRole(role: string): Promise<string>;
  /** Runs SQL as the administrator. */
  sql<Row extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Ends all its connections and removes it. */
  drop(): Promise<void>;
}

/** Password of every role that `createRole` makes. */
export const TEST_ROLE_PASSWORD = 'test-role-password';

const CREATE_ROLE = `
DO $$
BEGIN
  CREATE ROLE :name LOGIN PASSWORD :password;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  -- It is there, or another test file has made it at this moment: roles are shared by all databases.
  NULL;
END $$`;

/** @throws LocalStackError when PostgreSQL cannot be started on this machine */
export async function testPostgres(): Promise<TestDatabase> {
  const { adminUrl: serverUrl } = await sharedPostgres();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const adminUrl = withPath(serverUrl, name);
  const urlFor = (role: string, password = TEST_ROLE_PASSWORD): string => withUser(adminUrl, role, password);
  return {
    name,
    adminUrl,
    urlFor,
    createRole: async (role) => {
      await onServer(serverUrl, createRole(role));
      return urlFor(role);
    },
    sql: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
      (await onServer(adminUrl, text, values)).rows as Row[],
    drop: async () => {
      await untilLeft(serverUrl, name);
      await onServer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

const createRole = (role: string): string =>
  CREATE_ROLE.replace(':name', () => pg.escapeIdentifier(role)).replace(':password', () =>
    pg.escapeLiteral(TEST_ROLE_PASSWORD),
  );

/**
 * A client that has been ended is not gone yet: cut off in that moment it would fail whichever test runs next. Who
 * does not leave within a second was forgotten, and is cut off.
 */
async function untilLeft(serverUrl: string, name: string): Promise<void> {
  const connected = 'SELECT FROM pg_stat_activity WHERE datname = $1';
  for (let tries = 0; tries < 50; tries++) {
    if (!(await onServer(serverUrl, connected, [name])).rowCount) return;
    await pause(20);
  }
}

async function onServer(url: string, text: string, values?: unknown[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
}

function withPath(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

function withUser(url: string, role: string, password: string): string {
  const changed = new URL(url);
  changed.username = encodeURIComponent(role);
  changed.password = encodeURIComponent(password);
  return changed.href;
}
