import { escapeLiteral } from 'pg';
import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { cursorTable, parkedTable } from '../install-consumers.js';
import { installSchema, qualified, quoted } from '@countersign/postgres';
import { DEADLINE, deadlineConsumer, deadlineSchema, deadlineTable } from './deadline.js';

/** The log whose deadlines to install, and the roles. */
export interface DeadlineInstallation {
  log: LogName;
  /** Owns the table, because a rebuild replaces it. */
  serviceRole: string;
  /** Owns the schema: the owner of a schema could replace what others rely on. */
  ownerRole: string;
}

/** One statement: if the table exists, nothing that the service's role may have attached to it runs. */
const table = (log: LogName): string => `
  CREATE TABLE IF NOT EXISTS ${deadlineTable(log)} (
    key            text        PRIMARY KEY,
    due_at         timestamptz NOT NULL,
    -- The event that set it.
    event_id       text        NOT NULL,
    correlation_id text        NOT NULL,
    CONSTRAINT deadline_due UNIQUE (due_at, key)
  )`;

/**
 * Older installations have the table in the log's own schema. It is dropped, and the projection starts from the
 * beginning. The cursor is locked first, because a leader takes the locks in that order.
 */
const leaveOldTable = (log: LogName): string => `
  DO $$ BEGIN
    IF to_regclass(${escapeLiteral(qualified(log, DEADLINE))}) IS NOT NULL THEN
      UPDATE ${cursorTable(log)}
         SET position = 0, hash = NULL, generation = generation + 1, rebuild = NULL, moved_at = now()
       WHERE consumer = ${escapeLiteral(deadlineConsumer(log))};
      DELETE FROM ${parkedTable(log)} WHERE consumer = ${escapeLiteral(deadlineConsumer(log))};
      DROP TABLE ${qualified(log, DEADLINE)};
    END IF;
  END $$`;

/**
 * Creates the schema and table of a context's deadlines, or leaves them as they are. For the migrate step, after the log
 * and its consumers are installed.
 * @param admin - a connection outside a transaction, whose role can create schemas and change owners
 */
export async function installDeadlines(
  admin: ClientBase,
  { log, serviceRole, ownerRole }: DeadlineInstallation,
): Promise<void> {
  const schema = quoted(deadlineSchema(log));
  const service = quoted(serviceRole);
  await installSchema(admin, {
    name: `deadlines of ${log}`,
    steps: [
      `CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${quoted(ownerRole)}`,
      `GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${service}`,
      table(log),
      `ALTER TABLE ${deadlineTable(log)} OWNER TO ${service}`,
      leaveOldTable(log),
    ],
    grants: [],
  });
}
