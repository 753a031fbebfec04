import type { ClientConfig } from 'pg';

/** Bounds of every connection of the log, in milliseconds. */
export const connectionTimeouts = {
  connect: 3_000,
  /** Waiting for the row of the log's head, and for anything else. */
  lock: 5_000,
  /** A statement, by the server's clock. */
  statement: 10_000,
  /** A statement, by ours: for a server that does not even answer that. Longer than the server's own. */
  answer: 12_000,
  idleInTransaction: 5_000,
  keepAliveDelay: 5_000,
} as const;

/**
 * Settings of a connection to the log. Its statements live by their indexes: a plan made while a table was small
 * must not keep a sequential scan when it has grown.
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
