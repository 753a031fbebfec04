import type { ClientBase } from 'pg';
import { installSchema } from './install-schema.js';
import { qualified, quoted } from './sql.js';

/** A table without rows; its lock is the turn. Only its owner can lock it. */
const turnTable = (schema: string): string => qualified(schema, 'turn');

const steps = (schema: string): string[] => [
  `CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`,
  `CREATE TABLE IF NOT EXISTS ${turnTable(schema)} ()`,
];

const take = (schema: string): string => `
  BEGIN;
  SET LOCAL idle_in_transaction_session_timeout = 0;
  LOCK TABLE ${turnTable(schema)} IN EXCLUSIVE MODE`;

/**
 * Runs an administrator's work on a schema, which is created if it is missing, while no other process does so: a second
 * process waits. A process that dies releases its turn with its connection.
 * @param holder - keeps the turn in an open transaction until `work` is done, so `work` needs its own connections
 */
export async function oneAtATime<T>(holder: ClientBase, schema: string, work: () => Promise<T>): Promise<T> {
  await installSchema(holder, { name: `turn of ${schema}`, steps: steps(schema), grants: [] });
  await holder.query(take(schema));
  try {
    return await work();
  } finally {
    // A lost connection has released the turn already.
    await holder.query('ROLLBACK').catch(() => undefined);
  }
}
