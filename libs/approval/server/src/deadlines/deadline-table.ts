import { escapeIdentifier } from 'pg';
import type { ClientBase } from 'pg';

/** Deadlines of pending approvals: a projection of the approval log, qualified. */
export const DEADLINE_TABLE = 'approval.deadline';

/** Notified in the transaction that adds deadlines, so that whoever waits for the earliest looks again. */
export const DEADLINE_CHANNEL = 'countersign_approval_deadline';

/** Key of the advisory lock of the one who issues expiries ("CSda", "CSdb" in ASCII): class and object id. */
export const DEADLINE_LOCK = [0x43536461, 0x43536462] as const;

const TABLE = `
  CREATE TABLE IF NOT EXISTS ${DEADLINE_TABLE} (
    request_id     text PRIMARY KEY,
    due_at         timestamptz NOT NULL,
    -- The event that opened the approval: the cause of its expiry.
    event_id       text NOT NULL,
    correlation_id text NOT NULL
  );
  CREATE INDEX IF NOT EXISTS deadline_due ON ${DEADLINE_TABLE} (due_at, request_id);`;

/** Who owns the table, and who uses it. */
export interface DeadlineRoles {
  serviceRole: string;
  ownerRole: string;
}

/**
 * Makes the table, or leaves it as it is. For the migrate step, after the log of the approval context is installed.
 * @param admin - a connection that may create in the schema and change owners
 */
export async function installDeadlines(
  admin: ClientBase,
  { serviceRole, ownerRole }: DeadlineRoles,
): Promise<void> {
  await admin.query(`
    ${TABLE}
    ALTER TABLE ${DEADLINE_TABLE} OWNER TO ${escapeIdentifier(ownerRole)};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ${DEADLINE_TABLE} TO ${escapeIdentifier(serviceRole)};`);
}
