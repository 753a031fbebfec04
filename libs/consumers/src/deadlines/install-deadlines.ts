import { escapeLiteral } from 'pg';
import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { cursorTable, parkedTable } from '../install-consumers.js';
import { installSchema, qualified, quoted } from '@countersign/postgres';
import { DEADLINE, deadlineConsumer, deadlineSchema, deadlineTable } from './deadline.js';

/** Which log's deadlines to install, for whom. */
export interface DeadlineInstallation {
  log: LogName;
  /** Owns the table, for a rebuild puts another in its place. */
  serviceRole: string;
  /** Owns the schema: who owns one could put anything in the place of what others rely on. */
  ownerRole: string;
}

/** One statement: where the table is, nothing of what the service's role may have attached to it is run. */
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
 * Older installations have the table in the log's own schema. It is dropped, and the projection starts again from the
 * beginning. The cursor is locked first, in the order in which a leader locks.
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
 * Makes what the deadlines of a context are kept in, or leaves it as it is. For the migrate step, after the log and
 * its consumers are installed.
 * @param admin - a connection that may create schemas and change owners, in no transaction
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
