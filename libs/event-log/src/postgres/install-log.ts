import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { installSchema } from '@countersign/postgres';
import { logSchemaSteps } from './log-schema.sql.js';

/** The database was made by a version before the log's format was settled. */
export class EarlierFormat extends Error {
  constructor(log: LogName) {
    super(
      `the ${log} log in this database was made by an earlier version of Countersign, whose format was never released: ` +
        'it cannot be read or migrated. Use an empty database ("npm start -- --fresh" in standalone).',
    );
    this.name = new.target.name;
  }
}

/** The role that owns the schemas of logs by default. */
export const DEFAULT_OWNER = 'countersign_owner';

/** Which log to install, for whom. */
export interface LogInstallation {
  /** The log, and the name of its schema. */
  log: LogName;
  /** The service's role. It must exist; it can read, and append through the functions, nothing else. */
  serviceRole: string;
  /** A role that may compare the log with what was hashed, and nothing else; it must exist. */
  verifierRole?: string;
  /** The role that owns schema, tables and functions; created (without login) if it does not exist. */
  ownerRole?: string;
}

/**
 * Creates a log's schema, or brings an older schema up to date, in a transaction of its own. Idempotent: it can run at
 * every start of an installation, also in several places at once. Needs a superuser, or a role that can create roles
 * and schemas.
 * @param admin - a connection outside a transaction
 * @throws Error if the database does not use UTF-8, because hashes and texts would not match
 */
export async function installLog(admin: ClientBase, installation: LogInstallation): Promise<void> {
  const { log, serviceRole, verifierRole, ownerRole = DEFAULT_OWNER } = installation;
  await assertUtf8(admin);
  await installSchema(admin, {
    name: `log ${log}`,
    prepare: async () => {
      await assertFormat(admin, log);
      await ensureOwner(admin, ownerRole);
      await ensureSchema(admin, log, ownerRole);
    },
    versions: `${log}.log_version`,
    steps: logSchemaSteps.map((step) => step(log)),
    grants: [
      grants(log, admin.escapeIdentifier(serviceRole)),
      ...(verifierRole === undefined ? [] : [verifierGrants(log, admin.escapeIdentifier(verifierRole))]),
    ],
  });
}

async function assertUtf8(admin: ClientBase): Promise<void> {
  const { rows } = await admin.query<{ server_encoding: string }>('SHOW server_encoding');
  const encoding = rows[0]?.server_encoding;
  if (encoding !== 'UTF8') throw new Error(`the database must use the encoding UTF8, not ${encoding}`);
}

/** @throws EarlierFormat if the log was made before its events could belong to several streams */
async function assertFormat(admin: ClientBase, log: LogName): Promise<void> {
  const { rows } = await admin.query<{ earlier: boolean }>(
    `SELECT to_regclass($1) IS NOT NULL AND to_regclass($2) IS NULL AS earlier`,
    [`${log}.event`, `${log}.membership`],
  );
  if (rows[0]?.earlier) throw new EarlierFormat(log);
}

/** Roles belong to the whole server: an installation in another database may create this role at the same moment. */
async function ensureOwner(admin: ClientBase, ownerRole: string): Promise<void> {
  const owner = admin.escapeIdentifier(ownerRole);
  await admin.query(`
    DO $$ BEGIN
      CREATE ROLE ${owner} NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$`);
  const { rows } = await admin.query<{ member: boolean }>(
    `SELECT pg_has_role(current_user, $1, 'SET') AS member`,
    [ownerRole],
  );
  if (!rows[0]?.member) await admin.query(`GRANT ${owner} TO CURRENT_USER WITH SET TRUE`);
}

/** From here until the transaction ends, the owner's role itself creates everything. */
async function ensureSchema(admin: ClientBase, log: LogName, ownerRole: string): Promise<void> {
  const owner = admin.escapeIdentifier(ownerRole);
  await admin.query(`CREATE SCHEMA IF NOT EXISTS ${log} AUTHORIZATION ${owner}`);
  await admin.query(`SET LOCAL ROLE ${owner}`);
  await admin.query(`
    CREATE TABLE IF NOT EXISTS ${log}.log_version (
      version      integer     PRIMARY KEY,
      installed_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    -- One installation of a log at a time.
    LOCK TABLE ${log}.log_version IN EXCLUSIVE MODE`);
}

const grants = (log: LogName, role: string): string => `
  GRANT USAGE ON SCHEMA ${log} TO ${role};
  GRANT SELECT ON ${log}.event, ${log}.compared, ${log}.membership, ${log}.command, ${log}.head, ${log}.log_version,
    ${log}.mirror_renewal TO ${role};
  GRANT EXECUTE ON FUNCTION ${log}.append, ${log}.append_one TO ${role};`;

/** Nothing that holds personal data: neither private texts, nor the keyed fingerprints and results of commands. */
const verifierGrants = (log: LogName, role: string): string => `
  GRANT USAGE ON SCHEMA ${log} TO ${role};
  GRANT SELECT ON ${log}.compared, ${log}.membership, ${log}.head TO ${role};
  GRANT SELECT (first_position, last_position, recorded_at) ON ${log}.command TO ${role};`;
