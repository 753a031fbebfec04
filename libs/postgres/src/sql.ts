import { createHash } from 'node:crypto';
import { escapeIdentifier } from 'pg';
import type { ClientBase, Pool, PoolClient, QueryConfig } from 'pg';

/** An SQL identifier, quoted. */
export const quoted = (name: string): string => escapeIdentifier(name);

/** `schema.name`, both quoted. */
export const qualified = (schema: string, name: string): string => `${quoted(schema)}.${quoted(name)}`;

/** Runs queries: a pool, a client of a pool, or a plain connection. */
export type Queryable = Pick<ClientBase, 'query'> | Pick<Pool, 'query'>;

/**
 * Runs `work` in a transaction of its own: committed when it resolves, rolled back when it rejects. A connection that
 * fails to roll back is not returned to the pool.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // The pool listens to idle connections only: a connection that breaks between two statements would end the process.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    const { command } = await client.query('COMMIT');
    // PostgreSQL answers COMMIT with ROLLBACK, and no error, when a statement failed and its error was swallowed.
    if (command !== 'COMMIT')
      throw new Error('The transaction was rolled back: a statement of it had failed.');
    client.release();
    return result;
  } catch (error) {
    const broken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw error;
  } finally {
    client.off('error', ignore);
  }
}

/** The same on the caller's own connection, which is in no transaction; the caller decides what happens to the connection. */
export async function inTransactionOn<T>(connection: ClientBase, work: () => Promise<T>): Promise<T> {
  await connection.query('BEGIN');
  try {
    const result = await work();
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK');
    throw error;
  }
}

const names = new Map<string, string>();

/** A statement that each connection parses and plans once; for statements with the same plan at every table size. */
export function prepared(text: string, values: unknown[]): QueryConfig {
  let name = names.get(text);
  if (!name) names.set(text, (name = createHash('sha256').update(text).digest('base64url')));
  return { name, text, values };
}

/** Time limits of the connections that consumers use, in milliseconds. */
export const poolSettings = {
  max: 10,
  connectionTimeoutMillis: 3000,
  statement_timeout: 30_000,
  /** A leader that hangs in its transaction holds the cursor's row, so the next leader would wait for it. */
  idle_in_transaction_session_timeout: 10_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5000,
} as const;
