import type { ClientBase } from 'pg';
import { SEEN_TABLE } from './seen-table.js';

/** A person by id; under every issuer if none is given. */
interface SoughtPerson {
  id: string;
  issuer: string | null;
}

const OF_PERSON = `type = 'user' AND id = $1 AND ($2::text IS NULL OR issuer = $2)`;

/** A row about a person, for the copy of their data. */
interface SeenPerson {
  issuer: string;
  id: string;
  /** `2026-03-01`, UTC. */
  lastDay: string;
}

/** The rows about a person. For an administrator's connection. */
export async function seenPerson(admin: ClientBase, { id, issuer }: SoughtPerson): Promise<SeenPerson[]> {
  const sql = `
    SELECT issuer, id, last_day::text AS "lastDay" FROM ${SEEN_TABLE} WHERE ${OF_PERSON} ORDER BY issuer`;
  return (await admin.query<SeenPerson>(sql, [id, issuer])).rows;
}

/** Deletes the rows about a person. For an administrator's connection. @returns how many there were */
export async function eraseSeenPerson(admin: ClientBase, { id, issuer }: SoughtPerson): Promise<number> {
  return deleted(admin, OF_PERSON, [id, issuer]);
}

/** Deletes what was last seen before a time (RFC 3339), groups as well. For an administrator's connection. @returns how many */
export async function eraseSeenBefore(admin: ClientBase, before: string): Promise<number> {
  return deleted(admin, `last_day < ($1::timestamptz AT TIME ZONE 'UTC')::date`, [before]);
}

/** Dead rows are removed at once, as after every erasure. The connection must be outside a transaction. */
async function deleted(admin: ClientBase, condition: string, values: unknown[]): Promise<number> {
  const { rowCount } = await admin.query(`DELETE FROM ${SEEN_TABLE} WHERE ${condition}`, values);
  if (rowCount) await admin.query(`VACUUM ${SEEN_TABLE}`);
  return rowCount ?? 0;
}
