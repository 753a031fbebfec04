import { DatabaseError } from 'pg';
import type { ClientBase } from 'pg';
import { qualified, quoted } from './sql.js';

/** Another process has made the same schema or table at this moment: a repeat finds it. */
const MADE_BY_ANOTHER = ['23505', '42P06', '42P07'];

/** A table without rows, whose lock is the turn. Nobody but its owner can take it. */
const turnTable = (schema: string): string => qualified(schema, 'turn');

const make = (schema: string): string => `
  CREATE SCHEMA IF NOT EXISTS ${quoted(schema)};
  CREATE TABLE IF NOT EXISTS ${turnTable(schema)} ()`;

const take = (schema: string): string => `
  BEGIN;
  SET LOCAL idle_in_transaction_session_timeout = 0;
  LOCK TABLE ${turnTable(schema)} IN EXCLUSIVE MODE`;

/**
 * Runs an administrator's work on a schema, which is made if it is not there, while no other process runs such work on
 * it: the next one waits. A process that dies gives its turn back with its connection.
 * @param holder - keeps the turn in an open transaction meanwhile, so `work` needs connections of its own
 */
export async function oneAtATime<T>(holder: ClientBase, schema: string, work: () => Promise<T>): Promise<T> {
  await ensureTurn(holder, schema);
  await holder.query(take(schema));
  try {
    return await work();
  } finally {
    // Where the connection is lost, so is the turn.
    await holder.query('ROLLBACK').catch(() => undefined);
  }
}

async function ensureTurn(holder: ClientBase, schema: string): Promise<void> {
  try {
    await holder.query(make(schema));
  } catch (error) {
    if (!(error instanceof DatabaseError && MADE_BY_ANOTHER.includes(error.code ?? ''))) throw error;
    await holder.query(make(schema));
  }
}
