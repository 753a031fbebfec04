import pg from 'pg';
import { connected, inDatabase, takeDatabase } from './database-pool.js';
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
  /** Ends all its connections and gives it back. */
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
  const { name, giveBack } = await takeDatabase(serverUrl);
  const adminUrl = inDatabase(serverUrl, name);
  const urlFor = (role: string, password = TEST_ROLE_PASSWORD): string => withUser(adminUrl, role, password);
  return {
    name,
    adminUrl,
    urlFor,
    createRole: async (role) => {
      await connected(serverUrl, (server) => server.query(createRole(role)));
      return urlFor(role);
    },
    sql: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
      connected(adminUrl, async (admin) => (await admin.query<Row>(text, values)).rows),
    drop: giveBack,
  };
}

const createRole = (role: string): string =>
  CREATE_ROLE.replace(':name', () => pg.escapeIdentifier(role)).replace(':password', () =>
    pg.escapeLiteral(TEST_ROLE_PASSWORD),
  );

function withUser(url: string, role: string, password: string): string {
  const changed = new URL(url);
  changed.username = encodeURIComponent(role);
  changed.password = encodeURIComponent(password);
  return changed.href;
}
