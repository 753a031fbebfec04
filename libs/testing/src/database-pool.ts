import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** An empty database on a server that test files share, and the way to give it back. */
export interface PooledDatabase {
  name: string;
  /** Ends its connections, and leaves it to the next test or removes it. */
  giveBack(): Promise<void>;
}

/**
 * Takes a database that no test uses, or makes one. Every database is some 300 files, and file systems are slow at
 * making files right after others were removed. So databases are emptied and used again, under a new name each time.
 * @param serverUrl - the administrator's, in the database `postgres`
 */
export async function takeDatabase(serverUrl: string): Promise<PooledDatabase> {
  const name = `test_${randomName()}`;
  await connected(serverUrl, async (server) => {
    if (!(await takeSpare(server, name))) await server.query(`CREATE DATABASE ${name} STRATEGY file_copy`);
  });
  return { name, giveBack: () => connected(serverUrl, (server) => giveBack(server, serverUrl, name)) };
}

/** A rename takes a spare database, because only one of several workers succeeds with it. */
async function takeSpare(server: pg.Client, name: string): Promise<boolean> {
  const { rows } = await server.query<{ spare: string }>(
    `SELECT datname AS spare FROM pg_database WHERE datname LIKE 'spare\\_%' ORDER BY random()`,
  );
  for (const { spare } of rows) if (await renamed(server, spare, name)) return true;
  return false;
}

/** PostgreSQL's codes for: another worker has taken it; somebody is still connected to it. */
const NOT_NOW = ['3D000', '55006'];

async function renamed(server: pg.Client, from: string, to: string): Promise<boolean> {
  try {
    await server.query(`ALTER DATABASE ${from} RENAME TO ${to}`);
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && NOT_NOW.includes(error.code ?? '')) return false;
    throw error;
  }
}

async function giveBack(server: pg.Client, serverUrl: string, name: string): Promise<void> {
  await untilLeft(server, name);
  const isSpare = (await emptied(serverUrl, name)) && (await renamed(server, name, `spare_${randomName()}`));
  if (!isSpare) await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/**
 * A client that has ended may still be connected for a moment, and would fail the next test if it were cut off then. A
 * client that does not leave within a second was forgotten, and is cut off.
 */
async function untilLeft(server: pg.Client, name: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    const { rowCount } = await server.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name]);
    if (!rowCount) return;
    await pause(20);
  }
  await server.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [
    name,
  ]);
}

/** Ids below this are of objects that every new database has. */
const FIRST_OWN_ID = 16_384;

const SCHEMAS = `SELECT quote_ident(nspname) AS schema FROM pg_namespace WHERE oid >= ${FIRST_OWN_ID}`;

/** What a test may have made or changed outside the schemas of its own. */
const OWN_OBJECTS = [
  'pg_namespace',
  'pg_class',
  'pg_proc',
  'pg_type',
  'pg_operator',
  'pg_extension',
  'pg_event_trigger',
  'pg_publication',
  'pg_foreign_data_wrapper',
  'pg_language',
  'pg_cast',
  'pg_default_acl',
  'pg_largeobject_metadata',
]
  .map((catalog) => `SELECT FROM ${catalog} WHERE oid >= ${FIRST_OWN_ID}`)
  .join(' UNION ALL ');

/** Roles in `pg_shdepend` own something here or hold a right; `=U` is what everybody may do in `public`. */
const IS_NEW = `
SELECT FROM pg_database d JOIN pg_namespace n ON n.nspname = 'public'
 WHERE d.datname = current_database()
   AND d.datacl IS NULL AND d.datallowconn AND d.datconnlimit = -1 AND d.datdba = 'postgres'::regrole
   AND n.nspacl::text = '{pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}'
   AND NOT EXISTS (SELECT FROM pg_db_role_setting s WHERE s.setdatabase = d.oid)
   AND NOT EXISTS (SELECT FROM pg_shdepend s WHERE s.dbid = d.oid)
   AND NOT EXISTS (${OWN_OBJECTS})`;

/** @returns whether the database is like a new one now; no test may notice what another has left */
async function emptied(serverUrl: string, name: string): Promise<boolean> {
  try {
    return await connected(inDatabase(serverUrl, name), async (database) => {
      const { rows } = await database.query<{ schema: string }>(SCHEMAS);
      const schemas = rows.map(({ schema }) => schema).join(', ');
      if (schemas) await database.query(`SET client_min_messages = error; DROP SCHEMA ${schemas} CASCADE`);
      return (await database.query(IS_NEW)).rowCount === 1;
    });
  } catch (error) {
    // A test has closed it to everybody, or made what CASCADE does not remove: it is removed with the database.
    if (error instanceof pg.DatabaseError) return false;
    throw error;
  }
}

const randomName = (): string => randomBytes(6).toString('hex');

/** The same server and role, another database. */
export function inDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Runs with a connection of its own. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
