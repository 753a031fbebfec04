import { escapeIdentifier } from 'pg';
import type { ClientBase, Pool } from 'pg';
import type { Approver } from '@countersign/contracts';
import { appearanceOf } from '@countersign/policy-domain';
import { installSchema } from '@countersign/postgres';

/** The ids and groups that access tokens have named, qualified. No row says who is in which group. */
export const SEEN_TABLE = 'policy.seen_approver';

/** A row counts for this many days after the last token, and is then deleted. */
const SEEN_DAYS = 400;

const TODAY = `(clock_timestamp() AT TIME ZONE 'UTC')::date`;

const TABLE = `
  CREATE TABLE IF NOT EXISTS ${SEEN_TABLE} (
    type       text COLLATE "C" NOT NULL CHECK (type IN ('user', 'group')),
    issuer     text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    -- The key under which ids look alike.
    appearance text COLLATE "C" NOT NULL,
    -- UTC; within an hour of the last token.
    last_day   date NOT NULL,
    PRIMARY KEY (type, id, issuer)
  );
  CREATE INDEX IF NOT EXISTS seen_approver_appearance ON ${SEEN_TABLE} (appearance);
  CREATE INDEX IF NOT EXISTS seen_approver_last_day ON ${SEEN_TABLE} (last_day);`;

/**
 * Makes the table, or leaves it as it is. For the migrate step, after the log of the policy context is installed.
 * @param admin - a connection that may create in the schema and change owners
 */
export async function installSeenApprovers(
  admin: ClientBase,
  { serviceRole, ownerRole }: { serviceRole: string; ownerRole: string },
): Promise<void> {
  const rights = `
    ALTER TABLE ${SEEN_TABLE} OWNER TO ${escapeIdentifier(ownerRole)};
    GRANT SELECT, INSERT, UPDATE (last_day), DELETE ON ${SEEN_TABLE} TO ${escapeIdentifier(serviceRole)};`;
  await installSchema(admin, { name: 'seen approvers', steps: [TABLE], grants: [rights] });
}

/** An id or a group that the token of an issuer named. */
export interface SeenApprover extends Approver {
  issuer: string;
}

type Database = Pick<Pool, 'query'>;

/** In one order, so that two instances wait for each other instead of blocking each other. */
const KEEP = `
  INSERT INTO ${SEEN_TABLE} AS seen (type, issuer, id, appearance, last_day)
  SELECT type, issuer, id, appearance, ${TODAY}
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS noted (type, issuer, id, appearance)
   ORDER BY type, id, issuer
  ON CONFLICT (type, id, issuer) DO UPDATE SET last_day = excluded.last_day WHERE seen.last_day < excluded.last_day`;

/** Keeps these as seen today; each of them may be given once. */
export async function keepSeen(database: Database, seen: readonly SeenApprover[]): Promise<void> {
  const columns = [
    seen.map(({ type }) => type),
    seen.map(({ issuer }) => issuer),
    seen.map(({ id }) => id),
    seen.map(appearanceOf),
  ];
  await database.query(KEEP, columns);
}

const LIKE = `
  SELECT DISTINCT type, id FROM ${SEEN_TABLE}
   WHERE appearance = ANY ($1) AND last_day >= ${TODAY} - ${SEEN_DAYS}
   ORDER BY type, id`;

/** Everything seen that looks like one of these. */
export async function seenLike(database: Database, approvers: readonly Approver[]): Promise<Approver[]> {
  return (await database.query<Approver>(LIKE, [approvers.map(appearanceOf)])).rows;
}

/** Deletes what was last seen too long ago. */
export async function forgetSeen(database: Database): Promise<void> {
  await database.query(`DELETE FROM ${SEEN_TABLE} WHERE last_day < ${TODAY} - ${SEEN_DAYS}`);
}
