import type { ClientBase } from 'pg';
import { installSchema } from '../install-schema.js';
import { qualified, quoted } from '../sql.js';

/** The schema of a service's leases, and the roles for them. */
export interface LeaseTables {
  schema: string;
  /** Takes, renews and releases leases and reads their holders, but cannot write to the table itself. */
  serviceRole: string;
  /** Owns table and functions; by default the role that installs. */
  ownerRole?: string;
}

/** The table of a schema's leases, qualified and quoted. */
export const leaseTable = (schema: string): string => qualified(schema, 'lease');

/** The longest term; a service can ask for a shorter one. */
const LONGEST_TERM_S = 15;

/**
 * Unlogged: a crash of PostgreSQL ends every holder's backend, so an empty table is correct afterwards, and a renewal
 * writes no WAL and waits for no disk.
 */
const table = (schema: string): string => `
  CREATE UNLOGGED TABLE IF NOT EXISTS ${leaseTable(schema)} (
    name    text        PRIMARY KEY,
    -- The holder's own backend: a pair of process id and start time is never used twice.
    pid     integer     NOT NULL,
    started timestamptz NOT NULL,
    -- When the lease lapses unless it is renewed.
    until   timestamptz NOT NULL
  )`;

const SECURITY = `LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** A bounded term in seconds. Uses `clock_timestamp()`, because a statement may have waited for a row. */
const until = (seconds: string): string =>
  `clock_timestamp() + make_interval(secs => least(${seconds}, ${LONGEST_TERM_S}))`;

/**
 * A lease is free if it has lapsed, or if the caller has seen that its holder's backend is gone and that holder still has
 * the lease. It is also free if it ends later than any term allows: the clock was set back after it was taken.
 */
const isFree = (lease: string): string => `(
  ${lease}.until < clock_timestamp()
  OR ${lease}.until > clock_timestamp() + make_interval(secs => 2 * ${LONGEST_TERM_S})
  OR (${lease}.name, ${lease}.pid, ${lease}.started)
     IN (SELECT * FROM unnest(gone_names, gone_pids, gone_starts)))`;

/** Rows are always locked in the order of their names, so that two processes never deadlock. */
const take = (schema: string): string => `
  CREATE OR REPLACE FUNCTION ${qualified(schema, 'take_leases')}(
    wanted text[], gone_names text[], gone_pids integer[], gone_starts timestamptz[],
    backend_start timestamptz, seconds double precision
  ) RETURNS SETOF text ${SECURITY} AS $$
    INSERT INTO ${leaseTable(schema)} AS held (name, pid, started, until)
    SELECT w.name, pg_backend_pid(), backend_start, ${until('seconds')}
      FROM unnest(wanted) AS w (name)
     WHERE NOT EXISTS (SELECT FROM ${leaseTable(schema)} AS l WHERE l.name = w.name AND NOT ${isFree('l')})
     ORDER BY w.name
    ON CONFLICT (name) DO UPDATE
       SET pid = excluded.pid, started = excluded.started, until = excluded.until
     WHERE ${isFree('held')}
    RETURNING held.name
  $$`;

/** A lapsed lease is not renewed: another process may be taking it. */
const renew = (schema: string): string => `
  CREATE OR REPLACE FUNCTION ${qualified(schema, 'renew_leases')}(
    backend_start timestamptz, seconds double precision
  ) RETURNS SETOF text ${SECURITY} AS $$
    WITH own AS MATERIALIZED (
      SELECT l.name FROM ${leaseTable(schema)} AS l
       WHERE l.pid = pg_backend_pid() AND l.started = backend_start AND l.until > clock_timestamp()
       ORDER BY l.name
       FOR UPDATE)
    UPDATE ${leaseTable(schema)} AS l SET until = ${until('seconds')}
      FROM own WHERE l.name = own.name
    RETURNING l.name
  $$`;

const release = (schema: string): string => `
  CREATE OR REPLACE FUNCTION ${qualified(schema, 'release_lease')}(
    released text, backend_start timestamptz
  ) RETURNS void ${SECURITY} AS $$
    DELETE FROM ${leaseTable(schema)} AS l
     WHERE l.name = released AND l.pid = pg_backend_pid() AND l.started = backend_start
  $$`;

const FUNCTIONS = ['take_leases', 'renew_leases', 'release_lease'];

const owned = (schema: string, owner: string): string[] => [
  `ALTER TABLE ${leaseTable(schema)} OWNER TO ${quoted(owner)}`,
  ...FUNCTIONS.map((name) => `ALTER FUNCTION ${qualified(schema, name)} OWNER TO ${quoted(owner)}`),
];

const granted = (schema: string, role: string): string[] => [
  `GRANT SELECT ON ${leaseTable(schema)} TO ${quoted(role)}`,
  ...FUNCTIONS.map((name) => qualified(schema, name)).flatMap((name) => [
    `REVOKE ALL ON FUNCTION ${name} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${name} TO ${quoted(role)}`,
  ]),
];

/**
 * Creates the table and functions for the leases of a schema, and lets only the service's role use them.
 * For an administrator; runs must not overlap.
 */
export async function installLeases(
  admin: ClientBase,
  { schema, serviceRole, ownerRole }: LeaseTables,
): Promise<void> {
  await installSchema(admin, {
    name: `leases of ${schema}`,
    steps: [table, take, renew, release].map((make) => make(schema)),
    grants: [...(ownerRole ? owned(schema, ownerRole) : []), ...granted(schema, serviceRole)],
  });
}
