import type { ClientConfig } from 'pg';

/** Time limits of every connection of the log, in milliseconds. */
export const connectionTimeouts = {
  connect: 3_000,
  /** Waiting for a lock, of which the row of the log's head is the most contended. */
  lock: 5_000,
  /** A statement, measured by the server. */
  statement: 10_000,
  /** A statement, measured by this process, for a server that no longer answers at all. Longer than the server's limit. */
  answer: 12_000,
  idleInTransaction: 5_000,
  keepAliveDelay: 5_000,
} as const;

/**
 * Settings of a connection to the log. Its statements rely on indexes: a plan that was made while a table was small
 * must not keep a sequential scan after the table has grown.
 */
export function connectionSettings(url: string, name: string): ClientConfig {
  return {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: connectionTimeouts.connect,
    lock_timeout: connectionTimeouts.lock,
    statement_timeout: connectionTimeouts.statement,
    query_timeout: connectionTimeouts.answer,
    idle_in_transaction_session_timeout: connectionTimeouts.idleInTransaction,
    keepAlive: true,
    keepAliveInitialDelayMillis: connectionTimeouts.keepAliveDelay,
    options: '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off',
  };
}
